"""Bytes to numbered lines, and the small values that stand on a line: a date, a time, a duration.

Pages are copied from a browser, so one line is one paragraph and a blank line means nothing: every reader works on non-blank lines.
A place that cannot be read becomes a Fault; the reader turns its faults into rejections once it knows the episode that they belong to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from etl.records import Rejection, Scope

LONGEST_LINE = 20_000
LONGEST_VALUE = 2_000
"""Characters of a rejection's value: enough to read there what a section of an unknown heading said."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? (\d{4})")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
CLOCK = re.compile(r"(?:(?:(\d{1,2}):([0-5]\d))|(\d{1,3})):([0-5]\d)")
TIME = re.compile(rf"\({CLOCK.pattern}\)")


@dataclass(frozen=True, slots=True)
class Line:
    """A non-blank line without the blanks around it; `number` counts all lines of the file from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    line: int
    value: str
    reason: str


def rejected(fault: Fault, source: str, scope: Scope, episode_id: str | None = None) -> Rejection:
    return Rejection(scope, source, f"line {fault.line}", fault.value[:LONGEST_VALUE], fault.reason, episode_id)


def decode(raw: bytes) -> tuple[str, tuple[Fault, ...]]:
    """Text of UTF-8 (with or without BOM), of UTF-16 with BOM, or else of Windows' Western code page, which the fault then says."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace"), ()
    try:
        return raw.decode("utf-8").replace("\ufeff", ""), ()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        first = raw.rfind(b"\n", 0, error.start) + 1
        value = raw[max(first, error.start - 80) : error.start + 80].split(b"\n")[0]
        fault = Fault(line, _western(value).strip(), "bytes are not UTF-8; read as Windows-1252")
        return _western(raw), (fault,)


def _western(raw: bytes) -> str:
    return raw.decode("cp1252", "replace").replace("\ufffd", " ")


def split_lines(text: str) -> tuple[list[Line], list[Fault]]:
    """Non-blank lines; one that is longer than any page's is cut, with a fault."""
    numbered = enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1)
    lines = [Line(number, content.strip()) for number, content in numbered if content and not content.isspace()]
    return [_shortened(line) for line in lines], list(_too_long(lines))


def _shortened(line: Line) -> Line:
    if len(line.text) <= LONGEST_LINE:
        return line
    return Line(line.number, line.text[:LONGEST_LINE].rsplit(maxsplit=1)[0])


def _too_long(lines: list[Line]) -> Iterator[Fault]:
    for line in lines:
        if len(line.text) > LONGEST_LINE:
            yield Fault(line.number, line.text, f"line has {len(line.text)} characters; cut to {LONGEST_LINE}")


def read_date(text: str) -> date | None:
    """The day that "January 22, 2026", "22 Jan 2026" or "2026-01-22" names; None for all else, also for a day that no month has."""
    if found := ISO.fullmatch(text):
        year, month, day = (int(group) for group in found.groups())
    elif found := MONTH_FIRST.fullmatch(text):
        year, month, day = int(found[3]), _month(found[1]), int(found[2])
    elif found := DAY_FIRST.fullmatch(text):
        year, month, day = int(found[3]), _month(found[2]), int(found[1])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    short = name[:3].casefold()
    return MONTHS.index(short) + 1 if short in MONTHS else 0


def seconds(found: re.Match[str]) -> int:
    """Seconds of a match of CLOCK or TIME."""
    hours, minutes_of_hour, minutes, rest = (int(group or 0) for group in found.groups())
    return hours * 3600 + (minutes_of_hour + minutes) * 60 + rest
