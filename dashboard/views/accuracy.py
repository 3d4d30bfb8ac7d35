"""How good the extraction is, for somebody who decides something by the charts: first in words, then side by side with whiskers.

What was measured belongs to one pipeline with one set of weights: a build that another one read has no numbers here, and says so. What
nobody has measured holds for every build and stands in assets/method.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts, database, exports
from dashboard.charts.figure import CONFIG, rows
from dashboard.charts.for_export import Caption
from dashboard.evidence import Drawn
from dashboard.palette import NO_VALUE, escape_markdown, format_count, format_date
from dashboard.questions import Query, inventory
from dashboard.questions import accuracy as measured
from dashboard.views.controls import choose
from dashboard.views.prose import ASSETS, parts
from dashboard.visit import Visit

PROSE = ASSETS / "accuracy.md"
WHISKERS = "Whiskers: 95% bootstrap intervals over texts"
FOUND, RIGHT, EXACT, OVERLAP = "exact recall", "exact precision", "exact F", "overlap F"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One chart: what it asks, and how its axis and the cases that were marked are called. Its title is a heading of the prose."""

    query: Query
    words: str
    axis: str = "of 100 names"
    unit: str = "name"


COMPARISONS: Mapping[str, Comparison] = {
    "Kinds of name": Comparison(measured.by_kind(), "Names found and names right by kind, on summary pages kept out of training"),
    "Kinds, on more pages": Comparison(
        measured.by_kind(measured.ALL_PAGES),
        "Names found and names right by kind, on all marked pages, each read by weights that do not know it",
    ),
    "Shows": Comparison(measured.by_show(), "Names found and names right by show, on summary pages kept out of training"),
    "Other texts and pipelines": Comparison(
        measured.by_text(), "F of names by text and pipeline, each pipeline alone", axis="F: 100 is faultless"
    ),
    "Sentences and grammar": Comparison(
        measured.of_grammar(),
        "Sentence ends, parts of speech, dictionary forms and dependencies by pipeline",
        axis="right of 100",
        unit="case",
    ),
}
WORDS: Mapping[str, str] = {
    "PERSON": "People",
    "ORG": "Organisations",
    "PRODUCT": "Products",
    "WORK_OF_ART": "Works",
    "EVENT": "Events",
    "GPE": "Countries, cities",
    "LOC": "Other places",
    "FAC": "Buildings",
    "NORP": "Nations, beliefs",
    "LAW": "Laws",
    measured.PAGES: "Summary pages",
    measured.NOTES: "Show notes",
    "btc": "Tweets (BTC)",
    "crossner-ai": "AI (CrossNER)",
    "crossner-literature": "Literature (CrossNER)",
    "crossner-music": "Music (CrossNER)",
    "crossner-politics": "Politics (CrossNER)",
    "crossner-science": "Science (CrossNER)",
    "docred": "Wikipedia (Re-DocRED)",
    "gum": "Many genres (GUM)",
    "stackoverflow": "Stack Overflow",
    "uner-ewt": "Web texts (EWT)",
    "uner-pud": "News, Wikipedia (PUD)",
    "wikigold": "Wikipedia (WikiGold)",
    "wnut17": "Rare names (WNUT 17)",
    "open test sets, span-weighted mean": "All open sets, mean",
    "sentence F by rule": "Sentence ends, by rule",
    "sentence F": "Sentence ends, parser",
    "part of speech accuracy": "Parts of speech",
    "lemma accuracy": "Dictionary forms",
    "UAS": "Dependencies (UAS)",
    "LAS": "with their kind (LAS)",
    measured.OURS: "Podscope",
}
"""What the measured things are called on the page; what is not here is called as it is measured."""

COLUMNS: Mapping[str, Any] = {
    "series": "measured",
    "panel": "compared",
    **{name: st.column_config.NumberColumn(format="percent") for name in ("value", "low", "high")},
    "measured_on": st.column_config.DateColumn("measured on", format="D MMM YYYY"),
}


def accuracy(visit: Visit) -> None:
    st.subheader("Accuracy", anchor="accuracy")
    prose = dict(parts(PROSE.read_text(encoding="utf-8"), level=2))
    found = {title: database.load(visit.build, one.query) for title, one in COMPARISONS.items()}
    offered = {title: title for title, frame in found.items() if len(frame)}
    if not offered:
        pipeline = database.load(visit.build, inventory.made())["pipeline"][0]
        st.markdown(prose["Not measured"].format(pipeline=escape_markdown(pipeline)))
        return
    told = {row["measure"]: row for row in rows(database.load(visit.build, measured.in_short()))}
    if {FOUND, RIGHT, EXACT, OVERLAP} <= told.keys():
        st.markdown(prose["In short"].format(**in_words(told)))
    title = choose("Side by side", offered, key="measured")
    st.markdown(prose[title].format(few=measured.FEW))
    compared(visit, title, named(found[title]))


def in_words(told: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The figures that the short answer names."""
    return {
        "found": of_100(told[FOUND]),
        "right": of_100(told[RIGHT]),
        "exact": f"{100 * told[EXACT]['value']:.1f}",
        "overlap": f"{100 * told[OVERLAP]['value']:.1f}",
        "names": format_count(told[EXACT]["n"]),
        "measured_on": format_date(told[EXACT]["measured_on"]),
    }


def of_100(row: Mapping[str, Any]) -> str:
    """91 (88 to 93); what is not all never reads 100."""
    said = "more than 99" if 0.995 <= row["value"] < 1 else f"{100 * row['value']:.0f}"
    return said if row["low"] is None else f"{said} ({100 * row['low']:.0f} to {100 * row['high']:.0f})"


def named(marks: pd.DataFrame) -> pd.DataFrame:
    return marks.assign(**{name: marks[name].map(lambda code: WORDS.get(code, code)) for name in ("series", "panel")})


@st.fragment
def compared(visit: Visit, title: str, marks: pd.DataFrame) -> None:
    """The chart of `marks`, and the same frame as a table and as files. No evidence opens: the marked texts are not in the build."""
    asked = COMPARISONS[title]
    figure = charts.dots(marks, visit.palette, of=asked.axis, unit=asked.unit)
    st.plotly_chart(Drawn(figure), key="chart-accuracy", theme=None, config=CONFIG, alt=f"{asked.words}. All values are in the table.")
    days = ", ".join(map(format_date, sorted(set(marks["measured_on"]))))
    words = f"{asked.words}. Measured on {days}. Beside each line: how many {asked.unit}s were marked."
    st.caption(words)
    caption = Caption(f"Accuracy: {title.lower()}", words, "none apply", WHISKERS, "Podscope", visit.build.build_id)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="actions-accuracy"):
        table = st.toggle("Table", key="table-accuracy")
        exports.download(marks, "accuracy", caption, key="csv-accuracy")
        exports.picture(figure, "accuracy", caption, key="picture-accuracy")
    if table:
        with st.container(key="rows-accuracy"):
            st.dataframe(marks, hide_index=True, placeholder=NO_VALUE, column_config=COLUMNS, alt=f"Table of {asked.words}")
