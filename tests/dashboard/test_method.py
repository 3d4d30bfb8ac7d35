"""The Method page: its prose is filled from the code, leads to the pages, and tells what a build says of itself."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from dashboard import database
from dashboard.measures import LOW_BASE
from dashboard.questions import inventory
from dashboard.views import VIEWS, method
from tests import synthetic
from tests.pages import opened

PROSE = method.PROSE.read_text(encoding="utf-8")


@pytest.fixture
def measured(tmp_path: Path) -> database.Build:
    """A build that holds a row of accuracy."""
    path = tmp_path / "measured.duckdb"
    synthetic.write_build(path, 1)
    with duckdb.connect(path) as connection:
        connection.execute("insert into evaluations values ('f1', 'names', 'Practice Makes', 'ORG', 0.81, 120, '2021-06-01')")
    return database.Build("measured", str(path))


def test_each_kind_of_number_leads_to_a_page() -> None:
    """The kinds that the prose explains are those that have a link, and each link's page exists."""
    numbers = method.parts(PROSE, level=2)[0][1]

    assert [title for title, _ in method.parts(numbers, level=3)] == list(method.SHOWN_AT)
    assert {path for path, _, _ in method.SHOWN_AT.values()} <= {view.path for view in VIEWS}


def test_the_prose_takes_its_figures_from_the_code() -> None:
    """Every figure that the prose names is known, and every known one is used."""
    assert set(re.findall(r"\{(\w+)\}", PROSE)) == set(method.FIGURES)


def test_the_page_says_that_nothing_is_measured_yet(builds: list[database.Build]) -> None:
    """Without evaluations the accuracy of everything is "not yet measured"; the figures stand in the text; no list is drawn unasked."""
    app = opened("method", builds[0])
    told = "\n".join(markdown.value for markdown in app.markdown)

    assert not app.exception
    assert "**Not yet measured**" in told
    assert f"fewer than {LOW_BASE} episodes" in " ".join(told.split())
    assert len(app.dataframe) == 0


def test_measured_accuracy_is_listed(measured: database.Build) -> None:
    """Rows of evaluations are shown as they are, and what is in no row is said to be unmeasured."""
    app = opened("method", measured)

    assert app.dataframe[0].value.astype(str).to_dict("records") == [
        {
            "measure": "f1",
            "part": "names",
            "show_name": "Practice Makes",
            "label": "ORG",
            "value": "0.81",
            "n": "120",
            "measured_on": "2021-06-01",
        }
    ]
    assert any("What is in no row is not yet measured" in markdown.value for markdown in app.markdown)


def test_the_dictionary_tells_what_the_schema_says(builds: list[database.Build]) -> None:
    """Every table of the schema stands in the dictionary with its grain; a column says its type, key and what it refers to."""
    schema = synthetic.SCHEMA.read_text(encoding="utf-8")
    grains = {table: grain.replace("''", "'") for table, grain in re.findall(r"comment on table (\w+) is '(.*)';", schema)}
    connection = database.connect(builds[0].path)
    tables = database.fetch(connection, inventory.tables())
    columns = database.fetch(connection, inventory.columns()).astype(object).where(lambda cells: cells.notna(), None)

    assert dict(zip(tables["table_name"], tables["grain"], strict=True)) == grains
    assert columns[columns["table_name"] == "appearances"].drop(columns="table_name").to_numpy().tolist()[:3] == [
        ["episode_id", "varchar", False, True, "episodes"],
        ["person_id", "varchar", False, True, "people"],
        ["role", "varchar", False, False, None],
    ]


def test_the_dictionary_opens_on_demand(builds: list[database.Build]) -> None:
    """An open dictionary lists the tables and the columns of one."""
    app = opened("method", builds[0], widgets={"dictionary": True})

    assert not app.exception
    assert [frame.value.columns[0] for frame in app.dataframe] == ["table_name", "column_name"]
