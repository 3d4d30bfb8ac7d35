"""Sentences, parts of speech, lemmas and syntax, measured on the tokens of a treebank.

Heads and relations are compared only for pipelines trained on Universal Dependencies; others draw their trees in another way, which is
no fault. As usual, punctuation does not count there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from spacy.tokens import Doc

from etl.evaluate.rows import Reading, Row
from etl.evaluate.systems import bare
from etl.gold import Parsed
from etl.language.sentences import find_sentences
from etl.scores import Counts, score, share


def measure_syntax(reading: Reading, pipeline: str, texts: Sequence[Parsed]) -> Iterator[Row]:
    """What the pipeline alone does; no row for what it does not do."""
    nlp = bare(pipeline, without=("ner",))
    docs = list(nlp.pipe(Doc(nlp.vocab, words=list(text.words), spaces=list(text.spaces)) for text in texts))
    done = {attribute for attribute in ("SENT_START", "POS", "LEMMA") if any(doc.has_annotation(attribute) for doc in docs)}
    if "SENT_START" in done:
        yield _sentences(reading, texts, [{sentence.start_char for sentence in doc.sents} for doc in docs])
    pairs = list(zip(docs, texts, strict=True))
    if "POS" in done:
        yield _accuracy(reading, "part of speech accuracy", [_parts_of_speech(doc, text) for doc, text in pairs])
    if "LEMMA" in done:
        yield _accuracy(reading, "lemma accuracy", [_lemmas(doc, text) for doc, text in pairs])
    if "nsubj:pass" in nlp.pipe_labels.get("parser", ()):
        yield _accuracy(reading, "UAS", [_heads(doc, text) for doc, text in pairs])
        yield _accuracy(reading, "LAS", [_relations(doc, text) for doc, text in pairs])


def measure_sentence_rule(reading: Reading, texts: Sequence[Parsed]) -> Row:
    """The sentence ends of the annotate step, which are a rule's and so those of every pipeline."""
    return _sentences(reading, texts, [{start for start, _ in find_sentences(_text(text))} for text in texts])


def _sentences(reading: Reading, texts: Sequence[Parsed], found: Sequence[Collection[int]]) -> Row:
    """`found` holds for each text the offsets at which sentences were said to start."""
    counts = []
    for text, starts in zip(texts, found, strict=True):
        gold = {offset for offset, first in zip(_offsets(text), text.starts, strict=True) if first}
        counts.append({"sentence": Counts(len(gold.intersection(starts)), len(starts), len(gold))})
    whole = score(counts)[0]
    return reading.row("sentence F", whole.measures["exact F"], whole.n)


def _accuracy(reading: Reading, measure: str, judged: Sequence[Sequence[bool]]) -> Row:
    """`judged` says of each token of each text whether it is right."""
    right, of = [sum(text) for text in judged], [len(text) for text in judged]
    return reading.row(measure, share(right, of), sum(of))


def _parts_of_speech(doc: Doc, text: Parsed) -> list[bool]:
    return [token.pos_ == gold for token, gold in zip(doc, text.parts_of_speech, strict=True)]


def _lemmas(doc: Doc, text: Parsed) -> list[bool]:
    return [token.lemma_.lower() == gold.lower() for token, gold in zip(doc, text.lemmas, strict=True)]


def _heads(doc: Doc, text: Parsed) -> list[bool]:
    gold = zip(doc, text.heads, text.relations, strict=True)
    return [token.head.i == head for token, head, relation in gold if relation != "punct"]


def _relations(doc: Doc, text: Parsed) -> list[bool]:
    gold = zip(doc, text.heads, text.relations, strict=True)
    return [(token.head.i, token.dep_) == (head, relation) for token, head, relation in gold if relation != "punct"]


def _text(text: Parsed) -> str:
    return "".join(word + " " * space for word, space in zip(text.words, text.spaces, strict=True))


def _offsets(text: Parsed) -> list[int]:
    lengths = (len(word) + space for word, space in zip(text.words, text.spaces, strict=True))
    return [0, *accumulate(lengths)][:-1]
