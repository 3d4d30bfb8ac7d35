"""A database file made of a few records: its tables, their order, its search index and its content hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from pandas import DataFrame

from etl import tables, warehouse
from etl.merge import merge
from etl.records import Chapter, Episode, Item, Passage, Rejection, Related, Section, identifier, item_id, section_id
from etl.sources import FileRead

TAKEAWAYS = Section("key_takeaways", "Key Takeaways", 0, text="Plug in\nIt pays. It pays.", items=(Item(0, 25, "Plug in", start_s=90),))
SPEAKERS = Section("speakers", "Speakers", 1, text="Ines Falcao\nA harbour master.", items=(Item(0, 29, "Ines Falcao"),))
QUOTES = Section("quotes", "Thought-Provoking Quotes", 2, availability="locked", tier="Premium")
EMPTY = Section("books", "Books & Articles Mentioned", 3)
HARBOUR = Episode(
    source="harbour.txt",
    show="The Tidewater Hour",
    title="A harbour without diesel",
    published=date(2021, 6, 10),
    duration_s=1682,
    categories=("Energy", "energy"),
    sections=(TAKEAWAYS, SPEAKERS, QUOTES, EMPTY),
    related=(Related("the tidewater hour", "Two Turbines"), Related("Elsewhere", "Nothing", date(2020, 7, 1))),
    chapters=(Chapter(0, "Start"), Chapter(90, "Generators")),
)
TURBINES = Episode(source="turbines.txt", show="The Tidewater Hour", title="Two turbines", categories=("Energy",))
CUT = Rejection("part", "harbour.txt", "line 9", "05/2024", "not a date", HARBOUR.episode_id)
DASHED = replace(CUT, value="05-2024")
MEASURED = "insert into evaluations values ('en_podcast', 'annotate step', 'dev', 'exact F', null, null, 0.5, 0.4, 0.6, 3, '2026-01-01')"


def passage(text: str, kind: str = "key_takeaways", episode: Episode = HARBOUR, **fields: object) -> Passage:
    base = Passage(identifier(text, kind, episode.title), None, None, episode.episode_id, kind, 0, text, None, 0, len(text), False, False)
    return replace(base, **fields)  # type: ignore[arg-type]


def frames(*, passages: tuple[Passage, ...] | None = None) -> dict[str, DataFrame]:
    reads = [FileRead("harbour.txt", "podmine", (HARBOUR, CUT, DASHED)), FileRead("turbines.txt", "podmine", (TURBINES,))]
    return tables.from_records(merge(reads), default_passages() if passages is None else passages)


def default_passages() -> tuple[Passage, ...]:
    place = {"section_id": section_id(HARBOUR, "key_takeaways"), "item_id": item_id(HARBOUR, "key_takeaways", 0)}
    return passage("It pays.", start_s=90, **place), passage("Two turbines", "title", TURBINES, is_title=True)


def written(folder: Path, given: Mapping[str, DataFrame], name: str = "a.duckdb") -> duckdb.DuckDBPyConnection:
    connection = warehouse.create(folder / name)
    warehouse.fill(connection, given)
    return connection


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query).fetchall()


@pytest.fixture
def built(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    return written(tmp_path, frames())


def test_every_table_says_what_one_row_is(tmp_path: Path) -> None:
    """Each public table has a comment that begins with its grain."""
    connection = warehouse.create(tmp_path / "empty.duckdb")
    assert rows(connection, "select table_name from duckdb_tables() where comment is null or not starts_with(comment, 'one row')") == []


def test_tables_stand_after_those_that_they_refer_to(tmp_path: Path) -> None:
    """The order in which tables are filled satisfies every reference between them."""
    connection = warehouse.create(tmp_path / "empty.duckdb")
    order = {table: place for place, table in enumerate(warehouse.table_names(connection))}
    query = "select table_name, referenced_table from duckdb_constraints() where constraint_type = 'FOREIGN KEY'"
    references = rows(connection, query)
    assert len(references) > 40
    assert [pair for pair in references if order[str(pair[0])] <= order[str(pair[1])]] == []


def test_an_episode_is_stored_with_its_unknowns_as_null(built: duckdb.DuckDBPyConnection) -> None:
    """What a page does not give is null: a date, a duration, an abstract; never 0 or empty."""
    assert rows(built, "select title, published, abstract, duration_s, source from episodes order by title") == [
        ("A harbour without diesel", date(2021, 6, 10), None, 1682, "harbour.txt"),
        ("Two turbines", None, None, None, "turbines.txt"),
    ]


def test_sections_tell_locked_from_empty(built: duckdb.DuckDBPyConnection) -> None:
    """A locked section has a tier and no text; an available one that says nothing has an empty text."""
    assert rows(built, "select kind, availability, tier, text from sections order by position") == [
        ("key_takeaways", "available", None, "Plug in\nIt pays. It pays."),
        ("speakers", "available", None, "Ines Falcao\nA harbour master."),
        ("quotes", "locked", "Premium", None),
        ("books", "available", None, ""),
    ]


def test_spellings_of_one_category_are_one_row(built: duckdb.DuckDBPyConnection) -> None:
    """Categories that differ in case only are one, under the spelling used most."""
    assert rows(built, "select name, count(*) from categories join episode_categories using (category_id) group by name") == [("Energy", 2)]


def test_a_related_episode_of_this_build_is_joined(built: duckdb.DuckDBPyConnection) -> None:
    """An entry whose show and title this build holds leads to that episode; others stay as printed."""
    query = "select position, show_name, title, published, other_episode_id from related_episodes order by position"
    assert rows(built, query) == [
        (0, "the tidewater hour", "Two Turbines", None, TURBINES.episode_id),
        (1, "Elsewhere", "Nothing", date(2020, 7, 1), None),
    ]


def test_chapters_and_sources_are_stored(built: duckdb.DuckDBPyConnection) -> None:
    """Chapters keep their order; each input has its account and its episodes."""
    assert rows(built, "select position, start_s, title from chapters order by all") == [(0, 0, "Start"), (1, 90, "Generators")]
    assert rows(built, "from sources order by source") == [
        ("harbour.txt", "podmine", None, 1, 1, 0, 0),
        ("turbines.txt", "podmine", None, 1, 1, 0, 0),
    ]
    assert rows(built, "select source, episode_id from episode_sources order by source") == [
        ("harbour.txt", HARBOUR.episode_id),
        ("turbines.txt", TURBINES.episode_id),
    ]


def test_rejections_that_differ_in_punctuation_only_are_two(built: duckdb.DuckDBPyConnection) -> None:
    """A rejection is told apart by its exact value."""
    assert rows(built, "select value, episode_id from rejections order by value") == [
        ("05-2024", HARBOUR.episode_id),
        ("05/2024", HARBOUR.episode_id),
    ]


def test_words_are_found_whatever_their_case_and_accents(tmp_path: Path) -> None:
    """Terms are lower-case words without accents, numbers included, counted per episode and section kind."""
    texts = passage("Émile naps. EMILE's 4.5 naïve naps"), passage("naps", "title")
    connection = written(tmp_path, frames(passages=texts))
    assert rows(connection, "select term, section_kind, frequency from postings order by all") == [
        ("4", "key_takeaways", 1),
        ("5", "key_takeaways", 1),
        ("emile", "key_takeaways", 2),
        ("naive", "key_takeaways", 1),
        ("naps", "key_takeaways", 2),
        ("naps", "title", 1),
        ("s", "key_takeaways", 1),
    ]


def test_an_items_person_is_who_its_title_names(tmp_path: Path) -> None:
    """A speaker's item leads to the person who was there under that name; an item with another title to nobody."""
    people = DataFrame({"person_id": ["p1"], "name": ["Ines Falcao"]})
    reads = [FileRead("harbour.txt", "podmine", (HARBOUR,))]
    stored = tables.from_records(merge(reads), present={(HARBOUR.episode_id, "ines falcao"): "p1"})
    connection = written(tmp_path, {**stored, "people": people})
    assert rows(connection, "select title, person_id from items order by title") == [("Ines Falcao", "p1"), ("Plug in", None)]


def test_the_content_hash_knows_no_order(tmp_path: Path) -> None:
    """The same rows from frames in another order have the same hash."""
    turned = {table: frame[::-1] for table, frame in frames().items()}
    first, second = written(tmp_path, frames()), written(tmp_path, turned, "b.duckdb")
    assert warehouse.content_hash(first) == warehouse.content_hash(second)


@pytest.mark.parametrize(
    "change",
    [
        "update episodes set language = 'en' where title = 'Two turbines'",
        "update sections set text = null where kind = 'books'",
        "update chapters set title = 'Start ' where position = 0",
        "delete from chapters where position = 1",
        MEASURED,
    ],
)
def test_every_change_changes_the_content_hash(built: duckdb.DuckDBPyConnection, change: str) -> None:
    """A value set, a null for an empty text, a blank more, a row less or more: each is another content."""
    before = warehouse.content_hash(built)
    built.execute(change)
    assert warehouse.content_hash(built) != before


def test_the_content_hash_sees_six_digits(built: duckdb.DuckDBPyConnection) -> None:
    """Floats that agree to 6 digits are the same, also around zero; a difference in the sixth digit is one."""
    built.execute(MEASURED)
    hashes = []
    for low in (0.0, -1e-9, 1e-9, 2e-6):
        built.execute("update evaluations set low = $low", {"low": low})
        hashes.append(warehouse.content_hash(built))
    assert hashes[0] == hashes[1] == hashes[2] != hashes[3]


def test_repeated_rows_count(built: duckdb.DuckDBPyConnection) -> None:
    """In a table without a key, a row that stands twice is told from one that stands once."""
    built.execute(MEASURED)
    once = warehouse.content_hash(built)
    built.execute(MEASURED)
    assert warehouse.content_hash(built) != once


def test_a_frame_without_a_table_is_refused(tmp_path: Path) -> None:
    """Rows that no public table would show are an error, not a loss."""
    with pytest.raises(warehouse.UnknownTableError, match="no table named 'guests'"):
        written(tmp_path, {"guests": DataFrame({"name": ["Ines"]})})


def test_a_closed_build_is_one_file(tmp_path: Path) -> None:
    """After closing, everything is in the database file and nothing lies beside it."""
    warehouse.close(written(tmp_path, frames()))
    assert [file.name for file in tmp_path.iterdir()] == ["a.duckdb"]
