"""Every page opens, in both themes and on a phone, without a complaint (see `open_page`)."""

from __future__ import annotations

import duckdb
import pytest
from playwright.sync_api import Page, expect

from dashboard.views import VIEWS
from tests.browser import driving
from tests.browser.conftest import Open

LISTED = [view for view in VIEWS if not view.hidden]
PATHS = ["/" if view.path == "overview" else f"/{view.path}" for view in LISTED]
ONE_EPISODE = "select '/episode?episode=' || episode_id from episodes order by published desc, episode_id limit 1"
ONE_PERSON = """
select '/person?person=' || url_encode(name)
from people join appearances using (person_id)
where role = 'guest'
group by name
order by count(*) desc, name
limit 1
"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_page(open_page: Open, path: str, dark: bool) -> None:
    """A page opens with its title and no error, in its theme's colours, and is no wider than a phone."""
    look_at(open_page(path, dark=dark), dark=dark)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("address_of", [ONE_EPISODE, ONE_PERSON], ids=["episode", "person"])
def test_page_of_one(open_page: Open, connection: duckdb.DuckDBPyConnection, address_of: str, dark: bool) -> None:
    """The page of an episode, or of a person, opens as all others do."""
    found = connection.execute(address_of).fetchone()
    assert found
    look_at(open_page(found[0], dark=dark), dark=dark)


def look_at(page: Page, *, dark: bool) -> None:
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
