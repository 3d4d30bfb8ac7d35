from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from etl.records import Episode, Rejection
from etl.sources import LARGEST_FILE, FileRead, find_files, read, read_file

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "tests" / "fixtures" / "pages"
HEAD = "file,show,title,published,url,audio_url,facts_from\n"


def names(*paths: Path) -> list[str]:
    return [source for _, source in find_files(paths)]


def place(folder: Path, *files: str) -> Path:
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text("text", encoding="utf-8")
    return folder


def folder_with(tmp_path: Path, notes: str, page: str = "duration.txt") -> Path:
    shutil.copy(PAGES / page, tmp_path / page)
    (tmp_path / "SOURCES.csv").write_text(notes, encoding="utf-8")
    return tmp_path


def addresses(reads: list[FileRead]) -> list[tuple[str | None, str | None]]:
    return [(episode.url, episode.audio_url) for each in reads for episode in each.episodes]


def complaints(reads: list[FileRead]) -> list[tuple[str, str, str, str, str]]:
    return [(each.scope, each.source, each.place, each.value, each.reason) for found in reads for each in found.rejections]


def test_files_below_a_folder(tmp_path: Path) -> None:
    """Files are named by their path below the folder, sorted; lists, read-mes and hidden files are no pages."""
    place(tmp_path, "b.txt", "a/2.txt", "a/1.txt", "README.md", "a/SOURCES.csv", ".hidden", ".git/config", "a/.x/y.txt")
    assert names(tmp_path) == ["a/1.txt", "a/2.txt", "b.txt"]


def test_a_file_alone(tmp_path: Path) -> None:
    """A file that was given itself is named by its name."""
    assert names(place(tmp_path, "a/1.txt") / "a/1.txt") == ["1.txt"]


def test_two_folders_with_the_same_names(tmp_path: Path) -> None:
    """Two folders' files of one name are told apart by their folders, in either order of the folders."""
    place(tmp_path, "x/pages/a.txt", "y/pages/a.txt", "y/pages/b.txt")
    expected = ["b.txt", "x/pages/a.txt", "y/pages/a.txt"]
    assert names(tmp_path / "x/pages", tmp_path / "y/pages") == expected
    assert names(tmp_path / "y/pages", tmp_path / "x/pages") == expected


def test_a_file_given_twice(tmp_path: Path) -> None:
    """A file that two of the paths reach is read once, under its longer name."""
    place(tmp_path, "a/1.txt")
    assert names(tmp_path, tmp_path / "a", tmp_path / "a/1.txt") == ["a/1.txt"]
    assert names(tmp_path / "a/1.txt", tmp_path) == ["a/1.txt"]


def test_links_are_followed_once(tmp_path: Path) -> None:
    """A link to a folder leads to its files, one that leads back ends, and a broken one is a rejection."""
    pages, elsewhere = tmp_path / "pages", tmp_path / "elsewhere"
    place(tmp_path, "pages/1.txt", "elsewhere/2.txt")
    for name, target in {"more": elsewhere, "loop": pages, "self": "self", "gone.txt": "nowhere"}.items():
        (pages / name).symlink_to(target)
    assert names(pages) == ["1.txt", "gone.txt", "more/2.txt", "self"]
    assert [(source, reason) for _, source, _, _, reason in complaints(list(read([pages]))) if "cannot" in reason] == [
        ("gone.txt", "file cannot be read (No such file or directory)"),
        ("self", "file cannot be read (Too many levels of symbolic links)"),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_closed_folder(tmp_path: Path) -> None:
    """A folder that cannot be opened is a rejection, not a folder without pages."""
    place(tmp_path, "closed/1.txt")
    (tmp_path / "closed").chmod(0)
    found = complaints(list(read([tmp_path])))
    (tmp_path / "closed").chmod(0o700)
    assert found == [("file", "closed", "line 1", f"{tmp_path}/closed", "folder cannot be read (Permission denied)")]


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    """Bytes of a file's name that are not UTF-8 are written out."""
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("text", encoding="utf-8")
    assert names(tmp_path) == [r"caf\xe9.txt"]


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    """A file beyond all size is rejected before it fills the memory."""
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    [found] = read([tmp_path])
    assert found.rejections == (
        Rejection("file", "a.txt", "line 1", f"{LARGEST_FILE + 1} bytes", f"file is larger than {LARGEST_FILE} bytes"),
    )


def test_missing_path(tmp_path: Path) -> None:
    """A path that is not there is an error that names it."""
    with pytest.raises(FileNotFoundError, match="nowhere: there is no such file or folder"):
        find_files([tmp_path / "nowhere"])


def test_the_sample() -> None:
    """The sample's 96 pages are read whole: nothing rejected but one time mark that goes back, all with an address."""
    reads = list(read([ROOT / "data/raw/sample"]))
    assert [(each.format, each.items, each.rejected) for each in reads] == [("podmine", 1, 0)] * 96
    assert [rejection.value for each in reads for rejection in each.rejections] == ["(12:10)"]
    episodes = [episode for each in reads for episode in each.episodes]
    assert all(episode.published and episode.abstract and episode.duration_s and episode.url for episode in episodes)
    assert sum(episode.audio_url is not None for episode in episodes) == 84
    assert {len(episode.sections) for episode in episodes} == {13}


def test_items_of_a_file(tmp_path: Path) -> None:
    """A file's items are its episodes and the pages that gave none."""
    pages = "\n".join((PAGES / name).read_text(encoding="utf-8") for name in ("locked.txt", "duration.txt"))
    (tmp_path / "two.txt").write_text(pages.replace("Reading Ten Thousand Letters\n\n", ""), encoding="utf-8")
    [found] = read([tmp_path])
    assert (found.items, len(found.episodes), found.rejected) == (2, 1, 1)


@pytest.mark.parametrize(
    ("raw", "value", "reason"),
    [
        (b"", "", "file is empty"),
        (b" \r\n\n", "", "file is empty"),
        (
            b"<!DOCTYPE html>\n<p>Summary Sections</p>",
            "<!DOCTYPE html>\n<p>Summary Sections</p>",
            "file is an HTML page; copy its text instead",
        ),
        (b"<!-- saved -->\n<html>", "<!-- saved -->\n<html>", "file is an HTML page; copy its text instead"),
        (b"\x89PNG\r\n\x00\x00", "\ufffdPNG\r\n\x00\x00", "file is not text"),
        (b"Buy milk.\n", "Buy milk.", "file is no page of a known format"),
        ("Élan\n".encode("latin-1"), "\ufffdlan", "file is no page of a known format"),
    ],
)
def test_what_is_no_page(tmp_path: Path, raw: bytes, value: str, reason: str) -> None:
    """A file that is no page gives one rejection of the whole file."""
    (tmp_path / "a.txt").write_bytes(raw)
    assert list(read_file(tmp_path / "a.txt", "a.txt")) == [Rejection("file", "a.txt", "line 1", value, reason)]


@pytest.mark.parametrize("filling", [b"word ", b" x", b"(01:08) ", b"\xe2\x80\xa2 ", b"<a "])
def test_ten_megabytes_in_one_line(tmp_path: Path, filling: bytes) -> None:
    """Ten megabytes without a line end are rejected within two seconds."""
    (tmp_path / "a.txt").write_bytes(filling * (10_000_000 // len(filling)))
    start = time.monotonic()
    [found] = read([tmp_path])
    assert time.monotonic() - start < 2
    assert [(each.scope, len(each.value) <= 200) for each in found.rejections] == [("file", True)]


def test_notes_annotate_the_files_that_they_name(tmp_path: Path) -> None:
    """A SOURCES.csv above a page gives its episode the page's and the audio's address, and changes nothing else."""
    notes = HEAD + "shows/duration.txt,,,,https://example.org/1,https://example.org/1.mp3,\n"
    (tmp_path / "shows").mkdir()
    shutil.copy(PAGES / "duration.txt", tmp_path / "shows")
    shutil.copy(PAGES / "locked.txt", tmp_path / "shows")
    (tmp_path / "SOURCES.csv").write_text(notes, encoding="utf-8")
    reads = list(read([tmp_path]))
    assert addresses(reads) == [("https://example.org/1", "https://example.org/1.mp3"), (None, None)]
    assert complaints(reads) == []


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://example.org/1", "example.org/1", "https://", "https://exa mple.org", "https://["]
)
def test_addresses_must_be_of_the_web(tmp_path: Path, address: str) -> None:
    """An address that is not http(s) is left out and reported; the other one of its row counts."""
    reads = list(read([folder_with(tmp_path, f"{HEAD}duration.txt,,,,{address},http://example.org/1.mp3,\n")]))
    assert addresses(reads) == [(None, "http://example.org/1.mp3")]
    assert complaints(reads) == [("part", "SOURCES.csv", "line 2", address, "url is not an http(s) address")]


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ("", ("file", "line 1", "", "list has no column 'file'")),
        ("name,url\nduration.txt,https://example.org\n", ("file", "line 1", "name,url", "list has no column 'file'")),
        ('file,url\n"duration.txt,https://example.org\n', ("file", "line 2", "", "list is not CSV: unexpected end of data")),
        ("file,url\nnowhere.txt,https://example.org\n", ("part", "line 2", "nowhere.txt", "there is no such file")),
        ("file,url\n../duration.txt,https://example.org\n", ("part", "line 2", "../duration.txt", "there is no such file")),
        ("file,url\n,https://example.org\n", ("part", "line 2", "", "there is no such file")),
        ("file,url,audio_url\nduration.txt\n", ("part", "line 2", "duration.txt", "row has not as many cells as the head has columns")),
        ("file,url\nduration.txt,,x\n", ("part", "line 2", "duration.txt", "row has not as many cells as the head has columns")),
    ],
)
def test_malformed_notes(tmp_path: Path, notes: str, expected: tuple[str, str, str, str]) -> None:
    """A list that cannot be read, or a row of it, is a rejection; the pages are read all the same."""
    reads = list(read([folder_with(tmp_path, notes)]))
    scope, where, value, reason = expected
    assert complaints(reads) == [(scope, "SOURCES.csv", where, value, reason)]
    assert addresses(reads) == [(None, None)]


def test_two_rows_for_one_file(tmp_path: Path) -> None:
    """Of two rows for one file the first counts."""
    notes = "file,url\nduration.txt,https://example.org/1\nduration.txt,https://example.org/2\n"
    reads = list(read([folder_with(tmp_path, notes)]))
    assert addresses(reads) == [("https://example.org/1", None)]
    assert complaints(reads) == [("part", "SOURCES.csv", "line 3", "duration.txt", "file has a row already; the first counts")]


def test_note_of_a_file_of_two_pages(tmp_path: Path) -> None:
    """Of a file's two episodes only the one that the row names by its title gets the address."""
    pages = "\n".join((PAGES / name).read_text(encoding="utf-8") for name in ("locked.txt", "duration.txt"))
    (tmp_path / "two.txt").write_text(pages, encoding="utf-8")
    (tmp_path / "SOURCES.csv").write_text("file,title,url\ntwo.txt,Reading ten thousand letters,https://example.org/1\n", encoding="utf-8")
    assert addresses(list(read([tmp_path]))) == [(None, None), ("https://example.org/1", None)]


def test_notes_beside_a_page_given_alone(tmp_path: Path) -> None:
    """A page that is given without its folder still gets the addresses from the list beside it."""
    folder = folder_with(tmp_path, "file,url\nduration.txt,https://example.org/1\n")
    assert addresses(list(read([folder / "duration.txt"]))) == [("https://example.org/1", None)]


def test_input_order_changes_nothing(tmp_path: Path) -> None:
    """The same paths in another order give the same records."""
    one, other = ROOT / "data/raw/sample/ship-it", PAGES
    assert list(read([one, other])) == list(read([other, one]))


def test_read_file_gives_what_read_gives() -> None:
    """One file read alone gives the episode that its folder gives."""
    [episode] = read_file(PAGES / "locked.txt", "locked.txt")
    assert isinstance(episode, Episode)
    assert episode in [each for found in read([PAGES]) for each in found.episodes]
