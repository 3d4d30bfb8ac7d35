from __future__ import annotations

import csv
from pathlib import Path

import pytest

from etl.records import Appearance, Role
from etl.sources import read
from etl.sources.chips import split_chips
from etl.sources.roles import LITTLE, SOME, SURE, Bio, find_appearances

ROOT = Path(__file__).parents[2]


def roles(*people: str, show: str = "Any Show", text: str = "", bios: dict[str, str] | None = None) -> dict[str, tuple[Role, float]]:
    found = find_appearances(people, [Bio(name, bio) for name, bio in (bios or {}).items()], show=show, text=text)
    return {each.name: (each.role, each.confidence) for each in found}


def test_roles_of_the_sample() -> None:
    """On all sample pages the people and their roles are those that were found by reading the pages."""
    with (ROOT / "tests/gold/roles.csv").open(encoding="utf-8", newline="") as file:
        gold = [(row["file"], row["name"], row["role"]) for row in csv.DictReader(file)]
    pages = read([ROOT / "data/raw/sample"])
    found = [(page.source, each.name, each.role) for page in pages for episode in page.episodes for each in episode.appearances]
    assert found == gold


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("This week host Bo Ray talks about rain.", "Bo Ray"),
        ("A talk hosted by Bo Ray.", "Bo Ray"),
        ("Bo Ray hosts a panel on rain.", "Bo Ray"),
        ("Bo Ray moderates.", "Bo Ray"),
        ("Ann Lee, who has a guest, Bo Ray, to talk to.", "Ann Lee"),
    ],
)
def test_words_decide(text: str, host: str) -> None:
    """What the text says of the roles decides them, whatever the order of the names."""
    found = roles("Ann Lee", "Bo Ray", text=text)
    assert [name for name, (role, _) in found.items() if role == "host"] == [host]


def test_show_bears_the_name() -> None:
    """Who gives the show its name hosts it, wherever the page names them."""
    assert roles("Ann Lee", "Bo Ray", show="Rain with Bo Ray") == {"Ann Lee": ("guest", SOME), "Bo Ray": ("host", SURE)}


def test_who_has_no_bio_hosts() -> None:
    """People without a bio, beside people who have one, are the hosts."""
    found = roles("Ann Lee", "Bo Ray", "Cy Dow", bios={"Cy Dow": "Cy grows rice."})
    assert found == {"Ann Lee": ("host", SURE), "Bo Ray": ("host", SURE), "Cy Dow": ("guest", SURE)}


def test_host_of_another_show_is_a_guest() -> None:
    """To host another podcast makes no host of this one."""
    found = roles("Ann Lee", "Bo Ray", bios={"Bo Ray": "Bo hosts the podcast Wet Days and co-hosts the Dry Days show."})
    assert found["Bo Ray"] == ("guest", SURE)


def test_hosts_with_bios() -> None:
    """A bio that says "co-hosts the show" makes a host, and of the only other person as well."""
    found = roles("Ann Lee", "Bo Ray", bios={"Ann Lee": "Ann treats patients.", "Bo Ray": "Bo co-hosts the show."})
    assert found == {"Ann Lee": ("host", SOME), "Bo Ray": ("host", SURE)}


def test_who_asks_hosts() -> None:
    """Without bios, who asks is a host, and so is who stands before them in the list."""
    found = roles("Ann Lee", "Bo Ray", "Cy Dow", text="Bo asks Cy Dow how rice grows.")
    assert found == {"Ann Lee": ("host", SOME), "Bo Ray": ("host", SOME), "Cy Dow": ("guest", SOME)}


def test_order_alone() -> None:
    """Where nothing tells, the first is the host with little confidence; one person alone participates."""
    assert roles("Ann Lee", "Bo Ray") == {"Ann Lee": ("host", LITTLE), "Bo Ray": ("guest", LITTLE)}
    assert roles("Ann Lee") == {"Ann Lee": ("participant", LITTLE)}


def test_nobody() -> None:
    """A page without people has no appearances."""
    assert roles() == {}


def test_speaker_without_a_chip() -> None:
    """Somebody whom only the Speakers section names appears too."""
    found = find_appearances(["Ann Lee"], [Bio("Bo Ray", "Bo sells umbrellas.")], show="Any Show", text="")
    assert found == (Appearance("Ann Lee", "host"), Appearance("Bo Ray", "guest", bio="Bo sells umbrellas."))


@pytest.mark.parametrize(
    ("chips", "speakers", "text", "people"),
    [
        (("Food & Drink", "Ann Lee"), (), "", ("Ann Lee",)),
        (("Open Source", "Developer Culture", "Ann Lee"), (), "", ("Ann Lee",)),
        (("Robotics", "Divya", "Bo Ray"), ("Bo Ray",), "Together with Divya he builds robotics kits.", ("Divya", "Bo Ray")),
        (("Game Design", "Ann Lee"), (), "We ask Ann Lee.", ("Ann Lee",)),
        (("Ann Lee", "Bo Ray"), (), "", ("Ann Lee", "Bo Ray")),
        (("Open Source", "Data Engineering"), (), "", ()),
        (("Open Source", "Ludwig van Berg"), (), "", ("Ludwig van Berg",)),
        (("Ann Lee", "Open Source"), ("Ann Lee",), "", ("Ann Lee",)),
        ((), (), "", ()),
    ],
)
def test_split_of_chips(chips: tuple[str, ...], speakers: tuple[str, ...], text: str, people: tuple[str, ...]) -> None:
    """Categories and people are told apart by what is known of each, and by their order."""
    assert split_chips(chips, speakers=speakers, show="Any Show", text=text) == (
        tuple(chip for chip in chips if chip not in people),
        people,
    )
