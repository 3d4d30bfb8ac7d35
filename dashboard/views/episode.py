"""The page of one episode: who, when and how long, its sections as on the source, and on the side what it names and what is like it.

A section is one block of Markdown and one row of moments to play from; the audio is asked for only when the reader presses one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from dashboard import database
from dashboard.charts.figure import rows
from dashboard.filters import query_of
from dashboard.palette import NO_VALUE, escape_markdown, format_date, format_seconds
from dashboard.questions import Query, episodes
from dashboard.views.controls import keep_address
from dashboard.visit import Visit

Row = Mapping[str, Any]


def page(visit: Visit) -> None:
    keep_address()
    episode_id = st.query_params.get("episode", "")
    back(visit)
    known = read(visit, episodes.episode(episode_id))
    if not known:
        st.error(f"No episode has the id “{escape_markdown(episode_id)}” in this build.", icon=":material/help:")
        return
    [about] = known
    heading(visit, about)
    text, aside = st.columns([5, 3], gap="large")
    with text:
        sections(visit, about)
    with aside:
        named(visit, about)
        more(visit, about)
    claims(visit, about)


def read(visit: Visit, query: Query) -> list[dict[Any, Any]]:
    return rows(database.load(visit.build, query))


def list_in_url() -> dict[str, str]:
    """The words and the page of the list of episodes, as the URL holds them."""
    return {key: value for key in ("find", "page") if (value := st.query_params.get(key))}


def back(visit: Visit) -> None:
    kept = list_in_url()
    label = "Back to the search" if "find" in kept else "All episodes"
    st.page_link(visit.pages["episodes"], label=label, icon=":material/arrow_back:", query_params=kept)


def heading(visit: Visit, about: Row) -> None:
    st.title(escape_markdown(about["title"]))
    st.markdown(f"{escape_markdown(about['show_name'])} · {format_date(about['published'])} · {format_length(about['duration_s'])}")
    if about["abstract"]:
        st.markdown(escape_markdown(about["abstract"]), width=760)
    present = read(visit, episodes.people(about["episode_id"]))
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        for one in present:
            st.page_link(
                visit.pages["person"],
                label=f"{escape_markdown(one['name'])}, {one['role']}",
                icon=":material/person:",
                query_params={"person": one["name"]},
            )
    if not present:
        st.caption("No people listed.")
    st.caption(categories_in_words(about))
    links(about)


def format_length(seconds: int | None) -> str:
    """An unknown duration is a dash, never 0."""
    return f"{format_seconds(seconds)} long" if seconds else f"length {NO_VALUE}"


def categories_in_words(about: Row) -> str:
    names = " · ".join(map(escape_markdown, about["categories"]))
    if not names:
        return "No categories given."
    return f"Categories of the show (the episode has none of its own): {names}" if about["of_show"] else f"Categories: {names}"


def links(about: Row) -> None:
    """Out to the source; audio that a page on https may not embed is a link too."""
    outside = {"Summary's source": about["url"], "Audio file": None if playable(about) else about["audio_url"]}
    with st.container(horizontal=True, gap="small"):
        for label, url in outside.items():
            if url and urlsplit(url).scheme in ("http", "https"):
                st.link_button(label, url, icon=":material/open_in_new:", icon_position="right")


def playable(about: Row) -> bool:
    return bool(about["audio_url"]) and urlsplit(about["audio_url"]).scheme == "https"


def sections(visit: Visit, about: Row) -> None:
    """In the order of the source. What cannot be read takes one line each."""
    sentences = database.load(visit.build, episodes.sentences(about["episode_id"]))
    moments = database.load(visit.build, episodes.starts(about["episode_id"])) if playable(about) else pd.DataFrame()
    of_kind = {str(kind): list(own["start_s"]) for kind, own in moments.groupby("section_kind")} if len(moments) else {}
    texts = {str(kind): rows(own) for kind, own in sentences.groupby("section_kind")}
    chosen = []
    listed = read(visit, episodes.sections(about["episode_id"]))
    for readable, group in groupby(listed, key=lambda section: section["kind"] in texts):
        if not readable:
            st.markdown("\n\n".join(f"**{escape_markdown(one['heading'])}** · :gray[{unreadable(one)}]" for one in group))
            continue
        for one in group:
            st.subheader(escape_markdown(one["heading"]))
            chosen.append(moments_to_play(about, one["kind"], of_kind.get(one["kind"], []), list(of_kind)))
            st.markdown(body(texts[one["kind"]]))
    missing = [escape_markdown(one["heading"]) for one in read(visit, episodes.absent(about["episode_id"]))]
    if missing:
        st.caption(f"Not on this source: {', '.join(missing)}.")
    player(about, next((moment for moment in chosen if moment is not None), None))


def unreadable(section: Row) -> str:
    if section["availability"] == "locked":
        needs = f"needs a {section['tier']} subscription" if section["tier"] else "needs a subscription"
        return f":material/lock: Locked on the source: {needs}"
    return "None mentioned"


def moments_to_play(about: Row, kind: str, moments: Sequence[int], kinds: Sequence[str]) -> int | None:
    """The moments of a section as one row of choices. One plays at a time: a choice takes back that of another section."""
    if not moments:
        return None
    keys = {other: f"play-{about['episode_id']}-{other}" for other in kinds}

    def alone() -> None:
        for other, key in keys.items():
            if other != kind:
                st.session_state[key] = None

    return st.pills(
        "Play from",
        moments,
        key=keys[kind],
        format_func=lambda seconds: f":material/play_arrow: {format_seconds(int(seconds))}",
        on_change=alone,
        label_visibility="collapsed",
    )


def player(about: Row, moment: int | None) -> None:
    """At the foot of the window, and only once the reader has pressed a moment: the audio lies with a third party."""
    if moment is not None:
        with st.bottom:
            st.audio(about["audio_url"], "audio/mpeg", start_time=int(moment), autoplay=True, alt=f"Audio of {about['title']}")


class Line(NamedTuple):
    """A line of the source: its sentences, and the item it is part of, whose title it may be."""

    text: str
    item: str | None
    is_title: bool


def body(sentences: Sequence[Row]) -> str:
    """The text of a section as Markdown: paragraphs, items under their titles, a list of single lines, names in a row."""
    lines = list(_lines(sentences))
    if all(line.is_title for line in lines):
        return " · ".join(line.text for line in lines)
    told = {line.item for line in lines if not line.is_title}
    titled = {line.item for line in lines if line.is_title and line.item in told}
    return re.sub("\n{3,}", "\n\n", "".join(_block(line, headed=line.item in titled) for line in lines)).strip()


def _block(line: Line, *, headed: bool) -> str:
    if headed:
        return f"\n\n**{line.text}**  \n" if line.is_title else f"{line.text}\n\n"
    return f"- {line.text}\n" if line.item else f"\n\n{line.text}\n\n"


def _lines(sentences: Sequence[Row]) -> Iterator[Line]:
    starts = pd.Series([one["new_line"] for one in sentences]).cumsum()
    for _, group in groupby(zip(starts, sentences, strict=True), key=lambda pair: pair[0]):
        own = [one for _, one in group]
        yield Line(" ".join(map(_sentence, own)), own[0]["item"], own[0]["is_title"])


def _sentence(one: Row) -> str:
    time = f" :small[:gray[{format_seconds(int(one['start_s']))}]]" if one["start_s"] is not None else ""
    return escape_markdown(one["text"]) + time


def claims(visit: Visit, about: Row) -> None:
    found = database.load(visit.build, episodes.claims(about["episode_id"]))
    if found.empty:
        return
    st.subheader("Its numbers")
    told = found.assign(at=[format_seconds(row["start_s"]) for row in rows(found)]).fillna({"unit": NO_VALUE, "speaker": NO_VALUE})
    number = st.column_config.NumberColumn(format="localized")
    st.dataframe(
        told[["surface", "low", "high", "unit", "kind", "speaker", "at", "text"]],
        hide_index=True,
        alt="Numeric claims of this episode",
        column_config={"surface": "as said", "low": number, "high": number, "text": st.column_config.TextColumn("sentence", width="large")},
    )


def named(visit: Visit, about: Row) -> None:
    """What the episode names, by the number of its sentences that do."""
    ranked(visit, "Topics", episodes.topics(about["episode_id"]), lambda name: {"topic": name})
    ranked(visit, "Names", episodes.entities(about["episode_id"]), lambda name: {"of": "Names", "entity": name})


def ranked(visit: Visit, title: str, query: Query, link: Callable[[str], dict[str, str]]) -> None:
    st.subheader(title)
    found = read(visit, query)
    if not found:
        st.caption("None found.")
    with st.container(gap=None):
        for one in found:
            label = f"{escape_markdown(one['name'])} · {in_sentences(one['sentences'])}"
            st.page_link(visit.pages["topics"], label=label, icon="", query_params=link(one["name"]))


def in_sentences(count: int) -> str:
    return f"{count} sentence{'s' if count > 1 else ''}"


def more(visit: Visit, about: Row) -> None:
    """Computed likeness and what the page prints are two things, and stand apart."""
    st.subheader("More like this")
    found = read(visit, episodes.similar(about["episode_id"]))
    st.caption(
        "By the topics and names they share; 1 would be the same ones with the same weights."
        if found
        else "None shares its topics or names."
    )
    for one in found:
        other(visit, one, one["episode_id"], f"likeness {one['score']:.2f}")
    printed = read(visit, episodes.related(about["episode_id"]))
    if printed:
        st.subheader("More like this, as the source has it")
    for one in printed:
        other(visit, one, one["other_episode_id"], "" if one["other_episode_id"] else "not in this build")


def other(visit: Visit, one: Row, episode_id: str | None, note: str) -> None:
    where = " · ".join(filter(None, [escape_markdown(one["show_name"]), format_date(one["published"]), note]))
    with st.container(gap=None):
        if episode_id:
            link = {**query_of(visit.filters), **list_in_url(), "episode": episode_id}
            st.page_link(visit.pages["episode"], label=escape_markdown(one["title"]), icon="", query_params=link)
        else:
            st.markdown(escape_markdown(one["title"]))
        st.caption(where)
