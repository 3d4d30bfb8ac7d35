"""Annotated texts as spaCy documents in one form: entities of our ten labels, and tokens whose label nobody knows left missing.

The open corpora come as DocBin files in one label set, with tokens that a corpus does not annotate missing (`ent_iob` 0). Pages carry
their marks in the text ("[[Intel||ORG]]"), notes beside it. A part of both *reports*: it is never trained on, and nothing is tuned on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from spacy.attrs import ENT_IOB, ENT_TYPE
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from etl.language.words import ENTITY_LABELS
from etl.records import Span

_NUMBERS = frozenset(["DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"])


def read_open(file: Path, nlp: Language) -> Iterator[Doc]:
    """The documents of a DocBin with names only: numbers and dates are found by rule, so they count as no name."""
    for doc in DocBin().from_disk(file).get_docs(nlp.vocab):
        yield names_only(doc)


def names_only(doc: Doc) -> Doc:
    """Entities of other labels are taken off: numbers become no entity, the rest (languages) becomes unknown."""
    known = doc.to_array([ENT_IOB, ENT_TYPE]).astype("int64")
    labels = [doc.vocab.strings[label] for label in known[:, 1].tolist()]
    begun = known[:, 0]
    for at, label in enumerate(labels):
        if label and label not in ENTITY_LABELS:
            begun[at] = 2 if label in _NUMBERS else 0
            known[at, 1] = 0
    kept = [known[at, 1] for at in range(len(doc))]
    return doc.from_array([ENT_IOB, ENT_TYPE], np.array([begun, kept], dtype="uint64").T)


def as_doc(nlp: Language, text: str, entities: Sequence[Span]) -> Doc:
    """Raises ValueError for a span that does not lie on token borders once it is widened to them, or that overlaps another."""
    doc = nlp.make_doc(text)
    spans = [doc.char_span(span.start, span.end, span.label, alignment_mode="expand") for span in entities]
    doc.set_ents([span for span in spans if span is not None])
    return doc


def write(docs: Sequence[Doc], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    DocBin(docs=docs, attrs=["ENT_IOB", "ENT_TYPE"]).to_disk(file)
