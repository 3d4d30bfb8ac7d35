"""A question is two relations and their words; this module turns it into the SQL of its marks, its evidence and what it leaves out.

`hits` are the units that satisfy the question, one row per (unit_id, values of the dimensions, passage_id); `base` the units that could
have satisfied it, one row per (unit_id, grouping values). Every number is count(distinct unit_id): chart, table, export and evidence
come from the same two relations, so they cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dashboard.questions.relations import Relations

Parameters = Mapping[str, object]
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Question:
    """`grouping` are the columns that hits and base share (bin, panel); the other dimension is always `series`. `title` heads a picture,
    `words` say exactly what is asked."""

    name: str
    words: str
    unit: str
    relations: Relations
    hits: str
    base: str
    asked: str = "select distinct series from hits"
    excluded: str = "select episode_id, reason from left_out"
    grouping: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    overlapping: bool = True
    title: str = ""
    parameters: Parameters = field(default_factory=dict)

    @property
    def dimensions(self) -> tuple[str, ...]:
        return (*self.grouping, "series")


@dataclass(frozen=True)
class Query:
    """SQL with the values it names, and no others (DuckDB refuses a value that the text does not name)."""

    sql: str
    parameters: Parameters

    @classmethod
    def of(cls, sql: str, parameters: Parameters) -> Query:
        named = set(re.findall(r"\$(\w+)", sql))
        return cls(sql, {name: value for name, value in parameters.items() if name in named})


def counted(question: Question) -> Question:
    """The same question in the words of a picture that shows its counts. The frame is the same: its shares stand beside them."""
    words = question.words.replace("Share of", "Number of", 1)
    title = question.title.replace("share of", "number of", 1)
    return replace(question, words=words, title=title)


def marks(question: Question) -> Query:
    """One row per mark: dimensions, count, base. All series share the base of their group; a group's zero is a row."""
    groups = ", ".join(question.grouping)
    return compose(
        question,
        f"""
        counted as (select {", ".join(question.dimensions)}, count(distinct unit_id) as count from hits group by all),
        bases as (select {groups + ", " if groups else ""}count(distinct unit_id) as base from base group by all)
        select {groups + ", " if groups else ""}series, coalesce(count, 0) as count, base
        from bases cross join asked left join counted using ({", ".join(question.dimensions)})
        order by {groups + ", " if groups else "count desc, "}series
        """,
    )


def evidence(question: Question, mark: Parameters) -> Query:
    """The rows behind a mark: exactly its `count` units, each with its passages (none where only the people list or a label says so)."""
    return compose(
        question,
        f"""
        marked as (
            select unit_id, hits.episode_id, passage_id, string_agg(distinct surface, chr(31) order by surface) as surfaces
            from hits
            where {_matches(question.dimensions, mark)}
            group by all
        )
        select unit_id, marked.episode_id, shows.name as show_name, episodes.title, published, passage_id, section_kind, text,
            coalesce(passages.start_s, items.start_s) as start_s, surfaces, url, audio_url
        from marked
            join episodes on episodes.episode_id = marked.episode_id
            join shows using (show_id)
            left join passages using (passage_id)
            left join items using (item_id)
        order by published desc nulls last, marked.episode_id, passages.position, unit_id
        """,
        {f"mark_{name}": value for name, value in mark.items()},
    )


def without(question: Question, mark: Parameters) -> Query:
    """The units of the mark's base that are not in its hits: base = units with + units without."""
    return compose(
        question,
        f"""
        marked as (select unit_id from hits where {_matches(question.dimensions, mark)})
        select distinct unit_id, base.episode_id, shows.name as show_name, title, published, url
        from base join episodes on episodes.episode_id = base.episode_id join shows using (show_id)
        where unit_id not in (select unit_id from marked) and {_matches(question.grouping, mark)}
        order by published desc nulls last, unit_id
        """,
        {f"mark_{name}": value for name, value in mark.items()},
    )


def left_out(question: Question) -> Query:
    """The selected episodes that could not be asked, one row per episode, with the reason."""
    return compose(
        question,
        """
        excluded as (select distinct episode_id, reason from unasked)
        select excluded.episode_id, shows.name as show_name, title, published, reason
        from excluded join episodes using (episode_id) join shows using (show_id)
        order by reason, published desc nulls last, excluded.episode_id
        """,
    )


def compose(question: Question, tail: str, parameters: Parameters | None = None) -> Query:
    """`tail`, a list of further relations and a select, behind those relations of the question that it reads.

    Leaving out the others makes the text the same for all questions that differ only in them, so that one answer serves them all.
    """
    own = {"base": question.base, "hits": question.hits, "asked": question.asked, "unasked": question.excluded}
    read = _read({**question.relations, **own}, tail)
    sql = "with " + ",\n".join(f"{name} as ({body})" for name, body in read.items()) + "," + tail
    return Query.of(sql, {**question.parameters, **(parameters or {})})


def _read(relations: Relations, tail: str) -> Relations:
    """The relations that `tail` names, or those that it names name; each may name only those before it."""
    found: dict[str, str] = {}
    words = set(WORD.findall(tail))
    for name, body in reversed(list(relations.items())):
        if name in words:
            found[name] = body
            words.update(WORD.findall(body))
    return dict(reversed(found.items()))


def _matches(columns: tuple[str, ...], mark: Parameters) -> str:
    """A condition on the columns that the mark fixes; a mark without a column is the whole of it."""
    return " and ".join(f"{column} = $mark_{column}" for column in columns if column in mark) or "true"
