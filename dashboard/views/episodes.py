"""Episodes: search in their text, or the list from the newest.

Words and page of the list are not bound to their widgets: they live in the URL alone, also while an episode is open and the widgets are
gone, so that the way back leads to the same place of the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import database, questions
from dashboard.charts.figure import rows
from dashboard.charts.for_export import Caption
from dashboard.evidence import marked
from dashboard.exports import download
from dashboard.filters import in_words
from dashboard.palette import escape_markdown, format_count, format_date, format_seconds
from dashboard.views import episode
from dashboard.views.controls import nothing
from dashboard.visit import Visit

AT_ONCE = 10


def page(visit: Visit) -> None:
    st.title("Episodes")
    st.markdown("Search in all text that can be read, or go through the episodes from the newest.")
    words = search_box()
    found = database.load(visit.build, questions.search(visit.filters, words) if words else questions.newest(visit.filters))
    if found.empty:
        nothing_found(words)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(counted(found, words), width="content")
        download(found, "episodes", _caption(visit, found, words), key="csv-episodes")
    listed(visit, found, words)


def search_box() -> str:
    st.session_state["find"] = st.query_params.get("find", "")
    words = st.text_input(
        "Search in the text", key="find", placeholder="open source funding", icon=":material/search:", width=480, on_change=_searched
    )
    return (words or "").strip()


def _searched() -> None:
    st.query_params["find"] = st.session_state["find"]
    st.query_params.pop("page", None)


def page_of_list(pages: int) -> int:
    """The chosen page; a link to one that is no more leads to the last. The key holds the page, so that the address alone decides it."""
    asked = st.query_params.get("page", "1")
    number = min(max(int(asked), 1), pages) if asked.isdecimal() else 1
    st.pagination(pages, default=number, key=f"page-{number}", on_change=_turned, args=(f"page-{number}",))
    return number


def _turned(key: str) -> None:
    st.query_params["page"] = str(st.session_state[key])


def nothing_found(words: str) -> None:
    if words:
        nothing(f"episodes with “{escape_markdown(words)}”", hint="Try another form of the words, or take a filter away.")
    else:
        nothing("episodes")


def counted(found: pd.DataFrame, words: str) -> str:
    """How many episodes the list holds, and of a search how many hold all of it."""
    number = f"**{format_count(len(found))} episode{'s' if len(found) > 1 else ''}**"
    if not words:
        undated = int(found["published"].isna().sum())
        return f"{number}, the newest first{f'; {format_count(undated)} undated stand last' if undated else ''}"
    wanted = int(found["wanted"].iloc[0])
    if wanted == 1:
        return f"{number} with “{escape_markdown(words)}”, the best matches first"
    every = int((found["held"] == wanted).sum())
    return f"{number} with any of the {wanted} words, **{format_count(every)}** with all of them; the best matches first"


def listed(visit: Visit, found: pd.DataFrame, words: str) -> None:
    """Ten episodes at once; a search quotes of each the sentences that hold most of the words."""
    place = st.container(gap="medium")
    pages = -(-len(found) // AT_ONCE)
    number = page_of_list(pages) if pages > 1 else 1
    shown = found.iloc[(number - 1) * AT_ONCE : number * AT_ONCE]
    quoted = database.load(visit.build, questions.best_sentences(tuple(shown["episode_id"]), words)) if words else None
    with place:
        for row in rows(shown):
            quotes = rows(quoted[quoted["episode_id"] == row["episode_id"]]) if quoted is not None else []
            entry(visit, row, [quote(found) for found in quotes])


def entry(visit: Visit, row: Mapping[str, Any], quotes: list[str]) -> None:
    """The way into one episode, which keeps the filters, the words and the page of the list."""
    link = {**episode.list_in_url(), "episode": row["episode_id"]}
    under = quotes or ([escape_markdown(row["abstract"])] if row.get("abstract") else [])
    with st.container(gap="xxsmall"):
        st.page_link(visit.pages["episode"], label=f"**{escape_markdown(row['title'])}**", icon="", query_params=link)
        st.markdown("\n\n".join([f":gray[{escape_markdown(row['show_name'])} · {format_date(row['published'])}]", *under]), width=860)


def quote(row: Mapping[str, Any]) -> str:
    time = f" · {format_seconds(row['start_s'])}" if row["start_s"] is not None else ""
    return f"{marked(row['text'], row['surfaces'])} :gray[{row['section_kind'].replace('_', ' ')}{time}]"


def _caption(visit: Visit, found: pd.DataFrame, words: str) -> Caption:
    question = f"Episodes with any word of “{words}”, by BM25" if words else "Episodes, the newest first"
    base = f"{format_count(len(found))} episodes"
    return Caption("Episodes", question, in_words(visit.filters), base, "Podscope", visit.build.build_id)
