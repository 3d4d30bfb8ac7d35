"""Pages written to do harm (tests/browser/hostile), and links too: their text is shown as it is written and does nothing.

`open_page` sees to it that nothing is asked of another host and that no dialog opens.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from dashboard import database
from dashboard.evidence import open_mark
from tests.browser import driving
from tests.browser.conftest import Open, Publish

SHOW = "=1+1 ![x](http://127.0.0.1:9/x.png) <i>Show</i>"
CATEGORY = "=1+1 & <script>window.hacked=1</script>"
GUEST = "=cmd|' /C calc'!A0 ![x](http://127.0.0.1:9/guest.png) :red[x] $x$"
PAGES = {
    "overview": ("/", {"mark": open_mark("overview-category", {"series": CATEGORY})}),
    "filtered": ("/", {"show": SHOW, "category": CATEGORY, "guest": GUEST}),
    "topics": ("/topics", {"grain": "Year", "panel": "Category", "mark": open_mark("topic-ranking", {"series": "battery storage"})}),
    "names": ("/topics", {"of": "Names", "other": "Names", "grain": "Year"}),
    "guests": ("/guests", {"mark": open_mark("guest-ranking", {"series": GUEST})}),
    "person": ("/person", {"person": GUEST}),
    "statistics": ("/statistics", {}),
    "shows": ("/shows", {"grain": "Year"}),
    "episodes": ("/episodes", {}),
    "search": ("/episodes", {"find": "battery storage"}),
    "data": ("/data", {"across": "Shows"}),
    "method": ("/method", {}),
}
NUMBER = r"-?\d+(\.\d+)?(e[+-]?\d+)?"
FOUND = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  const made = 'iframe, script, .katex, [onerror], [onload], [onmouseover], a[href^="javascript:" i]';
  const elsewhere = [...app.querySelectorAll('img, video, audio, source')]
    .filter((one) => one.src && !one.src.startsWith(origin) && !/^(data|blob):/.test(one.src));
  const icons = [...app.querySelectorAll('[data-testid=stIconMaterial]')].filter((one) => one.textContent === 'delete');
  const coloured = [...app.querySelectorAll('.stMarkdownColoredText')].filter((one) => one.textContent === 'x');
  const links = [...app.querySelectorAll('a')].filter((one) => one.textContent === 'a' || /:9.bare|example.invalid/.test(one.href));
  const found = [...app.querySelectorAll(made), ...elsewhere, ...icons, ...coloured, ...links];
  return [...found.map((one) => one.outerHTML.slice(0, 200)), ...(window.hacked === undefined ? [] : ['window.hacked'])];
}"""


@pytest.fixture(scope="module", autouse=True)
def served(publish: Publish, hostile: database.Build, sample: database.Build, address: str) -> Iterator[database.Build]:
    """The dashboard shows the hostile pages while these tests run."""
    publish(hostile)
    yield hostile
    publish(sample)


def formulas(page: Page) -> list[str]:
    """The cells of all files of numbers on the page that a spreadsheet would run."""
    cells: list[str] = []
    for button in page.get_by_test_id("stDownloadButton").get_by_role("button").all():
        _, data = driving.saved(page, button)
        cells += [cell for row in csv.reader(data.decode("utf-8-sig").splitlines()) for cell in row]
    return [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t")) and not re.fullmatch(NUMBER, cell)]


def tables(page: Page) -> None:
    """Show the table under every chart."""
    keys = "(all) => all.map((one) => one.className.match(/st-key-chart-(\\S+)/)[1])"
    charts = page.locator("[class*='st-key-chart-']").evaluate_all(keys)
    for chart in charts:
        page.locator(f".st-key-table-{chart} label").click()
        expect(page.locator(f".st-key-rows-{chart}").get_by_test_id("data-grid-canvas")).to_be_visible()
    driving.settle(page)


def test_pages(open_page: Open) -> None:
    """No page runs, colours, links or loads what the text says, and no file of numbers holds a formula."""
    page = open_page("/")
    found = {}
    for name, (path, parameters) in PAGES.items():
        driving.visit(page, f"{path}?{urlencode(parameters)}")
        tables(page)
        found[name] = [*page.evaluate(FOUND), *formulas(page), *page.get_by_test_id("stException").all_inner_texts()]
    assert {name: what for name, what in found.items() if what} == {}


def test_episodes(open_page: Open, served: database.Build) -> None:
    """The page of an episode shows title, abstract and people letter by letter."""
    page = open_page("/episodes")
    with database.connect(served.path) as connection:
        episodes = connection.execute("select episode_id, title, abstract from episodes order by published").fetchall()
    for episode_id, title, abstract in episodes:
        driving.visit(page, f"/episode?episode={episode_id}")
        assert driving.shown(page.locator("h1")) == title
        driving.wait_for_words(page, abstract, SHOW, f"{GUEST}, guest", CATEGORY)
        assert page.evaluate(FOUND) == []


def test_pickers_and_counts(open_page: Open) -> None:
    """Names stand as they are in the pickers, on the chips and in the counts."""
    page = open_page("/")
    driving.choose(page, "Category", CATEGORY)
    page.get_by_role("button", name="Counts").click()
    count = page.locator("[class*='st-key-count-show-']")
    expect(count).to_be_visible()
    assert driving.shown(count) == f"{SHOW} · 3"
    assert page.evaluate(FOUND) == []


HARM = "![x](http://127.0.0.1:9/x.png) [a](javascript:alert(1)) <img src=x onerror=window.hacked=1> :red[x] $x$"


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/", "show"),
        ("/", "from"),
        ("/topics", "topic"),
        ("/topics", "search"),
        ("/topics", "panel"),
        ("/topics", "mark"),
        ("/person", "person"),
        ("/guests", "search"),
        ("/episode", "episode"),
        ("/episodes", "find"),
        ("/statistics", "words"),
        ("/statistics", "kind"),
        ("/data", "source"),
    ],
)
def test_link(open_page: Open, path: str, key: str) -> None:
    """What a link says is as harmless as what a page says."""
    page = open_page(f"{path}?{urlencode({key: HARM})}")
    assert page.evaluate(FOUND) == []
    expect(page.get_by_test_id("stException")).to_have_count(0)
