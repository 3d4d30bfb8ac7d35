"""The ASGI server around the Streamlit script: security headers on every answer, a health check, and the project's own files.

Fonts and plotly.js are served from here and not from a content network: the page loads nothing from another host, and the
content-security policy says so to the browser.
"""

from __future__ import annotations

import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import plotly
import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import theme
from dashboard.settings import Settings

HERE = Path(__file__).resolve().parent
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
FRESH = {"Cache-Control": "no-store"}
KEPT = "public, max-age=604800"


def security_headers(frame_hosts: tuple[str, ...] = ()) -> dict[str, str]:
    """The headers of every answer. 'unsafe-inline' and blob: are what Streamlit's own page and inline components need."""
    policy = {
        "default-src": "'self'",
        "img-src": "'self' data: blob:",
        "script-src": "'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:",
        "style-src": "'self' 'unsafe-inline'",
        "worker-src": "'self' blob:",
        "connect-src": "'self' ws: wss:",
        "font-src": "'self' data:",
        "media-src": "'self' https:",
        "frame-ancestors": " ".join(("'self'", *frame_hosts)),
        "object-src": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


class SecurityHeaders:
    """Adds the headers as the answer starts. Plain ASGI: websockets and streamed answers pass untouched."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self.app = app
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class AtOnce:
    """Sends each message of a websocket as it comes.

    Streamlit binds its socket in a way that keeps asyncio from switching Nagle's algorithm off: the deltas of a run then wait for the
    browser's delayed acknowledgement of the first one, 40 ms at each click. The connection is reached through uvicorn's own `send`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = getattr(getattr(send, "__self__", None), "transport", None)
        if scope["type"] == "websocket" and transport is not None:
            transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await self.app(scope, receive, send)


def health(builds: Path) -> Callable[[Request], Response]:
    def healthz(request: Request) -> Response:
        from dashboard.database import NoBuildError, current  # noqa: PLC0415  its caches must find the running server

        try:
            build = current(builds)
        except NoBuildError as error:
            return JSONResponse({"status": "no build", "reason": str(error)}, status_code=503, headers=FRESH)
        return JSONResponse({"status": "ok", "build_id": build.build_id}, headers=FRESH)

    return healthz


def plotly_js(request: Request) -> Response:
    return FileResponse(PLOTLY, media_type="text/javascript", headers={"Cache-Control": KEPT})


class Fonts(StaticFiles):
    def file_response(self, *args: Any, **options: Any) -> Response:
        response = super().file_response(*args, **options)
        response.headers["Cache-Control"] = KEPT
        return response


def app(settings: Settings, script: Path = HERE / "app.py") -> st.App:
    headers = security_headers(settings.frame_hosts)

    def failed(request: Request, error: Exception) -> Response:
        """Starlette answers an unforeseen error outside all middleware, so the headers are set here again."""
        return PlainTextResponse("Internal Server Error", status_code=500, headers=headers)

    return st.App(
        script,
        lifespan=_announce(settings),
        routes=[
            Route("/healthz", health(settings.builds)),
            Route("/assets/plotly.min.js", plotly_js),
            Mount("/assets/fonts", Fonts(directory=HERE / "assets" / "fonts")),
        ],
        middleware=[Middleware(SecurityHeaders, headers=headers), Middleware(AtOnce)],
        exception_handlers={Exception: failed},
    )


def _announce(settings: Settings) -> Callable[[st.App], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: st.App) -> AsyncGenerator[None, None]:
        print(f"Podscope serves {settings.data} on {url(settings)} (Ctrl+C stops it)", flush=True)
        yield

    return lifespan


def url(settings: Settings) -> str:
    host = f"[{settings.address}]" if ":" in settings.address else settings.address
    return f"http://{host}:{settings.port}"


def config(settings: Settings) -> dict[str, Any]:
    """Streamlit's options. They are passed to the server and so outrank every config.toml: a start from any folder looks the same."""
    return {
        **theme.OPTIONS,
        "server.address": settings.address,
        "server.port": settings.port,
        "server.allowedHosts": ["localhost", "127.0.0.1", "[::1]", "::1"] if settings.local and not settings.public else [],
        "server.fileWatcherType": "none",
        "runner.postScriptGC": False,  # a whole collection after each run costs 60-100 ms; Python's own does
        "client.showErrorDetails": "none" if settings.public else "full",
    }
