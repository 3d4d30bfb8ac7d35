"""Shows side by side: when they publish, what they are about, who comes."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import charts, database, questions
from dashboard.evidence import present
from dashboard.palette import bin_name
from dashboard.views.controls import choose_grain, nothing
from dashboard.visit import Visit

SUBJECTS = (
    ("category", "Categories", "Share of each show's episodes, as publishers label them.", 12),
    ("topic", "Topics", "Share of each show's episodes that name the topic.", 15),
    ("theme", "Themes", "Share of each show's episodes that are about the theme.", 10),
    ("guest", "Guests", "Share of each show's episodes with the guest. Only who was there counts, not who was named.", 12),
)


def page(visit: Visit) -> None:
    st.title("Shows")
    st.markdown("The shows side by side. A disc's area is a share of that show's own episodes, so large and small shows compare.")
    if database.marks(visit.build, questions.ranking(visit.filters, "show")).empty:
        nothing("shows")
        return
    cadence(visit)
    for subject, title, lead, most in SUBJECTS:
        beside(visit, subject, title, lead, most)


def cadence(visit: Visit) -> None:
    st.subheader("Cadence")
    st.markdown("Episodes in this build by date of publication.")
    grain = choose_grain(visit, questions.ranking(visit.filters, "show"))
    question = questions.attention(visit.filters, "show", grain=grain)
    marks = database.over_time(visit.build, question, visit.filters, grain)
    if marks.empty:
        nothing("dated episodes")
        return
    figure = charts.matrix(marks, visit.palette, column="bin", measure="count", name=partial(bin_name, grain=grain))
    present(visit, questions.counted(question), marks, figure, key="cadence")


def beside(visit: Visit, subject: str, title: str, lead: str, most: int) -> None:
    """The values of `subject` that are most frequent over all shows, by show."""
    st.subheader(title)
    st.markdown(lead)
    overall = database.marks(visit.build, questions.ranking(visit.filters, subject))
    if overall.empty:
        nothing(title.lower())
        return
    names = tuple(overall["series"][:most])
    question = questions.ranking(visit.filters, subject, names, panel="show")
    marks = database.marks(visit.build, question)
    order = {name: place for place, name in enumerate(names)}
    shown = marks.sort_values("series", key=lambda column: column.map(order), kind="stable")
    present(visit, question, shown, charts.matrix(shown, visit.palette), key=f"{subject}-by-show")
