"""PodMine summary pages: the plain text of a page as a reader copies it from the site.

A page is a *header* (show, show•date, title, abstract, chips), a *listing* of its sections under "Summary Sections", the *bodies*, each under its
heading, and "More episodes like this". The listing says which sections there are and which cost money; whether a section can be read
is decided by its body alone, because many pages print what their listing calls Premium. A heading counts once per page, and only when
it is known or listed: an item may carry any other title.

A line is a paragraph (etl/sources/lines.py), so blank lines decide nothing. What breaks the layout becomes a fault with its line; the
page gives what can still be read. Without a show or a title there is no episode. The head is read in header.py, chips are told apart in chips.py,
roles decided in roles.py; sections.py and bodies.py read what stands under a heading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from etl.records import Episode, Rejection, Section, normal
from etl.sources.chips import is_name, same_person, split_chips
from etl.sources.header import Header, read_header, show_of_byline
from etl.sources.lines import CLOCK, Fault, Line, decode, read_date, rejected, seconds, split_lines
from etl.sources.related import read_related
from etl.sources.roles import Bio, find_appearances
from etl.sources.sections import Listed, kind_of, read_listing, read_printed, read_sections

LISTING = "Summary Sections"
RELATED = "More episodes like this"
OPENING = "Command Palette"
CLOSING = "Swipe to navigate"
FURNITURE = frozenset({OPENING, CLOSING, "PodMine", "Search for a command to run...", "Search for a command to run…"})
NOTICE = "Timestamps are as accurate as they can be"


def recognises(raw: bytes) -> bool:
    """Whether a page's listing, or a byline with a known heading below it, stands in these bytes."""
    lines, _ = split_lines(decode(raw)[0])
    return any(line.text == LISTING for line in lines) or (bool(_bylines(lines)) and any(kind_of(line) for line in lines))


def read(raw: bytes, source: str) -> Iterator[Episode | Rejection]:
    """The episodes of a file of one or more pages, and what of it could not be read."""
    text, undecoded = decode(raw)
    lines, cut = split_lines(text)
    yield from (rejected(fault, source, "part") for fault in (*undecoded, *cut))
    for page in split_pages(lines):
        yield from read_page(page, source)


def split_pages(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """A page starts at the show above its byline. For a page without byline the furniture around it has to tell."""
    starts = {0, *_bylines(lines)}
    before = 0
    for at in [at for at, line in enumerate(lines) if line.text == LISTING]:
        if before and not any(before < start < at for start in starts):
            starts |= _start_without_byline(lines, before, at)
        before = at
    ordered = sorted(starts if min(_bylines(lines), default=0) == 0 or _has_page_before(lines) else starts - {min(_bylines(lines))})
    return [lines[start:end] for start, end in zip(ordered, [*ordered[1:], len(lines)], strict=True)]
