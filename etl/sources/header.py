"""The head of a page: show, "show•date", title, abstract, and the chips (categories, then people) that etl/sources/chips.py tells apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from etl.records import normal
from etl.sources.bodies import take_marks
from etl.sources.chips import KNOWN
from etl.sources.lines import Fault, Line, read_date

LONGEST_CHIP = 80
MOST_CHIPS = 60
SENTENCE_END = re.compile(r"[.!?…][\"”’')]?$")


@dataclass(frozen=True, slots=True)
class Header:
    show: str
    title: str
    published: date | None
    abstract: str | None
    chips: tuple[str, ...]


def show_of_byline(line: str) -> str | None:
    """ "Practical AI" of "Practical AI•January 22, 2026"; None for a line of another kind, a bullet for one."""
    show, bullet, _ = line.rpartition("•")
    return show.strip() or None if bullet and not line.startswith("•") else None


def read_header(lines: Sequence[Line]) -> tuple[Header | None, list[Fault]]:
    """No header means no episode: the one fault then says whether the show or the title is missing."""
    show, published, rest, faults = _read_show(lines)
    if not show:
        return None, [Fault(lines[0].number if lines else 1, lines[0].text if lines else "", "page names no show")]
    if not rest or _lacks_title(rest):
        at = (rest or lines)[0]
        return None, [Fault(at.number, at.text, "page has no title")]
    prose = next((at for at, line in enumerate(rest[1:], start=1) if not is_prose(line.text)), len(rest))
    abstract = "\n".join(take_marks(line.text)[0] for line in rest[1:prose]) or None
    chips = tuple(dict.fromkeys(line.text for line in rest[prose:]))
    if len(chips) > MOST_CHIPS:
        faults.append(
            Fault(rest[prose + MOST_CHIPS].number, chips[MOST_CHIPS], f"page has more than {MOST_CHIPS} chips; the rest is left out")
        )
    return Header(show, rest[0].text, published, abstract, chips[:MOST_CHIPS]), faults


def is_prose(text: str) -> bool:
    return len(text) > LONGEST_CHIP or (SENTENCE_END.search(text) is not None and len(text.split()) > 4)


def _lacks_title(rest: Sequence[Line]) -> bool:
    """A category stands where the title should, or the abstract does: a long sentence with no other prose after it."""
    first = rest[0].text
    if normal(first) in KNOWN:
        return True
    return first.endswith(".") and len(first) > LONGEST_CHIP and not any(is_prose(line.text) for line in rest[1:])


def _read_show(lines: Sequence[Line]) -> tuple[str | None, date | None, Sequence[Line], list[Fault]]:
    """The show, the day, the lines after both, and the faults: a day that is none, lines above that are not the show's name."""
    at = next((at for at, line in enumerate(lines) if "•" in line.text), None)
    if at is None:
        return _read_show_without_bullet(lines)
    left, _, day = lines[at].text.rpartition("•")
    show = left.strip() or (lines[at - 1].text if at else None)
    faults = [Fault(line.number, line.text, "line above the show is not known") for line in lines[:at] if line.text != show]
    published = read_date(day.strip())
    if published is None:
        reason = "published is not a date" if day.strip() else "published is missing"
        faults.append(Fault(lines[at].number, day.strip(), reason))
    return show, published, lines[at + 1 :], faults


def _read_show_without_bullet(lines: Sequence[Line]) -> tuple[str | None, date | None, Sequence[Line], list[Fault]]:
    """Latin-1 has no bullet: a byline that lost it is the show's name and a day. Without a byline a show is known by being printed twice,
    or by a title that stands between it and the abstract."""
    if len(lines) > 1 and (published := read_date(lines[1].text.removeprefix(lines[0].text).strip())):
        return lines[0].text, published, lines[2:], []
    heads = next((at for at, line in enumerate(lines) if is_prose(line.text)), len(lines))
    twice = len(lines) > 1 and lines[0].text == lines[1].text
    if not twice and not (heads == 2 and len(lines) > 2):
        return None, None, lines, []
    return lines[0].text, None, lines[2 if twice else 1 :], [Fault(lines[0].number, "", "published is missing")]
