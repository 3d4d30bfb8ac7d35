"""Data: what this build is made of, what could not be read, what its pages show, and the builds that are kept."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts, database, exports
from dashboard.charts.for_export import Caption
from dashboard.evidence import present
from dashboard.palette import NO_VALUE, bin_name, escape_markdown, format_count, format_date
from dashboard.questions import Query, inventory
from dashboard.questions.inventory import Across
from dashboard.views.controls import choose, nothing, searched
from dashboard.visit import Visit

ACROSS: dict[str, Across] = {"States": "state", "Shows": "show", "Years": "year"}
STATES = {state.capitalize(): state for state in inventory.STATES}
SCOPES = {"All": None, "File": "file", "Episode": "episode", "Part": "part"}
BUILD_TIME = "%Y%m%dT%H%M%S"
EPISODES_AT_ONCE = 10
HINTS = {"sources": "Choose a row to see its episodes.", "rejections": "Choose a row to open its episode."}
COLUMNS = {
    "episode_id": None,
    "read_at": st.column_config.DateColumn("read at", format="D MMM YYYY"),
    "items": st.column_config.NumberColumn("read"),
    "made_at": st.column_config.DatetimeColumn("made at, UTC", format="D MMM YYYY, HH:mm"),
    "mebibytes": st.column_config.NumberColumn("size, MiB", format="%.1f"),
}
Row = dict[Hashable, Any]


def page(visit: Visit) -> None:
    st.title("Data")
    st.markdown("What this build holds, how much of its pages is open, and what could not be read. The filters apply to Sections only.")
    this_build(visit)
    coverage(visit)
    sources(visit)
    rejections(visit)
    kept_builds(visit)


def this_build(visit: Visit) -> None:
    st.subheader("This build")
    made = database.load(visit.build, inventory.made()).iloc[0]
    files = database.load(visit.build, inventory.source_sums())["files"][0]
    with st.container(horizontal=True, gap="small", key="totals"):
        for label, value in (("Episodes", made["episodes"]), ("Input files", files), ("Rejections", made["rejections"])):
            with st.container(border=True, gap="xxsmall", width="stretch"):
                st.metric(label, format_count(value))
                if label == "Episodes":
                    st.page_link(visit.pages["episodes"], label="See all episodes", icon="")
                else:
                    st.caption("Listed below")
    st.markdown(
        f"Build `{made['build_id']}`, made {made['made_at']} UTC with the language pipeline "
        f"{escape_markdown(made['pipeline'])}. Inputs `{made['input_hash'][:12]}`, content `{made['content_hash'][:12]}`: "
        "the same inputs give the same content, and then no new build is made."
    )


def coverage(visit: Visit) -> None:
    """What the pages show. Absent is a state of its own: a page that lists no such section says nothing about it."""
    st.subheader("Sections")
    st.markdown(
        "A section is *available*, *locked* (its page shows it to paying readers only) or *absent* (its page lists none). "
        "Locked and absent sections are never counted as zero: episodes that cannot be asked are left out of a share."
    )
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        across = choose("Side by side", ACROSS, key="across")
        state = choose("State", STATES, key="state") if across != "state" else inventory.STATES[0]
    question = inventory.sections(visit.filters, across, state)
    marks = most_first(database.marks(visit.build, question), across)
    if marks.empty:
        nothing(
            "episodes" if across == "state" else f"{state} sections", hint="Choose another state, take a filter away, or widen the dates."
        )
        return
    column, name = ("bin", partial(bin_name, grain="year")) if across == "year" else ("panel", str)
    figure = charts.matrix(marks, visit.palette, column=column, name=name)
    present(visit, question, marks, figure, key=f"sections-by-{across}")


def most_first(marks: pd.DataFrame, across: Across) -> pd.DataFrame:
    """Sections in the order in which they are most available, or most often in the one state that is asked for; states in their order."""
    ranked = marks[marks["panel"] == inventory.STATES[0]] if across == "state" else marks
    order = ranked.groupby("series")["count"].sum()
    sorted_marks = marks.sort_values("series", key=lambda names: -names.map(order), kind="stable", ignore_index=True)
    return sorted_marks.astype({"panel": pd.CategoricalDtype(list(inventory.STATES))}) if across == "state" else sorted_marks


def sources(visit: Visit) -> None:
    """Every input file and the fate of what it held; a chosen row opens its episodes."""
    st.subheader("Sources")
    sums = database.load(visit.build, inventory.source_sums())
    told = sums if len(sums) > 2 else sums.head(1)
    st.markdown("  \n".join(_sum(row) for row in told.to_dict("records")))
    words = st.text_input("Search sources", key="source", bind="query-params", placeholder="a part of the name", width=320)
    found = searched(database.load(visit.build, inventory.sources()), words or "", column="source")
    if found.empty:
        st.info(f"No source has “{escape_markdown(words or '')}” in its name. Try fewer letters.", icon=":material/search_off:")
        return
    chosen = _listed(visit, found, "sources", "Input files and the fate of what each held")
    if chosen:
        _episodes(visit, inventory.episodes_of(chosen["source"]))


def _sum(row: Row) -> str:
    """Nothing vanishes: whatever was read has one of three fates."""
    of = "All files" if row["format"] == "all" else f"{format_count(row['files'])} {escape_markdown(row['format'])}"
    fates = " + ".join(f"{fate} {format_count(row[fate])}" for fate in ("stored", "merged", "rejected"))
    return f"{of}: read {format_count(row['items'])} = {fates}"


def _episodes(visit: Visit, query: Query) -> None:
    """What a file describes."""
    found = database.load(visit.build, query)
    with st.container(border=True, gap="xxsmall"):
        st.markdown(f"Episodes that this file describes: **{format_count(len(found))}**")
        for row in found.head(EPISODES_AT_ONCE).to_dict("records"):
            st.page_link(visit.pages["episode"], label=escape_markdown(row["title"]), icon="", query_params={"episode": row["episode_id"]})
            st.caption(f"{escape_markdown(row['show_name'])} · {format_date(row['published'])}")
        if len(found) > EPISODES_AT_ONCE:
            st.caption(f"and {format_count(len(found) - EPISODES_AT_ONCE)} more")


def rejections(visit: Visit) -> None:
    """What could not be read, with its place, so that somebody can look there."""
    st.subheader("Rejections")
    st.markdown(
        "A *file* could not be read at all; an *episode* has no show or no title and is not stored; of a stored episode a *part* "
        "could not be read. Only episodes enter the sum above."
    )
    if database.load(visit.build, inventory.rejections()).empty:
        st.info("Nothing was rejected: every input of this build was read whole.", icon=":material/check:")
        return
    scope = choose("Scope", SCOPES, key="scope")
    found = database.load(visit.build, inventory.rejections(scope))
    if found.empty:
        st.info(f"Nothing of scope {scope} was rejected. Choose another scope.", icon=":material/search_off:")
        return
    chosen = _listed(visit, found, "rejections", "Inputs, or parts of them, that could not be read")
    if chosen and isinstance(chosen["episode_id"], str):
        label = escape_markdown(chosen["episode"])
        st.page_link(visit.pages["episode"], label=label, icon="", query_params={"episode": chosen["episode_id"]})


def kept_builds(visit: Visit) -> None:
    st.subheader("Builds that are kept")
    st.markdown("A build is a file that never changes. Every dashboard shows the one that `CURRENT` names; the others wait.")
    files = kept(Path(visit.build.path))
    st.dataframe(files, key="rows-builds", hide_index=True, placeholder=NO_VALUE, column_config=COLUMNS, alt="Builds that are kept")
    _export(visit, files, "builds", "Builds that are kept")
    others = files.loc[~files["shown"], "build"]
    example = others.iloc[0] if len(others) else "BUILD_ID"
    st.markdown("To list them, or to go back to one. It stays until an input changes, and open dashboards follow without a restart.")
    st.code(f"python -m etl builds\npython -m etl builds --roll-back {example}", language="shell")


def kept(shown: Path) -> pd.DataFrame:
    """The build files beside the one that is shown, newest first. A build's name begins with the time at which it was made (UTC)."""
    files = sorted((file for file in shown.parent.glob("*.duckdb") if not file.name.startswith(".")), reverse=True)
    names = pd.Series([file.stem for file in files], dtype="str")
    return pd.DataFrame(
        {
            "build": names,
            "made_at": pd.to_datetime(names.str[:15], format=BUILD_TIME, errors="coerce"),
            "mebibytes": [file.stat().st_size / 1024**2 for file in files],
            "shown": [file.name == shown.name for file in files],
        }
    )


def _listed(visit: Visit, frame: pd.DataFrame, name: str, what: str) -> Row | None:
    """A list with its export; the row that the reader chose, if any. Ids are for the machine and stay in the export."""
    state = st.dataframe(
        frame,
        key=f"rows-{name}",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        placeholder=NO_VALUE,
        column_config=COLUMNS,
        alt=what,
    )
    _export(visit, frame, name, what)
    rows = [at for at in state["selection"]["rows"] if at < len(frame)]
    return frame.iloc[rows[0]].to_dict() if rows else None


def _export(visit: Visit, frame: pd.DataFrame, name: str, what: str) -> None:
    caption = Caption(what, what, "everything", f"{format_count(len(frame))} rows", "Podscope", visit.build.build_id)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        exports.download(frame, name, caption, key=f"csv-{name}")
        if HINTS.get(name):
            st.caption(HINTS[name])
