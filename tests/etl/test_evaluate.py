"""Accuracy as it is measured, stored beside the weights, shown, and taken into a build."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from etl import progress, warehouse
from etl.evaluate import (
    Evaluation,
    EvaluationError,
    Job,
    Row,
    evaluate,
    file_of,
    json_lines,
    print_tables,
    read_evaluation,
    rows_for,
    write_evaluation,
)
from etl.evaluate.rows import Reading, rules_hash
from etl.evaluate.syntax import measure_sentence_rule, measure_syntax
from etl.evaluate.systems import alone, alone_on_prose, by_annotate_step
from etl.gold import GoldError, Parsed, unmarked
from etl.language import PipelineError, fingerprint
from etl.language.pipeline import weights_hash
from etl.records import Span

DAY = date(2026, 3, 1)
PAGE = """Salt and Rope
Salt and Rope•May 2, 2022

Sails without wind

[[Ada Cole||PERSON]] tells how [[Tide Labs||ORG]] dries sails.
Energy
Ada Cole

Summary Sections

  • Podcast Summary
  • Key Takeaways
0:00/40:00

Podcast Summary

[[Ada Cole||PERSON]] asked [[Bo Lind||PERSON]] for a dryer. (02:45)

Key Takeaways

Dry at Night

It was [[Ada Cole||PERSON]] who waited. (11:11)
"""
NOTES = (
    {"id": 1, "show": "Salt and Rope", "text": "Bo Lind rests.", "entities": [[0, 7, "PERSON"]]},
    {"id": 2, "show": "Ferry Notes", "text": "A show that trains.", "entities": []},
)
TIDES = {"id": "t", "text": "Sold by Tide Labs in 2019.", "groups": ["DATE"], "gold": [[21, 25, "DATE"]], "ignore": []}
TREE = {"words": ["It", "turns", ".", "Boats", "rest", "."], "spaces": [True, False, True, True, False, False]}
TREE |= {"pos": ["PRON", "VERB", "PUNCT", "NOUN", "VERB", "PUNCT"], "lemmas": ["it", "turn", ".", "boat", "rest", "."]}
TREE |= {"heads": [1, 1, 1, 4, 4, 4], "deps": ["nsubj", "ROOT", "punct"] * 2, "ss": [True, False, False] * 2}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A page that reports, and one that trains."""
    for name in ("tides", "millers"):
        page = tmp_path / "gold" / "salt-and-rope" / f"{name}.ann.txt"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(PAGE, encoding="utf-8")
    return tmp_path / "gold"


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    for name, lines in (("notes/notes", NOTES), ("test/tides", [TIDES]), ("syntax/test", [TREE])):
        file = tmp_path / "corpora" / f"{name}.jsonl"
        file.parent.mkdir(parents=True)
        file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return tmp_path / "corpora"


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A folder of weights that nobody will load."""
    folder = tmp_path / "en_small"
    folder.mkdir()
    (folder / "meta.json").write_text("{}", encoding="utf-8")
    (folder / "model").write_bytes(b"weights")
    return folder


def row(**fields: object) -> Row:
    whole = Row("en_small", "annotate step", "summary pages", "exact F", None, None, 0.5, 0.25, 0.75, 8, DAY)
    return replace(whole, **fields)  # type: ignore[arg-type]


def found(evaluation: Evaluation, measure: str) -> list[tuple[object, ...]]:
    """Of the rules alone: a package that happens to be installed is measured too."""
    rows = (row for row in evaluation.rows if (row.system, row.measure) == ("rules", measure))
    return [(row.part, row.way, row.show_name, row.label, row.value, row.n) for row in rows]


def test_each_part_is_measured_in_the_ways_that_fit_it(gold: Path, corpora: Path) -> None:
    """Pages and notes by the annotate step and alone, open sets alone; only what reports; the mean counts gold spans."""
    measured = evaluate(Job(gold, corpora, DAY, pipeline="rules"), progress.plain)
    assert found(measured, "exact recall") == [
        ("summary pages", "annotate step", None, None, 0.6, 5),
        ("summary pages", "annotate step", None, "ORG", 0.0, 1),
        ("summary pages", "annotate step", None, "PERSON", 0.75, 4),
        ("summary pages", "pipeline alone", None, None, 0.0, 5),
        ("summary pages", "pipeline alone", None, "ORG", 0.0, 1),
        ("summary pages", "pipeline alone", None, "PERSON", 0.0, 4),
        ("show notes", "annotate step", None, None, 0.0, 1),
        ("show notes", "annotate step", None, "PERSON", 0.0, 1),
        ("show notes", "pipeline alone", None, None, 0.0, 1),
        ("show notes", "pipeline alone", None, "PERSON", 0.0, 1),
        ("tides", "pipeline alone", None, None, 1.0, 1),
        ("tides", "pipeline alone", None, "DATE", 1.0, 1),
    ]
    assert found(measured, "exact F")[-1] == ("open test sets, span-weighted mean", "pipeline alone", None, None, 1.0, 1)
    assert found(measured, "sentence F") == [("UD test", "annotate step", None, None, 1.0, 2)]
    assert (measured.measured_on, measured.pipeline, measured.weights) == (DAY, "rules", weights_hash("rules"))


def test_shows_are_apart_where_there_are_several(gold: Path, corpora: Path) -> None:
    """With pages of two shows each has rows of its own, under the name that its pages print."""
    page = gold / "ferry-notes" / "a-harbour.ann.txt"
    page.parent.mkdir()
    page.write_text(PAGE.replace("Salt and Rope", "Ferry Notes").replace("[[Bo Lind||PERSON]]", "them"), encoding="utf-8")
    measured = evaluate(Job(gold, None, DAY, pipeline="rules"), progress.plain)
    shows = [(show, value, n) for _, _, show, _, value, n in found(measured, "exact recall") if show]
    assert shows == [("Ferry Notes", 0.75, 4), ("Salt and Rope", 0.6, 5), ("Ferry Notes", 0.0, 4), ("Salt and Rope", 0.0, 5)]


def test_other_pipelines_are_measured_beside(gold: Path) -> None:
    """Each pipeline has rows under the name that it was given; the evaluation belongs to the first."""
    measured = evaluate(Job(gold, None, DAY, pipeline="rules", beside={"baseline": "en_podcast"}), progress.plain)
    systems = [row.system for row in measured.rows if row.measure == "overlap recall"]
    assert systems[:4] == ["rules", "rules", "baseline", "baseline"]
    assert measured.weights == weights_hash("rules")


def test_nothing_is_measured_on_what_it_was_trained_on(gold: Path, corpora: Path) -> None:
    """A pipeline that knows the notes from its training has rows for pages and none for notes."""
    job = Job(gold, corpora, DAY, pipeline="rules", beside={"baseline": "en_podcast"}, trained_on_notes=frozenset(["baseline"]))
    rows = evaluate(job, progress.plain).rows
    assert {row.system for row in rows if row.part == "show notes"} & {"rules", "baseline"} == {"rules"}
    assert {row.system for row in rows if row.part == "summary pages"} >= {"rules", "baseline"}


def test_what_cannot_be_measured_is_said(tmp_path: Path, gold: Path) -> None:
    """A folder without a page that reports and a pipeline that is not there end the run before anything is measured."""
    with pytest.raises(GoldError, match="no annotated page here reports"):
        evaluate(Job(tmp_path / "empty", None, DAY, pipeline="rules"), progress.plain)
    with pytest.raises(PipelineError, match="en_absent"):
        evaluate(Job(gold, None, DAY, pipeline="rules", beside={"other": "en_absent"}), progress.plain)


def test_a_pipeline_alone_reads_the_prose_of_a_page() -> None:
    """Offsets are those of the page, the header and furniture are not read; the annotate step is given the people list."""
    text, gold = unmarked(PAGE)
    [prose] = alone_on_prose("en_podcast", [text])
    assert all(text.index("Ada Cole tells") <= span.start < span.end <= len(text) for span in prose)
    assert not any(text[span.start : span.end] != text[span.start : span.end].strip() for span in prose)
    declared = [span for span in gold if text[span.start : span.end] == "Ada Cole"]
    assert by_annotate_step("rules", [text]) == [declared]


def test_the_current_folder_has_a_name(weights: Path, monkeypatch: pytest.MonkeyPatch, gold: Path) -> None:
    """A pipeline given as "." is called as its folder is."""
    monkeypatch.chdir(weights)
    assert next(iter(Job(gold, None, DAY, pipeline=".").systems.items())) == ("en_small", ".")


def test_dates_of_a_pipeline_without_them_are_ours() -> None:
    """A recogniser that knows no dates is measured with those of the rules."""
    assert alone("rules", ["Sold in 2019."]) == [[Span(8, 12, "DATE")]]


def test_syntax_is_measured_on_the_tokens_of_the_treebank() -> None:
    """Sentences, parts of speech, lemmas, heads and relations, punctuation not counted in the last two; nothing of what is not done."""
    tree = Parsed(*(tuple(TREE[field]) for field in ("words", "spaces", "pos", "lemmas", "heads", "deps", "ss")))
    reading = Reading("en_podcast", "pipeline alone", "UD test", DAY)
    measures = ["sentence F", "part of speech accuracy", "lemma accuracy", "UAS", "LAS"]
    rows = list(measure_syntax(reading, "en_podcast", [tree]))
    assert [(row.measure, row.n) for row in rows] == list(zip(measures, [2, 6, 6, 4, 4], strict=True))
    assert list(measure_syntax(reading, "rules", [tree])) == []
    unbroken = replace(tree, words=("It", "turns", ",", "Boats", "rest", "."))
    assert measure_sentence_rule(reading, [tree, unbroken]).value == pytest.approx(6 / 7)


def test_an_evaluation_is_read_as_it_was_written(tmp_path: Path) -> None:
    """One row a line, values to four digits; what is unknown stays unknown."""
    file = tmp_path / "evaluation.json"
    measured = Evaluation(DAY, "en_small", "abc", (row(), row(label="ORG", value=0.123456, low=None, high=None)))
    assert read_evaluation(file) is None
    assert write_evaluation(file, measured) == measured
    assert read_evaluation(file) == replace(measured, rows=(row(), row(label="ORG", value=0.1235, low=None, high=None)))
    assert len(file.read_text(encoding="utf-8").splitlines()) == 4
    assert [json.loads(line)["label"] for line in json_lines(measured)] == [None, "ORG"]


def test_what_was_not_measured_again_stays_with_its_weights(tmp_path: Path) -> None:
    """Rows of other parts and systems are kept while the weights are the same; with new weights they go."""
    file = tmp_path / "evaluation.json"
    old = row(), row(label="ORG"), row(part="show notes"), row(system="baseline")
    again = row(value=0.6, measured_on=date(2026, 4, 1))
    write_evaluation(file, Evaluation(DAY, "en_small", "abc", old))
    kept = Evaluation(again.measured_on, "en_small", "abc", (again, row(part="show notes"), row(system="baseline")))
    assert write_evaluation(file, Evaluation(again.measured_on, "en_small", "abc", (again,))) == kept
    assert read_evaluation(file) == kept
    fresh = Evaluation(again.measured_on, "en_small", "def", (again,))
    assert write_evaluation(file, fresh) == fresh


def test_rows_of_the_annotate_step_go_with_our_rules(tmp_path: Path, weights: Path) -> None:
    """What was measured by other rules is left out where it depends on them; what a pipeline does alone stays."""
    file = weights / "evaluation.json"
    alone = row(way="pipeline alone")
    old = Evaluation(DAY, weights.name, weights_hash(str(weights)), (row(), row(part="show notes"), alone), rules="other rules")
    write_evaluation(file, old)
    assert list(rows_for(str(weights))["way"]) == ["pipeline alone"]
    new = replace(old, rows=(row(value=0.6),), rules=rules_hash())
    assert write_evaluation(file, new) == replace(new, rows=(row(value=0.6), alone))
    assert list(rows_for(str(weights))["value"]) == [0.6, 0.5]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "Expecting"),
        ("[]", "list indices"),
        ("{}", "it lacks 'pipeline'"),
        ('{"pipeline": "a", "weights": "b", "measured_on": "2026-03-01", "rows": []}', "it lacks 'rules'"),
        ('{"pipeline": "a", "weights": "b", "rules": "c", "measured_on": "soon", "rows": []}', "Invalid isoformat"),
        ('{"pipeline": "a", "weights": "b", "rules": "c", "measured_on": "2026-03-01", "rows": [5]}', "not a mapping"),
    ],
)
def test_a_file_that_is_no_evaluation_is_said(weights: Path, content: str, reason: str) -> None:
    """Whoever reads it or would add to it hears which file it is and what is wrong; the file stays."""
    file = weights / "evaluation.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(EvaluationError, match=rf"evaluation\.json: is no evaluation \(.*{reason}"):
        rows_for(str(weights))
    with pytest.raises(EvaluationError, match="without the file one can be made anew"):
        write_evaluation(file, Evaluation(DAY, weights.name, "abc", (row(),)))
    assert file.read_text(encoding="utf-8") == content


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("way", "by hand", "way is 'by hand'"),
        ("value", "high", "value is 'high'"),
        ("n", None, "n is None"),
        ("value", 1.5, "value is 1.5"),
        ("low", 0.7, "value is 0.5, low 0.7"),
        ("more", 1, "unexpected keyword"),
    ],
)
def test_a_row_that_no_build_can_hold_is_said(tmp_path: Path, field: str, value: object, reason: str) -> None:
    """Each field has its type, a share lies between 0 and 1 and in its interval."""
    file = tmp_path / "evaluation.json"
    write_evaluation(file, Evaluation(DAY, "en_small", "abc", (row(),)))
    stored = json.loads(file.read_bytes())
    stored["rows"][0][field] = value
    file.write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(EvaluationError, match=reason):
        read_evaluation(file)


def test_what_ships_was_measured_as_it_is() -> None:
    """The evaluation beside our weights belongs to them and to the rules: whoever changes either measures again."""
    file = file_of("en_podcast")
    shipped = read_evaluation(file) if file else None
    if shipped is None:
        pytest.skip("nothing was measured yet")
    assert (shipped.weights, shipped.rules) == (weights_hash("en_podcast"), rules_hash())


def test_a_build_takes_the_rows_of_its_own_weights(tmp_path: Path, weights: Path) -> None:
    """Table `evaluations` holds what was measured on the weights that the build uses, and nothing of other weights."""
    file = file_of(str(weights))
    assert file == weights / "evaluation.json"
    assert rows_for(str(weights)).empty
    write_evaluation(file, Evaluation(DAY, weights.name, weights_hash(str(weights)), (row(), row(label="ORG", low=None, high=None))))
    with warehouse.create(tmp_path / "a.duckdb") as connection:
        warehouse.fill(connection, {"evaluations": rows_for(str(weights))})
        stored = connection.execute("from evaluations").fetchall()
    common = "en_small", "annotate step", "summary pages", "exact F", None
    assert stored == [(*common, "ORG", 0.5, None, None, 8, DAY), (*common, None, 0.5, 0.25, 0.75, 8, DAY)]
    (weights / "model").write_bytes(b"other weights")
    assert rows_for(str(weights)).empty
    assert rows_for("rules").empty


def test_what_is_told_of_weights_does_not_change_them(weights: Path) -> None:
    """Neither an evaluation nor a model card changes the hash of the weights or the fingerprint; the weights themselves do."""
    before = weights_hash(str(weights)), fingerprint(str(weights))
    for name in ("evaluation.json", "README.md"):
        (weights / name).write_text("{}", encoding="utf-8")
    assert (weights_hash(str(weights)), fingerprint(str(weights))) == before
    weights.rename(weights.with_name("moved"))
    assert weights_hash(str(weights.with_name("moved"))) == before[0]
    (weights.with_name("moved") / "model").write_bytes(b"other weights")
    assert weights_hash(str(weights.with_name("moved"))) != before[0]


def test_people_read_hundredths() -> None:
    """A table has a line for each part, label and show, with the interval where it is known."""
    measured = (row(), row(measure="overlap F", value=0.625), row(label="ORG", low=None, high=None), row(part="UD test", measure="UAS"))
    out = io.StringIO()
    print_tables(Evaluation(DAY, "en_small", "abc", measured), Console(file=out, width=120))
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    assert [line for line in lines if "en_small" in line] == [
        "summary pages annotate step en_small 50.0 25.0-75.0 62.5 8",
        "ORG annotate step en_small 50.0 8",
        "UAS annotate step en_small 50.0 25.0-75.0 8",
    ]
