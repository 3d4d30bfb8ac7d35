"""The corrections that people made (data/aliases.toml): merge, drop, and shows of one name told apart.

Everything is checked while it is read, so that a rule is either clear or stops the build; nothing after this module checks again.
A merge or a drop holds for people, entities and topics alike: the reader who corrects a name sees one name, not three tables.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

from etl.records import Episode, normal

_THE = re.compile(r"^the (?=\S)", re.IGNORECASE)
_LEGAL_SUFFIX = re.compile(r",? (?:inc|llc|ltd|gmbh|corp|plc)\.?$", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_FIELDS: dict[str, dict[str, type]] = {
    "merge": {"name": str, "aliases": list},
    "drop": {"name": str},
    "show": {"name": str, "sources": list, "becomes": str},
}


class AliasError(Exception):
    """A correction that cannot be used: the file, the entry and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class ShowRule:
    """Episodes of the show `name` whose source matches one of the patterns belong to the show `becomes`."""

    name: str
    sources: tuple[str, ...]
    becomes: str


@dataclass(frozen=True, slots=True)
class Aliases:
    """`names` gives the name to show for the key of a merged name and of each of its aliases; `dropped` holds keys."""

    names: Mapping[str, str] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    shows: tuple[ShowRule, ...] = ()

    def key(self, key: str) -> str:
        """The key under which a name is kept: its own, or that of the name it was merged into."""
        return name_key(self.names[key]) if key in self.names else key


NO_ALIASES = Aliases()


@lru_cache(maxsize=100_000)
def name_key(surface: str) -> str:
    """What two spellings of a name share: no case, no leading "the", no possessive, no legal suffix ("the Acme Inc.'s" = "acme")."""
    bare = _LEGAL_SUFFIX.sub("", _POSSESSIVE.sub("", _THE.sub("", surface.strip())))
    return normal(bare) or normal(surface)


def read_aliases(path: Path) -> Aliases:
    """The corrections of a file; a missing file has none. Raises AliasError."""
    if not path.exists():
        return NO_ALIASES
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AliasError(f"{path}: {error}") from error
    for kind, group in entries.items():
        _check(path, kind, group)
    names = _merged(path, entries.get("merge", []))
    dropped = _dropped(path, entries.get("drop", []), names)
    return Aliases(names, dropped, tuple(_shows(path, entries.get("show", []))))


def rename_shows(episodes: Iterable[Episode], aliases: Aliases) -> Iterator[Episode]:
    """The episodes, those that a show rule names under their other show. Ids follow the show: rename before anything is derived."""
    for episode in episodes:
        rule = next((rule for rule in aliases.shows if _applies(rule, episode)), None)
        yield replace(episode, show=rule.becomes) if rule else episode


def _applies(rule: ShowRule, episode: Episode) -> bool:
    return normal(rule.name) == normal(episode.show) and any(fnmatchcase(episode.source, pattern) for pattern in rule.sources)


def _check(path: Path, kind: str, group: object) -> None:
    """Each entry of [[kind]] has exactly the fields of its kind, each of its type."""
    if kind not in _FIELDS:
        raise AliasError(f"{path}: {kind!r} is no correction; known are {', '.join(_FIELDS)}")
    if not isinstance(group, list) or not all(isinstance(entry, dict) for entry in group):
        raise AliasError(f"{path}: {kind} is not written as [[{kind}]]")
    for number, entry in enumerate(group, start=1):
        for name in sorted(entry.keys() ^ _FIELDS[kind].keys()):
            problem = "is unknown" if name in entry else "is missing"
            raise AliasError(f"{path}: {kind} {number}: {name!r} {problem}")
        for name, value in entry.items():
            _check_value(f"{path}: {kind} {number}: {name}", value, _FIELDS[kind][name])


def _check_value(place: str, value: object, expected: type) -> None:
    texts = value if isinstance(value, list) else [value]
    if not isinstance(value, expected) or not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        raise AliasError(f"{place} is {value!r}, not {'a list of names' if expected is list else 'a name'}")


def _merged(path: Path, entries: list[dict[str, Any]]) -> dict[str, str]:
    """Every key of a merge with the name that it stands for. One form means one name."""
    names: dict[str, str] = {}
    for number, entry in enumerate(entries, start=1):
        for form in (entry["name"], *entry["aliases"]):
            known = names.setdefault(name_key(form), entry["name"])
            if known != entry["name"]:
                raise AliasError(f"{path}: merge {number}: {form!r} already belongs to {known!r}")
    return names


def _dropped(path: Path, entries: list[dict[str, Any]], names: Mapping[str, str]) -> frozenset[str]:
    for number, entry in enumerate(entries, start=1):
        if name_key(entry["name"]) in names:
            raise AliasError(f"{path}: drop {number}: {entry['name']!r} is also merged")
    return frozenset(name_key(entry["name"]) for entry in entries)


def _shows(path: Path, entries: list[dict[str, Any]]) -> Iterator[ShowRule]:
    """The show rules. One pattern of one show leads to one show."""
    seen: dict[tuple[str, str], str] = {}
    for number, entry in enumerate(entries, start=1):
        for pattern in entry["sources"]:
            known = seen.setdefault((normal(entry["name"]), pattern), entry["becomes"])
            if known != entry["becomes"]:
                raise AliasError(f"{path}: show {number}: {pattern!r} of {entry['name']!r} already becomes {known!r}")
        yield ShowRule(entry["name"], tuple(entry["sources"]), entry["becomes"])
