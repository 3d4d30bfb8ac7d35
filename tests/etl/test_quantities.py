"""Number parsing on sentences made for it."""

from __future__ import annotations

import pytest

from etl.quantities import Quantity, find_quantities
from etl.units import bulk_value, plural, word_value


def first(text: str, *names: str) -> Quantity | None:
    spans = [(text.index(name), text.index(name) + len(name)) for name in names]
    return next(find_quantities(text, spans), None)


@pytest.mark.parametrize(
    ("text", "surface", "kind", "low", "high", "unit", "comparator"),
    [
        ("Tests cover 85% of the code.", "85%", "percent", 85, 85, "percent", "="),
        ("Between 50% and 60 percent fail.", "Between 50% and 60 percent", "percent", 50, 60, "percent", "="),
        ("Some 10%-15% of runs fail.", "Some 10%-15%", "percent", 10, 15, "percent", "about"),
        ("Half of the builds break.", "Half", "percent", 50, 50, "percent", "="),
        ("Two-thirds of all alerts are noise.", "Two-thirds", "percent", 66.7, 66.7, "percent", "="),
        ("About one in five deploys is rolled back.", "About one in five", "percent", 20, 20, "percent", "about"),
        ("They raised $3.8 million.", "$3.8 million", "money", 3.8e6, 3.8e6, "USD", "="),
        ("It costs up to €40 to ship.", "up to €40", "money", 40, 40, "EUR", "<="),
        ("They paid 120 million dollars.", "120 million dollars", "money", 1.2e8, 1.2e8, "USD", "="),
        ("A valuation of $2B followed.", "$2B", "money", 2e9, 2e9, "USD", "="),
        ("It runs ten times faster than before.", "ten times", "multiple", 10, 10, "x", "="),
        ("It takes twice as long.", "twice", "multiple", 2, 2, "x", "="),
        ("A 20x speed-up followed.", "20x", "multiple", 20, 20, "x", "="),
        ("Traffic doubled in spring.", "doubled", "multiple", 2, 2, "x", "="),
        ("They use more than 2,000 GPUs.", "more than 2,000 GPUs", "count", 2000, 2000, "GPUs", ">"),
        ("There were 14 or 15 million rows.", "14 or 15 million rows", "count", 1.4e7, 1.5e7, "rows", "="),
        ("She leads a 200-person team.", "200-person", "count", 200, 200, "people", "="),
        ("It has hundreds of millions of users.", "hundreds of millions of users", "count", 1e8, 1e8, "users", ">="),
        ("At least twenty-five engineers left.", "At least twenty-five engineers", "count", 25, 25, "engineers", ">="),
        ("Ask no more than three to five people.", "no more than three to five people", "count", 3, 5, "people", "<="),
        ("They hold 300+ talks.", "300+ talks", "count", 300, 300, "talks", ">="),
        ("Around five and a half years passed.", "Around five and a half years", "duration", 5.5, 5.5, "years", "about"),
        ("The trip took about a month.", "about a month", "duration", 1, 1, "months", "about"),
        ("It can last a year and a half.", "a year and a half", "duration", 1.5, 1.5, "years", "="),
        ("They stay 3, 6 or 12 months.", "3, 6 or 12 months", "duration", 3, 12, "months", "="),
        ("Calls finish within 50 milliseconds.", "within 50 milliseconds", "duration", 0.05, 0.05, "seconds", "<="),
        ("It spans two decades.", "two decades", "duration", 20, 20, "years", "="),
        ("A 12-week course helps.", "12-week", "duration", 12, 12, "weeks", "="),
        ("The file grew past four terabytes.", "past four terabytes", "size", 4e12, 4e12, "bytes", ">"),
        ("It needs 512MB or more.", "512MB or more", "size", 5.12e8, 5.12e8, "bytes", ">="),
        ("The link carries 10 Gbps.", "10 Gbps", "speed", 1e10, 1e10, "bits per second", "="),
        ("She works 3 days a week.", "3 days a week", "rate", 3, 3, "days per week", "="),
        ("They ship four releases per year.", "four releases per year", "rate", 4, 4, "releases per year", "="),
        ("They meet twice a year.", "twice a year", "rate", 2, 2, "times per year", "="),
        ("It is in the top 10 of the list.", "top 10", "rank", 10, 10, "rank", "<="),
        ("The score rose from 32 to 97.", "32", "other", 32, 32, None, "="),
        ("At least about $15,000 was left.", "At least about $15,000", "money", 15000, 15000, "USD", ">="),
        ("Some 40% or so of them agree.", "Some 40% or so", "percent", 40, 40, "percent", "about"),
    ],
)
def test_the_first_number_is_read_with_its_unit_and_exactness(
    text: str, surface: str, kind: str, low: float, high: float, unit: str | None, comparator: str
) -> None:
    """A number is read with its scale, its range, its unit and the words that say how exact it is."""
    quantity = first(text)
    assert quantity is not None
    assert text[quantity.start : quantity.end] == surface
    assert (quantity.kind, quantity.unit, quantity.comparator) == (kind, unit, comparator)
    assert (quantity.low, quantity.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    "text",
    [
        "It began in 2016.",
        "The 1990s shaped it.",
        "They met on May 5 in Oslo.",
        "The alarm rings at 7:30 in the morning.",
        "It is the 5th release.",
        "They moved to version 4 last spring.",
        "The two agree on it.",
        "She picked one of them.",
        "A two-step process helps.",
        "They render it in 3D.",
        "He met a friend a month ago.",
        "Nothing is counted here.",
    ],
)
def test_what_measures_nothing_is_no_quantity(text: str) -> None:
    """Dates, clock times, ordinals, versions, pointers and labels with digits are not read as numbers."""
    assert first(text) is None


def test_digits_inside_a_name_are_skipped_and_the_next_number_is_read() -> None:
    """The number of a product's name is no quantity, and what follows it is."""
    text = "Model 90 answers 12 questions."
    assert first(text, "Model 90") == Quantity(17, 29, "count", 12.0, 12.0, "questions", "=", "questions")


def test_a_list_position_is_skipped() -> None:
    """The "1." that opens a printed list item is no quantity."""
    assert first("1. Sleep improves after 20 minutes.") == Quantity(24, 34, "duration", 20.0, 20.0, "minutes")


def test_a_noun_phrase_gives_the_measure_and_its_head_the_unit() -> None:
    """With noun phrases at hand the measure is the whole phrase and the unit its last word."""
    text = "They keep 150 trained park rangers there."
    [quantity] = find_quantities(text, phrases=[(14, 34)])
    assert quantity == Quantity(10, 34, "count", 150.0, 150.0, "rangers", "=", "trained park rangers")


def test_a_share_is_measured_of_the_phrase_behind_it() -> None:
    """The measure of a percentage is the noun phrase after "of"."""
    text = "Only 38% of the hospital doctors agree."
    [quantity] = find_quantities(text, phrases=[(16, 32)])
    assert quantity == Quantity(5, 8, "percent", 38.0, 38.0, "percent", "=", "hospital doctors")


def test_all_numbers_of_a_sentence_are_found_from_left_to_right() -> None:
    """Every quantity of a sentence is yielded once, in order."""
    text = "About 40 sites pay $20 a month for three servers."
    found = [(text[one.start : one.end], one.kind) for one in find_quantities(text)]
    assert found == [("About 40 sites", "count"), ("$20", "money"), ("three servers", "count")]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("two hundred and fifty", 250),
        ("1,023", 1023),
        ("twenty-five", 25),
        ("half a million", 5e5),
        ("a couple hundred", 200),
        ("a dozen", 12),
    ],
)
def test_number_words_have_values(words: str, value: float) -> None:
    """Number words add and multiply as English does."""
    assert word_value(words) == value


def test_bulk_words_mean_at_least_their_product() -> None:
    """ "tens of thousands" is ten thousand at least."""
    assert bulk_value("tens of thousands") == 10_000


@pytest.mark.parametrize(
    ("noun", "many"), [("company", "companies"), ("person", "people"), ("box", "boxes"), ("apps", "apps"), ("day", "days")]
)
def test_plurals(noun: str, many: str) -> None:
    """A noun that counts is stored in the plural."""
    assert plural(noun) == many
