"""The current build, opened read-only, and the one seam through which a view asks it.

A build is an immutable file with a name of its own, so an answer is cached under (build, SQL, values) and never goes stale. A run of
the app takes one `Build` and passes it on: no page mixes two. One connection per build stays open (opening costs 20-40 ms); each call
takes a cursor of it, because an unread result owns its connection.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import duckdb
import pandas as pd
import streamlit as st

from dashboard import measures, questions
from dashboard.filters import Filters, Grain, Known, bin_start, widened
from dashboard.questions import Query, Question

READ_ONLY: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "2GB",
    "threads": "2",
    "lock_configuration": "true",
}


class NoBuildError(Exception):
    """There is no build to show; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Build:
    build_id: str
    path: str


def current(folder: Path) -> Build:
    """The build that CURRENT in `folder` names."""
    pointer = folder / "CURRENT"
    try:
        written = json.loads(pointer.read_text(encoding="utf-8"))
        build = Build(written["build_id"], str(folder / written["file"]))
    except FileNotFoundError as error:
        raise NoBuildError(f"There is no build in {folder.name} yet. Run `python -m etl build`.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise NoBuildError(f"{pointer.name} is damaged. Run `python -m etl build` to write it again.") from error
    if not Path(build.path).exists():
        raise NoBuildError(f"{pointer.name} names the build {build.build_id}, whose file is missing. Run `python -m etl build`.")
    return build


def connect(path: str) -> duckdb.DuckDBPyConnection:
    """A connection to a build that can neither write nor reach anything outside the file."""
    return duckdb.connect(path, read_only=True, config=READ_ONLY)


def fetch(connection: duckdb.DuckDBPyConnection, query: Query) -> pd.DataFrame:
    """The result of a query; dates are datetime.date, so that frames compare and print as days."""
    with connection.cursor() as cursor:
        frame: pd.DataFrame = cursor.execute(query.sql, dict(query.parameters)).df()
    dates = frame.select_dtypes("datetime").columns
    return frame.assign(**{name: frame[name].dt.date.where(frame[name].notna(), None) for name in dates})


@st.cache_resource(max_entries=2, show_spinner=False)
def _connection(build: Build) -> duckdb.DuckDBPyConnection:
    return connect(build.path)


@st.cache_data(max_entries=512, show_spinner=False)
def _load(key: str, _asked: tuple[Build, Query]) -> pd.DataFrame:
    """One argument that is hashed and one that is not: Streamlit looks at the signature once for each of them, at each call."""
    build, query = _asked
    return fetch(_connection(build), query)


def load(build: Build, query: Query) -> pd.DataFrame:
    """The one seam between a view and the build; answers are cached."""
    key = json.dumps([build.build_id, query.sql, query.parameters], default=str, sort_keys=True)
    return _load(key, (build, query))


def marks(build: Build, question: Question) -> pd.DataFrame:
    """The frame that chart, table and export share: dimensions, count, base, share, low, high."""
    return measures.shares(load(build, questions.marks(question)))


def evidence(build: Build, question: Question, mark: Mapping[str, object]) -> pd.DataFrame:
    return load(build, questions.evidence(question, mark))


def without(build: Build, question: Question, mark: Mapping[str, object]) -> pd.DataFrame:
    return load(build, questions.without(question, mark))


def left_out(build: Build, question: Question) -> pd.DataFrame:
    return load(build, questions.left_out(question))


def over_time(build: Build, question: Question, filters: Filters, grain: Grain) -> pd.DataFrame:
    """The marks of a question over time on a complete calendar, with the state of each bin."""
    whole = widened(filters, grain)
    spans = load(build, questions.spans(filters))
    if question.parameters.get("panel") == "show":
        spans = spans.rename(columns={"show_name": "panel"})
    newest = load(build, Query("select max(published) as newest from episodes", {}))["newest"][0]
    return measures.calendar(marks(build, question), spans, measures.Window(grain, newest, whole.start, whole.end))


def default_grain(build: Build, question: Question) -> Grain:
    return measures.default_grain(load(build, questions.covered_dates(question))["published"])


def fullest_bin(build: Build, question: Question) -> tuple[Grain, int]:
    """The default grain, and how many episodes of the question's base the fullest of its bins holds."""
    dates = load(build, questions.covered_dates(question))["published"].dropna()
    grain = measures.default_grain(dates)
    sizes = dates.map(lambda day: bin_start(day, grain)).value_counts()
    return grain, int(sizes.max()) if len(sizes) else 0


def period(build: Build, filters: Filters) -> tuple[date | None, date | None]:
    """The first and last date of the selected episodes; nothing when none is dated."""
    dates = load(build, questions.covered_dates(questions.ranking(filters, "show")))["published"].dropna()
    return (min(dates), max(dates)) if len(dates) else (None, None)


Dimension = Literal["show", "category", "guest"]


def options(build: Build, filters: Filters, dimension: Dimension) -> pd.DataFrame:
    """The values of a filter with their counts under all other filters."""
    return load(build, questions.marks(questions.facet(filters, dimension)))


@st.cache_resource(max_entries=2, show_spinner=False)
def known(build: Build) -> Known:
    """The names that links of this build may use; every run asks, so the answer is kept whole."""
    names = {
        dimension: frozenset(load(build, Query(sql, {}))["name"])
        for dimension, sql in {
            "shows": "select name from shows",
            "categories": "select name from categories",
            "guests": "select distinct name from people join appearances using (person_id) where role = 'guest'",
        }.items()
    }
    spelled = load(
        build, Query("select alias, min(name) as name from aliases join entities using (entity_id) group by alias having count(*) = 1", {})
    )
    return Known(**names, aliases=dict(zip(spelled["alias"], spelled["name"], strict=True)))
