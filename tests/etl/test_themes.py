"""Themes and similar episodes of a small build with three plain subjects."""

from __future__ import annotations

import pandas as pd
import pytest

from etl.similar import find_similar
from etl.themes import find_themes, theme_count

SUBJECTS = {"sea": ["tide", "kelp", "reef"], "sky": ["cloud", "comet", "kite"], "soil": ["worm", "root", "peat"]}
TOPICS = pd.DataFrame([(f"id-{word}", word) for words in SUBJECTS.values() for word in words], columns=["topic_id", "name"])
ENTITIES = pd.DataFrame([("p1", "Ada Okoro", "PERSON"), ("x1", "Borealis", "PRODUCT")], columns=["entity_id", "name", "label"])
NO_MENTIONS = pd.DataFrame({"episode_id": [], "entity_id": []}, dtype=object)


def mentions(each: int = 5) -> pd.DataFrame:
    """Per subject `each` episodes that name its topics, every second one a topic of the next subject as well."""
    rows = []
    kinds = list(SUBJECTS)
    for at, (kind, words) in enumerate(SUBJECTS.items()):
        for number in range(each):
            rows += [(f"{kind}{number}", f"id-{word}") for word in words for _ in range(3)]
            rows += [(f"{kind}{number}", f"id-{SUBJECTS[kinds[(at + 1) % 3]][0]}")] * (number % 2)
    return pd.DataFrame(rows, columns=["episode_id", "topic_id"])


def test_themes_are_the_subjects_that_occur_together() -> None:
    """Each subject becomes a theme called by its topics, what two subjects share becomes one more, and episodes are of their subject."""
    tables = find_themes(TOPICS, mentions())
    labels = tables["themes"].set_index("theme_id")["label"]
    assert sorted(labels) == ["comet, kite, cloud", "kelp, reef, tide", "peat, root, worm", "tide, peat, root"]
    main = tables["episode_themes"].sort_values("weight").drop_duplicates("episode_id", keep="last")
    assert {(episode[:-1], labels[theme]) for episode, theme, _ in main.to_numpy()} == {
        ("sea", "kelp, reef, tide"),
        ("sky", "comet, kite, cloud"),
        ("soil", "peat, root, worm"),
    }


def test_weights_are_shares() -> None:
    """A theme's weights add up to 1, an episode's to at most 1, and shares below a tenth are left out."""
    tables = find_themes(TOPICS, mentions())
    assert tables["theme_topics"].groupby("theme_id")["weight"].sum().tolist() == pytest.approx([1.0] * len(tables["themes"]), abs=1e-5)
    assert tables["episode_themes"].groupby("episode_id")["weight"].sum().max() <= 1.0
    assert tables["episode_themes"]["weight"].min() >= 0.1


def test_a_small_build_has_no_themes() -> None:
    """Eleven episodes or fewer make no themes, and none at all is no error."""
    for small in (mentions(3), mentions(0)):
        assert {name: len(table) for name, table in find_themes(TOPICS, small).items()} == {
            "themes": 0,
            "theme_topics": 0,
            "episode_themes": 0,
        }


@pytest.mark.parametrize(("episodes", "topics", "count"), [(11, 50, 0), (12, 50, 3), (96, 50, 10), (96, 4, 4), (100_000, 5000, 24)])
def test_the_number_of_themes_grows_with_the_root_of_the_build(episodes: int, topics: int, count: int) -> None:
    """About the square root of the number of episodes, never more than topics or 24."""
    assert theme_count(episodes, topics) == count


def test_similar_episodes_share_a_subject() -> None:
    """The nearest episodes are those of the same subject, at most ten, never the episode itself, of equal ones the first by id."""
    table = find_similar(mentions(), NO_MENTIONS, ENTITIES)["similar_episodes"]
    nearest = table[table["episode_id"] == "sea0"]
    assert nearest["other_episode_id"].tolist()[:4] == ["sea2", "sea4", "sea1", "sea3"]
    assert nearest["score"].tolist()[:2] == [1.0, 1.0]
    assert (table["score"] > 0).all()
    assert table.groupby("episode_id").size().max() <= 10


def test_people_do_not_make_episodes_similar() -> None:
    """A shared product makes two episodes similar, a shared person does not."""
    named = pd.DataFrame([("a", "p1"), ("b", "p1"), ("c", "x1"), ("d", "x1")], columns=["episode_id", "entity_id"])
    table = find_similar(mentions(0), named, ENTITIES)["similar_episodes"]
    assert table.to_numpy().tolist() == [["c", "d", 1.0], ["d", "c", 1.0]]


def test_nothing_is_similar_to_nothing() -> None:
    """A build without topics and entities has no similar episodes."""
    assert find_similar(mentions(0), NO_MENTIONS, ENTITIES)["similar_episodes"].empty


def test_the_order_of_the_rows_changes_nothing() -> None:
    """Shuffled rows give the same themes and the same similar episodes."""
    rows = mentions()
    shuffled = rows.sample(frac=1, random_state=7)
    for there, back in (
        (find_themes(TOPICS, rows), find_themes(TOPICS[::-1], shuffled)),
        (find_similar(rows, NO_MENTIONS, ENTITIES), find_similar(shuffled, NO_MENTIONS, ENTITIES)),
    ):
        for name, table in there.items():
            pd.testing.assert_frame_equal(table, back[name])
