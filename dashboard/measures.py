"""Counts into shares with their intervals, calendars without holes, lift. Frame in, frame out; nothing here reads a database."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.filters import GRAINS, Grain, bin_start, next_bin

Z95 = 1.959963984540054
LOW_BASE = 20
"""Below so many units a share is marked as resting on little."""
Numbers = npt.NDArray[Any]


def wilson(count: Numbers, base: Numbers) -> tuple[Numbers, Numbers]:
    """The 95 % score interval of count / base, as shares; nan where base is 0. Arrays, because series cost a page ten times as much.

    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22(158), 209-212.
    """
    n = np.where(base > 0, base, np.nan)
    share = count / n
    centre = share + Z95**2 / (2 * n)
    spread = Z95 * np.sqrt(share * (1 - share) / n + Z95**2 / (4 * n**2))
    low = np.maximum((centre - spread) / (1 + Z95**2 / n), 0.0)
    high = np.minimum((centre + spread) / (1 + Z95**2 / n), 1.0)
    return np.where((count == 0) & (base > 0), 0.0, low), np.where((count == base) & (base > 0), 1.0, high)


def shares(marks: pd.DataFrame) -> pd.DataFrame:
    """The frame with share, low and high after count and base; a base of 0 gives nulls, never a zero."""
    count, base = marks["count"].to_numpy("float64"), marks["base"].to_numpy("float64")
    low, high = wilson(count, base)
    return marks.assign(share=count / np.where(base > 0, base, np.nan), low=low, high=high)


def lift(within: pd.DataFrame, overall: pd.DataFrame) -> pd.DataFrame:
    """share of `within` over the share of the same series in `overall`; both counts and bases stay in the frame."""
    other = overall.set_index("series")[["count", "base", "share"]].add_prefix("overall_")
    joined = within.join(other, on="series")
    return joined.assign(lift=joined["share"] / joined["overall_share"].where(joined["overall_share"] > 0))


def default_grain(published: pd.Series) -> Grain:
    """The finest grain at which the median bin that holds anything has LOW_BASE episodes, else year."""
    days = [day for day in published if day is not None and not pd.isna(day)]
    for grain in GRAINS:
        sizes = pd.Series([bin_start(day, grain) for day in days]).value_counts()
        if len(sizes) and sizes.median() >= LOW_BASE:
            return grain
    return "year"


def bins(first: date, last: date, grain: Grain) -> list[date]:
    """The first days of all bins from the one that holds `first` to the one that holds `last`."""
    found = [bin_start(first, grain)]
    while (following := next_bin(found[-1], grain)) <= last:
        found.append(following)
    return found


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time a chart shows. `newest` is the newest date of the build: the bin that holds it is unfinished."""

    grain: Grain
    newest: date
    start: date | None = None
    end: date | None = None


def calendar(marks: pd.DataFrame, spans: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Marks on a complete calendar, with the `state` of each bin.

    `spans` has one row per show in question with its `first` and `last` date, and a `panel` where the marks' panels are shows.
    A bin in which nothing could be counted has base 0 and null shares. States: "complete", "unfinished", "no data" (base 0 while a
    show runs), "not covered" (no show runs). `thin` marks a base under LOW_BASE where others reach it.
    """
    if spans.empty:
        return marks.assign(state=pd.Series(dtype="object"), thin=pd.Series(dtype="bool"))
    starts = bins(window.start or min(spans["first"]), window.end or max(spans["last"]), window.grain)
    whole = _on_every_bin(marks, starts)
    running = _running(spans, starts, window.grain)
    panels = whole["panel"] if "panel" in spans else [None] * len(whole)
    runs = np.array([place in running for place in zip(panels, whole["bin"], strict=True)], dtype=bool)
    unfinished = (whole["bin"] == bin_start(window.newest, window.grain)).to_numpy()
    state = np.select([~runs, unfinished, whole["base"] == 0], ["not covered", "unfinished", "no data"], "complete")
    thin = whole["base"].between(1, LOW_BASE - 1) & (whole["base"].max() >= LOW_BASE)
    return whole.assign(state=state, thin=thin)


def _on_every_bin(marks: pd.DataFrame, starts: list[date]) -> pd.DataFrame:
    """Each group of the marks at each start, with count and base 0 where it had no mark. (Joins of object columns cost a page 5 ms.)"""
    keys = [name for name in ("panel", "series", "bin") if name in marks]
    places = {key: place for place, key in enumerate(zip(*(marks[name] for name in keys), strict=True))}
    every = [(*group, start) for group in dict.fromkeys(key[:-1] for key in places) for start in starts]
    whole = marks.reset_index(drop=True).reindex([places.get(key, -1) for key in every]).reset_index(drop=True)
    named = {name: list(values) for name, values in zip(keys, zip(*every, strict=True), strict=False)}
    counted = {name: whole[name].fillna(0).astype("int64") for name in ("count", "base")}
    return whole.assign(**named, **counted)


def _running(spans: pd.DataFrame, starts: list[date], grain: Grain) -> set[tuple[object, date]]:
    """The bins in which a show runs, each with its panel (None where spans has no panels)."""
    panels = spans["panel"] if "panel" in spans else [None] * len(spans)
    return {
        (panel, start)
        for panel, first, last in zip(panels, spans["first"], spans["last"], strict=True)
        for start in starts[bisect_left(starts, bin_start(first, grain)) : bisect_right(starts, last)]
    }
