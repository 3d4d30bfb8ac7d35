"""Entities, their aliases and mentions, on hand-made passages."""

from __future__ import annotations

import pandas as pd

from etl.aliases import NO_ALIASES, Aliases
from etl.entities import entity_id, find_abbreviations, find_entities
from etl.people import Tables, person_id, resolve
from etl.records import Appearance, Episode, Passage, Span

EPISODE = Episode("1.txt", "Night Shift", "One", appearances=(Appearance("Ada Okoro", "guest"), Appearance("Mercury", "host")))
OTHER = Episode("2.txt", "Night Shift", "Two")


def passage(episode: Episode, number: int, text: str, *names: tuple[str, str]) -> Passage:
    spans = tuple(Span(text.index(name), text.index(name) + len(name), label) for name, label in names)
    place = f"{episode.title}-{number}"
    return Passage(place, None, None, episode.episode_id, "abstract", number, text, None, 0, len(text), False, False, spans)


PASSAGES = [
    passage(EPISODE, 0, "Ada Okoro left Borealis Inc. last year.", ("Ada Okoro", "PERSON"), ("Borealis Inc.", "ORG")),
    passage(EPISODE, 1, "Ada likes borealis.", ("Ada", "PERSON"), ("borealis", "PRODUCT")),
    passage(OTHER, 0, "Borealis hired the Open Weather Lab (OWL).", ("Borealis", "ORG"), ("Open Weather Lab", "ORG")),
    passage(OTHER, 1, "OWL runs Mercury.", ("OWL", "ORG"), ("Mercury", "PRODUCT")),
]


def found(aliases: Aliases = NO_ALIASES, passages: list[Passage] = PASSAGES) -> Tables:
    return find_entities(passages, resolve([EPISODE, OTHER], passages, aliases), aliases)


def test_one_entity_per_key_with_its_most_frequent_name_and_label() -> None:
    """Spellings are joined by key; people are entities with their own id; a second bearer of a name carries its label."""
    assert sorted(found()["entities"].itertuples(index=False, name=None)) == sorted(
        [
            (person_id("ada okoro"), "Ada Okoro", "PERSON"),
            (person_id("mercury"), "Mercury", "PERSON"),
            (entity_id("mercury"), "Mercury (PRODUCT)", "PRODUCT"),
            (entity_id("borealis"), "Borealis", "ORG"),
            (entity_id("open weather lab"), "OWL", "ORG"),
        ]
    )


def test_aliases_are_the_ways_in_which_a_name_is_written() -> None:
    """Every spelling of the build is an alias, the canonical name included."""
    table = found()["aliases"]
    written = table.groupby("entity_id")["alias"].agg(list).to_dict()
    assert written == {
        person_id("ada okoro"): ["Ada", "Ada Okoro"],
        person_id("mercury"): ["Mercury"],
        entity_id("mercury"): ["Mercury", "Mercury (PRODUCT)"],
        entity_id("borealis"): ["Borealis", "Borealis Inc.", "borealis"],
        entity_id("open weather lab"): ["OWL", "Open Weather Lab"],
    }


def test_a_mention_is_the_exact_span_of_its_passage() -> None:
    """Each place of a name is one mention with the label that it had there."""
    table = found()["mentions"]
    texts = {one.passage_id: one.text for one in PASSAGES}
    assert [texts[row.passage_id][row.char_start : row.char_end] for row in table.itertuples()] == table["surface"].tolist()
    borealis = table[table["entity_id"] == entity_id("borealis")]
    assert borealis[["passage_id", "surface", "label"]].to_numpy().tolist() == [
        ["One-0", "Borealis Inc.", "ORG"],
        ["One-1", "borealis", "PRODUCT"],
        ["Two-0", "Borealis", "ORG"],
    ]


def test_an_abbreviation_in_brackets_stands_for_the_name_before_it() -> None:
    """ "Open Weather Lab (OWL)" makes OWL its alias; letters that do not fit, and one that two names introduce, do not."""
    texts = ["The Open Weather Lab (OWL) grew.", "The Acme Group (London) grew.", "Great Rivers (GR) and Green Roofs (GR) grew."]
    names = [[("Open Weather Lab", "ORG")], [("Acme Group", "ORG")], [("Great Rivers", "ORG"), ("Green Roofs", "ORG")]]
    passages = [passage(EPISODE, at, text, *spans) for at, (text, spans) in enumerate(zip(texts, names, strict=True))]
    assert find_abbreviations(passages) == {"OWL": "open weather lab"}


def test_corrections_merge_and_drop_entities() -> None:
    """A merged name is shown under the other, a dropped one is neither entity nor mention."""
    tables = found(
        Aliases(
            names={"owl": "Weather Lab", "open weather lab": "Weather Lab", "weather lab": "Weather Lab"}, dropped=frozenset({"borealis"})
        )
    )
    assert sorted(tables["entities"]["name"]) == ["Ada Okoro", "Mercury", "Mercury (PRODUCT)", "Weather Lab"]
    assert sorted(tables["mentions"]["surface"]) == ["Ada", "Ada Okoro", "Mercury", "OWL", "Open Weather Lab"]


def test_the_order_of_the_passages_changes_nothing() -> None:
    """The same passages in another order give the same rows."""
    there, back = found(), found(passages=PASSAGES[::-1])
    for name, table in there.items():
        pd.testing.assert_frame_equal(table, back[name])
