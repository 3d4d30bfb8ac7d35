"""The statistics ledger: which numeric claims match, counted by kind, how their values spread, and the list of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

from dashboard.filters import Filters
from dashboard.questions.question import Query, Question, compose
from dashboard.questions.relations import READ, selected
from dashboard.questions.totals import STATED, chosen

WORDS = "Share of numeric claims of each kind"
PERCENT = "%"
POWERS = ("1", "10", "100", "1,000", "10,000", "100,000", "1 million", "10 million", "100 million", "1 billion", "10 billion")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the ledger is wanted: any of the units, any of the kinds, any of the speakers, all of the words."""

    units: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    words: str = ""


def figures(filters: Filters, wanted: Wanted | None = None) -> Question:
    """The claims that match, by kind; the base is every claim of the statistics sections that can be read. Where a claim stands in
    another section too, that place is no part of it: locking that section must not change a number."""
    wanted = wanted or Wanted()
    return Question(
        name="figures",
        title="Numeric claims by kind",
        words=f"{WORDS}{_restriction(wanted)}",
        unit="claim",
        relations={
            **selected(filters),
            **READ,
            "readable": READ["readable"].replace("$basis", "['statistics']"),
            "stated": STATED,
            "claimed": "select distinct claim_id, episode_id from stated join covered using (episode_id)",
            "wanted": """
    select stated.*
    from stated join claimed using (claim_id, episode_id) left join people on person_id = speaker_id
    where (len($units) = 0 or list_contains($units, unit))
        and (len($kinds) = 0 or list_contains($kinds, kind))
        and (len($speakers) = 0 or list_contains($speakers, people.name))
        and list_bool_and(list_transform($words, lambda word: contains(lower(text), word))) is not false""",
        },
        base="select claim_id as unit_id, episode_id from claimed",
        hits="select claim_id as unit_id, episode_id, passage_id, surface, kind as series from wanted",
        basis=("statistics",),
        overlapping=False,
        parameters={
            **chosen(filters),
            "units": list(wanted.units),
            "kinds": list(wanted.kinds),
            "speakers": list(wanted.speakers),
            "words": wanted.words.lower().split(),
        },
    )


def ledger(question: Question) -> Query:
    """One row per place where a claim of `question`'s hits stands, with its parsed value and who said it."""
    return compose(
        question,
        """
        found as (select distinct unit_id, passage_id from hits)
        select statistic_id, claim_id, statistics.episode_id, shows.name as show_name, title, published, text, statistics.surface, kind,
            low, high, unit, comparator, measure, subject.name as subject, people.name as speaker, start_s, passage_id, audio_url
        from found
            join statistics using (passage_id)
            join episodes on episodes.episode_id = statistics.episode_id
            join shows using (show_id)
            left join people on people.person_id = speaker_id
            left join entities as subject on subject.entity_id = subject_id
        where unit_id = claim_id
        order by published desc nulls last, statistics.episode_id, start_s nulls last, statistic_id
        """,
    )


def vocabulary() -> Query:
    """What the ledger can be asked for: one row per field ("kind", "unit", "speaker") and name, with the claims of the whole build."""
    return Query(
        f"""
        with stated as ({STATED}),
        named as (
            select claim_id, 'kind' as field, kind as name from stated
            union all
            select claim_id, 'unit', unit from stated where unit is not null
            union all
            select claim_id, 'speaker', people.name from stated join people on person_id = speaker_id
        )
        select field, name, count(distinct claim_id) as claims
        from named
        group by all
        order by field, claims desc, name
        """,
        {},
    )


def units(question: Question) -> Query:
    """The units of the claims in `question`'s hits that have a value, with how many claims have each."""
    return compose(
        question,
        """
        found as (select distinct unit_id as claim_id from hits)
        select unit, count(*) as claims
        from found join claims using (claim_id)
        where unit is not null and low is not null
        group by unit
        order by claims desc, unit
        """,
    )


def spread(question: Question, unit: str) -> Question:
    """How the claims of `question`'s hits that are stated in `unit` spread over steps of value. The base is those of them that have a
    value; a range counts in every step that it touches, so a claim can be in several. Empty steps between others are marks too."""
    steps = steps_of(unit)
    return replace(
        question,
        name="spread",
        title=f"Claims in {unit} by stated value",
        words=f"Share of the claims in {unit} by stated value{question.words.removeprefix(WORDS)}",
        relations={
            **question.relations,
            "measured": "select * from wanted where unit = $unit and low is not null",
            "steps": "select unnest($labels) as series, unnest($lows) as step_low, unnest($highs) as step_high",
        },
        base="select distinct claim_id as unit_id, episode_id from measured",
        hits="""
            select claim_id as unit_id, episode_id, passage_id, surface, series
            from measured join steps on low < step_high and coalesce(high, low) >= step_low""",
        asked="""
            select series
            from steps, (select min(low) as least, max(coalesce(high, low)) as most from measured)
            where step_high > least and step_low <= most""",
        overlapping=True,
        parameters={
            **question.parameters,
            "unit": unit,
            "labels": [label for label, _, _ in steps],
            "lows": [low for _, low, _ in steps],
            "highs": [high for _, _, high in steps],
        },
    )


def steps_of(unit: str) -> list[tuple[str, float, float]]:
    """(label, from, below): tens for percentages, powers of ten for everything else; the two ends are open, so no value is lost."""
    tens = [(float(ten), f"{ten}{PERCENT}") for ten in range(10, 101, 10)]
    edges = tens if unit == "percent" else [(10.0**power, POWERS[power]) for power in range(len(POWERS))]
    (lowest, first), (highest, last) = edges[0], edges[-1]
    between = [(f"{name.removesuffix(PERCENT)}–{other}", low, high) for (low, name), (high, other) in pairwise(edges)]
    return [(f"under {first}", -inf, lowest), *between, (f"{last} or more", highest, inf)]


def context(passage_id: str, around: int = 2) -> Query:
    """The sentences of the passage's own section from `around` before it to `around` after it."""
    sql = """
        with here as (select section_id, position from passages where passage_id = $passage_id)
        select passages.passage_id, text, start_s
        from passages join here using (section_id)
        where abs(passages.position - here.position) <= $around
        order by passages.position
    """
    return Query.of(sql, {"passage_id": passage_id, "around": around})


def _restriction(wanted: Wanted) -> str:
    parts = [
        *([f"in {' or '.join(wanted.units)}"] if wanted.units else []),
        *([f"of kind {' or '.join(wanted.kinds)}"] if wanted.kinds else []),
        *([f"said by {' or '.join(wanted.speakers)}"] if wanted.speakers else []),
        *([f"with the words “{wanted.words}”"] if wanted.words.strip() else []),
    ]
    return f" ({', '.join(parts)})" if parts else ""
