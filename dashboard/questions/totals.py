"""How many episodes, shows, guests and claims the filters choose: numbers without a denominator, with their list as evidence."""

from __future__ import annotations

from dashboard.filters import Filters
from dashboard.questions.question import Parameters, Question
from dashboard.questions.relations import selected

STATED = "select * from statistics where section_kind = 'statistics'"
"""The places in which a claim counts: those of the Statistics & Facts section."""

UNITS = {
    "episode": """
        select selected.episode_id as unit_id, selected.episode_id, passage_id
        from selected left join passages on passages.episode_id = selected.episode_id and section_kind = 'title'""",
    "show": """
        select show_id as unit_id, selected.episode_id, passage_id
        from selected
            join episodes on episodes.episode_id = selected.episode_id
            left join passages on passages.episode_id = selected.episode_id and section_kind = 'title'""",
    "guest": """
        select person_id as unit_id, episode_id, passage_id
        from selected join appearances using (episode_id)
        where role = 'guest' and (len($guests) = 0 or person_id in (select person_id from people where list_contains($guests, name)))""",
    "claim": f"""
        select claim_id as unit_id, episode_id, passage_id
        from selected join ({STATED}) using (episode_id)""",
}


def totals(filters: Filters, unit: str) -> Question:
    """One mark whose count is the number of distinct units; its base is the same."""
    return Question(
        name=f"{unit}_total",
        words=f"Number of {unit}s",
        unit=unit,
        relations={**selected(filters), "named": UNITS[unit]},
        base="select distinct unit_id, episode_id from named",
        hits="select unit_id, episode_id, passage_id, cast(null as varchar) as surface, 'all' as series from named",
        asked="select 'all' as series",
        excluded="select episode_id, '' as reason from selected where false",
        basis=("statistics",) if unit == "claim" else (),
        overlapping=False,
        parameters=chosen(filters),
    )


def chosen(filters: Filters) -> Parameters:
    """The values of the relation `selected` and of the basis."""
    return {
        "shows": list(filters.shows),
        "categories": list(filters.categories),
        "guests": list(filters.guests),
        "start": filters.start,
        "end": filters.end,
        "basis": list(filters.basis),
    }
