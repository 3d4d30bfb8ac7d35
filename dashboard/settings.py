"""What a person may set from outside, as PODSCOPE_* variables: parsed once, at the start, into one frozen value.

The descriptions stand beside the fields so that `--help` and the parser cannot drift apart.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

PREFIX = "PODSCOPE_"
PROJECT_DATA = Path(__file__).resolve().parent.parent / "data"
HOST = re.compile(r"(https?://)?(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?", re.IGNORECASE)
SWITCH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


class SettingsError(ValueError):
    """A variable has a value that cannot be meant. The message names the variable, the value and what was expected."""


def _folder(value: str) -> Path:
    folder = Path(value).expanduser()
    if not folder.is_dir():
        raise ValueError("Not a folder")
    return folder.resolve()


def _switch(value: str) -> bool:
    if value.lower() not in SWITCH:
        raise ValueError("Not 1 or 0")
    return SWITCH[value.lower()]


def _port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise ValueError("Not a port number")
    return int(value)


def _address(value: str) -> str:
    try:
        return str(ipaddress.ip_address(value))
    except ValueError as error:
        raise ValueError("Not an IP address") from error


def _hosts(value: str) -> tuple[str, ...]:
    """Hosts go into a response header, so nothing but host names may pass."""
    hosts = tuple(value.replace(",", " ").split())
    if not all(HOST.fullmatch(host) for host in hosts):
        raise ValueError("Not a list of hosts")
    return hosts


@dataclass(frozen=True, slots=True)
class Settings:
    data: Path = field(
        default=PROJECT_DATA, metadata={"parse": _folder, "about": "the data folder, which holds builds/ (default: data/ of the project)"}
    )
    public: bool = field(
        default=False,
        metadata={"parse": _switch, "about": "1: strangers can read this: no upload, no corrections, no query page (default 0)"},
    )
    port: int = field(default=8501, metadata={"parse": _port, "about": "the port to serve on (default 8501)"})
    address: str = field(
        default="127.0.0.1", metadata={"parse": _address, "about": "the address to serve on (default 127.0.0.1: this machine only)"}
    )
    frame_hosts: tuple[str, ...] = field(
        default=(), metadata={"parse": _hosts, "about": "hosts whose pages may show Podscope in a frame, separated by blanks"}
    )
    data_token: str | None = field(
        default=None, metadata={"parse": str, "about": "the token that /data asks for when PODSCOPE_PUBLIC is 1"}
    )

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Settings:
        """The settings of an environment; an empty variable counts as not set. Raises SettingsError."""
        given = {one.name: environ.get(PREFIX + one.name.upper(), "").strip() for one in fields(cls)}
        return cls(**{one.name: _parsed(one.name, one.metadata["parse"], given[one.name]) for one in fields(cls) if given[one.name]})

    @property
    def builds(self) -> Path:
        return self.data / "builds"

    @property
    def local(self) -> bool:
        """Whether only this machine can reach the server."""
        return ipaddress.ip_address(self.address).is_loopback


def _parsed(name: str, parse: Callable[[str], Any], value: str) -> Any:
    try:
        return parse(value)
    except ValueError as error:
        raise SettingsError(f"{PREFIX}{name.upper()} has value {value!r}. {error}.") from error


def described() -> str:
    """The variables and what they mean, a line each, for `--help`."""
    return "\n".join(f"  {PREFIX + one.name.upper():<21} {one.metadata['about']}" for one in fields(Settings))
