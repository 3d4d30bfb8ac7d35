"""A large build out of a small one: every episode many times over, each copy some weeks earlier than the one before.

Names, topics, shows and categories stay as they are, so each is found in as many times more episodes. Written without keys and checks:
nothing reads them, and 1.3 million rows take seconds and not minutes.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

OF_AN_EPISODE = ("episode_id", "section_id", "item_id", "passage_id", "mention_id", "claim_id", "statistic_id", "rejection_id")
COLUMNS = "select column_name from duckdb_columns() where database_name = 'small' and table_name = $name order by column_index"
TABLES = "select table_name from duckdb_tables() where database_name = 'small' order by table_name"


def write_large_build(small: Path, large: Path, *, copies: int) -> None:
    with duckdb.connect(large) as connection:
        connection.execute(f"attach '{small}' as small (read_only)")
        connection.execute(f"create temp table copies as select range as copy from range({copies})")
        for (table,) in connection.execute(TABLES).fetchall():
            columns = [name for (name,) in connection.execute(COLUMNS, {"name": table}).fetchall()]
            connection.execute(_copied(table, columns))


def _copied(table: str, columns: list[str]) -> str:
    if not {"episode_id", "claim_id"} & set(columns):
        return f"create table {table} as from small.{table}"
    values = [_value(name) for name in columns]
    return f"create table {table} as select {', '.join(values)} from copies cross join small.{table} order by {columns[0]}"


def _value(name: str) -> str:
    if name.removeprefix("other_") in OF_AN_EPISODE:
        return f"{name} || '-' || copy as {name}"
    return f"cast(published - to_days(cast(7 * copy as integer)) as date) as {name}" if name == "published" else name
