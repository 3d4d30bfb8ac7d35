"""Shares side by side: a bar from zero to the share, its interval across the end, the count at hand."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.charts.figure import Figure, axis, custom, hover, html, layout, rows, ticks, value_axis
from dashboard.palette import Palette, format_count, format_share, translucent

ROW = 26


def bars(marks: pd.DataFrame, palette: Palette, *, unit: str = "episode", measure: str = "share") -> Figure:
    """One bar per series in the order of the frame. `measure` is "share" (with its 95% interval) or "count"."""
    found = rows(marks)
    names, places = [row["series"] for row in found], list(range(len(found)))
    top = max((row["high" if measure == "share" else "count"] or 0 for row in found), default=0)
    return {
        "data": [_bar(found, palette, unit, measure)],
        "layout": layout(
            palette,
            ROW * max(len(found), 2) + 76,
            xaxis=value_axis(palette, measure, top, unit=unit, most=4, side="top", showline=False),
            yaxis=axis(palette, tickvals=places, ticktext=ticks(names), autorange="reversed", showgrid=False)
            | {"tickfont": {"color": palette.ink, "size": 13}},
            annotations=[_beside(place, row, palette, measure) for place, row in zip(places, found, strict=True)],
        ),
    }


def _bar(found: list[dict[Any, Any]], palette: Palette, unit: str, measure: str) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [row[measure] or 0 for row in found],
        "y": list(range(len(found))),
        "marker": {"color": translucent(palette.accent, 0.82), "cornerradius": 2},
        "width": 0.62,
        "customdata": [custom(row) for row in found],
        "hovertext": [f"<b>{html(row['series'])}</b><br>{hover(row, unit)}" for row in found],
        "hoverinfo": "text",
        "text": [_label(row, measure) for row in found],
        "textposition": "none",
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 0.45}},
        **({"error_x": _interval(found, palette)} if measure == "share" else {}),
    }


def _interval(found: list[dict[Any, Any]], palette: Palette) -> Figure:
    return {
        "type": "data",
        "symmetric": False,
        "array": [(row["high"] or 0) - (row["share"] or 0) for row in found],
        "arrayminus": [(row["share"] or 0) - (row["low"] or 0) for row in found],
        "color": palette.ink,
        "thickness": 1.2,
        "width": 3,
    }


def _beside(place: int, row: dict[str, object], palette: Palette, measure: str) -> Figure:
    """The count beside the bar, right of its interval."""
    end = row["high"] if measure == "share" else row["count"]
    return {
        "x": end or 0,
        "y": place,
        "xanchor": "left",
        "xshift": 8,
        "text": _label(row, measure),
        "showarrow": False,
        "font": {"size": 12, "color": palette.muted},
    }


def _label(row: dict[str, object], measure: str) -> str:
    count, base, share = row["count"], row["base"], row["share"]
    if measure == "count":
        return format_count(count)  # type: ignore[arg-type]
    lift = f" · {row['lift']:.1f}×" if row.get("lift") else ""
    return f"{format_share(share)} · {format_count(count)}/{format_count(base)}{lift}"  # type: ignore[arg-type]
