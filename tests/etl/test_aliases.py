"""The corrections file: what it says, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.aliases import NO_ALIASES, AliasError, Aliases, ShowRule, name_key, read_aliases, rename_shows
from etl.records import Episode

WHOLE = """
[[merge]]
name = "Kubernetes"
aliases = ["K8s", "kube"]

[[drop]]
name = "Special Guest"

[[show]]
name = "Night Shift"
sources = ["feeds/other-*.xml"]
becomes = "Night Shift (Nurses)"
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "aliases.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_is_read_into_keys_names_and_rules(tmp_path: Path) -> None:
    """Merges, drops and show rules are read, with names as keys."""
    assert read_aliases(write(tmp_path, WHOLE)) == Aliases(
        names={"kubernetes": "Kubernetes", "k8s": "Kubernetes", "kube": "Kubernetes"},
        dropped=frozenset({"special guest"}),
        shows=(ShowRule("Night Shift", ("feeds/other-*.xml",), "Night Shift (Nurses)"),),
    )


def test_a_missing_file_has_no_corrections(tmp_path: Path) -> None:
    """Without a file nothing is corrected."""
    assert read_aliases(tmp_path / "aliases.toml") == NO_ALIASES


def test_the_shipped_file_has_no_corrections() -> None:
    """The file in the repository is a commented start."""
    assert read_aliases(Path(__file__).parents[2] / "data" / "aliases.toml") == NO_ALIASES


def test_the_shipped_examples_are_valid(tmp_path: Path) -> None:
    """The examples in the comments of the shipped file can be switched on."""
    shipped = (Path(__file__).parents[2] / "data" / "aliases.toml").read_text(encoding="utf-8")
    lines = [line.removeprefix("#   ") for line in shipped.splitlines() if line.startswith("#   ")]
    assert read_aliases(write(tmp_path, "\n".join(lines))).key("k8s") == "kubernetes"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[rename]]\nname = 'A'", "'rename' is no correction; known are merge, drop, show"),
        ("merge = 'A'", "merge is not written as [[merge]]"),
        ("[[drop]]\nname = 'A'\nwhy = 'B'", "drop 1: 'why' is unknown"),
        ("[[merge]]\nname = 'A'", "merge 1: 'aliases' is missing"),
        ("[[merge]]\nname = 'A'\naliases = 'B'", "merge 1: aliases is 'B', not a list of names"),
        ("[[drop]]\nname = 7", "drop 1: name is 7, not a name"),
        ("[[merge]]\nname = 'A'\naliases = ['X']\n[[merge]]\nname = 'B'\naliases = ['x']", "merge 2: 'x' already belongs to 'A'"),
        ("[[merge]]\nname = 'A'\naliases = ['X']\n[[drop]]\nname = 'x'", "drop 1: 'x' is also merged"),
        (
            "[[show]]\nname = 'A'\nsources = ['a/*']\nbecomes = 'B'\n[[show]]\nname = 'a'\nsources = ['a/*']\nbecomes = 'C'",
            "show 2: 'a/*' of 'a' already becomes 'B'",
        ),
    ],
)
def test_a_correction_that_cannot_be_used_is_named(tmp_path: Path, text: str, problem: str) -> None:
    """An error says which file, which entry and what is wrong with it."""
    file = write(tmp_path, text)
    with pytest.raises(AliasError) as error:
        read_aliases(file)
    assert str(error.value) == f"{file}: {problem}"


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    """A file that is no TOML is refused with the place where reading it ended."""
    with pytest.raises(AliasError, match=r"aliases\.toml: .*line 1"):
        read_aliases(write(tmp_path, "[[merge]"))


def test_shows_of_one_name_are_told_apart_by_their_files() -> None:
    """Episodes whose file matches a rule move to the other show, and their ids with them."""
    here, there = Episode("pages/a.txt", "Night Shift", "One"), Episode("feeds/other-1.xml", "night shift", "One")
    aliases = Aliases(shows=(ShowRule("Night Shift", ("feeds/other-*.xml",), "Night Shift (Nurses)"),))
    renamed = list(rename_shows([here, there], aliases))
    assert renamed == [here, Episode("feeds/other-1.xml", "Night Shift (Nurses)", "One")]
    assert renamed[0].show_id != renamed[1].show_id


@pytest.mark.parametrize(
    ("surface", "key"),
    [("the Acme Inc.", "acme"), ("Acme's", "acme"), ("ACME, LLC", "acme"), ("The", "the"), ("C++", "c++"), ("Node.js", "node.js")],
)
def test_spellings_of_one_name_share_a_key(surface: str, key: str) -> None:
    """Case, article, possessive and legal suffix do not tell names apart."""
    assert name_key(surface) == key
