"""Several descriptions of one episode become one, and the ledger of the inputs adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.merge import Account, merge
from etl.records import Appearance, Chapter, Episode, Rejection, Related, Section
from etl.sources import FileRead

SUMMARY = Section("podcast_summary", "Podcast Summary", 0, text="Ines switched the generators off. Captains worried.")
LOCKED = Section("quotes", "Thought-Provoking Quotes", 1, availability="locked", tier="Premium")
QUOTES = Section("quotes", "Thought-Provoking Quotes", 4, text="Plug in.")
NOTES = Section("show_notes", "Show notes", 0, text="With thanks.")
PAGE = Episode(
    source="pages/harbour.txt",
    show="The Tidewater Hour",
    title="A harbour without diesel",
    published=date(2021, 6, 10),
    categories=("Energy", "Transport"),
    appearances=(Appearance("Mira Okafor", "host"), Appearance("Ines Falcao", "guest")),
    sections=(SUMMARY, LOCKED),
    related=(Related("Grain & Grid", "Millers and megawatts"),),
)
FEED = Episode(
    source="feeds/tidewater.xml",
    show="the Tidewater Hour!",
    title="A Harbour Without Diesel",
    published=date(2021, 6, 10),
    abstract="Shore power for ferries.",
    duration_s=1682,
    url="https://tidewater.example/3",
    audio_url="https://tidewater.example/3.mp3",
    language="en",
    guid="tidewater-3",
    categories=("energy", "Harbours"),
    appearances=(Appearance("Ines Falcao", "participant", bio="Harbour master in Setubal."),),
    sections=(NOTES, QUOTES),
    chapters=(Chapter(90, "Generators"),),
)
OTHER = replace(PAGE, title="Turbines under the bridge", source="pages/turbines.txt")
REJECTED = Rejection("episode", "pages/mixed.txt", "line 3", "", "the page has no title")
CUT = Rejection("part", "pages/mixed.txt", "line 9", "May 40", "not a date")


def as_reads(*records: Episode | Rejection) -> list[FileRead]:
    """One input per source, in the order given."""
    sources = dict.fromkeys(record.source for record in records)
    return [FileRead(source, "podmine", tuple(record for record in records if record.source == source)) for source in sources]


def test_the_fuller_description_leads_and_the_other_fills_in() -> None:
    """The page has more text and leads; the feed gives what the page lacks, and an open section replaces the locked one."""
    [merged] = merge(as_reads(PAGE, FEED)).episodes
    assert merged == Episode(
        source="pages/harbour.txt",
        show="The Tidewater Hour",
        title="A harbour without diesel",
        published=date(2021, 6, 10),
        abstract="Shore power for ferries.",
        duration_s=1682,
        url="https://tidewater.example/3",
        audio_url="https://tidewater.example/3.mp3",
        language="en",
        guid="tidewater-3",
        categories=("Energy", "Transport", "Harbours"),
        appearances=(Appearance("Mira Okafor", "host"), Appearance("Ines Falcao", "guest", bio="Harbour master in Setubal.")),
        sections=(SUMMARY, replace(QUOTES, position=1), replace(NOTES, position=2)),
        related=(Related("Grain & Grid", "Millers and megawatts"),),
        chapters=(Chapter(90, "Generators"),),
    )


@given(st.permutations([PAGE, FEED, OTHER, replace(PAGE, source="copies/harbour.txt"), REJECTED, CUT]))
def test_the_order_of_the_inputs_does_not_count(records: list[Episode | Rejection]) -> None:
    """Every order of the same inputs gives the same holdings."""
    assert merge(as_reads(*records)) == merge(as_reads(PAGE, FEED, OTHER, replace(PAGE, source="copies/harbour.txt"), REJECTED, CUT))


def test_every_episode_that_was_read_has_one_fate() -> None:
    """Each input's items are its episodes stored, merged into another and rejected; a part rejection is no item."""
    mixed = replace(OTHER, source="pages/mixed.txt")
    holdings = merge(as_reads(PAGE, FEED, mixed, REJECTED, CUT))
    assert holdings.accounts == (
        Account("feeds/tidewater.xml", "podmine", items=1, episodes=0, merged=1, rejected=0),
        Account("pages/harbour.txt", "podmine", items=1, episodes=1, merged=0, rejected=0),
        Account("pages/mixed.txt", "podmine", items=2, episodes=1, merged=0, rejected=1),
    )
    assert holdings.sums == {"read": 4, "stored": 2, "merged": 1, "rejected": 1}


@pytest.mark.parametrize("copies", [2, 3])
def test_a_page_that_stands_twice_in_one_file_is_stored_once(copies: int) -> None:
    """Of equal descriptions one is stored and the others are merged."""
    holdings = merge([FileRead(PAGE.source, "podmine", tuple(replace(PAGE) for _ in range(copies)))])
    assert holdings.episodes == (PAGE,)
    assert holdings.accounts == (Account(PAGE.source, "podmine", items=copies, episodes=1, merged=copies - 1, rejected=0),)


def test_an_implausible_date_is_kept() -> None:
    """A page dated far in the future is stored as it says; nothing here knows today's date."""
    [stored] = merge(as_reads(replace(PAGE, published=date(2199, 1, 1)))).episodes
    assert stored.published == date(2199, 1, 1)
