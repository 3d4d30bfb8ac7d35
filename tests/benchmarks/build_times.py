"""`python -m tests.benchmarks.build_times`: seconds for the sample pages without a cache, with it, and when nothing has changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.serving import ROOT


def build(data: Path, out: Path) -> float:
    """The seconds of one run of the command, the start of Python included."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "etl", "build", "--data", data, "--out", out, ROOT / "data" / "raw"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        shutil.copy(ROOT / "data" / "aliases.toml", data)
        pages = len(list((ROOT / "data" / "raw").rglob("*.txt")))
        print(f"build of {pages} pages, seconds")
        print(f"{'cold (no cache)':24}{build(data, data / 'first'):8.1f}", flush=True)
        print(f"{'warm (all texts known)':24}{build(data, data / 'second'):8.1f}", flush=True)
        print(f"{'nothing changed':24}{build(data, data / 'second'):8.1f}")


if __name__ == "__main__":
    main()
