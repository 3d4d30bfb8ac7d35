"""A chart with everything that stands behind it: its words, its table, its exports, and the passages under a chosen mark.

The opened mark lives in one place, the query parameter `mark`, which only this module writes: a link to a mark is a link to its evidence.
Each presented chart is a fragment, so that opening a mark reruns the chart and not the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, cast

import pandas as pd
import streamlit as st
from plotly.basedatatypes import BaseFigure

from dashboard import database, exports
from dashboard.charts.figure import CONFIG, CUSTOM, WIDE, Figure
from dashboard.charts.for_export import Caption
from dashboard.filters import Filters, Grain, bin_start, in_words, next_bin
from dashboard.palette import NO_VALUE, bin_name, escape_markdown, format_count, format_date, format_seconds, format_share, many
from dashboard.questions import Question
from dashboard.visit import Visit

UNITS_AT_ONCE = 10
READING_WIDTH = 860
COLUMNS = {
    **{name: st.column_config.NumberColumn(format="percent") for name in ("share", "low", "high", "overall_share")},
    "lift": st.column_config.NumberColumn(format="%.2f"),
    "bin": st.column_config.DateColumn(format="D MMM YYYY"),
}
LEFT_OUT: dict[str, Any] = {
    "show_name": "Show",
    "title": "Episode",
    "published": st.column_config.DateColumn("Date", format="D MMM YYYY"),
    "reason": "Why",
}
Mark = dict[str, Any]


class Drawn(BaseFigure):  # type: ignore[misc]  # Plotly is untyped
    """A figure that Streamlit sends as it is. A plain dict it would check against Plotly's schema and give Plotly's own template, on
    every run (5 ms and 7 kB for a simple chart, 20 ms for small multiples); here the tests check the figures."""

    def __init__(self, figure: Figure) -> None:
        self._plain = figure

    def to_dict(self) -> Figure:
        return self._plain


@st.fragment
def present(visit: Visit, question: Question, marks: pd.DataFrame, figure: Figure, *, key: str) -> None:
    """The chart of `marks`, its twin table and exports, and below them the evidence of the mark that is open."""
    with st.container(key=f"{'wide' if figure['layout'].get('meta') == WIDE else 'fitting'}-{key}"):
        st.plotly_chart(
            Drawn(figure),
            key=f"chart-{key}",
            theme=None,
            on_select=lambda: _open(key, _clicked(f"chart-{key}")),
            selection_mode="points",
            config=CONFIG,
            alt=_alt(question, marks),
        )
    _foot(visit, question, marks, figure, key)
    mark = _opened(key)
    if mark is not None:
        _drawer(visit, question, marks, mark, key)


def open_mark(key: str, mark: Mark) -> str:
    """The value of the parameter `mark` that opens a mark of the chart `key`."""
    return json.dumps([key, {name: str(value) for name, value in mark.items()}], ensure_ascii=False, separators=(",", ":"))


def _open(key: str, mark: Mark | None) -> None:
    if mark is not None:
        st.query_params["mark"] = open_mark(key, mark)
    elif "mark" in st.query_params:
        del st.query_params["mark"]


def _opened(key: str) -> Mark | None:
    """The open mark, when it belongs to this chart; a link that says nothing readable opens nothing."""
    try:
        owner, mark = json.loads(st.query_params.get("mark", "null")) or ("", {})
        if owner != key:
            return None
        return {name: date.fromisoformat(value) if name == "bin" else value for name, value in mark.items() if name in CUSTOM}
    except (ValueError, TypeError, AttributeError):
        return None


def _clicked(chart: str) -> Mark | None:
    points = st.session_state[chart]["selection"]["points"]
    if not points:
        return None
    return {name: value for name, value in zip(CUSTOM, points[0]["customdata"], strict=True) if value}


def _alt(question: Question, marks: pd.DataFrame) -> str:
    """The chart for those who hear it: what it shows, and its largest marks."""
    largest = marks.sort_values("count", ascending=False).head(3)
    told = [f"{_named(row, question)} {format_share(row['share'])}" for row in largest.to_dict("records")]
    return f"{question.words}. {len(marks)} marks, all in the table below; largest: {', '.join(told)}"[:480]


def _foot(visit: Visit, question: Question, marks: pd.DataFrame, figure: Figure, key: str) -> None:
    """What was asked, of how many, who could not be asked; then table and exports."""
    left = database.left_out(visit.build, question)
    st.caption(f"{escape_markdown(question.words)}. {_asked(question, marks)} {_unasked(left)} {_widened(visit, question)}")
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"actions-{key}"):
        table = st.toggle("Table", key=f"table-{key}")
        outside = st.toggle(f"Left out ({format_count(len(left))})", key=f"left-{key}") if len(left) else False
        caption = caption_of(visit, question, marks)
        exports.download(marks, key, caption, key=f"csv-{key}")
        exports.picture(figure, key, caption, key=f"picture-{key}")
    if table:
        _table(question, marks, key)
    if outside:
        st.dataframe(
            left.drop(columns="episode_id"), hide_index=True, placeholder=NO_VALUE, alt="Episodes left out and why", column_config=LEFT_OUT
        )


def caption_of(visit: Visit, question: Question, marks: pd.DataFrame) -> Caption:
    """The words that go with the chart into its files."""
    left = _unasked(database.left_out(visit.build, question))
    return Caption(
        title=question.title or question.words,
        question=question.words,
        filters=in_words(_range(visit, question)),
        base=f"{_asked(question, marks)} {left}".strip(),
        source="Podscope, from summary pages",
        build_id=visit.build.build_id,
    )


def _range(visit: Visit, question: Question) -> Filters:
    """The filters with the dates that the question really reads: those of whole bins where it goes over time."""
    start, end = question.parameters.get("start"), question.parameters.get("end")
    return replace(visit.filters, start=cast("date | None", start), end=cast("date | None", end))


def _widened(visit: Visit, question: Question) -> str:
    read = _range(visit, question)
    if read == visit.filters:
        return ""
    return f"Dates widened to whole {question.parameters.get('grain') or 'year'}s: {in_words(Filters(start=read.start, end=read.end))}."


def _asked(question: Question, marks: pd.DataFrame) -> str:
    """How many units each share is of."""
    several = f" One {question.unit} can be in several." if question.overlapping else ""
    low, high = (marks["base"].min(), marks["base"].max()) if len(marks) else (0, 0)
    span = many(high, question.unit) if low == high else f"{format_count(low)} to {many(high, question.unit)}"
    return f"Base: {span}.{several}"


def _unasked(left: pd.DataFrame) -> str:
    if left.empty:
        return ""
    reasons = left.groupby("reason")["episode_id"].nunique()
    return "Left out: " + ", ".join(f"{format_count(count)} {reason}" for reason, count in reasons.items()) + "."


def _table(question: Question, marks: pd.DataFrame, key: str) -> None:
    """The frame of the chart as it is; choosing a row opens the same evidence as the mark."""

    def opened() -> None:
        rows = st.session_state[f"rows-{key}"]["selection"]["rows"]
        _open(key, {name: marks.iloc[rows[0]][name] for name in question.dimensions} if rows else None)

    st.dataframe(
        marks,
        key=f"rows-{key}",
        hide_index=True,
        on_select=opened,
        selection_mode="single-row",
        placeholder=NO_VALUE,
        column_config=COLUMNS,
        alt=f"Table of {question.words}",
    )


def _drawer(visit: Visit, question: Question, marks: pd.DataFrame, mark: Mark, key: str) -> None:
    found = database.evidence(visit.build, question, mark)
    others = database.without(visit.build, question, mark)
    with st.container(border=True, key=f"drawer-{key}"):
        st.markdown(f"#### {escape_markdown(_named(mark, question))}\n\n{_sum(question, found, others)}")
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            side = st.segmented_control("Units", ["with", "without"], default="with", key=f"side-{key}", label_visibility="collapsed")
            _filter_to(question, mark, key)
            exports.download(found, f"{key}-evidence", caption_of(visit, question, marks), label="Evidence as CSV", key=f"evidence-{key}")
            st.button("Close", key=f"close-{key}", icon=":material/close:", type="tertiary", on_click=_open, args=(key, None))
            _reveal()(key=f"reveal-{key}", data={"mark": open_mark(key, mark)}, width="content")
        _units(visit, others if side == "without" else found, key)


@cache
def _reveal() -> Callable[..., Any]:
    """An empty element that brings the drawer of a newly opened mark into sight: under a tall chart it would open out of it."""
    return st.components.v2.component("podscope_reveal", js=(exports.ASSETS / "reveal.js").read_text(encoding="utf-8"))


def _named(mark: Mapping[Any, Any], question: Question) -> str:
    """A mark by the values of its dimensions: customer · 2020."""
    values = {name: mark[name] for name in CUSTOM if mark.get(name) is not None}
    return " · ".join(
        bin_name(value, str(question.parameters.get("grain") or "year")) if isinstance(value, date) else str(value)
        for value in values.values()
    )


def _sum(question: Question, found: pd.DataFrame, others: pd.DataFrame) -> str:
    units, passages = found["unit_id"].nunique(), found["passage_id"].nunique()
    read = f", {many(passages, 'passage')}" if passages else ""
    return f"**{format_count(units)} of {many(units + len(others), question.unit)}**{read}"


def _filter_to(question: Question, mark: Mark, key: str) -> None:
    """Sets the filters to what the mark fixes and a filter can say."""
    wanted = filters_of(question, mark)
    if wanted and st.button("Filter to this", key=f"filter-{key}", icon=":material/filter_alt:", on_click=_set, args=(wanted,)):
        st.rerun()


def filters_of(question: Question, mark: Mark) -> dict[str, object]:
    """The values of the filter bar that a mark stands for."""
    subject = question.name.split("_")[0]
    wanted: dict[str, object] = {subject: [mark["series"]]} if subject in ("show", "category", "guest") and "series" in mark else {}
    panel = question.parameters.get("panel")
    if isinstance(panel, str) and "panel" in mark:
        wanted[panel] = [mark["panel"]]
    if "bin" in mark:
        grain: Grain = question.parameters["grain"]  # type: ignore[assignment]
        wanted |= {"from": bin_start(mark["bin"], grain), "to": next_bin(mark["bin"], grain) - pd.Timedelta(days=1).to_pytimedelta()}
    return wanted


def _set(wanted: Mapping[str, object]) -> None:
    st.session_state.update({str(key): value for key, value in wanted.items()})


def _units(visit: Visit, rows: pd.DataFrame, key: str) -> None:
    """The units, newest first, each with its passages; ten at once, all on demand."""
    groups = list(rows.groupby("unit_id", sort=False))
    limit = len(groups) if st.session_state.get(f"all-{key}") else UNITS_AT_ONCE
    for _, own in groups[:limit]:
        unit(visit, own)
    if len(groups) > limit:
        st.button(f"Show all {format_count(len(groups))}", key=f"more-{key}", on_click=_set, args=({f"all-{key}": True},))


def unit(visit: Visit, own: pd.DataFrame) -> None:
    """One episode's head line with the way into it, and its passages."""
    first = own.iloc[0]
    head = f":small[:gray[{escape_markdown(first['show_name'])} · {format_date(first['published'])}]]"
    passages = own[own["passage_id"].notna()].to_dict("records") if "passage_id" in own else []
    with st.container(gap=None):
        st.page_link(visit.pages["episode"], label=escape_markdown(first["title"]), icon="", query_params={"episode": first["episode_id"]})
        st.markdown(
            "\n\n".join([head, *(f"> {marked(row['text'], row['surfaces'])} {_where(row)}" for row in passages)]), width=READING_WIDTH
        )


def marked(text: str, surfaces: str | None) -> str:
    """A passage as Markdown, with the words that made it evidence set bold."""
    words = sorted({word for word in (surfaces or "").split(chr(31)) if word}, key=len, reverse=True)
    if not words:
        return escape_markdown(text)
    parts = re.split(f"({'|'.join(map(_whole, words))})", text)
    return "".join(f"**{escape_markdown(part)}**" if part in words else _between(part) for part in parts if part)


def _whole(word: str) -> str:
    """A pattern for the word that stands by itself: "art" is not found in "start"."""
    before, after = r"(?<![^\W\d_])" * word[0].isalpha(), r"(?![^\W\d_])" * word[-1].isalpha()
    return before + re.escape(word) + after


def _between(part: str) -> str:
    """Escaped, with the blanks at its ends: they part it from the bold words beside it."""
    if part.isspace():
        return " "
    return f"{' ' * part[0].isspace()}{escape_markdown(part)}{' ' * part[-1].isspace()}"


def _where(row: Mapping[Any, Any]) -> str:
    time = f" · {format_seconds(int(row['start_s']))}" if row["start_s"] == row["start_s"] and row["start_s"] is not None else ""
    return f":small[:gray[{row['section_kind'].replace('_', ' ')}{time}]]"
