"""Values beside each other on one line: a point per compared thing, its interval as a whisker. From 0 to 100, so that lengths are honest.

Points differ in shape as well as in colour. Those that rest on few cases are pale and say so.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.charts.figure import Figure, axis, html, layout, rows, short
from dashboard.palette import Palette, format_count, many, translucent

SHAPES = ("circle", "diamond", "square", "triangle-up")
LANE, GAP = 15, 10


def dots(marks: pd.DataFrame, palette: Palette, *, of: str, unit: str = "name") -> Figure:
    """Rows are the `series` in the order of the frame, each with a point per `panel`; `of` names the axis, `unit` is what `n` counts."""
    found = rows(marks)
    lines, panels = (list(dict.fromkeys(row[name] for row in found)) for name in ("series", "panel"))
    places = {(line, panel): at + (lane + 0.5) / len(panels) for at, line in enumerate(lines) for lane, panel in enumerate(panels)}
    traces = [
        _points([(places[row["series"], panel], row) for row in found if row["panel"] == panel], palette, lane, unit)
        for lane, panel in enumerate(panels)
    ]
    return {
        "data": traces,
        "layout": layout(
            palette,
            len(lines) * (LANE * len(panels) + GAP) + 104,
            showlegend=len(panels) > 1,
            legend={"orientation": "h", "x": 0, "y": 1, "xref": "container", "yref": "container", "yanchor": "top", "itemclick": False},
            margin={"l": 8, "r": 16, "t": 78 if len(panels) > 1 else 48, "b": 8},
            xaxis=axis(
                palette, range=[-0.015, 1.015], side="top", tickvals=[0, 0.25, 0.5, 0.75, 1], ticktext=["0", "25", "50", "75", "100"]
            )
            | {"title": {"text": of, "standoff": 6, "font": {"size": 12, "color": palette.muted}}},
            yaxis=axis(palette, range=[len(lines), 0], tickvals=[at + 0.5 for at in range(len(lines))], showgrid=False)
            | {"ticktext": [_tick(line, found) for line in lines], "tickfont": {"color": palette.ink, "size": 13}},
            shapes=[_rule(at, palette) for at in range(1, len(lines))],
        ),
    }


def _points(placed: list[tuple[float, dict[Any, Any]]], palette: Palette, lane: int, unit: str) -> Figure:
    colour = palette.series[lane % len(palette.series)]
    found = [row for _, row in placed]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": html(str(found[0]["panel"])),
        "x": [row["value"] for row in found],
        "y": [place for place, _ in placed],
        "marker": {
            "symbol": SHAPES[lane % len(SHAPES)],
            "size": 10,
            "color": [translucent(colour, 0.35 if row["few"] else 1) for row in found],
            "line": {"width": 1, "color": colour},
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [0 if row["high"] is None else row["high"] - row["value"] for row in found],
            "arrayminus": [0 if row["low"] is None else row["value"] - row["low"] for row in found],
            "color": translucent(colour, 0.6),
            "thickness": 1.4,
            "width": 3,
        },
        "hovertext": [_hover(row, unit) for row in found],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _hover(row: dict[Any, Any], unit: str) -> str:
    interval = "" if row["low"] is None or row["high"] is None else f" ({100 * row['low']:.1f} to {100 * row['high']:.1f})"
    cases = f"measured on {many(row['n'], unit)}{', which is few' if row['few'] else ''}"
    return f"<b>{html(row['series'])}</b> · {html(row['panel'])}<br>{100 * row['value']:.1f}{interval}<br>{cases}"


def _tick(line: str, found: list[dict[Any, Any]]) -> str:
    own = [row for row in found if row["series"] == line]
    return f"{html(short(line))} · {format_count(own[0]['n'])}{', few' if own[0]['few'] else ''}"


def _rule(at: int, palette: Palette) -> Figure:
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": at,
        "y1": at,
        "layer": "below",
        "line": {"color": palette.grid, "width": 1},
    }
