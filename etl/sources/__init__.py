"""Input files to episodes: one reader per format, each recognised by what the file holds and never by its name.

A reader is a module with `recognises(raw)` and `read(raw, source)`; FORMATS lists them, the first that recognises a file reads it. It takes
bytes, because some formats state their own encoding. Nothing outside this package knows formats.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.records import Episode, Rejection
from etl.sources import notes, podmine
from etl.sources.bodies import take_marks
from etl.sources.files import files_at, find_files, readable
from etl.sources.lines import TIME, decode
from etl.sources.notes import find_lists

__all__ = ["NO_PAGE", "TIME", "FileRead", "decode", "files_at", "find_files", "find_lists", "read", "read_bytes", "read_file", "take_marks"]

UNKNOWN = "unknown"
LARGEST_FILE = 64 * 1024**2
"""Bytes. A page has some ten thousand; what is larger by far would fill the memory before anything could say what it is."""

FIRST_BYTES = 200
NO_PAGE = "file is no page of a known format"
"""Why a text is rejected that no reader recognises: the one reason for which it can be annotated all the same."""


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
    lists = [notes.read_notes(path, source) for path, source in find_lists(paths)]
    yield from (FileRead(each.source, "notes", each.rejections) for each in lists if each.rejections)
    named = {os.path.realpath(page): note for each in reversed(lists) for page, note in each.notes.items()}
    for path, source in files:
        found = _read(path, source)
        yield FileRead(source, found.format, tuple(notes.annotated(found.records, named.get(os.path.realpath(path)))))


def read_file(path: Path, source: str) -> Iterator[Episode | Rejection]:
    """The episodes of one file and what of it could not be read; a file that is no page gives one rejection of scope 'file'."""
    yield from _read(path, source).records


def _read(path: Path, source: str) -> FileRead:
    try:
        size = path.stat().st_size
        raw = b"" if size > LARGEST_FILE else path.read_bytes()
    except OSError as error:
        return _refused(source, str(path), f"{'folder' if os.path.isdir(path) else 'file'} cannot be read ({error.strerror})")
    if size > LARGEST_FILE:
        return _refused(source, f"{size} bytes", f"file is larger than {LARGEST_FILE} bytes")
    return read_bytes(raw, source)


def read_bytes(raw: bytes, source: str) -> FileRead:
    """What a file of these bytes gives."""
    reason = _not_text(raw)
    known = None if reason else next((each for each in FORMATS if each.recognises(raw)), None)
    if known is None:
        value = raw[:FIRST_BYTES].decode("utf-8", "replace").strip()
        return _refused(source, value, reason or NO_PAGE)
    return FileRead(source, known.name, tuple(known.read(raw, source)))


def _refused(source: str, value: str, reason: str) -> FileRead:
    return FileRead(source, UNKNOWN, (Rejection("file", source, "line 1", readable(value), reason),))


def _not_text(raw: bytes) -> str | None:
    start = raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_html = start.startswith(b"<") and (b"<html" in start or b"<!doctype html" in start)
    if not raw.strip():
        return "file is empty"
    if is_html:
        return "file is an HTML page; copy its text instead"
    if b"\0" in raw and raw[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return "file is not text"
    return None
