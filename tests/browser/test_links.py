"""A link is a view: it shows the same numbers to somebody else, and says what of it cannot be shown."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser import driving
from tests.browser.conftest import Open

CHART = "topic-over-time"


def test_link(open_page: Open, another_reader: BrowserContext) -> None:
    """Show, topic, grain, panel and opened mark come with the address into another browser."""
    page = open_page("/topics?topic=model&grain=Year")
    driving.choose(page, "Show", "Practical AI")
    page.locator(".st-key-panel").get_by_role("radio", name="Show", exact=True).click()
    page.wait_for_url(re.compile("panel=Show"))
    driving.settle(page)
    first = driving.csv_of(page, f"csv-{CHART}")
    largest = max(first, key=lambda row: int(row["count"]))
    opened = driving.open_mark(page, CHART, "model", largest["bin"])

    other = driving.window(another_reader, [])
    driving.visit(other, page.url)
    again = driving.drawer(other, CHART)
    expect(driving.chip(other, "Practical AI")).to_be_visible()
    expect(other.locator(".st-key-panel").get_by_role("radio", name="Show", exact=True)).to_be_checked()
    expect(other.locator(".st-key-grain").get_by_role("radio", name="Year", exact=True)).to_be_checked()
    assert driving.csv_of(other, f"csv-{CHART}") == first
    assert driving.csv_of(other, f"evidence-{CHART}") == driving.csv_of(page, f"evidence-{CHART}")
    assert again.inner_text() == opened.inner_text()
    expect(again.get_by_text(f"{largest['count']} of {largest['base']} episodes")).to_be_visible()


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ("guest=Nobody+Here", "No guest is called “Nobody Here” in this build."),
        ("show=Ship+It%21&show=No+Such+Show", "No show is called “No Such Show” in this build."),
        ("category=%2A%2A", "No category is called “**” in this build."),
        ("from=2024-13-45", "“2024-13-45” is not a date between 1900-01-01 and 2100-12-31 (use YYYY-MM-DD)."),
    ],
)
def test_unknown_filter(open_page: Open, parameters: str, sentence: str) -> None:
    """A link with a name or a date that the build does not know says so, and no number is drawn."""
    page = open_page(f"/topics?{parameters}")
    expect(page.get_by_test_id("stAlert")).to_have_count(1)
    assert driving.notice(page).startswith(sentence)
    expect(page.locator("h1, .js-plotly-plot, [data-testid=stDataFrame]")).to_have_count(0)


def test_unknown_topic(open_page: Open) -> None:
    """A topic of a link that the build does not know is said, and nothing is drawn."""
    page = open_page("/topics?topic=no+such+topic")
    assert driving.notice(page) == "No topic is called “no such topic” in this build."
    expect(page.locator(".js-plotly-plot, [data-testid=stDataFrame]")).to_have_count(0)


@pytest.mark.parametrize(("key", "label"), [("panel", "side by side"), ("grain", "grain"), ("measure", "measure")])
def test_unknown_choice(open_page: Open, key: str, label: str) -> None:
    """A choice of a link that does not exist is said, with those that do; the page shows its own."""
    page = open_page(f"/topics?{key}=xyz")
    assert driving.notice(page).startswith(f"“xyz” is no {label}; there are ")
    expect(page.locator(f".st-key-chart-{CHART} .js-plotly-plot")).to_be_visible()


def test_unreadable_marks(open_page: Open) -> None:
    """A mark that cannot be read opens nothing and breaks nothing."""
    page = open_page("/topics")
    for mark in ("", "null", "{}", "[1,2]", '["topic-over-time",{"bin":"yesterday"}]', '["topic-over-time",[]]'):
        driving.visit(page, f"/topics?mark={quote(mark)}")
        expect(page.locator(f".st-key-chart-{CHART} .js-plotly-plot")).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)
        expect(page.locator(f".st-key-drawer-{CHART}")).to_have_count(0)


def test_a_bad_date_stays_said(open_page: Open) -> None:
    """What a link held that is no date is said on the next page too, until the filters are cleared."""
    page = open_page("/topics?to=soon")
    page.get_by_test_id("stTopNavLinkContainer").get_by_role("link", name="Shows").click()
    page.wait_for_url("**/shows*")
    driving.settle(page)
    assert driving.notice(page).startswith("“soon” is not a date")
    expect(page.locator("h1")).to_have_count(0)
    page.get_by_role("button", name="Clear all").click()
    expect(page.get_by_role("heading", name="Shows", exact=True)).to_be_visible()


def test_a_widened_range_is_said(open_page: Open) -> None:
    """A range inside a year is read, drawn and exported as the whole years that it touches, and the words say so."""
    page = open_page("/topics?grain=Year&from=2021-03-05&to=2022-06-30")
    words = page.locator(".stElementContainer", has_text="Dates widened to whole years: 2021-01-01 to 2022-12-31.")
    expect(words.first).to_be_visible()
    rows = driving.csv_of(page, f"csv-{CHART}")
    assert {row["filters"] for row in rows} == {"2021-01-01 to 2022-12-31"}
    assert {row["bin"] for row in rows} == {"2021-01-01", "2022-01-01"}
