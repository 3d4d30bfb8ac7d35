"""Topics: the ranked list, up to eight of them over time, and what occurs together with one."""

from __future__ import annotations

import streamlit as st

from dashboard import charts, database, measures, questions
from dashboard.evidence import present
from dashboard.palette import colours, escape_markdown, format_count
from dashboard.views.controls import choose, choose_grain, choose_names, nothing, say_how_much, searched
from dashboard.visit import Visit

SUBJECTS = {"Topics": "topic", "Names": "entity", "Themes": "theme"}
MEASURES = {"Share": "share", "Count": "count"}
FEWEST = 2
TOPS = {"25": 25, "50": 50, "100": 100}
PANELS = {"Together": None, "Show": "show", "Category": "category"}


def page(visit: Visit) -> None:
    st.title("Topics")
    st.markdown("What the episodes talk about: how often each thing is named, whether it grows, and what comes with it.")
    subject = choose("Subject", SUBJECTS, key="of")
    ranked = database.marks(visit.build, questions.ranking(visit.filters, subject))
    if ranked.empty:
        nothing(questions.SUBJECTS[subject].many)
        return
    many = questions.SUBJECTS[subject].many
    hint = f"Up to eight {many}; the three most frequent unless you choose"
    names, known = choose_names(f"Compare {many}", list(ranked["series"]), key=subject, placeholder=hint)
    if not known:
        return
    over_time(visit, subject, names or tuple(ranked["series"][:3]))
    ranking(visit, subject)
    together(visit, subject, tuple(dict.fromkeys([*names, *ranked["series"]])))


def over_time(visit: Visit, subject: str, names: tuple[str, ...]) -> None:
    st.subheader("Over time")
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        measure = choose("Measure", MEASURES, key="measure")
        panel = choose("Side by side", PANELS, key="panel")
        grain = choose_grain(visit, questions.ranking(visit.filters, subject))
    question = questions.attention(visit.filters, subject, names, grain=grain, panel=panel)
    marks = database.over_time(visit.build, question, visit.filters, grain)
    if marks.empty:
        nothing("dated episodes")
        return
    say_how_much(marks)
    look = charts.Look(visit.palette, colours(names, visit.palette), grain, measure)
    asked = questions.counted(question) if measure == "count" else question
    present(visit, asked, marks, charts.attention(marks, look), key=f"{subject}-over-time")


def ranking(visit: Visit, subject: str) -> None:
    kind = questions.SUBJECTS[subject]
    st.subheader(f"All {kind.many}")
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        words = st.text_input(f"Search {kind.many}", key="search", bind="query-params", placeholder="agent", width=320)
        most = choose("Show", TOPS, key="top")
    question = questions.ranking(visit.filters, subject)
    found = searched(database.marks(visit.build, question), words or "")
    if found.empty:
        nothing(f"{kind.many} with “{escape_markdown(words or '')}”", hint="Try fewer letters.")
        return
    shown = found.head(most)
    st.markdown(f"{format_count(len(shown))} of {format_count(len(found))} {kind.many}, most frequent first.")
    present(visit, question, shown, charts.bars(shown, visit.palette), key=f"{subject}-ranking")


def together(visit: Visit, subject: str, names: tuple[str, ...]) -> None:
    st.subheader("What occurs together")
    asked = st.query_params.get("with")
    if asked is not None and asked not in names:
        what = f"No {questions.SUBJECTS[subject].one} is called “{escape_markdown(asked)}” under these filters"
        st.warning(f"{what}; below stands “{escape_markdown(names[0])}”.", icon=":material/help:")
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        name = st.selectbox("With", names, key="with", bind="query-params", width=320)
        other = choose("Look for", SUBJECTS, key="other")
    question = questions.together(visit.filters, subject, name, other)
    marks = measures.lift(database.marks(visit.build, question), database.marks(visit.build, questions.ranking(visit.filters, other)))
    shown = marks[marks["count"] >= FEWEST].sort_values(["count", "lift", "series"], ascending=[False, False, True]).head(15)
    if shown.empty:
        nothing(f"{questions.SUBJECTS[other].many} in at least {FEWEST} of the same episodes")
        return
    st.markdown(f"In at least {FEWEST} of the same episodes. × is the share here over the share in all episodes.")
    present(visit, question, shown, charts.bars(shown, visit.palette), key=f"{other}-with-{subject}")
