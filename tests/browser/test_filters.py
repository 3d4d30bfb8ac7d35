"""Filters change the numbers: what the page shows is what the build holds."""

from __future__ import annotations

import duckdb
import pytest
from playwright.sync_api import expect

from tests.browser import driving
from tests.browser.conftest import Open

OF_SHOW = "select count(*) from episodes join shows using (show_id) where shows.name = $name"
OF_CATEGORY = "select count(distinct episode_id) from episode_categories join categories using (category_id) where name = $name"
LARGEST = {
    "Show": "select name from shows join episodes using (show_id) group by all order by count(*) desc, name limit 1",
    "Category": "select name from categories join episode_categories using (category_id) group by all order by count(*) desc, name limit 1",
}


def value(connection: duckdb.DuckDBPyConnection, sql: str, **values: str) -> int | str:
    found = connection.execute(sql, values).fetchone()
    assert found
    answer: int | str = found[0]
    return answer


@pytest.mark.parametrize(("label", "counted"), [("Show", OF_SHOW), ("Category", OF_CATEGORY)])
def test_picker(open_page: Open, connection: duckdb.DuckDBPyConnection, label: str, counted: str) -> None:
    """A choice in a picker leaves the episodes that have it; its chip takes it back."""
    name = str(value(connection, LARGEST[label]))
    page = open_page("/")
    assert driving.metric(page, "Episodes") == value(connection, "select count(*) from episodes")
    driving.choose(page, label, name)
    assert driving.metric(page, "Episodes") == value(connection, counted, name=name)
    driving.chip(page, name).click()
    expect(driving.chip(page, name)).to_have_count(0)
    driving.settle(page)
    assert driving.metric(page, "Episodes") == value(connection, "select count(*) from episodes")


def test_clear_all(open_page: Open, connection: duckdb.DuckDBPyConnection) -> None:
    """Clear all takes every filter away, from the page and from the address."""
    show, category = str(value(connection, LARGEST["Show"])), str(value(connection, LARGEST["Category"]))
    page = open_page("/?from=2015-01-01")
    driving.choose(page, "Show", show)
    driving.choose(page, "Category", category)
    clear = page.locator(".st-key-clear-all")
    clear.get_by_role("button").click()
    expect(clear).to_have_count(0)
    driving.settle(page)
    assert driving.metric(page, "Episodes") == value(connection, "select count(*) from episodes")
    assert "?" not in page.url


def test_counts(open_page: Open, connection: duckdb.DuckDBPyConnection) -> None:
    """The counts beside the options are episodes under the other filters; a click on one adds it."""
    name = str(value(connection, LARGEST["Category"]))
    count = value(connection, OF_CATEGORY, name=name)
    page = open_page("/")
    page.get_by_role("button", name="Counts").click()
    page.get_by_role("radio", name="Category", exact=True).click()
    page.get_by_role("button", name=f"{name} · {count}", exact=True).click()
    expect(driving.chip(page, name)).to_be_visible()
    driving.settle(page)
    assert driving.metric(page, "Episodes") == count
    assert "category=" in page.url


def test_dates(open_page: Open, connection: duckdb.DuckDBPyConnection) -> None:
    """Both dates of a link are included."""
    first = value(connection, "select cast(quantile_disc(published, 0.5) as varchar) from episodes")
    page = open_page(f"/?from={first}&to={first}")
    on_the_day = value(connection, "select count(*) from episodes where cast(published as varchar) = $day", day=str(first))
    assert driving.metric(page, "Episodes") == on_the_day
