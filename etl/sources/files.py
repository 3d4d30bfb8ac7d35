"""Which files lie at or below the paths that were given, and what each is called.

Nothing that a reader put there is passed over in silence: links to folders are followed, each folder once, and a broken link or a folder
that cannot be opened is found like a file, so that whoever reads it rejects it with the reason.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath

LIST = "SOURCES.csv"
NO_PAGES = frozenset({"README.md", LIST})


def find_files(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Pages and their source names: the path below the folder that was given, with as much of that folder's own path as tells two apart.

    Raises FileNotFoundError for a path that is not there. README.md, SOURCES.csv and what is hidden are no pages.
    """
    below: dict[Path, PurePath] = {}
    for path in paths:
        for file, relative in files_at(path):
            whole = Path(os.path.abspath(file))
            if file.name not in NO_PAGES and len(relative.parts) >= len(below.get(whole, relative).parts):
                below[whole] = relative
    return sorted(((path, readable(source)) for path, source in _named_apart(below).items()), key=lambda found: found[1])


def readable(name: str) -> str:
    r"""A file's name as text: bytes of it that are no UTF-8 are written out ("caf\xe9.txt")."""
    return name.encode(errors="surrogateescape").decode(errors="backslashreplace")


def files_at(path: Path) -> Iterator[tuple[Path, PurePath]]:
    """Every file at or below a path, hidden ones left out, with its path relative to the folder that was given."""
    if os.path.isdir(path):
        yield from _files_below(path, PurePath(), set())
    elif os.path.exists(path):
        yield path, PurePath(path.name)
    else:
        raise FileNotFoundError(f"{path}: there is no such file or folder")


def _files_below(folder: Path, place: PurePath, seen: set[str]) -> Iterator[tuple[Path, PurePath]]:
    """`seen` holds the folders of this search by their real paths: a link that leads back ends there. os.path, since Path.is_file raises
    on a link into a folder that is closed to us."""
    real = os.path.realpath(folder)
    if real in seen:
        return
    seen.add(real)
    try:
        entries = sorted(os.listdir(folder))
    except OSError:
        yield folder, place if place.parts else PurePath(folder.name)
        return
    for name in entries:
        file = folder / name
        if name.startswith("."):
            continue
        if os.path.isdir(file):
            yield from _files_below(file, place / name, seen)
        elif os.path.isfile(file) or not os.path.exists(file):
            yield file, place / name


def _named_apart(below: Mapping[Path, PurePath]) -> dict[Path, str]:
    """Names that two files share grow leftwards by a folder until they differ, which they do at the latest when they are whole."""
    depth = {path: len(relative.parts) for path, relative in below.items()}
    while True:
        names = {path: PurePath(*path.parts[-depth[path] :]).as_posix() for path in below}
        shared = {name for name, count in Counter(names.values()).items() if count > 1}
        if not shared:
            return names
        depth.update({path: depth[path] + 1 for path, name in names.items() if name in shared})
