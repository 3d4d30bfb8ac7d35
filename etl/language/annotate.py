"""Texts in, annotations out: each distinct text is read once, whatever the order, and once ever where there is a cache.

What stands beside a text in a batch does not change its annotation (the tests hold the model to that), so batches follow the order
of the input. Long texts (transcripts) are read in parts that end with a sentence, and memory is given back after each batch.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from etl.language.cache import insert_annotations, read_annotations
from etl.language.names import find_entities
from etl.language.numbers import marked_numbers
from etl.language.phrases import find_phrases
from etl.language.pipeline import OURS, fingerprint, load, nouns
from etl.language.sentences import find_sentences
from etl.records import Annotation, Span, Text

_DOCS = 64  # parts that go through the model together: a quarter faster than one by one
_PART = 20_000  # characters that the model sees at once
_BATCH = 200_000  # characters that one worker reads at a time, and between two gifts to the cache


Runner = Callable[[str, Iterable[Sequence[Text]]], Iterator[Sequence[Annotation]]]
"""Reads batches of texts with the pipeline of that name, wherever that happens; yields their annotations in the order of the batches."""


def in_this_process(pipeline: str, batches: Iterable[Sequence[Text]]) -> Iterator[Sequence[Annotation]]:
    return (read_batch(pipeline, batch) for batch in batches)


def annotate(texts: Sequence[Text], *, pipeline: str = OURS, cache: Path | None = None, run: Runner = in_this_process) -> list[Annotation]:
    """One annotation per text, in the order given. The model is loaded only when the cache lacks a text; each batch reaches the cache
    as soon as it is read.

    Raises PipelineError for a pipeline that cannot be used.
    """
    plain = [_read_alike(text) for text in texts]
    distinct = dict.fromkeys(plain)
    made_by = fingerprint(pipeline)
    known = read_annotations(cache, made_by, distinct) if cache else {}
    batches = list(_batches(text for text in distinct if text not in known))
    for batch, read in zip(batches, run(pipeline, batches), strict=True):
        fresh = dict(zip(batch, read, strict=True))
        if cache:
            insert_annotations(cache, made_by, fresh)
        known |= fresh
    return [known[text] for text in plain]


def _read_alike(text: Text) -> Text:
    """Texts that the pipeline cannot tell apart as one: the order of breaks and names, and which lines are headings, is nothing to it."""
    return Text(text.text, tuple(sorted(set(text.breaks))), tuple(sorted(set(text.names))), text.declared)


def _batches(texts: Iterable[Text]) -> Iterator[list[Text]]:
    batch: list[Text] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text.text)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def read_batch(pipeline: str, texts: Sequence[Text]) -> list[Annotation]:
    """One annotation per text: the same function in this process, in another one and on another machine."""
    nlp = load(pipeline)
    sentences = {text: find_sentences(text.text, text.breaks) for text in texts}
    parts = [(text, part) for text in texts for part in _parts(sentences[text])]
    found: dict[Text, list[Annotation]] = {text: [] for text in texts}
    known_nouns = nouns(nlp)
    with nlp.memory_zone():
        docs = nlp.pipe((_doc(nlp, text, part) for text, part in parts), batch_size=_DOCS)
        for (text, part), doc in zip(parts, docs, strict=True):
            found[text].append(_read(doc, part[0][0], known_nouns))
    return [
        Annotation(
            sentences=sentences[text],
            entities=tuple(chain.from_iterable(part.entities for part in found[text])),
            phrases=tuple(chain.from_iterable(part.phrases for part in found[text])),
            numbers=tuple(chain.from_iterable(part.numbers for part in found[text])),
        )
        for text in texts
    ]


def _parts(sentences: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Runs of sentences that the model reads at once. What is longer than a part without a single sentence end is no prose: it is
    left out and has no names."""
    part: list[tuple[int, int]] = []
    for start, end in sentences:
        if part and end - part[0][0] > _PART:
            yield part
            part = []
        if end - start <= _PART:
            part.append((start, end))
    if part:
        yield part


def _doc(nlp: Language, text: Text, part: Sequence[tuple[int, int]]) -> Doc:
    offset = part[0][0]
    doc = nlp.make_doc(text.text[offset : part[-1][1]])
    doc.user_data["sentences"] = tuple((start - offset, end - offset) for start, end in part)
    doc.user_data["names"] = text.names
    declared = (span for span in text.declared if offset <= span.start and span.end <= part[-1][1])
    doc.user_data["declared"] = tuple(_moved(declared, -offset))
    return doc


def _read(doc: Doc, offset: int, known_nouns: Container[str]) -> Annotation:
    """What the model found in the part of a text that begins at `offset`."""
    return Annotation(
        sentences=(),
        entities=_moved(find_entities(doc), offset),
        phrases=_moved(find_phrases(doc, known_nouns), offset),
        numbers=_moved(marked_numbers(doc), offset),
    )


def _moved(spans: Iterable[Span], offset: int) -> tuple[Span, ...]:
    return tuple(Span(span.start + offset, span.end + offset, span.label) for span in spans)
