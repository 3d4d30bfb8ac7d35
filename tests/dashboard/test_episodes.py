"""The list of episodes and the page of one, on a small build written by the ETL's warehouse."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import database
from dashboard.filters import Filters
from dashboard.questions import episodes
from dashboard.views.episode import body
from etl import warehouse
from tests.pages import opened

HOSTILE = "![x](http://evil.example/a.png) <script>alert(1)</script>"
SUMMARY = "One thing. Another thing.\nA question?"
TAKEAWAYS = "First\nIt begins. It goes on.\nSecond\nIt ends."
SECTIONS = (
    ("podcast_summary", "Summary", "available", None, SUMMARY),
    ("key_takeaways", "Takeaways", "available", None, TAKEAWAYS),
    ("quotes", "Quotes", "locked", "Premium", None),
    ("books", "Books", "available", "Plus", ""),
)
PASSAGES = (
    ("podcast_summary", None, "One thing.", 68, False),
    ("podcast_summary", None, "Another thing.", None, False),
    ("podcast_summary", None, "A question?", None, False),
    ("key_takeaways", "t0", "First", None, True),
    ("key_takeaways", "t0", "It begins.", 90, False),
    ("key_takeaways", "t0", "It goes on.", None, False),
    ("key_takeaways", "t1", "Second", None, True),
    ("key_takeaways", "t1", "It ends.", None, False),
)
READ = {
    "podcast_summary": "One thing\\. :small[:gray[1:08]] Another thing\\.\n\nA question?",
    "key_takeaways": "**First**  \nIt begins\\. :small[:gray[1:30]] It goes on\\.\n\n**Second**  \nIt ends\\.",
}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> database.Build:
    """Twelve episodes: e00 is whole, e01 says nothing but its title, which means harm, e02 has audio that no page may embed."""
    path: Path = tmp_path_factory.mktemp("episodes") / "small.duckdb"
    connection = warehouse.create(path)
    warehouse.fill(connection, tables())
    warehouse.close(connection)
    return database.Build(path.parent.name, str(path))


def tables() -> dict[str, pd.DataFrame]:
    texts = {kind: text or "" for kind, _, _, _, text in SECTIONS}
    starts = [texts[kind].index(text) for kind, _, text, _, _ in PASSAGES]
    rows: dict[str, Any] = {
        "shows": {"show_id": ["s"], "name": ["Shop talk"]},
        "categories": {"category_id": ["c"], "name": ["Tools"]},
        "show_categories": {"show_id": ["s"], "category_id": ["c"]},
        "episodes": {
            "episode_id": [f"e{n:02}" for n in range(12)],
            "show_id": "s",
            "title": ["A whole one", HOSTILE, *(f"Number {n}" for n in range(2, 12))],
            "published": [date(2024, 1, 1), None, *(date(2023, 1, n) for n in range(2, 12))],
            "duration_s": [3661, *[None] * 11],
            "url": ["https://example.org/e00", "javascript:alert(1)", *[None] * 10],
            "audio_url": ["https://example.org/e00.mp3", None, "http://example.org/e02.mp3", *[None] * 9],
            "source": "x.txt",
        },
        "sections": [
            dict(zip(("section_id", "episode_id", "kind", "position", "heading", "availability", "tier", "text"), row, strict=True))
            for row in (
                *((kind, "e00", kind, place, *rest) for place, (kind, *rest) in enumerate(SECTIONS)),
                ("notes", "e02", "show_notes", 0, "Show notes", "available", None, ""),
            )
        ],
        "people": {"person_id": ["p", "g"], "name": ["Ada", "Bo"]},
        "items": {
            "item_id": ["t0", "t1"],
            "section_id": "key_takeaways",
            "episode_id": "e00",
            "position": [0, 1],
            "start_s": [90, 120],
        },
        "passages": [
            {
                "passage_id": f"p{place}",
                "section_id": kind,
                "item_id": item,
                "episode_id": "e00",
                "section_kind": kind,
                "position": place,
                "text": text,
                "start_s": start,
                "char_start": begin,
                "char_end": begin + len(text),
                "is_title": title,
                "boilerplate": False,
            }
            for place, ((kind, item, text, start, title), begin) in enumerate(zip(PASSAGES, starts, strict=True))
        ],
        "appearances": {"episode_id": "e00", "person_id": ["p", "g"], "role": ["guest", "host"], "how": "declared", "confidence": 1.0},
        "related_episodes": {
            "episode_id": "e00",
            "position": [0, 1],
            "show_name": ["Shop talk", "Elsewhere"],
            "title": ["Number 2", "Far away"],
            "other_episode_id": ["e02", None],
        },
        "similar_episodes": {"episode_id": ["e00"], "other_episode_id": ["e03"], "score": [0.25]},
    }
    return {name: pd.DataFrame(values).astype(object).where(lambda cells: cells.notna(), None) for name, values in rows.items()}


def texts(app: AppTest) -> list[str]:
    """All Markdown of the page, titles and captions with it."""
    return [element.value for element in (*app.title, *app.subheader, *app.markdown, *app.caption)]


def links(app: AppTest) -> dict[str, str]:
    """The links to pages of the dashboard: label and address."""
    found = [element.proto for element in app.get("page_link")]
    return {one.label: f"{one.page}?{one.query_string}" for one in found}


@pytest.mark.parametrize("kind", READ)
def test_a_section_reads_as_on_the_source(build: database.Build, kind: str) -> None:
    """Sentences of a line stand together with their times, lines apart, items under their titles."""
    frame = database.load(build, episodes.sentences("e00"))
    rows = frame[frame["section_kind"] == kind].astype(object).where(lambda cells: cells.notna(), None).to_dict("records")

    assert body(rows) == READ[kind]


def test_a_list_of_lines_and_a_row_of_names() -> None:
    """Items without titles become a list, items that are only titles one row; text of the data is no Markdown."""
    line = {"new_line": True, "start_s": None}
    facts = [{**line, "item": f"i{n}", "text": text, "is_title": False} for n, text in enumerate(["5 * 5", "# two"])]

    assert body(facts) == "- 5 \\* 5\n- \\# two"
    assert body([{**fact, "is_title": True} for fact in facts]) == "5 \\* 5 · \\# two"


def test_the_whole_page(build: database.Build) -> None:
    """Head, sections in order, locked and empty ones as such, absent ones in one line; no audio before the reader asks for it."""
    app = opened("episode", build, episode="e00")

    assert not app.exception
    assert texts(app) == [
        "A whole one",
        "Summary",
        "Takeaways",
        "Topics",
        "Names",
        "More like this",
        "More like this, as the source has it",
        "Shop talk · 1 Jan 2024 · 1:01:01 long",
        READ["podcast_summary"],
        READ["key_takeaways"],
        "**Quotes** · :gray[:material/lock: Locked on the source: needs a Premium subscription]\n\n**Books** · :gray[None mentioned]",
        "Far away",
        "Categories of the show (the episode has none of its own): Tools",
        "Not on this source: Show notes.",
        "None found.",
        "None found.",
        "By the topics and names they share; 1 would be the same ones with the same weights.",
        "Shop talk · 3 Jan 2023 · likeness 0.25",
        "Shop talk · undated",
        "Elsewhere · undated · not in this build",
    ]
    assert [one.options for one in app.get("button_group")] == [
        ["1:08"],
        ["1:30", "2:00"],
    ]
    assert len(app.get("audio")) == 0


def test_a_moment_starts_the_audio_there_and_takes_back_the_other(build: database.Build) -> None:
    """One moment plays at a time, from its second."""
    app = opened("episode", build, episode="e00")
    app.get("button_group")[0].set_value(68).run()
    assert [one.proto.start_time for one in app.get("audio")] == [68]

    app.get("button_group")[1].set_value(120).run()
    assert [one.proto.start_time for one in app.get("audio")] == [120]


def test_an_unknown_id_is_said_and_nothing_drawn(build: database.Build) -> None:
    """A link to an episode that the build does not hold draws a sentence and the way back."""
    app = opened("episode", build, episode="*gone*")

    assert [one.value for one in app.error] == ["No episode has the id “\\*gone\\*” in this build."]
    assert (texts(app), list(links(app))) == ([], ["All episodes"])


def test_links_lead_nowhere_but_to_pages(build: database.Build) -> None:
    """Only addresses of http and https become links; audio that may not be embedded becomes one, without moments to press."""
    addresses = {key: [one.proto.url for one in opened("episode", build, episode=key).get("link_button")] for key in ("e00", "e01", "e02")}

    assert addresses == {"e00": ["https://example.org/e00"], "e01": [], "e02": ["http://example.org/e02.mp3"]}


def test_hostile_text_stays_text(build: database.Build) -> None:
    """A title that means harm is written out."""
    app = opened("episode", build, episode="e01")

    assert app.title[0].value == ("\\!\\[x\\]\\(http\\:\u2060//evil\\.example/a\\.png\\) \\<script\\>alert\\(1\\)\\</script\\>")


def test_the_list_goes_ten_by_ten(build: database.Build) -> None:
    """The list says how many there are and shows ten; the last page holds the rest; one beyond it leads to the last."""
    first, beyond = opened("episodes", build), opened("episodes", build, page="99")

    assert first.markdown[1].value == "**12 episodes**, the newest first; 1 undated stand last"
    assert len(links(first)) == 10
    assert list(links(beyond)) == ["**Number 2**", f"**{opened('episode', build, episode='e01').title[0].value}**"]


def test_a_search_is_counted_and_quoted(build: database.Build) -> None:
    """A search says how many episodes hold a word and all words, and quotes sentences with the words set bold."""
    app = opened("episodes", build, find="THING begins nowhere")

    assert app.markdown[1].value == "**1 episode** with any of the 3 words, **0** with all of them; the best matches first"
    assert app.markdown[2].value == (
        ":gray[Shop talk · 1 Jan 2024]\n\nOne **thing**\\. :gray[podcast summary · 1:08]\n\nAnother **thing**\\. :gray[podcast summary]"
    )


def test_the_way_back_keeps_words_and_page(build: database.Build) -> None:
    """From the list to an episode and back, the words and the page stay in the address; the bound filters follow by themselves."""
    filters = Filters(shows=("Shop talk",))
    there = links(opened("episodes", build, filters=filters, find="thing"))
    back = links(opened("episode", build, filters=filters, find="thing", page="2", episode="e00"))

    assert there == {"**A whole one**": "episode?find=thing&episode=e00"}
    assert back["Back to the search"] == "episodes?find=thing&page=2"
    assert back["Bo, host"] == "person?person=Bo"


def test_nothing_found_says_what_to_change(build: database.Build) -> None:
    """An empty list is a sentence, not a blank page."""
    app = opened("episodes", build, find="zebra")

    assert [one.value for one in app.info] == [
        "No episodes with “zebra” under these filters. Try another form of the words, or take a filter away."
    ]
