"""The Data page: what a build read and could not read, which sections its pages show, and the builds that are kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from dashboard import charts, database, questions
from dashboard.filters import Filters
from dashboard.palette import LIGHT
from dashboard.questions import inventory
from dashboard.views import data
from tests import synthetic
from tests.pages import opened

STATES = ("available", "locked", "absent")


@pytest.fixture
def rejecting(tmp_path: Path) -> database.Build:
    """A build of two feeds, an unreadable file and two rejections."""
    path = tmp_path / "20210601T120000-0123abcd.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(synthetic.SCHEMA.read_text(encoding="utf-8"))
        connection.execute("insert into shows values ('s', 'Practice')")
        connection.execute("insert into episodes (episode_id, show_id, title, source) values ('e', 's', '*One*', 'a.xml')")
        connection.execute("insert into sources values ('a.xml', 'feed', '2021-05-30', 3, 1, 1, 1), ('b.txt', 'podmine', null, 0, 0, 0, 0)")
        connection.execute("insert into episode_sources values ('e', 'a.xml', 'guid-1')")
        connection.execute("""
            insert into rejections values
                ('r1', 'part', 'a.xml', 'item 1', '05/2024', 'published is not a date', 'e'),
                ('r2', 'episode', 'a.xml', 'item 3', '', 'no title', null),
                ('r3', 'file', 'b.txt', 'line 1', '<html>', 'an HTML page', null)
        """)
        connection.execute("insert into build values ('b', '2021-06-01 12:00:30', 'in', 'out', 'rules', 1, 3)")
    return database.Build("b", str(path))


def rows(connection: duckdb.DuckDBPyConnection, query: questions.Query) -> list[dict[Any, Any]]:
    frame = database.fetch(connection, query)
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def recounted(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], set[str]]:
    """The episodes of each (section, state), found in Python from the rows of `sections`."""
    found = {
        (episode, kind): state for episode, kind, state in connection.sql("select episode_id, kind, availability from sections").fetchall()
    }
    episodes = [episode for (episode,) in connection.sql("select episode_id from episodes").fetchall()]
    return {
        (kind.replace("_", " "), state): {episode for episode in episodes if found.get((episode, kind), "absent") == state}
        for kind in {kind for _, kind in found}
        for state in STATES
    }


def test_every_episode_has_each_section_in_one_of_three_states(connections: list[duckdb.DuckDBPyConnection]) -> None:
    """Available, locked and absent add up to all episodes, and each mark's evidence is the episodes that a recount finds."""
    connection = connections[0]
    question = inventory.sections(Filters())
    marks = database.fetch(connection, questions.marks(question))
    found = {
        (row["series"], row["panel"]): set(
            database.fetch(connection, questions.evidence(question, {"series": row["series"], "panel": row["panel"]}))["unit_id"]
        )
        for row in marks.to_dict("records")
    }

    assert found == recounted(connection)
    assert marks["count"].tolist() == [len(found[mark]) for mark in zip(marks["series"], marks["panel"], strict=True)]
    assert set(marks.groupby("series")["count"].sum()) == {synthetic.EPISODES}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("across", ["show", "year"])
def test_a_state_across_shows_or_years_is_the_recount_of_each(
    connections: list[duckdb.DuckDBPyConnection], across: inventory.Across, state: str
) -> None:
    """A section's count in a show or a year is that of the recount; undated episodes are in no year and are left out by name."""
    connection = connections[1]
    question = inventory.sections(Filters(), across, state)
    group = {
        episode: show if across == "show" else published and date(published.year, 1, 1)
        for episode, show, published in connection.sql(
            "select episode_id, shows.name, published from episodes join shows using (show_id)"
        ).fetchall()
    }
    states = recounted(connection)
    marks = database.fetch(connection, questions.marks(question))
    left_out = database.fetch(connection, questions.left_out(question))

    assert {(row["series"], row[question.grouping[0]]): (row["count"], row["base"]) for row in marks.to_dict("records")} == {
        (series, value): (sum(group[episode] == value for episode in states[series, state]), sum(one == value for one in group.values()))
        for series in {series for (series, of), episodes in states.items() if of == state and any(group[one] for one in episodes)}
        for value in {one for one in group.values() if one}
    }
    assert set(left_out["episode_id"]) == {episode for episode, value in group.items() if value is None}


def test_what_was_read_is_stored_merged_or_rejected(rejecting: database.Build) -> None:
    """The sums name every fate, by format and for all."""
    assert rows(database.connect(rejecting.path), inventory.source_sums()) == [
        {"format": "all", "files": 2, "items": 3, "stored": 1, "merged": 1, "rejected": 1},
        {"format": "feed", "files": 1, "items": 3, "stored": 1, "merged": 1, "rejected": 1},
        {"format": "podmine", "files": 1, "items": 0, "stored": 0, "merged": 0, "rejected": 0},
    ]


def test_a_source_opens_its_episodes(rejecting: database.Build) -> None:
    """The episodes of an input file are those that it describes."""
    assert rows(database.connect(rejecting.path), inventory.episodes_of("a.xml")) == [
        {"episode_id": "e", "show_name": "Practice", "title": "*One*", "published": None}
    ]


def test_rejections_name_place_value_and_reason(rejecting: database.Build) -> None:
    """A scope narrows the list to its own."""
    connection = database.connect(rejecting.path)
    part = {
        "scope": "part",
        "source": "a.xml",
        "place": "item 1",
        "value": "05/2024",
        "reason": "published is not a date",
        "episode_id": "e",
        "episode": "*One*",
    }

    assert [row["scope"] for row in rows(connection, inventory.rejections())] == ["episode", "file", "part"]
    assert rows(connection, inventory.rejections("part")) == [part]


def test_kept_builds_are_listed_with_the_one_that_is_shown(tmp_path: Path) -> None:
    """Files of builds are listed newest first, with the time in their name; what is being made is none of them."""
    for name in ("20210601T120000-0123abcd.duckdb", "20210602T080000-4567cdef.duckdb", ".making-1.duckdb", "CURRENT"):
        (tmp_path / name).write_bytes(b"x" * 1024**2)

    pd.testing.assert_frame_equal(
        data.kept(tmp_path / "20210601T120000-0123abcd.duckdb"),
        pd.DataFrame(
            {
                "build": ["20210602T080000-4567cdef", "20210601T120000-0123abcd"],
                "made_at": pd.to_datetime(["2021-06-02 08:00", "2021-06-01 12:00"]),
                "mebibytes": [1.0, 1.0],
                "shown": [False, True],
            }
        ),
        check_dtype=False,
    )


def test_the_page_lists_what_the_build_read_and_could_not_read(rejecting: database.Build) -> None:
    """Numbers of the build, its sums, its sources, rejections and files stand on the page, and the way to roll back."""
    app = opened("data", rejecting)

    assert not app.exception
    assert [(metric.label, metric.value) for metric in app.metric] == [("Episodes", "1"), ("Input files", "2"), ("Rejections", "3")]
    assert [len(frame.value) for frame in app.dataframe] == [2, 3, 1]
    assert "All files: read 3 = stored 1 + merged 1 + rejected 1" in "\n".join(markdown.value for markdown in app.markdown)
    assert app.code[0].value == "python -m etl builds\npython -m etl builds --roll-back BUILD_ID"


def test_a_link_narrows_sources_and_rejections(rejecting: database.Build) -> None:
    """The parameters `source` and `scope` of a link choose the rows that the page lists."""
    app = opened("data", rejecting, source="xml", scope="File")

    assert [list(frame.value["source"]) for frame in app.dataframe[:2]] == [["a.xml"], ["b.txt"]]


def test_a_build_without_rejections_says_so(builds: list[database.Build]) -> None:
    """Where nothing was rejected the page says that everything was read whole."""
    app = opened("data", builds[0])

    assert not app.exception
    assert [info.value for info in app.info] == ["Nothing was rejected: every input of this build was read whole."]


@pytest.mark.parametrize("across", ["States", "Shows", "Years"])
def test_sections_are_drawn_side_by_side(builds: list[database.Build], across: str) -> None:
    """Each way of grouping draws a chart with the question in words below it."""
    app = opened("data", builds[0], across=across, state="Locked")

    assert not app.exception
    assert [caption.value for caption in app.caption if caption.value.startswith("Share of episodes in which each section is")]


def test_the_states_stand_side_by_side_in_their_order(builds: list[database.Build]) -> None:
    """Available stands first, also on a narrow screen, and the most available sections stand on top."""
    marks = database.marks(builds[0], inventory.sections(Filters()))
    shown = data.most_first(marks, "state")
    available = shown[shown["panel"] == "available"]

    assert charts.matrix(shown, LIGHT)["layout"]["xaxis"]["ticktext"] == list(STATES)
    assert available["count"].tolist() == sorted(available["count"], reverse=True)
