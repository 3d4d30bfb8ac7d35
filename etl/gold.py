"""Texts that people annotated by hand, and which of them report.

Pages carry their marks in the text (`[[Intel||ORG]]`), notes beside it. A part of both *reports*: nothing is trained or tuned on it.
Offsets count characters of `text`, the text without its marks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from etl.records import Span

_T = TypeVar("_T")
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

    Raises GoldError for a mark that is broken, and for bytes that are not UTF-8.
    """
    return [_page(file) for file in sorted(folder.rglob("*.ann.txt"))]


def read_notes(file: Path) -> list[Annotated]:
    """JSON lines of {"id", "show", "text", "entities": [[start, end, label], ...]}. Raises GoldError for a line of another form."""
    return _json_lines(file, _note)


def read_test_set(file: Path) -> list[Partly]:
    """JSON lines of {"id", "corpus", "text", "groups", "gold": [[start, end, group], ...], "ignore": [[start, end], ...]}; a gold span of
    a group that the corpus does not annotate is unknown. Raises GoldError for a line of another form."""
    return _json_lines(file, partial(_partly, corpus=file.stem))


def read_treebank(file: Path) -> list[Parsed]:
    """JSON lines of {"words", "spaces", "pos", "lemmas", "heads", "deps", "ss"}, a list for each. Raises GoldError for another form."""
    return _json_lines(file, _parsed)


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
    raw = file.read_bytes()
    try:
        marked = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise GoldError(f"{file}: line {line}: bytes are not UTF-8: {raw[error.start : error.end]!r}") from error
    text, entities = unmarked(marked)
    for sign in ("[[", "]]", "||"):
        if sign in text:
            line = text[: text.index(sign)].count("\n") + 1
            raise GoldError(f"{file}: line {line}: a mark is broken: {text.splitlines()[line - 1][:80]!r}")
    return Annotated(f"{file.name.removesuffix('.ann.txt')}.txt", file.parent.name, text, entities)


def _json_lines(file: Path, record_of: Callable[[Any], _T]) -> list[_T]:
    """Each line as the record that it stands for; what `record_of` raises for a line of another form becomes a GoldError."""
    found = []
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                found.append(record_of(json.loads(line)))
            except (ValueError, TypeError, KeyError) as error:
                reason = f"lacks {error}" if isinstance(error, KeyError) else f"cannot be read ({error})"
                raise GoldError(f"{file}: line {number}: {reason}: {line[:80].decode('utf-8', 'replace').strip()!r}") from error
    return found


def _note(line: Any) -> Annotated:
    text = _text(line["text"])
    return Annotated(str(line["id"]), str(line["show"]), text, _spans(line["entities"], text))


def _partly(line: Any, corpus: str) -> Partly:
    text, labels = _text(line["text"]), frozenset(line["groups"])
    spans = _spans(line["gold"], text)
    ignored = _spans([(*place, "") for place in line["ignore"]], text)
    unknown = [(span.start, span.end) for span in (*ignored, *spans) if span.label not in labels]
    known = tuple(span for span in spans if span.label in labels)
    return Partly(str(line.get("id", "")), str(line.get("corpus", corpus)), text, known, labels, tuple(unknown))


def _parsed(line: Any) -> Parsed:
    columns = [tuple(line[field]) for field in ("words", "spaces", "pos", "lemmas", "heads", "deps", "ss")]
    if len({len(column) for column in columns}) != 1:
        raise ValueError("its lists are not equally long")
    return Parsed(*columns)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text is {value!r}")
    return value


def _spans(values: Any, text: str) -> tuple[Span, ...]:
    """In the order of the text. Raises TypeError or ValueError for what is no [start, end, label] in the text."""
    for start, end, label in values:
        if not (isinstance(label, str) and isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
            raise ValueError(f"{[start, end, label]} is no span of the text")
    return tuple(Span(*value) for value in sorted(values))
