"""Published builds: immutable files `<build-id>.duckdb` and CURRENT, the small JSON file that says which one serves.

A build is written under a temporary name, made durable, renamed, and only then named in CURRENT, which is itself replaced in one
step: whoever reads CURRENT at any moment finds a whole build. A lock that the operating system drops with its process keeps two
builds apart, so that whatever carries a temporary name under the lock is left over from a killed run.

CURRENT also holds the input hash that was last answered with this build. A roll back keeps it: the older build then stays
current until an input changes, although a build of those very inputs exists.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

import duckdb

NEWEST_KEPT = 5
DAYS_KEPT = 30
BYTES_KEPT = 2 * 1024**3
TIME = "%Y%m%dT%H%M%S"
CURRENT = "CURRENT"
TEMPORARY = ".making-"


class BuildError(Exception):
    """A build, or the folder of builds, cannot be used. The message is one sentence for people."""


class BusyError(Exception):
    """Another build runs in the same folder."""


@dataclass(frozen=True, slots=True)
class Build:
    """The row of a build's own `build` table, and its file."""

    build_id: str
    made_at: datetime
    input_hash: str
    content_hash: str
    pipeline: str
    episodes: int
    rejections: int
    file: Path


@dataclass(frozen=True, slots=True)
class Current:
    """CURRENT: the build that serves, and the inputs that were last answered with it."""

    build: Build
    input_hash: str


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold the folder for one build and clear away what killed ones left.

    Raises BusyError while another process holds it, BuildError where nothing can be written.
    """
    with _lock(folder) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(f"another build is running in {folder}: wait until it has ended") from error
        for leftover in folder.glob(f"{TEMPORARY}*"):
            leftover.unlink()
        yield


def _lock(folder: Path) -> TextIO:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / ".lock").open("a")
    except OSError as error:
        raise BuildError(f"{folder} is no folder that builds can be written to ({error.strerror})") from error


def temporary(folder: Path) -> Path:
    """Where a build is written before it has a name."""
    return folder / f"{TEMPORARY}{os.getpid()}.duckdb"


def build_name(made_at: datetime, content_hash: str) -> str:
    return f"{made_at.strftime(TIME)}-{content_hash[:8]}"


def read_build(file: Path) -> Build:
    """What a build file says of itself. Raises BuildError when it is missing or is no build."""
    if not file.is_file():
        raise BuildError(f"{file} does not exist")
    try:
        rows = _build_rows(file)
    except duckdb.Error as error:
        raise BuildError(f"{file} is not a readable build: {error}") from error
    if len(rows) != 1:
        raise BuildError(f"{file} holds {len(rows)} rows in its build table, not one")
    return Build(*rows[0], file=file)


def _build_rows(file: Path) -> list[tuple[str, datetime, str, str, str, int, int]]:
    with duckdb.connect(file, read_only=True) as connection:
        return connection.execute(
            "select build_id, made_at, input_hash, content_hash, pipeline, episodes, rejections from build"
        ).fetchall()


def current(folder: Path) -> Current | None:
    """The build that CURRENT names; None before the first build. Raises BuildError when CURRENT or its build is damaged."""
    pointer = folder / CURRENT
    if not os.path.exists(pointer):
        return None
    try:
        content = json.loads(pointer.read_bytes())
        file, input_hash = str(content["file"]), str(content["input_hash"])
    except (ValueError, KeyError, TypeError) as error:
        raise BuildError(f"{pointer} does not name a build: run `python -m etl build` to make a new one") from error
    return Current(read_build(folder / Path(file).name), input_hash)


def kept(folder: Path) -> list[Path]:
    """The files of all kept builds, newest first."""
    return sorted(folder.glob("[0-9]*.duckdb"), key=lambda file: file.name, reverse=True)


def publish(folder: Path, made: Path) -> Build:
    """Give a finished database file its name and make it current."""
    _flush(made)
    build = read_build(made)
    named = folder / f"{build.build_id}.duckdb"
    made.rename(named)
    _flush(folder)
    published = replace(build, file=named)
    point(folder, published, published.input_hash)
    return published


def point(folder: Path, build: Build, input_hash: str) -> None:
    """Make `build` current, as the answer to the inputs of `input_hash`, in one step."""
    content = {"build_id": build.build_id, "file": build.file.name, "made_at": f"{build.made_at.isoformat()}Z", "input_hash": input_hash}
    beside = folder / f"{TEMPORARY}{CURRENT}"
    beside.write_text(json.dumps(content) + "\n", encoding="utf-8")
    _flush(beside)
    beside.replace(folder / CURRENT)
    _flush(folder)


def roll_back(folder: Path, build_id: str) -> Build:
    """Make a kept build current again; it stays so until an input changes. Raises BuildError when it is not there."""
    file = folder / f"{build_id}.duckdb"
    if file not in kept(folder):
        raise BuildError(f"{folder} keeps no build {build_id!r}: `python -m etl builds` lists those it keeps")
    build = read_build(file)
    point(folder, build, _answered(folder) or build.input_hash)
    return build


def _answered(folder: Path) -> str | None:
    """The inputs that CURRENT last answered, if it can be read; a damaged CURRENT is what a roll back repairs."""
    try:
        found = current(folder)
    except BuildError:
        return None
    return found.input_hash if found else None


def retire(folder: Path, keep: Build) -> list[Path]:
    """Remove the builds that are no longer kept and return them. A dashboard that still has one open goes on reading it."""
    files = kept(folder)
    days = _last_of_each_day(files, since=keep.made_at - timedelta(days=DAYS_KEPT))
    wanted = [keep.file, *(file for file in files if file != keep.file and (file in files[:NEWEST_KEPT] or file in days))]
    stay = _within(wanted, BYTES_KEPT)
    removed = [file for file in files if file not in stay]
    for file in removed:
        file.unlink()
    return removed


def _last_of_each_day(files: list[Path], *, since: datetime) -> set[Path]:
    """`files` are newest first; their names begin with their time."""
    last: dict[str, Path] = {}
    for file in files:
        last.setdefault(file.name[:8], file)
    return {file for file in last.values() if made_at(file) >= since}


def _within(files: list[Path], limit: int) -> set[Path]:
    """The first file always, and the following ones until they fill `limit` bytes."""
    stay, size = set(files[:1]), 0
    for file in files:
        size += file.stat().st_size
        if size <= limit:
            stay.add(file)
    return stay


def made_at(file: Path) -> datetime:
    """The time in a build's name, in UTC without a zone as in its build table."""
    return datetime.strptime(file.name[:15], TIME).replace(tzinfo=UTC).replace(tzinfo=None)


def _flush(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
