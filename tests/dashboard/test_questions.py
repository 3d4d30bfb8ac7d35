"""Single promises of the questions, each held to rows read straight from a build."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import pandas as pd
import pytest

from dashboard import database, questions
from dashboard.filters import Filters
from dashboard.questions import SUBJECTS, Query, Question, Wanted
from tests import oracle, synthetic

READING = [name for name, subject in SUBJECTS.items() if subject.reads]
PUBLIC = list(SUBJECTS)


@pytest.fixture(scope="module")
def connection(connections: list[duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return connections[0]


@pytest.fixture(scope="module")
def tables(recounts: list[oracle.Tables]) -> oracle.Tables:
    return recounts[0]


def counts(connection: duckdb.DuckDBPyConnection, question: Question) -> dict[tuple[Any, ...], tuple[int, int]]:
    """(count, base) by mark."""
    marks = database.fetch(connection, questions.marks(question))
    keys = zip(*(marks[name] for name in question.dimensions), strict=True)
    return dict(zip(keys, zip(marks["count"], marks["base"], strict=True), strict=True))


@pytest.mark.parametrize("subject", PUBLIC)
def test_a_name_that_never_occurs_is_a_zero(subject: str, connection: duckdb.DuckDBPyConnection) -> None:
    """A name that is asked for and occurs nowhere has a mark with count 0 over the same base as the others."""
    everything = counts(connection, questions.ranking(Filters(), subject))
    base = {base for _, base in everything.values()}

    assert counts(connection, questions.ranking(Filters(), subject, ("Nobody",))) == {("Nobody",): (0, *base)}
    assert len(base) == 1


@pytest.mark.parametrize("subject", PUBLIC)
def test_where_nothing_could_be_asked_there_is_no_share(subject: str, connection: duckdb.DuckDBPyConnection) -> None:
    """When no episode is chosen a ranking has base 0, and a chart over time or by panel has no mark."""
    nothing = Filters(shows=("Nobody",))

    assert counts(connection, questions.ranking(nothing, subject, ("x",))) == {("x",): (0, 0)}
    assert counts(connection, questions.ranking(nothing, subject)) == {}
    assert counts(connection, questions.attention(nothing, subject, ("x",), grain="month")) == {}
    assert counts(connection, questions.ranking(nothing, subject, ("x",), panel="category")) == {}


@pytest.mark.parametrize("subject", READING)
def test_a_basis_that_no_page_has_covers_nothing(subject: str, connection: duckdb.DuckDBPyConnection) -> None:
    """Where no episode has a section of the basis, titles and abstracts alone cover nothing: every episode is left out."""
    question = questions.ranking(Filters(basis=("transcript",)), subject, (synthetic.PEOPLE[0], "ai agent"))
    left = database.fetch(connection, questions.left_out(question))

    assert {base for _, base in counts(connection, question).values()} == {0}
    assert left["reason"].value_counts().to_dict() == {"no section to read": synthetic.EPISODES}


def test_an_empty_section_covers_and_is_a_true_zero(connection: duckdb.DuckDBPyConnection, tables: oracle.Tables) -> None:
    """An episode whose only section of the basis is empty is in the base, and names only what its title and abstract name."""
    empty = {row["episode_id"] for row in tables.rows["sections"] if row["kind"] == "stories" and row["text"] == ""}
    question = questions.ranking(Filters(basis=("stories",)), "topic", tuple(synthetic.TOPICS))
    without = database.fetch(connection, questions.without(question, {"series": "never said"}))
    rows = database.fetch(connection, questions.evidence(question, {}))

    assert empty <= set(without["unit_id"])
    assert set(rows[rows["episode_id"].isin(empty)]["section_kind"]) <= {"title", "abstract"}
    assert empty


def test_of_a_filtered_dimension_the_chosen_values_are_shown(connection: duckdb.DuckDBPyConnection) -> None:
    """A ranking or a panel by the dimension that is filtered has the chosen values, though the episodes have others too."""
    two, guest = ("AI", "Business"), synthetic.PEOPLE[1]

    assert set(counts(connection, questions.ranking(Filters(categories=two), "category"))) == {(name,) for name in two}
    assert {key[0] for key in counts(connection, questions.ranking(Filters(categories=two), "show", panel="category"))} == set(two)
    assert set(counts(connection, questions.ranking(Filters(guests=(guest,)), "guest"))) == {(guest,)}


def test_what_is_given_is_not_what_is_filtered(connection: duckdb.DuckDBPyConnection, tables: oracle.Tables) -> None:
    """What occurs together with a category can be asked under a filter on another one: both hold."""
    both = [key for key, names in tables.categories.items() if {"AI", "Business"} <= names]

    found = counts(connection, questions.together(Filters(categories=("Business",)), "category", "AI", "show"))

    assert {base for _, base in found.values()} == {len(both)}
    assert both


def test_a_locked_episode_is_not_given(connection: duckdb.DuckDBPyConnection) -> None:
    """An episode that names a topic in its title while a section of the basis is locked is left out of what occurs with the topic."""
    question = questions.together(Filters(), "topic", "ai agent", "guest")
    rows = database.fetch(connection, questions.evidence(question, {}))
    left = database.fetch(connection, questions.left_out(question))
    locked = "select episode_id from sections where availability = 'locked' and list_contains($kinds, kind)"
    shut = set(database.fetch(connection, Query(locked, {"kinds": list(synthetic.BASIS)}))["episode_id"])

    assert set(rows["episode_id"]).isdisjoint(shut)
    assert shut <= set(left["episode_id"])
    assert question.basis == synthetic.BASIS


def test_an_episode_in_two_categories_counts_in_both_and_once_in_all(connection: duckdb.DuckDBPyConnection, tables: oracle.Tables) -> None:
    """Marks of a dimension with several values overlap: they add up to more than their base, and the question says so."""
    question = questions.ranking(Filters(), "category")
    found = counts(connection, question)
    [base] = {base for _, base in found.values()}

    assert sum(count for count, _ in found.values()) == sum(map(len, tables.categories.values())) > base
    assert base == sum(map(bool, tables.categories.values()))
    assert question.overlapping


def test_the_undated_are_in_no_time_chart_and_are_told(connection: duckdb.DuckDBPyConnection, tables: oracle.Tables) -> None:
    """Over time the undated episodes are left out with that reason; over the whole period they count."""
    undated = {key for key, row in tables.episodes.items() if row["published"] is None}
    timed = questions.attention(Filters(), "show", grain="year")
    left = database.fetch(connection, questions.left_out(timed))

    assert set(zip(left["episode_id"], left["reason"], strict=True)) == {(key, "undated") for key in undated}
    assert sum(base for base in {key[0]: base for key, (_, base) in counts(connection, timed).items()}.values()) == 40 - len(undated)
    assert database.fetch(connection, questions.left_out(questions.ranking(Filters(), "show"))).empty


def test_whoever_is_in_no_panel_is_told(connection: duckdb.DuckDBPyConnection, tables: oracle.Tables) -> None:
    """By category, an episode without any category is left out with that reason."""
    unlabelled = {key for key, names in tables.categories.items() if not names}
    left = database.fetch(connection, questions.left_out(questions.ranking(Filters(), "show", panel="category")))

    assert set(zip(left["episode_id"], left["reason"], strict=True)) == {(key, "no category given") for key in unlabelled}


def test_evidence_starts_where_its_sentence_or_its_item_starts(connection: duckdb.DuckDBPyConnection, tables: oracle.Tables) -> None:
    """A passage of the evidence starts at its own mark, else at its item's, else nowhere."""
    of_item = dict(connection.execute("select item_id, start_s from items").fetchall())
    rows = database.fetch(connection, questions.evidence(questions.ranking(Filters(), "topic"), {}))
    expected = [
        passage["start_s"] if passage["start_s"] is not None else of_item.get(passage["item_id"])
        for passage in (tables.passages[key] for key in rows["passage_id"])
    ]

    assert [None if pd.isna(start) else start for start in rows["start_s"]] == expected


def test_evidence_is_read_from_the_newest_episode_down(connection: duckdb.DuckDBPyConnection, tables: oracle.Tables) -> None:
    """The rows of an evidence come by date, the newest first and the undated last, and inside an episode as they stand there."""
    rows = database.fetch(connection, questions.evidence(questions.ranking(Filters(), "entity"), {}))
    places = [
        (-(tables.episodes[episode]["published"] or date.min).toordinal(), episode, tables.passages[passage]["position"])
        for episode, passage in zip(rows["episode_id"], rows["passage_id"], strict=True)
    ]

    assert places == sorted(places)


def test_two_spellings_in_one_passage_are_one_row(connections: list[duckdb.DuckDBPyConnection]) -> None:
    """A passage that names a thing twice stands once in the evidence, with both spellings."""
    question = questions.ranking(Filters(basis=synthetic.KINDS), "topic", ("ai agent", "burn rate"))
    rows = pd.concat([database.fetch(one, questions.evidence(question, {"series": "ai agent"})) for one in connections])

    assert "AI agent\x1fAI agents" in set(rows["surfaces"])
    assert not rows.duplicated(["text", "unit_id", "passage_id", "title"]).any()


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(units=("USD",)), Wanted(speakers=(synthetic.PEOPLE[0],)), Wanted(words="We 100%")])
def test_the_ledger_lists_what_is_counted(wanted: Wanted, connection: duckdb.DuckDBPyConnection, tables: oracle.Tables) -> None:
    """The ledger has a row for each place in the statistics section where a wanted claim stands, and their claims are the counted."""
    question = questions.figures(Filters(), wanted)
    ledger = database.fetch(connection, questions.ledger(question))
    rows = database.fetch(connection, questions.evidence(question, {}))
    statements = {row["statistic_id"]: row for row in tables.rows["statistics"]}

    assert set(zip(ledger["claim_id"], ledger["passage_id"], strict=True)) == set(zip(rows["unit_id"], rows["passage_id"], strict=True))
    assert ledger["claim_id"].nunique() == sum(count for count, _ in counts(connection, question).values())
    assert not ledger["statistic_id"].duplicated().any()
    for row in ledger.to_dict("records"):
        said = statements[row["statistic_id"]]
        assert (row["text"], row["surface"], row["low"], said["section_kind"]) == (said["text"], said["surface"], said["low"], "statistics")
        assert tables.person.get(said["speaker_id"]) == (row["speaker"] if isinstance(row["speaker"], str) else None)


def test_a_show_spans_its_dated_episodes_whatever_the_other_filters(connection: duckdb.DuckDBPyConnection, tables: oracle.Tables) -> None:
    """The span of a show is that of all its episodes; a show without a date has none."""
    days: dict[str, list[date]] = {}
    for row in tables.episodes.values():
        if row["published"]:
            days.setdefault(tables.show[row["show_id"]], []).append(row["published"])
    chosen = Filters(categories=("AI",), guests=("Nobody",), start=date(2020, 3, 1))

    spans = database.fetch(connection, questions.spans(chosen))
    one = database.fetch(connection, questions.spans(replace(chosen, shows=synthetic.SHOWS[1:2])))

    assert {name: (first, last) for name, first, last in spans.itertuples(index=False)} == {
        name: (min(of), max(of)) for name, of in days.items()
    }
    assert one["show_name"].tolist() == list(synthetic.SHOWS[1:2])


def test_the_dates_behind_a_grain_are_those_of_the_base(connection: duckdb.DuckDBPyConnection, tables: oracle.Tables) -> None:
    """The dates from which the default grain follows are those of the covered episodes, one each, however many panels they are in."""
    asked = oracle.Asked("topic", basis=synthetic.BASIS)
    covered = sorted(tables.episodes.keys() - oracle.answer(tables, asked).left_out.keys())
    dates = [tables.episodes[key]["published"] for key in covered if tables.categories[key]]

    found = database.fetch(connection, questions.covered_dates(questions.ranking(Filters(), "topic", panel="category")))["published"]

    assert sorted(day for day in found if not pd.isna(day)) == sorted(day for day in dates if day)
    assert len(found) == len(dates)


def test_nobody_is_named_where_they_are(connection: duckdb.DuckDBPyConnection, tables: oracle.Tables) -> None:
    """Mentions are kept apart from appearances: no episode in which somebody is there counts as one that names them."""
    for person in synthetic.PEOPLE:
        rows = database.fetch(connection, questions.evidence(questions.ranking(Filters(), "person", (person,)), {"series": person}))
        assert {key for key in rows["unit_id"] if person in tables.roles[key]} == set()


def test_a_question_says_what_it_counts() -> None:
    """Words, name and unit of a question tell subject, names, grain and panel."""
    one = questions.attention(Filters(), "topic", ("sleep", "ai agent"), grain="month", panel="show")

    assert (one.name, one.unit, one.dimensions) == ("topic_attention", "episode", ("panel", "bin", "series"))
    assert one.words == "Share of episodes with topics: sleep, ai agent, by month, by show"
    assert questions.ranking(Filters(), "guest").words == "Share of episodes with each guest"


@pytest.mark.parametrize("value", ["'; drop table shows; --", "$names", "{series}", "\\", "x' or '1'='1"])
def test_values_are_never_sql(value: str, connection: duckdb.DuckDBPyConnection) -> None:
    """A name is a value, whatever it says: it is asked for, found nowhere, and the build is as before."""
    chosen = Filters((value,), (value,), (value,), basis=(value,))

    assert counts(connection, questions.ranking(chosen, "topic", (value,))) == {(value,): (0, 0)}
    assert counts(connection, questions.together(Filters(), "topic", value, "guest")) == {}
    assert counts(connection, questions.figures(Filters(), Wanted((value,), (value,), (value,), value))) == {}
