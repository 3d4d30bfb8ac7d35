"""One function per question: Filters in, Question out.

A *subject* (see relations.SUBJECTS) asked over the whole period is a ranking; asked over time it is attention; both are one question.
"""

from __future__ import annotations

from dataclasses import replace

from dashboard.filters import Filters, Grain, widened
from dashboard.questions import accuracy, episodes, inventory
from dashboard.questions.figures import Wanted, context, figures, ledger, spread, steps_of, units, vocabulary
from dashboard.questions.guests import appearances, careers, in_any_role, people, present_as, roles
from dashboard.questions.question import Query, Question, compose, counted, evidence, left_out, marks, without
from dashboard.questions.relations import READ, SUBJECTS, selected
from dashboard.questions.search import best_sentences, newest, search
from dashboard.questions.totals import chosen, totals

__all__ = [
    "SUBJECTS",
    "Query",
    "Question",
    "Wanted",
    "accuracy",
    "appearances",
    "attention",
    "best_sentences",
    "careers",
    "context",
    "counted",
    "covered_dates",
    "episodes",
    "evidence",
    "facet",
    "figures",
    "in_any_role",
    "inventory",
    "ledger",
    "left_out",
    "marks",
    "newest",
    "people",
    "present_as",
    "ranking",
    "roles",
    "search",
    "spans",
    "spread",
    "steps_of",
    "together",
    "totals",
    "units",
    "vocabulary",
    "without",
]

PANELS = {"show": "show_name", "category": "category"}
BIN = "cast(date_trunc($grain, published) as date) as bin"
OUTSIDE = """
    union all
    select episode_id, case when $grain is not null and published is null then 'undated' else 'no category given' end
    from covered
    where episode_id not in (select episode_id from base)"""
"""Covered episodes that belong to no group of the question."""


def attention(
    filters: Filters, subject: str, names: tuple[str, ...] = (), *, grain: Grain | None = None, panel: str | None = None
) -> Question:
    """In what share of episodes `subject` occurs: each of `names` (or all that occur), over time where there is a grain (the range is
    then widened to whole bins), and by panel, "show" or "category"."""
    kind = SUBJECTS[subject]
    filters = widened(filters, grain) if grain else filters
    shown = ["names", *([kind.filtered_by] if kind.filtered_by else [])]
    columns = {**({"panel": f"{PANELS[panel]} as panel"} if panel else {}), **({"bin": BIN} if grain else {})}
    return Question(
        name=f"{subject}_{'attention' if grain else 'ranking'}",
        title=f"{kind.many.capitalize()} {'over time' if grain else 'by share of episodes'}",
        words=_words(subject, names, grain, panel),
        unit="episode",
        relations={**selected(filters), **kind.relations},
        base=_base(list(columns.values()), panel, dated=grain is not None),
        hits=f"select {', '.join(['unit_id', 'base.episode_id', 'passage_id', 'surface', 'series', *columns])} "
        "from named join base using (episode_id) where "
        + " and ".join(f"(len(${name}) = 0 or list_contains(${name}, series))" for name in shown),
        asked="select unnest($names) as series" if names else "select distinct series from hits",
        excluded="select episode_id, reason from left_out" + (OUTSIDE if columns else ""),
        grouping=tuple(columns),
        basis=filters.basis if kind.reads else (),
        overlapping=kind.several,
        parameters={**chosen(filters), "names": list(names), "grain": grain, "panel": panel},
    )


def _base(columns: list[str], panel: str | None, *, dated: bool) -> str:
    """The covered episodes with their grouping values. Grouping by a filtered category shows the chosen ones only."""
    by_category = panel == "category"
    conditions = [
        *(["published is not null"] if dated else []),
        *(["(len($categories) = 0 or list_contains($categories, category))"] if by_category else []),
    ]
    source = "covered join labelled using (episode_id)" if by_category else "covered"
    chosen_columns = ", ".join(["episode_id as unit_id", "episode_id", *columns])
    return f"select distinct {chosen_columns} from {source} where {' and '.join(conditions) or 'true'}"


def ranking(filters: Filters, subject: str, names: tuple[str, ...] = (), *, panel: str | None = None) -> Question:
    """The shares over the whole period."""
    return attention(filters, subject, names, panel=panel)


def together(filters: Filters, subject: str, name: str, other: str) -> Question:
    """What occurs in the episodes in which `name` occurs. The base is those of them in which both could have been found: an episode that
    says the name in its title while its summary is locked could not be asked."""
    first, second = SUBJECTS[subject], ranking(filters, other)
    given = {"given": first.relations["named"], "askable": first.relations["covered"], "unaskable": first.relations["left_out"]}
    return replace(
        second,
        name=f"{other}_with_{subject}",
        title=f"{SUBJECTS[other].many.capitalize()} that occur with “{name}”",
        words=f"Share of episodes with the {first.one} “{name}” that also have each {SUBJECTS[other].one}",
        relations={**selected(filters), **READ, **given, **SUBJECTS[other].relations},
        base=second.base
        + " and episode_id in (select episode_id from given where series = $given) and episode_id in (select episode_id from askable)",
        hits=second.hits + (" and series <> $given" if subject == other else ""),
        excluded=second.excluded
        + " union all select episode_id, reason from unaskable where episode_id not in (select episode_id from left_out)",
        basis=filters.basis if first.reads or SUBJECTS[other].reads else (),
        parameters={**second.parameters, "given": name},
    )


def facet(filters: Filters, subject: str) -> Question:
    """Distinct episodes per value of a filter under all *other* filters: the counts beside its options."""
    others = {
        "show": replace(filters, shows=()),
        "category": replace(filters, categories=()),
        "guest": replace(filters, guests=()),
    }
    return ranking(others[subject], subject)


def spans(filters: Filters) -> Query:
    """The first and last date of each show in question, whatever the other filters: from when until when it is covered."""
    sql = """
        select shows.name as show_name, min(published) as first, max(published) as last
        from episodes join shows using (show_id)
        where published is not null and (len($shows) = 0 or list_contains($shows, shows.name))
        group by all
        order by show_name
    """
    return Query.of(sql, chosen(filters))


def covered_dates(question: Question) -> Query:
    """The dates of the episodes in the question's base, from which the default grain follows."""
    return compose(
        question, " dated as (select distinct episode_id from base) select published from dated join episodes using (episode_id)"
    )


def _words(subject: str, names: tuple[str, ...], grain: Grain | None, panel: str | None) -> str:
    kind = SUBJECTS[subject]
    what = f"{kind.many}: {', '.join(names)}" if names else f"each {kind.one}"
    return f"Share of episodes with {what}{f', by {grain}' if grain else ''}{f', by {panel}' if panel else ''}"
