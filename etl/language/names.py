"""Named entities: the names that a page declares, the labels that other models use, and spans cut to the name itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from spacy.tokens import Doc

from etl.language.words import ENTITY_LABELS
from etl.records import Span

_OTHER_LABELS = {
    "PER": "PERSON",
    "PERS": "PERSON",
    "ORGANIZATION": "ORG",
    "ORGANISATION": "ORG",
    "CORPORATION": "ORG",
    "LOCATION": "LOC",
    "FACILITY": "FAC",
    "CREATIVE-WORK": "WORK_OF_ART",
    "CREATIVE_WORK": "WORK_OF_ART",
    "WORK": "WORK_OF_ART",
}

_QUOTES = "\"'“”‘’«»`"
_BEFORE = re.compile(rf"(?:[\s{_QUOTES}(\[,;:–—-]+|the\s+)+", re.IGNORECASE)
_AFTER = re.compile(rf"(?:[\s{_QUOTES},;:–—-]|['’]s|(?<!\.\w)(?<!\bInc)(?<!\bLtd)(?<!\bCorp)(?<!\bCo)(?<!\b[JS]r)\.)+$")


def find_names(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Every place where one of the names stands in full, the longest first; blanks between its words may differ."""
    words = sorted({tuple(name.split()) for name in names if name.strip()}, key=lambda name: (-len(" ".join(name)), name))
    if not words:
        return
    forms = "|".join(r"[^\S\n]+".join(map(re.escape, name)) for name in words)
    for match in re.finditer(rf"(?<!\w)(?:{forms})(?!\w)", text):
        yield match.span()


def find_entities(doc: Doc) -> Iterator[Span]:
    """The doc's entities with our labels, each cut to the name; those of other labels (dates, numbers, languages) are left out."""
    text = doc.text  # joined from its tokens at each call
    for entity in doc.ents:
        label = our_label(entity.label_)
        start, end = trim(text, entity.start_char, entity.end_char)
        if label in ENTITY_LABELS and start < end:
            yield Span(start, end, label)


def our_label(label: str) -> str:
    """Ours for what other models call it; a label that has none of ours stays as it is."""
    upper = label.upper()
    return _OTHER_LABELS.get(upper, upper if upper in ENTITY_LABELS else label)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the name alone: no leading "the", no trailing "'s", no stray quotes or stops. Empty where no name is left."""
    if before := _BEFORE.match(text, start, end):
        start = before.end()
    if after := _AFTER.search(text, start, end):
        end = after.start()
    surface = text[start:end]
    if surface.endswith((")", "]")) and surface.count("(") + surface.count("[") == 0:
        end -= 1
    if len(surface.splitlines()) != 1 or not re.search(r"\w", surface):
        return start, start
    return start, end
