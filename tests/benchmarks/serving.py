"""A dashboard of its own for each measurement: a process on a free port, ended afterwards."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVE = """
import os, sys
from pathlib import Path
from dashboard import server
from dashboard.settings import Settings
settings = Settings.read(os.environ)
server.app(settings, Path(sys.argv[1])).run(config=server.config(settings))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def served(data: Path, script: Path = ROOT / "dashboard" / "app.py") -> Iterator[str]:
    """`script` under the dashboard's own server, on the builds of `data`; yields host:port."""
    port = free_port()
    environment = {**os.environ, "PODSCOPE_DATA": str(data), "PODSCOPE_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, script], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", 60)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def wait_for(url: str, seconds: float) -> float:
    """The seconds until `url` answers; TimeoutError when it does not."""
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        if answers(url):
            return time.perf_counter() - start
        time.sleep(0.05)
    raise TimeoutError(f"{url} did not answer within {seconds:g} s")


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
