"""Names of one episode in agreement. Texts are written with their names marked, `[[Ada Cole||PERSON]]`, and compared in the same form."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.gold import unmarked
from etl.language import agree
from etl.records import Annotation, Span, Text

Annotated = tuple[Text, Annotation]


def read(marked: str, *, people: tuple[str, ...] = (), headed: bool = False, listed: bool = False) -> Annotated:
    """What a recogniser found in a text. `headed`: its first line is a heading. `listed`: the page itself gives the labels."""
    text, entities = unmarked(marked)
    headings = ((0, text.index("\n")),) if headed else ()
    return Text(text, names=people, declared=entities if listed else (), headings=headings), Annotation(((0, len(text)),), entities)


def agreed(*annotated: Annotated) -> list[str]:
    return [marked(text.text, annotation.entities) for (text, _), annotation in zip(annotated, agree(annotated), strict=True)]


def marked(text: str, spans: tuple[Span, ...]) -> str:
    for span in reversed(spans):
        text = f"{text[: span.start]}[[{text[span.start : span.end]}||{span.label}]]{text[span.end :]}"
    return text


def test_a_name_has_the_label_of_most_of_its_places() -> None:
    """What one place says is outvoted by the other places of the episode, whichever text they stand in."""
    first = read("[[Reef||PERSON]] stores it. [[Oslo||GPE]] reads it.")
    second = read("[[Reef||PRODUCT]] is fast, says [[Oslo||GPE]].")
    third = read("[[Reef||PRODUCT]] grows.")
    assert agreed(first, second, third) == [
        "[[Reef||PRODUCT]] stores it. [[Oslo||GPE]] reads it.",
        "[[Reef||PRODUCT]] is fast, says [[Oslo||GPE]].",
        "[[Reef||PRODUCT]] grows.",
    ]


def test_a_company_and_its_listed_product_may_share_a_name() -> None:
    """Where the page lists the product, a place keeps ORG; a label of any other kind is brought to the product's."""
    listed = read("[[Reef||PRODUCT]]", listed=True)
    texts = "[[Reef||ORG]] waits.", "[[Reef||PRODUCT]] scales.", "[[Reef||ORG]] grows.", "[[Reef||ORG]] wins."
    assert agreed(listed, *map(read, texts)) == ["[[Reef||PRODUCT]]", *texts]
    assert agreed(listed, read("Ask [[Reef||GPE]].")) == ["[[Reef||PRODUCT]]", "Ask [[Reef||PRODUCT]]."]


@pytest.mark.parametrize(("common", "rare"), [("ORG", "PRODUCT"), ("PRODUCT", "ORG")])
def test_a_rare_company_among_products_is_a_slip(common: str, rare: str) -> None:
    """One place in twenty does not make a second thing of that name, in either direction."""
    places = [read(f"[[Reef||{common}]] scales.")] * 19
    assert agreed(*places, read(f"[[Reef||{rare}]] scales."))[-1] == f"[[Reef||{common}]] scales."


@pytest.mark.parametrize("sentence", ["She joined {}.", "The CEO of {} waits.", "{} raised a little.", "That was {}’s board."])
def test_what_only_a_company_does_makes_it_one(sentence: str) -> None:
    """Words around a name decide between a company and its product, found there or not; elsewhere the product stays one."""
    places = [read("[[Reef||PRODUCT]] scales.")] * 9
    assert agreed(*places, read(sentence.format("Reef")), read(sentence.format("[[Reef||PRODUCT]]"))) == [
        *(["[[Reef||PRODUCT]] scales."] * 9),
        *([sentence.format("[[Reef||ORG]]")] * 2),
    ]


def test_what_everybody_knows_needs_no_recogniser() -> None:
    """A known name is what it is, whether it was passed over or taken for something else, unless the page itself says otherwise."""
    assert agreed(read("They left .NET early. [[.NET||ORG]] is old.")) == ["They left [[.NET||PRODUCT]] early. [[.NET||PRODUCT]] is old."]
    assert agreed(read("[[.NET||WORK_OF_ART]]", listed=True)) == ["[[.NET||WORK_OF_ART]]"]


def test_a_part_of_a_name_is_its_person() -> None:
    """After a full name its first and its last word are that person, found before or not, and whatever label they had."""
    text = read("[[Ada Maria Cole||PERSON]] sails. Later Ada rests. They ask [[Cole||ORG]]; Maria is not asked.")
    assert agreed(text, read("Did Ada’s boat sink?")) == [
        "[[Ada Maria Cole||PERSON]] sails. Later [[Ada||PERSON]] rests. They ask [[Cole||PERSON]]; Maria is not asked.",
        "Did [[Ada||PERSON]]’s boat sink?",
    ]


def test_declared_people_have_parts_too() -> None:
    """A person of the page's own list is known by first name and surname where no text says the full name."""
    assert agreed(read("Bo rests, and [[Lind||GPE]] sails.", people=("Bo Lind", "Wanda Krol")), read("Wanda waits for Krol.")) == [
        "Bo rests, and [[Lind||PERSON]] sails.",
        "[[Wanda||PERSON]] waits for [[Krol||PERSON]].",
    ]


def test_a_part_that_is_an_ordinary_word_is_none() -> None:
    """Where the episode has the word in lower case too, its capital may be that of a sentence: neither found nor given another label."""
    first = read("[[Orla Reef||PERSON]] sails. Reef fish swim. [[Reef||ORG]] pays, Orla says.")
    assert agreed(first, read("The reef rose.")) == [
        "[[Orla Reef||PERSON]] sails. Reef fish swim. [[Reef||ORG]] pays, [[Orla||PERSON]] says.",
        "The reef rose.",
    ]
    assert agreed(first)[0].count("[[Reef||PERSON]]") == 2


def test_a_part_that_may_be_a_word_or_a_date_is_found_nowhere_else() -> None:
    """Will may begin a question, May is a month: only where the recogniser saw the name it is one."""
    first = read("[[Will May||PERSON]] sails. Will it rain? [[Will||ORG]] waits.")
    assert agreed(first) == ["[[Will May||PERSON]] sails. Will it rain? [[Will||PERSON]] waits."]
    text, annotation = read("[[Orla Monday||PERSON]] sails. On Monday it rained.")
    assert agreed((text, replace(annotation, numbers=(Span(text.text.index("On") + 3, text.text.index("On") + 9, "DATE"),)))) == [
        "[[Orla Monday||PERSON]] sails. On Monday it rained."
    ]


def test_a_name_found_once_is_found_elsewhere() -> None:
    """In other texts and in its own, as often as it stands there, with the label that it has."""
    texts = read("[[Tide Labs||ORG]] won. So Tide Labs, of all, won."), read("(Tide Labs) is “Tide Labs”")
    assert agreed(*texts) == [
        "[[Tide Labs||ORG]] won. So [[Tide Labs||ORG]], of all, won.",
        "([[Tide Labs||ORG]]) is “[[Tide Labs||ORG]]”",
    ]


def test_a_name_is_found_as_a_whole_word_only() -> None:
    """A longer word that holds it, another spelling of case and another name around it are left alone."""
    text = read(
        "[[Reef||PRODUCT]] is fast. Reefs, LowReef, Reef2, REEF and reef_ are not. [[Reef Prize||EVENT]] is. So is [[Great Reef||LOC]]."
    )
    assert agreed(text) == [marked(text[0].text, text[1].entities)]


def test_of_two_names_in_one_place_the_longer_is_found() -> None:
    """Neither a part of the name nor a shorter name takes the longer one's place."""
    text = read("[[Tide||ORG]] met [[Tide Labs||ORG]] and [[Ada Cole||PERSON]]. Then Ada Cole left Tide Labs.")
    assert agreed(text)[0].endswith("Then [[Ada Cole||PERSON]] left [[Tide Labs||ORG]].")


def test_a_name_that_is_an_ordinary_word_is_not_looked_for() -> None:
    """It stays where it was found; at the start of another sentence the word may be the ordinary one."""
    assert agreed(read("They built [[Tide||PRODUCT]]. Tide tables help, since the tide turns.")) == [
        "They built [[Tide||PRODUCT]]. Tide tables help, since the tide turns."
    ]


def test_a_name_of_a_heading_alone_is_none() -> None:
    """In a heading every word has a capital: what stands nowhere else is no name, also in two headings."""
    assert agreed(read("[[Ship Daily||WORK_OF_ART]]\nShe ships."), read("Why [[Ship Daily||ORG]]\nIt works.", headed=True))[0].startswith(
        "[["
    )
    headings = read("[[Ship Daily||WORK_OF_ART]]\nShe ships.", headed=True), read("Why [[Ship Daily||ORG]]\nIt works.", headed=True)
    assert agreed(*headings) == ["Ship Daily\nShe ships.", "Why Ship Daily\nIt works."]


def test_a_heading_has_the_names_of_the_prose() -> None:
    """Names that stand elsewhere are kept and found in headings; a heading has no vote on their label."""
    headings = [
        read(f"{heading}\nIt works.", headed=True) for heading in ("[[Reef||GPE]] or Not", "Not [[Reef||GPE]]", "Buy Reef", "Ask Ada")
    ]
    assert agreed(read("[[Ada Cole||PERSON]] sells [[Reef||PRODUCT]]."), *headings)[1:] == [
        "[[Reef||PRODUCT]] or Not\nIt works.",
        "Not [[Reef||PRODUCT]]\nIt works.",
        "Buy [[Reef||PRODUCT]]\nIt works.",
        "Ask [[Ada||PERSON]]\nIt works.",
    ]


def test_the_page_knows_its_products() -> None:
    """What a list of products names is one everywhere, however often it was taken for a person or a place."""
    prose = read("[[Claudine||PERSON]] answers. Ask [[Claudine||PERSON]] or [[Otter Nine||PERSON]]. [[Claudine||GPE]] knows. Otter rests.")
    products = read("[[Claudine||PRODUCT]]\n[[Otter Nine||PRODUCT]]", listed=True)
    assert agreed(prose, products) == [
        "[[Claudine||PRODUCT]] answers. Ask [[Claudine||PRODUCT]] or [[Otter Nine||PRODUCT]]. [[Claudine||PRODUCT]] knows. Otter rests.",
        "[[Claudine||PRODUCT]]\n[[Otter Nine||PRODUCT]]",
    ]


def test_the_page_knows_its_products_from_its_people() -> None:
    """In its own list a product that bears a guest's name is a product, and so is one whose name is cut behind its "The"."""
    assert agreed(read("[[Ada Cole||PERSON]] sails."), read("[[Cole||PRODUCT]]", listed=True))[1] == "[[Cole||PRODUCT]]"
    text = Text("The Patient Sail", declared=(Span(0, 16, "WORK_OF_ART"),)), Annotation(((0, 16),), (Span(4, 16, "WORK_OF_ART"),))
    assert agreed(read("[[Patient Sail||LOC]] or [[Patient Sail||LOC]]?"), text)[1] == "The [[Patient Sail||WORK_OF_ART]]"


def test_the_order_of_the_texts_decides_nothing() -> None:
    """Also where as many places say one thing as another, and a heading holds a part of the name."""
    texts = read("[[Ada Cole||PERSON]] sails. Ada rests."), read("[[Ada Cole||ORG]] sails."), read("Ask Ada\nNow.", headed=True)
    assert agreed(*texts) == agreed(*reversed(texts))[::-1]


def test_only_entities_change() -> None:
    """Sentences, phrases and numbers come out as they went in, one annotation per text, in the order given."""
    plain = Text("Bo has 3 boats."), Annotation(((0, 15),), (), (Span(9, 14, "boat"),), (Span(7, 8, "CARDINAL"),))
    named = Text("Ask Bo Lind."), Annotation(((0, 12),), (Span(4, 11, "PERSON"),))
    empty = Text(""), Annotation(())
    assert agree([plain, empty, named]) == [plain[1], empty[1], named[1]]
    assert agree([named, plain]) == [named[1], plain[1]]
    assert agree([]) == []


WORDS = ("Ada Cole", "Ada", "Cole", "Cole Prize", "Bo Lind", "Lind", "Prize", "Adas", "prize", "rests", "of", ".", "\n")
NAMED = ("PERSON", "ORG", "GPE", "EVENT")


@st.composite
def texts(draw: st.DrawFn, labels: tuple[str, ...]) -> Annotated:
    """Words in any order, those with a capital named or not; a first line that is a heading or not; some names given by the page."""
    text, entities = "", list[Span]()
    for word in draw(st.lists(st.sampled_from(WORDS), max_size=12)):
        if word[0].isupper() and (label := draw(st.none() | st.sampled_from(labels))):
            entities.append(Span(len(text), len(text) + len(word), label))
        text += f"{word} "
    line = text.find("\n")
    headings = ((0, line),) if line > 0 and draw(st.booleans()) else ()
    people = tuple(draw(st.sets(st.sampled_from(("Ada Cole", "Bo Lind")))))
    return Text(text, names=people, headings=headings), Annotation(((0, len(text)),), tuple(entities))


@given(st.lists(texts((*NAMED, "PRODUCT")), max_size=4))
def test_spans_stay_apart_and_inside(annotated: list[Annotated]) -> None:
    """Whatever was found, spans come out in order, apart, inside their text, and hold whole words."""
    for (text, _), annotation in zip(annotated, agree(annotated), strict=True):
        spans = annotation.entities
        assert all(left.end <= right.start for left, right in pairwise(spans))
        assert all(0 <= span.start < span.end <= len(text.text) for span in spans)
        assert {text.text[span.start : span.end] for span in spans} <= set(WORDS)


@given(st.lists(texts(NAMED), max_size=4))
def test_a_surface_has_one_label(annotated: list[Annotated]) -> None:
    """In an episode the same name never has two labels, but for a company and its product."""
    found = agree(annotated)
    named = {
        (text.text[span.start : span.end], span.label) for (text, _), each in zip(annotated, found, strict=True) for span in each.entities
    }
    assert len(named) == len({surface for surface, _ in named})


@given(st.lists(texts(NAMED), max_size=4))
def test_a_third_look_changes_nothing(annotated: list[Annotated]) -> None:
    """Names in agreement stay as they are."""
    found = agree(annotated)
    assert agree([(text, each) for (text, _), each in zip(annotated, found, strict=True)]) == found
