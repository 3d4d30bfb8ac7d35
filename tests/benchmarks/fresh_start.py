"""`python -m tests.benchmarks.fresh_start`: `make run` in a fresh clone of HEAD until the first page answers, and the second start.

Takes minutes and the network: the clone makes its own virtual environment and installs every package.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from pathlib import Path

from tests.benchmarks.serving import ROOT, free_port, wait_for
from tests.benchmarks.visitor import Visitor


def start(clone: Path) -> float:
    """The seconds from `make run` to a whole first page; the server is ended again."""
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "VIRTUAL_ENV", "PODSCOPE_"))}
    process = subprocess.Popen(
        ["make", "run"], cwd=clone, env={**inherited, "PODSCOPE_PORT": str(port)}, start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        seconds = wait_for(f"http://127.0.0.1:{port}/healthz", 1800)
        with Visitor(f"127.0.0.1:{port}") as visitor:
            return seconds + visitor.first.milliseconds / 1000
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "podscope"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, clone], check=True)
        print(f"make run in a fresh clone, to the first page: {start(clone) / 60:6.1f} min", flush=True)
        print(f"make run again, to the first page:            {start(clone):6.1f} s")


if __name__ == "__main__":
    main()
