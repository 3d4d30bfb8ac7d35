"""How the tests and the pictures of the README drive the dashboard: one server process, windows that note every complaint, and what a
person does in them. Each step waits for what it leads to.
"""

from __future__ import annotations

import csv
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Playwright, Request, expect

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")
PATIENCE = 20_000
PROBE = re.compile(r"/[^/]+/_stcore/(health|host-config)$")
"""Streamlit looks for its own base path below a deep link before it finds it at the root."""

Rows = list[dict[str, str]]


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The address of a dashboard on the builds of `data`, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "dashboard", "--port", str(port)]
    with TemporaryFile() as log:
        running = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PODSCOPE_DATA": str(data)}, stdout=log, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}"
            while not _answers(address):
                assert running.poll() is None, os.pread(log.fileno(), 10_000, 0).decode()
                time.sleep(0.1)
            yield address
        finally:
            running.terminate()
            running.wait(timeout=20)


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/healthz", timeout=10) as reply:
            return bool(reply.status == 200)
    except URLError:
        return False


def launched(playwright: Playwright, path: str) -> Browser:
    expect.set_options(timeout=PATIENCE)
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


def reader(browser: Browser, address: str) -> BrowserContext:
    """A browser as one reader has it; its windows share what it has loaded once."""
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    return context


def window(context: BrowserContext, complaints: list[str], *, width: int = 1400, dark: bool = False) -> Page:
    """A new window; what its console complains of and what it asks of another host comes into `complaints`."""
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if dark else "light")

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not PROBE.search(message.location["url"]):
            complaints.append(f"{page.url}: {message.text} {message.location['url']}")

    def leave(request: Request) -> None:
        asked, here = urlsplit(request.url.removeprefix("blob:")), urlsplit(page.url)
        if asked.scheme != "data" and page.url != "about:blank" and asked.netloc != here.netloc:
            complaints.append(f"{page.url}: asks for {request.url}")

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("request", leave)
    page.on("dialog", lambda dialog: complaints.append(f"{page.url}: says {dialog.message}"))
    return page


def visit(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("h1, [data-testid=stAlert]").first).to_be_visible()
    settle(page)


QUIET = """() => new Promise((resolve) => {
  const app = document.querySelector('[data-testid=stApp]');
  let changed = false;
  const watch = new MutationObserver(() => { changed = true; });
  watch.observe(app, { childList: true, subtree: true });
  setTimeout(() => {
    watch.disconnect();
    const loading = app.querySelector('[data-testid=stSkeleton], [class*="st-key-chart-"]:not(:has(.main-svg))');
    resolve(!changed && !loading && app.dataset.testScriptState === 'notRunning');
  }, 100);
})"""


def settle(page: Page) -> None:
    """The script has run to its end, and the page has stopped changing."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(QUIET):
        assert time.monotonic() < deadline, f"{page.url} does not come to rest"


def notice(page: Page) -> str:
    """What the first notice on the page says."""
    return shown(page.get_by_test_id("stAlert").first.get_by_test_id("stMarkdownContainer"))


def choose(page: Page, label: str, name: str) -> None:
    """In a picker of the filter bar: type, and take what it offers."""
    page.get_by_role("combobox", name=label, exact=True).fill(name)
    page.get_by_role("option", name=name, exact=True).click()
    page.keyboard.press("Escape")
    expect(chip(page, name)).to_be_visible()
    settle(page)


def chip(page: Page, name: str) -> Locator:
    return page.locator(".st-key-filter-chips").get_by_role("button", name=name)


def metric(page: Page, label: str) -> int:
    """A number of the overview."""
    found = page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue")
    return int(found.inner_text().replace(",", ""))


def shown(place: Locator) -> str:
    """The letters that a reader sees: without the invisible joiners that keep text from being syntax, one blank for many."""
    return " ".join(place.inner_text().replace("\N{WORD JOINER}", "").split())


def wait_for_words(page: Page, *words: str) -> None:
    """All of `words` stand on the page as a reader sees them; links draw their names a moment after the rest."""
    expect(page.get_by_test_id("stMain")).to_be_visible()
    until = time.monotonic() + PATIENCE / 1000
    while missing := [one for one in words if one not in shown(page.get_by_test_id("stMain"))]:
        assert time.monotonic() < until, missing
        page.wait_for_timeout(100)


def mark(page: Page, chart: str, series: str, start: str = "") -> Locator:
    """The mark of a chart that stands for `series`, in a chart over time in the bin that begins on `start`."""
    points = page.locator(f".st-key-chart-{chart} .point")
    points.first.wait_for(state="attached")
    place = points.evaluate_all(
        """(points, wanted) => points.findIndex((point) => {
          const [{ trace }] = point.closest('.trace').__data__;
          const [series, start] = trace.customdata[point.__data__.i];
          return series === wanted[0] && start === wanted[1];
        })""",
        [series, start],
    )
    assert place >= 0, f"{chart} has no mark for {series} {start}"
    return points.nth(place)


def open_mark(page: Page, chart: str, series: str, start: str = "", told: str = "") -> Locator:
    """Point at a mark, read `told` beside it, click it, and get the drawer with its evidence."""
    point = mark(page, chart, series, start)
    point.scroll_into_view_if_needed()
    point.hover(force=True)
    expect(page.locator(f".st-key-chart-{chart} .hovertext")).to_contain_text(told)
    point.click(force=True)
    return drawer(page, chart)


def drawer(page: Page, chart: str) -> Locator:
    found = page.locator(f".st-key-drawer-{chart}")
    expect(found).to_be_visible()
    settle(page)
    return found


def saved(page: Page, button: Locator) -> tuple[str, bytes]:
    """The name and the bytes of the file that a button gives."""
    with page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def csv_of(page: Page, key: str) -> Rows:
    """The file behind the download button `key`, row by row."""
    _, data = saved(page, page.locator(f".st-key-{key} button"))
    return list(csv.DictReader(data.decode("utf-8-sig").splitlines()))


def distinct(rows: Rows, column: str) -> Sequence[str]:
    return sorted({row[column] for row in rows})


WIDER = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const inside = (one) => one === main || (getComputedStyle(one).overflowX === 'visible' && inside(one.parentElement));
  return main.scrollWidth <= main.clientWidth && document.body.scrollWidth <= innerWidth ? [] : [...main.querySelectorAll('*')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && inside(one.parentElement))
    .map((one) => `${one.tagName} ${one.className}: ${Math.round(one.getBoundingClientRect().right)}`);
}"""


def overflow(page: Page) -> list[str]:
    """What makes the page itself wider than the window, once it has settled; what scrolls in a box of its own does not."""
    deadline = time.monotonic() + 5
    while (found := page.evaluate(WIDER)) and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    return list(found)
