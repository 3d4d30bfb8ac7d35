"""Annotated texts as they are read, and the split between those that report and those that train."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from etl.gold import (
    Annotated,
    GoldError,
    Parsed,
    Partly,
    page_reports,
    read_notes,
    read_pages,
    read_test_set,
    read_treebank,
    show_reports,
    unmarked,
)
from etl.records import Span

DATA = Path(__file__).resolve().parents[2] / "data"
NOTE = {"id": 7, "show": "Salt and Rope", "text": "Bo Lind of Tide Labs", "entities": [[11, 20, "ORG"], [0, 7, "PERSON"]]}


def written(folder: Path, *lines: object) -> Path:
    file = folder / "lines.jsonl"
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    file.write_bytes(text.encode(errors="surrogateescape"))
    return file


def test_marks_become_spans_of_the_text_without_them() -> None:
    """Offsets count characters of the text that is left when the marks are gone, brackets of its own included."""
    marked = "[[Ada Cole||PERSON]] built [[Tide [2]||PRODUCT]] [sic]."
    assert unmarked(marked) == ("Ada Cole built Tide [2] [sic].", (Span(0, 8, "PERSON"), Span(15, 23, "PRODUCT")))


def test_pages_are_read_by_path(tmp_path: Path) -> None:
    """A page has the file name of the page without marks, and the folder as its show."""
    for place, text in (("b/two.ann.txt", "[[Bo||PERSON]] rests"), ("a/one.ann.txt", "no names"), ("a/one.claims.jsonl", "{}")):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(text, encoding="utf-8")
    assert read_pages(tmp_path) == [
        Annotated("one.txt", "a", "no names", ()),
        Annotated("two.txt", "b", "Bo rests", (Span(0, 2, "PERSON"),)),
    ]


@pytest.mark.parametrize("text", ["[[Bo||person]]", "[[Bo|PERSON]]", "Bo||PERSON]]", "[[Bo\nLind||PERSON]]"])
def test_a_broken_mark_is_said_with_its_line(tmp_path: Path, text: str) -> None:
    """What is left of a mark names the file and the line."""
    (tmp_path / "one.ann.txt").write_text(f"A first line\n{text}\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"one\.ann\.txt: line 2: a mark is broken"):
        read_pages(tmp_path)


def test_notes_are_read_with_their_show(tmp_path: Path) -> None:
    """The entities of a note come in the order of its text."""
    spans = (Span(0, 7, "PERSON"), Span(11, 20, "ORG"))
    assert read_notes(written(tmp_path, NOTE)) == [Annotated("7", "Salt and Rope", "Bo Lind of Tide Labs", spans)]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{nothing", r"cannot be read \(Expecting property name"),
        ({"id": 8, "text": ""}, "lacks 'show'"),
        (5, "cannot be read"),
        ([NOTE], "cannot be read"),
        ("", "cannot be read"),
        ('{"id": \udcff}', "cannot be read"),
        ({**NOTE, "text": None}, r"cannot be read \(text is None\)"),
        ({**NOTE, "entities": [[0, 1]]}, r"cannot be read \(not enough values"),
        ({**NOTE, "entities": [[0, 21, "ORG"]]}, r"cannot be read \(\[0, 21, 'ORG'\] is no span of the text\)"),
        ({**NOTE, "entities": [["0", 1, "ORG"]]}, "cannot be read"),
        ({**NOTE, "entities": 5}, "cannot be read"),
    ],
)
def test_a_line_of_another_form_is_said(tmp_path: Path, line: object, fault: str) -> None:
    """A line that is no note names the file, the line and what is wrong."""
    with pytest.raises(GoldError, match=rf"lines\.jsonl: line 2: {fault}"):
        read_notes(written(tmp_path, NOTE, line))


def test_a_page_that_is_not_utf8_is_said_with_its_line(tmp_path: Path) -> None:
    """Bytes of another encoding name the file and the line."""
    (tmp_path / "one.ann.txt").write_bytes("A first line\n[[Zoë||PERSON]]\n".encode("latin-1"))
    with pytest.raises(GoldError, match=r"one\.ann\.txt: line 2: bytes are not UTF-8: b'\\xeb'"):
        read_pages(tmp_path)


def test_what_a_corpus_does_not_annotate_is_unknown(tmp_path: Path) -> None:
    """Gold spans of a group that the corpus does not annotate are unknown, like those that it says to ignore."""
    record = {"id": "a", "corpus": "tides", "text": "Bo at Pier 4, Oslo", "groups": ["PERSON", "LOCATION"], "ignore": [[0, 2]]}
    gold = [[14, 18, "LOCATION"], [6, 12, "FACILITY"]]
    assert read_test_set(written(tmp_path, {**record, "gold": gold})) == [
        Partly("a", "tides", record["text"], (Span(14, 18, "LOCATION"),), frozenset({"PERSON", "LOCATION"}), ((0, 2), (6, 12)))
    ]


def test_a_treebank_is_read_token_by_token(tmp_path: Path) -> None:
    """Each token has its part of speech, lemma, head and relation, and says whether it begins a sentence."""
    record = {"words": ["Tides", "turn"], "spaces": [True, False], "pos": ["NOUN", "VERB"], "lemmas": ["tide", "turn"]}
    tree = {"heads": [1, 1], "deps": ["nsubj", "ROOT"], "ss": [True, False]}
    assert read_treebank(written(tmp_path, record | tree)) == [
        Parsed(("Tides", "turn"), (True, False), ("NOUN", "VERB"), ("tide", "turn"), (1, 1), ("nsubj", "ROOT"), (True, False))
    ]


def test_records_of_other_forms_are_said_too(tmp_path: Path) -> None:
    """So do places to ignore that are none, and a tree whose lists differ in length."""
    record = {"text": "Bo", "groups": ["PERSON"], "gold": [], "ignore": [[0, 9]]}
    with pytest.raises(GoldError, match=r"lines\.jsonl: line 1: cannot be read \(\[0, 9, ''\] is no span"):
        read_test_set(written(tmp_path, record))
    tree = {"words": ["Tides"], "spaces": [True, False], "pos": [], "lemmas": [], "heads": [], "deps": [], "ss": []}
    with pytest.raises(GoldError, match=r"lines\.jsonl: line 1: cannot be read \(its lists are not equally long"):
        read_treebank(written(tmp_path, tree))


def test_the_annotated_pages_are_the_samples(tmp_path: Path) -> None:
    """Without its marks each annotated page is the sample's page, byte for byte."""
    for page in read_pages(DATA / "gold" / "summaries"):
        [sample] = (DATA / "raw" / "sample").glob(f"*/{page.name}")
        assert (sample.parent.name, sample.read_bytes()) == (page.group, page.text.encode())


def test_the_split_is_by_name_alone() -> None:
    """16 of the 64 annotated pages report, the others train; of notes whole shows report, so that no show is on both sides."""
    pages = read_pages(DATA / "gold" / "summaries")
    assert Counter(page_reports(page.name) for page in pages) == {True: 16, False: 48}
    assert (page_reports("tides.txt"), page_reports("millers.txt")) == (True, False)
    assert (show_reports("Salt and Rope"), show_reports("Ferry Notes")) == (True, False)
