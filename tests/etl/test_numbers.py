from __future__ import annotations

import time

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from etl.language.number_forms import FIRST_WORDS
from etl.language.numbers import find_numbers, mark_numbers, marked_numbers
from etl.records import Span


def marked(text: str) -> str:
    """The text with its numbers in brackets: "in [1995 DATE]"."""
    for span in reversed(list(find_numbers(text))):
        text = f"{text[: span.start]}[{text[span.start : span.end]} {span.label}]{text[span.end :]}"
    return text


AMOUNTS = [
    "It grew from [1,234.5 to 3.8 million CARDINAL] users.",
    "More than [2,000 CARDINAL] GPUs in about [500+ CARDINAL] racks for [50k CARDINAL] users, [10x CARDINAL] faster.",
    "[Twenty-one CARDINAL] people sold [two hundred and fifty thousand CARDINAL] lamps in [a dozen CARDINAL] towns.",
    "[hundreds of thousands CARDINAL] of users, [dozens CARDINAL] of tools, [half a million CARDINAL] lines",
    "[Two-thirds CARDINAL] of them, [a third CARDINAL] of the users and [three quarters CARDINAL] of the rest agree.",
    "[5 to 10 CARDINAL] people, [5 or 6 CARDINAL], [10,000-15,000 CARDINAL], [500-1000 CARDINAL] people",
    "Raised [$3.8 million MONEY], [€20 MONEY], [20 dollars MONEY], [five bucks MONEY], [US$ 5bn MONEY] and [EUR 30 MONEY].",
    "[$5-10 million MONEY] or [$5 to $10 million MONEY], [$1.5M MONEY], [50 cents MONEY], [20 € MONEY]",
    "[$29 MONEY] a month is [millions of dollars MONEY] for [a billion-dollar MONEY] company.",
    "[20-30% PERCENT], [20 per cent PERCENT], [five percent PERCENT], [10% to 15% PERCENT], [half a percent PERCENT], [99.9% PERCENT]",
    "[20 ms QUANTITY], [40GB QUANTITY] of RAM, [5 km QUANTITY], [60 mph QUANTITY], [30°C QUANTITY], [half a mile QUANTITY]",
    "Its [first ORDINAL] and [21st ORDINAL] floor, a [second ORDINAL] try, the [second ORDINAL], the [twenty-first ORDINAL]",
    "[30 EUR MONEY] for [100 square feet QUANTITY] at [20 degrees QUANTITY]",
]
DATES = [
    "In [1995 DATE], the [1990s DATE], the ['90s DATE] and the [nineties DATE], [mid-2003 DATE], early [2019 DATE]",
    "[January 22, 2026 DATE]; [22 January DATE]; [Jan. 5 DATE]; [2026-01-22 DATE]; [3/4/2021 DATE]; [May 5-8 DATE]",
    "[Monday DATE], [last year DATE], [next week DATE], [two years ago DATE], the [summer of 2020 DATE], [Fridays DATE]",
    "[fiscal 2021 DATE], [Q3 2020 DATE], [FY21 DATE], the [third quarter of 2020 DATE]",
    "the [18th century DATE], the [late-19th century DATE], [2010-2015 DATE], [2010–15 DATE], [300 BC DATE], [AD 79 DATE]",
    "(born [1947 DATE] – died [2016 DATE])",
    "A [45-year-old DATE] was [45 years old DATE], aged [45 DATE], in her [20s DATE].",
    "the [past two decades DATE], within [a week DATE], [a year and a half DATE], [several months DATE], [three full days DATE]",
    "[Friday, 3 May 2019 DATE], [New Year's Eve DATE], [Christmas 2020 DATE], [today DATE]",
    "In [2020 DATE] sales rose, the [2020 DATE] elections were held, and by [1403 DATE] it was gone.",
]
TIMES = [
    "At [3:45 pm TIME], [10 a.m. TIME], [noon TIME], at [13:30 TIME] and at [five o'clock TIME].",
    "[25 minutes TIME], a [five-minute TIME] talk, [two hours TIME], [half an hour TIME], the [last few hours TIME]",
    "[last night TIME], [tomorrow morning TIME], [Friday night TIME], [tonight TIME]",
]
NO_NUMBERS = [
    "Version 4.5 and v2.0.1 run on Python 3.10 and Windows 10.",
    "Call 555-123-4567 or 555-0123, cite ISBN 978-3-16-148410-0, open 10.0.0.1.",
    "1. Write.\n2. Ship.\n  3) Rest.",
    "They met again (13:01). [00:13:01] They left.",
    "One of them was the one that went from one to the other one day.",
    "You may march on. May we? June Cohen said so.",
    "GPT-4, Web 2.0, HTTP/2, EC2, COVID-19, 24/7, 3D, 5G, 4K, #1, N+1 and a 64-bit chip",
    "See episode 45, page 5 and No. 1.",
    "Wait a second. At first it is second to none. First, we talk.",
    "A five-star hotel and a three-way mirror",
    "He earns that in a manner of speaking, a day at a time.",
]
YEARS_OR_COUNTS = [
    "[2000 CARDINAL] GPUs",
    "[2000 CARDINAL] people",
    "[2020 DATE] was hard",
    "[2010 DATE] census",
    "[1024 CARDINAL] tokens",
    "[1500 meters QUANTITY]",
    "[2000 years ago DATE]",
]
HEADINGS = ["Acme Raised [5 CARDINAL] Rounds", "The [7 CARDINAL] Habits", "Top [10 CARDINAL] Tools", "Nearly [4.5 CARDINAL] of them"]


@pytest.mark.parametrize("text", AMOUNTS + DATES + TIMES + NO_NUMBERS + YEARS_OR_COUNTS + HEADINGS)
def test_numbers_are_found_with_their_label(text: str) -> None:
    """Each number is found whole, with its unit and without the words that say how exact it is, and what only looks like one is not."""
    assert marked(unmarked(text)) == text


def unmarked(text: str) -> str:
    """The text without the brackets that hold a label."""
    labels = ("CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY", "DATE", "TIME")
    for label in labels:
        text = text.replace(f" {label}]", "\0")
    pieces = text.split("\0")
    return "".join(before + number for before, _, number in (piece.rpartition("[") for piece in pieces[:-1])) + pieces[-1]


@pytest.mark.parametrize(
    "unit", ["1", "1 ", "1,111", "1.1.", "1-", "1:", "5" + " " * 50, "$1,", "a ", "a hundred thousand ", "twenty one hundred and "]
)
def test_time_grows_with_the_text_alone(unit: str) -> None:
    """A hostile text of 200,000 characters is read in seconds: no form goes back over what it has seen."""
    text = unit * (200_000 // len(unit))
    began = time.process_time()
    assert all(span.end <= len(text) for span in find_numbers(text))
    assert time.process_time() - began < 20


@given(st.lists(st.sampled_from([*sorted(FIRST_WORDS), "5", "2020", "$", "%", "-", " to ", " of ", ".", ",", ":", "/", " ", " ", "\n"])))
def test_numbers_stand_apart(pieces: list[str]) -> None:
    """Whatever the text, its numbers come in order, do not overlap, and neither begin nor end with a blank."""
    text = "".join(pieces)
    reached = 0
    for span in find_numbers(text):
        assert reached <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        reached = span.end


def doc_of(text: str, *names: tuple[str, str]) -> Doc:
    doc = spacy.blank("en")(text)
    doc.set_ents([doc.char_span(text.index(name), text.index(name) + len(name), label) for name, label in names])
    mark_numbers(doc)
    return doc


def test_a_name_keeps_its_digits() -> None:
    """What lies in a name or shares a part with one is no number; a number that holds all of a name is one, and a label that is no name
    says nothing."""
    doc = doc_of("21 Savage left 20th Century Fox on May 5 for 3 dollars.", ("21 Savage", "PERSON"), ("20th Century Fox", "ORG"))
    assert [(span.text, span.label_) for span in doc.spans["numbers"]] == [("May 5", "DATE"), ("3 dollars", "MONEY")]
    doc = doc_of("May 5 came, then Friday Night Live.", ("May", "PERSON"), ("Night Live", "WORK_OF_ART"), ("5 came", "DATE"))
    assert list(marked_numbers(doc)) == [Span(0, 5, "DATE")]


def test_numbers_are_whole_tokens() -> None:
    """A number that ends inside a token is widened to it, and a doc that was not marked has none."""
    doc = doc_of("It was•May 8, 2020 then")
    assert [(span.text, span.label_) for span in doc.spans["numbers"]] == [("was•May 8, 2020", "DATE")]
    assert list(marked_numbers(spacy.blank("en")("In 1995"))) == []
