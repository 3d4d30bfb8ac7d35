"""Method: how each number is made, what is known of its accuracy, what misleads, and what the words and tables mean.

The prose stands in assets/method.md, for whoever writes better than they program. Figures in it that the code holds are named in
braces and read from the code, so that the page cannot say something else; each kind of number leads to the page that shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import database
from dashboard.evidence import UNITS_AT_ONCE
from dashboard.filters import DEFAULT_BASIS, GRAINS
from dashboard.measures import LOW_BASE, Z95
from dashboard.palette import NO_VALUE, escape_markdown, format_count
from dashboard.questions import inventory
from dashboard.questions.accuracy import FEW
from dashboard.questions.search import K1, B
from dashboard.views.accuracy import accuracy
from dashboard.views.prose import ASSETS, parts
from dashboard.visit import Visit

PROSE = ASSETS / "method.md"
READING_WIDTH = 760
FIGURES = {
    "b": f"{B:g}",
    "few": str(FEW),
    "grains": f"{', '.join(GRAINS[:-1])} or {GRAINS[-1]}",
    "k1": f"{K1:g}",
    "low_base": str(LOW_BASE),
    "points": f"{100 / LOW_BASE:.0f}",
    "read_by_default": ", ".join(kind.replace("_", " ") for kind in DEFAULT_BASIS),
    "units_at_once": str(UNITS_AT_ONCE),
    "z95": f"{Z95:.2f}",
}
SHOWN_AT: Mapping[str, tuple[str, str, dict[str, str]]] = {
    "Shares": ("topics", "Shares of topics", {}),
    "Covered and left out": ("data", "Which sections are available, locked or absent", {}),
    "Intervals": ("topics", "Topics with their bands", {}),
    "Counts of the whole": ("overview", "Episodes, shows, guests, statistics", {}),
    "Time": ("topics", "Topics over time", {}),
    "Topics": ("topics", "All topics", {"of": "Topics"}),
    "Names": ("topics", "All names", {"of": "Names"}),
    "Themes": ("topics", "All themes", {"of": "Themes"}),
    "What occurs together": ("topics", "Topics that occur together", {}),
    "Guests and people named": ("guests", "All guests", {}),
    "Roles": ("guests", "Appearances with their roles", {}),
    "Statistics": ("statistics", "All statistics", {}),
    "Search": ("episodes", "Search in the text", {}),
    "Similar episodes": ("episodes", "All episodes", {}),
}
"""For each kind of number the page, the words of the link and the choices that it makes there."""

COLUMNS: Mapping[str, Any] = {
    "table_name": "table",
    "grain": "what it holds",
    "row_count": st.column_config.NumberColumn("rows", format="localized"),
    "column_name": "column",
    "data_type": "type",
    "may_be_empty": "may be empty",
    "in_key": "in the key",
    "refers_to": "refers to",
}


def page(visit: Visit) -> None:
    st.title("Method")
    numbers, *rest = parts(PROSE.read_text(encoding="utf-8").format(**FIGURES), level=2)
    kinds = parts(numbers[1], level=3)
    with st.container(width=READING_WIDTH):
        st.markdown(
            "How each number here is made, how far it can be trusted, and where it is shown. The filters change nothing on this page."
        )
        titles = [*(title for title, _ in kinds), "Accuracy", *(title for title, _ in rest), "Tables"]
        st.markdown(" · ".join(f"[{title}](#{anchor(title)})" for title in titles))
        st.subheader(numbers[0])
        for title, text in kinds:
            kind(visit, title, text)
        accuracy(visit)
        for title, text in rest:
            st.subheader(title, anchor=anchor(title))
            st.markdown(text)
    tables(visit)


def anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def kind(visit: Visit, title: str, text: str) -> None:
    """One kind of number. Streamlit makes the anchor of a heading in Markdown as `anchor` does."""
    path, label, choices = SHOWN_AT[title]
    st.markdown(f"#### {title}\n\n{text}")
    st.page_link(visit.pages[path], label=label, icon=":material/arrow_forward:", query_params=choices)


def tables(visit: Visit) -> None:
    """The tables of the build as they describe themselves, for whoever opens the file with another tool."""
    st.subheader("Tables", anchor="tables")
    found = database.load(visit.build, inventory.tables())
    st.markdown(f"A build is one DuckDB file of {format_count(len(found))} tables, open to any tool that reads DuckDB.")
    dictionary = st.expander("What stands in each table", key="dictionary", on_change="rerun")
    if not dictionary.open:
        return
    with dictionary:
        st.dataframe(found, hide_index=True, placeholder=NO_VALUE, alt="Tables of the build", column_config=COLUMNS)
        name = st.selectbox("Columns of", list(found["table_name"]), key="table", bind="query-params", width=320)
        st.markdown(escape_markdown(found.loc[found["table_name"] == name, "grain"].iloc[0]))
        columns = database.load(visit.build, inventory.columns())
        own = columns[columns["table_name"] == name].drop(columns="table_name")
        st.dataframe(own, hide_index=True, placeholder=NO_VALUE, alt=f"Columns of {name}", column_config=COLUMNS)
