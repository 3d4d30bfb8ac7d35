"""Shares over time: a line with its Wilson band per series on a complete calendar, in one panel or in small multiples.

What is not known is drawn as such: an unfinished bin is an open mark on a dotted line, a bin without data breaks the line over a
shaded ground, a bin that no show covers is left blank. A zero is a mark on the axis like any other; a mark that rests on few
episodes where others rest on many is small and pale. The bands of more than two series are outlines over a trace of colour, because
full ones mix to grey; a click on a name of the legend shows that series and its band alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard.charts.figure import WIDE, Figure, axis, custom, hover, html, layout, rows, value_axis
from dashboard.filters import Grain, next_bin
from dashboard.palette import Palette, bin_name, translucent

Row = dict[str, Any]
PANEL_HEIGHT, PANEL_GAP, HEAD = 170, 64, 40
NAMED_AT_ONCE: Mapping[Grain, int] = {"year": 9, "quarter": 6, "month": 6, "week": 5}
"""Names of bins that stand side by side on the narrowest screen; three panels have the same room for half as many each."""
MANY = 30


@dataclass(frozen=True, slots=True)
class Look:
    """How attention is drawn: `colours` maps each series to its colour, `measure` is "share" or "count"."""

    palette: Palette
    colours: Mapping[str, str]
    grain: Grain
    measure: str = "share"


def attention(marks: pd.DataFrame, look: Look, *, columns: int = 3) -> Figure:
    """`marks` as database.over_time gives them; a `panel` column makes small multiples, `columns` side by side."""
    panels = list(dict.fromkeys(marks["panel"])) if "panel" in marks else [None]
    columns = min(columns, len(panels))
    lines = -(-len(panels) // columns)
    height = 340 if panels == [None] else HEAD + lines * (PANEL_HEIGHT + PANEL_GAP)
    legend = {"orientation": "h", "x": 0, "y": 1, "yref": "container", "yanchor": "top", "font": {"size": 13}}
    legend |= {"itemclick": "toggleothers", "itemdoubleclick": False}
    several = len(look.colours) > 1
    figure: Figure = {"data": [], "layout": layout(look.palette, height, annotations=[], shapes=[], showlegend=several, legend=legend)}
    if columns > 1:
        figure["layout"]["meta"] = WIDE
    for place, panel in enumerate(panels):
        found = rows(marks if panel is None else marks[marks["panel"] == panel])
        suffix = "" if place == 0 else str(place + 1)
        figure["data"] += _traces(found, suffix, look)
        figure["layout"]["shapes"] += [_ground(row, suffix, look) for row in _without_data(found)]
        figure["layout"][f"xaxis{suffix}"] = _time_axis(found, suffix, look, columns) | {"domain": _across(place % columns, columns)}
        figure["layout"][f"yaxis{suffix}"] = _value_axis(marks, suffix, look, named=place % columns == 0) | {
            "domain": _down(place // columns, lines)
        }
        if panel is not None:
            figure["layout"]["annotations"].append(_panel_title(panel, suffix, look.palette))
    return figure


def _traces(found: list[Row], suffix: str, look: Look) -> list[Figure]:
    """All bands before all lines, so that no band lies over another series' line."""
    bands: list[Figure] = []
    lines: list[Figure] = []
    for series, colour in look.colours.items():
        own = [row for row in found if row["series"] == series]
        of = {"legendgroup": html(series), "xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
        if look.measure == "share":
            bands += [_band(run, colour, look) | of for run in _runs(own)]
        lines.append(_line(own, colour, look) | of | {"name": html(series), "showlegend": suffix == ""})
        lines += [end | of for end in _open_end(own, colour, look)]
    return bands + lines


def _time_axis(found: list[Row], suffix: str, look: Look, columns: int) -> Figure:
    """Up to MANY bins are named at equal distances back from the last; more get Plotly's own ticks."""
    days = sorted({row["bin"] for row in found})
    every = -(-len(days) // (NAMED_AT_ONCE[look.grain] // min(columns, 2)))
    shown = days[::-1][::every][::-1]
    own = (
        {"tickvals": shown, "ticktext": [bin_name(day, look.grain) for day in shown]} if len(days) <= MANY else {"nticks": 8 // columns + 1}
    )
    return axis(look.palette, type="date", showgrid=False, showline=True, anchor=f"y{suffix}", range=_span(days, look.grain), **own)


def _value_axis(marks: pd.DataFrame, suffix: str, look: Look, *, named: bool) -> Figure:
    """One scale for all panels: above every mark, and for shares at most a little above 100%. `named` is only the leftmost of a row."""
    if look.measure == "count":
        top = max(1.0, 1.12 * float(marks["count"].max() or 0))
    else:
        highest = marks["high"].max()
        top = min(1.03, max(0.05, 1.05 * (0 if pd.isna(highest) else highest)))
    made = value_axis(look.palette, look.measure, top, anchor=f"x{suffix}", range=[0, top])
    return made if named else made | {"title": {"text": ""}}


def _across(column: int, columns: int) -> list[float]:
    gap = 0.045 if column else 0.0
    return [column / columns + gap, (column + 1) / columns]


def _down(line: int, lines: int) -> list[float]:
    """The part of the height that is drawn on; above it stands the panel's title, below it the dates."""
    if lines == 1:
        return [0.0, 0.9]
    return [1 - (line + 0.86) / lines, 1 - (line + 0.2) / lines]


def _span(days: list[date], grain: Grain) -> list[str]:
    """From half a bin before the first to half a bin after the last, so that no mark is cut."""
    half = _half(days[-1], grain)
    return [(pd.Timestamp(days[0]) - half).isoformat(), (pd.Timestamp(days[-1]) + half).isoformat()]


def _half(start: date, grain: Grain) -> pd.Timedelta:
    return (pd.Timestamp(next_bin(start, grain)) - pd.Timestamp(start)) / 2


def _runs(own: list[Row]) -> Iterator[list[Row]]:
    """Stretches of neighbouring bins that have a base."""
    run: list[Row] = []
    for row in own:
        if row["base"]:
            run.append(row)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _band(run: list[Row], colour: str, look: Look) -> Figure:
    """The interval of a stretch as one closed shape; a lone bin gets an upright bar."""
    crowded = len(look.colours) > 2
    opacity = look.palette.band * (0.3 if crowded else 1)
    days, low, high = [row["bin"] for row in run], [row["low"] for row in run], [row["high"] for row in run]
    outline: Figure = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "showlegend": False}
    if len(run) == 1:
        return outline | {"x": days * 2, "y": low + high, "line": {"color": translucent(colour, 2 * look.palette.band), "width": 3}}
    shape = {"x": days + days[::-1], "y": low + high[::-1], "fill": "toself", "fillcolor": translucent(colour, opacity)}
    return outline | shape | {"line": {"color": translucent(colour, 0.35), "width": 1 if crowded else 0}}


def _line(own: list[Row], colour: str, look: Look) -> Figure:
    """The complete bins; a bin without a base breaks the line."""
    return _marked(own, look.grain) | {
        "y": [row[look.measure] if row["base"] and row["state"] == "complete" else None for row in own],
        "line": {"color": colour, "width": 2},
        "marker": {
            "color": colour,
            "size": [5 if row["thin"] else 8 for row in own],
            "opacity": [0.55 if row["thin"] else 1 for row in own],
            "line": {"color": look.palette.paper, "width": 1.5},
        },
        "connectgaps": False,
    }


def _open_end(own: list[Row], colour: str, look: Look) -> list[Figure]:
    """The unfinished bin: an open mark, joined to the bin before it by dots."""
    place = next((place for place, row in enumerate(own) if row["state"] == "unfinished" and row["base"]), None)
    if place is None:
        return []
    before = [row for row in own[max(0, place - 1) : place] if row["state"] == "complete" and row["base"]]
    shown = [*before, own[place]]
    return [
        _marked(shown, look.grain)
        | {
            "y": [row[look.measure] for row in shown],
            "line": {"color": colour, "width": 2, "dash": "dot"},
            "marker": {"color": colour, "size": [0] * len(before) + [9], "symbol": "circle-open", "line": {"width": 2}},
        }
    ]


def _marked(shown: list[Row], grain: Grain) -> Figure:
    """What every line of marks has: its bins, and for each mark what a click opens and a pointer reads."""
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [row["bin"] for row in shown],
        "customdata": [custom(row) for row in shown],
        "hovertext": [_hover(row, grain) for row in shown],
        "hoverinfo": "text",
        "showlegend": False,
        "cliponaxis": False,
        "unselected": {"marker": {"opacity": 0.5}},
    }


def _hover(row: Row, grain: Grain) -> str:
    state = " · unfinished" * (row["state"] == "unfinished") + " · few episodes" * bool(row["thin"])
    when: date = row["bin"]
    return f"<b>{html(row['series'])}</b><br>{bin_name(when, grain)}{state}<br>{hover(row, 'episode')}"


def _without_data(found: list[Row]) -> list[Row]:
    return list({row["bin"]: row for row in found if row["state"] == "no data"}.values())


def _ground(row: Row, suffix: str, look: Look) -> Figure:
    """The ground of a bin in which nothing could be counted although a show ran."""
    half, middle = _half(row["bin"], look.grain), pd.Timestamp(row["bin"])
    return {
        "type": "rect",
        "xref": f"x{suffix}",
        "yref": f"y{suffix} domain",
        "x0": (middle - half).isoformat(),
        "x1": (middle + half).isoformat(),
        "y0": 0,
        "y1": 1,
        "fillcolor": look.palette.grid,
        "opacity": 0.55,
        "line": {"width": 0},
        "layer": "below",
    }


def _panel_title(panel: str, suffix: str, palette: Palette) -> Figure:
    return {
        "text": f"<b>{html(panel)}</b>",
        "xref": f"x{suffix} domain",
        "yref": f"y{suffix} domain",
        "x": 0,
        "y": 1,
        "yanchor": "bottom",
        "yshift": 6,
        "xanchor": "left",
        "showarrow": False,
        "font": {"size": 13, "color": palette.ink},
    }
