from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.language import annotate
from etl.language.cache import insert_annotations, read_annotations
from etl.language.pipeline import load
from etl.records import Annotation, Span, Text

TEXTS = [
    Text("Ada Cole builds AI agents in Oslo. She likes open-source tools.", names=("Ada Cole",)),
    Text("Ada Cole builds AI agents in Oslo. She likes open-source tools."),
    Text("Bo Lind ran there. Then he slept", breaks=(17,), names=("Bo Lind", "Ada Cole")),
    Text(""),
    Text("A Heading\n\nIts body names Redis, e.g. as a cache of 20 GB."),
]


def rows(cache: Path) -> int:
    with duckdb.connect(cache, read_only=True) as connection:
        return connection.execute("select count(*) from annotations").fetchall()[0][0]


def test_rules_give_sentences_and_declared_names() -> None:
    """Without weights an annotation holds exact sentences, numbers and the declared names, each text with its own names only."""
    assert annotate(TEXTS, pipeline="rules") == [
        Annotation(sentences=((0, 34), (35, 63)), entities=(Span(0, 8, "PERSON"),)),
        Annotation(sentences=((0, 34), (35, 63))),
        Annotation(sentences=((0, 18), (19, 32)), entities=(Span(0, 7, "PERSON"),)),
        Annotation(sentences=()),
        Annotation(sentences=((0, 9), (11, 58)), numbers=(Span(52, 57, "QUANTITY"),)),
    ]


@settings(deadline=None, max_examples=10)
@given(st.permutations(range(len(TEXTS))), st.integers(0, len(TEXTS)))
def test_an_annotation_depends_on_its_text_alone(order: list[int], count: int) -> None:
    """Whatever stands beside a text, and in which order, its annotation is the same."""
    expected = annotate(TEXTS, pipeline="en_podcast")
    chosen = order[:count]
    assert annotate([TEXTS[at] for at in chosen], pipeline="en_podcast") == [expected[at] for at in chosen]


def test_en_podcast_gives_exact_spans() -> None:
    """Every entity and phrase lies inside its text, without blanks around, and phrases that mean the same have one label."""
    annotations = annotate(TEXTS, pipeline="en_podcast")
    for text, annotation in zip(TEXTS, annotations, strict=True):
        for span in (*annotation.entities, *annotation.phrases, *annotation.numbers):
            surface = text.text[span.start : span.end]
            assert surface
            assert surface == surface.strip()
    assert Span(0, 8, "PERSON") in annotations[0].entities
    assert Span(16, 25, "ai agent") in annotations[0].phrases


def test_a_text_is_read_once(tmp_path: Path) -> None:
    """What the cache knows is given back equal and the model is not asked for; names and breaks in another order are the same."""
    cache = tmp_path / "deep" / "annotations.duckdb"
    fresh = annotate([*TEXTS, TEXTS[0]], pipeline="rules", cache=cache)
    assert rows(cache) == len(TEXTS)
    asked = load.cache_info()
    turned = [Text(text.text, text.breaks[::-1], text.names[::-1] * 2) for text in TEXTS]
    assert annotate([*turned, TEXTS[0]], pipeline="rules", cache=cache) == fresh
    assert load.cache_info() == asked


def test_only_new_texts_reach_the_model(tmp_path: Path) -> None:
    """A cache that knows some texts is filled up with the others; another pipeline does not get its annotations."""
    cache = tmp_path / "annotations.duckdb"
    annotate(TEXTS[:2], pipeline="rules", cache=cache)
    assert annotate(TEXTS, pipeline="rules", cache=cache) == annotate(TEXTS, pipeline="rules")
    assert rows(cache) == len(TEXTS)
    assert annotate(TEXTS[:1], pipeline="en_podcast", cache=cache) == annotate(TEXTS[:1], pipeline="en_podcast")
    assert rows(cache) == len(TEXTS) + 1


def test_the_cache_forgets_what_older_weights_read(tmp_path: Path) -> None:
    """Of one pipeline only the newest fingerprint stays; what other pipelines read stays too."""
    cache = tmp_path / "annotations.duckdb"
    text, read = Text("A text."), Annotation(((0, 7),))
    for fingerprint in ("own-1.0-aa", "other-1.0-aa", "own-1.0-bb"):
        insert_annotations(cache, fingerprint, {text: read})

    assert [read_annotations(cache, name, [text]) for name in ("own-1.0-aa", "other-1.0-aa", "own-1.0-bb")] == [
        {},
        {text: read},
        {text: read},
    ]


@pytest.mark.parametrize("content", [b"", b"no database at all", b"x" * 20_000])
def test_a_broken_cache_is_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes) -> None:
    """A file that is no cache costs one log line, and is a cache afterwards."""
    cache = tmp_path / "annotations.duckdb"
    cache.write_bytes(content)
    assert annotate(TEXTS, pipeline="rules", cache=cache) == annotate(TEXTS, pipeline="rules")
    assert ["is made anew" in record.getMessage() for record in caplog.records] == [True]
    assert rows(cache) == len(TEXTS)


def test_a_cache_with_damaged_rows_is_made_anew(tmp_path: Path) -> None:
    """A cache whose blocks were overwritten is thrown away, not believed and not fatal."""
    cache = tmp_path / "annotations.duckdb"
    annotate(TEXTS, pipeline="rules", cache=cache)
    content = bytearray(cache.read_bytes())
    content[3 * 4096 :] = bytes(byte ^ 0x5A for byte in content[3 * 4096 :])
    cache.write_bytes(content)
    assert annotate(TEXTS, pipeline="rules", cache=cache) == annotate(TEXTS, pipeline="rules")
    assert rows(cache) == len(TEXTS)


def test_a_cache_of_another_process_is_left_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """While another process holds the cache, texts are read without it and its rows stay."""
    cache = tmp_path / "annotations.duckdb"
    annotate(TEXTS[:1], pipeline="rules", cache=cache)
    code = f"import duckdb; c = duckdb.connect({str(cache)!r}); print('held', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert annotate(TEXTS, pipeline="rules", cache=cache) == annotate(TEXTS, pipeline="rules")
        holder.communicate("\n")
    assert {"in use by another process" in record.getMessage() for record in caplog.records} == {True}
    assert rows(cache) == 1


def test_a_cache_outlives_a_kill(tmp_path: Path) -> None:
    """A process killed with rows half written leaves the rows that were there before, and nothing of its own."""
    cache = tmp_path / "annotations.duckdb"
    annotate(TEXTS[:2], pipeline="rules", cache=cache)
    code = f"""if True:
        import duckdb
        connection = duckdb.connect({str(cache)!r})
        connection.execute("begin")
        connection.execute("insert into annotations select a.* from annotations a, range(200000)")
        print("written", flush=True)
        input()
    """
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "written\n"
        writer.kill()
    assert rows(cache) == 2
    assert annotate(TEXTS, pipeline="rules", cache=cache) == annotate(TEXTS, pipeline="rules")
    assert rows(cache) == len(TEXTS)


def test_long_texts_are_read_in_parts() -> None:
    """A transcript longer than the model's window keeps exact spans to its end, and a run without any sentence end has no names."""
    line = "Ada Cole builds tools in Oslo. "
    text = Text(line * 2_000 + "X" * 30_000 + "\nAda Cole left.", names=("Ada Cole",))
    [annotation] = annotate([text], pipeline="rules")
    assert len(annotation.sentences) == 2_002
    assert [text.text[span.start : span.end] for span in annotation.entities] == ["Ada Cole"] * 2_001
    assert annotation.entities[-1] == Span(len(text.text) - 14, len(text.text) - 6, "PERSON")
