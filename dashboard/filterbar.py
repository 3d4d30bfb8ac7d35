"""The one filter bar: pickers bound to the URL, chips for what is active, counts beside the options.

The pickers accept new options on purpose: a link may name somebody this build does not know, and then the page must say so instead of
dropping the name and showing everything.
"""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import database
from dashboard.database import Build, Dimension
from dashboard.filters import Filters, Known, Unknown, parse
from dashboard.palette import escape_markdown, format_count, format_date

PICKERS: tuple[tuple[Dimension, str], ...] = (("show", "Show"), ("category", "Category"), ("guest", "Guest"))
DATES = (("from", "From"), ("to", "To"))
KEYS = (*(key for key, _ in PICKERS), *(key for key, _ in DATES))


def filter_bar(build: Build) -> tuple[Filters, list[Unknown]]:
    """The bar, and what it chooses. The values that a link holds but nobody understands come back beside it."""
    known = database.known(build)
    asked = {key: st.query_params.get_all(key) for key in KEYS}
    bar = st.container(key="filter-bar", horizontal=True, vertical_alignment="bottom", gap="small")
    with bar:
        chosen: dict[str, list[str]] = {key: _picker(key, label, known) for key, label in PICKERS}
        days = {key: _day(key, label) for key, label in DATES}
    dates = {key: _written(key, day, asked[key]) for key, day in days.items()}
    filters, unknown = parse({**chosen, **dates}, known)
    with bar:
        _counts(build, filters)
    if filters.active or unknown:
        _chips(filters)
    return filters, unknown


def _picker(key: Dimension, label: str, known: Known) -> list[str]:
    names = {"show": known.shows, "category": known.categories, "guest": known.guests}[key]
    return st.multiselect(
        label,
        sorted(names, key=str.casefold),
        key=key,
        bind="query-params",
        accept_new_options=True,
        placeholder="All",
        width="stretch",
    )


def _day(key: str, label: str) -> date | None:
    value = st.date_input(label, None, key=key, bind="query-params", format="YYYY-MM-DD", width=172, min_value=date(1990, 1, 1))
    return value if isinstance(value, date) else None


def _written(key: str, day: date | None, asked: list[str]) -> list[str]:
    """The date as a link writes it, or what a link held that is no date. The picker drops the latter from the URL, so it is kept here
    until the reader chooses a date or clears the filters."""
    if day:
        st.session_state.pop(f"unread-{key}", None)
        return [day.isoformat()]
    if unread := [value for value in asked if not _is_day(value)]:
        st.session_state[f"unread-{key}"] = unread
    return list(st.session_state.get(f"unread-{key}", []))


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _chips(filters: Filters) -> None:
    """What is chosen, as chips that take a choice away."""
    with st.container(key="filter-chips", horizontal=True, vertical_alignment="center", gap="small"):
        for key, values in (("show", filters.shows), ("category", filters.categories), ("guest", filters.guests)):
            for value in values:
                st.button(
                    f"{escape_markdown(value)}",
                    key=f"chip-{key}-{value}",
                    icon=":material/close:",
                    icon_position="right",
                    on_click=_take_away,
                    args=(key, value),
                    help=f"Take this {key} out of the filters",
                )
        if filters.start or filters.end:
            span = f"{format_date(filters.start) if filters.start else 'beginning'} – {format_date(filters.end) if filters.end else 'end'}"
            st.button(span, key="chip-dates", icon=":material/close:", icon_position="right", on_click=_clear, args=(("from", "to"),))
        st.button("Clear all", key="clear-all", type="tertiary", on_click=_clear, args=(KEYS,))


def _counts(build: Build, filters: Filters) -> None:
    """How many episodes stand behind each option; asked for only when the reader opens it."""
    counts = st.popover("Counts", icon=":material/filter_list:", type="tertiary", on_change="rerun", key="counts")
    if counts.open:
        with counts:
            _options(build, filters)


def _options(build: Build, filters: Filters) -> None:
    st.caption(
        "Episodes under each value, with all other filters applied. An episode can be in several categories and have several guests."
    )
    key = (
        st.segmented_control("Count by", [key for key, _ in PICKERS], format_func=str.capitalize, default="show", key="counts-of") or "show"
    )
    frame = database.options(build, filters, key)
    with st.container(gap=None):
        for name, count in zip(frame["series"][:40], frame["count"][:40], strict=True):
            label = f"{escape_markdown(name)} · {format_count(count)}"
            st.button(label, key=f"count-{key}-{name}", type="tertiary", on_click=_add, args=(key, name))
    if len(frame) > 40:
        st.caption(f"The 40 most frequent of {format_count(len(frame))}; the picker searches all.")


def _add(key: str, name: str) -> None:
    st.session_state[key] = list(dict.fromkeys([*st.session_state.get(key, []), name]))


def _take_away(key: str, name: str) -> None:
    st.session_state[key] = [value for value in st.session_state.get(key, []) if value != name]


def _clear(keys: tuple[str, ...]) -> None:
    for key in keys:
        st.session_state[key] = [] if key in dict(PICKERS) else None
        st.session_state.pop(f"unread-{key}", None)
