"""`make screenshots`: the pictures of the README, drawn from the current build of data/ in views that the sample can carry."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser import driving
from tests.conftest import find_browser

FOLDER = driving.ROOT / ".screenshots"
MARK = 'mark=["overview-topic",{"series":"open source"}]'
VIEWS = (
    ("overview", "/", False, 900),
    ("evidence", f"/?{MARK}", False, 1400),
    ("topics", "/topics?topic=agent&topic=open+source&panel=Show", True, 1150),
    ("shows", "/shows", False, 1150),
)


def main() -> None:
    browser_path = find_browser()
    if browser_path is None:
        raise SystemExit("No Chromium was found: install one, or name it in BROWSER_PATH.")
    FOLDER.mkdir(exist_ok=True)
    with driving.served(driving.ROOT / "data") as address, sync_playwright() as playwright:
        browser = driving.launched(playwright, browser_path)
        for name, path, dark, height in VIEWS:
            draw(driving.window(browser, address, [], dark=dark), path, FOLDER / f"{name}.png", height)
        browser.close()


def draw(page: Page, path: str, file: Path, height: int) -> None:
    page.set_viewport_size({"width": 1400, "height": height})
    driving.visit(page, path)
    page.locator(".js-plotly-plot .point path, .js-plotly-plot .point").first.wait_for(state="attached")
    page.screenshot(path=file)
    page.context.close()
    print(f"{file.relative_to(driving.ROOT)}  {file.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
