"""The app with nothing on its pages but the filter bar: what every page costs before it says anything. Run by Streamlit, not imported."""

from __future__ import annotations

import os

import streamlit as st

from dashboard import database
from dashboard.filterbar import filter_bar
from dashboard.settings import Settings
from dashboard.views import VIEWS


def main() -> None:
    st.set_page_config(page_title="Empty", layout="wide")
    build = database.current(Settings.read(os.environ).builds)
    pages = [st.Page(lambda: None, title=view.title, url_path=view.path, default=view.path == "overview") for view in VIEWS]
    page = st.navigation(pages, position="top")
    filter_bar(build)
    page.run()


main()
