"""One run of the app: the build, the pages, the filter bar, the page that is asked for. Nothing else lives here."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal

import streamlit as st

from dashboard import appearance, database
from dashboard.filterbar import filter_bar
from dashboard.palette import escape_markdown, palette
from dashboard.settings import Settings
from dashboard.views import VIEWS, View
from dashboard.visit import Visit

ASSETS = Path(__file__).parent / "assets"


def main() -> None:
    mode = st.context.theme.type
    st.set_page_config(page_title="Podscope", page_icon=str(ASSETS / "icon.svg"), layout="wide")
    st.logo(str(ASSETS / f"logo-{'dark' if mode == 'dark' else 'light'}.svg"), size="large")
    st.html(ASSETS / "style.css")
    try:
        build = database.current(Settings.read(os.environ).builds)
    except database.NoBuildError as error:
        st.error(escape_markdown(str(error)), title="There is nothing to show yet", icon=":material/database_off:")
        return

    def show(view: View) -> None:
        view.page(Visit(build, filters, palette(mode), pages))

    pages = {view.path: _page(view, partial(show, view)) for view in VIEWS}
    page = st.navigation(list(pages.values()), position="top")
    filters, unknown = filter_bar(build)
    for value in unknown:
        st.error(escape_markdown(f"{value}. Nothing is drawn until you take it out of the filters."), icon=":material/help:")
    if not unknown:
        page.run()
    appearance.follow(palette(mode))


def _page(view: View, run: Callable[[], None]) -> st.Page:
    visibility: Literal["visible", "hidden"] = "hidden" if view.hidden else "visible"
    first = view.path == "overview"
    return st.Page(run, title=view.title, icon=view.icon, url_path=view.path, default=first, visibility=visibility)


main()
