"""What all tests share: whether a Chromium is here, and how Hypothesis draws.

Browser tests need a Chromium of the system (Playwright's own is not downloaded). Without one they are skipped and the run's last
lines say so; where CI is set they fail instead, so that a green CI means that they ran.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.browser import driving

BROWSER_TESTS = Path(__file__).parent / "browser"
NAMES = ("chromium", "chromium-browser", "google-chrome")
ABSENT = f"no Chromium was found: BROWSER_PATH is not set and none of {', '.join(NAMES)} is on PATH"

# A shared machine of two cores says nothing about how fast one example should be; in CI a failure must come again.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def find_browser() -> str | None:
    """The Chromium that BROWSER_PATH names, else the first one on PATH."""
    named = os.environ.get("BROWSER_PATH")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker("browser")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture: without a browser there is no need to start a server."""
    if item.get_closest_marker("browser") and not find_browser():
        if os.environ.get("CI"):
            pytest.fail(missing(), pytrace=False)
        pytest.skip(missing())


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """After everything else that pytest tells, so that it is read."""
    yield
    reports = terminalreporter.getreports("skipped") + terminalreporter.getreports("error")
    if not find_browser() and any("browser" in report.keywords for report in reports):
        terminalreporter.write_line(f"Browser tests were not run: {missing()}.", yellow=True)


def missing() -> str:
    named = os.environ.get("BROWSER_PATH")
    return f"no Chromium was found: BROWSER_PATH is {named!r}, which is no program" if named else ABSENT


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """AppTest leaves its script behind as `__main__`, which a process that a later test starts would run."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The path of the Chromium that Playwright starts (`executable_path=`)."""
    found = find_browser()
    assert found, missing()
    return found


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Browser]:
    """The one browser of a run: Playwright's synchronous interface can be started only once at a time."""
    with sync_playwright() as playwright:
        started = driving.launched(playwright, browser_path)
        yield started
        started.close()
