"""Scores of spans: counted by hand on one sentence, and what holds for any spans."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.records import Span
from etl.scores import MEASURES, Counts, Measured, Score, count, grouped, score, share

TEXT = "Ada Cole of the Kestra Labs met Bo Lind at the “Tide Hall” in New Oslo."
GOLD = [Span(0, 8, "PERSON"), Span(16, 27, "ORG"), Span(32, 39, "PERSON"), Span(48, 57, "FAC"), Span(62, 70, "GPE")]
FOUND = [Span(0, 8, "PERSON"), Span(12, 27, "ORG"), Span(32, 39, "ORG"), Span(47, 58, "FAC"), Span(66, 70, "GPE")]


def _span(start: int, length: int, label: str) -> Span:
    return Span(start, start + length, label)


spans = st.lists(st.builds(_span, st.integers(0, 60), st.integers(1, 9), st.sampled_from("AB")), max_size=8)
texts = st.lists(st.tuples(spans, spans), min_size=1, max_size=8)


def values(found: Score) -> dict[str, float]:
    return {name: measured.value for name, measured in found.measures.items()}


def surfaces(text: str, gold: str, found: str) -> Mapping[str, Counts]:
    """The counts where one place is gold and one is found."""
    places = [(text.index(surface), text.index(surface) + len(surface)) for surface in (gold, found)]
    wanted, given = (Span(start, end, "ORG") for start, end in places)
    return count(text, [wanted], [given])


def test_spans_are_counted_by_label() -> None:
    """A name is right with "the" or quotes around it; one of another label, or cut short, is a wrong one and a missed one."""
    assert count(TEXT, GOLD, FOUND) == {
        "FAC": Counts(1, 1, 1, 1, 1),
        "GPE": Counts(0, 1, 1, 1, 1),
        "ORG": Counts(1, 2, 1, 1, 1),
        "PERSON": Counts(1, 1, 2, 1, 1),
    }


def test_measures_are_those_counted_by_hand() -> None:
    """3 of 5 found are right and 3 of 5 gold ones found; 4 of 5 touch one of their label, on either side."""
    pooled, *labels = score([count(TEXT, GOLD, FOUND)])
    assert (pooled.label, pooled.n, pooled.counts) == (None, 5, Counts(3, 5, 5, 4, 4))
    assert values(pooled) == pytest.approx(dict(zip(MEASURES, [0.6, 0.6, 0.6, 0.8, 0.8, 0.8], strict=True)))
    fs = {(each.label, each.n): each.f for each in labels}
    assert fs == pytest.approx({("FAC", 1): 1, ("GPE", 1): 0, ("ORG", 1): 2 / 3, ("PERSON", 2): 2 / 3})


@pytest.mark.parametrize(
    ("text", "gold", "found"),
    [
        ("at the Mill today", "Mill", "the Mill"),
        ("The  Mill opened", "Mill", "The  Mill"),
        ("at Mill's gate", "Mill", "Mill's"),
        ("at the mills’ gate", "mills", "the mills’"),
        ('called "Mill" then', "Mill", '"Mill"'),
        ("the old Mill, then", "Mill", "Mill,"),
    ],
)
def test_what_annotators_do_differently_decides_nothing(text: str, gold: str, found: str) -> None:
    """A leading "the", a trailing "'s", quotes and a comma belong to no name."""
    assert surfaces(text, gold, found) == {"ORG": Counts(1, 1, 1, 1, 1)}


def test_what_nobody_knows_counts_neither_way() -> None:
    """A found span that touches an unknown one is left out, unless it is gold; so are labels that a corpus does not annotate."""
    known = count(TEXT, GOLD[:2], FOUND, labels={"PERSON", "ORG", "GPE"}, unknown=[(0, 3), (36, 70)])
    assert known == {"ORG": Counts(1, 1, 1, 1, 1), "PERSON": Counts(1, 1, 1, 1, 1)}


def test_places_and_times_are_groups() -> None:
    """Labels that open corpora do not tell apart become one; the others stay."""
    labels = ["GPE", "LOC", "FAC", "TIME", "DATE", "ORG"]
    assert [span.label for span in grouped(Span(0, 1, label) for label in labels)] == ["LOCATION"] * 3 + ["DATE"] * 2 + ["ORG"]


def test_nothing_at_all_has_no_score() -> None:
    """Texts without a gold span in which nothing was found have no score, and change none."""
    empty = count(TEXT, [], [])
    assert score([empty, empty]) == []
    assert score([count(TEXT, GOLD, FOUND), empty]) == score([count(TEXT, GOLD, FOUND)])


def test_an_interval_is_as_wide_as_the_binomial_one() -> None:
    """Of 400 texts with one name each, half of them found, the recall is known to 5 points; of 4 texts no interval is said."""
    one = [Span(0, 8, "PERSON")]
    judged = [count(TEXT, one, one if at % 2 else []) for at in range(400)]
    recall = score(judged)[0].measures["exact recall"]
    assert recall == Measured(0.5, pytest.approx(0.451, abs=0.008), pytest.approx(0.549, abs=0.008))
    assert score(judged[:4])[0].measures["exact recall"] == Measured(0.5)


def test_a_share_is_of_all_texts_together() -> None:
    """Texts count by their size; equal texts leave no doubt, few ones have no interval."""
    assert share([1, 3], [2, 8]) == Measured(0.4)
    assert share([3] * 5, [4] * 5) == Measured(0.75, 0.75, 0.75)


@given(texts)
def test_gold_itself_is_perfect(pairs: list[tuple[list[Span], list[Span]]]) -> None:
    """Whoever finds just the gold spans has 1 in every measure of every label."""
    for found in score([count("x" * 80, gold, gold) for gold, _ in pairs]):
        assert set(values(found).values()) == {1.0}


@given(texts)
def test_precision_is_recall_from_the_other_side(pairs: list[tuple[list[Span], list[Span]]]) -> None:
    """With gold and found exchanged, precision and recall are exchanged and F stays."""
    there = score([count("x" * 80, gold, found) for gold, found in pairs])
    back = score([count("x" * 80, found, gold) for gold, found in pairs])
    turned = {"precision": "recall", "recall": "precision", "F": "F"}
    for one, other in zip(there, back, strict=True):
        exchanged = {f"{name.split()[0]} {turned[name.split()[1]]}": value for name, value in values(other).items()}
        assert values(one) == pytest.approx(exchanged)


@given(texts)
def test_overlap_forgives_and_intervals_hold_their_value(pairs: list[tuple[list[Span], list[Span]]]) -> None:
    """Overlap is never below exact, every value lies between 0 and 1 and in its interval, which 5 texts give."""
    counted = [count("x" * 80, *pair) for pair in pairs]
    for found in score(counted):
        speaking = sum(found.label in counts if found.label else bool(counts) for counts in counted)
        for kind in ("F", "precision", "recall"):
            assert found.measures[f"exact {kind}"].value <= found.measures[f"overlap {kind}"].value + 1e-12
        for measured in found.measures.values():
            assert 0 <= measured.value <= 1
            assert (measured.low is None) == (speaking < 5)
            if measured.low is not None and measured.high is not None:
                assert 0 <= measured.low <= measured.value <= measured.high <= 1
                assert not math.isnan(measured.low)
