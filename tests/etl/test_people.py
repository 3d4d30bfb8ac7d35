"""Who was there and who is named, on hand-made episodes."""

from __future__ import annotations

import pandas as pd
import pytest

from etl.aliases import Aliases
from etl.people import People, person_id, person_key, resolve
from etl.records import Appearance, Episode, Item, Passage, Section, Span, item_id


def passage(episode: Episode, number: int, text: str, *names: tuple[str, str], **fields: object) -> Passage:
    """A passage whose entities are the given (surface, label) at their first place in the text."""
    spans = tuple(Span(text.index(name), text.index(name) + len(name), label) for name, label in names)
    values: dict[str, object] = {
        "passage_id": f"{episode.title}-{number}",
        "section_id": None,
        "item_id": None,
        "episode_id": episode.episode_id,
        "section_kind": "abstract",
        "position": number,
        "text": text,
        "start_s": None,
        "char_start": 0,
        "char_end": len(text),
        "is_title": False,
        "boilerplate": False,
        "entities": spans,
    }
    return Passage(**{**values, **fields})  # type: ignore[arg-type]


BIOS = Section("speakers", "Speakers", 1, text="Dr. Ada Okoro\nAda Okoro builds bridges.\n", items=(Item(0, 40, "Dr. Ada Okoro"),))
ONE = Episode(
    "1.txt",
    "Night Shift",
    "One",
    appearances=(Appearance("Ada Okoro", "guest", bio="Ada Okoro builds bridges."), Appearance("Ben T. Lund", "host", confidence=0.9)),
    sections=(BIOS,),
)
TWO = Episode(
    "2.txt",
    "Night Shift",
    "Two",
    appearances=(Appearance("Ben Lund", "host"), Appearance("Ada Brandt", "guest"), Appearance("Ada Ruiz", "guest")),
)
PASSAGES = [
    passage(ONE, 0, "Dr. Ada Okoro", ("Ada Okoro", "PERSON"), section_kind="speakers", item_id=item_id(ONE, "speakers", 0), is_title=True),
    passage(ONE, 1, "Ada Okoro builds bridges.", ("Ada Okoro", "PERSON"), section_kind="speakers", item_id=item_id(ONE, "speakers", 0)),
    passage(
        ONE, 2, "Ada, Ben and Lund met Cleo Marsh.", ("Ada", "PERSON"), ("Ben", "PRODUCT"), ("Lund", "PERSON"), ("Cleo Marsh", "PERSON")
    ),
    passage(ONE, 3, "Marsh and Dov disagree.", ("Marsh", "PERSON"), ("Dov", "PERSON")),
    passage(TWO, 0, "Ada asks whether it holds.", ("Ada", "PERSON")),
    passage(TWO, 1, "Cleo Marsh uses Borealis.", ("Cleo Marsh", "PERSON"), ("Borealis", "PERSON")),
    passage(TWO, 2, "Borealis is a database.", ("Borealis", "PRODUCT")),
]


def solved(aliases: Aliases = Aliases()) -> People:  # noqa: B008 - frozen
    return resolve([ONE, TWO], PASSAGES, aliases)


def named(people: People) -> dict[tuple[str, str], str]:
    """(passage_id, surface) to the name of the person meant."""
    return {
        (one.passage_id, one.text[span.start : span.end]): people.names[people.mentions[one.passage_id, span.start]]
        for one in PASSAGES
        for span in one.entities
        if (one.passage_id, span.start) in people.mentions
    }


def test_people_are_those_who_were_there_and_those_who_are_named() -> None:
    """One row per person: declared people, people named in full, bare names that fit nobody."""
    table = solved().tables["people"]
    assert sorted(table["name"]) == ["Ada", "Ada Brandt", "Ada Okoro", "Ada Ruiz", "Ben Lund", "Cleo Marsh", "Dov"]
    assert table.loc[table["name"] == "Ada Okoro", "person_id"].item() == person_id("ada okoro")


def test_names_in_the_text_follow_the_people_of_their_episode() -> None:
    """A bare name means the one person of its episode whom it fits, else one whom the episode names in full, else itself."""
    assert named(solved()) == {
        ("One-0", "Ada Okoro"): "Ada Okoro",
        ("One-1", "Ada Okoro"): "Ada Okoro",
        ("One-2", "Ada"): "Ada Okoro",
        ("One-2", "Ben"): "Ben Lund",
        ("One-2", "Lund"): "Ben Lund",
        ("One-2", "Cleo Marsh"): "Cleo Marsh",
        ("One-3", "Marsh"): "Cleo Marsh",
        ("One-3", "Dov"): "Dov",
        ("Two-0", "Ada"): "Ada",
        ("Two-1", "Cleo Marsh"): "Cleo Marsh",
    }


def test_an_appearance_knows_its_role_and_the_first_sentence_of_its_bio() -> None:
    """One row per episode and person who was there; the passage is the first sentence below the name in the speakers section."""
    table = solved().tables["appearances"].set_index(["episode_id", "person_id"]).sort_index()
    assert len(table) == 5
    assert table.loc[(ONE.episode_id, person_id("ada okoro"))].to_dict() == {
        "role": "guest",
        "how": "declared",
        "confidence": 1.0,
        "bio": "Ada Okoro builds bridges.",
        "passage_id": "One-1",
    }
    host = table.loc[(ONE.episode_id, person_id("ben lund"))]
    assert (host["role"], host["confidence"]) == ("host", 0.9)
    assert host[["bio", "passage_id"]].isna().all()


def test_headings_with_titles_mean_the_person_of_the_people_list() -> None:
    """Every spelling that an episode uses for somebody present leads to that person."""
    present = solved().present
    assert present[ONE.episode_id, "dr ada okoro"] == present[ONE.episode_id, "ada okoro"] == person_id("ada okoro")
    assert present[ONE.episode_id, "ben t lund"] == present[TWO.episode_id, "ben lund"]


def test_corrections_merge_and_drop_people() -> None:
    """A merged name is the other person everywhere, a dropped one is nobody."""
    people = solved(Aliases(names={"dov": "Dov Katz", "dov katz": "Dov Katz"}, dropped=frozenset({"cleo marsh"})))
    assert "Dov Katz" in set(people.tables["people"]["name"])
    assert not {"Dov", "Cleo Marsh"} & set(people.tables["people"]["name"])
    assert ("One-2", "Cleo Marsh") not in named(people)


def test_the_order_of_the_input_changes_nothing() -> None:
    """The same episodes and passages in another order give the same tables."""
    there, back = solved(), resolve([TWO, ONE], PASSAGES[::-1])
    for name, table in there.tables.items():
        pd.testing.assert_frame_equal(table, back.tables[name])
    assert (there.mentions, there.present, there.names) == (back.mentions, back.present, back.names)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Dr. Ada Okoro", "ada okoro"),
        ("Ben T. Lund", "ben lund"),
        ("prof. Ada Okoro's", "ada okoro"),
        ("Okoro", "okoro"),
        ("Jo de Vries", "jo de vries"),
    ],
)
def test_spellings_of_one_person_share_a_key(name: str, key: str) -> None:
    """Titles, middle initials and possessives do not tell people apart."""
    assert person_key(name) == key
