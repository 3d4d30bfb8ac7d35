"""Keeps the charts in the colours of the page when the reader changes light and dark in the menu.

Streamlit repaints its own parts at once, but it does not run the script again, so the charts would keep the other mode's ink until the
next click. The browser sees the change first and asks for one run.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.palette import Palette

SCRIPT = Path(__file__).resolve().parent / "assets" / "appearance.js"


def follow(drawn_with: Palette) -> None:
    """Mount once a run, after everything else: an empty element that reruns the app when the page's ground is not this palette's."""
    _watcher()(key="appearance", data={"paper": drawn_with.paper}, on_changed_change=_nothing, width="content")


def _nothing() -> None:
    """A trigger needs a callback to be known to Streamlit."""


@cache
def _watcher() -> Callable[..., Any]:
    return st.components.v2.component("podscope_appearance", js=SCRIPT.read_text(encoding="utf-8"))
