"""What the reader has chosen, as one frozen value: parsed from a query string and written back to it.

Pure: no widget and no database. Names stand for themselves, because they are unique in a build and a link must stay readable;
a name that the build does not know is kept apart, so that a page can say so instead of quietly showing everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, get_args
from urllib.parse import urlencode

Grain = Literal["week", "month", "quarter", "year"]
GRAINS: tuple[Grain, ...] = get_args(Grain)

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
"""Dates of a link beyond these are refused: no podcast has them, and a calendar between them can still be drawn."""

DEFAULT_BASIS = ("podcast_summary", "key_takeaways", "statistics", "show_notes")
"""The section kinds that questions about topics, entities, themes and words read unless the reader chooses others."""


@dataclass(frozen=True, slots=True)
class Filters:
    """OR inside a field, AND between fields; an empty field restricts nothing. Both dates are included."""

    shows: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    basis: tuple[str, ...] = DEFAULT_BASIS

    @property
    def active(self) -> bool:
        return self != Filters(basis=self.basis)


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a build knows, by field of Filters; `aliases` maps other spellings to them."""

    shows: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    guests: frozenset[str] = frozenset()
    aliases: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value of a link that could not be understood, and why, in words for the reader."""

    field: str
    value: str

    def __str__(self) -> str:
        if self.field in ("from", "to"):
            return f"“{self.value}” is not a date between {EARLIEST} and {LATEST} (use YYYY-MM-DD)"
        if self.field == "basis":
            return f"No section is called “{self.value}”"
        return f"No {self.field} is called “{self.value}” in this build"


def parse(query: Mapping[str, Sequence[str]], known: Known, *, kinds: Iterable[str] = DEFAULT_BASIS) -> tuple[Filters, list[Unknown]]:
    """The filters of a query string, and what of it is unknown. Each key may stand several times; other keys are ignored."""
    unknown: list[Unknown] = []

    def names(field: str, accepted: frozenset[str]) -> tuple[str, ...]:
        written = query.get(field, ())
        canonical = [name if name in accepted else (known.aliases or {}).get(name, name) for name in written]
        unknown.extend(Unknown(field, name) for name, means in zip(written, canonical, strict=True) if means not in accepted)
        return tuple(dict.fromkeys(name for name in canonical if name in accepted))

    def day(field: str) -> date | None:
        for value in query.get(field, ()):
            found = _date(value)
            if found and EARLIEST <= found <= LATEST:
                return found
            unknown.append(Unknown(field, value))
        return None

    filters = Filters(
        shows=names("show", known.shows),
        categories=names("category", known.categories),
        guests=names("guest", known.guests),
        start=day("from"),
        end=day("to"),
        basis=names("basis", frozenset(kinds)) or DEFAULT_BASIS,
    )
    return filters, unknown


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def query_of(filters: Filters) -> dict[str, list[str]]:
    """The query parameters that give these filters back; defaults are left out."""
    written = {
        "show": list(filters.shows),
        "category": list(filters.categories),
        "guest": list(filters.guests),
        "from": [filters.start.isoformat()] if filters.start else [],
        "to": [filters.end.isoformat()] if filters.end else [],
        "basis": list(filters.basis) if filters.basis != DEFAULT_BASIS else [],
    }
    return {key: values for key, values in written.items() if values}


def query_string(filters: Filters, **more: str) -> str:
    return urlencode({**query_of(filters), **more}, doseq=True)


def in_words(filters: Filters) -> str:
    """The active filters as one line for chips, pictures and exports; "everything" when nothing is chosen."""
    parts = [
        f"{label}: {' or '.join(values)}"
        for label, values in (("show", filters.shows), ("category", filters.categories), ("guest", filters.guests))
        if values
    ]
    if filters.start or filters.end:
        parts.append(f"{filters.start or 'beginning'} to {filters.end or 'end'}")
    return "; ".join(parts) or "everything"


def bin_start(day: date, grain: Grain) -> date:
    if grain == "week":
        return day - timedelta(days=day.weekday())
    if grain == "month":
        return day.replace(day=1)
    if grain == "quarter":
        return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
    return day.replace(month=1, day=1)


def next_bin(start: date, grain: Grain) -> date:
    """The first day of the bin after the one that begins on `start`."""
    return bin_start(start + timedelta(days={"week": 7, "month": 31, "quarter": 92, "year": 366}[grain]), grain)


def widened(filters: Filters, grain: Grain) -> Filters:
    """The same filters over whole bins, so that no bin's value depends on the window."""
    return replace(
        filters,
        start=bin_start(filters.start, grain) if filters.start else None,
        end=next_bin(bin_start(filters.end, grain), grain) - timedelta(days=1) if filters.end else None,
    )
