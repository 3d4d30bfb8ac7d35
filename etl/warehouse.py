"""Writes one database file: the tables of schema.sql, filled from whole frames.

Rows reach DuckDB in bulk and in key order, never one by one. Tables are filled in the order of schema.sql, so that a row's
references are there before it. The content hash adds up one digest per row, which needs no sort and is the same for any
number of threads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import duckdb
from pandas import DataFrame

SORTED_FOR_READING = {"mentions": "entity_id, passage_id, char_start", "topic_mentions": "topic_id, passage_id, char_start"}
CARRIED = frozenset({"id_redirects", "theme_links", "text_history"})
"""Tables that read the previous build. They and the build table do not count as content."""

BLOCK_SIZE = 65536
"""A quarter of DuckDB's default. Each key and each reference takes at least one block: a build of a hundred pages is half as large."""

POSTINGS = r"""
    insert into postings by name
    select term, episode_id, section_kind, count(*)::integer as frequency
    from (
        select episode_id, section_kind, unnest(regexp_extract_all(strip_accents(lower(text)), '[\p{L}\p{N}]+')) as term
        from passages
    )
    group by all
    order by term, episode_id, section_kind
"""


class UnknownTableError(Exception):
    """A frame was given for a table that schema.sql does not have."""


def schema() -> str:
    return (files("etl") / "schema.sql").read_text(encoding="utf-8")


def create(path: Path) -> duckdb.DuckDBPyConnection:
    """A new database file with every public table, empty."""
    connection = duckdb.connect(path, config={"default_block_size": BLOCK_SIZE})
    with transaction(connection):
        connection.execute(schema())
    return connection


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One commit, and so one flush to the disk, for all statements inside."""
    connection.begin()
    yield
    connection.commit()


def fill(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, DataFrame]) -> None:
    """Insert whole frames, then the search index that is made of the passages. A table without a frame stays empty."""
    tables = table_names(connection)
    unknown = sorted(frames.keys() - set(tables))
    if unknown:
        raise UnknownTableError(f"schema.sql has no table named {unknown[0]!r}")
    with transaction(connection):
        for table in tables:
            if table in frames and not frames[table].empty:
                insert(connection, table, frames[table])
        connection.execute(POSTINGS)


def insert(connection: duckdb.DuckDBPyConnection, table: str, frame: DataFrame) -> None:
    """All rows of `frame`, ordered by the table's key (or as SORTED_FOR_READING says)."""
    order = SORTED_FOR_READING.get(table) or ", ".join(_key(connection, table)) or "all"
    connection.register("frame", frame)
    connection.execute(f"insert into {table} by name select * from frame order by {order}")  # noqa: S608 - names come from schema.sql
    connection.unregister("frame")


def table_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables in the order in which schema.sql creates them: a table stands after those that it refers to."""
    rows = connection.execute("select table_name from duckdb_tables() where not internal order by table_oid").fetchall()
    return [name for (name,) in rows]


def content_hash(connection: duckdb.DuckDBPyConnection) -> str:
    """The rows of all public tables, floats to 6 digits; equal rows in any order of writing give an equal hash."""
    digest = hashlib.sha256()
    for table in sorted(set(table_names(connection)) - CARRIED - {"build"}):
        rows, low, high = _table_digest(connection, table)
        digest.update(f"{table} {rows} {low} {high}\n".encode())
    return digest.hexdigest()


def close(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring everything into the one file and let go of it."""
    connection.execute("checkpoint")
    connection.close()


def _key(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    query = """
        select unnest(constraint_column_names)
        from duckdb_constraints()
        where table_name = $table
        and constraint_type = 'PRIMARY KEY'
    """
    return [name for (name,) in connection.execute(query, {"table": table}).fetchall()]


def _table_digest(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, int, int]:
    """Number of rows and the two halves of the sum of their digests: a sum counts repeated rows and knows no order."""
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() where table_name = $table order by column_name", {"table": table}
    ).fetchall()
    row = " || ".join(_as_text(name, kind) for name, kind in columns)
    query = f"""
        select count(*), coalesce(sum(md5_number_lower(line)), 0)::varchar, coalesce(sum(md5_number_upper(line)), 0)::varchar
        from (select {row} as line from {table})
    """  # noqa: S608 - names come from schema.sql
    [(rows, low, high)] = connection.execute(query).fetchall()
    return rows, int(low), int(high)


def _as_text(name: str, kind: str) -> str:
    """SQL for one value with its length before it, so that no two rows read alike; null is told from the empty text."""
    value = f"printf('%.6f', round({name}, 6) + 0.0)" if kind == "DOUBLE" else f"{name}::varchar"
    return f"coalesce(length({value}) || ':' || {value}, '-') || ';'"
