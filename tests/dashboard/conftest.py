"""Builds for the tests of the dashboard: random ones (see tests/synthetic.py) and a real one, made by the ETL from the sample pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dashboard import database
from tests import oracle, synthetic

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def builds(tmp_path_factory: pytest.TempPathFactory) -> list[database.Build]:
    """Three random builds, each in its own file."""
    folder = tmp_path_factory.mktemp("synthetic")
    return [synthetic_build(folder, seed) for seed in (1, 2, 3)]


@pytest.fixture(scope="session")
def synthetic_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder's builds/ with one random build and CURRENT."""
    folder = tmp_path_factory.mktemp("published")
    build = synthetic_build(folder, 1)
    synthetic.publish(folder, build.build_id, Path(build.path).name)
    return folder


@pytest.fixture(scope="session")
def connections(builds: list[database.Build]) -> list[duckdb.DuckDBPyConnection]:
    """The same builds as the dashboard opens them, past its cache."""
    return [database.connect(build.path) for build in builds]


@pytest.fixture(scope="session")
def recounts(connections: list[duckdb.DuckDBPyConnection]) -> list[oracle.Tables]:
    """The same builds in plain Python."""
    return [oracle.read_tables(connection) for connection in connections]


@pytest.fixture(scope="session")
def sample_build(tmp_path_factory: pytest.TempPathFactory) -> database.Build:
    """The build of the sample pages, made once by the real command with the real pipeline and the project's own cache of annotations."""
    folder = tmp_path_factory.mktemp("sample")
    subprocess.run(
        [sys.executable, "-m", "etl", "build", "--pipeline", "en_podcast", "--out", folder, "data/raw/sample"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=300,
    )
    return database.current(folder)


def synthetic_build(folder: Path, seed: int) -> database.Build:
    path = folder / f"synthetic-{seed}.duckdb"
    return database.Build(synthetic.write_build(path, seed), str(path))
