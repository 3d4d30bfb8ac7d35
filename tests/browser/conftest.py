"""One server on one folder of builds for all tests in a real browser: the sample pages, and pages written to do harm."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import duckdb
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from dashboard import database
from tests.browser import driving

HOSTILE = Path(__file__).parent / "hostile"
SAMPLE = driving.ROOT / "data" / "raw" / "sample"

Publish = Callable[[database.Build], None]


class Open(Protocol):
    def __call__(self, path: str, *, width: int = 1400, dark: bool = False) -> Page: ...


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


def built(pages: Path, data: Path) -> database.Build:
    """By the real command with the real pipeline; the project's own cache of annotations makes it quick."""
    command = [sys.executable, "-m", "etl", "build", "--out", data / "builds", pages]
    subprocess.run(command, cwd=driving.ROOT, check=True, capture_output=True, timeout=300)
    return database.current(data / "builds")


@pytest.fixture(scope="session")
def hostile(data: Path) -> database.Build:
    return built(HOSTILE, data)


@pytest.fixture(scope="session")
def sample(data: Path, hostile: database.Build) -> database.Build:
    """Made last, so it is the one that is served."""
    return built(SAMPLE, data)


@pytest.fixture(scope="session")
def connection(sample: database.Build) -> duckdb.DuckDBPyConnection:
    return database.connect(sample.path)


@pytest.fixture(scope="session")
def address(data: Path, sample: database.Build) -> Iterator[str]:
    with driving.served(data) as found:
        yield found


@pytest.fixture(scope="session")
def publish(data: Path) -> Publish:
    """Puts another build in the place of the one that is served, as a finished run of the ETL does."""

    def put(build: database.Build) -> None:
        command = [sys.executable, "-m", "etl", "builds", "--roll-back", build.build_id, "--out", data / "builds"]
        subprocess.run(command, cwd=driving.ROOT, check=True, capture_output=True, timeout=60)

    return put


@pytest.fixture(scope="session")
def reader(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = driving.reader(browser, address)
    yield context
    context.close()


@pytest.fixture
def another_reader(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """Somebody else's browser, which knows nothing of what the first one did."""
    context = driving.reader(browser, address)
    yield context
    context.close()


@pytest.fixture
def open_page(reader: BrowserContext) -> Iterator[Open]:
    """Opens pages, each in a window of its own. At the end no console has complained and nothing was asked of another host."""
    complaints: list[str] = []
    pages: list[Page] = []

    def opened(path: str, *, width: int = 1400, dark: bool = False) -> Page:
        page = driving.window(reader, complaints, width=width, dark=dark)
        pages.append(page)
        driving.visit(page, path)
        return page

    yield opened
    for page in pages:
        page.close()
    assert complaints == []
