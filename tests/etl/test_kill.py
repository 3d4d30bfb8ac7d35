"""A build killed at any moment leaves the old build serving, and the next one is whole.

The builds run in processes of a fork server that has imported the ETL once: what is killed is the work, not the imports.
"""

from __future__ import annotations

import multiprocessing
import random
import shutil
import time
from pathlib import Path

import duckdb

from etl import builds, warehouse
from etl.pipeline import Job, run
from etl.progress import plain

TINY = Path(__file__).resolve().parent.parent / "fixtures" / "tiny"
KILLS = 25
LONG_ENOUGH = 120
LONGER = 1.3  # a few are to end by themselves, so that the last moments before it are drawn too
PAGE = "grain-and-grid/2022-05-02-millers.txt"


def job(data: Path) -> Job:
    return Job(paths=(data / "raw",), pipeline="rules", data=data, out=data / "builds")


def change(data: Path, to: int) -> None:
    """Give the next build something to do."""
    text = (TINY / PAGE).read_text(encoding="utf-8")
    (data / "raw" / PAGE).write_text(text.replace("one silo", f"{to} silos"), encoding="utf-8")


def run_for(data: Path, seconds: float) -> float | None:
    """Build in a process of its own, killed after `seconds`; how long it took if it ended before."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "etl.pipeline"])
    process = context.Process(target=run, args=(job(data), plain))
    begun = time.perf_counter()
    process.start()
    process.join(seconds)
    ended = time.perf_counter() - begun if process.exitcode == 0 else None
    process.kill()
    process.join()
    return ended


def served(data: Path) -> tuple[str, str, int]:
    """What a dashboard would show now: the build's id, the hash of the rows in its file, its episodes."""
    found = builds.current(data / "builds")
    assert found is not None
    with duckdb.connect(found.build.file, read_only=True) as connection:
        [(episodes,)] = connection.execute("select count(*) from episodes").fetchall()
        content = warehouse.content_hash(connection)
    assert content == found.build.content_hash
    return found.build.build_id, content, episodes


def test_a_killed_build_leaves_a_whole_one_serving(tmp_path: Path) -> None:
    """After each of 25 kills CURRENT names a whole build, the old one unless a new one was done; the last build is complete."""
    seed = time.time_ns()
    print(f"seed {seed}")
    draw = random.Random(seed)
    shutil.copytree(TINY, tmp_path / "raw")
    length = min(complete(tmp_path, page) for page in (-2, -1))
    before, killed = served(tmp_path), 0
    for page in range(KILLS):
        change(tmp_path, page)
        ended = run_for(tmp_path, draw.uniform(0, LONGER * length))
        now = served(tmp_path)
        assert now == before or (now[0] != before[0] and now[2] == 6)
        killed += ended is None
        length, before = min(length, ended or length), now
    print(f"{killed} of {KILLS} killed while they ran, of {length:.2f} s each")
    assert killed >= KILLS / 3
    assert_whole(tmp_path)


def complete(data: Path, page: int) -> float:
    """A build that nobody kills."""
    change(data, page)
    ended = run_for(data, LONG_ENOUGH)
    assert ended is not None
    return ended


def assert_whole(data: Path) -> None:
    """The next build in the battered folder has the rows of one made in a fresh folder, and clears away what was left."""
    fresh = data / "fresh"
    shutil.copytree(data / "raw", fresh / "raw")
    complete(data, KILLS)
    complete(fresh, KILLS)
    assert served(data)[1:] == served(fresh)[1:]
    assert list((data / "builds").glob(f"{builds.TEMPORARY}*")) == []
