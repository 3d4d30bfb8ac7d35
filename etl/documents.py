"""A file as its reader sees it: the entities of its prose, as offsets into the file's own text.

What the language step reads is cleaned: marks of time are taken out, the header and furniture are left out. Here every character that it
reads keeps the place where it stands in the file, so that what is found can be pointed at there. A page of a known format is read as the
build reads it, but for its title (the header is no prose); any other file is one text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from etl.language import Runner, agree, annotate, in_this_process
from etl.passages import Source, texts_of
from etl.records import Span, Text
from etl.sources import TIME, decode, read_bytes, take_marks

_NOWHERE = -1
_SIGNS = re.compile(r"[\W\d_]*")
_LINE = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class _Line:
    """The letters of a line of the file, which is all but blanks and marks of time, and where each stands in the file."""

    letters: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Cursor:
    """A place among the lines: so many letters of this line were read, and all lines before it."""

    line: int
    column: int = 0


@dataclass(frozen=True, slots=True)
class Located:
    """A text for the language step. `places` holds for each of its characters the offset in the file; -1 for what only joins lines."""

    text: Text
    places: tuple[int, ...]

    def in_file(self, span: Span) -> Span:
        return Span(self.places[span.start], self.places[span.end - 1] + 1, span.label)


@dataclass(frozen=True, slots=True)
class Document:
    """A file's own text, and its prose by episode; a file that is no page counts as one episode of one text."""

    text: str
    episodes: tuple[tuple[Located, ...], ...]


def read_document(raw: bytes, *, people: Iterable[str] = ()) -> Document:
    """The document of a file of these bytes. `people` are names that it does not declare itself."""
    content, _ = decode(raw)
    sources = [[source for source in texts_of(page) if source.kind != "title"] for page in read_bytes(raw, "").episodes]
    lines, at = _condensed(content), _Cursor(0)
    given = tuple(people)
    episodes = []
    for texts in sources or [[Source("", _plain(content))]]:
        located = []
        for source in texts:
            places, at = _places(source, lines, at)
            located.append(Located(replace(source.text, names=(*source.text.names, *given)), places))
        episodes.append(tuple(located))
    return Document(content, tuple(episodes))


def find_entities(
    documents: Sequence[Document], *, pipeline: str, cache: Path | None = None, run: Runner = in_this_process
) -> list[list[Span]]:
    """The entities of each document in the order of its text, by the whole annotate step: names given, model, second pass."""
    texts = [located.text for document in documents for episode in document.episodes for located in episode]
    annotations = iter(annotate(texts, pipeline=pipeline, cache=cache, run=run))
    found = []
    for document in documents:
        entities: list[Span] = []
        for episode in document.episodes:
            agreed = agree([(located.text, next(annotations)) for located in episode])
            entities += (located.in_file(span) for located, each in zip(episode, agreed, strict=True) for span in each.entities)
        found.append(sorted(entities, key=lambda span: span.start))
    return found


def _plain(content: str) -> Text:
    text, breaks = "", list[int]()
    for line in _BREAK.split(content):
        piece, marks = take_marks(line)
        breaks += (len(text) + mark.offset for mark in marks)
        text += f"{piece}\n"
    return Text(text, tuple(breaks))


def _condensed(content: str) -> list[_Line]:
    """The lines as readers tell them apart, each without blanks and marks of time."""
    lines = []
    for line in _LINE.finditer(content):
        shown = TIME.sub(lambda mark: " " * len(mark[0]), line[0])
        places = (line.start() + at for at, letter in enumerate(shown) if not letter.isspace())
        lines.append(_Line("".join(shown.split()), tuple(places)))
    return lines


def _places(source: Source, lines: Sequence[_Line], at: _Cursor) -> tuple[tuple[int, ...], _Cursor]:
    """Where the characters of a text stand, and the place behind it. A section is looked for below its heading, from `at` on.

    Raises LookupError for a line that stands nowhere: the reader has then changed more than blanks and marks.
    """
    places = list[int]()
    if source.section:
        heading = "".join(source.section.heading.split())
        at = next((_Cursor(number + 1) for number in range(at.line, len(lines)) if lines[number].letters == heading), at)
    for piece in source.text.text.split("\n"):
        letters = "".join(piece.split())
        offsets, at = _find(letters, lines, at, cells=source.kind == "takeaways_table") if letters else ((), at)
        following = iter(offsets)
        places += (_NOWHERE if letter.isspace() else next(following) for letter in piece)
        places.append(_NOWHERE)
    return tuple(places[:-1]), at


def _find(letters: str, lines: Sequence[_Line], at: _Cursor, *, cells: bool) -> tuple[Sequence[int], _Cursor]:
    """The next line that is `letters` but for signs before it; else, and of `cells` at once, the next place that holds them."""
    for number in () if cells else range(at.line + (at.column > 0), len(lines)):
        line, before = lines[number], len(lines[number].letters) - len(letters)
        if line.letters.endswith(letters) and _SIGNS.fullmatch(line.letters, 0, before):
            return line.places[before:], _Cursor(number, len(line.letters))
    for number in range(at.line, len(lines)):
        start = lines[number].letters.find(letters, at.column if number == at.line else 0)
        if start >= 0:
            end = start + len(letters)
            return lines[number].places[start:end], _Cursor(number, end)
    raise LookupError(f"the file holds no line {letters[:60]!r}")
