"""Every page opens, in both themes and on a phone, without a complaint (see `open_page`)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dashboard.views import VIEWS
from tests.browser import driving
from tests.browser.conftest import Open

LISTED = [view for view in VIEWS if not view.hidden]
PATHS = ["/" if view.path == "overview" else f"/{view.path}" for view in LISTED]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_page(open_page: Open, path: str, dark: bool) -> None:
    """A page opens with its title and no error, in its theme's colours, and is no wider than a phone."""
    page = open_page(path, dark=dark)
    expect(page.locator("h1")).to_have_count(1)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    ground = page.get_by_test_id("stApp").evaluate("(app) => getComputedStyle(app).backgroundColor")
    assert ground == ("rgb(25, 23, 20)" if dark else "rgb(251, 248, 242)")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("document.querySelector('[data-testid=stMain]').clientWidth <= 390")
    assert driving.overflow(page) == []


def test_phone(open_page: Open) -> None:
    """On a phone a page opens as it is when a window is made narrow: its title first, nothing to scroll sideways for."""
    page = open_page("/topics", width=390)
    expect(page.get_by_role("heading", name="Topics", exact=True)).to_be_in_viewport()
    assert driving.overflow(page) == []


def test_navigation(open_page: Open) -> None:
    """The navigation leads to every page and keeps the filters."""
    page = open_page("/?show=Ship+It%21")
    for view in LISTED[1:]:
        page.get_by_test_id("stTopNavLinkContainer").get_by_role("link", name=view.title).click()
        page.wait_for_url(f"**/{view.path}?*")
        expect(driving.chip(page, "Ship It!")).to_be_visible()
    driving.settle(page)
