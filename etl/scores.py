"""How well names were found: exact and overlap precision, recall and F, by label and over all, each with an interval.

What annotators do differently decides nothing: spans are compared without a leading "the", a trailing "'s" and quotes. An interval is
the middle 95 % of the measure over texts drawn anew from these ones (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
chapter 13). Texts are drawn, not names: whoever misses a name once misses it in the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from etl.records import Span

EXACT = ("exact F", "exact precision", "exact recall")
OVERLAP = ("overlap F", "overlap precision", "overlap recall")
MEASURES = (*EXACT, *OVERLAP)
GROUPS = {"GPE": "LOCATION", "LOC": "LOCATION", "FAC": "LOCATION", "TIME": "DATE"}
"""Labels that open corpora do not tell apart, and the one under which they are compared."""

FEWEST_TEXTS = 5
"""Texts that say something of a measure. Drawn anew from fewer they are nearly the same texts: an interval would look much too sure."""

_DRAWS = 1000
_THE = re.compile(r"(?:the|The|THE)\s+(?=\S)")
_LAST = ("'s", "’s", "'", "’", "”", '"', ",")
_FIRST = ('"', "“", "'")

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counts:
    """Spans of one label in one text: those found that are gold, all found, all gold, and of both those that touch one of the other."""

    right: int = 0
    found: int = 0
    gold: int = 0
    found_touching: int = 0
    gold_touching: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure between 0 and 1 and its 95 % interval, which is unknown for fewer than FEWEST_TEXTS texts. Where all texts agree it is as
    narrow as a point, however few they are: the number that was judged belongs beside it."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The measures of one label over some texts; of all labels together where `label` is None. `n` counts gold spans."""

    label: str | None
    counts: Counts
    measures: Mapping[str, Measured]

    @property
    def n(self) -> int:
        return self.counts.gold

    @property
    def f(self) -> float:
        return self.measures["exact F"].value


def count(
    text: str,
    gold: Iterable[Span],
    found: Iterable[Span],
    *,
    labels: Collection[str] | None = None,
    unknown: Sequence[tuple[int, int]] = (),
) -> dict[str, Counts]:
    """What was found in one text, by label. Only `labels` count, if they are given; a found span that is not gold and touches an unknown
    one counts neither way."""
    wanted = {plain(text, span) for span in gold}
    given = {plain(text, span) for span in found}
    given = {span for span in given if span in wanted or not any(start < span.end and span.start < end for start, end in unknown)}
    seen = {span.label for span in wanted | given}
    return {label: _count(_of(wanted, label), _of(given, label)) for label in sorted(seen if labels is None else seen.intersection(labels))}


def grouped(spans: Iterable[Span]) -> list[Span]:
    return [Span(span.start, span.end, GROUPS.get(span.label, span.label)) for span in spans]


def score(texts: Sequence[Mapping[str, Counts]]) -> list[Score]:
    """The score of all labels together, then of each label in the order of the alphabet; `texts` holds the counts of each text. None at
    all where nothing is gold and nothing was found."""
    labels = sorted({label for text in texts for label in text})
    if not labels:
        return []
    by_label = {label: _table([text.get(label, Counts()) for text in texts]) for label in labels}
    pooled = sum(by_label.values(), np.zeros((len(texts), 5)))
    return [_score(label, table) for label, table in [(None, pooled), *by_label.items()]]


def share(right: Sequence[int], of: Sequence[int]) -> Measured:
    """The share of right answers over all texts; both sequences hold a number for each text."""
    return with_intervals(np.array([right, of], dtype=float).T, _share)[0]


def with_intervals(table: Numbers, ratios: Callable[[Numbers], Numbers]) -> list[Measured]:
    """Each ratio of the sums over all texts, with its interval. `table` has a row of counts for each text; `ratios` takes such a row, or
    many at once, and gives nan where the counts allow none."""
    values = ratios(table.sum(axis=0))
    if np.count_nonzero(table.any(axis=1)) < FEWEST_TEXTS:
        return [Measured(float(value)) for value in values]
    drawn = ratios(_draws(len(table)) @ table)
    lows, highs = np.nanpercentile(drawn, [2.5, 97.5], axis=0)
    # in a few uneven texts the middle of the draws can lie beside the value itself
    return [Measured(*map(float, each)) for each in zip(values, np.minimum(lows, values), np.maximum(highs, values), strict=True)]


def plain(text: str, span: Span) -> Span:
    """The span as it is compared: without "the" before it, without "'s" and signs behind it, without quotes around it."""
    start, end = span.start, span.end
    if the := _THE.match(text, start, end):
        start = the.end()
    for sign in _LAST:
        if text.endswith(sign, start, end) and end - start > len(sign):
            end -= len(sign)
    for sign in _FIRST:
        if text.startswith(sign, start, end) and end - start > len(sign):
            start += len(sign)
    return Span(start, end, span.label)


def _of(spans: Iterable[Span], label: str) -> set[tuple[int, int]]:
    return {(span.start, span.end) for span in spans if span.label == label}


def _count(gold: set[tuple[int, int]], found: set[tuple[int, int]]) -> Counts:
    return Counts(len(gold & found), len(found), len(gold), _touching(found, gold), _touching(gold, found))


def _touching(spans: Iterable[tuple[int, int]], others: Collection[tuple[int, int]]) -> int:
    return sum(any(start < last and first < end for first, last in others) for start, end in spans)


def _table(counts: Sequence[Counts]) -> Numbers:
    return np.array([astuple(each) for each in counts], dtype=float)


def _score(label: str | None, table: Numbers) -> Score:
    measures = dict(zip(MEASURES, with_intervals(table, _ratios), strict=True))
    return Score(label, Counts(*map(int, table.sum(axis=0))), measures)


def _ratios(counts: Numbers) -> Numbers:
    """The six measures of each row of counts; nan where nothing is gold and nothing found."""
    right, found, gold, found_touching, gold_touching = np.moveaxis(counts, -1, 0)
    exact = _three(_divided(right, found), _divided(right, gold))
    overlap = _three(_divided(found_touching, found), _divided(gold_touching, gold))
    measures = np.stack([*exact, *overlap], axis=-1)
    measures[found + gold == 0] = np.nan
    return measures


def _three(precision: Numbers, recall: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    return _divided(2 * precision * recall, precision + recall), precision, recall


def _share(counts: Numbers) -> Numbers:
    right, of = np.moveaxis(counts, -1, 0)
    return np.where(of == 0, np.nan, _divided(right, of))[..., None]


def _divided(part: Numbers, whole: Numbers) -> Numbers:
    """Nothing found is a precision of 0, nothing gold a recall of 0."""
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole != 0)


@lru_cache(maxsize=1)
def _draws(texts: int) -> Numbers:
    """How often each text is drawn in each draw; the same at every run."""
    rng = np.random.default_rng(1993)
    return rng.multinomial(texts, np.full(texts, 1 / texts), size=_DRAWS).astype(float)
