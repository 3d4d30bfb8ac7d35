"""What a reader reads off a figure: whole steps, named axes, bands that do not mix, words that fit the measure."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard import charts, database, measures, questions
from dashboard.charts.figure import steps
from dashboard.filters import Filters
from dashboard.palette import DARK, LIGHT, Palette, colours


@pytest.mark.parametrize(
    ("top", "most", "whole", "expected"),
    [
        (0.45, 4, False, [0, 0.2, 0.4]),
        (0.84, 4, False, [0, 0.25, 0.5, 0.75]),
        (0.012, 4, False, [0, 0.005, 0.01]),
        (1.03, 5, False, [0, 0.25, 0.5, 0.75, 1]),
        (1, 4, True, [0, 1]),
        (2, 4, True, [0, 1, 2]),
        (10, 4, True, [0, 5, 10]),
        (0, 4, True, [0]),
    ],
)
def test_steps(top: float, most: int, whole: bool, expected: list[float]) -> None:
    """An axis has few round steps, and no half episodes."""
    assert steps(top, most, whole=whole) == expected


def ranked(*counts: int, base: int) -> pd.DataFrame:
    return measures.shares(pd.DataFrame({"series": [f"name {place}" for place in range(len(counts))], "count": counts, "base": base}))


@pytest.mark.parametrize(
    ("measure", "name", "ticks"),
    [("count", "episodes", ["0", "1", "2"]), ("share", "share of episodes", ["0%", "2%", "4%", "6%"])],
)
def test_value_axis(measure: str, name: str, ticks: list[str]) -> None:
    """The axis says what it counts, in the same form as the words beside the bars."""
    axis = charts.bars(ranked(2, 1, base=90), LIGHT, measure=measure)["layout"]["xaxis"]
    assert (axis["title"]["text"], axis["ticktext"]) == (name, ticks)


def over_time(*series: str, years: range) -> dict[str, Any]:
    rows = [{"series": name, "bin": date(year, 1, 1), "count": 1, "base": 4} for name in series for year in years]
    marks = measures.shares(pd.DataFrame(rows)).assign(state="complete", thin=False)
    return charts.attention(marks, charts.Look(LIGHT, colours(series, LIGHT), "year"))


def test_bands_of_many() -> None:
    """Bands lie under all lines; those of more than two series are outlines, and each goes with its line."""
    two, three = (over_time(*names, years=range(2020, 2024)) for names in (("a", "b"), ("a", "b", "c")))
    assert [trace["legendgroup"] + " band" * ("fill" in trace) for trace in three["data"]] == ["a band", "b band", "c band", "a", "b", "c"]
    assert [trace["line"]["width"] for trace in two["data"]] == [0, 0, 2, 2]
    assert [trace["line"]["width"] for trace in three["data"]] == [1, 1, 1, 2, 2, 2]


def test_names_of_bins() -> None:
    """The last bin is always named, and others at equal distances before it, so that no name lies over another on a narrow screen."""
    assert over_time("a", years=range(2021, 2024))["layout"]["xaxis"]["ticktext"] == ["2021", "2022", "2023"]
    assert over_time("a", years=range(2010, 2026))["layout"]["xaxis"]["ticktext"] == [str(year) for year in range(2011, 2026, 2)]


def test_counted() -> None:
    """A picture of counts asks the same question in its own words."""
    shares = questions.ranking(Filters(), "guest")
    counts = questions.counted(shares)
    assert (shares.title, shares.words) == ("Guests by share of episodes", "Share of episodes with each guest")
    assert (counts.title, counts.words) == ("Guests by number of episodes", "Number of episodes with each guest")
    assert questions.marks(counts) == questions.marks(shares)


@pytest.mark.parametrize("mode", [LIGHT, DARK])
def test_figures_are_plotlys(builds: list[database.Build], mode: Palette) -> None:
    """Every figure holds to Plotly's schema, which nobody checks when it is drawn (see evidence.Drawn)."""
    build, filters = builds[0], Filters()
    ranking = database.marks(build, questions.ranking(filters, "topic"))
    by_show = database.marks(build, questions.ranking(filters, "topic", panel="show"))
    figures = [charts.bars(ranking, mode), charts.bars(ranking, mode, measure="count"), charts.matrix(by_show, mode)]
    for panel in (None, "show"):
        question = questions.attention(filters, "topic", ("sleep", "burn rate", "ai agent"), grain="month", panel=panel)
        marks = database.over_time(build, question, filters, "month")
        names = tuple(question.parameters["names"])  # type: ignore[arg-type]
        figures += [charts.attention(marks, charts.Look(mode, colours(names, mode), "month", measure)) for measure in ("share", "count")]
    figures.append(charts.spread(database.marks(build, questions.spread(questions.figures(filters), "percent")), mode))
    assert [len(go.Figure(figure).data) for figure in figures] == [len(figure["data"]) for figure in figures]
