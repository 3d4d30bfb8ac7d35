from __future__ import annotations

import csv
import io
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.charts.for_export import Caption, for_export
from dashboard.exports import csv_bytes, file_name
from dashboard.palette import DARK, LIGHT, translucent

PROJECT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
CAPTION = Caption(
    title="What podcasts talk about",
    question="How large a share of episodes names each topic?",
    filters="Show is Nordlicht, or =Formula",
    base="31 episodes, 3 Mar 2024 to 5 Nov 2025",
    source="Summary pages",
    build_id="20260102T030405-0123abcd",
)


def test_csv() -> None:
    """The file has one header row, numbers as numbers, no value as nothing, and names its question, filters and build in each row."""
    frame = pd.DataFrame({"series": ["ai agent", "évaluer"], "count": [7, -1], "base": [31, 31], "share": [7 / 31, None]})
    told = {"question": CAPTION.question, "filters": CAPTION.filters, "build_id": CAPTION.build_id}
    data = csv_bytes(frame, CAPTION)
    assert data.startswith("\N{ZERO WIDTH NO-BREAK SPACE}series,count,base,share,question,filters,build_id\n".encode())
    assert list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")))) == [
        {"series": "ai agent", "count": "7", "base": "31", "share": str(7 / 31), **told},
        {"series": "évaluer", "count": "-1", "base": "31", "share": "", **told},
    ]
    pd.testing.assert_frame_equal(pd.read_csv(io.BytesIO(data))[list(frame)], frame)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum(a)", "\tx", "\rx", "＝1"])
def test_formulas(text: str) -> None:
    """No text of the data is a formula to a spreadsheet, whether it stands in a cell, in a heading or in the filters."""
    caption = Caption("t", text, text, "b", "s", "i")
    data = csv_bytes(pd.DataFrame({text: [text, "a"], "mixed": [text, 1]}), caption).decode("utf-8-sig")
    header, first, second = csv.reader(io.StringIO(data, newline=""))
    safe = "'" + text.replace("\r", "\n")
    assert header == [safe, "mixed", "question", "filters", "build_id"]
    assert first == [safe, safe, safe, safe, "i"]
    assert second == ["a", "1", safe, safe, "i"]


def test_empty_frame() -> None:
    """No rows give a file with its header."""
    assert csv_bytes(pd.DataFrame({"a": []}), CAPTION).decode("utf-8-sig") == "a,question,filters,build_id\n"


def test_file_name() -> None:
    """File names are plain letters and carry the build."""
    assert file_name("Topics: “AI”/../x?", CAPTION, ".csv") == "podscope-topics-ai-x-20260102T030405-0123abcd.csv"


def figure(of: Any) -> dict[str, Any]:
    return {
        "data": [{"line": {"color": of.series[1]}, "fillcolor": translucent(of.series[1], 0.2), "x": [1], "text": ["#123456"]}],
        "layout": {"title": {"text": "gone"}, "height": 400, "margin": {"r": 120, "t": 90}, "xaxis": {"gridcolor": of.grid}},
    }


def test_for_export() -> None:
    """A picture is light, whatever the page was; it carries the words, and the chart's own figure stays as it was."""
    dark = figure(DARK)
    made = for_export(dark, CAPTION)
    assert dark == figure(DARK)
    assert made == for_export(figure(LIGHT), CAPTION)
    assert made["data"] == figure(LIGHT)["data"]
    assert made["layout"]["xaxis"] == {"gridcolor": LIGHT.grid}
    assert made["layout"]["margin"] == {"l": 8, "r": 120, "b": 8, "t": 90, "pad": 4}
    assert {"title", "height"}.isdisjoint(made["layout"])
    assert (made["width"], made["height"], made["plot"]) == (1200, 675, 400)
    assert [made["title"], *made["above"], made["below"]] == [
        CAPTION.title,
        CAPTION.question,
        f"Filters: {CAPTION.filters}",
        "31 episodes, 3 Mar 2024 to 5 Nov 2025  ·  Summary pages  ·  Build 20260102T030405-0123abcd",
    ]


PAGE = """
from datetime import date
import pandas as pd
import streamlit as st
from dashboard import appearance, exports
from dashboard.charts.for_export import Caption
from dashboard.palette import palette

LONG = "Žluťoučký word " * 40 + "x" * 400
caption = Caption("Short <b>title</b>", "A question?", LONG, "31 episodes", "Pages", "20260102T030405-0123abcd")
days = [date(2024, 3, 3), pd.Timestamp("2024-04-01"), pd.NaT]
line = {"type": "scatter", "x": days, "y": pd.Series([1, None, 2])}
bars = {"type": "bar", "orientation": "h", "x": [1, 2], "y": ["a label that is long " * 3, "b"], "text": ["a note at the end " * 2] * 2,
        "textposition": "outside", "cliponaxis": False, "marker": {"color": palette(st.context.theme.type).accent}}
end = {"x": 2, "y": 1, "text": "a name at the end of its line", "showarrow": False, "xanchor": "left"}
with st.container(horizontal=True):
    exports.download(pd.DataFrame({"a": ["=1+1"]}), "Try", caption, key="numbers")
    exports.picture({"data": [bars], "layout": {"annotations": [end]}}, "Try", caption, key="picture")
exports.picture({"data": [line], "layout": {}}, "Line", caption, key="line")
st.caption(f"drawn for {st.context.theme.type}")
appearance.follow(palette(st.context.theme.type))
"""
SERVE = """
import sys
from pathlib import Path
from dashboard import server
from dashboard.settings import Settings

settings = Settings(port=int(sys.argv[1]))
server.app(settings, Path(sys.argv[2])).run(config=server.config(settings))
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page with nothing but the exports of one chart, behind the real server with its security headers."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "page.py").write_text(PAGE, encoding="utf-8")
    (folder / "serve.py").write_text(SERVE, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(folder / "serve.py"), str(port), str(folder / "page.py")]
    running = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(PROJECT)}, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout
        assert "Podscope serves" in running.stdout.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.communicate(timeout=20)


@pytest.fixture(scope="module")
def page(address: str, browser: Browser) -> Iterator[Page]:
    opened = browser.new_context(color_scheme="dark", viewport={"width": 390, "height": 800}).new_page()
    opened.goto(address)
    yield opened
    opened.context.close()


def clicked(page: Page, name: str, place: int = 0) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.get_by_role("button", name=name).nth(place).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.mark.browser
def test_csv_download(page: Page) -> None:
    """The CSV button saves the file."""
    name, data = clicked(page, "CSV")
    assert name == "podscope-try-20260102T030405-0123abcd.csv"
    assert data.decode("utf-8-sig").splitlines()[1].startswith("'=1+1,A question?,Žluťoučký word")


@pytest.mark.browser
def test_svg_download(page: Page) -> None:
    """The SVG button saves a picture that holds all its words, loads nothing, and keeps every label inside its frame."""
    name, data = clicked(page, "SVG")
    assert name == "podscope-try-20260102T030405-0123abcd.svg"
    root = ElementTree.fromstring(data)
    written = [" ".join("".join(text.itertext()).split()) for text in root.iter(f"{SVG}text")]
    told = " ".join(written)
    assert "Short <b>title</b>" in written
    assert "x" * 60 in told
    assert told.count("Žluťoučký word") == 40
    assert "Build 20260102T030405-0123abcd" in told
    assert b"<script" not in data
    assert data.count(b"url(data:font/woff2;base64,") == 4

    page.context.route("**/picture.svg", lambda route: route.fulfill(body=data, content_type="image/svg+xml"))
    shown = page.context.new_page()
    shown.goto(page.url + "picture.svg")
    assert (
        shown.evaluate(
            """() => {
          const frame = document.documentElement.getBoundingClientRect();
          return [...document.querySelectorAll('text')].filter((text) => {
            const box = text.getBoundingClientRect();
            return box.left < 0 || box.top < 0 || box.right > frame.width || box.bottom > frame.height;
          }).map((text) => text.textContent);
        }"""
        )
        == []
    )
    shown.close()


@pytest.mark.browser
def test_png_download(page: Page) -> None:
    """The PNG button saves a picture at twice the size."""
    name, data = clicked(page, "PNG")
    assert name == "podscope-try-20260102T030405-0123abcd.png"
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20]) == 2400
    assert int.from_bytes(data[20:24]) >= 1350


@pytest.mark.browser
def test_dates(page: Page) -> None:
    """Dates, numpy's numbers and missing values are drawn as they are on the page."""
    _, data = clicked(page, "SVG", 1)
    assert "2024" in "".join(ElementTree.fromstring(data).itertext()).replace("20260102", "")


@pytest.mark.browser
def test_buttons_fit(page: Page) -> None:
    """On a telephone the three buttons stand beside each other, none wider than the page."""
    boxes = [page.get_by_role("button", name=name).first.bounding_box() for name in ("CSV", "PNG", "SVG")]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
    assert page.get_by_role("status").all_inner_texts() == ["", ""]


@pytest.mark.browser
def test_change_of_appearance(page: Page) -> None:
    """A reader who changes to light, or back to dark, gets the charts in the new colours without another click."""
    for mode in ("light", "dark"):
        page.get_by_test_id("stMainMenu").click()
        page.get_by_test_id("stMainMenuPopover").get_by_text(mode.capitalize()).click()
        expect(page.get_by_text(f"drawn for {mode}")).to_be_visible()
        page.keyboard.press("Escape")
