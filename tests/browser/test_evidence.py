"""A mark opens to exactly what it counts, by mouse and by keyboard; chart, table, CSV and evidence say the same."""

from __future__ import annotations

import re

import duckdb
from playwright.sync_api import Locator, Page, expect

from dashboard import database, measures, questions
from dashboard.filters import Filters
from tests.browser import driving
from tests.browser.conftest import Open

CHART = "overview-category"


def shares(connection: duckdb.DuckDBPyConnection, filters: Filters) -> list[dict[str, object]]:
    """The marks of the categories as the dashboard's questions give them, past the page and its caches."""
    marks = measures.shares(database.fetch(connection, questions.marks(questions.ranking(filters, "category")))).head(10)
    return [{name: str(value) for name, value in row.items()} for row in marks.to_dict("records")]


def table(page: Page, chart: str) -> Locator:
    page.locator(f".st-key-table-{chart} label").click()
    canvas = page.locator(f".st-key-rows-{chart}").get_by_test_id("data-grid-canvas")
    canvas.focus()
    return canvas


def test_click(open_page: Open, connection: duckdb.DuckDBPyConnection) -> None:
    """The number under the pointer, in the table, in the CSV and in the head of the evidence are one, and so many episodes are listed."""
    page = open_page("/")
    expected = shares(connection, Filters())
    wanted = expected[2]
    told = f"{wanted['count']} of {wanted['base']} episodes"

    opened = driving.open_mark(page, CHART, str(wanted["series"]), told=told)
    expect(opened.get_by_role("heading", name=str(wanted["series"]))).to_be_visible()
    expect(opened.get_by_text(told)).to_be_visible()
    evidence = driving.csv_of(page, f"evidence-{CHART}")
    assert len(driving.distinct(evidence, "unit_id")) == int(str(wanted["count"]))

    if (more := opened.get_by_role("button", name=re.compile("^Show all"))).count():
        more.click()
    expect(opened.get_by_test_id("stPageLink")).to_have_count(int(str(wanted["count"])))

    rows = driving.csv_of(page, f"csv-{CHART}")
    assert [{name: row[name] for name in expected[0]} for row in rows] == expected

    canvas = table(page, CHART)
    assert canvas.locator('[id="glide-cell-1-2"]').text_content() == wanted["series"]
    assert canvas.locator('[id="glide-cell-2-2"]').text_content() == wanted["count"]

    opened.get_by_role("button", name="Close").click()
    expect(opened).to_have_count(0)
    assert "mark=" not in page.url


def test_keyboard(open_page: Open, connection: duckdb.DuckDBPyConnection) -> None:
    """Without a mouse: a row of the table opens the evidence of the mark that it stands for."""
    page = open_page("/")
    switch = page.locator(f".st-key-table-{CHART}").get_by_role("switch")
    switch.focus()
    page.keyboard.press("Space")
    canvas = page.locator(f".st-key-rows-{CHART}").get_by_test_id("data-grid-canvas")
    expect(canvas).to_be_visible()
    driving.settle(page)
    for _ in range(12):
        page.keyboard.press("Tab")
        if canvas.evaluate("(one) => one === document.activeElement"):
            break
    expect(canvas).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    wanted = shares(connection, Filters())[1]
    opened = driving.drawer(page, CHART)
    expect(opened.get_by_role("heading", name=str(wanted["series"]))).to_be_visible()
    expect(opened.get_by_text(f"{wanted['count']} of {wanted['base']} episodes")).to_be_visible()
    opened.get_by_role("button", name="Close").press("Enter")
    expect(opened).to_have_count(0)


def test_without(open_page: Open, connection: duckdb.DuckDBPyConnection) -> None:
    """The other side of a share lists the rest of its base."""
    page = open_page("/")
    wanted = shares(connection, Filters())[0]
    opened = driving.open_mark(page, CHART, str(wanted["series"]))
    opened.get_by_role("radio", name="without").click()
    expect(opened.get_by_role("radio", name="without")).to_be_checked()
    driving.settle(page)
    if (more := opened.get_by_role("button", name=re.compile("^Show all"))).count():
        more.click()
    expect(opened.get_by_test_id("stPageLink")).to_have_count(int(str(wanted["base"])) - int(str(wanted["count"])))


def test_filter_to_this(open_page: Open, connection: duckdb.DuckDBPyConnection) -> None:
    """Filter to this narrows the page to the episodes of the mark."""
    page = open_page("/")
    wanted = shares(connection, Filters())[1]
    opened = driving.open_mark(page, CHART, str(wanted["series"]))
    opened.get_by_role("button", name="Filter to this").click()
    expect(driving.chip(page, str(wanted["series"]))).to_be_visible()
    driving.settle(page)
    assert driving.metric(page, "Episodes") == int(str(wanted["count"]))
