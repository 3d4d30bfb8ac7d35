"""The statistics ledger: which numeric claims match, counted by kind, and the list of them."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.filters import Filters
from dashboard.questions.question import Query, Question, compose
from dashboard.questions.relations import READ, SELECTED
from dashboard.questions.totals import STATED, chosen


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
        words=f"Share of numeric claims of each kind{_restriction(wanted)}",
        unit="claim",
        relations={
            **SELECTED,
            **READ,
            "readable": READ["readable"].replace("$basis", "['statistics']"),
            "stated": STATED,
        },
        base="select distinct claim_id as unit_id, episode_id from stated join covered using (episode_id)",
        hits="""
            select claim_id as unit_id, stated.episode_id, passage_id, surface, kind as series
            from stated join base on unit_id = claim_id left join people on person_id = speaker_id
            where (len($units) = 0 or list_contains($units, unit))
                and (len($kinds) = 0 or list_contains($kinds, kind))
                and (len($speakers) = 0 or list_contains($speakers, people.name))
                and list_bool_and(list_transform($words, lambda word: contains(lower(text), word))) is not false""",
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


def _restriction(wanted: Wanted) -> str:
    parts = [
        *([f"in {' or '.join(wanted.units)}"] if wanted.units else []),
        *([f"of kind {' or '.join(wanted.kinds)}"] if wanted.kinds else []),
        *([f"said by {' or '.join(wanted.speakers)}"] if wanted.speakers else []),
        *([f"with the words “{wanted.words}”"] if wanted.words.strip() else []),
    ]
    return f" ({', '.join(parts)})" if parts else ""
