"""Sentence ends by rule.

A parser trained on treebanks splits summaries badly, and a sentence is the unit of evidence: its span must be exact, the same
under every pipeline, and end where a time mark stood. So ends are a pure function of the text; the parser is told, not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from etl.language.words import BEFORE_NUMBER, NAME_SUFFIX, NEVER_LAST, STARTERS

_LINE_END = r"\r\n\v\f\x1c-\x1e\x85\u2028\u2029"
_CLOSING = "\"'”’»)\\]}"
_OPENING = "\"'“‘«(\\["

_LINE_BREAK = re.compile(f"[{_LINE_END}]")
_STOP = re.compile(rf"(?P<stop>[.!?…]+)[{_CLOSING}]*(?=\s|$)")
_AFTER_BREAK = re.compile(rf"(?:[^\S{_LINE_END}]*[.!?…,;:]+)?[{_CLOSING}]*")
_WORD_BEFORE = re.compile(rf"[^\s/{_OPENING}]*$")
_WORD_AFTER = re.compile(rf"\s*[{_OPENING}]*(\w*)")
_LIST_NUMBER = re.compile(rf"(?:^|[{_LINE_END}])[^\S{_LINE_END}]*\d{{1,3}}$")
_STYLED = re.compile(r":[a-z]")  # a name that plays with its signs, such as :probabl.
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*(?!I$)[^\W\d_]$")


def find_sentences(text: str, breaks: Iterable[int] = ()) -> tuple[tuple[int, int], ...]:
    """The sentences of a text as (start, end), without white space around; together they hold every character that is not blank.

    `breaks` are offsets at which a sentence must end. Closing punctuation behind a break belongs to the sentence before it, since
    some pages print a time mark ahead of the full stop.
    """
    ends = {match.end() for match in _STOP.finditer(text) if _is_end(text, match)}
    ends.update(match.end() for match in _LINE_BREAK.finditer(text))
    ends.update(_closed(text, offset) for offset in breaks if 0 <= offset <= len(text))
    edges = [0, *sorted(ends - {0, len(text)}), len(text)]
    spans = (_trimmed(text, start, end) for start, end in pairwise(edges))
    return tuple((start, end) for start, end in spans if start < end)


def _is_end(text: str, stop: re.Match[str]) -> bool:
    """A word in lower case goes on with the sentence ("Yahoo! is", "etc. are"), unless it is a name such as iPhone."""
    following = _found(_WORD_AFTER.match(text, stop.end()), 1)
    if following.islower() and following.isalpha():
        return False
    if stop["stop"] != ".":
        return True
    word = _found(_WORD_BEFORE.search(text, max(0, stop.start() - 40), stop.start()))
    if word.casefold() in NEVER_LAST or _LIST_NUMBER.search(text, max(0, stop.start() - 20), stop.start()):
        return False
    if word.casefold() in BEFORE_NUMBER and following[:1].isdigit():
        return False
    if word.casefold() in NAME_SUFFIX or _INITIALS.match(word) or _STYLED.match(word):
        return following in STARTERS
    return True


def _closed(text: str, offset: int) -> int:
    match = _AFTER_BREAK.match(text, offset)
    return match.end() if match else offset


def _found(match: re.Match[str] | None, group: int = 0) -> str:
    return match[group] if match else ""


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
