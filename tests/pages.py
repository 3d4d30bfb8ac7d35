"""One page of the dashboard on one build, as AppTest runs it: without a browser, under the parameters of a link."""

# ruff: noqa: PLC0415 - AppTest takes the script's source, which must bring its own imports

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from dashboard.database import Build
from dashboard.filters import Filters


def opened(view: str, build: Build, *, filters: Filters | None = None, widgets: dict[str, Any] | None = None, **query: str) -> AppTest:
    """The page `view` after its first run. `widgets` are values that the reader has set, `query` the parameters of the link."""
    app = AppTest.from_function(_script, args=(view, build, filters or Filters()), default_timeout=30)
    app.query_params.update(query)
    for key, value in (widgets or {}).items():
        app.session_state[key] = value
    return app.run()


def _script(view: str, build: object, filters: object) -> None:
    """The app of one page. Links need the others to exist, not to run."""
    import streamlit as st

    from dashboard.palette import LIGHT
    from dashboard.views import VIEWS
    from dashboard.visit import Visit

    pages = {one.path: st.Page(lambda: None, title=one.title, url_path=one.path, default=one.path == view) for one in VIEWS}
    st.navigation(list(pages.values()))
    next(one for one in VIEWS if one.path == view).page(Visit(build, filters, LIGHT, pages))
