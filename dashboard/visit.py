"""What one run of the app knows, handed to each view: which build, which episodes are chosen, and where the pages are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from dashboard.database import Build
from dashboard.filters import Filters
from dashboard.palette import Palette


@dataclass(frozen=True)
class Visit:
    build: Build
    filters: Filters
    palette: Palette
    pages: Mapping[str, st.Page]
