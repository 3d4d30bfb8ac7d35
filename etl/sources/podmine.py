"""PodMine summary pages: the plain text of a page as a reader copies it from the site.

A page is a *header* (show, show•date, title, abstract, chips), a *listing* of its sections under "Summary Sections", the *bodies*, each
under its heading, and "More episodes like this". The listing says which sections there are and which cost money; whether a section can
be read is decided by its body alone, because many pages print what their listing calls Premium. A heading counts once per page, and only
when it is known or listed: an item may carry any other title.

A line is a paragraph (lines.py), so blank lines decide nothing. What breaks the layout becomes a fault with its line; the page gives what
can still be read. Without a show or a title there is no episode. The head is read in header.py, chips are told apart in chips.py, roles
decided in roles.py; sections.py and bodies.py read what stands under a heading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from etl.records import Episode, Rejection, Section
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
    starts = _bylines(lines)
    before = -1
    for at in [at for at, line in enumerate(lines) if line.text == LISTING]:
        if not any(before < start < at for start in starts):
            starts |= {0} if before < 0 else _start_without_byline(lines, before, at)
        before = at
    ordered = [0, *sorted(starts)[1:]]
    return [lines[start:end] for start, end in zip(ordered, [*ordered[1:], len(lines)], strict=True)]


def _bylines(lines: Sequence[Line]) -> set[int]:
    """Where "Show" and "Show•day" follow each other, or a "Show•day" with a real day stands alone."""
    starts = set[int]()
    for at, line in enumerate(lines):
        show = show_of_byline(line.text)
        if show and at and lines[at - 1].text == show:
            starts.add(at - 1)
        elif show and read_date(line.text.rpartition("•")[2].strip()):
            starts.add(at)
    return starts


def _start_without_byline(lines: Sequence[Line], before: int, listing: int) -> set[int]:
    """The last place between two listings that opens a page; none where nothing does, and the pages stay one."""
    for at in range(listing - 1, before, -1):
        if lines[at].text in {CLOSING, RELATED}:
            return {at + 1}
        if lines[at].text == OPENING or lines[at].text == lines[at + 1].text:
            return {at}
    return set()


def read_page(lines: Sequence[Line], source: str) -> Iterator[Episode | Rejection]:
    duration = _read_duration(lines)
    content = [line for line in lines if line.text not in FURNITURE and not line.text.startswith(NOTICE) and _total(line) is None]
    end = next((at for at, line in enumerate(content) if line.text == LISTING or kind_of(line)), len(content))
    header, faults = read_header(content[:end])
    if header is None:
        yield from (rejected(fault, source, "episode") for fault in faults)
        return
    last = next((at for at, line in enumerate(content) if at >= end and line.text == RELATED), len(content))
    related, unrelated = read_related(content[last + 1 :])
    listing, sections, wrong = _read_sections(content[end:last], header, duration)
    if not listing and not sections:
        wrong.append(Fault(lines[-1].number, lines[-1].text, "page ends before its sections"))
    episode = replace(_episode(header, sections, source), duration_s=duration, related=related)
    yield episode
    for fault in sorted([*faults, *wrong, *unrelated], key=lambda fault: fault.line):
        yield rejected(fault, source, "part", episode.episode_id)


def _total(line: Line) -> int | None:
    """The whole length on a player's line ("0:00/44:11"); None for any other line."""
    elapsed, _, total = line.text.partition("/")
    found = CLOCK.fullmatch(total.strip())
    return seconds(found) if found and CLOCK.fullmatch(elapsed.strip()) else None


def _read_duration(lines: Sequence[Line]) -> int | None:
    """A player that has not loaded yet says 0:00, which is no length."""
    return max((total for line in lines if (total := _total(line))), default=None)


def _read_sections(lines: Sequence[Line], header: Header, duration: int | None) -> tuple[list[Listed], tuple[Section, ...], list[Fault]]:
    headed = bool(lines) and lines[0].text == LISTING
    listing = read_listing(lines[1:]) if headed else []
    printed, strays = read_printed(lines[headed + len(listing) :], listing)
    sections, faults = read_sections(printed, listing, frozenset(header.chips), duration)
    return listing, sections, [*strays, *faults]


def _episode(header: Header, sections: tuple[Section, ...], source: str) -> Episode:
    summary = next((section.text for section in sections if section.kind == "podcast_summary"), "")
    bios = [bio for section in sections if section.kind == "speakers" for bio in _read_bios(section, header.chips)]
    text = "\n".join(filter(None, (header.title, header.abstract, *(section.text for section in sections))))
    categories, people = split_chips(header.chips, speakers=[bio.name for bio in bios], show=header.show, text=text)
    appearances = find_appearances(people, bios, show=header.show, text=f"{header.abstract or ''}\n{summary}")
    return Episode(
        source,
        header.show,
        header.title,
        header.published,
        header.abstract,
        categories=categories,
        appearances=appearances,
        sections=sections,
    )


def _read_bios(section: Section, chips: Sequence[str]) -> Iterator[Bio]:
    """Items whose title is a chip, or reads like a name that its own text takes up: a title of another kind is nobody."""
    for item in section.items:
        title, _, text = section.text[item.start : item.end].partition("\n")
        taken_up = is_name(title) and any(word in text.split() for word in (title.split()[0], title.split()[-1]))
        if taken_up or any(same_person(title, chip) for chip in chips):
            yield Bio(title, text)
