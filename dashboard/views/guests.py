"""Guests: who comes, how often, on how many shows and over how long; apart from them the hosts, and who is only named."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import charts, database, questions
from dashboard.evidence import caption_of, present
from dashboard.exports import download
from dashboard.palette import NO_VALUE, escape_markdown, format_count
from dashboard.questions import Question
from dashboard.views.controls import choose, nothing, searched
from dashboard.visit import Visit

DRAWN = 12
MEASURES = {"Count": "count", "Share": "share"}
GROUPS = {
    "Guests": ("guest", "People who are there as guests. Hosts are not counted, nor is anybody who is only named."),
    "Hosts": ("host", "People who are there as hosts, kept apart from guests."),
    "Participants": ("participant", "People who are there, but neither as host nor as guest."),
    "Named, not present": ("person", "People whom the episodes name without their being there. To be named is not to appear."),
}


def page(visit: Visit) -> None:
    st.title("Guests")
    here = {*database.load(visit.build, questions.roles())["role"], "guest", "person"}
    group = {name: name for name, (subject, _) in GROUPS.items() if subject in here}
    chosen = choose("People", group, key="people")
    subject, lead = GROUPS[chosen]
    st.markdown(lead)
    question = asked(visit, subject)
    marks = database.marks(visit.build, question)
    if marks.empty:
        nothing(chosen.lower())
        return
    ranked(visit, question, marks.join(database.load(visit.build, questions.careers(question)).set_index("series"), on="series"))


def asked(visit: Visit, subject: str) -> Question:
    return questions.ranking(visit.filters, subject) if subject in questions.SUBJECTS else questions.present_as(visit.filters, subject)


def ranked(visit: Visit, question: Question, marks: pd.DataFrame) -> None:
    """The first few as a picture, all that the search leaves as a list."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        words = st.text_input("Search names", key="search", bind="query-params", placeholder="Emily", width=320)
        measure = choose("Measure", MEASURES, key="measure")
    found = searched(marks, words or "")
    if found.empty:
        nothing(f"names with “{escape_markdown(words or '')}”", hint="Try fewer letters.")
        return
    once = int((found["count"] == 1).sum())
    first = f"The first {DRAWN} of {format_count(len(found))}. " if len(found) > DRAWN else ""
    st.caption(f"{first}{format_count(once)} of {format_count(len(found))} in one episode only.")
    drawn = found.head(DRAWN)
    worded = questions.counted(question) if measure == "count" else question
    present(visit, worded, drawn, charts.bars(drawn, visit.palette, measure=measure), key=question.name.replace("_", "-"))
    everybody(visit, question, found)


def everybody(visit: Visit, question: Question, found: pd.DataFrame) -> None:
    """The list. Choosing a row opens the person's page."""
    st.subheader("One by one")
    st.caption("Choose a row to open the person's page.")
    chosen = st.dataframe(
        found[["series", "count", "share", "shows", "first", "last"]],
        key=f"list-{question.name}",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        placeholder=NO_VALUE,
        height="auto" if len(found) <= 10 else 520,
        column_config={
            "series": st.column_config.TextColumn("Name", width=200),
            "count": st.column_config.NumberColumn("Episodes"),
            "share": st.column_config.NumberColumn("Of the episodes asked", format="percent"),
            "shows": st.column_config.NumberColumn("Shows"),
            "first": st.column_config.DateColumn("First", format="D MMM YYYY"),
            "last": st.column_config.DateColumn("Last", format="D MMM YYYY"),
        },
        alt="People with their episodes, shows, first and last date. Choose a row to open the person's page",
    )
    download(found, f"all-{question.name}", caption_of(visit, question, found), key=f"csv-all-{question.name}")
    if places := chosen["selection"]["rows"]:
        st.switch_page(visit.pages["person"], query_params={"person": found["series"].iloc[places[0]]})
