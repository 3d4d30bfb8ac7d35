"""What a build is made of: what it read, what it could not read, which sections its pages show, and its own tables.

Sources, rejections and tables belong to the build and know no filters. A section is available, locked or absent, and an absent one has
no row: so the states of a page are asked of all section kinds that any page of the build lists.
"""

from __future__ import annotations

from typing import Literal

from dashboard.filters import Filters, widened
from dashboard.questions.question import Query, Question
from dashboard.questions.relations import Relations, selected
from dashboard.questions.totals import chosen

Across = Literal["state", "show", "year"]
STATES = ("available", "locked", "absent")
GROUPS: dict[Across, tuple[str, str]] = {
    "state": ("panel", "state"),
    "show": ("panel", "show_name"),
    "year": ("bin", "cast(date_trunc('year', published) as date)"),
}
IN_STATES: Relations = {
    "askable": "select episode_id, show_name, published, unnest($states) as state from selected",
    "stated": """
    select selected.episode_id, replace(kinds.kind, '_', ' ') as series, coalesce(availability, 'absent') as state
    from selected
        cross join (select distinct kind from sections) as kinds
        left join sections on sections.episode_id = selected.episode_id and sections.kind = kinds.kind""",
}


def sections(filters: Filters, across: Across = "state", state: str = "available") -> Question:
    """In what share of episodes each section is available, locked or absent, or, across shows or years, in one of these states."""
    column, value = GROUPS[across]
    dated = "published is not null" if across == "year" else "true"
    states = STATES if across == "state" else (state,)
    filters = widened(filters, "year") if across == "year" else filters
    return Question(
        name="sections",
        words=f"Share of episodes in which each section is {_either(states)}{f', by {across}' if across != 'state' else ''}",
        unit="episode",
        relations={**selected(filters), **IN_STATES},
        base=f"select distinct episode_id as unit_id, episode_id, {value} as {column} from askable where {dated}",
        hits=f"""
            select episode_id as unit_id, episode_id, cast(null as varchar) as passage_id, cast(null as varchar) as surface, series,
                {value} as {column}
            from stated join askable using (episode_id, state)
            where {dated}""",
        excluded=f"select episode_id, 'undated' as reason from selected where not ({dated})",
        grouping=(column,),
        parameters={**chosen(filters), "states": list(states), "grain": "year"},
    )


def _either(states: tuple[str, ...]) -> str:
    return " or ".join(part for part in (", ".join(states[:-1]), states[-1]) if part)


def made() -> Query:
    """The one row that says what this file is; `made_at` is text, to the minute, in UTC."""
    sql = """
        select build_id, strftime(made_at, '%Y-%m-%d %H:%M') as made_at, pipeline, episodes, rejections, input_hash, content_hash
        from build
    """
    return Query(sql, {})


def sources() -> Query:
    """One row per input file, with the fate of what it held."""
    sql = "select source, format, read_at, items, episodes as stored, merged, rejected from sources order by source"
    return Query(sql, {})


def episodes_of(source: str) -> Query:
    """The episodes that an input file describes, the newest first."""
    sql = """
        select episode_id, shows.name as show_name, title, published
        from episode_sources join episodes using (episode_id) join shows using (show_id)
        where episode_sources.source = $source
        order by published desc nulls last, title, episode_id
    """
    return Query(sql, {"source": source})


def source_sums() -> Query:
    """The same by format, and one row for all of them, first."""
    sql = """
        select if(grouping(format) = 1, 'all', format) as format, count(*) as files,
            coalesce(sum(items), 0)::bigint as items, coalesce(sum(episodes), 0)::bigint as stored,
            coalesce(sum(merged), 0)::bigint as merged, coalesce(sum(rejected), 0)::bigint as rejected
        from sources
        group by rollup (format)
        order by grouping(format) desc, format
    """
    return Query(sql, {})


def rejections(scope: str | None = None) -> Query:
    """One row per input, or part of one, that could not be read, with its episode where it has one; of one scope or of all."""
    sql = """
        select scope, rejections.source, place, value, reason, rejections.episode_id, episodes.title as episode
        from rejections left join episodes using (episode_id)
        where $scope is null or scope = $scope
        order by scope, rejections.source, place, value, reason
    """
    return Query(sql, {"scope": scope})


def tables() -> Query:
    """The tables of the build, by name, each with what one row of it is."""
    sql = """
        select table_name, comment as grain, estimated_size as row_count
        from duckdb_tables()
        where not internal
        order by table_name
    """
    return Query(sql, {})


def columns() -> Query:
    """The columns of the build's tables in their order: whether they may be empty, whether they are the key, what they refer to."""
    sql = """
        with constrained as (
            select table_name, unnest(constraint_column_names) as column_name, constraint_type, referenced_table from duckdb_constraints()
        ),
        told as (
            select table_name, column_name, bool_or(constraint_type = 'PRIMARY KEY') as in_key, max(referenced_table) as refers_to
            from constrained
            group by all
        )
        select table_name, column_name, lower(data_type) as data_type, is_nullable as may_be_empty,
            coalesce(in_key, false) as in_key, refers_to
        from duckdb_columns() left join told using (table_name, column_name)
        where not internal
        order by table_name, column_index
    """
    return Query(sql, {})
