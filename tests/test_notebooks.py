"""The notebooks run as they are committed, on a build of their own, from a folder that is not the project's."""

from __future__ import annotations

import io
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from dashboard import database, questions
from dashboard.filters import Filters
from tests import synthetic

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> database.Build:
    """A random build, published in a data folder that PODSCOPE_DATA names."""
    folder = tmp_path / "builds"
    folder.mkdir()
    synthetic.publish(folder, synthetic.write_build(folder / "notebook.duckdb", 1), "notebook.duckdb")
    monkeypatch.setenv("PODSCOPE_DATA", str(tmp_path))
    return database.current(folder)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_its_outputs(path: Path) -> None:
    """No cell of a committed notebook has an output or a number."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]

    assert [(cell.outputs, cell.execution_count) for cell in cells] == [([], None)] * len(cells)


def test_the_first_look_finds_the_numbers_of_the_dashboard(build: database.Build, tmp_path: Path) -> None:
    """The notebook runs to its end, draws its three charts, and its marks are those that the Topics page shows."""
    notebook = nbformat.read(NOTEBOOKS[0], as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell('print(marks.to_json(orient="split", double_precision=15))'))

    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()

    drawn = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if "application/vnd.plotly.v1+json" in output.get("data", {})
    ]
    found = pd.read_json(io.StringIO(notebook.cells[-1].outputs[0]["text"]), orient="split")
    shown = database.marks(build, questions.ranking(Filters(), "topic"))
    assert len(drawn) == 3
    pd.testing.assert_frame_equal(found, shown, check_dtype=False)
