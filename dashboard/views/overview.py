"""Overview: what is in here, what it is about over the whole period, and what came last."""

from __future__ import annotations

import streamlit as st

from dashboard import charts, database, questions
from dashboard.evidence import present
from dashboard.measures import LOW_BASE
from dashboard.palette import colours, escape_markdown, format_count, format_date
from dashboard.views.controls import nothing
from dashboard.visit import Visit

NUMBERS = (
    ("episode", "Episodes", "episodes"),
    ("show", "Shows", "shows"),
    ("guest", "Guests", "guests"),
    ("claim", "Statistics", "statistics"),
)


def page(visit: Visit) -> None:
    st.title("What podcasts talk about")
    totals = {unit: int(database.marks(visit.build, questions.totals(visit.filters, unit))["count"].sum()) for unit, _, _ in NUMBERS}
    if not totals["episode"]:
        nothing("episodes")
        return
    numbers(visit, totals)
    left, right = st.columns(2, gap="large")
    with left:
        ranking(visit, "category", "Categories", "as the publishers label them")
    with right:
        ranking(visit, "topic", "Topics", "as the episodes name them")
    over_time(visit)
    newest(visit)


def numbers(visit: Visit, totals: dict[str, int]) -> None:
    """Each number with the way to the list that it counts."""
    first, last = database.period(visit.build, visit.filters)
    span = f"{format_date(first)} to {format_date(last)}" if first else "all undated"
    st.markdown(f"Summaries of podcast episodes, read sentence by sentence. {span}.")
    with st.container(horizontal=True, gap="small", key="totals"):
        for unit, label, path in NUMBERS:
            with st.container(border=True, gap="xxsmall", width="stretch"):
                st.metric(label, format_count(totals[unit]))
                st.page_link(visit.pages[path], label=f"See all {label.lower()}", icon="")


def ranking(visit: Visit, subject: str, title: str, how: str) -> None:
    st.subheader(title)
    st.markdown(f"Share of episodes, {how}.")
    question = questions.ranking(visit.filters, subject)
    marks = database.marks(visit.build, question)
    if marks.empty:
        nothing(title.lower())
        return
    shown = marks.head(10)
    present(visit, question, shown, charts.bars(shown, visit.palette), key=f"overview-{subject}")


def over_time(visit: Visit) -> None:
    """The most frequent topics over time, where bins are large enough to say something; else what is missing."""
    st.subheader("Over time")
    ranked = database.marks(visit.build, questions.ranking(visit.filters, "topic"))
    if ranked.empty:
        nothing("topics")
        return
    grain, largest = database.fullest_bin(visit.build, questions.ranking(visit.filters, "topic"))
    if largest < LOW_BASE:
        st.markdown(
            f"No {grain} holds {LOW_BASE} episodes that can be asked (the fullest has {largest}), so a curve here would mislead. "
            "Add more pages to `data/raw` and build again, or look at the bands on the Topics page."
        )
        st.page_link(visit.pages["topics"], label="Topics over time", icon=":material/arrow_forward:")
        return
    names = tuple(ranked["series"][:3])
    question = questions.attention(visit.filters, "topic", names, grain=grain)
    marks = database.over_time(visit.build, question, visit.filters, grain)
    look = charts.Look(visit.palette, colours(names, visit.palette), grain)
    present(visit, question, marks, charts.attention(marks, look), key="overview-over-time")


def newest(visit: Visit) -> None:
    st.subheader("Newest episodes")
    found = database.load(visit.build, questions.newest(visit.filters))
    for row in found.head(6).to_dict("records"):
        with st.container(gap=None):
            st.page_link(visit.pages["episode"], label=escape_markdown(row["title"]), icon="", query_params={"episode": row["episode_id"]})
            st.caption(f"{escape_markdown(row['show_name'])} · {format_date(row['published'])}")
