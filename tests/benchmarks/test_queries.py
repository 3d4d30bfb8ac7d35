"""What the public questions cost, each on the sample and on a build two hundred times as large, side by side in one run.

`make bench` prints a group per question; the number in brackets is the ratio to the quicker of the two.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from dashboard import database, questions
from dashboard.filters import Filters
from dashboard.questions import Query
from tests.benchmarks.draws import build_file
from tests.benchmarks.large_build import write_large_build
from tests.benchmarks.serving import ROOT

COPIES = 210
FILTERS = Filters(start=date(2015, 1, 1), end=date(2024, 12, 31))
QUERIES: dict[str, Callable[[tuple[str, ...]], Query]] = {
    **{
        f"{subject} ranking": lambda _, subject=subject: marks(questions.ranking(FILTERS, subject))
        for subject in questions.SUBJECTS
        if subject != "section"
    },
    "topics by quarter": lambda names: marks(questions.attention(FILTERS, "topic", names, grain="quarter")),
    "topics by month and show": lambda names: marks(questions.attention(FILTERS, "topic", names, grain="month", panel="show")),
    "topics with a topic": lambda names: marks(questions.together(FILTERS, "topic", names[0], "topic")),
    "claims by kind": lambda _: marks(questions.figures(FILTERS)),
    "episodes left out": lambda _: questions.left_out(questions.ranking(FILTERS, "topic")),
    "evidence of a topic": lambda names: questions.evidence(questions.ranking(FILTERS, "topic"), {"series": names[0]}),
    "search": lambda _: questions.search(FILTERS, "machine learning in production"),
}
marks = questions.marks


@pytest.fixture(scope="session")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, duckdb.DuckDBPyConnection]:
    """The current build, and one of some 20,000 episodes made of it."""
    small = build_file(ROOT / "data")
    large: Path = tmp_path_factory.mktemp("large") / "large.duckdb"
    write_large_build(small, large, copies=COPIES)
    return {"sample": database.connect(str(small)), "large": database.connect(str(large))}


@pytest.fixture(scope="session")
def names(builds: dict[str, duckdb.DuckDBPyConnection]) -> tuple[str, ...]:
    """The three most frequent topics."""
    return tuple(database.fetch(builds["sample"], marks(questions.ranking(Filters(), "topic")))["series"][:3])


@pytest.mark.parametrize("size", ["sample", "large"])
@pytest.mark.parametrize("name", QUERIES)
def test_query(
    name: str, size: str, builds: dict[str, duckdb.DuckDBPyConnection], names: tuple[str, ...], benchmark: BenchmarkFixture
) -> None:
    """The question answers with rows on both builds."""
    benchmark.group = name
    found = benchmark.pedantic(database.fetch, (builds[size], QUERIES[name](names)), rounds=7, warmup_rounds=1)

    assert len(found) or name == "episodes left out"
