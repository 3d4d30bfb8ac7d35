"""The way from annotated texts to weights: what is trained on, how it is put together, and the project that runs it."""

from __future__ import annotations

import csv
import importlib
import json
import random
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import catalogue
import numpy as np
import pytest
import spacy
import srsly
import typer
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.util import load_config, load_model_from_config
from weasel.cli.run import project_run
from weasel.util import load_project_config

from etl import gold
from etl.records import Span
from etl.training import convert, package, vectors
from etl.training.corpora import as_doc, names_only, write
from etl.training.substitute import Pool, pool_of, substituted

DATA = Path(__file__).resolve().parents[2] / "data"
TRAINING = Path(convert.__file__).parent
PROJECT = load_project_config(TRAINING, interpolate=False)
COMMANDS = [command["name"] for command in PROJECT["commands"]]

PAGE = """Salt and Rope
Salt and Rope•May 2, 2022

Sails without wind

[[{who}||PERSON]] tells how [[Tide Labs||ORG]] dries sails.
Energy
Ada Cole

Summary Sections

  • Podcast Summary
  • Key Takeaways
0:00/40:00

Podcast Summary

{who} of [[Tide Labs||ORG]] (02:45) asked [[Bo Lind||PERSON]] for [[Gale 2||PRODUCT]]. (03:10)

Key Takeaways

Dry at Night

It was [[{who}||PERSON]] who waited. (11:11)
"""
NOTES = (
    {"id": 1, "show": "Salt and Rope", "text": "Kelp reports.", "entities": [[0, 4, "PERSON"]]},
    {"id": 2, "show": "Ferry Notes", "text": "Bo Lind learns.", "entities": [[0, 7, "PERSON"]]},
)
MORE = ({"id": 3, "show": "Ferry Notes", "text": "Ebb City learns.", "entities": [[0, 8, "GPE"]]}, {**NOTES[0], "text": "Wrack reports."})


def text_of(marked: str) -> gold.Annotated:
    return gold.Annotated("page.txt", "show", *gold.unmarked(marked))


def named(doc: Doc) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in doc.ents]


def docs_of(file: Path) -> list[Doc]:
    return list(DocBin().from_disk(file).get_docs(spacy.blank("en").vocab))


def write_lines(file: Path, *records: object) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return file


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """Open corpora of one document, and notes of a show that reports and one that trains."""
    folder = tmp_path / "the corpora"
    doc = as_doc(spacy.blank("en"), "Ada Cole left in 1900.", [Span(0, 8, "PERSON"), Span(17, 21, "DATE")])
    write([doc], folder / "ner_train.spacy")
    write([doc], folder / "dev_small.spacy")
    write_lines(folder / "notes" / "notes.jsonl", *NOTES)
    return folder


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Annotated pages, `tides.txt` that reports and `millers.txt` that trains, and one that was written for training."""
    folder = tmp_path / "gold"
    for place, who in (("summaries/a/tides", "Kelp Wrack"), ("summaries/a/millers", "Ada Cole"), ("written/b/tides", "Cy Dunn")):
        file = folder / f"{place}.ann.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(PAGE.format(who=who), encoding="utf-8")
    return folder


def test_the_split_is_listed() -> None:
    """split.csv has each annotated page with its show, and the part that the rule gives it."""
    with (TRAINING / "split.csv").open(encoding="utf-8", newline="") as lines:
        listed = [tuple(row.values()) for row in csv.DictReader(lines)]
    found = gold.read_pages(DATA / "gold" / "summaries")
    assert listed == [(page.name, page.group, "report" if gold.page_reports(page.name) else "train") for page in found]


@given(
    st.lists(st.tuples(st.text("ab |.\n", max_size=5), st.text("AB| ", min_size=1, max_size=5), st.sampled_from(["ORG", "WORK_OF_ART"])))
)
def test_marks_can_be_taken_off(pieces: list[tuple[str, str, str]]) -> None:
    """What is marked in a text is found where it stands in the text without marks."""
    text, spans = gold.unmarked("".join(f"{gap}[[{name}||{label}]]" for gap, name, label in pieces))
    assert text == "".join(gap + name for gap, name, _ in pieces)
    assert [(text[span.start : span.end], span.label) for span in spans] == [(name, label) for _, name, label in pieces]


def test_pages_are_learned_as_they_are_read() -> None:
    """A page becomes the texts of the language step, without header and times, with each mark where its name then stands."""
    read = convert.as_read(text_of(PAGE.format(who="Ada Cole")))
    assert [(text, [(text[span.start : span.end], span.label) for span in spans]) for text, spans in read] == [
        ("Ada Cole tells how Tide Labs dries sails.", [("Ada Cole", "PERSON"), ("Tide Labs", "ORG")]),
        (
            "Ada Cole of Tide Labs asked Bo Lind for Gale 2.",
            [("Tide Labs", "ORG"), ("Bo Lind", "PERSON"), ("Gale 2", "PRODUCT")],
        ),
        ("Dry at Night\nIt was Ada Cole who waited.", [("Ada Cole", "PERSON")]),
    ]


def test_a_note_is_learned_as_one_text() -> None:
    """What is no page is read whole; a mark of time leaves it, and the names behind it move."""
    [(text, spans)] = convert.as_read(text_of("(01:02) [[Bo Lind||PERSON]] sails.\nAhoy, [[Ebb City||GPE]]!"))
    assert [(text[span.start : span.end], span.label) for span in spans] == [("Bo Lind", "PERSON"), ("Ebb City", "GPE")]
    assert "01:02" not in text


def test_only_names_are_learned() -> None:
    """Numbers and dates are taken off a document; what is no name of ours, and what nobody knows, is missing."""
    doc = spacy.blank("en").make_doc("Ada spoke Norse in 1900 at Ebb")
    doc.set_ents([doc.char_span(0, 3, "PERSON"), doc.char_span(10, 15, "LANGUAGE"), doc.char_span(19, 23, "DATE")], missing=[doc[6:7]])
    states = [(token.text, token.ent_iob_, token.ent_type_) for token in names_only(doc)]
    assert states == [
        ("Ada", "B", "PERSON"),
        ("spoke", "O", ""),
        ("Norse", "", ""),
        ("in", "O", ""),
        ("1900", "O", ""),
        ("at", "O", ""),
        ("Ebb", "", ""),
    ]


def test_of_two_names_in_a_token_the_longer_stays() -> None:
    """A span is widened to whole tokens."""
    doc = as_doc(spacy.blank("en"), "Sailed with Ebb/Flows.", [Span(12, 15, "ORG"), Span(12, 21, "PRODUCT")])
    assert named(doc) == [("Ebb/Flows", "PRODUCT")]


NAMES = st.sampled_from(["Ada", "Ada Cole", "Bo", "Bo Lind", "Tide", "Tide Labs"])
LABELS = st.sampled_from(["PERSON", "ORG"])
PIECES = st.lists(st.tuples(st.text("xyz ,.\n", max_size=6), NAMES, LABELS), max_size=8)


def joined(pieces: list[tuple[str, str, str]], end: str) -> tuple[str, list[Span]]:
    text, spans = "", list[Span]()
    for gap, name, label in pieces:
        text += gap
        spans.append(Span(len(text), len(text) + len(name), label))
        text += name
    return text + end, spans


def names_in(text: str, spans: list[Span]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def gaps_in(text: str, spans: list[Span]) -> list[str]:
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    return [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


@given(PIECES, PIECES, st.text("xyz ", max_size=4), st.integers(0, 99))
def test_other_names_stand_in_the_same_text(
    pieces: list[tuple[str, str, str]], others: list[tuple[str, str, str]], end: str, seed: int
) -> None:
    """What is no name stays; each name has its label still, and everywhere the same name gives way to the same one of the pool."""
    text, spans = joined(pieces, end)
    pool: Pool = pool_of([(text, spans), joined(others, "")])
    changed, moved = substituted(text, spans, pool, random.Random(seed))
    assert gaps_in(changed, moved) == gaps_in(text, spans)
    assert [span.label for span in moved] == [span.label for span in spans]
    old, new = names_in(text, spans), names_in(changed, moved)
    first = {name: label for (_, name, label) in reversed(pieces)}
    assert new == [dict(zip(old, new, strict=True))[name] for name in old]
    assert [name for name, other in zip(old, new, strict=True) if other not in {name, *pool[first[name], " " in name]}] == []


def test_what_reports_is_no_part_of_training(corpora: Path, pages: Path, tmp_path: Path) -> None:
    """Of notes and further notes only those of shows that train are taken; written pages are all for training."""
    more = write_lines(tmp_path / "more.jsonl", *MORE)
    found = convert.parts(corpora, pages / "written", more)
    assert {kind: [text.text for text in texts if text.group != "b"] for kind, texts in found.items()} == {
        "written": [],
        "notes": ["Bo Lind learns."],
        "more": ["Ebb City learns."],
    }
    assert [page.name for page in found["written"]] == ["tides.txt"]


@pytest.mark.parametrize("more", [None, Path()])
def test_without_notes_there_is_still_something_to_learn(corpora: Path, pages: Path, more: Path | None) -> None:
    """Where nobody has annotated notes, and no further ones are given, the written pages are left."""
    shutil.rmtree(corpora / "notes")
    assert [(kind, len(texts)) for kind, texts in convert.parts(corpora, pages / "written", more).items()] == [("written", 1)]


def test_vectors_learn_each_line_once(tmp_path: Path) -> None:
    """Of a folder's texts the English ones of shows that do not report are read, each line where it first stands, without addresses."""
    long = "the boats of the harbour went out"
    write_lines(
        tmp_path / "texts" / "a" / "one.jsonl",
        {"show": "Ferry Notes", "title": long, "text": f"Short.\nAt https://ferry.example {long}, again."},
        {"show": "Salt and Rope: extra", "text": f"A reporting show has {long}."},
        {"show": "Fährfunk", "language": "de", "text": "Die Boote fuhren in der Nacht hinaus."},
    )
    (tmp_path / "texts" / "read.me").write_text(long, encoding="utf-8")
    write([as_doc(spacy.blank("en"), f"{long}.\nMany of {long}.", [])], tmp_path / "texts" / "b.spacy")
    files = list(vectors.files_of([tmp_path / "texts"]))
    assert [file.name for file in files] == ["one.jsonl", "b.spacy"]
    assert list(vectors.tokenized(files, {"saltandrope"})) == [f"{long} .", f"At {long} , again .", f"Many of {long} ."]


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of word forms, for where the package that brings them is not installed; where it is, its own are taken."""
    small: dict[str, object] = {
        "lemma_index": {"noun": ["tide"]},
        "lemma_exc": {},
        "lemma_rules": {"noun": [["s", ""]]},
        "lexeme_norm": {},
    }
    for name, table in small.items():
        srsly.write_json(tmp_path / f"{name}.json", table)
    monkeypatch.setitem(catalogue.REGISTRY, (*spacy.registry.lookups.namespace, "en"), {name: tmp_path / f"{name}.json" for name in small})


def trained(config: str, texts: list[Doc], vectors: Path, folder: Path) -> Language:
    """A pipeline as the project's configuration builds it, after a few steps on some texts."""
    told = load_config(TRAINING / "configs" / config, overrides={"paths.vectors": str(vectors)})
    nlp = load_model_from_config(told, auto_fill=True)
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in texts]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(20):
        nlp.update(examples, sgd=optimizer)
    nlp.to_disk(folder)
    return nlp


def test_the_parts_make_one_pipeline(tables: None, tmp_path: Path) -> None:
    """What is packaged loads by its folder alone, finds the names that the recogniser found by itself, and tells no path of the machine."""
    blank = spacy.blank("en")
    for word in ("tides", "Ada", "Cole"):
        blank.vocab.set_vector(word, np.full(96, len(word), dtype="float32"))
    blank.to_disk(tmp_path / "vectors")
    words = ["Ada", "Cole", "likes", "tides"]
    parsed = Doc(blank.vocab, words, pos=["PROPN", "PROPN", "VERB", "NOUN"], heads=[2, 0, 2, 2], deps=["nsubj", "flat", "ROOT", "obj"])
    read = as_doc(blank, "Ada Cole likes tides", [Span(0, 8, "PERSON")])
    # what is seen less than 30 times is no dependency to the parser
    trained("syntax.cfg", [parsed] * 30, tmp_path / "vectors", tmp_path / "syntax")
    alone = trained("ner.cfg", [read], tmp_path / "vectors", tmp_path / "names")

    package.main(tmp_path / "syntax", tmp_path / "names", tmp_path / "en_small")

    shutil.rmtree(tmp_path / "vectors")
    nlp = spacy.load(tmp_path / "en_small")
    doc = nlp("Ada Cole likes tides")
    assert nlp.pipe_names == ["tok2vec", "morphologizer", "parser", "lemmatizer", "ner"]
    assert named(doc) == named(alone("Ada Cole likes tides")) == [("Ada Cole", "PERSON")]
    assert str(tmp_path) not in (tmp_path / "en_small" / "config.cfg").read_text(encoding="utf-8")
    assert (doc[3].pos_, doc[3].lemma_, doc[1].dep_) == ("NOUN", "tide", "flat")


def test_no_variable_of_the_project_swallows_another() -> None:
    """With its variables filled in, the project has as many inputs and results as without; one alone in the middle of a list would not."""
    counted = [
        [(len(each.get("deps", [])), len(each.get("outputs", []))) for each in told["commands"]]
        for told in (PROJECT, load_project_config(TRAINING))
    ]
    assert counted[0] == counted[1]


def scripts(command: str) -> list[list[str]]:
    """The command lines of a command, with the variables as they are."""
    told = load_project_config(TRAINING)
    return [shlex.split(line) for each in told["commands"] if each["name"] == command for line in each["script"]]


def accepted(module: str, arguments: list[str]) -> dict[str, Any]:
    """What a program of ours takes from these arguments; it is not run. Raises what the program would tell."""
    found = importlib.import_module("etl.__main__" if module == "etl" else module)
    app = getattr(found, "app", None)
    if app is None:
        app = typer.Typer()
        app.command()(found.main)
    program: Any = typer.main.get_command(app)
    if hasattr(program, "commands"):
        program, arguments = program.commands[arguments[0]], arguments[1:]
    return dict(program.make_context(module, arguments).params)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_project_starts_what_is_there(command: str) -> None:
    """Each command of the project says what it is for, and starts a program that takes what it is given."""
    [help_line] = [each.get("help", "") for each in PROJECT["commands"] if each["name"] == command]
    assert re.fullmatch(r"[A-Z][^\n]{20,120}[^.\n]", help_line)
    for python, option, module, *arguments in scripts(command):
        assert (python, option) == ("python", "-m")
        if module != "spacy":
            assert accepted(module, arguments)
            continue
        _, config, *options = arguments
        given = {name[2:]: value for name, value in zip(options[::2], options[1::2], strict=True)}
        overrides = {name: value for name, value in given.items() if name != "output"}
        paths = load_config(TRAINING / config, overrides=overrides)["paths"]
        assert [name for name, path in paths.items() if not path] == []


@pytest.mark.parametrize("workflow", PROJECT["workflows"])
def test_the_project_is_run_by_one_command(workflow: str) -> None:
    """Each workflow is one command; a dry run goes through all of its steps from whatever folder."""
    command = [sys.executable, "-m", "spacy", "project", "run", workflow, str(TRAINING), "--dry", "--vars.corpora", "/no corpora"]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=120, check=False)
    steps = re.findall(r"^(?:\x1b\S*)?=+ (\S+) =+", done.stdout, flags=re.MULTILINE)
    assert (done.returncode, steps) == (0, PROJECT["workflows"][workflow])


def test_the_project_writes_what_is_trained_on(corpora: Path, pages: Path, tmp_path: Path) -> None:
    """From a corpus, pages and notes the project writes documents with names for both parts; what reports is in neither."""
    (tmp_path / "project").mkdir()
    shutil.copy(TRAINING / "project.yml", tmp_path / "project")
    given = {"vars.corpora": str(corpora), "vars.gold": str(pages), "vars.work": str(tmp_path / "work")}
    for command in ("convert-first", "convert-second"):
        project_run(tmp_path / "project", command, overrides=given, capture=True)

    assert [named(doc) for doc in docs_of(tmp_path / "work" / "first" / "train.spacy")] == [[("Ada Cole", "PERSON")]]
    found = docs_of(tmp_path / "work" / "second" / "train.spacy")
    own = convert.WEIGHTS
    assert len(found) == 1 + 3 * own["pages"] + 3 * own["written"] + own["notes"]
    everything = {name for doc in found for name in named(doc)}
    assert everything >= {("Ada Cole", "PERSON"), ("Cy Dunn", "PERSON"), ("Bo Lind", "PERSON"), ("Tide Labs", "ORG"), ("Gale 2", "PRODUCT")}
    assert {word.text for doc in found for word in doc} & {"Kelp", "Wrack", "reports"} == set()
