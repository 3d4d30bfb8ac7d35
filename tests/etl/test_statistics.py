"""Claims and statistics on hand-made sentences."""

from __future__ import annotations

import pandas as pd
import pytest

from etl.entities import entity_id, find_entities
from etl.people import Tables, person_id, resolve
from etl.records import Appearance, Episode, Item, Passage, Section, Span, item_id
from etl.statistics import CLAIMS, STATISTICS, find_claims, find_speaker

TEXT = "Borealis serves about 40 cities, Ada says.\nAda counts about 40 cities.\nNobody knows why."
ITEMS = (Item(0, 42, start_s=61), Item(43, 70), Item(71, 88))
EPISODE = Episode(
    "1.txt",
    "Night Shift",
    "One",
    appearances=(Appearance("Ada Okoro", "guest"), Appearance("Ben Lund", "host")),
    sections=(Section("statistics", "Statistics & Facts", 3, text=TEXT, items=ITEMS),),
)


def passage(number: int, text: str, *names: tuple[str, str], start_s: int | None = None, kind: str = "statistics") -> Passage:
    spans = tuple(Span(text.index(name), text.index(name) + len(name), label) for name, label in names)
    item = item_id(EPISODE, "statistics", number)
    return Passage(f"p{number}", "s", item, EPISODE.episode_id, kind, number, text, start_s, 0, len(text), False, False, spans)


PASSAGES = [
    passage(0, "Borealis serves about 40 cities, Ada says.", ("Borealis", "ORG"), ("Ada", "PERSON")),
    passage(1, "Ada counts about 40 cities.", ("Ada", "PERSON"), start_s=90),
    passage(2, "Nobody knows why."),
    passage(3, "The key takeaway holds 12 points.", kind="key_takeaways"),
]


def found(passages: list[Passage]) -> Tables:
    people = resolve([EPISODE], passages)
    return find_claims([EPISODE], passages, people, find_entities(passages, people)["mentions"])


def test_a_claim_stands_once_and_each_place_is_a_statistic() -> None:
    """Two sentences with the same value and measure are two statistics of one claim; a sentence without a number makes neither."""
    tables = found(PASSAGES)
    [claim] = tables["claims"].to_dict("records")
    rows = tables["statistics"].sort_values("passage_id").to_dict("records")
    assert [(row["claim_id"], row["passage_id"], row["surface"], row["start_s"]) for row in rows] == [
        (claim["claim_id"], "p0", "about 40 cities", 61),
        (claim["claim_id"], "p1", "about 40 cities", 90),
    ]
    assert {
        name: claim[name] for name in ("kind", "low", "high", "unit", "comparator", "measure", "subject_id", "speaker_id", "hedged")
    } == {
        "kind": "count",
        "low": 40.0,
        "high": 40.0,
        "unit": "cities",
        "comparator": "about",
        "measure": "cities",
        "subject_id": entity_id("borealis"),
        "speaker_id": person_id("ada okoro"),
        "hedged": True,
    }


def test_numbers_that_measure_nothing_named_are_claims_of_their_own() -> None:
    """Equal numbers without a measure are one claim only in one and the same sentence."""
    tables = found([passage(0, "It took two years to build."), passage(1, "It took two years to pay.")])
    assert len(tables["claims"]) == len(tables["statistics"]) == 2


def test_only_the_first_number_of_a_sentence_is_its_statistic() -> None:
    """A second number stays in the text."""
    assert found([passage(0, "They lost 5% in 3 days.")])["statistics"]["surface"].tolist() == ["5%"]


def test_frames_have_exactly_the_columns_of_their_tables() -> None:
    """Empty or not, each frame has its table's columns."""
    for passages in (PASSAGES, []):
        tables = found(passages)
        assert (list(tables["claims"]), list(tables["statistics"])) == (CLAIMS, STATISTICS)
        assert list(tables["claim_links"]) == ["claim_id", "other_claim_id", "relation", "score"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ada says that 5% leave.", "ada"),
        ("About 5% leave, according to Ben.", "ben"),
        ("By Ada's rough count, 5% leave.", "ada"),
        ("About 5% leave, says Ben.", "ben"),
        ("Ada has heard that 5% leave.", "ada"),
        ("Ada's team lost 5%, Ben recalls.", "ben"),
        ("Ada left after 5 years.", None),
        ("About 5% leave.", None),
    ],
)
def test_a_speaker_is_whom_the_sentence_names_as_its_source(text: str, speaker: str | None) -> None:
    """Saying verbs, "according to" and "by her count" name a speaker; being spoken of does not."""
    voices = [(text.index(name), text.index(name) + len(name), name.lower()) for name in ("Ada", "Ben") if name in text]
    assert find_speaker(text, voices) == speaker


def test_a_first_name_that_two_share_names_no_speaker() -> None:
    """Where two people of the episode bear a first name, it alone ascribes nothing to either."""
    twins = Episode("2.txt", "Night Shift", "Two", appearances=(Appearance("Ada Okoro", "guest"), Appearance("Ada Ruiz", "guest")))
    text = "Ada says that 5% leave."
    one = Passage("t0", None, None, twins.episode_id, "statistics", 0, text, None, 0, len(text), False, False)
    people = resolve([twins], [one])
    table = find_claims([twins], [one], people, find_entities([one], people)["mentions"])["statistics"]
    assert table["speaker_id"].isna().tolist() == [True]


def test_the_order_of_the_passages_changes_nothing() -> None:
    """The same passages in another order give the same rows."""
    there, back = found(PASSAGES), found(PASSAGES[::-1])
    for name, table in there.items():
        pd.testing.assert_frame_equal(table, back[name])
