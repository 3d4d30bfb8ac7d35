"""A build that is published while the dashboard is open is picked up without a restart, and no page mixes two."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from dashboard.database import Build
from tests.browser import driving
from tests.browser.conftest import Open, Publish


@pytest.fixture(autouse=True)
def sample_again(publish: Publish, sample: Build) -> Iterator[None]:
    yield
    publish(sample)


def test_next_interaction(open_page: Open, publish: Publish, sample: Build, hostile: Build) -> None:
    """The next interaction with an open page shows the new build, and only that; so does a page that is opened then."""
    page = open_page("/data")
    expect(page.get_by_text(sample.build_id).first).to_be_visible()
    publish(hostile)
    page.get_by_role("radio", name="Shows", exact=True).click()
    expect(page.get_by_text(f"Build {hostile.build_id}")).to_be_visible()
    expect(page.get_by_text(f"Build {sample.build_id}")).to_have_count(0)
    other = open_page("/data")
    expect(other.get_by_text(f"Build {hostile.build_id}")).to_be_visible()


def test_one_build_per_page(open_page: Open, publish: Publish, sample: Build, hostile: Build) -> None:
    """What is opened on a page that was drawn before is of the build that the page shows; the next page is all of the new one."""
    page = open_page("/")
    row = driving.csv_of(page, "csv-overview-category")[0]
    publish(hostile)
    opened = driving.open_mark(page, "overview-category", row["series"])
    expect(opened.get_by_text(f"{row['count']} of {row['base']} episodes")).to_be_visible()
    assert builds_of(page) == {sample.build_id}
    driving.visit(page, "/")
    assert builds_of(page) == {hostile.build_id}
    assert driving.metric(page, "Episodes") == 3


def builds_of(page: Page) -> set[str]:
    """The builds that the page's files of numbers are of."""
    keys = ["csv-overview-category", "csv-overview-topic", "evidence-overview-category"]
    return {row["build_id"] for key in keys if page.locator(f".st-key-{key}").count() for row in driving.csv_of(page, key)}
