"""The Statistics page: the ledger under its own filters, how values are written, how they spread, and the passage of a row."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import charts, database, questions
from dashboard.filters import Filters
from dashboard.palette import LIGHT
from dashboard.questions import Wanted
from dashboard.views.ledger import as_table, in_words
from tests import oracle
from tests.pages import opened


def said(app: AppTest) -> list[str]:
    return [element.value for element in (*app.error, *app.info)]


def readable(tables: oracle.Tables) -> list[dict[str, Any]]:
    """The places in statistics sections."""
    return [row for row in tables.rows["statistics"] if row["section_kind"] == "statistics"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ((20.0, 20.0, "percent", "="), "= 20%"),
        ((50.0, 60.0, "percent", "about"), "about 50–60%"),
        ((3.8e6, 3.8e6, "USD", ">="), "≥ USD 3.8 million"),
        ((1.2e13, 1.2e13, "bytes", ">"), "> 12 trillion bytes"),
        ((110_000.0, 110_000.0, "employees", "<"), "< 110,000 employees"),
        ((0.2, 0.2, "seconds", "<="), "≤ 0.2 seconds"),
        ((10.0, 10.0, "x", "="), "= 10×"),
        ((4.0, None, None, "="), "= 4"),
        ((0.0, 0.0, "percent", None), "0%"),
        ((None, None, "percent", "="), "–"),
    ],
)
def test_a_value_reads_as_it_was_parsed(value: tuple[Any, ...], words: str) -> None:
    """Comparator, value or range and unit in one phrase; zero is a value, what was not understood is a dash."""
    assert in_words(*value) == words


def test_the_table_shows_each_place_in_order(builds: list[database.Build]) -> None:
    """A row of the table has the words said, the parsed value, the sentence and its time; missing parts stay missing."""
    rows = pd.DataFrame(
        {
            "surface": ["20%"],
            "low": [20.0],
            "high": [20.0],
            "unit": ["percent"],
            "comparator": ["="],
            "measure": [None],
            "text": ["20% rest."],
            "speaker": [None],
            "show_name": ["Practice"],
            "published": [None],
            "start_s": [float("nan")],
        }
    )

    assert as_table(rows).to_dict("records") == [
        {
            "As said": "20%",
            "Read as": "= 20%",
            "Of what": None,
            "Sentence": "20% rest.",
            "Said by": None,
            "Show": "Practice",
            "Date": None,
            "Time": "–",
        }
    ]


@pytest.mark.parametrize(
    ("wanted", "keep"),
    [
        (Wanted(), lambda row: True),
        (Wanted(kinds=("money",), units=("USD", "EUR")), lambda row: row["kind"] == "money"),
        (Wanted(units=("percent",)), lambda row: row["unit"] == "percent"),
        (Wanted(words="Ai AGENT"), lambda row: "ai" in row["text"].lower() and "agent" in row["text"].lower()),
    ],
    ids=["all", "money", "percent", "words"],
)
def test_the_ledger_is_the_places_of_its_claims(
    builds: list[database.Build], recounts: list[oracle.Tables], wanted: Wanted, keep: Any
) -> None:
    """One row per place in a statistics section that can be read, and no place of another section."""
    tables = recounts[0]
    locked = {key for key, kinds in tables.sections.items() if kinds.get("statistics") == "locked"}
    rows = database.load(builds[0], questions.ledger(questions.figures(Filters(), wanted)))

    expected = sorted(row["statistic_id"] for row in readable(tables) if row["episode_id"] not in locked and keep(row))
    assert expected
    assert sorted(rows["statistic_id"]) == expected


def test_the_context_is_the_section_around_a_sentence(builds: list[database.Build], recounts: list[oracle.Tables]) -> None:
    """Up to two sentences before and after, of the same section only, in their order."""
    passages = recounts[0].passages
    for row in readable(recounts[0])[:20]:
        here = passages[row["passage_id"]]
        found = database.load(builds[0], questions.context(row["passage_id"]))
        near = [
            own for own in passages.values() if own["section_id"] == here["section_id"] and abs(own["position"] - here["position"]) <= 2
        ]

        assert list(found["text"]) == [own["text"] for own in sorted(near, key=lambda own: own["position"])]


def test_steps_cover_every_value_once() -> None:
    """The steps of a unit follow one another without a hole, open at both ends."""
    for unit in ("percent", "USD"):
        steps = questions.steps_of(unit)

        assert [low for _, low, _ in steps] == [float("-inf"), *(high for _, _, high in steps[:-1])]
        assert steps[-1][2] == float("inf")
        assert len({label for label, _, _ in steps}) == len(steps)
    assert [label for label, _, _ in questions.steps_of("percent")][:2] == ["under 10%", "10–20%"]


def test_a_spread_keeps_its_empty_steps() -> None:
    """Each mark is a bar that opens itself; a step without a claim keeps its place and says 0."""
    marks = pd.DataFrame(
        {"series": ["1–10", "10–100"], "count": [3, 0], "base": [3, 3], "share": [1.0, 0], "low": [0.4, 0], "high": [1, 0.6]}
    )
    bar = charts.spread(marks, LIGHT)["data"][0]

    assert (bar["x"], bar["y"], bar["text"], bar["customdata"]) == ([0, 1], [3, 0], ["3", "0"], [["1–10", "", ""], ["10–100", "", ""]])


@pytest.mark.parametrize(("field", "value"), [("kind", "![x](y)"), ("unit", "parsecs"), ("speaker", "Nobody")])
def test_an_unknown_choice_is_said_and_nothing_drawn(builds: list[database.Build], field: str, value: str) -> None:
    """A link with a kind, unit or speaker that the build does not have shows the sentence alone."""
    app = opened("statistics", builds[0], widgets={field: [value]})

    assert len(app.error) == 1
    assert app.error[0].value.startswith(f"No {field} is called “")
    assert len(app.get("plotly_chart")) + len(app.dataframe) == 0


def test_the_page_says_what_to_change_when_nothing_matches(builds: list[database.Build]) -> None:
    """Words that no claim has lead to a sentence and no empty chart."""
    app = opened("statistics", builds[0], words="zzz")

    assert said(app) == ["No statistics under these filters. Take a filter or a word away, or widen the dates."]
    assert len(app.get("plotly_chart")) + len(app.dataframe) == 0


def test_locked_sections_are_counted_beside_the_chart(builds: list[database.Build], recounts: list[oracle.Tables]) -> None:
    """An episode whose statistics section is locked is left out by name, and is no zero."""
    locked = sum(kinds.get("statistics") == "locked" for kinds in recounts[0].sections.values())

    assert any(f"{locked} locked" in element.value for element in opened("statistics", builds[0]).caption)


def test_a_link_to_a_statistic_opens_its_passage(builds: list[database.Build]) -> None:
    """The drawer has the words of the number, how they were read, and the sentence."""
    row = database.load(builds[0], questions.ledger(questions.figures(Filters()))).iloc[0]
    app = opened("statistics", builds[0], statistic=row["statistic_id"])
    texts = [element.value for element in app.markdown]

    assert f"#### {row['surface']}" in texts
    assert any(text.startswith("> ") and f"**{row['surface']}**" in text for text in texts)


def test_a_link_to_a_statistic_outside_the_filters_says_so(builds: list[database.Build]) -> None:
    """What the filters hide is not shown, and the reader learns why."""
    app = opened("statistics", builds[0], statistic="nothing")

    assert said(app) == ["The statistic of this link is not under these filters. Take a filter away to see it."]
