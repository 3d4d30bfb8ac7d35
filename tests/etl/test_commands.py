"""The commands as people and the dashboard run them: what they print, how they end, what they leave."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import spacy
from spacy.cli.package import package
from typer.testing import CliRunner, Result

from etl import builds
from etl.__main__ import app

TINY = Path(__file__).resolve().parent.parent / "fixtures" / "tiny"
MILLERS = Path("grain-and-grid/2022-05-02-millers.txt")
CLOSED = "/proc/self/mem"  # its first byte can be read by nobody
NOT_IN_TINY = {"show_categories", "chapters", "rejections", "claim_links"}
NOT_BELOW_12_EPISODES = {"themes", "theme_topics", "episode_themes"}


@dataclass(frozen=True)
class Place:
    """A data folder of a test with the six pages of tests/fixtures/tiny as its raw files."""

    data: Path

    @property
    def raw(self) -> Path:
        return self.data / "raw"

    @property
    def builds(self) -> Path:
        return self.data / "builds"

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, [*arguments, "--data", str(self.data)])

    def build(self, *arguments: str) -> Result:
        return self.run("build", "--pipeline", "rules", *arguments)

    def built(self, *arguments: str) -> builds.Build:
        """Build, and give what then is current."""
        result = self.build(*arguments)
        assert result.exit_code == 0, result.output
        return self.current()

    def current(self) -> builds.Build:
        found = builds.current(self.builds)
        assert found is not None
        return found.build

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with duckdb.connect(self.current().file, read_only=True) as connection:
            return connection.execute(query).fetchall()

    def edit(self, page: Path, old: str, new: str) -> None:
        text = (self.raw / page).read_text(encoding="utf-8")
        assert old in text
        (self.raw / page).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    shutil.copytree(TINY, tmp_path / "data" / "raw")
    return Place(tmp_path / "data")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place with one build by the trained pipeline, for tests that only look."""
    data = tmp_path_factory.mktemp("whole") / "data"
    shutil.copytree(TINY, data / "raw")
    place = Place(data)
    place.built("--pipeline", "en_podcast")
    return place


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """A folder with a pipeline that knows one name."""
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Acme"}])
    nlp.to_disk(tmp_path / "acme")
    return tmp_path / "acme"


def last_line(result: Result) -> str:
    return result.stdout.splitlines()[-1]


def test_a_build_says_what_it_read_and_which_build_is_current(place: Place) -> None:
    """One line per step, the sum of what was read, and the id of the new build."""
    result = place.build()
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[-2:] == ["read 6 = stored 6 + merged 0 + rejected 0", f"build {place.current().build_id} is current"]
    steps = [
        "files",
        "episodes",
        "passages",
        "people",
        "entities",
        "topics",
        "themes",
        "statistics",
        "similar",
        "tables",
        "build",
        "publish",
    ]
    assert [line.split()[0] for line in lines[:-2]] == steps
    assert result.stderr == ""


def test_every_table_that_the_pages_can_fill_is_filled(whole: Place) -> None:
    """Only the tables that these six pages have nothing for are empty."""
    tables = [str(name) for (name,) in whole.rows("select table_name from duckdb_tables()")]
    assert {table for table in tables if whole.rows(f"select count(*) from {table}") == [(0,)]} == NOT_IN_TINY | NOT_BELOW_12_EPISODES


def test_the_spans_of_a_build_hold_what_they_say(whole: Place) -> None:
    """A passage is the text of its section, title or abstract at its offsets; a mention that of its passage."""
    passages = """
        select count(*)
        from passages
        join episodes using (episode_id)
        left join sections using (section_id)
        where passages.text is distinct from
            (case section_kind when 'title' then title when 'abstract' then abstract else sections.text end)[char_start + 1:char_end]
    """
    mentions = "select count(*) from {} as m join passages using (passage_id) where surface <> text[m.char_start + 1:m.char_end]"
    assert whole.rows(passages) == [(0,)]
    assert whole.rows(mentions.format("mentions")) == [(0,)]
    assert whole.rows(mentions.format("topic_mentions")) == [(0,)]


def test_a_speakers_item_leads_to_the_person(whole: Place) -> None:
    """Every speaker of the corpus is a person who appears in that episode."""
    query = "select count(*) from items join sections using (section_id) where kind = 'speakers' and {}"
    assert whole.rows(query.format("person_id is null")) == [(0,)]
    assert whole.rows(query.format("(items.episode_id, person_id) not in (select (episode_id, person_id) from appearances)")) == [(0,)]


def test_the_build_row_tells_what_the_file_is(whole: Place) -> None:
    """The one row of the build table holds the file's own name, pipeline and numbers."""
    build = whole.current()
    assert build.file.stem == build.build_id
    assert build.build_id.endswith(build.content_hash[:8])
    assert (build.pipeline, build.episodes, build.rejections) == ("en_podcast", 6, 0)


def test_a_second_run_does_nothing(place: Place) -> None:
    """With the same inputs nothing is parsed, written or removed."""
    build = place.built()
    before = sorted(place.builds.iterdir())
    result = place.build()
    assert last_line(result) == f"nothing changed: build {build.build_id} is current"
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["files", "nothing"]
    assert sorted(place.builds.iterdir()) == before


def test_inputs_that_give_the_same_rows_publish_nothing(place: Place) -> None:
    """Blank lines at the end of a page change its bytes and no row: the build stays, and is known next time."""
    build = place.built()
    page = place.raw / MILLERS
    page.write_text(page.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    assert last_line(place.build()) == f"nothing changed: build {build.build_id} is current"
    assert builds.kept(place.builds) == [build.file]
    assert len(place.build().stdout.splitlines()) == 2


def test_a_changed_page_makes_a_new_build_beside_the_old_one(place: Place) -> None:
    """The old file stays as it was, byte for byte."""
    old = place.built()
    before = old.file.read_bytes()
    place.edit(MILLERS, "one silo", "two silos")
    new = place.built()
    assert builds.kept(place.builds) == [new.file, old.file]
    assert old.file.read_bytes() == before
    assert place.rows("select count(*) from passages where text = 'Wanda began with two silos.'") == [(1,)]


def test_the_order_of_the_inputs_does_not_change_the_rows(place: Place) -> None:
    """The same pages given one by one in any order have one content hash."""
    pages = sorted(map(str, place.raw.rglob("*.txt")))
    first = place.built(*pages)
    random.Random(2).shuffle(pages)
    shuffled = Place(place.data / "again")
    shuffled.built(*pages)
    assert shuffled.current().content_hash == first.content_hash


def test_two_copies_of_a_page_are_one_episode(place: Place) -> None:
    """The copy is merged, and the sum that is printed equals the one that is stored."""
    shutil.copy(place.raw / MILLERS, place.raw / "copy.txt")
    assert "read 7 = stored 6 + merged 1 + rejected 0" in place.build().stdout
    assert place.rows("select sum(items), sum(episodes), sum(merged), sum(rejected) from sources") == [(7, 6, 1, 0)]
    assert place.rows("select count(*) from episode_sources") == [(7,)]


def test_a_rejection_is_printed_and_stored(place: Place) -> None:
    """A page with a date that is none is stored undated, and the reader is told where."""
    place.edit(MILLERS, "•May 2, 2022", "•May 42, 2022")
    result = place.build()
    [(source, place_in_file, value)] = place.rows("select source, place, value from rejections")
    assert source == MILLERS.as_posix()
    assert "May 42, 2022" in str(value)
    assert result.stderr.splitlines()[0] == "1 rejections: 1 part"
    assert f"{source}:{place_in_file}: " in result.stderr.splitlines()[1]
    assert "read 6 = stored 6 + merged 0 + rejected 0" in result.stdout


def test_json_lines_tell_the_same(place: Place) -> None:
    """With --json every line is an object; the last one holds the build and the sum."""
    result = place.build("--json")
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert {event["event"] for event in events[:-1]} == {"step"}
    assert events[1]["counts"] == {"episodes": 6}
    sums = {"read": 6, "stored": 6, "merged": 0, "rejected": 0}
    assert events[-1] == {"event": "end", "build_id": place.current().build_id, "made": True, **sums}


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "nowhere: there is no such file or folder"),
        (["--pipeline", "nothing_of_the_kind"], "pipeline 'nothing_of_the_kind' is neither"),
        (["--pipeline", "pandas"], "pipeline 'pandas' is no spaCy pipeline"),
        (["--pipeline", ""], "pipeline '' is neither"),
        (["{empty}"], "no episode could be read from 0 files"),
        (["--workers", "abc"], "workers is 'abc', not a number of processes"),
        (["--workers", "0"], "workers is '0', not a number of processes"),
    ],
)
def test_unusable_input_ends_with_one_sentence(place: Place, arguments: list[str], sentence: str, as_json: bool) -> None:
    """Exit code 2, one sentence, and the old build goes on serving."""
    build = place.built()
    (place.data / "empty").mkdir()
    given = [argument.format(empty=place.data / "empty") for argument in arguments]
    result = place.build(*given, *(["--json"] if as_json else []))
    assert result.exit_code == 2
    [line] = result.stderr.splitlines()
    assert sentence in line
    if as_json:
        assert json.loads(result.stdout.splitlines()[-1]) == {"event": "error", "sentence": line}
    assert place.current() == build


@pytest.mark.parametrize("workers", ["abc", "0", "-1", "65", "tcp://nowhere"])
def test_workers_that_cannot_be_are_refused(place: Place, workers: str) -> None:
    """Neither a number of processes that a machine may have nor an address: exit code 2, one sentence, nothing is written."""
    result = place.build("--workers", workers)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"workers is {workers!r}, not a number of processes (1 to 64) or the address")
    assert builds.kept(place.builds) == []


def test_a_broken_alias_file_stops_the_build(place: Place) -> None:
    """A correction that cannot be read is unusable input: no build is made without it."""
    (place.data / "aliases.toml").write_text("[[merge]\n")
    result = place.build()
    assert result.exit_code == 2
    assert "aliases.toml" in result.stderr
    assert builds.kept(place.builds) == []


def test_an_alias_makes_a_new_build(place: Place) -> None:
    """aliases.toml belongs to the inputs."""
    place.built()
    (place.data / "aliases.toml").write_text('[[merge]]\nname = "Wanda Krol-Nowak"\naliases = ["Wanda Krol"]\n')
    place.built()
    assert place.rows("select name from people where name like 'Wanda%'") == [("Wanda Krol-Nowak",)]


def test_what_was_measured_of_a_pipeline_belongs_to_its_inputs(place: Place, annotated: Place, acme: Path) -> None:
    """An evaluation that comes to lie beside the weights makes a new build with its rows; a build by rules has none."""
    place.built("--pipeline", str(acme))
    assert place.rows("from evaluations") == []
    assert annotated.run("evaluate", "--pipeline", str(acme)).exit_code == 0
    place.built("--pipeline", str(acme))
    ways = place.rows("select distinct way from evaluations where system = 'acme' order by way")
    assert ways == [("annotate step",), ("pipeline alone",)]
    assert len(place.build("--pipeline", str(acme)).stdout.splitlines()) == 2
    place.built()
    assert place.rows("from evaluations") == []


def test_a_damaged_evaluation_stops_the_build(place: Place, acme: Path) -> None:
    """What cannot be read is said before the texts are read, and nothing is written."""
    (acme / "evaluation.json").write_text('{"accuracy": 0.9}', encoding="utf-8")
    result = place.build("--pipeline", str(acme))
    assert (result.exit_code, [line.split()[0] for line in result.stdout.splitlines()]) == (2, ["files"])
    assert result.stderr.startswith(f"{acme}/evaluation.json: is no evaluation (it lacks 'pipeline')")
    assert builds.kept(place.builds) == []


def test_the_list_beside_a_page_given_alone_belongs_to_the_inputs(place: Place) -> None:
    """A SOURCES.csv that changes makes a new build, also when only the page itself was named."""
    page = place.raw / MILLERS
    place.built(str(page))
    (page.parent / "SOURCES.csv").write_text(f"file,url\n{page.name},https://example.org/1\n", encoding="utf-8")
    place.built(str(page))
    assert place.rows("select url from episodes") == [("https://example.org/1",)]


def test_a_place_that_is_no_folder_is_refused(place: Place) -> None:
    """Where builds cannot be written the build ends with one sentence, before anything is read."""
    (place.data / "file").write_text("")
    result = place.build("--out", str(place.data / "file"))
    assert result.exit_code == 2
    assert result.stderr == f"{place.data}/file is no folder that builds can be written to (File exists)\n"


def test_while_a_build_runs_another_is_refused(place: Place) -> None:
    """The second build says so and ends with exit code 3."""
    with builds.exclusive(place.builds):
        result = place.build()
    assert result.exit_code == 3
    assert result.stderr == f"another build is running in {place.builds}: wait until it has ended\n"


def test_a_damaged_current_is_repaired_by_the_next_build(place: Place) -> None:
    """The build says what was wrong and makes the folder whole again."""
    build = place.built()
    (place.builds / "CURRENT").write_text("{")
    assert place.run("builds").exit_code == 0
    result = place.build()
    assert result.exit_code == 0
    assert result.stderr.startswith(f"repaired: {place.builds}/CURRENT does not name a build")
    assert place.current().content_hash == build.content_hash


def test_builds_are_listed_and_rolled_back_to(place: Place) -> None:
    """The list marks the current build; a roll back holds while the inputs stay, and ends when one changes."""
    old = place.built()
    place.edit(MILLERS, "one silo", "two silos")
    new = place.built()
    assert [line.split()[0] for line in place.run("builds").stdout.splitlines()] == [new.build_id, old.build_id]
    rolled = place.run("builds", "--roll-back", old.build_id)
    assert [line.endswith("current") for line in rolled.stdout.splitlines()] == [False, True]
    events = [json.loads(line) for line in place.run("builds", "--json").stdout.splitlines()]
    assert [(event["build_id"], event["current"]) for event in events] == [(new.build_id, False), (old.build_id, True)]
    assert last_line(place.build()) == f"nothing changed: build {old.build_id} is current"
    place.edit(MILLERS, "two silos", "three silos")
    assert place.built().build_id not in {old.build_id, new.build_id}


def test_a_folder_without_builds_says_how_to_make_one(tmp_path: Path) -> None:
    """An empty list is no silence."""
    result = Place(tmp_path).run("builds")
    assert result.stdout == f"{tmp_path}/builds holds no build: `python -m etl build` makes one\n"


def test_an_unreadable_build_is_listed_as_such(place: Place) -> None:
    """A damaged file hides none of the others."""
    build = place.built()
    (place.builds / "20200101T000000-00000000.duckdb").write_bytes(b"cut")
    lines = place.run("builds").stdout.splitlines()
    assert lines[0].endswith("current")
    assert "20200101T000000-00000000.duckdb is not a readable build" in lines[1]
    assert place.current() == build


def test_a_roll_back_to_an_unknown_build_is_refused(whole: Place) -> None:
    """Exit code 2 and one sentence."""
    result = whole.run("builds", "--roll-back", "20200101T000000-00000000")
    assert result.exit_code == 2
    assert "keeps no build '20200101T000000-00000000'" in result.stderr


def annotate(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["annotate", "--pipeline", "rules", *map(str, arguments)])


@pytest.fixture
def letters(tmp_path: Path) -> tuple[Path, Path]:
    """A page, and a text that is none."""
    page, text = tmp_path / "tides.txt", tmp_path / "note.txt"
    page.write_bytes((TINY / MILLERS).read_bytes())
    text.write_bytes("Zoë Brandt rows (01:02).\r\nBo Lind waits for Zoë.".encode())
    return page, text


def test_entities_are_printed_as_offsets(letters: tuple[Path, Path]) -> None:
    """One line of JSON for each file, in the order given; each text is what the file has at its offsets."""
    result = annotate("--json", *letters, "--people", "Zoë Brandt")
    assert (result.exit_code, result.stderr) == (0, "")
    page, text = map(json.loads, result.stdout.splitlines())
    zoe, short = (
        {"start": start, "end": start + len(name), "label": "PERSON", "text": name} for start, name in ((0, "Zoë Brandt"), (44, "Zoë"))
    )
    assert text == {"file": str(letters[1]), "characters": 48, "entities": [zoe, short]}
    content = letters[0].read_bytes().decode()
    assert [page["file"], page["characters"]] == [str(letters[0]), len(content)]
    assert [content[entity["start"] : entity["end"]] for entity in page["entities"]] == [entity["text"] for entity in page["entities"]]
    assert {entity["text"] for entity in page["entities"]} >= {"Wanda Krol", "Emil Roth", "Emil"}
    assert [entity["start"] for entity in page["entities"]] == sorted(entity["start"] for entity in page["entities"])


def test_entities_are_printed_to_be_read(letters: tuple[Path, Path]) -> None:
    """Without --json there is one line for each entity, its fields apart by tabs."""
    result = annotate(letters[1], "--people", "Bo Lind")
    assert result.stdout == f"{letters[1]}\t26\t33\tPERSON\tBo Lind\n"


def test_people_are_named_or_listed(letters: tuple[Path, Path], tmp_path: Path) -> None:
    """Apart by commas or semicolons, in several options, in a file of one a line, or in both: the output is the same."""
    listed = tmp_path / "people"
    listed.write_bytes("Zoë Brandt\r\n\r\n  Bo Lind \r\n".encode())
    foreign = tmp_path / "foreign"
    foreign.write_bytes("Zoë Brandt\nBo Lind\n".encode("utf-8-sig"))
    short = tmp_path / "short"
    short.write_text("Bo Lind", encoding="utf-8")
    given: list[list[object]] = [
        ["--people", "Zoë Brandt, Bo Lind"],
        ["--people", "Bo Lind;Zoë Brandt,"],
        ["--people", "Bo Lind", "--people", "Zoë Brandt"],
        ["--people", listed],
        ["--people", "Zoë Brandt", "--people", short],
        ["--people", ",".join(["Zoë Brandt", "Bo Lind", *(f"Nobody {number}" for number in range(50))])],
        ["--people", foreign],
    ]
    printed = {annotate(letters[1], *people).stdout for people in given}
    assert [[line.split("\t")[-1] for line in text.splitlines()] for text in printed] == [["Zoë Brandt", "Bo Lind", "Zoë"]]


def test_a_file_that_cannot_be_read_stops_no_other(letters: tuple[Path, Path], tmp_path: Path) -> None:
    """The sentences name such files, the exit code is 2, and all other files are printed."""
    result = annotate("--json", tmp_path / "nowhere.txt", letters[1], tmp_path, letters[0])
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        f"{tmp_path}/nowhere.txt: cannot be read (No such file or directory)",
        f"{tmp_path}: cannot be read (Is a directory)",
    ]
    assert [json.loads(line)["file"] for line in result.stdout.splitlines()] == [str(letters[1]), str(letters[0])]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b" \n", "file is empty"),
        (b"<!DOCTYPE html><html><p>Bo Lind</p></html>", "file is an HTML page; copy its text instead"),
        (b"\x7fELF\0\0Bo Lind", "file is not text"),
    ],
)
def test_what_no_reader_reads_is_not_annotated(letters: tuple[Path, Path], tmp_path: Path, content: bytes, reason: str) -> None:
    """A file that the build refuses for what it is is refused with the same reason; one that is only no page is read."""
    file = tmp_path / "file"
    file.write_bytes(content)
    result = annotate(file, letters[1], "--people", "Bo Lind")
    assert (result.exit_code, result.stderr) == (2, f"{file}: {reason}\n")
    assert result.stdout == f"{letters[1]}\t26\t33\tPERSON\tBo Lind\n"


def test_offsets_do_not_count_a_byte_order_mark(tmp_path: Path) -> None:
    """They are those of the decoded text, in which a line end stands as it was."""
    file = tmp_path / "marked.txt"
    file.write_bytes("Rain.\r\nBo Lind rests.".encode("utf-8-sig"))
    assert annotate(file, "--people", "Bo Lind").stdout == f"{file}\t7\t14\tPERSON\tBo Lind\n"


@pytest.mark.skipif(not os.path.isfile(CLOSED), reason="this system has no file that nobody can read")
def test_a_list_of_people_that_cannot_be_read_is_said(letters: tuple[Path, Path]) -> None:
    """Exit code 2, one sentence, and nothing is annotated without the names."""
    result = annotate(letters[1], "--people", CLOSED)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{CLOSED}: cannot be read (")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--pipeline", "nothing_of_the_kind"], "pipeline 'nothing_of_the_kind' is neither"),
        (["--pipeline", "scikit-learn"], "pipeline 'scikit-learn' is no spaCy pipeline"),
        (["--workers", "two"], "workers is 'two', not a number of processes"),
    ],
)
def test_what_cannot_annotate_is_said(letters: tuple[Path, Path], arguments: list[str], sentence: str) -> None:
    """Exit code 2 and one sentence, as text and as JSON; nothing else is printed."""
    plain, as_json = annotate(letters[1], *arguments), annotate(letters[1], *arguments, "--json")
    assert (plain.exit_code, as_json.exit_code, plain.stdout) == (2, 2, "")
    [line] = plain.stderr.splitlines()
    assert line.startswith(sentence)
    assert json.loads(as_json.stdout) == {"event": "error", "sentence": line}


def test_workers_change_nothing(letters: tuple[Path, Path], tmp_path: Path) -> None:
    """Two processes print what one does, also where there is more than one batch for them."""
    long = tmp_path / "long.txt"
    long.write_text("".join(f"Zoë Brandt counts {number} and rows on.\n" for number in range(6_000)), encoding="utf-8")
    files = [long, *letters]
    printed = annotate(*files, "--people", "Zoë Brandt").stdout
    assert len(printed.splitlines()) > 6_000
    assert annotate(*files, "--people", "Zoë Brandt", "--workers", "2").stdout == printed


GOLD = """Salt and Rope
Salt and Rope•May 2, 2022

Sails without wind

[[Ada Cole||PERSON]] tells how [[Tide Labs||ORG]] dries sails.
Energy
Ada Cole

Summary Sections

  • Key Takeaways

Key Takeaways

Dry at Night

It was [[Ada Cole||PERSON]] who waited. (11:11)
"""


@pytest.fixture
def annotated(tmp_path: Path) -> Place:
    """A data folder with two annotated pages that report and one that trains."""
    ferry = GOLD.replace("Salt and Rope", "Ferry Notes").replace("[[Tide Labs||ORG]]", "she")
    for name, text in (("salt/tides", GOLD), ("ferry/a-harbour", ferry), ("ferry/millers", GOLD.replace("PERSON", "GPE"))):
        file = tmp_path / "gold" / "summaries" / f"{name}.ann.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Place(tmp_path)


def test_an_evaluation_is_printed_as_json(annotated: Place) -> None:
    """Every line is an object: the steps, then a row for each measure of what reports; without weights nothing is kept beside them."""
    before = sorted(annotated.data.rglob("*"))
    result = annotated.run("evaluate", "--pipeline", "rules", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["step"] for line in lines if "event" in line] == ["summary pages"]
    recalls = [
        line for line in lines if line.get("measure") == "exact recall" and line["system"] == "rules" and line["way"] == "annotate step"
    ]
    assert [(line["label"], line["show_name"], line["value"], line["n"]) for line in recalls] == [
        (None, None, 0.8, 5),
        ("ORG", None, 0.0, 1),
        ("PERSON", None, 1.0, 4),
        (None, "Ferry Notes", 1.0, 2),
        (None, "Salt and Rope", 0.6667, 3),
    ]
    assert sorted(annotated.data.rglob("*")) == before


def test_an_evaluation_is_printed_as_tables(annotated: Place) -> None:
    """The step that ran, then the figures in hundredths: of all names, by label and by show."""
    result = annotated.run("evaluate", "--pipeline", "rules")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[0].startswith("summary pages ")
    assert [line for line in lines if "annotate step rules" in line] == [
        "summary pages annotate step rules 88.9 88.9 100.0 80.0 5",
        "ORG annotate step rules 0.0 0.0 0.0 0.0 1",
        "PERSON annotate step rules 100.0 100.0 100.0 100.0 4",
        "Ferry Notes annotate step rules 100.0 100.0 100.0 100.0 2",
        "Salt and Rope annotate step rules 80.0 80.0 100.0 66.7 3",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--pipeline", "nothing_of_the_kind"], "pipeline 'nothing_of_the_kind' is neither"),
        (["--baseline", "nowhere"], "pipeline 'nowhere' is neither"),
        (["--baseline", str(TINY)], f"pipeline '{TINY}' is no spaCy pipeline"),
        (["--corpora", "nowhere"], "nowhere: holds no notes/notes.jsonl, test/*.jsonl or syntax/test.jsonl"),
        (["--corpora", str(TINY)], f"{TINY}: holds no notes/notes.jsonl"),
        (["--data", "nowhere"], "no annotated page here reports"),
    ],
)
def test_what_cannot_be_measured_ends_with_one_sentence(annotated: Place, arguments: list[str], sentence: str) -> None:
    """Exit code 2, in text and in JSON."""
    command = ["evaluate", "--data", str(annotated.data), "--pipeline", "rules", *arguments]
    plain, as_json = (CliRunner().invoke(app, [*command, *more]) for more in ([], ["--json"]))
    assert (plain.exit_code, as_json.exit_code) == (2, 2)
    [line] = plain.stderr.splitlines()
    assert sentence in line
    assert json.loads(as_json.stdout.splitlines()[-1]) == {"event": "error", "sentence": line}


def test_a_result_that_cannot_be_kept_is_printed(annotated: Place, acme: Path) -> None:
    """Where the file beside the weights cannot be written, the figures are shown first; then exit code 2 and one sentence."""
    (acme / "evaluation.json").mkdir()
    result = annotated.run("evaluate", "--pipeline", str(acme))
    assert (result.exit_code, result.stderr) == (
        2,
        f"{acme}/evaluation.json: cannot be written (Is a directory): nothing is kept of this\n",
    )
    assert "annotate step" in result.stdout


def test_a_damaged_evaluation_is_said_before_anything_is_measured(annotated: Place, acme: Path) -> None:
    """Exit code 2, and the file stays as it is."""
    (acme / "evaluation.json").write_text("{}", encoding="utf-8")
    result = annotated.run("evaluate", "--pipeline", str(acme))
    assert (result.exit_code, result.stdout, (acme / "evaluation.json").read_text(encoding="utf-8")) == (2, "", "{}")
    assert f"{acme}/evaluation.json: is no evaluation" in result.stderr


def test_nothing_is_kept_of_an_installed_package(annotated: Place, acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its figures are printed, and that nothing is kept of them is said."""
    package(acme, annotated.data, name="acme_installed", create_sdist=False, create_wheel=False, silent=True)
    site = annotated.data / "en_acme_installed-0.0.0"
    (site / "meta.json").rename(site / "en_acme_installed" / "meta.json")  # as its setup.py does where it is installed
    (site / "en_acme_installed-0.0.0.dist-info").mkdir()
    (site / "en_acme_installed-0.0.0.dist-info" / "METADATA").write_text("Name: en_acme_installed\nVersion: 0.0.0\n", encoding="utf-8")
    monkeypatch.syspath_prepend(site)
    before = sorted(site.rglob("*.json"))
    result = annotated.run("evaluate", "--pipeline", "en_acme_installed")
    assert (result.exit_code, result.stderr) == (0, "en_acme_installed is an installed package: nothing is kept of this\n")
    assert "en_acme_installed" in result.stdout
    assert sorted(site.rglob("*.json")) == before


def test_the_command_starts_from_another_folder(tmp_path: Path) -> None:
    """Nothing is looked up in the current folder, and no module of etl hides one of Python's own."""
    found = subprocess.run([sys.executable, "-m", "etl", "--help"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Usage: python -m etl" in found.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_data_folder_does_not_depend_on_the_current_one(place: Place, tmp_path: Path) -> None:
    """PODSCOPE_DATA names it, wherever the command runs; files and builds are found there."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {**os.environ, "PODSCOPE_DATA": str(place.data)}
    command = [sys.executable, "-m", "etl", "build", "--pipeline", "rules"]
    found = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == f"build {place.current().build_id} is current"
    assert list(elsewhere.iterdir()) == []
