"""Shares and their intervals, calendars without holes, lift."""

from __future__ import annotations

from datetime import date, timedelta
from math import sqrt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from dashboard import measures
from dashboard.filters import GRAINS, Grain, bin_start, next_bin
from dashboard.measures import Window

D = date.fromisoformat


def roots(count: int, base: int) -> tuple[float, float]:
    """Wilson's interval from its definition: the p with (count/base - p)^2 = z^2 p (1 - p) / base."""
    z2, share = 1.959963984540054**2, count / base
    a, b, c = 1 + z2 / base, -(2 * share + z2 / base), share**2
    root = sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def counts(*pairs: tuple[int, int]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["count", "base"])


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [
        (0, 10, 0.0, 0.2775328),
        (10, 10, 0.7224672, 1.0),
        (7, 31, 0.1139514, 0.3981242),
        (1, 1, 0.2065493, 1.0),
        (50, 100, 0.4038315, 0.5961685),
    ],
)
def test_wilson_gives_the_interval_of_its_formula(count: int, base: int, low: float, high: float) -> None:
    """The 95 % interval of count / base is Wilson's, to seven digits."""
    found = measures.shares(counts((count, base))).iloc[0]

    assert (found["share"], found["low"], found["high"]) == pytest.approx((count / base, low, high), abs=5e-7)


@given(st.lists(st.integers(0, 10**6).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))), min_size=1, max_size=20))
def test_an_interval_holds_its_share(pairs: list[tuple[int, int]]) -> None:
    """0 <= low <= share <= high <= 1, as the definition's roots say; a base of 0 has no share and no interval."""
    for row in measures.shares(counts(*pairs)).to_dict("records"):
        if row["base"] == 0:
            assert pd.isna([row["share"], row["low"], row["high"]]).all()
        else:
            assert 0 <= row["low"] <= row["share"] <= row["high"] <= 1
            assert (row["low"], row["high"]) == pytest.approx(roots(row["count"], row["base"]), abs=1e-9)


def test_shares_of_nothing_are_nothing() -> None:
    """A frame without rows comes back without rows, with the columns of a share."""
    found = measures.shares(counts().astype("int64"))

    assert (len(found), list(found)) == (0, ["count", "base", "share", "low", "high"])


def test_lift_compares_shares() -> None:
    """Lift is the share within over the share overall, null where there is nothing to compare with."""
    within = measures.shares(pd.DataFrame({"series": ["a", "b", "c"], "count": [3, 0, 1], "base": [4, 4, 4]}))
    overall = measures.shares(pd.DataFrame({"series": ["b", "a"], "count": [0, 5], "base": [10, 10]}))

    found = measures.lift(within, overall)

    assert found["lift"].astype(object).where(found["lift"].notna(), None).tolist() == [1.5, None, None]
    assert found[["overall_count", "overall_base"]].iloc[0].tolist() == [5, 10]


@pytest.mark.parametrize(
    ("grain", "first", "last", "expected"),
    [
        ("week", "2019-12-29", "2020-01-06", ["2019-12-23", "2019-12-30", "2020-01-06"]),
        ("week", "2021-01-03", "2021-01-04", ["2020-12-28", "2021-01-04"]),
        ("month", "2019-12-31", "2020-02-29", ["2019-12-01", "2020-01-01", "2020-02-01"]),
        ("month", "2020-01-31", "2020-01-31", ["2020-01-01"]),
        ("quarter", "2020-09-30", "2021-01-01", ["2020-07-01", "2020-10-01", "2021-01-01"]),
        ("year", "2019-12-31", "2021-01-01", ["2019-01-01", "2020-01-01", "2021-01-01"]),
    ],
)
def test_bins_meet_at_the_turn_of_a_year(grain: Grain, first: str, last: str, expected: list[str]) -> None:
    """Bins run without a hole from the one with the first day to the one with the last; weeks begin on Monday."""
    assert measures.bins(D(first), D(last), grain) == [D(day) for day in expected]


@given(st.dates(D("1990-01-01"), D("2060-12-31")), st.integers(0, 800), st.sampled_from(GRAINS))
def test_every_day_lies_in_one_bin(first: date, days: int, grain: Grain) -> None:
    """Each bin ends where the next begins, and the first and the last hold the days that they were made for."""
    last = first + timedelta(days=days)
    starts = measures.bins(first, last, grain)

    assert [next_bin(start, grain) for start in starts[:-1]] == starts[1:]
    assert (starts[0], starts[-1]) == (bin_start(first, grain), bin_start(last, grain))
    assert starts[0] <= first
    assert last < next_bin(starts[-1], grain)


def marks(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    """Rows (panel, bin, count, base) of the series "x", with their shares."""
    frame = pd.DataFrame([(panel, D(day), "x", count, base) for panel, day, count, base in rows])
    return measures.shares(frame.set_axis(["panel", "bin", "series", "count", "base"], axis=1))


def spans(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame([(panel, D(first), D(last)) for panel, first, last in rows], columns=["panel", "first", "last"])


def states(frame: pd.DataFrame) -> list[tuple[str, str, int, int, str]]:
    return [
        (panel, str(day), count, base, state)
        for panel, day, count, base, state in zip(*(frame[name] for name in ("panel", "bin", "count", "base", "state")), strict=True)
    ]


def test_a_calendar_tells_four_kinds_of_emptiness() -> None:
    """A counted zero, a bin without data while a show runs, one that no show covers and the unfinished one are told apart."""
    one = marks(("A", "2020-01-01", 0, 5), ("A", "2020-04-01", 2, 4))

    found = measures.calendar(
        one, spans(("A", "2020-01-10", "2020-04-02")), Window("month", D("2020-04-02"), D("2019-12-01"), D("2020-05-31"))
    )

    assert states(found) == [
        ("A", "2019-12-01", 0, 0, "not covered"),
        ("A", "2020-01-01", 0, 5, "complete"),
        ("A", "2020-02-01", 0, 0, "no data"),
        ("A", "2020-03-01", 0, 0, "no data"),
        ("A", "2020-04-01", 2, 4, "unfinished"),
        ("A", "2020-05-01", 0, 0, "not covered"),
    ]
    assert found["share"].isna().tolist() == [True, False, True, True, False, True]


def test_each_panel_has_the_span_of_its_show() -> None:
    """In a chart by show a bin is covered where that show runs, whatever the others do."""
    two = marks(("A", "2019-01-01", 1, 2), ("B", "2021-01-01", 1, 1))
    runs = spans(("A", "2019-02-01", "2019-03-01"), ("B", "2020-05-05", "2021-06-06"))

    found = measures.calendar(two, runs, Window("year", D("2021-06-06")))

    assert states(found) == [
        ("A", "2019-01-01", 1, 2, "complete"),
        ("A", "2020-01-01", 0, 0, "not covered"),
        ("A", "2021-01-01", 0, 0, "not covered"),
        ("B", "2019-01-01", 0, 0, "not covered"),
        ("B", "2020-01-01", 0, 0, "no data"),
        ("B", "2021-01-01", 1, 1, "unfinished"),
    ]


def test_panels_that_are_no_shows_share_one_span() -> None:
    """In a chart by category a bin is covered while any show runs."""
    two = marks(("History", "2019-01-01", 1, 2), ("AI", "2020-01-01", 1, 1))
    runs = spans(("", "2019-02-01", "2019-03-01"), ("", "2020-05-05", "2020-06-06")).drop(columns="panel")

    found = measures.calendar(two, runs, Window("year", D("2021-06-06")))

    assert [row[4] for row in states(found)] == ["complete", "no data", "no data", "complete"]


def test_a_calendar_of_nothing_is_empty() -> None:
    """Without marks, or without a dated show, there is no bin to draw."""
    none = marks(("A", "2020-01-01", 0, 5)).head(0)
    window = Window("month", D("2020-04-02"))

    assert len(measures.calendar(none, spans(("A", "2020-01-10", "2020-04-02")), window)) == 0
    assert len(measures.calendar(none, spans().astype(object), window)) == 0


def test_a_calendar_keeps_its_marks() -> None:
    """Where every bin is counted the calendar is the marks and their state, nothing else."""
    one = marks(("A", "2020-01-01", 0, 5), ("A", "2020-02-01", 2, 4))

    found = measures.calendar(one, spans(("A", "2020-01-10", "2020-02-02")), Window("month", D("2021-01-01")))

    assert_frame_equal(found, one.assign(state="complete", thin=False), check_dtype=False, check_like=True)


@pytest.mark.parametrize(("bases", "thin"), [((5, 19, 0), [False] * 3), ((5, 20, 0), [True, False, False]), ((20, 21, 22), [False] * 3)])
def test_a_small_base_is_marked_where_others_are_large(bases: tuple[int, int, int], thin: list[bool]) -> None:
    """A base under 20 is thin where some bin reaches 20; where none does, and where there is no base, nothing is marked."""
    months = marks(*(("A", f"2020-0{number}-01", 0, base) for number, base in enumerate(bases, start=1)))

    found = measures.calendar(months, spans(("A", "2020-01-10", "2020-03-02")), Window("month", D("2021-01-01")))

    assert found["thin"].tolist() == thin


@pytest.mark.parametrize(
    ("every", "number", "expected"),
    [(1, 200, "month"), (0, 20, "week"), (0, 19, "year"), (2, 120, "quarter"), (10, 80, "year"), (0, 0, "year")],
    ids=["daily", "twenty on one day", "nineteen", "every other day", "every ten days", "nothing"],
)
def test_the_default_grain_is_the_finest_that_carries(every: int, number: int, expected: Grain) -> None:
    """The default grain is the finest whose median bin with anything in it has 20 episodes, else year; undated ones count nowhere."""
    days = [D("2020-01-01") + timedelta(days=every * place) for place in range(number)]

    assert measures.default_grain(pd.Series([*days, None, None], dtype=object)) == expected
