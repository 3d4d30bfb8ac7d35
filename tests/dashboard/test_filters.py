"""Filters as a value: written into a link, read back, widened to whole bins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import filters
from dashboard.filters import DEFAULT_BASIS, GRAINS, Filters, Grain, Known, Unknown, bin_start, next_bin

D = date.fromisoformat
KINDS = (*DEFAULT_BASIS, "stories", "quotes")
KNOWN = Known(
    shows=frozenset({"Ship It!", "A & B; C=D", "Größe 100%", "#1 + more", "1"}),
    categories=frozenset({"AI", "“Quoted”, twice"}),
    guests=frozenset({"Bo O'Neil", "Eve $mith", "AI"}),
    aliases={"ship it": "Ship It!", "Bobby": "Bo O'Neil", "Acme Inc.": "Acme"},
)


def several(names: frozenset[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(names)), unique=True).map(tuple)


chosen = st.builds(
    Filters,
    shows=several(KNOWN.shows),
    categories=several(KNOWN.categories),
    guests=several(KNOWN.guests),
    start=st.none() | st.dates(D("1990-01-01"), D("2090-12-31")),
    end=st.none() | st.dates(D("1990-01-01"), D("2090-12-31")),
    basis=st.just(DEFAULT_BASIS) | st.lists(st.sampled_from(KINDS), unique=True, min_size=1).map(tuple),
)


@given(chosen)
def test_a_link_gives_its_filters_back(one: Filters) -> None:
    """What query_string writes, parse reads back as the same filters, whatever signs the names have; other keys do not disturb."""
    query = parse_qs(filters.query_string(one, mark="[1]"), keep_blank_values=True)

    assert filters.parse(query, KNOWN, kinds=KINDS) == (one, [])


@given(chosen)
def test_defaults_stand_in_no_link(one: Filters) -> None:
    """A link holds what was chosen and nothing else; without a choice it is empty."""
    written = filters.query_of(one)

    assert all(written.values())
    assert (written.keys() - {"basis"} == set()) == (not one.active)
    assert filters.query_of(Filters()) == {}


def test_what_a_link_gets_wrong_is_told() -> None:
    """Unknown names, kinds and dates are reported in words and left out; what is right beside them counts."""
    query = {"show": ["Ship It!", "Nope"], "guest": ["AI"], "from": ["2020-13-01"], "to": ["2020-12-31"], "basis": ["stories", "gossip"]}

    found, unknown = filters.parse(query, KNOWN, kinds=KINDS)

    assert found == Filters(shows=("Ship It!",), guests=("AI",), end=D("2020-12-31"), basis=("stories",))
    assert {str(one) for one in unknown} == {
        "No show is called “Nope” in this build",
        "“2020-13-01” is not a date between 1900-01-01 and 2100-12-31 (use YYYY-MM-DD)",
        "No section is called “gossip”",
    }


def test_a_name_is_known_in_its_own_field_only() -> None:
    """A guest's name is no show's."""
    assert filters.parse({"show": ["Bo O'Neil"]}, KNOWN) == (Filters(), [Unknown("show", "Bo O'Neil")])


def test_aliases_lead_to_their_name() -> None:
    """Another spelling chooses the same as the name, once; a name that is also an alias stands for itself."""
    query = {"show": ["ship it", "Ship It!"], "guest": ["Bobby"]}

    assert filters.parse(query, KNOWN) == (Filters(shows=("Ship It!",), guests=("Bo O'Neil",)), [])
    clash = replace(KNOWN, aliases={"AI": "Eve $mith"})
    assert filters.parse({"guest": ["AI"]}, clash) == (Filters(guests=("AI",)), [])


def test_an_unknown_name_is_told_as_it_was_written() -> None:
    """An alias that leads to no name of this field is reported in the words of the link."""
    assert filters.parse({"show": ["Acme Inc."]}, KNOWN) == (Filters(), [Unknown("show", "Acme Inc.")])


@pytest.mark.parametrize("value", ["", "yesterday", "01.02.2020", "2020-02-30", "2020-2-3", "0000-01-01", "99999-01-01"])
def test_only_dates_are_dates(value: str) -> None:
    """What is no day of the calendar is reported, not guessed."""
    assert filters.parse({"from": [value]}, KNOWN) == (Filters(), [Unknown("from", value)])


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("grain", GRAINS)
def test_the_ends_of_the_calendar_do_not_break_a_link(day: date, grain: Grain) -> None:
    """A link with the first or the last day there is either says that it is out of reach or can be widened."""
    found, unknown = filters.parse({"from": [day.isoformat()], "to": [day.isoformat()]}, KNOWN)

    assert unknown or filters.widened(found, grain)


@given(st.dates(D("1990-01-01"), D("2090-12-31")), st.integers(0, 3000), st.sampled_from(GRAINS))
def test_a_widened_range_covers_whole_bins(start: date, days: int, grain: Grain) -> None:
    """The widened range begins and ends with a bin, holds the chosen one, is less than a bin longer at each end, and stays as it is."""
    one = Filters(shows=("1",), start=start, end=start + timedelta(days=days))
    wide = filters.widened(one, grain)

    assert (wide.start, next_bin(bin_start(one.end, grain), grain)) == (bin_start(one.start, grain), wide.end + timedelta(days=1))
    assert wide.start <= one.start <= one.end <= wide.end
    assert next_bin(wide.start, grain) > one.start
    assert bin_start(wide.end, grain) <= one.end
    assert filters.widened(wide, grain) == wide == replace(one, start=wide.start, end=wide.end)


def test_no_range_stays_no_range() -> None:
    """An open end stays open."""
    assert filters.widened(Filters(end=D("2020-05-05")), "quarter") == Filters(end=D("2020-06-30"))
    assert filters.widened(Filters(start=D("2020-05-05")), "year") == Filters(start=D("2020-01-01"))
    assert filters.widened(Filters(), "week") == Filters()


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Filters(), "everything"),
        (Filters(shows=("A", "B"), guests=("C",)), "show: A or B; guest: C"),
        (Filters(categories=("AI",), start=D("2020-01-02")), "category: AI; 2020-01-02 to end"),
        (Filters(end=D("2020-01-02")), "beginning to 2020-01-02"),
    ],
)
def test_filters_are_told_in_one_line(one: Filters, words: str) -> None:
    """OR inside a filter and AND between filters are heard in the words."""
    assert filters.in_words(one) == words
