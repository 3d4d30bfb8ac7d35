"""The body of one section: lines in, a clean text with its marks and items out.

Three forms of body are known. A *list* has one numbered or bulleted line per item (statistics, books, products). A *titled* body has
a title line and one or more lines under it per item (takeaways, stories, quotes ...). A *table* has one row per line, its cells apart by
tabs or bars. A title is told from the text under it by its look alone: short, no time mark, no full stop at its end. What fits no item
stays in the text, so that its sentences can still be found, and is reported as a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from etl.records import Item, Mark, SectionKind
from etl.sources.lines import CLOCK, TIME, Fault, Line, seconds

PROSE: frozenset[SectionKind] = frozenset({"podcast_summary", "show_notes"})
LISTS: frozenset[SectionKind] = frozenset({"statistics", "books", "products"})

BULLET = re.compile(r"(?:[•●▪◦‣∙]|\d{1,3}[.)])\s+")
DASH = re.compile(r"[-*]\s+")
OPENING_QUOTE = ('"', "“", "”", "„", "«", "'", "‘")
ATTRIBUTION = ("—", "–", "-")
RULE = re.compile(r"[-:|\s]+")
LONGEST_TITLE = 160
LONGEST_HEAD_CELL = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of a cleaned body. Marks count from the line's start; `row` tells the lines of a table's row from the next row's."""

    line: int
    text: str
    marks: tuple[Mark, ...] = ()
    listed: bool = False
    row: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """The pieces first..last, inclusive, that make one item."""

    first: int
    last: int
    titled: bool = True


@dataclass(frozen=True, slots=True)
class Body:
    text: str = ""
    marks: tuple[Mark, ...] = ()
    items: tuple[Item, ...] = ()


def read_body(kind: SectionKind, heading: str, lines: Sequence[Line], names: frozenset[str]) -> tuple[Body, list[Fault]]:
    """`names` are the page's people: in a Speakers section such a line is a title, whatever it looks like."""
    if kind == "takeaways_table":
        pieces = [piece for row, line in enumerate(lines) for piece in _read_row(row, line)]
        groups = _group_rows(pieces)
    else:
        pieces = _joined([_read_line(line, dashes=kind != "quotes") for line in lines])
        groups = _groups(kind, pieces, names)
    faults = [] if kind in PROSE else [*_strays(kind, heading, pieces, groups), *_bare_titles(kind, pieces, groups)]
    return _compose(pieces, groups), faults


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """A line that held nothing but time marks gives them to the line before it, whose last sentence they trail."""
    kept: list[Piece] = []
    for piece in pieces:
        if piece.text:
            kept.append(piece)
        elif kept:
            kept[-1] = _with_marks(kept[-1], piece.marks)
    return kept


def _with_marks(piece: Piece, marks: tuple[Mark, ...]) -> Piece:
    return replace(piece, marks=piece.marks + tuple(Mark(len(piece.text), mark.seconds) for mark in marks))


def _read_line(line: Line, *, dashes: bool) -> Piece:
    sign = BULLET.match(line.text) or (DASH.match(line.text) if dashes else None)
    text, marks = take_marks(line.text[sign.end() :] if sign else line.text)
    return Piece(line.number, text, marks, listed=sign is not None)


def take_marks(line: str) -> tuple[str, tuple[Mark, ...]]:
    """The line without its time marks and the blank before each, and where in it they stood."""
    text, marks, start = "", list[Mark](), 0
    for found in TIME.finditer(line):
        text = _glue(text, line[start : found.start()]).rstrip()
        marks.append(Mark(len(text), seconds(found)))
        start = found.end()
    return _glue(text, line[start:]).rstrip(), tuple(marks)


def _glue(text: str, more: str) -> str:
    if not text:
        return more.lstrip()
    return f"{text} {more}" if more[:1].isalnum() and text[-1].isalnum() else text + more


def _groups(kind: SectionKind, pieces: Sequence[Piece], names: frozenset[str]) -> list[Group]:
    if kind in PROSE:
        return []
    if kind in LISTS or all(piece.listed for piece in pieces):
        return [Group(at, at, titled=kind in {"books", "products"}) for at, piece in enumerate(pieces) if piece.listed]
    if kind == "quotes" and any(_is_quote(piece) for piece in pieces):
        return _group_quotes(pieces)
    return _group_titled(pieces, names)


def _group_titled(pieces: Sequence[Piece], names: frozenset[str]) -> list[Group]:
    """A title after a title is the first one's text, unless text follows it too: then the first has none."""
    starts: list[int] = []
    for at, piece in enumerate(pieces):
        bare = bool(starts) and starts[-1] == at - 1
        text_follows = at + 1 < len(pieces) and not _is_title(pieces[at + 1])
        if piece.text in names or (_is_title(piece) and (not bare or text_follows)):
            starts.append(at)
    return _until_next(starts, len(pieces))


def _group_quotes(pieces: Sequence[Piece]) -> list[Group]:
    """A quote starts at its quotation mark, or at the title (mostly the speaker's name) just before it."""
    starts = list[int]()
    for at, piece in enumerate(pieces):
        headed = bool(starts) and starts[-1] == at - 1 and not _is_quote(pieces[at - 1])
        quote_follows = at + 1 < len(pieces) and _is_quote(pieces[at + 1])
        if (_is_quote(piece) and not headed) or (_is_title(piece) and quote_follows):
            starts.append(at)
    groups = _until_next(starts, len(pieces))
    return [replace(group, titled=not _is_quote(pieces[group.first])) for group in groups]


def _until_next(starts: Sequence[int], end: int) -> list[Group]:
    return [Group(start, after - 1) for start, after in zip(starts, [*starts[1:], end], strict=False)]


def _is_title(piece: Piece) -> bool:
    short = len(piece.text) <= LONGEST_TITLE and not piece.marks and not piece.listed
    return short and not piece.text.endswith((".", ":", ";", ",", "…")) and not piece.text.startswith(ATTRIBUTION)


def _is_quote(piece: Piece) -> bool:
    return piece.text.startswith(OPENING_QUOTE)


def _read_row(row: int, line: Line) -> list[Piece]:
    """A cell that is nothing but a time is the mark of the cell before it."""
    separator = "\t" if "\t" in line.text else "|"
    if separator not in line.text or RULE.fullmatch(line.text):
        return [] if RULE.fullmatch(line.text) else [_read_line(line, dashes=True)]
    cells = [cell.strip() for cell in line.text.strip(separator).split(separator)]
    pieces: list[Piece] = []
    for cell in filter(None, cells):
        text, marks = take_marks(f"({cell})" if CLOCK.fullmatch(cell) else cell)
        if text:
            pieces.append(Piece(line.number, text, marks, listed=True, row=row))
        elif pieces:
            pieces[-1] = _with_marks(pieces[-1], marks)
    return pieces


def _group_rows(pieces: Sequence[Piece]) -> list[Group]:
    """One group per row; a first row that reads like the table's head is no item."""
    groups: list[Group] = []
    for at, piece in enumerate(pieces):
        if not piece.listed:
            continue
        if groups and pieces[groups[-1].first].row == piece.row:
            groups[-1] = replace(groups[-1], last=at)
        else:
            groups.append(Group(at, at))
    headed = len(groups) > 1 and all(_is_head_cell(piece) for piece in pieces[groups[0].first : groups[0].last + 1])
    return groups[1:] if headed else groups


def _is_head_cell(piece: Piece) -> bool:
    return len(piece.text) <= LONGEST_HEAD_CELL and not piece.marks and piece.text[-1].isalnum()


def _strays(kind: SectionKind, heading: str, pieces: Sequence[Piece], groups: Sequence[Group]) -> list[Fault]:
    """At most one fault: the first line that no item holds (a table's head is held by none, and that is no fault)."""
    held = {at for group in groups for at in range(group.first, group.last + 1)}
    if kind == "takeaways_table":
        held |= {at for at, piece in enumerate(pieces) if piece.listed}
    stray = next((piece for at, piece in enumerate(pieces) if at not in held), None)
    return [Fault(stray.line, stray.text, f"the body of {heading!r} has a form that is not known; kept as text")] if stray else []


def _bare_titles(kind: SectionKind, pieces: Sequence[Piece], groups: Sequence[Group]) -> list[Fault]:
    if kind in LISTS or kind == "takeaways_table":
        return []
    firsts = [pieces[group.first] for group in groups if group.titled and group.first == group.last]
    return [Fault(piece.line, piece.text, "a title stands without a text") for piece in firsts if not piece.listed]


def _compose(pieces: Sequence[Piece], groups: Iterable[Group]) -> Body:
    starts, marks, end = list[int](), list[Mark](), 0
    for piece in pieces:
        starts.append(end)
        marks += [Mark(end + mark.offset, mark.seconds) for mark in piece.marks]
        end += len(piece.text) + 1
    items = [_item(group, pieces, starts) for group in groups]
    return Body("\n".join(piece.text for piece in pieces), tuple(marks), tuple(items))


def _item(group: Group, pieces: Sequence[Piece], starts: Sequence[int]) -> Item:
    first = next((mark.seconds for piece in pieces[group.first : group.last + 1] for mark in piece.marks), None)
    end = starts[group.last] + len(pieces[group.last].text)
    title = pieces[group.first].text if group.titled else None
    return Item(starts[group.first], end, title, first)
