"""Topics from hand-made noun phrases."""

from __future__ import annotations

import pandas as pd
import pytest

from etl.aliases import NO_ALIASES, Aliases
from etl.people import Tables
from etl.records import Passage, Span
from etl.topics import find_topics, topic_id


def passage(
    episode: str, number: int, text: str, *phrases: str, kind: str = "abstract", boilerplate: bool = False, entity: str = ""
) -> Passage:
    """A passage whose noun phrases are the given parts of its text, each labelled with itself in lower case."""
    spans = tuple(Span(text.index(part), text.index(part) + len(part), part.lower().replace("-", " ")) for part in phrases)
    entities = (Span(text.index(entity), text.index(entity) + len(entity), "PRODUCT"),) if entity else ()
    return Passage(
        f"{episode}-{kind}-{number}", None, None, episode, kind, number, text, None, 0, len(text), False, boilerplate, entities, spans
    )


def in_episodes(count: int, text: str, *phrases: str, **fields: object) -> list[Passage]:
    return [passage(f"e{number}", 0, text, *phrases, **fields) for number in range(count)]  # type: ignore[arg-type]


def names(tables: Tables) -> list[str]:
    return sorted(tables["topics"]["name"])


def test_a_phrase_of_three_episodes_is_a_topic_with_its_places() -> None:
    """A phrase in three episodes is a topic, one in two is none; each place is one mention."""
    passages = in_episodes(3, "They love solar panel art.", "solar panel") + in_episodes(
        2, "A wind turbine turns.", "wind turbine", kind="stories"
    )
    tables = find_topics(passages)
    key = topic_id("solarpanel")
    assert tables["topics"].to_numpy().tolist() == [[key, "solar panel"]]
    assert tables["topic_mentions"].to_numpy().tolist() == [[key, f"e{at}-abstract-0", f"e{at}", "solar panel", 10, 21] for at in range(3)]


def test_general_adjectives_come_off_and_the_place_shrinks_with_them() -> None:
    """ "A new solar panel" stands for "solar panel", from the first specific word on."""
    tables = find_topics(in_episodes(3, "A big new solar panel.", "big new solar panel"))
    assert names(tables) == ["solar panel"]
    assert tables["topic_mentions"][["surface", "char_start"]].drop_duplicates().to_numpy().tolist() == [["solar panel", 10]]


def test_the_longest_frequent_end_of_a_phrase_counts() -> None:
    """A phrase that is too rare counts for its end; one that is frequent counts for itself alone."""
    rare = [passage(f"r{at}", 0, f"A {word} tide clock.", f"{word} tide clock") for at, word in enumerate(["brass", "tower", "harbor"])]
    frequent = in_episodes(3, "A pocket tide clock.", "pocket tide clock")
    tables = find_topics(rare + frequent)
    assert names(tables) == ["pocket tide clock", "tide clock"]
    counts = tables["topic_mentions"].merge(tables["topics"]).groupby("name").size().to_dict()
    assert counts == {"pocket tide clock": 3, "tide clock": 3}


def test_a_phrase_whose_places_all_go_to_longer_ones_is_no_topic() -> None:
    """Nested phrases count once: the shorter one needs three episodes of its own."""
    assert names(find_topics(in_episodes(3, "A pocket tide clock.", "pocket tide clock"))) == ["pocket tide clock"]


@pytest.mark.parametrize(
    ("sentence", "times", "episodes", "expected"),
    [("Kelp grows.", 2, 3, ["kelp"]), ("Kelp grows.", 1, 3, []), ("Kelp grows.", 2, 2, []), ("People talk.", 3, 3, [])],
)
def test_a_single_noun_is_a_topic_where_episodes_return_to_it(sentence: str, times: int, episodes: int, expected: list[str]) -> None:
    """A single noun has to come twice an episode on average; general nouns never do."""
    said = [passage(f"e{at}", number, sentence, sentence.split(maxsplit=1)[0]) for at in range(episodes) for number in range(times)]
    others = [passage(f"o{at}", 0, "Nothing here.") for at in range(10)]
    assert names(find_topics(said + others)) == expected


def test_a_single_noun_of_most_episodes_is_too_common() -> None:
    """A noun in more than two fifths of all episodes says nothing about one of them."""
    assert names(find_topics([passage(f"e{at}", number, "Kelp grows.", "Kelp") for at in range(4) for number in range(3)])) == []


@pytest.mark.parametrize("fields", [{"boilerplate": True}, {"entity": "Solar"}, {"kind": "speakers"}])
def test_boilerplate_names_and_bios_make_no_topic(fields: dict[str, object]) -> None:
    """A phrase that overlaps a name, or stands only in boilerplate or bios, is no topic."""
    assert names(find_topics(in_episodes(3, "The Solar panel club.", "Solar panel", **fields))) == []


def test_shows_and_people_are_no_topics() -> None:
    """A phrase that reads like a show or a guest is left out."""
    assert names(find_topics(in_episodes(3, "The night shift.", "night shift"), names=["Night Shift"])) == []


def test_spellings_of_one_topic_are_joined_under_the_most_frequent() -> None:
    """Hyphens and blanks do not tell topics apart."""
    spellings = ["data set", "dataset", "data-set", "dataset", "dataset"]
    tables = find_topics([passage(f"e{at}", 0, f"A {word} of waves.", word) for at, word in enumerate(spellings)])
    assert tables["topics"].to_numpy().tolist() == [[topic_id("dataset"), "dataset"]]
    assert tables["topic_mentions"]["surface"].tolist() == spellings


def test_corrections_merge_and_drop_topics() -> None:
    """A merged topic is shown under the other name, a dropped one is none."""
    passages = in_episodes(3, "A solar panel by a wind turbine and a tide clock.", "solar panel", "wind turbine", "tide clock")
    aliases = Aliases(names={"solar panel": "Solar power", "solar power": "Solar power"}, dropped=frozenset({"tide clock"}))
    assert names(find_topics(passages, aliases=aliases)) == ["Solar power", "wind turbine"]
    assert names(find_topics(passages, aliases=NO_ALIASES)) == ["solar panel", "tide clock", "wind turbine"]


def test_the_order_of_the_passages_changes_nothing() -> None:
    """The same passages in another order give the same rows."""
    passages = in_episodes(4, "A solar panel by a tide clock.", "solar panel", "tide clock") + in_episodes(
        3, "A tide clock.", "tide clock", kind="stories"
    )
    there, back = find_topics(passages), find_topics(passages[::-1])
    for name, table in there.items():
        pd.testing.assert_frame_equal(table, back[name])
