"""The notebooks run as they are committed, from a folder that is not the project's, and what they show is what the code says."""

from __future__ import annotations

import io
import json
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from dashboard import database, questions
from dashboard.filters import Filters
from tests import synthetic

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
FIRST_LOOK, HOW_GOOD = NOTEBOOKS


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> database.Build:
    """A random build, published in a data folder that PODSCOPE_DATA names."""
    folder = tmp_path / "builds"
    folder.mkdir()
    synthetic.publish(folder, synthetic.write_build(folder / "notebook.duckdb", 1), "notebook.duckdb")
    monkeypatch.setenv("PODSCOPE_DATA", str(tmp_path))
    return database.current(folder)


def run(path: Path, folder: Path, *, question: str) -> tuple[list[dict[str, str]], str]:
    """What a notebook shows, each output by its types, and what `question`, asked at its end, prints."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(question))
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    *cells, last = (cell for cell in notebook.cells if cell.cell_type == "code")
    return [output["data"] for cell in cells for output in cell.outputs if "data" in output], last.outputs[0]["text"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_its_outputs(path: Path) -> None:
    """No cell of a committed notebook has an output or a number."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]

    assert [(cell.outputs, cell.execution_count) for cell in cells] == [([], None)] * len(cells)


def test_the_first_look_finds_the_numbers_of_the_dashboard(build: database.Build, tmp_path: Path) -> None:
    """The notebook runs to its end, draws its three charts, and its marks are those that the Topics page shows."""
    shown, told = run(FIRST_LOOK, tmp_path, question='print(marks.to_json(orient="split", double_precision=15))')

    found = pd.read_json(io.StringIO(told), orient="split")
    assert sum("application/vnd.plotly.v1+json" in output for output in shown) == 3
    pd.testing.assert_frame_equal(found, database.marks(build, questions.ranking(Filters(), "topic")), check_dtype=False)


ACCOUNT = """
import json
whole, fates = scores[0].counts, names["fate"].value_counts()
print(json.dumps({
    "reports": [page_reports(page.name) for page in pages],
    "marked": [whole.gold, int((names["marked as"] != "nothing").sum())],
    "right": [whole.right, int(fates["right"])],
    "missed": [whole.gold - whole.gold_touching, int((names["fate"].isin(["missed", "other label"])).sum())],
}))
"""


def test_the_second_notebook_gives_every_name_one_fate(tmp_path: Path) -> None:
    """Only pages that report are read; each marked name has one fate, in such numbers as the scores count; ten texts are drawn."""
    shown, told = run(HOW_GOOD, tmp_path, question=ACCOUNT)

    account = json.loads(told)
    drawn = [output for output in shown if 'class="entities"' in output.get("text/html", "")]
    assert account.pop("reports") == [True] * 16
    assert [scored for scored, _ in account.values()] == [listed for _, listed in account.values()]
    assert len(drawn) == 1 + 6 + 3
