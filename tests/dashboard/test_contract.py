"""The contract of every question: chart, table, export and evidence are one thing, and a recount in plain Python finds the same.

Questions are drawn in plain values (oracle.Asked), asked of the dashboard and recounted by tests/oracle.py. One draw is one question
under random filters; what it may ask for is drawn from the build, together with names that nothing has.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pandas as pd
import pytest

from dashboard import database, exports, filters, measures, questions
from dashboard.charts.for_export import Caption
from dashboard.questions import Question, Wanted
from tests import oracle, synthetic
from tests.oracle import Asked, Mark

DRAWS = 50
SUBJECTS = ("topic", "entity", "theme", "person", "category", "guest", "show")
NAMES = {
    "topic": synthetic.TOPICS,
    "entity": synthetic.NAMES,
    "theme": synthetic.THEMES,
    "person": synthetic.PEOPLE,
    "guest": synthetic.PEOPLE,
    "category": synthetic.CATEGORIES,
    "show": synthetic.SHOWS,
}
PAIRS = (
    ("topic", "topic"),
    ("topic", "guest"),
    ("entity", "theme"),
    ("theme", "category"),
    ("person", "show"),
    ("guest", "topic"),
    ("guest", "guest"),
    ("category", "topic"),
    ("category", "guest"),
    ("show", "entity"),
)
Drawn = Callable[[Random], Asked]


def ranked(subject: str) -> Drawn:
    return lambda draw: Asked(subject, names=some(draw, NAMES[subject]), panel=draw.choice((None, None, "show", "category")))


def over_time(subject: str, grain: str) -> Drawn:
    return lambda draw: Asked(subject, names=some(draw, NAMES[subject]), grain=grain, panel=draw.choice((None, None, "show", "category")))


def together(given: str, other: str) -> Drawn:
    return lambda draw: Asked(other, given=(given, draw.choice([*NAMES[given], "Nobody"])))


def figures(draw: Random) -> Asked:
    return Asked(
        "figure",
        units=some(draw, ("USD", "EUR", "percent", "users")),
        kinds=some(draw, synthetic.UNITS),
        speakers=some(draw, synthetic.PEOPLE[:3]),
        words=some(draw, ("AGENT", "we", "100%")),
    )


def plain(subject: str, **more: str) -> Drawn:
    return lambda draw: Asked(subject, **more)


GRAINS = [("topic", grain) for grain in filters.GRAINS] + [
    ("entity", "quarter"),
    ("theme", "week"),
    ("person", "month"),
    ("category", "quarter"),
    ("guest", "year"),
    ("show", "month"),
]
QUESTIONS: dict[str, Drawn] = {
    **{f"{subject} ranked": ranked(subject) for subject in SUBJECTS},
    **{f"{subject} by {grain}": over_time(subject, grain) for subject, grain in GRAINS},
    **{f"{other} with {given}": together(given, other) for given, other in PAIRS},
    **{f"{unit} total": plain(f"{unit}_total") for unit in ("episode", "show", "guest", "claim")},
    **{f"sections {state}": plain("section", availability=state) for state in ("available", "locked")},
    "figures": figures,
}


def some(draw: Random, names: Any) -> tuple[str, ...]:
    """Often nothing; else up to three names, seldom one that nothing has."""
    chosen = draw.sample(list(names), draw.choice((0, 0, 1, 2, min(3, len(list(names))))))
    return (*chosen, "Nobody") if chosen and draw.random() < 0.1 else tuple(chosen)


def filtered(draw: Random, asked: Asked) -> Asked:
    """`asked` under random filters: each of them in about a third of the draws."""
    first = date(2019, 11, 1) + timedelta(days=draw.randint(0, 500))
    dated = draw.random() < 0.4
    return replace(
        asked,
        shows=some(draw, synthetic.SHOWS) if draw.random() < 0.5 else (),
        categories=some(draw, synthetic.CATEGORIES) if draw.random() < 0.5 else (),
        guests=some(draw, synthetic.PEOPLE) if draw.random() < 0.4 else (),
        start=first if dated and draw.random() < 0.8 else None,
        end=first + timedelta(days=draw.randint(0, 400)) if dated and draw.random() < 0.8 else None,
        basis=synthetic.BASIS if draw.random() < 0.6 else tuple(draw.sample(synthetic.KINDS, draw.randint(1, 4))),
    )


def posed(asked: Asked) -> Question:
    """The question as a page of the dashboard would ask it."""
    chosen = filters.Filters(asked.shows, asked.categories, asked.guests, asked.start, asked.end, asked.basis)
    if asked.subject.endswith("_total"):
        return questions.totals(chosen, asked.subject.removesuffix("_total"))
    if asked.subject == "figure":
        return questions.figures(chosen, Wanted(asked.units, asked.kinds, asked.speakers, " ".join(asked.words)))
    if asked.subject == "section":
        return questions.coverage(chosen, asked.availability)
    if asked.given:
        return questions.together(chosen, *asked.given, asked.subject)
    if asked.grain is None:
        return questions.ranking(chosen, asked.subject, asked.names, panel=asked.panel)
    return questions.attention(chosen, asked.subject, asked.names, grain=asked.grain, panel=asked.panel)


def keys(question: Question, frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(zip(*(frame[name] for name in question.dimensions), strict=True))


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_number_is_what_a_recount_finds(
    name: str, connections: list[duckdb.DuckDBPyConnection], recounts: list[oracle.Tables]
) -> None:
    """Under 50 random filters the marks of a question have the counts and bases of a recount, and a mark opens to exactly its units."""
    draw = Random(name)
    for number in range(DRAWS):
        connection, tables = connections[number % 3], recounts[number % 3]
        asked = filtered(draw, QUESTIONS[name](draw))
        question, expected = posed(asked), oracle.answer(tables, asked)
        marks = database.fetch(connection, questions.marks(question))

        counted = {key: (len(mark.units), len(mark.base)) for key, mark in expected.marks.items()}
        assert dict(zip(keys(question, marks), zip(marks["count"], marks["base"], strict=True), strict=True)) == counted, asked
        assert len(marks) == len(counted), asked
        if counted:
            key = draw.choice(sorted(counted))
            check_evidence(connection, question, dict(zip(question.dimensions, key, strict=True)), expected.marks[key])
        if number % 2:
            left = database.fetch(connection, questions.left_out(question))
            assert list(zip(left["episode_id"], left["reason"], strict=True)) == sorted(expected.left_out.items(), key=left_order(tables))


def left_order(tables: oracle.Tables) -> Callable[[tuple[str, str]], Any]:
    """By reason, the newest first, the undated last."""

    def key(item: tuple[str, str]) -> Any:
        published = tables.episodes[item[0]]["published"]
        return item[1], published is None, -(published or date.min).toordinal(), item[0]

    return key


def check_evidence(connection: duckdb.DuckDBPyConnection, question: Question, mark: dict[str, Any], expected: Mark) -> None:
    """The evidence has the recount's units and passages, one row each, in words that stand there; base = units with + units without."""
    rows = database.fetch(connection, questions.evidence(question, mark))
    passages = [passage if isinstance(passage, str) else None for passage in rows["passage_id"]]
    found = list(zip(rows["unit_id"], rows["episode_id"], passages, strict=True))
    without = database.fetch(connection, questions.without(question, mark))

    assert (set(found), len(found)) == (expected.evidence, len(expected.evidence))
    assert set(rows["unit_id"]) == expected.units
    assert set(without["unit_id"]) == expected.base - expected.units
    for text, surfaces in zip(rows["text"], rows["surfaces"], strict=True):
        if isinstance(surfaces, str):
            assert all(surface in text for surface in surfaces.split("\x1f"))
