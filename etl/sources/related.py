"""The entries under "More episodes like this": show, date, title, and the show's name once more."""

from __future__ import annotations

from collections.abc import Sequence

from etl.records import Related, normal
from etl.sources.lines import Fault, Line, read_date


def read_related(lines: Sequence[Line]) -> tuple[tuple[Related, ...], list[Fault]]:
    """An entry is known by its date in the second line, or by its show in first and last; each stretch of other lines is one fault."""
    entries, faults = list[Related](), list[Fault]()
    at, lost = 0, False
    while at < len(lines):
        taken, entry, fault = _read_entry([line.text for line in lines[at : at + 4]])
        if fault and not (lost and entry is None):
            faults.append(Fault(lines[at + 1 if entry else at].number, *fault))
        entries += [entry] if entry else []
        lost = entry is None
        at += taken
    return tuple(entries), faults


def _read_entry(texts: Sequence[str]) -> tuple[int, Related | None, tuple[str, str] | None]:
    """How many lines the first entry takes, the entry, and what is wrong with it as (value, reason)."""
    published = read_date(texts[1]) if len(texts) > 1 else None
    if published and len(texts) > 2:
        closed = len(texts) > 3 and normal(texts[3]) == normal(texts[0])
        return 4 if closed else 3, Related(texts[0], texts[2], published), None
    if len(texts) > 3 and normal(texts[3]) == normal(texts[0]):
        return 4, Related(texts[0], texts[2]), (texts[1], "date of a related episode is not a date")
    if len(texts) > 2 and normal(texts[2]) == normal(texts[0]):
        return 3, Related(texts[0], texts[1]), (texts[1], "related episode has no date")
    return 1, None, (texts[0], "line is no entry of a related episode")
