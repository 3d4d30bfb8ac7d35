"""Publishing, rolling back and retiring builds, on real database files in a temporary folder."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pandas import DataFrame

from etl import builds, warehouse

NOON = datetime(2026, 3, 31, 12)  # noqa: DTZ001 - build times are UTC without a zone


def write_build(file: Path, made_at: datetime, content: str = "00000000", inputs: str = "inputs") -> Path:
    """A whole build without rows."""
    connection = warehouse.create(file)
    row = {
        "build_id": builds.build_name(made_at, content),
        "made_at": made_at,
        "input_hash": inputs,
        "content_hash": content,
        "pipeline": "rules",
        "episodes": 0,
        "rejections": 0,
    }
    warehouse.insert(connection, "build", DataFrame([row]))
    warehouse.close(connection)
    return file


def publish(folder: Path, made_at: datetime, content: str = "00000000", inputs: str = "inputs") -> builds.Build:
    folder.mkdir(exist_ok=True)
    return builds.publish(folder, write_build(builds.temporary(folder), made_at, content, inputs))


def named(file: str, folder: Path) -> Path:
    """A file that retention sees as a build; only its name and size count."""
    (folder / file).write_bytes(b"x" * 100)
    return folder / file


def test_a_published_build_is_current_and_alone_in_its_folder(tmp_path: Path) -> None:
    """Publishing leaves the build under its name, CURRENT that names it, and no temporary file."""
    build = publish(tmp_path, NOON, "abcdef0123", "some inputs")
    assert build.build_id == "20260331T120000-abcdef01"
    assert builds.current(tmp_path) == builds.Current(build, "some inputs")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["20260331T120000-abcdef01.duckdb", "CURRENT"]
    assert json.loads((tmp_path / "CURRENT").read_text()) == {
        "build_id": "20260331T120000-abcdef01",
        "file": "20260331T120000-abcdef01.duckdb",
        "made_at": "2026-03-31T12:00:00Z",
        "input_hash": "some inputs",
    }


def test_an_empty_folder_has_no_current_build(tmp_path: Path) -> None:
    """Before the first build there is no CURRENT, which is no error."""
    assert builds.current(tmp_path) is None


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"file": "a.duckdb"}', '{"file": "gone.duckdb", "input_hash": "x"}'])
def test_a_damaged_current_says_so_in_a_sentence(tmp_path: Path, content: str) -> None:
    """A CURRENT that is cut, is something else, or names a missing file raises a BuildError that names the file."""
    (tmp_path / "CURRENT").write_text(content)
    with pytest.raises(builds.BuildError, match=r"CURRENT does not name a build|gone\.duckdb does not exist"):
        builds.current(tmp_path)


def test_a_current_that_leads_out_of_its_folder_is_not_followed(tmp_path: Path) -> None:
    """Only the name of the file counts, so that CURRENT cannot make anybody open a file elsewhere."""
    folder = tmp_path / "builds"
    build = publish(folder, NOON)
    outside = write_build(tmp_path / "outside.duckdb", NOON)
    (folder / "CURRENT").write_text(json.dumps({"file": str(outside), "input_hash": "x"}))
    with pytest.raises(builds.BuildError, match=r"builds/outside\.duckdb does not exist"):
        builds.current(folder)
    assert build.file.exists()


@pytest.mark.parametrize("content", [b"", b"not a database", b"\x00" * 20000])
def test_a_build_file_that_is_no_database_is_named(tmp_path: Path, content: bytes) -> None:
    """A file that DuckDB cannot open is a BuildError with its path, not a traceback of DuckDB."""
    file = tmp_path / "20260331T120000-abcdef01.duckdb"
    file.write_bytes(content)
    with pytest.raises(builds.BuildError, match=f"{file} is not a readable build"):
        builds.read_build(file)


def test_a_build_is_opened_without_writing_to_it(tmp_path: Path) -> None:
    """A kept build is read without a change to its bytes and without a file beside it."""
    build = publish(tmp_path, NOON)
    build.file.chmod(0o444)
    before = build.file.read_bytes()
    assert builds.read_build(build.file) == build
    assert build.file.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 2


def test_a_roll_back_lasts_until_an_input_changes(tmp_path: Path) -> None:
    """The older build becomes the answer to the inputs that the newer one was made from."""
    old = publish(tmp_path, NOON, "1111111111", "old inputs")
    publish(tmp_path, NOON + timedelta(hours=1), "2222222222", "new inputs")
    assert builds.roll_back(tmp_path, old.build_id) == old
    assert builds.current(tmp_path) == builds.Current(old, "new inputs")
    assert len(builds.kept(tmp_path)) == 2


def test_a_roll_back_repairs_a_damaged_current(tmp_path: Path) -> None:
    """Without a readable CURRENT the build answers the inputs that it was made from."""
    build = publish(tmp_path, NOON, inputs="its inputs")
    (tmp_path / "CURRENT").write_text("{")
    builds.roll_back(tmp_path, build.build_id)
    assert builds.current(tmp_path) == builds.Current(build, "its inputs")


@pytest.mark.parametrize("build_id", ["20200101T000000-00000000", "", "../outside", "CURRENT"])
def test_a_roll_back_to_a_build_that_is_not_kept_changes_nothing(tmp_path: Path, build_id: str) -> None:
    """Only the id of a kept build is taken."""
    build = publish(tmp_path, NOON)
    with pytest.raises(builds.BuildError, match="keeps no build"):
        builds.roll_back(tmp_path, build_id)
    assert builds.current(tmp_path) == builds.Current(build, "inputs")


def test_the_newest_five_and_the_last_of_each_day_are_kept(tmp_path: Path) -> None:
    """Of 40 days with two builds each, the newest five builds stay and the later one of each day of the last 30."""
    days = [NOON - timedelta(days=day) for day in range(1, 41)]
    for day in days:
        named(f"{day:%Y%m%d}T080000-00000000.duckdb", tmp_path)
        named(f"{day:%Y%m%d}T200000-00000000.duckdb", tmp_path)
    current = publish(tmp_path, NOON)
    removed = builds.retire(tmp_path, current)
    stay = {f"{day:%Y%m%d}T200000-00000000.duckdb" for day in days[:30]}
    stay |= {f"{day:%Y%m%d}T080000-00000000.duckdb" for day in days[:2]} | {current.file.name}
    assert {file.name for file in builds.kept(tmp_path)} == stay
    assert len(removed) == 81 - len(stay)


def test_builds_beyond_the_size_limit_go_oldest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current build always stays; older ones fill the limit from the newest on."""
    current = publish(tmp_path, NOON)
    older = [named(f"20260330T0{hour}0000-00000000.duckdb", tmp_path) for hour in range(4)]
    monkeypatch.setattr(builds, "BYTES_KEPT", current.file.stat().st_size + 250)
    assert builds.retire(tmp_path, current) == older[1::-1]
    monkeypatch.setattr(builds, "BYTES_KEPT", 1)
    assert builds.retire(tmp_path, current) == older[:1:-1]
    assert builds.kept(tmp_path) == [current.file]


def test_a_rolled_back_build_is_never_removed(tmp_path: Path) -> None:
    """A build that serves stays, although five newer ones lie beside it."""
    current = publish(tmp_path, NOON - timedelta(days=60))
    for hour in range(6):
        named(f"20260331T0{hour}0000-00000000.duckdb", tmp_path)
    assert builds.retire(tmp_path, current) == [tmp_path / "20260331T000000-00000000.duckdb"]
    assert current.file.exists()


def test_one_build_at_a_time(tmp_path: Path) -> None:
    """While a folder is held, a second holder is refused; what the first one is writing is left alone."""
    with builds.exclusive(tmp_path):
        writing = named(".making-1.duckdb", tmp_path)
        with pytest.raises(builds.BusyError, match="another build is running"), builds.exclusive(tmp_path):
            pass
        assert writing.exists()


def test_what_a_killed_build_left_is_cleared_away(tmp_path: Path) -> None:
    """Temporary files found under the lock belong to nobody."""
    left = [named(name, tmp_path) for name in (".making-1.duckdb", ".making-1.duckdb.wal", ".making-CURRENT")]
    with builds.exclusive(tmp_path):
        assert [file for file in left if file.exists()] == []
