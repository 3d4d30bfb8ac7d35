"""A file as its reader sees it: the entities of its prose, as offsets into the file's own text.

What the language step reads is cleaned: marks of time are taken out, the header and furniture are left out. Here every character that it
reads keeps the place where it stands in the file, so that what is found can be pointed at there. A page of a known format is read as the
build reads it, but for its title (the header is no prose); any other file is one text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from etl.language import Runner, agree, annotate, in_this_process
from etl.passages import texts_of
from etl.records import Span, Text
from etl.sources import TIME, decode, read_bytes, take_marks

_NOWHERE = -1
_SIGNS = re.compile(r"[\W\d_]*")


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
    pages = read_bytes(raw, "").episodes
    prose = [[source.text for source in texts_of(page) if source.kind != "title"] for page in pages] or [[_plain(content)]]
    given = tuple(people)
    lines, at = _condensed(content), 0
    episodes = []
    for texts in prose:
        located = []
        for text in texts:
            places, at = _places(text.text, lines, at)
            located.append(Located(replace(text, names=(*text.names, *given)), places))
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
    for line in content.splitlines():
        piece, marks = take_marks(line)
        breaks += (len(text) + mark.offset for mark in marks)
        text += f"{piece}\n"
    return Text(text, tuple(breaks))


def _condensed(content: str) -> list[tuple[str, tuple[int, ...]]]:
    """Each line's characters but for blanks and marks of time, and where they stand in the file."""
    lines, start = [], 0
    for line in content.splitlines(keepends=True):
        shown = TIME.sub(lambda mark: " " * len(mark[0]), line)
        lines.append(("".join(shown.split()), tuple(start + at for at, letter in enumerate(shown) if not letter.isspace())))
        start += len(line)
    return lines


def _places(text: str, lines: Sequence[tuple[str, tuple[int, ...]]], at: int) -> tuple[tuple[int, ...], int]:
    """Where the characters of a text stand, and the line after its last one; lines are looked for from `at` on.

    Raises LookupError for a line that stands nowhere: the reader has then changed more than blanks and marks.
    """
    places = list[int]()
    for piece in text.split("\n"):
        letters = "".join(piece.split())
        at, offsets = _find(letters, lines, at)
        following = iter(offsets)
        places += (_NOWHERE if letter.isspace() else next(following) for letter in piece)
        places.append(_NOWHERE)
    return tuple(places[:-1]), at


def _find(letters: str, lines: Sequence[tuple[str, tuple[int, ...]]], at: int) -> tuple[int, Sequence[int]]:
    """The next line that is `letters` but for signs before it; else one that holds them, which may be the last one again (a table)."""
    if not letters:
        return at, ()
    for number in _from(at, len(lines)):
        line, offsets = lines[number]
        if line.endswith(letters) and _SIGNS.fullmatch(line, 0, len(line) - len(letters)):
            return number + 1, offsets[-len(letters) :]
    for number in _from(max(at - 1, 0), len(lines)):
        line, offsets = lines[number]
        if (start := line.find(letters)) >= 0:
            return number + 1, offsets[start : start + len(letters)]
    raise LookupError(f"the file holds no line {letters[:60]!r}")


def _from(at: int, end: int) -> Iterator[int]:
    yield from range(at, end)
    yield from range(at)
