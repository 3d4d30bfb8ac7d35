"""The Method page: its prose is filled from the code, leads to the pages, and tells what a build says of itself and of its accuracy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import charts, database
from dashboard.measures import LOW_BASE
from dashboard.palette import DARK, LIGHT, Palette
from dashboard.questions import Query, accuracy, inventory
from dashboard.views import VIEWS, method
from dashboard.views import accuracy as accuracy_view
from dashboard.views.prose import parts
from tests import synthetic
from tests.pages import opened

PROSE = method.PROSE.read_text(encoding="utf-8")
ACCURACY = accuracy_view.PROSE.read_text(encoding="utf-8")
DAY = date(2021, 6, 1)
STEP, ALONE = "annotate step", "pipeline alone"

Row = dict[str, Any]


def row(part: str, measure: str, value: float, *, n: int, within: float | None = None, **more: str) -> Row:
    """A row of `evaluations`: of Podscope's whole step, all shows and all labels, unless told; `within` is half of its interval."""
    interval = {"low": None, "high": None} if within is None else {"low": value - within, "high": value + within}
    own = {"system": "en_podcast", "way": STEP, "show_name": None, "label": None}
    return {**own, "part": part, "measure": measure, "value": value, "n": n, "measured_on": DAY, **interval, **more}


def both(part: str, found: float, right: float, *, n: int, within: float | None = None, **more: str) -> Iterator[Row]:
    yield row(part, "exact recall", found, n=n, within=within, **more)
    yield row(part, "exact precision", right, n=n, within=within, **more)


ROWS = (
    *both("summary pages", 0.906, 0.9961, n=1001, within=0.002),
    row("summary pages", "exact F", 0.9489, n=1001),
    row("summary pages", "overlap F", 0.961, n=1001),
    *both("summary pages", 0.98, 0.97, n=465, within=0.01, label="PERSON"),
    *both("summary pages", 0.5, 1.0, n=13, label="EVENT"),
    *both("summary pages", 0.7, 0.7, n=465, way=ALONE, label="PERSON"),
    *both("summary pages", 0.4, 0.4, n=465, system="baseline", label="PERSON"),
    *both("summary pages", 0.9, 0.8, n=86, show_name="Dan's $how"),
    *both("summary pages, 4-fold cross-validation", 0.6, 0.7, n=37, label="EVENT"),
    *(
        row(part, "exact F", value, n=n, system=system, way=ALONE)
        for system, value in (("en_podcast", 0.8), ("baseline", 0.7))
        for part, n in (("summary pages", 1001), ("show notes", 2210), ("docred", 5735), ("a set of tomorrow", 60))
    ),
    row("UD test", "UAS", 0.86, n=42000, way=ALONE),
    row("UD test", "sentence F", 0.953, n=4100, way=ALONE),
    row("UD test", "sentence F", 0.91, n=4100),
)


def evaluated(folder: Path, rows: Sequence[Row]) -> database.Build:
    """A random build in which `rows` were measured."""
    path = folder / "evaluated.duckdb"
    synthetic.write_build(path, 1)
    with duckdb.connect(path) as connection:
        frame = pd.DataFrame(rows).astype(object).where(lambda cells: cells.notna(), None)
        connection.register("frame", frame)
        connection.execute("insert into evaluations by name select * from frame")
    return database.Build(f"evaluated-{len(rows)}", str(path))


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> database.Build:
    return evaluated(tmp_path_factory.mktemp("measured"), ROWS)


def told(app: AppTest) -> str:
    """All prose of a page, one blank for many."""
    return " ".join(" ".join(markdown.value for markdown in app.markdown).split())


def answer(build: database.Build, query: Query, *columns: str) -> list[tuple[Any, ...]]:
    frame = database.fetch(database.connect(build.path), query)
    return [tuple(None if pd.isna(cell) else cell for cell in cells) for cells in frame[list(columns)].to_numpy()]


def test_each_kind_of_number_leads_to_a_page() -> None:
    """The kinds that the prose explains are those that have a link, and each link's page exists."""
    numbers = parts(PROSE, level=2)[0][1]

    assert [title for title, _ in parts(numbers, level=3)] == list(method.SHOWN_AT)
    assert {path for path, _, _ in method.SHOWN_AT.values()} <= {view.path for view in VIEWS}


def test_the_prose_takes_its_figures_from_the_code() -> None:
    """Every figure that the prose names is known, and every known one is used."""
    assert set(re.findall(r"\{(\w+)\}", PROSE)) == set(method.FIGURES)


def test_each_comparison_is_explained() -> None:
    """What can be laid side by side has a text under its own name, and no text stands unused."""
    assert [title for title, _ in parts(ACCURACY, level=2)] == ["Not measured", "In short", *accuracy_view.COMPARISONS]


def test_the_page_says_that_nothing_is_measured_yet(builds: list[database.Build]) -> None:
    """A build whose pipeline was not measured names it and draws nothing; what is not known, and the figures, stand there all the same."""
    app = opened("method", builds[0])

    assert not app.exception
    assert "**Not yet measured** for the language pipeline that read this build, none" in told(app)
    assert f"fewer than {LOW_BASE} episodes" in told(app)
    assert f"Of fewer than {accuracy.FEW} marked names" in told(app)
    assert len(app.dataframe) == len(app.get("plotly_chart")) == 0


def test_accuracy_is_told_in_words(measured: database.Build) -> None:
    """The page says of 100 names how many are found and right, with the interval, and what is not all never reads 100."""
    app = opened("method", measured)

    assert not app.exception
    assert (
        "**Of 100 names that stand on a page, 91 (90 to 91) are found; of 100 that are shown, more than 99 (99 to 100) are right.** "
        "This was measured on 1 Jun 2021, on 1,001 names"
    ) in told(app)
    assert "that is 94.9 of 100" in told(app)
    assert "it is 96.1." in told(app)


def test_what_was_measured_in_part_is_told_in_part(tmp_path: Path) -> None:
    """Without the whole step on summary pages there is no short answer, and only what has numbers is offered."""
    app = opened("method", evaluated(tmp_path, ROWS[-3:]))

    assert not app.exception
    assert "Of 100 names" not in told(app)
    assert list(app.segmented_control(key="measured").options) == ["Sentences and grammar"]


def test_kinds_of_name(measured: database.Build) -> None:
    """Each kind has what is found and what is right by the whole step, the commonest kind first; few marked names are few."""
    assert answer(measured, accuracy.by_kind(), "series", "panel", "value", "low", "n", "few") == [
        ("PERSON", "found", 0.98, 0.97, 465, False),
        ("PERSON", "right", 0.97, 0.96, 465, False),
        ("EVENT", "found", 0.5, None, 13, True),
        ("EVENT", "right", 1.0, None, 13, True),
    ]


def test_other_comparisons(measured: database.Build) -> None:
    """Shows and pages of the cross-validation stand apart; texts compare pipelines alone, ours and our pages first; rules are a line."""
    assert answer(measured, accuracy.by_kind(accuracy.ALL_PAGES), "series", "panel", "value") == [
        ("EVENT", "found", 0.6),
        ("EVENT", "right", 0.7),
    ]
    assert answer(measured, accuracy.by_show(), "series", "panel", "value") == [("Dan's $how", "found", 0.9), ("Dan's $how", "right", 0.8)]
    assert answer(measured, accuracy.by_text(), "series", "panel", "value") == [
        (part, system, value)
        for part in ("summary pages", "show notes", "docred", "a set of tomorrow")
        for system, value in (("en_podcast", 0.8), ("baseline", 0.7))
    ]
    assert answer(measured, accuracy.of_grammar(), "series", "value") == [
        ("sentence F by rule", 0.91),
        ("sentence F", 0.953),
        ("UAS", 0.86),
    ]


@pytest.mark.parametrize("title", accuracy_view.COMPARISONS)
def test_the_table_is_the_frame_of_the_chart(title: str, measured: database.Build) -> None:
    """A link opens a comparison; its table holds what the chart draws, under names that people know."""
    app = opened("method", measured, widgets={"table-accuracy": True}, measured=title)

    frame = database.fetch(database.connect(measured.path), accuracy_view.COMPARISONS[title].query)
    assert not app.exception
    pd.testing.assert_frame_equal(app.dataframe[0].value, accuracy_view.named(frame), check_dtype=False)
    assert f"Beside each line: how many {accuracy_view.COMPARISONS[title].unit}s were marked." in app.caption[0].value


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
def test_dots(mode: Palette, measured: database.Build) -> None:
    """A point per kind and thing compared, pale where it rests on few, a whisker where there is an interval; the figure is Plotly's."""
    marks = accuracy_view.named(database.fetch(database.connect(measured.path), accuracy.by_kind()))

    figure = charts.dots(marks, mode, of="of 100 names")

    found, right = figure["data"]
    assert go.Figure(figure).data[0].name == "found"
    assert figure["layout"]["yaxis"]["ticktext"] == ["People · 465", "Events · 13, few"]
    assert (found["x"], right["x"]) == ([0.98, 0.5], [0.97, 1.0])
    assert found["error_x"]["array"] == pytest.approx([0.01, 0])
    assert [colour.rpartition(",")[2] for colour in found["marker"]["color"]] == ["1)", "0.35)"]
    assert found["hovertext"] == [
        "<b>People</b> · found<br>98.0 (97.0 to 99.0)<br>measured on 465 names",
        "<b>Events</b> · found<br>50.0<br>measured on 13 names, which is few",
    ]


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
