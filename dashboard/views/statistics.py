"""Statistics: the ledger of numeric claims, counted by kind, spread by value, each in the passage that says it."""

from __future__ import annotations

import streamlit as st

from dashboard import charts, database, questions
from dashboard.evidence import caption_of, present
from dashboard.questions import Question, Wanted
from dashboard.views.controls import choose, choose_names, nothing
from dashboard.views.ledger import ledger
from dashboard.visit import Visit

ENOUGH = 10
"""Claims in one unit from which on their spread is worth a picture."""


def page(visit: Visit) -> None:
    st.title("Statistics")
    st.markdown("The numbers that the episodes state, as their Statistics & Facts sections have them, with who said them and when.")
    wanted = choices(visit)
    if wanted is None:
        return
    question = questions.figures(visit.filters, wanted)
    marks = database.marks(visit.build, question)
    if marks.empty:
        nothing("statistics", hint="Take a filter or a word away, or widen the dates.")
        return
    st.subheader("By kind")
    present(visit, question, marks, charts.bars(marks, visit.palette, unit="claim"), key="figures")
    spread(visit, question)
    st.subheader("Ledger")
    st.markdown("One row per place where a claim stands. “Read as” is what the program understood; “–” means that it is not said.")
    ledger(visit, database.load(visit.build, questions.ledger(question)), caption_of(visit, question, marks), key="all")


def choices(visit: Visit) -> Wanted | None:
    """What of the ledger is wanted; None when a link asks for what this build does not have."""
    known = database.load(visit.build, questions.vocabulary())
    *pickers, search = st.columns(4)
    chosen = {}
    for column, field in zip(pickers, ("kind", "unit", "speaker"), strict=True):
        with column:
            chosen[field] = choose_names(field.capitalize(), list(known.loc[known["field"] == field, "name"]), key=field)
    words = search.text_input("Words", key="words", bind="query-params", placeholder="revenue")
    if not all(understood for _, understood in chosen.values()):
        return None
    return Wanted(units=chosen["unit"][0], kinds=chosen["kind"][0], speakers=chosen["speaker"][0], words=words or "")


def spread(visit: Visit, question: Question) -> None:
    """How the claims of one unit spread, where enough of them share a unit."""
    units = database.load(visit.build, questions.units(question))
    enough = list(units.loc[units["claims"] >= ENOUGH, "unit"])
    if not enough:
        return
    st.subheader("By stated value")
    st.markdown("A range counts in every step that it touches. “About” and “at least” count where their number stands.")
    unit = choose("Unit to show", {name: name for name in enough}, key="in")
    asked = questions.spread(question, unit)
    order = {label: place for place, (label, _, _) in enumerate(questions.steps_of(unit))}
    marks = database.marks(visit.build, asked).sort_values("series", key=lambda names: names.map(order))
    present(visit, questions.counted(asked), marks, charts.spread(marks, visit.palette), key="spread")
