"""Frame in, Plotly figure out. A chart builder never calls Streamlit and never sees SQL."""

from __future__ import annotations

from dashboard.charts.attention import Look, attention
from dashboard.charts.bars import bars
from dashboard.charts.dots import dots
from dashboard.charts.matrix import matrix
from dashboard.charts.spread import spread

__all__ = ["Look", "attention", "bars", "dots", "matrix", "spread"]
