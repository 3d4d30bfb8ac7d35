"""How claims spread over steps of value: an upright bar per step, in the order of the steps, so that the shape can be seen."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.figure import Figure, axis, custom, hover, html, layout, rows, value_axis
from dashboard.palette import Palette, format_count, translucent

HEIGHT = 280


def spread(marks: pd.DataFrame, palette: Palette) -> Figure:
    """`marks` has one row per step, empty steps included. A step without a claim keeps its place, and says 0."""
    found = rows(marks)
    places = list(range(len(found)))
    bar = {
        "type": "bar",
        "x": places,
        "y": [row["count"] for row in found],
        "width": 0.86,
        "marker": {"color": translucent(palette.accent, 0.82), "cornerradius": 2},
        "customdata": [custom(row) for row in found],
        "hovertext": [f"<b>{html(row['series'])}</b><br>{hover(row, 'claim')}" for row in found],
        "hoverinfo": "text",
        "text": [format_count(row["count"]) for row in found],
        "textposition": "outside",
        "textfont": {"color": palette.muted, "size": 12},
        "cliponaxis": False,
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 0.45}, "textfont": {"color": palette.muted}},
    }
    top = max([1, *(row["count"] for row in found)])
    return {
        "data": [bar],
        "layout": layout(
            palette,
            HEIGHT,
            xaxis=axis(palette, tickvals=places, ticktext=[html(row["series"]) for row in found], showgrid=False, showline=True)
            | {"autotickangles": [0, -40]},
            yaxis=value_axis(palette, "count", 1.15 * top, unit="claim", range=[0, 1.15 * top]),
        ),
    }
