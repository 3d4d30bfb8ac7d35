"""The list of numeric claims, for every page that shows one: the value as said and as read, and the passage it stands in."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import database, exports, questions
from dashboard.charts.for_export import Caption
from dashboard.evidence import marked
from dashboard.palette import NO_VALUE, escape_markdown, format_count, format_date, format_seconds
from dashboard.visit import Visit

COMPARATORS = {"=": "= ", "about": "about ", ">": "> ", ">=": "≥ ", "<": "< ", "<=": "≤ "}
SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
CURRENCIES = ("USD", "EUR", "GBP", "INR", "JPY", "CHF")
OPEN = "statistic"


@st.fragment
def ledger(visit: Visit, rows: pd.DataFrame, caption: Caption, *, key: str) -> None:
    """The table of `rows` (of questions.ledger), its export, and the passage of the row that is open."""
    st.dataframe(
        as_table(rows),
        key=f"ledger-{key}",
        hide_index=True,
        on_select=lambda: _choose(rows, f"ledger-{key}"),
        selection_mode="single-row",
        height="auto" if len(rows) <= 10 else 460,
        placeholder=NO_VALUE,
        column_config={
            "As said": st.column_config.TextColumn(width=190),
            "Read as": st.column_config.TextColumn(width=160, help="Comparator, value and unit as the reader parsed them"),
            "Sentence": st.column_config.TextColumn(width=340),
            "Date": st.column_config.DateColumn(format="D MMM YYYY"),
            "Time": st.column_config.TextColumn(alignment="right", width="small"),
        },
        alt="Numeric claims, one row per place where one stands. Choose a row to read it in its passage",
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(f"{format_count(len(rows))} places. Choose a row to read it in its passage.", width="content")
        exports.download(rows.drop(columns=["passage_id", "audio_url"]), "statistics", caption, label="Ledger as CSV", key=f"export-{key}")
    opened = st.query_params.get(OPEN)
    if opened is not None:
        passage(visit, rows[rows["statistic_id"] == opened], key)


def as_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns a reader sees, in the order of `rows`."""
    values = zip(rows["low"], rows["high"], rows["unit"], rows["comparator"], strict=True)
    return pd.DataFrame(
        {
            "As said": rows["surface"],
            "Read as": [in_words(*map(_none, value)) for value in values],
            "Of what": rows["measure"],
            "Sentence": rows["text"],
            "Said by": rows["speaker"],
            "Show": rows["show_name"],
            "Date": rows["published"],
            "Time": [format_seconds(None if pd.isna(start) else int(start)) for start in rows["start_s"]],
        }
    )


def in_words(low: float | None, high: float | None, unit: str | None, comparator: str | None) -> str:
    """The parsed value: "= 20%", "about 50–60%", "≥ USD 3.8 million", "= 7 days"; what was not understood is a dash."""
    if low is None:
        return NO_VALUE
    ends = [low] if high is None or high == low else [low, high]
    value = "–".join(map(number, ends))
    if unit == "percent":
        value = f"{value}%"
    elif unit == "x":
        value = f"{value}\N{MULTIPLICATION SIGN}"
    elif unit in CURRENCIES:
        value = f"{unit} {value}"
    elif unit:
        value = f"{value} {unit}"
    return COMPARATORS.get(comparator or "", "") + value


def number(value: float) -> str:
    """1,900 or 3.8 million: every digit that was said, none that was not."""
    for scale, word in SCALES:
        if abs(value) >= scale:
            return f"{value / scale:,.10g} {word}"
    return f"{value:,.10g}"


def passage(visit: Visit, found: pd.DataFrame, key: str) -> None:
    """The opened claim in the sentence that makes it, and on demand the sentences around it in the same section."""
    if found.empty:
        st.info("The statistic of this link is not under these filters. Take a filter away to see it.", icon=":material/search_off:")
        return
    row = {name: _none(value) for name, value in found.iloc[0].to_dict().items()}
    with st.container(border=True, key=f"passage-{key}"):
        st.markdown(f"#### {escape_markdown(row['surface'])}")
        st.markdown(_read(row))
        around = st.toggle("Sentences around it", key=f"around-{key}")
        st.markdown("  \n".join(f"> {sentence}" for sentence in _sentences(visit, row, around)))
        with st.container(gap="xxsmall"):
            st.page_link(visit.pages["episode"], label=escape_markdown(row["title"]), icon="", query_params={"episode": row["episode_id"]})
            if row["speaker"]:
                st.page_link(visit.pages["person"], label=escape_markdown(row["speaker"]), icon="", query_params={"person": row["speaker"]})
            start = None if row["start_s"] is None else int(row["start_s"])
            st.caption(f"{escape_markdown(row['show_name'])} · {format_date(row['published'])} · {format_seconds(start)}")
        st.button("Close", key=f"shut-{key}", icon=":material/close:", type="tertiary", on_click=_close)


def _read(row: dict[Any, Any]) -> str:
    """How the claim was parsed, part by part."""
    parts = {
        "read as": in_words(row["low"], row["high"], row["unit"], row["comparator"]),
        "kind": row["kind"],
        "of what": row["measure"],
        "about": row["subject"],
        "said by": row["speaker"],
    }
    return " · ".join(f":gray[{name}] {escape_markdown(value or NO_VALUE)}" for name, value in parts.items())


def _sentences(visit: Visit, row: dict[Any, Any], around: bool) -> list[str]:
    if not around:
        return [marked(row["text"], row["surface"])]
    near = database.load(visit.build, questions.context(row["passage_id"]))
    return [
        marked(text, row["surface"]) if passage_id == row["passage_id"] else escape_markdown(text)
        for passage_id, text in zip(near["passage_id"], near["text"], strict=True)
    ]


def _choose(rows: pd.DataFrame, key: str) -> None:
    chosen = st.session_state[key]["selection"]["rows"]
    if chosen:
        st.query_params[OPEN] = rows["statistic_id"].iloc[chosen[0]]
    else:
        _close()


def _close() -> None:
    if OPEN in st.query_params:
        del st.query_params[OPEN]


def _none(value: Any) -> Any:
    return None if pd.isna(value) else value
