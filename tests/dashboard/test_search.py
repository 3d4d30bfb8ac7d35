"""Search in the text against BM25 computed in plain Python over the passages."""

from __future__ import annotations

from collections import Counter
from datetime import date
from math import log

import duckdb
import pandas as pd
import pytest

from dashboard import database, questions
from dashboard.filters import Filters
from tests import oracle, synthetic
from tests.oracle import Asked

QUERIES = ["agent", "AI agents talk", "ÅS cem celik", "uptime uptime 100%", "nothing-like-it agent", "we", "burn rates and sleep", "O'Neil"]
FILTERS = [
    Filters(),
    Filters(shows=synthetic.SHOWS[:1]),
    Filters(categories=("AI", "History"), start=date(2020, 2, 1)),
    Filters(guests=synthetic.PEOPLE[:3], end=date(2020, 12, 31)),
]


@pytest.fixture(scope="module")
def connection(connections: list[duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return connections[0]


@pytest.fixture(scope="module")
def tables(recounts: list[oracle.Tables]) -> oracle.Tables:
    return recounts[0]


@pytest.fixture(scope="module")
def texts(tables: oracle.Tables) -> dict[str, Counter[str]]:
    """How often each word stands in an episode, titles and boilerplate included."""
    found: dict[str, Counter[str]] = {}
    for row in tables.passages.values():
        found.setdefault(row["episode_id"], Counter()).update(synthetic.terms(row["text"]))
    return found


def scores(texts: dict[str, Counter[str]], words: str) -> dict[str, tuple[int, float]]:
    """(different words held, BM25 with k1 = 1.2 and b = 0.75) of each episode that holds any word."""
    wanted = set(synthetic.terms(words))
    mean = sum(text.total() for text in texts.values()) / len(texts)
    holders = {term: sum(term in text for text in texts.values()) for term in wanted}
    found = {}
    for episode, text in texts.items():
        held = [term for term in wanted if text[term]]
        weights = [log(1 + (synthetic.EPISODES - holders[term] + 0.5) / (holders[term] + 0.5)) for term in held]
        parts = [text[term] * 2.2 / (text[term] + 1.2 * (0.25 + 0.75 * text.total() / mean)) for term in held]
        if held:
            found[episode] = len(held), sum(weight * part for weight, part in zip(weights, parts, strict=True))
    return found


def asked(chosen: Filters) -> Asked:
    return Asked("show", (), shows=chosen.shows, categories=chosen.categories, guests=chosen.guests, start=chosen.start, end=chosen.end)


@pytest.mark.parametrize("chosen", FILTERS, ids=["all", "show", "category", "guest"])
@pytest.mark.parametrize("words", QUERIES)
def test_episodes_are_found_and_ranked_by_bm25(
    words: str, chosen: Filters, connection: duckdb.DuckDBPyConnection, tables: oracle.Tables, texts: dict[str, Counter[str]]
) -> None:
    """Every chosen episode that holds a word is found with its score, the best first; a filter changes no score."""
    expected = {key: value for key, value in scores(texts, words).items() if oracle.is_chosen(tables, asked(chosen), key)}

    found = database.fetch(connection, questions.search(chosen, words))

    assert dict(zip(found["episode_id"], found["held"], strict=True)) == {key: held for key, (held, _) in expected.items()}
    assert dict(zip(found["episode_id"], found["score"], strict=True)) == pytest.approx(
        {key: score for key, (_, score) in expected.items()}
    )
    assert found["score"].is_monotonic_decreasing
    assert set(found["wanted"]) <= {len(set(synthetic.terms(words)))}


@pytest.mark.parametrize("words", ["", "  ", "!?", "zzzz", "'; drop table shows; --"])
def test_what_stands_nowhere_is_not_found(words: str, connection: duckdb.DuckDBPyConnection) -> None:
    """Without a word, or with words that no text holds, nothing is found and nothing breaks."""
    assert database.fetch(connection, questions.search(Filters(), words)).empty


def test_locked_text_is_not_found(tmp_path_factory: pytest.TempPathFactory, tables: oracle.Tables, texts: dict[str, Counter[str]]) -> None:
    """When a section is locked, the words that stand there only find its episode no more."""
    section = max((row for row in tables.rows["sections"] if row["kind"] == "stories"), key=lambda row: len(row["text"] or ""))
    elsewhere: Counter[str] = Counter()
    for row in tables.passages.values():
        if row["episode_id"] == section["episode_id"] and row["section_id"] != section["section_id"]:
            elsewhere.update(synthetic.terms(row["text"]))
    only = sorted(set(synthetic.terms(section["text"])) - set(elsewhere))
    path = tmp_path_factory.mktemp("searched") / "locked.duckdb"
    synthetic.write_build(path, 1, locked=(section["episode_id"], "stories"))

    assert only
    assert set(only) <= set(texts[section["episode_id"]])
    with database.connect(str(path)) as connection:
        found = database.fetch(connection, questions.search(Filters(), " ".join(only)))
    assert section["episode_id"] not in set(found["episode_id"])


@pytest.mark.parametrize("words", QUERIES)
def test_sentences_hold_the_words_that_they_show(words: str, connection: duckdb.DuckDBPyConnection, tables: oracle.Tables) -> None:
    """Under an episode stand at most two of its sentences, no boilerplate, with just the wanted words as they are written there."""
    episodes = database.fetch(connection, questions.search(Filters(), words))["episode_id"].tolist()[:8]
    found = database.fetch(connection, questions.best_sentences(episodes, words))
    wanted = set(synthetic.terms(words))

    assert found.groupby("episode_id").size().le(2).all()
    assert set(found["episode_id"]) <= set(episodes)
    for row in found.to_dict("records"):
        passage = tables.passages[row["passage_id"]]
        shown = row["surfaces"].split("\x1f")
        assert (row["text"], passage["boilerplate"], passage["section_kind"] != "title") == (passage["text"], False, True)
        assert all(surface in row["text"] for surface in shown)
        assert {term for surface in shown for term in synthetic.terms(surface)} == wanted & set(synthetic.terms(row["text"]))


def test_the_newest_come_first(connection: duckdb.DuckDBPyConnection, tables: oracle.Tables) -> None:
    """Without words the chosen episodes stand by date, the newest first and the undated last."""
    found = database.fetch(connection, questions.newest(Filters()))
    days = [None if pd.isna(day) else day for day in found["published"]]

    assert set(found["episode_id"]) == tables.episodes.keys()
    assert days == sorted((day for day in days if day), reverse=True) + [None] * days.count(None)
