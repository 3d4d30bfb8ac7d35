"""Input files to episodes: one reader per format, each recognised by what the file holds and never by its name.

A reader is a module with `recognises(raw)` and `read(raw, source)`; FORMATS lists them, the first that recognises a file reads it. It takes
bytes, because some formats state their own encoding. Nothing outside this package knows formats.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from etl.records import Episode, Rejection
from etl.sources import notes, podmine
from etl.sources.lines import LONGEST_VALUE

NO_PAGES = frozenset({"README.md", notes.NAME})
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes, str], Iterator[Episode | Rejection]]


FORMATS = (Format("podmine", podmine.recognises, podmine.read),)


@dataclass(frozen=True, slots=True)
class FileRead:
    """All that one input file gave. Its items are the episodes found in it, stored or not: `items` = episodes + rejected."""

    source: str
    format: str
    records: tuple[Episode | Rejection, ...]

    @property
    def episodes(self) -> tuple[Episode, ...]:
        return tuple(record for record in self.records if isinstance(record, Episode))

    @property
    def rejections(self) -> tuple[Rejection, ...]:
        return tuple(record for record in self.records if isinstance(record, Rejection))

    @property
    def rejected(self) -> int:
        return sum(rejection.scope == "episode" for rejection in self.rejections)

    @property
    def items(self) -> int:
        return len(self.episodes) + self.rejected


def read(paths: Sequence[Path]) -> Iterator[FileRead]:
    """Every page at or below `paths`, in the order of their source names; a SOURCES.csv comes first and only where it has faults."""
    files = find_files(paths)
    lists = [notes.read_notes(path, source) for path, source in notes.find_lists(paths)]
    yield from (FileRead(each.source, "notes", each.rejections) for each in lists if each.rejections)
    named = {page.resolve(): note for each in reversed(lists) for page, note in each.notes.items()}
    for path, source in files:
        found = _read(path, source)
        yield FileRead(source, found.format, tuple(notes.annotated(found.records, named.get(path.resolve()))))


def find_files(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Files and their source names: the path below the folder that was given, with as much of that folder's own path as tells two apart.

    Raises FileNotFoundError for a path that is not there. README.md, SOURCES.csv and what is hidden are no pages.
    """
    below: dict[Path, PurePath] = {}
    for path in paths:
        for file, relative in _files_at(path):
            whole = Path(os.path.abspath(file))
            if file.name not in NO_PAGES and len(relative.parts) >= len(below.get(whole, relative).parts):
                below[whole] = relative
    return sorted(((path, source) for path, source in _named_apart(below).items()), key=lambda found: found[1])


def _files_at(path: Path) -> Iterator[tuple[Path, PurePath]]:
    if not path.exists():
        raise FileNotFoundError(f"{path}: there is no such file or folder")
    if path.is_file():
        yield path, PurePath(path.name)
        return
    for file in path.rglob("*"):
        relative = file.relative_to(path)
        if file.is_file() and not any(part.startswith(".") for part in relative.parts):
            yield file, relative


def _named_apart(below: Mapping[Path, PurePath]) -> dict[Path, str]:
    """Names that two files share grow leftwards by a folder until they differ, which they do at the latest when they are whole."""
    depth = {path: len(relative.parts) for path, relative in below.items()}
    while True:
        names = {path: PurePath(*path.parts[-depth[path] :]).as_posix() for path in below}
        shared = {name for name, count in Counter(names.values()).items() if count > 1}
        if not shared:
            return names
        depth.update({path: depth[path] + 1 for path, name in names.items() if name in shared})


def read_file(path: Path, source: str) -> Iterator[Episode | Rejection]:
    """The episodes of one file and what of it could not be read; a file that is no page gives one rejection of scope 'file'."""
    yield from _read(path, source).records


def _read(path: Path, source: str) -> FileRead:
    try:
        raw = path.read_bytes()
    except OSError as error:
        return FileRead(source, UNKNOWN, (Rejection("file", source, "line 1", str(path), f"file cannot be read ({error.strerror})"),))
    reason = _not_text(raw)
    known = None if reason else next((each for each in FORMATS if each.recognises(raw)), None)
    if known is None:
        value = raw[:LONGEST_VALUE].decode("utf-8", "replace").strip()
        return FileRead(source, UNKNOWN, (Rejection("file", source, "line 1", value, reason or "file is no page of a known format"),))
    return FileRead(source, known.name, tuple(known.read(raw, source)))


def _not_text(raw: bytes) -> str | None:
    start = raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not raw.strip():
        return "file is empty"
    if start.startswith((b"<!doctype html", b"<html")):
        return "file is an HTML page; copy its text instead"
    if b"\0" in raw and raw[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return "file is not text"
    return None
