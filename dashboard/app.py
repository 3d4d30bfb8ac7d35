"""The page: filled by the views."""

from __future__ import annotations

import streamlit as st

st.set_page_config(page_title="Podscope", layout="wide")
st.title("What podcasts talk about")
