"""What a build is made from, as one hash: equal to the hash that CURRENT answers means that there is nothing to do.

It covers the bytes and the places of the raw files, the corrections in aliases.toml, the language pipeline of the build and what was
measured of that one, and the code and schema of the ETL itself. It reads everything and parses nothing, so a second start takes a moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from etl.sources import files_at, find_lists


class UnusableInputError(Exception):
    """The paths given hold nothing that a build could be made from. The message is one sentence for people."""


def find_files(paths: Iterable[Path]) -> list[tuple[str, Path]]:
    """Every file below the given paths, with its place relative to the path that leads to it, and the SOURCES.csv beside a page that
    is given alone, in a fixed order."""
    given = list(paths)
    beside = [(place, file) for file, place in find_lists([path for path in given if path.is_file()])]
    return sorted([*beside, *(found for path in given for found in _below(path))])


def input_hash(inputs: Sequence[tuple[str, Path]], *, aliases: Path, fingerprint: str, evaluation: Path | None) -> str:
    """The hash of all that decides the rows of a build; a missing file of aliases or of an evaluation is an empty one."""
    digest = hashlib.sha256(f"pipeline {fingerprint}\n".encode())
    given = [(file.name, file) for file in (aliases, evaluation) if file and file.exists()]
    for part, found in (("raw", inputs), ("given", given), ("code", _own_code())):
        for line in sorted(f"{part} {place} {_content(file)}\n" for place, file in found):
            digest.update(line.encode(errors="surrogateescape"))
    return digest.hexdigest()


def _below(path: Path) -> Iterator[tuple[str, Path]]:
    try:
        yield from ((relative.as_posix(), file) for file, relative in files_at(path))
    except FileNotFoundError as error:
        raise UnusableInputError(str(error)) from error


def _own_code() -> list[tuple[str, Path]]:
    """The modules, the schema and the known names. Training makes weights, which the pipeline's fingerprint covers."""
    package = Path(str(files("etl")))
    found = (file for pattern in ("*.py", "*.sql", "*.tsv") for file in package.rglob(pattern))
    return [(file.relative_to(package).as_posix(), file) for file in found if "training" not in file.relative_to(package).parts]


def _content(file: Path) -> str:
    """The hash of a file's bytes. One that cannot be opened counts as such: the reader rejects it, and says why."""
    try:
        opened = file.open("rb")
    except OSError as error:
        return f"unreadable {error.errno}"
    with opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
