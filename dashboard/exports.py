"""What a reader takes away: the numbers as CSV, the chart as a picture. Both carry the question, the filters and the build."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
import streamlit as st

from dashboard.charts.figure import Figure
from dashboard.charts.for_export import Caption, for_export

ASSETS = Path(__file__).resolve().parent / "assets"
FORMULA = r"[=+\-@\t\n＝＋－＠]"


def csv_bytes(frame: pd.DataFrame, caption: Caption) -> bytes:
    """One header row, the frame's own columns, then `question`, `filters` and `build_id` on every row.

    Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers. UTF-8 with a byte order mark,
    which spreadsheets need and pandas, DuckDB and R skip.
    """
    told = frame.assign(question=caption.question, filters=caption.filters, build_id=caption.build_id)
    safe = told.apply(_harmless).rename(columns=_harmless_text)
    return safe.to_csv(index=False).encode("utf-8-sig")


def _harmless(column: pd.Series[Any]) -> pd.Series[Any]:
    if pd.api.types.is_object_dtype(column) or pd.api.types.is_string_dtype(column):
        return column.map(lambda value: _harmless_text(value) if isinstance(value, str) else value)
    return column


def _harmless_text(text: str) -> str:
    """A lone carriage return would end the row for most readers, and pandas does not quote it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{lines}" if re.match(FORMULA, lines) else lines


def file_name(name: str, caption: Caption, extension: str = "") -> str:
    """podscope-<name>-<build>, in letters that every file system takes."""
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"podscope-{words[:60]}-{caption.build_id}{extension}"


def download(frame: pd.DataFrame | Callable[[], pd.DataFrame], name: str, caption: Caption, *, label: str = "CSV", key: str) -> None:
    """A button that writes the file when it is clicked, without a rerun. Pass a function where the frame itself is dear."""

    def data() -> bytes:
        return csv_bytes(frame() if callable(frame) else frame, caption)

    st.download_button(
        label, data, file_name(name, caption, ".csv"), "text/csv", key=key, on_click="ignore", icon=":material/table_view:", wrap=False
    )


def picture(figure: Figure, name: str, caption: Caption, *, key: str) -> None:
    """The buttons PNG and SVG. The browser loads plotly.js on the first click and draws without the server.

    The figure goes as text: Streamlit's own encoder gives up on dates and numpy, and hands over objects that Plotly may not change.
    """
    drawn = orjson.dumps(for_export(figure, caption), option=orjson.OPT_SERIALIZE_NUMPY, default=_plain).decode()
    _picture_buttons()(key=key, data={"picture": drawn, "file": file_name(name, caption)}, width="content")


def _plain(value: object) -> object:
    """What orjson leaves to us: pandas' columns and days."""
    if isinstance(value, pd.Series | pd.Index):
        return list(value)
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    if value is pd.NaT or value is pd.NA:
        return None
    raise TypeError(f"{type(value).__name__} cannot be part of a figure")


@cache
def _picture_buttons() -> Callable[..., Any]:
    """Registered inline: file-backed components fail in an editable install."""
    html, css, js = ((ASSETS / f"picture.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    return st.components.v2.component("podscope_picture", html=html, css=css, js=js)
