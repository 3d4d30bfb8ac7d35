"""Texts that people annotated by hand, and which of them report.

Pages carry their marks in the text (`[[Intel||ORG]]`), notes beside it. A part of both *reports*: nothing is trained or tuned on it.
Offsets count characters of `text`, the text without its marks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.records import Span

_MARK = re.compile(r"\[\[(?P<surface>.+?)\|\|(?P<label>[A-Z_]+)\]\]")


class GoldError(Exception):
    """An annotated text that cannot be read: the file, the place and the value, in one sentence."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text with its entities, in their order. `group` is the show that it is of, `name` what it is called in its corpus."""

    name: str
    group: str
    text: str
    entities: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Partly(Annotated):
    """A text of a corpus that annotates only some labels. `labels` are those; what touches an `unknown` span is neither right nor wrong."""

    labels: frozenset[str] = frozenset()
    unknown: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text of a treebank, token by token: `heads` are token numbers, a root's its own; `starts` says which tokens begin a sentence."""

    words: tuple[str, ...]
    spaces: tuple[bool, ...]
    parts_of_speech: tuple[str, ...]
    lemmas: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]
    starts: tuple[bool, ...]


def page_reports(name: str) -> bool:
    """Whether the page of that file name (with `.txt`, without its folder) reports: 5 of 16."""
    return hashlib.sha256(name.encode()).digest()[1] % 16 < 5


def show_reports(show: str) -> bool:
    """Whether the notes of that show report: 1 of 5, by show, so that no show is on both sides."""
    return hashlib.sha256(show.encode()).digest()[0] % 5 == 0


def read_pages(folder: Path) -> list[Annotated]:
    """Every `<show>/<stem>.ann.txt` below the folder, by path; a page's name is the file name that it has without its marks, `<stem>.txt`.

    Raises GoldError for a mark that is broken.
    """
    return [_page(file) for file in sorted(folder.rglob("*.ann.txt"))]


def read_notes(file: Path) -> list[Annotated]:
    """JSON lines of {"id", "show", "text", "entities": [[start, end, label], ...]}. Raises GoldError for a line of another form."""
    return [
        Annotated(str(note["id"]), str(note["show"]), note["text"], tuple(Span(*entity) for entity in sorted(note["entities"])))
        for note in _json_lines(file, ("id", "show", "text", "entities"))
    ]


def read_test_set(file: Path) -> list[Partly]:
    """JSON lines of {"id", "corpus", "text", "groups", "gold": [[start, end, group], ...], "ignore": [[start, end], ...]}; a gold span of
    a group that the corpus does not annotate is unknown. Raises GoldError for a line of another form."""
    found = []
    for record in _json_lines(file, ("text", "groups", "gold", "ignore")):
        labels = frozenset(record["groups"])
        spans = tuple(Span(*span) for span in sorted(record["gold"]))
        unknown = [(start, end) for start, end in record["ignore"]]
        unknown += [(span.start, span.end) for span in spans if span.label not in labels]
        known = tuple(span for span in spans if span.label in labels)
        found.append(Partly(str(record.get("id", "")), str(record.get("corpus", file.stem)), record["text"], known, labels, tuple(unknown)))
    return found


def read_treebank(file: Path) -> list[Parsed]:
    """JSON lines of {"words", "spaces", "pos", "lemmas", "heads", "deps", "ss"}, a list for each. Raises GoldError for another form."""
    fields = ("words", "spaces", "pos", "lemmas", "heads", "deps", "ss")
    return [Parsed(*(tuple(record[field]) for field in fields)) for record in _json_lines(file, fields)]


def unmarked(marked: str) -> tuple[str, tuple[Span, ...]]:
    """The text without its marks, and the entities that they gave."""
    text, spans, done = "", list[Span](), 0
    for mark in _MARK.finditer(marked):
        text += marked[done : mark.start()]
        spans.append(Span(len(text), len(text) + len(mark["surface"]), mark["label"]))
        text += mark["surface"]
        done = mark.end()
    return text + marked[done:], tuple(spans)


def _page(file: Path) -> Annotated:
    text, entities = unmarked(file.read_text(encoding="utf-8"))
    for sign in ("[[", "]]", "||"):
        if sign in text:
            line = text[: text.index(sign)].count("\n") + 1
            raise GoldError(f"{file}: line {line}: a mark is broken: {text.splitlines()[line - 1][:80]!r}")
    return Annotated(f"{file.name.removesuffix('.ann.txt')}.txt", file.parent.name, text, entities)


def _json_lines(file: Path, fields: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                record = json.loads(line)
            except ValueError as error:
                raise GoldError(f"{file}: line {number}: no JSON: {line[:80]!r}") from error
            missing = [field for field in fields if field not in record]
            if missing:
                raise GoldError(f"{file}: line {number}: lacks {', '.join(missing)}: {line[:80]!r}")
            yield record
