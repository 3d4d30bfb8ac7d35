"""Choices that several pages offer, bound to the URL. A value of a link that is none of the choices is said, not dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import pandas as pd
import streamlit as st

from dashboard import database
from dashboard.filters import GRAINS, Grain
from dashboard.measures import LOW_BASE
from dashboard.palette import escape_markdown
from dashboard.questions import Question
from dashboard.visit import Visit

T = TypeVar("T")


def choose(label: str, options: Mapping[str, T], *, key: str) -> T:
    """One of a few closed choices, the first unless told. What the reader sees is what stands in the URL."""
    asked = st.query_params.get(key)
    if asked is not None and asked not in options:
        st.warning(f"“{escape_markdown(asked)}” is no {label.lower()}; there are {', '.join(options)}.", icon=":material/help:")
    first = next(iter(options))
    return options[st.segmented_control(label, list(options), default=first, key=key, bind="query-params", required=True)]


def choose_grain(visit: Visit, question: Question) -> Grain:
    """The grain of a time chart: the finest that the data carry, unless the reader wants another."""
    options: dict[str, Grain | None] = {"Auto": None, **{grain.capitalize(): grain for grain in GRAINS}}
    return choose("Grain", options, key="grain") or database.default_grain(visit.build, question)


def choose_names(label: str, names: Sequence[str], *, key: str, most: int = 8, placeholder: str = "Any") -> tuple[tuple[str, ...], bool]:
    """Up to `most` names, and whether all are known: an unknown one is said, and then nothing should be drawn."""
    chosen = st.multiselect(
        label, names, key=key, bind="query-params", accept_new_options=True, max_selections=most, placeholder=placeholder
    )
    unknown = [name for name in chosen if name not in set(names)]
    for name in unknown:
        st.error(f"No {key} is called “{escape_markdown(name)}” in this build.", icon=":material/help:")
    return tuple(chosen), not unknown


def say_how_much(marks: pd.DataFrame, unit: str = "episode") -> None:
    """One line when no bin reaches the base at which a share is worth reading closely."""
    largest = int(marks["base"].max()) if len(marks) else 0
    if largest < LOW_BASE:
        st.caption(
            f":material/info: Every point rests on fewer than {LOW_BASE} {unit}s (at most {largest}): read the bands, not the lines. "
            "More episodes in data/raw, or a coarser grain, make them narrower."
        )


def keep_address() -> None:
    """For a page that links to itself: such a link reaches the script and leaves the browser's address as it was, so that the next
    click would lead back. Saying the parameters again, unchanged, puts them into the address."""
    st.query_params.update()


def nothing(what: str, *, hint: str = "Take a filter away, or widen the dates.") -> None:
    """An empty state says what to change."""
    st.info(f"No {what} under these filters. {hint}", icon=":material/search_off:")


def searched(frame: pd.DataFrame, words: str, *, column: str = "series") -> pd.DataFrame:
    """The rows whose `column` contains every word."""
    names = frame[column].str.casefold()
    for word in words.casefold().split():
        names = names[names.str.contains(word, regex=False)]
    return frame.loc[names.index]
