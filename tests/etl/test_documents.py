"""A file's entities stand in the file, whatever was taken out before its prose was read."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.documents import Document, find_entities, read_document
from etl.records import Span, Text

PAGES = Path(__file__).resolve().parent.parent / "fixtures"
PAGE = """Salt and Rope
Salt and Rope•May 2, 2022

Ada Cole dries sails

Ada Cole tells how a sail dries without wind.
Energy
Ada Cole
Bo Lind

Summary Sections

  • Podcast Summary
  • Speakers
  • Statistics & Facts
  • Key Takeaways Table
  • Products, Tools & Software Mentioned
0:00/40:00

Podcast Summary

Ada Cole waits (02:45). It was for Ada Cole (03:00).

Speakers

Bo Lind

Bo Lind rows, as his father did.

Statistics & Facts

  1. Ada Cole dried 12 sails. (11:11)

Key Takeaways Table

Takeaway\tWho it helps\tTimestamp
Dry at night\tWhom Ada Cole asks\t11:11

Products, Tools & Software Mentioned

  • Drybox by Bo Lind

More episodes like this

Ada Cole's Other Show
July 1, 2020

Ada Cole again
"""


def read_lines(document: Document) -> list[list[str]]:
    """The lines that are read, by episode, as they stand in the file from their first to their last letter."""
    return [list(chain.from_iterable(_lines(document.text, located.places) for located in episode)) for episode in document.episodes]


def _lines(text: str, places: tuple[int, ...]) -> list[str]:
    """A line of the file ends where the next place is behind a line break."""
    letters = [place for place in places if place >= 0]
    cuts = [0, *(at for at, (one, two) in enumerate(pairwise(letters), start=1) if "\n" in text[one:two]), len(letters)]
    return [text[letters[first] : letters[end - 1] + 1] for first, end in pairwise(cuts) if first < end]


def found(text: str, spans: list[Span]) -> list[str]:
    """Each entity with the letters before it in the file, which tell the places apart."""
    return [f"{text[max(0, span.start - 6) : span.start]}[{text[span.start : span.end]}] {span.label}" for span in spans]


def each_character_stands_there(document: Document) -> None:
    for episode in document.episodes:
        characters = [pair for located in episode for pair in zip(located.text.text, located.places, strict=True)]
        assert [(character, place) for character, place in characters if (place < 0) != character.isspace()] == []
        standing = [(character, document.text[place]) for character, place in characters if place >= 0]
        assert [pair for pair in standing if len(set(pair)) > 1] == []
        places = [place for _, place in characters if place >= 0]
        assert places == sorted(set(places))


@pytest.mark.parametrize("file", sorted(PAGES.rglob("*.txt")), ids=lambda file: file.name)
@pytest.mark.parametrize(
    "written",
    [
        lambda page: page.encode(),
        lambda page: page.replace("\n", "\r\n").encode("utf-8-sig"),
        lambda page: page.replace("\n", "\r").encode("utf-16"),
        lambda page: page.replace("\n\n", "\n").replace("  • ", "• ").encode(),
    ],
    ids=["as it is", "Windows", "old Mac", "without blanks"],
)
def test_each_character_of_a_page_stands_where_it_says(file: Path, written: Callable[[str], bytes]) -> None:
    """In every form of line end and encoding, with marks before and behind the full stop, with bullets, numbers and tables."""
    document = read_document(written(file.read_text(encoding="utf-8")))
    assert len(document.episodes) == 1
    each_character_stands_there(document)


def test_the_prose_of_a_page_is_read() -> None:
    """Abstract and sections, nothing of the header, the listing, the headings, the player and the other episodes."""
    assert read_lines(read_document(PAGE.encode())) == [
        [
            "Ada Cole tells how a sail dries without wind.",
            "Ada Cole waits (02:45). It was for Ada Cole (03:00).",
            "Bo Lind",
            "Bo Lind rows, as his father did.",
            "Ada Cole dried 12 sails.",
            "Takeaway\tWho it helps\tTimestamp",
            "Dry at night\tWhom Ada Cole asks",
            "Drybox by Bo Lind",
        ]
    ]


def test_entities_stand_in_the_file() -> None:
    """By the file's own characters and in its order, names of the header and of other episodes not among them."""
    [spans] = find_entities([read_document(PAGE.encode())], pipeline="rules")
    assert found(PAGE, spans) == [
        "ails\n\n[Ada Cole] PERSON",
        "mary\n\n[Ada Cole] PERSON",
        "s for [Ada Cole] PERSON",
        "kers\n\n[Bo Lind] PERSON",
        "Lind\n\n[Bo Lind] PERSON",
        "\n  1. [Ada Cole] PERSON",
        "\tWhom [Ada Cole] PERSON",
        "\n\n  • [Drybox] PRODUCT",
        "ox by [Bo Lind] PERSON",
    ]


def test_windows_line_ends_move_what_stands_behind_them() -> None:
    """Offsets count the file's characters as they are, both of a line end; a mark of byte order counts as none."""
    [[plain], [windows]] = [
        [span for span in spans if span.label == "PRODUCT"]
        for spans in find_entities(
            [read_document(PAGE.encode()), read_document(f"\ufeff{PAGE}".replace("\n", "\r\n").encode())], pipeline="rules"
        )
    ]
    assert windows.start - plain.start == PAGE[: plain.start].count("\n")


def test_pages_of_one_file_are_episodes() -> None:
    """Each has its own people: a name that only another page declares is none."""
    other = PAGE.replace("Salt and Rope", "Ferry Notes").replace("Ada Cole", "Wanda Krol").replace("Wanda Krol asks", "Ada Cole asks")
    document = read_document(f"{PAGE}\n{other}".encode())
    each_character_stands_there(document)
    [spans] = find_entities([document], pipeline="rules")
    [first] = find_entities([read_document(PAGE.encode())], pipeline="rules")
    assert spans[: len(first)] == first
    assert found(document.text, spans[len(first) :]) == [
        "ails\n\n[Wanda Krol] PERSON",
        "mary\n\n[Wanda Krol] PERSON",
        "s for [Wanda Krol] PERSON",
        "kers\n\n[Bo Lind] PERSON",
        "Lind\n\n[Bo Lind] PERSON",
        "\n  1. [Wanda Krol] PERSON",
        "\n\n  • [Drybox] PRODUCT",
        "ox by [Bo Lind] PERSON",
    ]


def test_any_other_file_is_one_text() -> None:
    """Its lines are kept, its marks of time end sentences, and what they leave is no blank at a line's end."""
    raw = b"Bo Lind rests (13:01). Ada (1:02:03) waits.\r\n\r\n(00:10)\r\nBo (0:20)\r\nLind waits"
    [[located]] = read_document(raw).episodes
    assert located.text == Text("Bo Lind rests. Ada waits.\n\n\nBo\nLind waits\n", (13, 18, 27, 30))
    each_character_stands_there(read_document(raw))


def test_given_people_are_found() -> None:
    """In a text as in a page, there beside the people that it declares; a name that two lines hold is two parts."""
    text = "Bo Lind waits. Ada Cole (1:02) rows, not\nAda. Wanda\nKrol"
    [spans] = find_entities([read_document(text.encode(), people=["Bo Lind", "Ada Cole", "Wanda Krol"])], pipeline="rules")
    assert [text[span.start : span.end] for span in spans] == ["Bo Lind", "Ada Cole", "Ada", "Wanda", "Krol"]
    document = read_document(PAGE.encode(), people=iter(["Wanda Krol"]))
    assert {located.text.names for episode in document.episodes for located in episode} == {("Ada Cole", "Bo Lind", "Wanda Krol")}


def test_a_file_of_other_bytes_is_read() -> None:
    """UTF-16, the Western code page, no text at all: what is not a page is a text, and an empty one has no entities."""
    given = ["Zoë Cole rows.".encode("utf-16"), "Zoë Cole rows.".encode("cp1252"), b"", b"\r\n \r\n"]
    documents = [read_document(raw, people=["Zoë Cole"]) for raw in given]
    assert find_entities(documents, pipeline="rules") == [[Span(0, 8, "PERSON")], [Span(0, 8, "PERSON")], [], []]
    assert find_entities([], pipeline="rules") == []


@given(st.text(alphabet="aB .(0:1)\n\r\t\x0c\u2028é", max_size=60))
def test_each_character_of_a_text_stands_where_it_says(text: str) -> None:
    """Whatever blanks, line ends and marks it holds."""
    each_character_stands_there(read_document(text.encode()))


def page(*sections: str, abstract: str = "Ada Cole tells how a sail dries without wind.") -> bytes:
    """The page with these sections alone, each its heading and its body."""
    head = PAGE[: PAGE.index("  • ")].replace("Ada Cole tells how a sail dries without wind.", abstract)
    listing = "".join(f"  • {section.splitlines()[0]}\n" for section in sections)
    return (head + listing + "".join(f"\n{section}\n" for section in sections)).encode()


CELLS = st.lists(st.sampled_from(("Ada", "Ada Cole", "Ada Cole rows", "Bo Lind", "Dry at Night", "07:31", "")), min_size=1, max_size=4)


@given(st.lists(CELLS, min_size=1, max_size=5), st.sampled_from("\t|"))
def test_each_cell_stands_in_its_own_row(rows: list[list[str]], between: str) -> None:
    """Also where a cell is what another one, a title above or a product below is."""
    table = "\n".join(between.join(row) for row in rows)
    takeaways, products = "Key Takeaways\n\nDry at Night\n\nAda Cole rows.", "Products, Tools & Software Mentioned\n\n  • Ada"
    each_character_stands_there(read_document(page(takeaways, f"Key Takeaways Table\n\n{table}", products)))


def test_a_section_stands_below_its_heading() -> None:
    """A speaker's title is found there and not among the chips, which say the same."""
    document = read_document(page("Speakers\n\nBo Lind\n\nBo Lind rows, as his father did."))
    [spans] = find_entities([document], pipeline="rules")
    assert [document.text[: span.start].count("Bo Lind") for span in spans if document.text[span.start : span.end] == "Bo Lind"] == [1, 2]


@pytest.mark.parametrize("sign", ["\u2028", "\x0b", "\x0c", "\x1c", "\x85"])
def test_only_line_ends_end_lines(sign: str) -> None:
    """What some programs take for the end of a line is a blank in it."""
    document = read_document(page(f"Key Takeaways\n\nDry at Night\n\nAda Cole waits{sign}there. (02:45)"))
    each_character_stands_there(document)
    assert read_lines(document)[0][-1] == f"Ada Cole waits{sign}there."


def test_an_abstract_has_no_marks() -> None:
    """A mark of time is no word of it either."""
    document = read_document(page("Key Takeaways\n\nDry at Night\n\nAda Cole waits.", abstract="Ada Cole (12:30) tells how a sail dries."))
    assert document.episodes[0][0].text.text == "Ada Cole tells how a sail dries."
    each_character_stands_there(document)
