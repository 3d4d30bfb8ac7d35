from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.cli.package import package
from spacy.tokens import Doc
from spacy.vocab import Vocab

from etl.language import PipelineError, fingerprint
from etl.language.names import find_entities, find_names, trim
from etl.language.noun_chunks import noun_chunks
from etl.language.numbers import mark_numbers
from etl.language.phrases import find_phrases
from etl.language.pipeline import Place, load, name_of, place_of, weights_hash
from etl.language.sentences import find_sentences
from etl.records import Span

SENTENCES = [
    "One end.| Two ends!| Three ends?| And four…",
    "She asked why.| “Because it works.”| He left.",
    "It grew (a lot.)| Then it shrank.",
    "Some tools, e.g. Redis, i.e. a store, help.| Others do not.",
    "Growth was 4.5 percent, up from 3.2.| It will not last.",
    "J. R. Hartley met Ada B. Cole.| They spoke.",
    "Dr. Okafor and Mr. Lee compare Rust vs. Go.| Both win.",
    "Acme Inc. builds tools and Bolt Ltd. sells them.| In the end it paid.",
    "She moved to the U.S. in 2019.| He stayed in the U.S.| They met again.",
    "Node.js and ChatGPTHackers.dev are names.| So is web.dev.",
    "Ask Acme.| iPhone sales rose.| The Bolt. team left, and vs. others lost.",
    "It was No. 1 in May.| He said no.| Nobody heard.",
    "They raised $3 million in Jan. 2020, around 9 a.m. in Oslo.| Then they slept.",
    "He works at Yahoo! as an engineer.| The show is called Why? and runs weekly.",
    "He works at :probabl. and ships.| The :probabl. YouTube channel grew at :probabl.| It is new.",
    "They paused... and went on.| Well…| Then they left.",
    "Take vitamin C.| The rest follows.",
    "1. Teams save time.\n|2. They spend it.",
    "A heading without a stop\n|Its body.| More of it.",
    "Carriage\r\n|returns\r|and\u2028|separators",
    "logs, metrics, etc. are kept.| Traces etc.| Nothing else.",
    'He wrote "Why not?" and left.| She wrote back.',
]


def cut(text: str, breaks: tuple[int, ...] = ()) -> list[str]:
    return [text[start:end] for start, end in find_sentences(text, breaks)]


@pytest.mark.parametrize("marked", SENTENCES)
def test_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    """A sentence ends at terminal punctuation and at line ends, not behind abbreviations, initials and inside numbers or names."""
    assert cut(marked.replace("|", "")) == [sentence.strip() for sentence in marked.split("|")]


@pytest.mark.parametrize(
    ("marked", "sentences"),
    [
        ("They ran there|. Then they slept.", ["They ran there.", "Then they slept."]),
        ("They ran there|.” Then they slept.", ["They ran there.”", "Then they slept."]),
        ("They ran there.| Then they slept.|", ["They ran there.", "Then they slept."]),
        ("They ran there.|| Then they slept.", ["They ran there.", "Then they slept."]),
        ("They ran there|, and then they slept.", ["They ran there,", "and then they slept."]),
        ("They met Dr.| Okafor", ["They met Dr.", "Okafor"]),
        ("|They ran.", ["They ran."]),
    ],
)
def test_a_time_mark_always_ends_a_sentence(marked: str, sentences: list[str]) -> None:
    """A break ends the sentence before it, and closing punctuation behind the break still belongs to that sentence."""
    pieces = marked.split("|")
    breaks = tuple(len("".join(pieces[: at + 1])) for at in range(len(pieces) - 1))
    assert cut("".join(pieces), breaks) == sentences


@given(st.text(alphabet="aZ1 .!?…,\n\r\t\"')(”e.g.Dr.\u2028\u00a0", max_size=60), st.sets(st.integers(-3, 70), max_size=6))
def test_sentences_tile_the_text(text: str, breaks: set[int]) -> None:
    """Sentences are in order, apart and trimmed, and hold every character that is not blank exactly once."""
    spans = find_sentences(text, breaks)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


def test_the_longest_declared_name_is_found() -> None:
    """Where one declared name begins another, the longer one is found; parts of words and other cases are not."""
    text = "Ana Maria Lopez met Ana Maria and ana maria at Ana Mariana's. Ana  Maria left."
    places = [text[start:end] for start, end in find_names(text, ["Ana Maria", "Ana Maria Lopez", " "])]
    assert places == ["Ana Maria Lopez", "Ana Maria", "Ana  Maria"]


def test_no_declared_name_is_found_where_none_is_given() -> None:
    """A text without declared names has no places."""
    assert list(find_names("Ana was here.", [])) == []


@pytest.mark.parametrize(
    ("found", "name"),
    [
        ("the University of Oslo", "University of Oslo"),
        ("The Economist's", "Economist"),
        ("Acme’s", "Acme"),
        ("“Deep Work”", "Deep Work"),
        ("Acme.", "Acme"),
        ("Acme Inc.", "Acme Inc."),
        ("Sam Jr.", "Sam Jr."),
        ("M.U.L.E.", "M.U.L.E."),
        ("Series C.", "Series C"),
        ("Redis)", "Redis"),
        ("Amazon Web Services (AWS)", "Amazon Web Services (AWS)"),
        ("C++", "C++"),
        ("Deep\nWork", ""),
        (" - ", ""),
        ("the", "the"),
    ],
)
def test_a_name_is_trimmed_to_itself(found: str, name: str) -> None:
    """A span holds the name alone: no article, no genitive, no quotes or stops around it, no line break inside."""
    text = f"x {found} y"
    start, end = trim(text, 2, 2 + len(found))
    assert text[start:end] == name


def test_labels_of_other_models_become_ours() -> None:
    """PER and MISC of a four-label model become PERSON and nothing; dates and numbers are left out."""
    doc = Doc(Vocab(), words=["Ana", "met", "Acme", "in", "2020", "in", "English"])
    doc.set_ents([doc.char_span(0, 3, "PER"), doc.char_span(8, 12, "ORG"), doc.char_span(16, 20, "DATE"), doc.char_span(24, 31, "MISC")])
    assert list(find_entities(doc)) == [Span(0, 3, "PERSON"), Span(8, 12, "ORG")]


def parsed(rows: str) -> Doc:
    """A doc from "word/POS/head/dep/lemma" rows, an underscore before a word that has no blank before it."""
    fields = [row.split("/") for row in rows.split()]
    vocab = spacy.blank("en").vocab
    vocab.get_noun_chunks = noun_chunks
    words = [word.lstrip("_") for word, *_ in fields]
    spaces = [not after[0].startswith("_") for after in fields[1:]] + [False]
    pos, heads, deps, lemmas = ([field[at] for field in fields] for at in (1, 2, 3, 4))
    return Doc(vocab, words=words, spaces=spaces, pos=pos, heads=[int(head) for head in heads], deps=deps, lemmas=lemmas)


@pytest.mark.parametrize(
    ("rows", "phrases"),
    [
        ("the/DET/2/det/the AI/PROPN/2/compound/AI agents/NOUN/3/nsubj/agent run/VERB/3/ROOT/run", [("AI agents", "ai agent")]),
        ("An/DET/2/det/a AI/PROPN/2/compound/AI agent/NOUN/3/nsubj/agent runs/VERB/3/ROOT/run", [("AI agent", "ai agent")]),
        ("50/NUM/2/nummod/50 AI/PROPN/2/compound/AI Agents/PROPN/2/ROOT/Agents", [("AI Agents", "ai agent")]),
        (
            "open/ADJ/2/amod/open _-/PUNCT/0/punct/- _source/NOUN/3/compound/source tools/NOUN/3/ROOT/tool",
            [("open-source tools", "open source tool")],
        ),
        ("many/ADJ/2/amod/many other/ADJ/2/amod/other data/NOUN/2/ROOT/datum", [("data", "data")]),
        ("Dan/PROPN/2/nmod:poss/Dan _'s/PART/0/case/'s team/NOUN/2/ROOT/team", [("team", "team")]),
        (
            "large/ADJ/4/amod/large _,/PUNCT/4/punct/, slow/ADJ/4/amod/slow and/CCONJ/4/cc/and memories/NOUN/4/ROOT/memory",
            [("memories", "memory")],
        ),
        ("They/PRON/1/nsubj/they work/VERB/1/ROOT/work", []),
        ("three/NUM/0/ROOT/three", []),
        ("a/DET/3/det/a co/NOUN/3/compound/co _-/PUNCT/3/punct/- _founder/NOUN/3/ROOT/founder", [("co-founder", "co founder")]),
        ("co/NOUN/3/conj/co _-/PUNCT/3/punct/- _founder/NOUN/3/obj/founder is/VERB/3/ROOT/be", [("co-founder", "co founder")]),
        ("Ada/PROPN/2/nsubj/Ada Cole/PROPN/0/flat/Cole spoke/VERB/2/ROOT/speak", [("Ada Cole", "ada cole")]),
    ],
)
def test_phrases_that_mean_the_same_read_the_same(rows: str, phrases: list[tuple[str, str]]) -> None:
    """A phrase's label drops what points and counts, its head is in the singular, and its span covers what the label keeps."""
    doc = parsed(rows)
    found = find_phrases(doc, nouns={"agent"})
    assert [(doc.text[span.start : span.end], span.label) for span in found] == phrases


def test_a_name_has_no_singular() -> None:
    """The head of a phrase that is an entity keeps its form."""
    doc = parsed("new/ADJ/1/amod/new Postgres/NOUN/1/ROOT/postgre")
    doc.set_ents([doc.char_span(4, 12, "PRODUCT")])
    assert list(find_phrases(doc)) == [Span(0, 12, "new postgres")]


@pytest.mark.parametrize(
    ("rows", "phrases"),
    [
        ("last/ADJ/1/amod/last year/NOUN/1/ROOT/year", []),
        ("20/NUM/1/nummod/20 dollars/NOUN/1/ROOT/dollar", []),
        ("a/DET/4/det/a two/NUM/3/nummod/two _-/PUNCT/3/punct/- _hour/NOUN/4/compound/hour talk/NOUN/4/ROOT/talk", ["talk"]),
        ("Easter/PROPN/1/compound/Easter eggs/NOUN/1/ROOT/egg", ["easter egg"]),
        ("50/NUM/1/nummod/50 agents/NOUN/1/ROOT/agent", ["agent"]),
    ],
)
def test_a_number_is_no_phrase(rows: str, phrases: list[str]) -> None:
    """A noun phrase whose head belongs to a date, a time, a sum or a measure is none; what a number counts or measures is one."""
    doc = parsed(rows)
    mark_numbers(doc)
    assert [span.label for span in find_phrases(doc)] == phrases


def test_rules_pipeline_marks_sentences_and_declared_names() -> None:
    """The pipeline without weights gives sentence starts and the full names that the page declares."""
    nlp = load("rules")
    doc = nlp.make_doc("We met Dr. Ada Cole. Ada left.\nBo Lind stayed")
    doc.user_data["names"] = ("Ada Cole", "Bo Lind")
    doc = nlp(doc)
    assert [sentence.text.strip() for sentence in doc.sents] == ["We met Dr. Ada Cole.", "Ada left.", "Bo Lind stayed"]
    assert [(entity.text, entity.label_) for entity in doc.ents] == [("Ada Cole", "PERSON"), ("Bo Lind", "PERSON")]


def test_the_recogniser_keeps_declared_names() -> None:
    """en_podcast leaves a declared name a person, even one that it would read as something else, and one document's names alone."""
    nlp = load("en_podcast")
    first, second = (nlp.make_doc("Kubernetes Jones joined Oslo University. Oslo is in Norway.") for _ in range(2))
    first.user_data["names"] = ("Kubernetes Jones", "Oslo University")
    named, plain = nlp.pipe([first, second])
    assert [(entity.text, entity.label_) for entity in named.ents][:2] == [("Kubernetes Jones", "PERSON"), ("Oslo University", "PERSON")]
    assert ("Oslo University", "PERSON") not in [(entity.text, entity.label_) for entity in plain.ents]


def test_a_pipeline_that_is_not_there_is_named() -> None:
    """A name that is neither ours, nor a package, nor a folder is refused with the name in the sentence."""
    with pytest.raises(PipelineError, match="'no_such_model' is neither"):
        load("no_such_model")
    with pytest.raises(PipelineError, match="'no_such_model' is neither"):
        fingerprint("no_such_model")


def test_a_folder_that_holds_no_pipeline_is_refused(tmp_path: Path) -> None:
    """A folder without a description is no pipeline, one with nothing else does not load, and the error says which."""
    for use in (load, fingerprint, weights_hash):
        with pytest.raises(PipelineError, match=rf"is no spaCy pipeline: {tmp_path} holds no meta\.json"):
            use(str(tmp_path))
    (tmp_path / "meta.json").write_text("[]", encoding="utf-8")
    with pytest.raises(PipelineError, match=r"meta\.json does not describe one"):
        fingerprint(str(tmp_path))
    (tmp_path / "meta.json").write_text('{"lang": "en", "name": "small", "version": "1"}', encoding="utf-8")
    with pytest.raises(PipelineError, match=r"does not load.*config\.cfg"):
        load(str(tmp_path))


@pytest.mark.parametrize("name", ["pandas", "numpy", "scikit-learn"])
def test_a_package_that_is_no_pipeline_is_refused(name: str) -> None:
    """An installed package without a pipeline in it is refused, whether or not a module has its name."""
    for use in (load, fingerprint, weights_hash):
        with pytest.raises(PipelineError, match=f"'{name}' is no spaCy pipeline"):
            use(name)


def test_no_name_is_no_pipeline() -> None:
    """An empty name does not mean the current folder."""
    with pytest.raises(PipelineError, match="pipeline '' is neither"):
        fingerprint("")


def test_a_folder_goes_before_a_package_and_ours_before_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One name means one pipeline for its hash and for what is loaded: ours, a folder that is there, an installed package."""
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Acme"}])
    nlp.to_disk(tmp_path / "saved")
    package(tmp_path / "saved", tmp_path, name="two_places", create_sdist=False, create_wheel=False, silent=True)
    site = tmp_path / "en_two_places-0.0.0"
    (site / "meta.json").rename(site / "en_two_places" / "meta.json")  # as its setup.py does where it is installed
    (site / "en_two_places-0.0.0.dist-info").mkdir()
    (site / "en_two_places-0.0.0.dist-info" / "METADATA").write_text("Name: en_two_places\nVersion: 0.0.0\n", encoding="utf-8")
    monkeypatch.syspath_prepend(site)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert place_of("en_two_places") == Place(site / "en_two_places", "en_two_places")
    assert load("en_two_places").pipe_names == ["sentence_ends", "declared_names", "entity_ruler", "numbers"]
    for name in ("en_two_places", "en_podcast"):
        spacy.blank("en").to_disk(name)
    assert place_of("en_two_places") == Place(Path("en_two_places"))
    load.cache_clear()
    with pytest.raises(PipelineError, match="no step that finds named entities: it is empty"):
        load("en_two_places")
    assert "ner" in load("en_podcast").pipe_names


@pytest.mark.parametrize(("pipeline", "name"), [("rules", "rules"), ("en_podcast", "en_podcast"), ("models/mine/", "mine"), (".", "here")])
def test_a_folder_is_called_by_its_own_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pipeline: str, name: str) -> None:
    """Also where its path ends with something else."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert name_of(pipeline) == name


def test_a_pipeline_without_names_is_refused(tmp_path: Path) -> None:
    """A pipeline in which no step finds entities cannot be used."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path)
    with pytest.raises(PipelineError, match="no step that finds named entities: sentencizer"):
        load(str(tmp_path))


def test_another_pipeline_is_taken_by_its_folder(tmp_path: Path) -> None:
    """A saved pipeline with a step that finds entities gets our sentence ends, declared names and numbers around its own steps."""
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Acme"}])
    nlp.to_disk(tmp_path)
    assert load(str(tmp_path)).pipe_names == ["sentence_ends", "declared_names", "entity_ruler", "numbers"]


def test_a_pipeline_whose_labels_are_none_of_ours_is_refused(tmp_path: Path) -> None:
    """A recogniser that can only find what has no label here is refused with its labels; one label that has one is enough."""
    nlp = spacy.blank("en")
    nlp.add_pipe("ner").add_label("GENE")
    nlp.get_pipe("ner").add_label("CELL")
    nlp.initialize()
    nlp.to_disk(tmp_path / "cells")
    with pytest.raises(PipelineError, match=r"knows none of the labels EVENT, .*, only CELL, GENE"):
        load(str(tmp_path / "cells"))
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "Ada"}])
    nlp.to_disk(tmp_path / "people")
    assert "ner" in load(str(tmp_path / "people")).pipe_names


def test_steps_that_nothing_reads_are_left_out(tmp_path: Path) -> None:
    """Of another pipeline no step runs that sorts texts or looks for sentence ends."""
    nlp = spacy.blank("en")
    nlp.add_pipe("senter")
    nlp.add_pipe("textcat").add_label("A")
    nlp.get_pipe("textcat").add_label("B")
    nlp.initialize()
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Acme"}])
    nlp.to_disk(tmp_path)
    assert load(str(tmp_path)).pipe_names == ["sentence_ends", "declared_names", "entity_ruler", "numbers"]


def test_a_fingerprint_changes_with_the_weights(tmp_path: Path) -> None:
    """The fingerprint names the pipeline and differs once a file of it differs."""
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler")
    nlp.to_disk(tmp_path / "mine")
    before = fingerprint(str(tmp_path / "mine"))
    assert before.startswith("mine-0.0.0-")
    assert fingerprint(str(tmp_path / "mine")) == before
    with (tmp_path / "mine" / "tokenizer").open("ab") as file:
        file.write(b"x")
    assert fingerprint(str(tmp_path / "mine")) != before


def test_en_podcast_loads_from_any_folder(tmp_path: Path) -> None:
    """The shipped pipeline lies in the package, not in the current folder."""
    code = "from etl.language.pipeline import load; print(load('en_podcast').meta['lang'])"
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(root)}
    )
    assert ran.stdout.strip() == "en"
