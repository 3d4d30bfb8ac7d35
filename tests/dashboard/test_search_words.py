"""What a word is to the search: cut as the ETL cuts it, found whatever its case and accents, quoted as it is written."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd
import pytest

from dashboard import database, questions
from dashboard.filters import Filters
from dashboard.questions.search import terms
from etl import warehouse

TITLES = {"e1": ("Brewing", date(2024, 5, 1)), "e2": ("Start here", None), "e3": ("Art of the state", date(2024, 6, 1))}
SENTENCES = (
    ("e1", "The CAFÉ opens."),
    ("e1", "A café of the sea."),
    ("e1", "Cafe\u0301 again, of course."),
    ("e2", "Art is not in the start."),
    ("e2", "Nothing of it."),
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """Three episodes written by the ETL's own warehouse; of the last one nothing but the title can be read."""
    path = tmp_path_factory.mktemp("search") / "small.duckdb"
    connection = warehouse.create(path)
    warehouse.fill(connection, tables())
    warehouse.close(connection)
    return database.connect(str(path))


def tables() -> dict[str, pd.DataFrame]:
    passages = pd.DataFrame([*((key, title) for key, (title, _) in TITLES.items()), *SENTENCES], columns=["episode_id", "text"])
    position = passages.groupby("episode_id").cumcount()
    episodes = [(key, "s", title, published, "x.txt") for key, (title, published) in TITLES.items()]
    return {
        "shows": pd.DataFrame({"show_id": ["s"], "name": ["Shop talk"]}),
        "episodes": pd.DataFrame(episodes, columns=["episode_id", "show_id", "title", "published", "source"]),
        "passages": passages.assign(
            passage_id=passages["episode_id"] + "-" + position.astype(str),
            section_kind=position.map(lambda place: "abstract" if place else "title"),
            position=position,
            char_start=0,
            char_end=passages["text"].str.len(),
            is_title=position == 0,
            boilerplate=False,
        ),
    }


def test_a_text_is_cut_as_the_etl_cuts_it(sample_build: database.Build) -> None:
    """The terms of every passage of the sample are those that the ETL has written into its postings."""
    cut = f"select unnest({terms('text')}) as term, episode_id, section_kind from passages"
    counted = f"select term, episode_id, section_kind, count(*)::integer as frequency from ({cut}) group by all"
    with database.connect(sample_build.path) as connection:
        missing, added, held = (
            connection.execute(f"select count(*) from ({sql})").fetchall()[0][0]
            for sql in (f"from postings except ({counted})", f"({counted}) except from postings", "from postings")
        )

    assert (missing, added, held > 50_000) == (0, 0, True)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("cafe", [("e1", 1, 1)]),
        ("CAFE\u0301", [("e1", 1, 1)]),
        ("cafe Café", [("e1", 1, 1)]),
        ("art of state", [("e3", 3, 3), ("e2", 2, 3), ("e1", 1, 3)]),
        ("art-of-state!", [("e3", 3, 3), ("e2", 2, 3), ("e1", 1, 3)]),
        ("ar", []),
    ],
)
def test_how_many_of_the_words_an_episode_holds(small: duckdb.DuckDBPyConnection, words: str, expected: list[tuple[str, int, int]]) -> None:
    """Case and accents do not matter, a word counts once however often it is asked, a part of a word is no word."""
    found = database.fetch(small, questions.search(Filters(), words))

    assert list(zip(found["episode_id"], found["held"], found["wanted"], strict=True)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("cafe of", [("e1-2", {"café", "of"}), ("e1-3", {"Cafe\u0301", "of"}), ("e2-2", {"of"})]),
        ("cafe", [("e1-1", {"CAFÉ"}), ("e1-2", {"café"})]),
        ("in the start of", [("e1-2", {"of", "the"}), ("e1-1", {"The"}), ("e2-1", {"in", "the", "start"})]),
        ("brewing", []),
    ],
)
def test_the_weightiest_sentences_are_quoted(small: duckdb.DuckDBPyConnection, words: str, expected: list[tuple[str, set[str]]]) -> None:
    """Of each episode come the two sentences whose words weigh most, the second only if it weighs half as much; a title is not quoted."""
    quoted = database.fetch(small, questions.best_sentences(["e1", "e2", "e3"], words))
    surfaces = [set(found.split("\x1f")) for found in quoted["surfaces"]]

    assert list(zip(quoted["passage_id"], surfaces, strict=True)) == expected
