"""The contract of every question: chart, table, export and evidence are one thing, and a recount in plain Python finds the same.

Questions are drawn in plain values (oracle.Asked), asked of the dashboard and recounted by tests/oracle.py. One draw is one question
under random filters; what it may ask for is drawn from the build, together with names that nothing has.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

import duckdb
import pandas as pd
import pytest

from dashboard import database, exports, filters, measures, questions
from dashboard.charts.for_export import Caption
from dashboard.questions import Query, Question, Wanted, inventory
from tests import oracle, synthetic
from tests.oracle import Asked, Mark

DRAWS = 50
SUBJECTS = ("topic", "entity", "theme", "person", "category", "guest", "show")
NAMES = {
    "topic": tuple(synthetic.TOPICS),
    "entity": tuple(synthetic.NAMES),
    "theme": tuple(synthetic.THEMES),
    "person": synthetic.PEOPLE,
    "guest": synthetic.PEOPLE,
    "category": synthetic.CATEGORIES,
    "show": synthetic.SHOWS,
    "unit": ("USD", "EUR", "percent", "users"),
    "kind": tuple(synthetic.UNITS),
    "speaker": synthetic.PEOPLE[:3],
}
"""What the random builds name, often and never."""
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
Names = Mapping[str, Sequence[str]]
Drawn = Callable[[Random, Names], Asked]


def ranked(subject: str, draw: Random, names: Names) -> Asked:
    return Asked(subject, names=some(draw, names[subject]), panel=draw.choice((None, None, "show", "category")))


def over_time(subject: str, grain: str, draw: Random, names: Names) -> Asked:
    return replace(ranked(subject, draw, names), grain=grain)


def together(given: str, other: str, draw: Random, names: Names) -> Asked:
    return Asked(other, given=(given, draw.choice([*names[given], "Nobody"])))


def figures(draw: Random, names: Names) -> Asked:
    units, kinds, speakers = (some(draw, names[part]) for part in ("unit", "kind", "speaker"))
    return Asked("figure", units=units, kinds=kinds, speakers=speakers, words=some(draw, ("AGENT", "we", "100%")))


def steps(draw: Random, names: Names) -> Asked:
    return replace(figures(draw, names), subject="spread", units=(draw.choice(names["unit"]),))


def present(role: str, draw: Random, names: Names) -> Asked:
    """Who is there as `role`; or, in any role, the topics that occur where somebody is."""
    return Asked("topic", given=("present", draw.choice([*names["person"], "Nobody"]))) if role == "present" else Asked(role)


def sections(panel: str | None, grain: str | None, draw: Random, names: Names) -> Asked:
    return Asked("section", panel=panel, grain=grain, availability=draw.choice(oracle.STATES))


def plain(subject: str, draw: Random, names: Names) -> Asked:
    return Asked(subject)


GRAINS = [("topic", grain) for grain in filters.GRAINS] + [
    ("entity", "quarter"),
    ("theme", "week"),
    ("person", "month"),
    ("category", "quarter"),
    ("guest", "year"),
    ("show", "month"),
]
QUESTIONS: dict[str, Drawn] = {
    **{f"{subject} ranked": partial(ranked, subject) for subject in SUBJECTS},
    **{f"{subject} by {grain}": partial(over_time, subject, grain) for subject, grain in GRAINS},
    **{f"{other} with {given}": partial(together, given, other) for given, other in PAIRS},
    **{f"{unit} total": partial(plain, f"{unit}_total") for unit in ("episode", "show", "guest", "claim")},
    **{f"{role} there": partial(present, role) for role in ("host", "participant", "present")},
    "sections by state": partial(sections, "state", None),
    "sections by show": partial(sections, "show", None),
    "sections by year": partial(sections, None, "year"),
    "figures": figures,
    "figures by value": steps,
}


def some(draw: Random, names: Sequence[str]) -> tuple[str, ...]:
    """Often nothing; else up to three names, seldom one that nothing has."""
    chosen = draw.sample(names, min(len(names), draw.choice((0, 0, 1, 2, 3))))
    return (*chosen, "Nobody") if chosen and draw.random() < 0.1 else tuple(chosen)


def filtered(draw: Random, asked: Asked, names: Names) -> Asked:
    """`asked` under random filters: each of them in about a third of the draws."""
    first = date(2019, 11, 1) + timedelta(days=draw.randint(0, 500))
    dated = draw.random() < 0.4
    return replace(
        asked,
        shows=some(draw, names["show"]) if draw.random() < 0.5 else (),
        categories=some(draw, names["category"]) if draw.random() < 0.5 else (),
        guests=some(draw, names["guest"]) if draw.random() < 0.4 else (),
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
    if asked.subject == "spread":
        wanted = Wanted(kinds=asked.kinds, speakers=asked.speakers, words=" ".join(asked.words))
        return questions.spread(questions.figures(chosen, wanted), asked.units[0])
    if asked.subject == "section":
        return inventory.sections(chosen, "year" if asked.grain else asked.panel, asked.availability)
    if asked.subject in ("host", "participant"):
        return questions.present_as(chosen, asked.subject)
    if asked.given and asked.given[0] == "present":
        return questions.in_any_role(questions.together(chosen, "guest", asked.given[1], asked.subject))
    if asked.given:
        return questions.together(chosen, *asked.given, asked.subject)
    if asked.grain is None:
        return questions.ranking(chosen, asked.subject, asked.names, panel=asked.panel)
    return questions.attention(chosen, asked.subject, asked.names, grain=asked.grain, panel=asked.panel)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_number_is_what_a_recount_finds(
    name: str, connections: list[duckdb.DuckDBPyConnection], recounts: list[oracle.Tables]
) -> None:
    """Under 50 random filters the marks of a question have the counts and bases of a recount, and a mark opens to exactly its units."""
    draw = Random(name)
    for number in range(DRAWS):
        asked = filtered(draw, QUESTIONS[name](draw, NAMES), NAMES)
        check(connections[number % 3], recounts[number % 3], asked, draw, exported=number % 5 == 0)


def check(connection: duckdb.DuckDBPyConnection, tables: oracle.Tables, asked: Asked, draw: Random, *, exported: bool) -> None:
    """All marks against the recount, the evidence of one of them."""
    question, expected = posed(asked), oracle.answer(tables, asked)
    marks = rows(connection, questions.marks(question))

    assert counted(question, marks) == {key: (len(mark.units), len(mark.base)) for key, mark in expected.marks.items()}, asked
    if expected.marks:
        key = draw.choice(sorted(expected.marks))
        check_evidence(connection, question, dict(zip(question.dimensions, key, strict=True)), expected.marks[key])
    if exported:
        check_export(question, database.fetch(connection, questions.marks(question)))


def test_the_numbers_of_real_pages_are_what_a_recount_finds(sample_build: database.Build) -> None:
    """The build of the sample pages answers every question, asked for names that it holds, as the recount does."""
    draw = Random("sample")
    with database.connect(sample_build.path) as connection:
        tables = oracle.read_tables(connection)
        found = {subject: sorted({hit.series for hit in hits}) for subject, hits in tables.names.items()}
        names = {**NAMES, **found, "kind": found["figure"], "speaker": found["person"]}
        for question in QUESTIONS.values():
            check(connection, tables, question(draw, names), draw, exported=True)
            check(connection, tables, filtered(draw, question(draw, names), names), draw, exported=False)


@pytest.mark.parametrize("name", QUESTIONS)
def test_whoever_is_not_counted_is_told(name: str, connections: list[duckdb.DuckDBPyConnection], recounts: list[oracle.Tables]) -> None:
    """Base = units with + units without, and every chosen episode outside of the base is left out for a reason."""
    draw = Random(name)
    for number in range(DRAWS // 5):
        connection, tables = connections[number % 3], recounts[number % 3]
        asked = filtered(draw, QUESTIONS[name](draw, NAMES), NAMES)
        question, expected = posed(asked), oracle.answer(tables, asked)
        left = rows(connection, questions.left_out(question))

        assert sorted((row["episode_id"], row["reason"]) for row in left) == sorted(expected.left_out.items()), asked
        if expected.marks:
            key = draw.choice(sorted(expected.marks))
            without = rows(connection, questions.without(question, dict(zip(question.dimensions, key, strict=True))))
            assert {row["unit_id"] for row in without} == expected.marks[key].base - expected.marks[key].units, asked


def rows(connection: duckdb.DuckDBPyConnection, query: Query) -> list[dict[str, Any]]:
    cursor = connection.execute(query.sql, dict(query.parameters))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def counted(question: Question, marks: list[dict[str, Any]]) -> dict[tuple[Any, ...], tuple[int, int]]:
    """(count, base) by mark; no mark stands twice."""
    found = {tuple(mark[name] for name in question.dimensions): (mark["count"], mark["base"]) for mark in marks}
    assert len(found) == len(marks)
    return found


def check_evidence(connection: duckdb.DuckDBPyConnection, question: Question, mark: dict[str, Any], expected: Mark) -> None:
    """The evidence has the recount's units and passages, one row each, and the words that were found stand in them."""
    found = rows(connection, questions.evidence(question, mark))

    assert {(row["unit_id"], row["episode_id"], row["passage_id"]) for row in found} == expected.evidence
    assert (len(found), {row["unit_id"] for row in found}) == (len(expected.evidence), expected.units)
    for row in found:
        assert all(surface in (row["text"] or "") for surface in (row["surfaces"] or "").split("\x1f"))


def check_export(question: Question, marks: pd.DataFrame) -> None:
    """The CSV has the marks' numbers, row by row, and the share that follows from them."""
    caption = Caption(title="", question=question.words, filters="", base="", source="", build_id="b")
    exported = pd.read_csv(io.BytesIO(exports.csv_bytes(measures.shares(marks), caption)), keep_default_na=False, na_values=[""])

    assert exported[["count", "base"]].to_numpy().tolist() == marks[["count", "base"]].to_numpy().tolist()
    assert exported["share"].isna().tolist() == (marks["base"] == 0).tolist()
    assert list(exported.columns) == [*question.dimensions, "count", "base", "share", "low", "high", "question", "filters", "build_id"]


@pytest.mark.parametrize("grain", filters.GRAINS)
def test_a_bin_never_depends_on_the_window(grain: filters.Grain, builds: list[database.Build]) -> None:
    """Whatever the date range, each bin inside it has the numbers, the band and the state that it has on the whole calendar."""
    draw = Random(grain)
    for number in range(12):
        asked = filtered(draw, over_time(SUBJECTS[number % 7], grain, draw, NAMES), NAMES)
        asked = replace(asked, names=(*NAMES[asked.subject][:2], "Nobody"), start=None, end=None)
        first = date(2019, 11, 1) + timedelta(days=draw.randint(0, 400))
        window = replace(asked, start=first, end=first + timedelta(days=draw.randint(0, 300)))
        whole, cut = calendar(builds[number % 3], asked), calendar(builds[number % 3], window)

        inside = {
            key: row for key, row in whole.items() if oracle.bin_of(window.start, grain) <= key[1] <= oracle.bin_of(window.end, grain)
        }
        shown = {key[0] for key in cut}
        assert {key: row for key, row in cut.items() if key in inside} == {key: row for key, row in inside.items() if key[0] in shown}
        assert all(row["base"] == 0 for key, row in inside.items() if key[0] not in shown)
        assert all(row["base"] == 0 for key, row in cut.items() if key not in inside)


def calendar(build: database.Build, asked: Asked) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The rows of a chart over time by (what is drawn, bin), nulls as None; which bins are thin is told of the chart as it stands."""
    question = posed(asked)
    chosen = filters.Filters(asked.shows, asked.categories, asked.guests, asked.start, asked.end, asked.basis)
    frame = database.over_time(build, question, chosen, asked.grain).drop(columns="thin")
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return {(tuple(row[name] for name in question.dimensions if name != "bin"), row["bin"]): row for row in rows}


Lock = tuple[str, str, duckdb.DuckDBPyConnection]


@pytest.fixture(scope="module")
def locks(recounts: list[oracle.Tables], tmp_path_factory: pytest.TempPathFactory) -> list[Lock]:
    """The first build again, for each section kind once, with that section of one episode locked: (episode, kind, connection)."""
    folder, draw, found = tmp_path_factory.mktemp("locked"), Random("locks"), []
    for kind in synthetic.KINDS:
        said = {row["episode_id"] for row in recounts[0].passages.values() if row["section_kind"] == kind}
        episode = draw.choice(sorted(key for key in said if recounts[0].episodes[key]["published"]))
        synthetic.write_build(folder / f"{kind}.duckdb", 1, locked=(episode, kind))
        found.append((episode, kind, database.connect(str(folder / f"{kind}.duckdb"))))
    return found


@pytest.mark.parametrize("name", [name for name in QUESTIONS if not name.startswith("sections ")])
def test_locking_a_section_takes_its_episode_out_or_changes_nothing(
    name: str, connections: list[duckdb.DuckDBPyConnection], locks: list[Lock]
) -> None:
    """A question that reads the locked section loses that episode from hits and base together; any other question loses nothing."""
    draw = Random(name)
    for episode, kind, connection in draw.sample(locks, 3):
        asked = replace(QUESTIONS[name](draw, NAMES), basis=tuple({*draw.sample(synthetic.KINDS, 3), draw.choice([kind, "quotes"])}))
        question = posed(asked)
        reads = kind in question.basis
        for relation, columns in (("hits", question.dimensions), ("base", question.grouping)):
            before = rows_of(connections[0], question, relation, columns)
            after = rows_of(connection, question, relation, columns)
            assert after == {row for row in before if not reads or row[0] != episode}, (episode, kind, asked)


def rows_of(connection: duckdb.DuckDBPyConnection, question: Question, relation: str, columns: tuple[str, ...]) -> set[tuple[Any, ...]]:
    """The distinct (episode, unit, values of `columns`) of a relation."""
    query = questions.compose(
        question, f" found as (select distinct {', '.join(('episode_id', 'unit_id', *columns))} from {relation}) select * from found"
    )
    return set(connection.execute(query.sql, dict(query.parameters)).fetchall())


def test_locking_a_section_moves_it_from_available_to_locked(connections: list[duckdb.DuckDBPyConnection], locks: list[Lock]) -> None:
    """The states of sections count the locked one once less as available and once more as locked, and no other differently."""
    for episode, kind, connection in locks:
        for state, change in (("available", set.difference), ("locked", set.union)):
            question = inventory.sections(filters.Filters(), "show", state)
            before = rows_of(connections[0], question, "hits", ("series",))
            assert rows_of(connection, question, "hits", ("series",)) == change(before, {(episode, episode, kind.replace("_", " "))})
