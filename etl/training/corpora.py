"""Annotated texts as spaCy documents in one form: entities of our ten labels, and tokens whose label nobody knows left missing.

The open corpora come as DocBin files in one label set, with tokens that a corpus does not annotate missing (`ent_iob` 0).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.util import filter_spans

from etl.language.words import ENTITY_LABELS
from etl.records import Span

_NUMBERS = frozenset(["DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"])


def read_open(file: Path, nlp: Language) -> Iterator[Doc]:
    """The documents of a DocBin with names only: numbers and dates are found by rule, so they count as no name."""
    for doc in DocBin().from_disk(file).get_docs(nlp.vocab):
        yield names_only(doc)


def names_only(doc: Doc) -> Doc:
    """Entities of other labels are taken off: numbers become no entity, the rest (languages) becomes unknown."""
    others = [span for span in doc.ents if span.label_ not in ENTITY_LABELS]
    names = [span for span in doc.ents if span.label_ in ENTITY_LABELS]
    unknown = [doc[token.i : token.i + 1] for token in doc if not token.ent_iob_]
    unknown += [span for span in others if span.label_ not in _NUMBERS]
    doc.set_ents(names, missing=unknown, default="outside")
    return doc


def as_doc(nlp: Language, text: str, entities: Sequence[Span]) -> Doc:
    """Spans are widened to whole tokens; of two that then share a token the longer one stays ("C" and "C++" in "C/C++")."""
    doc = nlp.make_doc(text)
    spans = [doc.char_span(span.start, span.end, span.label, alignment_mode="expand") for span in entities]
    doc.set_ents(filter_spans([span for span in spans if span is not None]))
    return doc


def write(docs: Sequence[Doc], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    DocBin(docs=docs, attrs=["ENT_IOB", "ENT_TYPE"]).to_disk(file)
