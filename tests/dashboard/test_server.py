"""One real server, started as a person would start it, from a folder that is not the project's."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator, Mapping
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard import server, theme
from dashboard.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; connect-src 'self' ws: wss:; font-src 'self' data:; "
    "media-src 'self' https:; frame-ancestors 'self' https://frame.example; object-src 'none'"
)


def started(folder: Path, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "dashboard", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT), **{f"PODSCOPE_{name}": value for name, value in variables.items()}},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answer(address: str) -> tuple[int, Message, bytes]:
    try:
        with urlopen(address, timeout=10) as reply:
            return reply.status, reply.headers, reply.read()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.headers, refused.read()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def address(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    running = started(elsewhere, "--port", str(port), DATA=str(data), FRAME_HOSTS="https://frame.example")
    assert running.stdout
    try:
        line = running.stdout.readline()
        assert line == f"Podscope serves {data} on http://127.0.0.1:{port} (Ctrl+C stops it)\n"
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.communicate(timeout=20)


def test_health(address: str, data: Path) -> None:
    """The health check names the build that serves, or says in a sentence why none does; an unforeseen error is a plain 500."""
    pointer = data / "builds" / "CURRENT"
    status, _, body = answer(f"{address}/healthz")
    assert (status, json.loads(body)["status"]) == (503, "no build")
    assert str(data) not in json.loads(body)["reason"]

    pointer.parent.mkdir()
    (pointer.parent / "a-build.duckdb").touch()
    pointer.write_text(json.dumps({"build_id": "a-build", "file": "a-build.duckdb"}))
    status, headers, body = answer(f"{address}/healthz")
    assert (status, json.loads(body)) == (200, {"status": "ok", "build_id": "a-build"})
    assert headers["Cache-Control"] == "no-store"

    pointer.unlink()
    pointer.mkdir()
    status, headers, body = answer(f"{address}/healthz")
    pointer.rmdir()
    assert (status, headers["Content-Security-Policy"], body) == (500, POLICY, b"Internal Server Error")


@pytest.mark.parametrize("path", ["/", "/topics", "/healthz", "/assets/fonts/none.woff2", "/_stcore/health", "/..%2f..%2fetc/passwd"])
def test_security_headers(address: str, path: str) -> None:
    """Every answer carries the security headers, errors too."""
    headers = answer(address + path)[1]
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


@pytest.mark.parametrize(
    ("path", "kind", "start"),
    [("plotly.min.js", "text/javascript; charset=utf-8", b"/**\n* plotly.js"), ("fonts/plex-sans-latin.woff2", "font/woff2", b"wOF2")],
)
def test_assets(address: str, path: str, kind: str, start: bytes) -> None:
    """plotly.js and the fonts come from the server itself, and a browser may keep them."""
    status, headers, body = answer(f"{address}/assets/{path}")
    assert (status, headers["Content-Type"], body[: len(start)]) == (200, kind, start)
    assert headers["Cache-Control"] == "public, max-age=604800"


def test_websocket(address: str) -> None:
    """The page's websocket opens, but not under a name that only points here (DNS rebinding)."""
    stream = f"{address.replace('http', 'ws')}/_stcore/stream"
    with connect(stream, origin=address, subprotocols=["streamlit"]) as socket_:  # type: ignore[arg-type, list-item]
        assert socket_.protocol.state.name == "OPEN"
    with pytest.raises(InvalidStatus):
        connect(stream, origin=address, additional_headers={"Host": "evil.example"}).close()  # type: ignore[arg-type]


async def tells_delay(scope: Scope, receive: Receive, send: Send) -> None:
    """A websocket that says whether its own socket waits for acknowledgements (0) or not (1)."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        connection = send.__self__.transport.get_extra_info("socket")  # type: ignore[attr-defined]
        await send({"type": "websocket.send", "text": str(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))})
        await send({"type": "websocket.close"})


@pytest.mark.parametrize(("app", "at_once"), [(tells_delay, "0"), (server.AtOnce(tells_delay), "1")])
def test_at_once(app: ASGIApp, at_once: str) -> None:
    """On a socket bound as Streamlit binds its own, a websocket's messages wait unless AtOnce stands before it."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.bind(("127.0.0.1", 0))
    bound.listen()
    running = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error"))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [bound]})
    thread.start()
    try:
        with connect(f"ws://127.0.0.1:{bound.getsockname()[1]}") as websocket:
            assert websocket.recv(timeout=10) == at_once
    finally:
        running.should_exit = True
        thread.join(10)
        bound.close()


def test_port_taken(address: str, tmp_path: Path) -> None:
    """A taken port is told in one sentence, before anything else is loaded."""
    port = address.rpartition(":")[2]
    refused = started(tmp_path, PORT=port)
    said, _ = refused.communicate(timeout=20)
    assert refused.returncode == 2
    assert re.fullmatch(rf"Port {port} is taken on 127\.0\.0\.1 \(.*\): set PODSCOPE_PORT or --port to another number, .*\.\n", said)


@pytest.mark.parametrize(
    ("arguments", "variables", "expected"),
    [
        ((), {"PORT": "x"}, "PODSCOPE_PORT has value 'x'. Not a port number.\n"),
        (("--port", "99999"), {}, "PODSCOPE_PORT has value '99999'. Not a port number.\n"),
    ],
)
def test_bad_setting(arguments: tuple[str, ...], variables: Mapping[str, str], expected: str, tmp_path: Path) -> None:
    """A bad setting is told in one sentence."""
    refused = started(tmp_path, *arguments, **variables)
    assert (refused.communicate(timeout=20)[0], refused.returncode) == (expected, 2)


def test_help(tmp_path: Path) -> None:
    """The help lists every variable."""
    said, _ = started(tmp_path, "--help").communicate(timeout=20)
    assert re.findall(r"PODSCOPE_[A-Z_]+(?=  )", said) == [
        f"PODSCOPE_{name}" for name in ("DATA", "PUBLIC", "PORT", "ADDRESS", "FRAME_HOSTS", "DATA_TOKEN")
    ]


def flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in table.items():
        found |= flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
    return found


def test_config_file() -> None:
    """A start by `streamlit run` looks the same: .streamlit/config.toml says what the server says."""
    written = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert flat(written) == theme.OPTIONS


def test_config() -> None:
    """Strangers see no traceback, and no page of another host reaches a server that is for this machine only."""
    mine, public = server.config(Settings()), server.config(Settings(public=True))
    assert mine["server.address"] == "127.0.0.1"
    assert (mine["browser.gatherUsageStats"], mine["client.disableDataExport"], mine["server.headless"]) == (False, True, True)
    assert (mine["client.showErrorDetails"], public["client.showErrorDetails"]) == ("full", "none")
    assert (mine["server.allowedHosts"], public["server.allowedHosts"]) == (["localhost", "127.0.0.1", "[::1]", "::1"], [])
    assert server.url(Settings(address="::1", port=1)) == "http://[::1]:1"
