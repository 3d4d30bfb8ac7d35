"""The build as the dashboard opens it: found through CURRENT, read and nothing else, one connection, no mixing of two."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard import database, questions
from dashboard.database import Build, NoBuildError
from dashboard.filters import Filters, Known
from dashboard.questions import Query
from tests import synthetic

AGAIN = "Run `python -m etl build`"


@pytest.fixture(scope="module")
def build(synthetic_folder: Path) -> Build:
    return database.current(synthetic_folder)


@pytest.mark.parametrize(
    "statement",
    [
        "insert into shows values ('x', 'x')",
        "update shows set name = 'x'",
        "delete from claims",
        "drop table shows",
        "create table copied as select * from shows",
        "create or replace view shows as select 1",
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from read_text('/etc/passwd')",
        "select * from glob('/*')",
        "copy shows to '/tmp/shows.csv'",
        "export database '/tmp/exported'",
        "attach '/tmp/other.duckdb'",
        "attach ':memory:' as other",
        "install httpfs",
        "load httpfs",
        "set memory_limit = '100GB'",
        "set enable_external_access = true",
        "set threads = 64",
        "reset lock_configuration",
        "pragma enable_profiling = 'json'",
    ],
)
def test_a_build_is_read_and_nothing_else(statement: str, build: Build) -> None:
    """A connection refuses to write, to reach outside its file and to change its settings."""
    with database.connect(build.path) as connection, pytest.raises(duckdb.Error):
        connection.execute(statement).fetchall()


def test_current_names_the_build(synthetic_folder: Path) -> None:
    """CURRENT leads to the build's id and file."""
    assert database.current(synthetic_folder) == Build("synthetic-1", str(synthetic_folder / "synthetic-1.duckdb"))


def test_without_a_build_one_is_told_what_to_do(tmp_path: Path) -> None:
    """A folder without CURRENT, and no folder at all, say which command makes a build."""
    for folder in (tmp_path, tmp_path / "builds"):
        with pytest.raises(NoBuildError) as told:
            database.current(folder)
        assert str(told.value) == f"There is no build in {folder.name} yet. {AGAIN}."


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "7", "{}", '{"build_id": "x"}', '{"build_id": "x", "file": 3}', "\ufeff{}"])
def test_a_damaged_pointer_is_told(text: str, tmp_path: Path) -> None:
    """A CURRENT that is cut, empty or something else than a build's name is called damaged."""
    (tmp_path / "CURRENT").write_text(text, encoding="utf-8")

    with pytest.raises(NoBuildError) as told:
        database.current(tmp_path)

    assert str(told.value) == f"CURRENT is damaged. {AGAIN} to write it again."


def test_a_pointer_of_other_bytes_is_damaged(tmp_path: Path) -> None:
    """A CURRENT that is no text is called damaged."""
    (tmp_path / "CURRENT").write_bytes(b"\xff\xfe\x00\x80")

    with pytest.raises(NoBuildError, match="damaged"):
        database.current(tmp_path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A CURRENT whose build is gone says which one it names."""
    synthetic.publish(tmp_path, "20200101T000000-abc", "gone.duckdb")

    with pytest.raises(NoBuildError) as told:
        database.current(tmp_path)

    assert str(told.value) == f"CURRENT names the build 20200101T000000-abc, whose file is missing. {AGAIN}."


def test_answers_belong_to_their_build(builds: list[Build]) -> None:
    """The same question asked of two builds in turn gets each build's own answer, from the cache too."""
    query = Query("select build_id from build", {})

    asked = [database.load(build, query)["build_id"].tolist() for build in (builds[0], builds[1], builds[0])]

    assert asked == [["synthetic-1"], ["synthetic-2"], ["synthetic-1"]]


def test_values_are_part_of_the_question(build: Build) -> None:
    """The same SQL with other values is another question; two orders of a list are two."""
    sql = "select $shows[1] as first"

    assert [database.load(build, Query(sql, {"shows": names}))["first"][0] for names in (["a", "b"], ["b", "a"])] == ["a", "b"]


def test_a_frame_of_the_cache_is_not_shared(build: Build) -> None:
    """Who changes an answer changes his own copy of it."""
    query = Query("select count(*) as episodes from episodes", {})
    own = database.load(build, query)
    own.loc[0, "episodes"] = -1

    assert database.load(build, query)["episodes"].tolist() == [synthetic.EPISODES]


def test_one_connection_serves_a_build(build: Build, builds: list[Build]) -> None:
    """A build is opened once, whoever asks; another build has a connection of its own."""
    assert database._connection(build) is database._connection(Build(build.build_id, build.path))
    assert database._connection(build) is not database._connection(builds[1])


def test_dates_are_days(build: Build) -> None:
    """Dates come back as datetime.date and an unknown one as nothing, in columns with and without dates."""
    days = database.load(build, Query("select date '2020-12-31' as day, null::date as none union all select null, null", {}))

    assert [value if value is None else (type(value), value) for value in days["day"]] == [(date, date(2020, 12, 31)), None]
    assert days["none"].isna().all()


def test_the_known_names_are_the_builds(build: Build) -> None:
    """A link may use the shows and categories of the build, its guests, and every spelling that means one thing only."""
    with database.connect(build.path) as connection:
        guests = {
            name
            for (name,) in connection.execute("select name from people join appearances using (person_id) where role = 'guest'").fetchall()
        }
        clear = connection.execute(
            "select alias, max(name) from aliases join entities using (entity_id) group by 1 having count(*) = 1"
        ).fetchall()

    assert database.known(build) == Known(frozenset(synthetic.SHOWS), frozenset(synthetic.CATEGORIES), frozenset(guests), dict(clear))


def test_options_have_the_counts_of_the_other_filters(build: Build) -> None:
    """The count beside a show is what choosing it alone would give under the other filters, whichever shows are chosen now."""
    chosen = Filters(shows=(synthetic.SHOWS[0],), categories=("AI", "Business"))
    options = database.options(build, chosen, "show")

    alone = {}
    for show in options["series"]:
        one = database.marks(build, questions.totals(Filters(shows=(show,), categories=chosen.categories), "episode"))
        alone[show] = int(one["count"].iloc[0])
    assert dict(zip(options["series"], options["count"], strict=True)) == alone
    assert len(alone) > 1


def test_marks_have_their_shares(build: Build) -> None:
    """The frame of a question has count, base, share and band; with a base of 0 they are null, never zero."""
    covered = database.marks(build, questions.ranking(Filters(), "topic", ("ai agent", "never said", "Nobody")))
    nothing = database.marks(build, questions.ranking(Filters(shows=("Nobody",)), "topic", ("ai agent",)))

    assert covered.set_index("series")["count"].loc[["never said", "Nobody"]].tolist() == [0, 0]
    assert (covered["base"].nunique(), bool((covered["share"] == covered["count"] / covered["base"]).all())) == (1, True)
    assert nothing[["count", "base"]].iloc[0].tolist() == [0, 0]
    assert pd.isna(nothing[["share", "low", "high"]]).all(axis=None)


def test_a_chart_over_time_is_complete(build: Build) -> None:
    """Every series of a chart over time has every bin of the range, empty ones without a share."""
    filters = Filters(start=date(2019, 1, 1), end=date(2021, 12, 31))
    question = questions.attention(filters, "topic", ("ai agent", "Nobody"), grain="quarter")

    found = database.over_time(build, question, filters, "quarter")

    assert found.groupby("series")["bin"].nunique().to_dict() == {"ai agent": 12, "Nobody": 12}
    assert found["share"].isna().tolist() == (found["base"] == 0).tolist()
    assert {"not covered", "complete", "unfinished"} <= set(found["state"])


def test_pointer_and_build_are_what_the_etl_writes(sample_build: Build) -> None:
    """The build that the ETL publishes is found, opened, and answers."""
    pointer = json.loads((Path(sample_build.path).parent / "CURRENT").read_text(encoding="utf-8"))

    assert sample_build.build_id == pointer["build_id"]
    assert database.marks(sample_build, questions.totals(Filters(), "episode"))["count"].tolist() == [96]
