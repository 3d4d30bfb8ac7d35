"""SOURCES.csv: where the pages of a folder come from. It only annotates: the files that it names get a page and an audio address."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from etl.records import Episode, Rejection, normal
from etl.sources.files import LIST, files_at, readable
from etl.sources.lines import Fault, decode, rejected

WEB = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class Note:
    """A row: the page that it names (relative to the list's own folder), and what it says of it."""

    line: int
    file: str
    title: str | None
    url: str | None
    audio_url: str | None


@dataclass(frozen=True, slots=True)
class Notes:
    """A SOURCES.csv: its notes by the path of the page that they are about, and what of it could not be read."""

    source: str
    notes: Mapping[Path, Note] = field(default_factory=dict)
    rejections: tuple[Rejection, ...] = ()


def find_lists(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Every list below the folders that were given, and the ones beside the files that were, with their source names; sorted, each once."""
    found: dict[Path, str] = {}
    for path in paths:
        for each, relative in files_at(path) if path.is_dir() else [(path.parent / LIST, PurePath(LIST))]:
            name = readable(relative.as_posix())
            if each.name == LIST and each.is_file() and len(name) >= len(found.get(each.resolve(), "")):
                found[each.resolve()] = name
    return sorted(found.items(), key=lambda item: (item[1], item[0]))


def read_notes(path: Path, source: str) -> Notes:
    try:
        raw = path.read_bytes()
    except OSError as error:
        return Notes(
            source, rejections=(Rejection("file", source, "line 1", readable(str(path)), f"list cannot be read ({error.strerror})"),)
        )
    text, undecoded = decode(raw)
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        table = [(rows.line_num, row) for row in rows]
    except csv.Error as error:
        return Notes(source, rejections=(rejected(Fault(rows.line_num + 1, "", f"list is not CSV: {error}"), source, "file"),))
    if "file" not in (rows.fieldnames or ()):
        return Notes(source, rejections=(rejected(Fault(1, text.split("\n")[0], "list has no column 'file'"), source, "file"),))
    notes, faults = dict[Path, Note](), [*undecoded]
    for line, row in table:
        note, wrong = _read_row(line, row)
        page = path.parent / note.file
        misplaced = _misplaced(note, page, notes)
        faults += [*wrong, *misplaced]
        if not misplaced:
            notes[page] = note
    return Notes(source, notes, tuple(rejected(fault, source, "part") for fault in faults))


def _read_row(line: int, row: Mapping[str | None, str | Sequence[str] | None]) -> tuple[Note, list[Fault]]:
    cells = {column: cell.strip() for column, cell in row.items() if isinstance(cell, str)}
    faults = [] if len(cells) == len(row) else [Fault(line, cells.get("file", ""), "row has not as many cells as the head has columns")]
    addresses = {column: cells.get(column) or None for column in ("url", "audio_url")}
    for column, address in addresses.items():
        if address and not _is_web(address):
            faults.append(Fault(line, address, f"{column} is not an http(s) address"))
            addresses[column] = None
    return Note(line, cells.get("file", ""), cells.get("title") or None, addresses["url"], addresses["audio_url"]), faults


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in WEB and bool(parts.netloc) and not any(sign.isspace() for sign in address)


def _misplaced(note: Note, page: Path, notes: Mapping[Path, Note]) -> list[Fault]:
    if page in notes:
        return [Fault(note.line, note.file, "file has a row already; the first counts")]
    # os.path, since Path.is_file raises on a name that is too long
    return [] if os.path.isfile(page) else [Fault(note.line, note.file, "there is no such file")]


def annotated(records: Sequence[Episode | Rejection], note: Note | None) -> Iterator[Episode | Rejection]:
    """The records of one file, its episode with the note's addresses. Of several episodes only the one with the note's title gets them."""
    alone = sum(isinstance(record, Episode) for record in records) == 1
    for record in records:
        if note and isinstance(record, Episode) and (alone or (note.title and normal(note.title) == normal(record.title))):
            yield replace(record, url=record.url or note.url, audio_url=record.audio_url or note.audio_url)
        else:
            yield record
