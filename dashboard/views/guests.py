"""Guests."""

from __future__ import annotations

import streamlit as st

from dashboard.visit import Visit


def page(visit: Visit) -> None:
    st.title("Guests")
