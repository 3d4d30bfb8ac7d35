"""`python -m dashboard` and `podscope`: read the settings, see that the port is free, serve."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Sequence

from dashboard.settings import PREFIX, Settings, SettingsError, described


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="podscope",
        description="Serve the dashboard on the newest build of the data folder.",
        epilog=f"settings, as environment variables:\n{described()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--port", help=f"the port to serve on; outranks {PREFIX}PORT")
    return made


def read_settings(arguments: Sequence[str]) -> Settings:
    port = parser().parse_args(arguments).port
    return Settings.read({**os.environ, f"{PREFIX}PORT": port} if port else os.environ)


def busy(settings: Settings) -> str | None:
    """Why the server could not listen, in one sentence; None when it can."""
    family = socket.AF_INET6 if ":" in settings.address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.address, settings.port))
            probe.listen()
        except OSError as error:
            return (
                f"Port {settings.port} is taken on {settings.address} ({error.strerror}): "
                f"set {PREFIX}PORT or --port to another number, or {PREFIX}ADDRESS to an address of this machine."
            )
    return None


def main(arguments: Sequence[str] | None = None) -> None:
    try:
        settings = read_settings(sys.argv[1:] if arguments is None else arguments)
    except SettingsError as error:
        raise SystemExit(_refused(str(error))) from error
    if reason := busy(settings):
        raise SystemExit(_refused(reason))
    from dashboard import server  # noqa: PLC0415  Streamlit takes a second to load: a wrong port is told at once

    server.app(settings).run(config=server.config(settings))


def _refused(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 2


if __name__ == "__main__":
    main()
