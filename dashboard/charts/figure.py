"""What all figures share. A figure is a plain dict in Plotly's form (a go.Figure costs twenty times as much to make and to send).

Every mark carries its dimension values in `customdata`, in the order of CUSTOM: that is what a click opens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.palette import NO_VALUE, TEXT, Palette, format_count, format_share

Figure = dict[str, Any]
CUSTOM = ("series", "bin", "panel")
MARGIN = {"l": 8, "r": 16, "t": 16, "b": 8}
WIDE = "wide"
"""The layout's `meta` of a figure that a narrow screen should scroll and not squeeze."""
CONFIG = {"displayModeBar": False, "responsive": True, "showSendToCloud": False, "scrollZoom": False, "doubleClick": "reset"}


def layout(palette: Palette, height: int, **more: object) -> Figure:
    """The frame of a figure: transparent ground, the text face, no legend unless asked."""
    return {
        "height": height,
        "margin": MARGIN,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": f"{TEXT}, sans-serif", "size": 13, "color": palette.ink},
        "hoverlabel": {"bgcolor": palette.surface, "bordercolor": palette.rule, "font": {"color": palette.ink}, "align": "left"},
        "showlegend": False,
        "hovermode": "closest",
        "autotypenumbers": "strict",
        "clickmode": "event+select",
        "dragmode": False,
        **more,
    }


def axis(palette: Palette, **more: object) -> Figure:
    return {
        "gridcolor": palette.grid,
        "linecolor": palette.rule,
        "zeroline": False,
        "tickfont": {"color": palette.muted, "size": 12},
        "title": {"font": {"color": palette.muted, "size": 12}},
        "automargin": True,
        "fixedrange": True,
        **more,
    }


def share_axis(palette: Palette, **more: object) -> Figure:
    return axis(palette, tickformat=".0%", rangemode="tozero", **more)


def custom(row: Mapping[str, object]) -> list[str]:
    """The dimension values of a mark, as customdata."""
    return ["" if row.get(name) is None else str(row[name]) for name in CUSTOM]


def hover(row: Mapping[str, Any], unit: str) -> str:
    """The words beside a mark: 7 of 31 episodes, 23 % (12 % to 38 %)."""
    if not row["base"]:
        return f"no {unit}s to ask"
    interval = f" ({format_share(row['low'])} to {format_share(row['high'])})"
    return f"{format_count(row['count'])} of {format_count(row['base'])} {unit}s, {format_share(row['share'])}{interval}"


def rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """Rows as dicts with None for what is missing. Column by column: a frame of objects costs five times as much."""
    columns = [
        [None if missing else value for value, missing in zip(frame[name].tolist(), frame[name].isna().tolist(), strict=True)]
        for name in frame
    ]
    return [dict(zip(frame.columns, values, strict=True)) for values in zip(*columns, strict=True)]


def short(text: str, limit: int = 34) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def html(text: str) -> str:
    """Text from data inside a figure's text, where Plotly reads a few HTML tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def ticks(names: Sequence[str]) -> list[str]:
    return [html(short(name)) for name in names]


__all__ = [
    "CONFIG",
    "CUSTOM",
    "NO_VALUE",
    "WIDE",
    "Figure",
    "axis",
    "custom",
    "hover",
    "html",
    "layout",
    "rows",
    "share_axis",
    "short",
    "ticks",
]
