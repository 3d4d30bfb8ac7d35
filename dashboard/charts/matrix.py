"""Series against panels or bins: one disc per pair, its area the share (or the count), its words beside it.

Discs and not a heat map: an area is read against its neighbours without a legend, a zero is a dot without words, a missing base
leaves the place empty, and every disc can be clicked (Plotly cannot select the cells of a heat map).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt
from typing import Any

import pandas as pd

from dashboard.charts.figure import WIDE, Figure, axis, custom, hover, html, layout, rows, short, ticks
from dashboard.palette import Palette, format_count, format_share, translucent

ROW, DISC = 30, 24


def matrix(
    marks: pd.DataFrame, palette: Palette, *, column: str = "panel", measure: str = "share", name: Callable[[Any], str] = str
) -> Figure:
    """Rows are the series in the order of the frame, columns the sorted values of `column` (of a categorical one its categories in
    their order), written by `name`."""
    found = rows(marks)
    series = list(dict.fromkeys(row["series"] for row in found))
    fixed = marks[column].dtype
    columns = list(fixed.categories) if isinstance(fixed, pd.CategoricalDtype) else sorted({row[column] for row in found})
    largest = max((row[measure] or 0 for row in found), default=0) or 1
    shown = [row for row in found if row["base"]]
    discs = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [columns.index(row[column]) for row in shown],
        "y": [series.index(row["series"]) for row in shown],
        "marker": {
            "size": [DISC * sqrt((row[measure] or 0) / largest) if row["count"] else 5 for row in shown],
            "color": [translucent(palette.accent, 0.75) if row["count"] else palette.rule for row in shown],
            "line": {"width": 0},
        },
        "text": [f" {_words(row, measure)}" if row["count"] else "" for row in shown],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": palette.ink},
        "customdata": [custom(row) for row in shown],
        "hovertext": [f"<b>{html(row['series'])}</b> · {html(name(row[column]))}<br>{hover(row, 'episode')}" for row in shown],
        "hoverinfo": "text",
        "cliponaxis": False,
        "unselected": {"marker": {"opacity": 0.5}, "textfont": {"color": palette.muted}},
    }
    return {
        "data": [discs],
        "layout": layout(
            palette,
            ROW * max(len(series), 2) + 90,
            meta=WIDE,
            xaxis=_names(palette, [html(short(name(value), 20)) for value in columns], side="top"),
            yaxis=_names(palette, ticks(series), autorange=None) | {"range": [len(series) - 0.4, -0.6]},
        ),
    }


def _names(palette: Palette, names: Sequence[str], **more: object) -> Figure:
    places = list(range(len(names)))
    return axis(palette, tickvals=places, ticktext=list(names), range=[-0.6, len(names) - 0.4], **more) | {
        "tickfont": {"size": 13, "color": palette.ink}
    }


def _words(row: dict[Any, Any], measure: str) -> str:
    return format_count(row["count"]) if measure == "count" else format_share(row["share"])
