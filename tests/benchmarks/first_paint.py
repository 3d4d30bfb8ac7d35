"""`python -m tests.benchmarks.first_paint [DATA]`: milliseconds until Chromium shows the overview, from a new, empty browser profile.

First and largest contentful paint are the browser's own figures; "chart" is when the first mark of the first chart is in the page.
The first visit after the server's start is told apart: it imports what later ones have.
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.serving import ROOT, served
from tests.conftest import find_browser

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
LARGEST = """() => new Promise(resolve => new PerformanceObserver(list => resolve(list.getEntries().at(-1).startTime))
    .observe({type: "largest-contentful-paint", buffered: true}))"""
FIRST = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
FIGURES = ("first paint", "chart", "largest paint")


def visit(browser: Browser, url: str) -> tuple[float, ...]:
    """FIGURES of one visit."""
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    page.goto(url, wait_until="commit")
    page.wait_for_selector(".js-plotly-plot .point path", state="attached", timeout=60_000)
    chart = page.evaluate("() => performance.now()")
    page.wait_for_load_state("networkidle")
    figures = (page.evaluate(FIRST), chart, page.evaluate(LARGEST))
    page.context.close()
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description="Milliseconds until Chromium shows the overview.")
    parser.add_argument("data", nargs="?", type=Path, default=ROOT / "data")
    parser.add_argument("--visits", type=int, default=9)
    asked = parser.parse_args()
    with served(asked.data) as host, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        visits = [visit(browser, f"http://{host}/") for _ in range(asked.visits + 1)]
    print(f"{'ms':28}" + "".join(f"{name:>15}" for name in FIGURES))
    print(f"{'first visit after the start':28}" + "".join(f"{value:15.0f}" for value in visits[0]))
    middles = [statistics.median(one[place] for one in visits[1:]) for place in range(len(FIGURES))]
    print(f"{f'median of the next {asked.visits}':28}" + "".join(f"{value:15.0f}" for value in middles))


if __name__ == "__main__":
    main()
