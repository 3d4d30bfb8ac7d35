"""Each export downloads and holds what the page shows, with its question, its filters and its build."""

from __future__ import annotations

import struct
from xml.etree import ElementTree

import duckdb
import pytest
from playwright.sync_api import Page

from dashboard import database, measures, questions
from dashboard.filters import Filters, query_string
from dashboard.questions import Question
from tests.browser import driving
from tests.browser.conftest import Open

FILTERS = Filters(shows=("Practical AI",))
TEXT = "{http://www.w3.org/2000/svg}text"
OUTSIDE = """() => {
  const frame = document.documentElement.getBoundingClientRect();
  return [...document.querySelectorAll('text')].filter((text) => {
    const box = text.getBoundingClientRect();
    return box.left < 0 || box.top < 0 || box.right > frame.width || box.bottom > frame.height;
  }).map((text) => text.textContent);
}"""


def picture(page: Page, chart: str, kind: str) -> tuple[str, bytes]:
    return driving.saved(page, page.locator(f".st-key-picture-{chart}").get_by_role("button", name=kind))


def frame(connection: duckdb.DuckDBPyConnection, question: Question, most: int) -> driving.Rows:
    marks = measures.shares(database.fetch(connection, questions.marks(question))).head(most)
    return [{name: str(value) for name, value in row.items()} for row in marks.to_dict("records")]


@pytest.mark.parametrize(("subject", "most"), [("category", 10), ("topic", 10)])
def test_marks(open_page: Open, connection: duckdb.DuckDBPyConnection, sample: database.Build, subject: str, most: int) -> None:
    """The CSV of a chart is the frame of its question; each row tells the question, the filters and the build."""
    question = questions.ranking(FILTERS, subject)
    told = {"question": question.words, "filters": "show: Practical AI", "build_id": sample.build_id}
    page = open_page(f"/?{query_string(FILTERS)}")
    assert driving.csv_of(page, f"csv-overview-{subject}") == [{**row, **told} for row in frame(connection, question, most)]


def test_evidence_of_a_mark(open_page: Open, connection: duckdb.DuckDBPyConnection, sample: database.Build) -> None:
    """The CSV of a mark's evidence has one row per passage, of exactly the units that the mark counts."""
    question = questions.ranking(FILTERS, "topic")
    wanted = frame(connection, question, 1)[0]
    page = open_page(f"/?{query_string(FILTERS)}")
    driving.open_mark(page, "overview-topic", wanted["series"])
    rows = driving.csv_of(page, "evidence-overview-topic")
    expected = database.fetch(connection, questions.evidence(question, {"series": wanted["series"]}))
    assert [(row["unit_id"], row["passage_id"]) for row in rows] == list(zip(expected["unit_id"], expected["passage_id"], strict=True))
    assert len(driving.distinct(rows, "unit_id")) == int(wanted["count"])
    assert driving.distinct(rows, "build_id") == [sample.build_id]


@pytest.mark.parametrize(
    ("path", "chart"),
    [("/", "overview-category"), ("/topics", "topic-over-time"), ("/shows", "topic-by-show")],
    ids=["bars", "lines", "discs"],
)
def test_svg(open_page: Open, sample: database.Build, path: str, chart: str) -> None:
    """The SVG tells its filters and its build, loads nothing, and keeps every label inside its frame."""
    page = open_page(f"{path}?{query_string(FILTERS)}", dark=True)
    name, data = picture(page, chart, "SVG")
    assert name == f"podscope-{chart}-{sample.build_id}.svg"
    told = " ".join(" ".join("".join(text.itertext()).split()) for text in ElementTree.fromstring(data).iter(TEXT))
    assert "Share of episodes" in told
    assert "show: Practical AI" in told
    assert f"Build {sample.build_id}" in told
    assert b"<script" not in data
    page.route("**/picture.svg", lambda route: route.fulfill(body=data, content_type="image/svg+xml"))
    page.goto("/picture.svg")
    assert page.evaluate(OUTSIDE) == []


def test_png(open_page: Open, sample: database.Build) -> None:
    """The PNG is a picture of twice 1200 x 675 points."""
    page = open_page("/")
    name, data = picture(page, "overview-category", "PNG")
    assert name == f"podscope-overview-category-{sample.build_id}.png"
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (2400, 1350)
