"""`make screenshots`: the pictures of the README, drawn from the current build of data/ in views that the sample can carry."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser import driving
from tests.conftest import find_browser

FOLDER = driving.ROOT / ".screenshots"
WIDTH, TALL = 1400, 3000
MARK = '["topic-over-time",{"bin":"2021-01-01","series":"open source"}]'
COMPARED = urlencode({"topic": ["agent", "open source"], "mark": MARK}, doseq=True)


@dataclass(frozen=True)
class Picture:
    """A view, and the heading before which its picture ends."""

    name: str
    path: str
    before: str
    dark: bool = False


PICTURES = (
    Picture("overview", "/", "Over time"),
    Picture("evidence", f"/topics?{COMPARED}", "All topics"),
    Picture("shows", "/shows", "Topics"),
    Picture("episode", "/episode?episode=416aab62dd37afdf", "Key Takeaways", dark=True),
)


def main() -> None:
    browser_path = find_browser()
    if browser_path is None:
        raise SystemExit("No Chromium was found: install one, or name it in BROWSER_PATH.")
    FOLDER.mkdir(exist_ok=True)
    with driving.served(driving.ROOT / "data") as address, sync_playwright() as playwright:
        browser = driving.launched(playwright, browser_path)
        reader = driving.reader(browser, address)
        for picture in PICTURES:
            draw(driving.window(reader, [], dark=picture.dark), picture)
        browser.close()


def draw(page: Page, picture: Picture) -> None:
    page.set_viewport_size({"width": WIDTH, "height": TALL})
    driving.visit(page, picture.path)
    end = page.get_by_role("heading", name=picture.before, exact=True).bounding_box()
    assert end, f"{picture.path} has no heading {picture.before}"
    file = FOLDER / f"{picture.name}.png"
    page.screenshot(path=file, clip={"x": 0, "y": 0, "width": WIDTH, "height": end["y"]})
    page.close()
    print(f"{file.relative_to(driving.ROOT)}  {file.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
