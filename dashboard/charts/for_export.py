"""A chart made into a picture that stands alone: what it asks, of what, from where, in the light colours of the page.

The browser draws it (assets/picture.js) and sets the words around the plot, because only the browser can measure them; so the title
and the notes are handed over as plain text beside the figure, never as Plotly's annotations, which know no fixed place in the frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard.charts.figure import Figure
from dashboard.palette import DARK, HEADINGS, LIGHT, TEXT

WIDTH = 1200
HEIGHT = 675
LEAST_PLOT = 320
FOR_THE_HAND = frozenset({"customdata", "hovertext", "hoverinfo", "hovertemplate", "selected", "unselected"})
DROPPED = frozenset({"title", "width", "height", "template", "uirevision", "clickmode", "hoverlabel"})


@dataclass(frozen=True, slots=True)
class Caption:
    """The words that go with a chart wherever it goes: into a picture and into a file of its numbers."""

    title: str
    question: str
    filters: str
    base: str
    """What the shares are shares of, with its range: "96 episodes, 3 Mar 2024 to 5 Nov 2025"."""
    source: str
    build_id: str


def for_export(figure: Figure, caption: Caption) -> dict[str, Any]:
    """What the browser needs to draw the picture. The figure, in whichever colours, is left as it is."""
    light = _recoloured({**figure, "data": [_drawn(trace) for trace in figure.get("data", [])]})
    return {
        "data": light["data"],
        "layout": _layout(light.get("layout", {})),
        "width": WIDTH,
        "height": HEIGHT,
        "plot": figure.get("layout", {}).get("height", LEAST_PLOT),
        "title": caption.title,
        "above": [caption.question, f"Filters: {caption.filters}"],
        "below": f"{caption.base}  ·  {caption.source}  ·  Build {caption.build_id}",
        "ink": LIGHT.ink,
        "muted": LIGHT.muted,
        "paper": LIGHT.paper,
        "headings": HEADINGS,
        "text": TEXT,
    }


def _drawn(trace: Figure) -> Figure:
    """What of a trace is seen: what it says to a hand or a pointer is half of its size."""
    return {name: value for name, value in trace.items() if name not in FOR_THE_HAND}


def _layout(layout: Figure) -> Figure:
    """The figure's own layout, less its title and what is only for the hand, with room for every label.

    Room that the chart keeps at its sides, for a legend or for names at the ends of lines, stays; automargin finds the rest.
    """
    legend = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom", **layout.get("legend", {})}
    return {
        **{name: value for name, value in layout.items() if name not in DROPPED},
        "template": {"layout": _defaults()},
        "autosize": False,
        "font": {"family": f"{TEXT}, sans-serif", "size": 14, "color": LIGHT.ink},
        "legend": {**legend, "bgcolor": "rgba(0,0,0,0)"},
        "margin": {"l": 8, "r": 8, "b": 8, "t": 8, "pad": 4, **layout.get("margin", {})},
        "paper_bgcolor": LIGHT.paper,
        "plot_bgcolor": LIGHT.paper,
        "hovermode": False,
        "dragmode": False,
    }


def _defaults() -> Figure:
    """What holds where the chart says nothing."""
    lines = {
        "gridcolor": LIGHT.grid,
        "zerolinecolor": LIGHT.rule,
        "linecolor": LIGHT.rule,
        "automargin": True,
        "title": {"font": {"size": 14}},
    }
    return {"colorway": list(LIGHT.series), "xaxis": lines, "yaxis": lines}


def _recoloured(figure: Figure) -> Figure:
    """A copy in which every colour of the dark palette is the light one of the same role."""
    pairs = [
        *((getattr(DARK, role), getattr(LIGHT, role)) for role in ("paper", "surface", "ink", "muted", "grid", "rule", "accent")),
        *zip(DARK.series, LIGHT.series, strict=True),
        *zip(DARK.sequential, LIGHT.sequential, strict=True),
    ]
    exact = dict(reversed(pairs))
    channels = {_channels(dark): _channels(light) for dark, light in exact.items()}
    copied: Figure = _swapped(figure, exact, channels)
    return copied


def _swapped(value: Any, exact: dict[str, str], channels: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _swapped(one, exact, channels) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_swapped(one, exact, channels) for one in value]
    if isinstance(value, str) and value.startswith("rgba("):
        head, _, opacity = value.rpartition(",")
        return f"{channels.get(head, head)},{opacity}"
    return exact.get(value, value) if isinstance(value, str) else value


def _channels(colour: str) -> str:
    """The head of a translucent form of this colour, up to its opacity."""
    return "rgba(" + ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
