"""The two ways in which a pipeline is measured: by the whole annotate step, as the product runs it, and alone.

Alone means without anything of ours: no sentence ends, no names given, no second pass, and spans as the pipeline cuts them, whose labels
are taken as they stand. Steps that find no names are left out, also the parser: its sentences would bind the recogniser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from etl.documents import Document, Located, find_entities, read_document
from etl.language.names import our_label
from etl.language.pipeline import RULES, trained
from etl.records import Span

Finder = Callable[[str, Sequence[str]], list[list[Span]]]
"""The entities that a pipeline finds in texts; offsets count characters of the text."""

_NO_NAMES = ("tagger", "morphologizer", "attribute_ruler", "lemmatizer", "parser", "senter")
_DOCS = 64


def by_annotate_step(pipeline: str, texts: Sequence[str]) -> list[list[Span]]:
    """Each text as a file of its own: of a page that is recognised only the prose is read, and the people that it lists are given."""
    return find_entities([read_document(text.encode()) for text in texts], pipeline=pipeline)


def alone(pipeline: str, texts: Sequence[str]) -> list[list[Span]]:
    """Dates too: the pipeline's own where its recogniser knows them, else those of our rules, which then are a part of it."""
    nlp = bare(pipeline, without=_NO_NAMES)
    if "DATE" not in chain.from_iterable(nlp.pipe_labels.values()):
        nlp.add_pipe("numbers")
    with nlp.memory_zone():
        return [_spans(doc) for doc in nlp.pipe(texts, batch_size=_DOCS)]


def alone_on_prose(pipeline: str, texts: Sequence[str]) -> list[list[Span]]:
    """The prose of pages, paragraph by paragraph as pipelines are used to it: with headings and bodies in one text they find less."""
    documents = [read_document(text.encode()) for text in texts]
    paragraphs = [list(_paragraphs(document)) for document in documents]
    found = iter(alone(pipeline, [located.text.text[start:end] for located, start, end in chain.from_iterable(paragraphs)]))
    return [[_moved(located, start, span) for located, start, _ in each for span in next(found)] for each in paragraphs]


def bare(pipeline: str, *, without: Sequence[str] = ()) -> Language:
    """The pipeline as it was trained, with none of our steps."""
    return spacy.blank("en") if pipeline == RULES else trained(pipeline, without=without)


def _spans(doc: Doc) -> list[Span]:
    return [Span(span.start_char, span.end_char, our_label(span.label_)) for span in (*doc.ents, *doc.spans.get("numbers", ()))]


def _paragraphs(document: Document) -> Iterator[tuple[Located, int, int]]:
    for located in chain.from_iterable(document.episodes):
        lines = located.text.text.splitlines(keepends=True)
        for line, end in zip(lines, accumulate(map(len, lines)), strict=True):
            if line.strip():
                yield located, end - len(line), end - len(line) + len(line.rstrip())


def _moved(located: Located, start: int, span: Span) -> Span:
    return located.in_file(Span(span.start + start, span.end + start, span.label))
