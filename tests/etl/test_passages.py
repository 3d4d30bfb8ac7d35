from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.passages import find_passages, texts_of
from etl.records import Appearance, Episode, Item, Mark, Passage, Section, SectionKind, Span, Text, item_id, section_id

TAKEAWAYS = "Ship it? Yes!\n\nAda Cole ships daily. Bo waits.\n\nRest\n\nSleep well"
EPISODE = Episode(
    source="a.txt",
    show="Night Shift",
    title="Why ship? With Ada Cole",
    published=date(2024, 5, 1),
    abstract="Ada Cole talks. Bo listens.",
    appearances=(Appearance("Ada Cole", "guest"), Appearance("Bo Lind", "host", how="text")),
    sections=(
        Section("quotes", "Quotes", position=3, availability="locked", tier="Premium"),
        Section(
            "key_takeaways",
            "Key Takeaways",
            position=2,
            text=TAKEAWAYS,
            marks=(Mark(36, 75), Mark(36, 80)),
            items=(Item(0, 46, "Ship it? Yes!", 75), Item(48, len(TAKEAWAYS), "Rest")),
        ),
        Section("podcast_summary", "Podcast Summary", position=1, text="They ran there. Then slept.", marks=(Mark(14, 244),)),
    ),
)


def passages_of(*episodes: Episode) -> list[Passage]:
    return find_passages(episodes, pipeline="rules")


def test_locked_and_absent_texts_are_not_read() -> None:
    """Title, abstract and available sections are read in page order, with marks as breaks, title lines as headings, and the declared
    names only."""
    bare = Episode(source="b.txt", show="Night Shift", title="Bare", sections=(Section("books", "Books", position=1),))
    assert [(source.kind, source.text) for source in texts_of(EPISODE)] == [
        ("title", Text("Why ship? With Ada Cole", names=("Ada Cole",), headings=((0, 23),))),
        ("abstract", Text("Ada Cole talks. Bo listens.", names=("Ada Cole",))),
        ("podcast_summary", Text("They ran there. Then slept.", (14,), ("Ada Cole",))),
        ("key_takeaways", Text(TAKEAWAYS, (36, 36), ("Ada Cole",), headings=((0, 13), (48, 52)))),
    ]
    assert [source.kind for source in texts_of(bare)] == ["title"]


def listed(kind: SectionKind, *lines: str) -> Episode:
    """An episode whose section of that kind has an item in each line, the line its title."""
    text, items = "\n".join(lines), list[Item]()
    for line in lines:
        start = items[-1].end + 1 if items else 0
        items.append(Item(start, start + len(line), line))
    return Episode("a.txt", "Night Shift", "Lists", sections=(Section(kind, kind, position=1, text=text, items=tuple(items)),))


@pytest.mark.parametrize(("kind", "label", "reef"), [("products", "PRODUCT", "Reef"), ("books", "WORK_OF_ART", "Reef: of tides")])
def test_a_list_declares_what_it_names(kind: SectionKind, label: str, reef: str) -> None:
    """An item up to its maker, its remark or its end is what the list is of; its lines are no headings. A sentence is no name."""
    lines = (
        *("Dry Box", "Nine Keys by Amara Lind", "Oven (a game)", "Reef: of tides", "Loaf-Ledger 2 – accounts", "Post-by-Post - mail"),
        *("Death by Meeting by Bo Lind and others", "Led by Luck", "Use Reef for drafts."),
    )
    [_, source] = texts_of(listed(kind, *lines))
    assert [(source.text.text[span.start : span.end], span.label) for span in source.text.declared] == [
        ("Dry Box", label),
        ("Nine Keys", label),
        ("Oven", label),
        (reef, label),
        ("Loaf-Ledger 2", label),
        ("Post-by-Post", label),
        ("Death by Meeting", label),
        ("Led by Luck", label),
    ]
    assert source.text.headings == ()


def test_other_lists_declare_nothing() -> None:
    """A speaker's title is a name and no heading; a takeaway's is a heading and no name."""
    [_, speakers], [_, stories] = texts_of(listed("speakers", "Bo Lind", "Ada Cole")), texts_of(listed("stories", "The Long Night", "Dawn"))
    assert (speakers.text.declared, speakers.text.headings) == ((), ())
    assert (stories.text.declared, stories.text.headings) == ((), ((0, 14), (15, 19)))


def test_names_agree_over_an_episode_and_no_further() -> None:
    """What the list of products declares is found in the episode's prose, and in no other episode."""
    products = listed("products", "Drybox by Bo Lind")
    first, second = replace(products, abstract="Why Drybox hums."), Episode("b.txt", "Night Shift", "Other", abstract="Why Drybox hums.")
    named = [(passage.section_kind, passage.entities) for passage in passages_of(first, second) if passage.entities]
    assert named == [("abstract", (Span(4, 10, "PRODUCT"),)), ("products", (Span(0, 6, "PRODUCT"),))]


def test_passages_stand_where_their_sentences_stand() -> None:
    """Passages count over the whole episode; titles stay whole, marks give their own sentence a time, items hold their sentences."""
    takeaways = [item_id(EPISODE, "key_takeaways", at) for at in (0, 1)]
    rows = [
        (passage.section_kind, passage.text, passage.start_s, passage.item_id, passage.is_title, passage.entities)
        for passage in passages_of(EPISODE)
    ]
    assert rows == [
        ("title", "Why ship? With Ada Cole", None, None, True, (Span(15, 23, "PERSON"),)),
        ("abstract", "Ada Cole talks.", None, None, False, (Span(0, 8, "PERSON"),)),
        ("abstract", "Bo listens.", None, None, False, ()),
        ("podcast_summary", "They ran there.", 244, None, False, ()),
        ("podcast_summary", "Then slept.", None, None, False, ()),
        ("key_takeaways", "Ship it? Yes!", None, takeaways[0], True, ()),
        ("key_takeaways", "Ada Cole ships daily.", 75, takeaways[0], False, (Span(0, 8, "PERSON"),)),
        ("key_takeaways", "Bo waits.", None, takeaways[0], False, ()),
        ("key_takeaways", "Rest", None, takeaways[1], True, ()),
        ("key_takeaways", "Sleep well", None, takeaways[1], False, ()),
    ]
    assert [passage.position for passage in passages_of(EPISODE)] == list(range(10))


def test_passages_know_their_section() -> None:
    """Title and abstract have no section; every other passage has that of its kind."""
    kinds = {passage.section_kind: passage.section_id for passage in passages_of(EPISODE)}
    assert kinds == {
        "title": None,
        "abstract": None,
        "podcast_summary": section_id(EPISODE, "podcast_summary"),
        "key_takeaways": section_id(EPISODE, "key_takeaways"),
    }


def test_an_id_outlives_a_change_beside_it() -> None:
    """A sentence put before others leaves their ids alone, and the same sentence twice in a section has two ids."""
    first = passages_of(EPISODE)
    longer = replace(EPISODE, abstract="New here. Ada Cole talks. Bo listens. Bo listens.")
    second = passages_of(longer)
    assert {passage.passage_id for passage in first} < {passage.passage_id for passage in second}
    assert len({passage.passage_id for passage in second}) == len(second) == len(first) + 2


def repeated(sentence: str, shows: list[str], *, of: int = 0) -> list[Passage]:
    """Passages of one episode per show, all holding the sentence, and `of` further ones of the first show without it."""
    held = [Episode("a.txt", show, f"Part {at}", abstract=f"Part {at} begins. {sentence}") for at, show in enumerate(shows)]
    others = [Episode("b.txt", shows[0], f"Other {at}", abstract=f"Other {at} begins.") for at in range(of)]
    return passages_of(*held, *others)


@pytest.mark.parametrize(
    ("shows", "others", "boilerplate"),
    [
        (["One", "One", "One"], 0, True),
        (["One", "One", "One"], 3, True),
        (["One", "One", "One"], 4, False),
        (["One", "One", "Two"], 20, True),
        (["One", "Two"], 0, False),
    ],
)
def test_boilerplate_is_what_stands_in_many_episodes(shows: list[str], others: int, boilerplate: bool) -> None:
    """A sentence in 3 episodes is boilerplate when they are of 2 shows or half of their show's; spelling of case does not matter."""
    passages = repeated("Subscribe wherever you listen!", shows, of=others)
    assert {passage.text for passage in passages if passage.boilerplate} == ({"Subscribe wherever you listen!"} if boilerplate else set())


def test_headings_are_no_boilerplate() -> None:
    """A book or a host that heads an item in every episode is named there each time."""
    text = "The Good Book"
    books = Section("books", "Books", position=1, text=text, items=(Item(0, len(text), text),))
    passages = passages_of(*(Episode("a.txt", "One", f"Part {at}", sections=(books,)) for at in range(4)))
    assert [passage.boilerplate for passage in passages] == [False] * 8


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.text(alphabet="aB .?!\n", max_size=25), st.integers(0, 90)), max_size=6),
    st.lists(st.integers(0, 150), max_size=6),
)
def test_passages_tile_their_section(pieces: list[tuple[str, int]], cuts: list[int]) -> None:
    """Whatever marks and items a section has, its passages hold every character that is not blank exactly once, and are exact."""
    text = "".join(piece for piece, _ in pieces)
    offsets = [len("".join(piece for piece, _ in pieces[: at + 1])) for at in range(len(pieces))]
    edges = sorted({cut for cut in cuts if cut <= len(text)})
    items = tuple(Item(start, end, "x" if start % 2 else None) for start, end in pairwise(edges))
    marks = tuple(Mark(offset, seconds) for offset, (_, seconds) in zip(offsets, pieces, strict=True))
    section = Section("stories", "Stories", position=1, text=text, marks=marks, items=items)
    passages = [passage for passage in passages_of(Episode("a.txt", "One", "T", sections=(section,))) if passage.section_id]
    assert all(passage.text == text[passage.char_start : passage.char_end] for passage in passages)
    assert "".join("".join(passage.text.split()) for passage in passages) == "".join(text.split())
    assert {passage.start_s for passage in passages} - {None} <= {mark.seconds for mark in marks}
