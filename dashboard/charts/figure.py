"""What all figures share. A figure is a plain dict in Plotly's form (a go.Figure costs twenty times as much to make and to send).

Every mark carries its dimension values in `customdata`, in the order of CUSTOM: that is what a click opens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, log10
from typing import Any

import pandas as pd

from dashboard.palette import NO_VALUE, TEXT, Palette, format_count, format_share, many

Figure = dict[str, Any]
CUSTOM = ("series", "bin", "panel")
MARGIN = {"l": 8, "r": 16, "t": 16, "b": 8}
FONT = {"family": f"{TEXT}, sans-serif", "size": 13}
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
        "font": FONT | {"color": palette.ink},
        "hoverlabel": {"bgcolor": palette.surface, "bordercolor": palette.rule, "font": FONT | {"color": palette.ink}, "align": "left"},
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


def value_axis(palette: Palette, measure: str, top: float, *, unit: str = "episode", most: int = 5, **more: object) -> Figure:
    """An axis from zero for shares or counts up to about `top`, with its name; Plotly's own ticks would split an episode in two."""
    places = steps(top, most, whole=measure == "count")
    named = {
        "title": {
            "text": f"{unit}s" if measure == "count" else f"share of {unit}s",
            "standoff": 6,
            "font": {"size": 12, "color": palette.muted},
        },
        "tickvals": places,
        "ticktext": [format_count(place) if measure == "count" else f"{100 * place:g}%" for place in places],
    }
    return axis(palette, rangemode="tozero", **named, **more)


def steps(top: float, most: int, *, whole: bool) -> list[float]:
    """Zero and the multiples of 1, 2, 2.5 or 5 times a power of ten up to `top`, at most `most` of them above zero."""
    least = max(top, 1e-6) / most
    power = 10.0 ** floor(log10(least))
    factors = (1, 2, 5, 10) if whole else (1, 2, 2.5, 5, 10)
    step = next(factor * power for factor in factors if factor * power >= least * (1 - 1e-9))
    step = max(step, 1.0) if whole else step
    return [round(place * step, 9) for place in range(int(top / step + 1e-9) + 1)]


def custom(row: Mapping[str, object]) -> list[str]:
    """The dimension values of a mark, as customdata."""
    return ["" if row.get(name) is None else str(row[name]) for name in CUSTOM]


def hover(row: Mapping[str, Any], unit: str) -> str:
    """The words beside a mark: 7 of 31 episodes, 23% (12% to 38%)."""
    if not row["base"]:
        return f"no {unit}s to ask"
    interval = f" ({format_share(row['low'])} to {format_share(row['high'])})"
    return f"{format_count(row['count'])} of {many(row['base'], unit)}, {format_share(row['share'])}{interval}"


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
    "short",
    "steps",
    "ticks",
    "value_axis",
]
