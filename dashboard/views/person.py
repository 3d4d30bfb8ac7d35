"""One person: who they are said to be, where they were, what those episodes are about, what they said, and where else they are named."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts, database, exports, questions
from dashboard.evidence import caption_of, present, unit
from dashboard.palette import NO_VALUE, escape_markdown, format_count, format_date, many
from dashboard.questions import Wanted
from dashboard.views.controls import nothing
from dashboard.views.ledger import ledger
from dashboard.visit import Visit

HOW = {"declared": "listed on the page", "title": "the episode's title", "text": "the words of the summary"}
AT_ONCE = 10
TOPICS = 12


def page(visit: Visit) -> None:
    asked = st.query_params.get("person", "")
    known = frozenset(database.load(visit.build, questions.people())["name"])
    name = asked if asked in known else (database.known(visit.build).aliases or {}).get(asked, asked)
    st.page_link(visit.pages["guests"], label="All guests", icon=":material/arrow_back:")
    if name not in known:
        st.error(f"Nobody is called “{escape_markdown(asked)}” in this build. Nothing is drawn.", icon=":material/help:")
        return
    st.title(escape_markdown(name))
    there = database.load(visit.build, questions.appearances(visit.filters, name))
    st.markdown(summary(there))
    if len(there):
        biography(visit, there)
        appearances(visit, there, name)
        topics(visit, name)
        said(visit, name)
    elsewhere(visit, name)


def summary(there: pd.DataFrame) -> str:
    """In one line: in which roles, in how many episodes and shows, from when to when."""
    if there.empty:
        return "Does not appear in any of the chosen episodes, as host or as guest."
    roles = [f"{role} in {many(count, 'episode')}" for role, count in there["role"].value_counts().items()]
    days = [day for day in there["published"] if day is not None]
    shows = many(there["show_name"].nunique(), "show")
    if not days:
        span = "undated"
    else:
        span = format_date(min(days)) if min(days) == max(days) else f"{format_date(min(days))} to {format_date(max(days))}"
    return f"{', '.join(roles).capitalize()}, on {shows}. {span}."


def biography(visit: Visit, there: pd.DataFrame) -> None:
    """What the pages say of the person, the newest first; older ones on demand."""
    told = there[there["bio"].notna()].drop_duplicates("bio")
    if told.empty:
        return
    st.subheader("Biography")
    first, *others = told.to_dict("records")
    _told(visit, first)
    if others and st.toggle(f"Earlier ones ({format_count(len(others))})", key="bios"):
        for row in others:
            _told(visit, row)


def _told(visit: Visit, row: dict[Any, Any]) -> None:
    with st.container(gap="xxsmall"):
        st.markdown(escape_markdown(row["bio"]), width=760)
        st.page_link(visit.pages["episode"], label=escape_markdown(row["title"]), icon="", query_params={"episode": row["episode_id"]})
        st.caption(f"{escape_markdown(row['show_name'])} · {format_date(row['published'])}")


def appearances(visit: Visit, there: pd.DataFrame, name: str) -> None:
    st.subheader("Appearances")
    st.caption("Choose a row to open the episode. Confidence belongs to the role, not to the presence.")
    table = there.assign(how=there["how"].map(HOW))[["title", "role", "how", "confidence", "show_name", "published"]]
    chosen = st.dataframe(
        table,
        key=f"appearances-{name}",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        placeholder=NO_VALUE,
        height="auto" if len(table) <= 10 else 400,
        column_config={
            "title": st.column_config.TextColumn("Episode", width=380),
            "role": "Role",
            "how": "Known from",
            "confidence": st.column_config.NumberColumn("Confidence", format="percent"),
            "show_name": "Show",
            "published": st.column_config.DateColumn("Date", format="D MMM YYYY"),
        },
        alt=f"Appearances of {name}. Choose a row to open the episode",
    )
    if rows := chosen["selection"]["rows"]:
        st.switch_page(visit.pages["episode"], query_params={"episode": there["episode_id"].iloc[rows[0]]})


def topics(visit: Visit, name: str) -> None:
    """Every episode in which the person is there counts, in whichever role."""
    st.subheader("Topics of these episodes")
    question = questions.in_any_role(questions.together(visit.filters, "guest", name, "topic"))
    marks = database.marks(visit.build, question)
    if marks.empty:
        nothing("topics in these episodes", hint="Topics stand in at least three episodes of a build.")
        return
    st.markdown("Topics named in the episodes with this person, as host, guest or participant.")
    shown = marks.head(TOPICS)
    present(visit, questions.counted(question), shown, charts.bars(shown, visit.palette, measure="count"), key="person-topics")


def said(visit: Visit, name: str) -> None:
    st.subheader("Statistics said")
    question = questions.figures(visit.filters, Wanted(speakers=(name,)))
    marks = database.marks(visit.build, question)
    if marks.empty:
        st.markdown("No numeric claim of the statistics sections is ascribed to this person under these filters.")
        return
    ledger(visit, database.load(visit.build, questions.ledger(question)), caption_of(visit, question, marks), key="said")


def elsewhere(visit: Visit, name: str) -> None:
    """Mentions in episodes without the person: no appearance, so apart from all above."""
    st.subheader("Named elsewhere")
    question = questions.ranking(visit.filters, "person", (name,))
    marks = database.marks(visit.build, question)
    count, base = (int(marks["count"].sum()), int(marks["base"].max())) if len(marks) else (0, 0)
    if not count:
        st.markdown(f"Not named in any episode without being there, of {many(base, 'episode')} that can be read.")
        return
    st.markdown(
        f"Named in **{format_count(count)} of {many(base, 'episode')}** that can be read, without being there. "
        "To be named is not to appear: none of these counts above."
    )
    found = database.evidence(visit.build, question, {"series": name})
    groups = [own for _, own in found.groupby("unit_id", sort=False)]
    everything = len(groups) > AT_ONCE and st.toggle(f"All {format_count(len(groups))}", key="elsewhere")
    with st.container(border=True):
        for own in groups if everything else groups[:AT_ONCE]:
            unit(visit, own)
    exports.download(found, f"named-{name}", caption_of(visit, question, marks), label="Passages as CSV", key="named-csv")
