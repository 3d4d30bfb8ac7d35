from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from dashboard.settings import PROJECT_DATA, Settings, SettingsError, described


def test_defaults() -> None:
    """Without a variable Podscope serves the project's data to this machine only."""
    assert Settings.read({}) == Settings(data=PROJECT_DATA, public=False, port=8501, address="127.0.0.1", frame_hosts=(), data_token=None)
    assert Settings.read({"PODSCOPE_PORT": "", "PODSCOPE_DATA": " "}) == Settings()
    assert Settings().local


def test_every_variable(tmp_path: Path) -> None:
    """Each variable reaches the setting of its name."""
    given = {
        "PODSCOPE_DATA": str(tmp_path),
        "PODSCOPE_PUBLIC": "1",
        "PODSCOPE_PORT": "9000",
        "PODSCOPE_ADDRESS": "0.0.0.0",
        "PODSCOPE_FRAME_HOSTS": "https://a.example, *.b.example:8080",
        "PODSCOPE_DATA_TOKEN": "secret",
    }
    read = Settings.read(given)
    assert read == Settings(
        data=tmp_path.resolve(),
        public=True,
        port=9000,
        address="0.0.0.0",
        frame_hosts=("https://a.example", "*.b.example:8080"),
        data_token="secret",
    )
    assert not read.local
    assert read.builds == tmp_path.resolve() / "builds"
    assert len(given) == len(fields(Settings))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PORT", "x", "PODSCOPE_PORT has value 'x'. Not a port number."),
        ("PORT", "0", "PODSCOPE_PORT has value '0'. Not a port number."),
        ("PORT", "65536", "PODSCOPE_PORT has value '65536'. Not a port number."),
        ("PORT", "²", "PODSCOPE_PORT has value '²'. Not a port number."),
        ("PUBLIC", "maybe", "PODSCOPE_PUBLIC has value 'maybe'. Not 1 or 0."),
        ("ADDRESS", "somewhere", "PODSCOPE_ADDRESS has value 'somewhere'. Not an IP address."),
        ("DATA", "/no/such/folder", "PODSCOPE_DATA has value '/no/such/folder'. Not a folder."),
        ("FRAME_HOSTS", "a.example; script-src *", "PODSCOPE_FRAME_HOSTS has value 'a.example; script-src *'. Not a list of hosts."),
    ],
)
def test_bad_value(name: str, value: str, expected: str) -> None:
    """A value that cannot be meant is refused with its variable, itself and what was expected."""
    with pytest.raises(SettingsError) as caught:
        Settings.read({f"PODSCOPE_{name}": value})
    assert str(caught.value) == expected


def test_frozen() -> None:
    """Settings do not change while the server runs."""
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


def test_described() -> None:
    """The help lists every setting once."""
    assert [line.split()[0] for line in described().splitlines()] == [f"PODSCOPE_{one.name.upper()}" for one in fields(Settings)]
