"""Numbers, dates, times, money and percents in a text, by rules: the same in every build and under every pipeline.

A recogniser learns these from few and contradicting examples; their forms are closed, so a grammar finds them better, in less time and
without weights. Labels and spans follow OntoNotes, but the words that say how exact a number is ("more than", "early", "later") and a
leading "the" stay outside. A bare "one" mostly stands for a noun, and a number behind a name belongs to the name ("Python 3"): both are
left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc
from spacy.util import filter_spans

from etl.language.names import find_entities
from etl.language.number_forms import FIRST_WORDS, NUMBER, START
from etl.language.words import COUNTED_BEHIND, NUMBERED, STARTERS
from etl.records import Span

NUMBERS = "numbers"
"""Where `doc.spans` holds them."""

_WORD_BEFORE = re.compile(r"([^\W\d_][\w.'’]*)[ \u00a0]$")
_CAPITAL_PLURAL = re.compile(r" [A-Z][a-z]+s\b")


def find_numbers(text: str) -> Iterator[Span]:
    """The numbers of a text, in its order and apart: at each place the longest form that its first word or digit begins."""
    reached = 0
    for start in START.finditer(text):
        if start.start() < reached or (start["word"] and start["word"].lower() not in FIRST_WORDS):
            continue
        match = NUMBER.match(text, start.start())
        if match:
            reached = match.end()
            label = (match.lastgroup or "").partition("_")[0]
            if label and not (label == "CARDINAL" and _is_no_count(text, match)):
                yield Span(match.start(), match.end(), label)


def mark_numbers(doc: Doc) -> None:
    """Puts the numbers of the doc's text, widened to whole tokens, into `doc.spans["numbers"]`. A name has the say over the digits in
    it and over what it shares with a number ("21 Savage", "Friday Night Live"), unless all of the name lies in the number."""
    names = list(find_entities(doc))
    found = (
        doc.char_span(number.start, number.end, number.label, alignment_mode="expand")
        for number in find_numbers(doc.text)
        if not _belongs_to_name(number, names)
    )
    doc.spans[NUMBERS] = filter_spans(span for span in found if span is not None)


def marked_numbers(doc: Doc) -> Iterator[Span]:
    """The numbers that `mark_numbers` found; none in a doc that it did not see."""
    for span in doc.spans.get(NUMBERS, ()):
        yield Span(span.start_char, span.end_char, span.label_)


def _belongs_to_name(number: Span, names: Sequence[Span]) -> bool:
    touched = [name for name in names if name.start < number.end and number.start < name.end]
    return any(
        name.start < number.start or number.end < name.end or (name.start, name.end) == (number.start, number.end) for name in touched
    )


def _is_no_count(text: str, match: re.Match[str]) -> bool:
    """Whether a plain number stands for a noun or numbers something: "the one", "Windows 10", "episode 45". In a Title Case Heading
    a plural behind it says that it counts."""
    if not match[0][0].isdigit():
        return match[0].lower() in ("one", "zero")
    before = _WORD_BEFORE.search(text, max(0, match.start() - 40), match.start())
    if before is None or before[1] in STARTERS:
        return False
    if before[1].lower() in NUMBERED:
        return True
    return not before[1].islower() and before[1].lower() not in COUNTED_BEHIND and not _CAPITAL_PLURAL.match(text, match.end())
