"""The command line of the ETL: `python -m etl build`, `builds`, `annotate` and `evaluate`.

This module alone speaks to people and sets exit codes: 0 done, 2 the input cannot be used, 3 another build is running.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from os.path import isfile
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from etl import builds, progress
from etl.aliases import AliasError
from etl.documents import Document, find_entities, read_document
from etl.evaluate import Evaluation, EvaluationError, evaluate, file_of, json_lines, print_tables, read_evaluation, write_evaluation
from etl.evaluate import Job as Evaluating
from etl.gold import GoldError
from etl.inputs import UnusableInputError
from etl.language import OURS, PipelineError
from etl.language.pipeline import RULES
from etl.pipeline import Job, Outcome, run
from etl.records import Rejection, Span
from etl.sources import NO_PAGE, decode, read_bytes
from etl.workers import WorkersError
from etl.workers import chosen as workers_named

FIRST_SHOWN = 10
LONGEST_LINE = 300
UNUSABLE, BUSY = 2, 3

app = typer.Typer(
    help="Build the database of Podscope from raw files, manage its builds, and measure what it finds.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

DataOption = Annotated[Path | None, typer.Option("--data", envvar="PODSCOPE_DATA", help="The data folder. Default: data/ of the project.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Where builds lie. Default: builds/ in the data folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON lines instead of text.")]
PipelineOption = Annotated[str, typer.Option(help="The language pipeline: en_podcast, rules, an installed spaCy package, or a folder.")]
WorkersOption = Annotated[str, typer.Option(help="Where texts are read: 1 (here), N processes, or a Dask cluster (tcp://host:port).")]
CorporaOption = Annotated[
    Path | None, typer.Option(help="A folder with notes/notes.jsonl, test/*.jsonl, syntax/test.jsonl to measure on too.")
]
BaselineOption = Annotated[
    Path | None, typer.Option(help="Another pipeline's folder, measured beside; not on notes, since older ones were trained on them.")
]
PeopleOption = Annotated[
    list[str] | None,
    typer.Option(help="Names of people who are in the texts, apart by commas, or a file with one per line. May be given several times."),
]


@app.command()
def build(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders to read. Default: raw/ in the data folder.")] = None,
    pipeline: PipelineOption = OURS,
    workers: WorkersOption = "1",
    data: DataOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read the raw files and publish a new build, unless nothing changed."""
    folder = _data_folder(data)
    job = Job(paths=tuple(paths or [folder / "raw"]), pipeline=pipeline, workers=workers, data=folder, out=out or folder / "builds")
    try:
        outcome = run(job, progress.chosen(as_json=as_json))
    except (UnusableInputError, PipelineError, EvaluationError, WorkersError, AliasError, builds.BuildError) as error:
        _fail(str(error), UNUSABLE, as_json=as_json)
    except builds.BusyError as error:
        _fail(str(error), BUSY, as_json=as_json)
    _report_json(outcome) if as_json else _report(outcome)


@app.command("builds")
def list_builds(
    back_to: Annotated[str | None, typer.Option("--roll-back", metavar="BUILD_ID", help="Make this kept build current again.")] = None,
    data: DataOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the kept builds, newest first, or roll back to one of them. A rolled-back build stays current until an input changes."""
    folder = out or _data_folder(data) / "builds"
    if back_to is not None:
        _roll_back(folder, back_to, as_json=as_json)
    _list_json(folder) if as_json else _list(folder)


@app.command("annotate")
def annotate_files(
    files: Annotated[list[Path], typer.Argument(help="Summary pages or any other texts.", metavar="FILE...")],
    people: PeopleOption = None,
    pipeline: PipelineOption = OURS,
    workers: WorkersOption = "1",
    as_json: JsonOption = False,
) -> None:
    """Print the entities of texts by their offsets, as the build finds them: names given, the model, the second look.

    Offsets count characters of the decoded text, a byte order mark left out, line ends as they stand. Of a summary page the prose is read,
    not the header; any other text is read whole.
    With --json there is one line per file: {"file", "characters", "entities": [{"start", "end", "label", "text"}, ...]}.
    """
    try:
        found, unreadable = _read_each(files, tuple(_names(people or ())))
        entities = find_entities([document for _, document in found], pipeline=pipeline, run=workers_named(workers))
    except (UnusableInputError, PipelineError, WorkersError) as error:
        _fail(str(error), UNUSABLE, as_json=as_json)
    for (file, document), spans in zip(found, entities, strict=True):
        _print_json_entities(file, document, spans) if as_json else _print_entities(file, document, spans)
    for sentence in unreadable:
        typer.echo(sentence, err=True)
    if unreadable:
        raise typer.Exit(UNUSABLE)


@app.command("evaluate")
def evaluate_names(
    corpora: CorporaOption = None,
    baseline: BaselineOption = None,
    pipeline: PipelineOption = OURS,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the entities on texts that people annotated, and keep the result beside the weights.

    Without --corpora only the annotated pages of the data folder are measured. The next build shows the result on the page Method.
    """
    job = Evaluating(
        gold=_data_folder(data) / "gold" / "summaries",
        corpora=corpora,
        measured_on=datetime.now(UTC).date(),
        pipeline=pipeline,
        beside={"baseline": str(baseline)} if baseline else {},
        trained_on_notes=frozenset(["baseline"]),
    )
    try:
        if file := file_of(pipeline):
            read_evaluation(file)  # one that the result cannot be joined with is said before the minutes that measuring takes
        evaluation = evaluate(job, progress.chosen(as_json=as_json))
    except (PipelineError, GoldError, EvaluationError) as error:
        _fail(str(error), UNUSABLE, as_json=as_json)
    for line in json_lines(evaluation) if as_json else ():
        typer.echo(line)
    if not as_json:
        print_tables(evaluation)
    if file:
        _keep(file, evaluation, as_json=as_json)
    elif pipeline != RULES:
        typer.echo(f"{pipeline} is an installed package: nothing is kept of this", err=True)


def _keep(file: Path, evaluation: Evaluation, *, as_json: bool) -> None:
    try:
        write_evaluation(file, evaluation)
    except OSError as error:
        _fail(f"{file}: cannot be written ({error.strerror}): nothing is kept of this", UNUSABLE, as_json=as_json)


def _read_each(files: Sequence[Path], people: tuple[str, ...]) -> tuple[list[tuple[Path, Document]], list[str]]:
    found, unreadable = [], []
    for file in files:
        try:
            raw = file.read_bytes()
        except OSError as error:
            unreadable.append(f"{file}: cannot be read ({error.strerror})")
            continue
        reasons = [one.reason for one in read_bytes(raw, str(file)).rejections if one.scope == "file" and one.reason != NO_PAGE]
        unreadable += (f"{file}: {reason}" for reason in reasons)
        if not reasons:
            found.append((file, read_document(raw, people=people)))
    return found, unreadable


def _names(given: Sequence[str]) -> Iterator[str]:
    for value in given:
        try:
            listed = decode(Path(value).read_bytes())[0] if isfile(value) else value
        except OSError as error:
            raise UnusableInputError(f"{value}: cannot be read ({error.strerror})") from error
        yield from filter(None, (name.strip() for name in re.split(r"[,;\n]", listed)))


def _print_entities(file: Path, document: Document, spans: Sequence[Span]) -> None:
    for span in spans:
        typer.echo(f"{file}\t{span.start}\t{span.end}\t{span.label}\t{document.text[span.start : span.end]}")


def _print_json_entities(file: Path, document: Document, spans: Sequence[Span]) -> None:
    entities = [{**asdict(span), "text": document.text[span.start : span.end]} for span in spans]
    typer.echo(json.dumps({"file": str(file), "characters": len(document.text), "entities": entities}, ensure_ascii=False))


def _data_folder(given: Path | None) -> Path:
    """The project's own data folder wherever the command was started from."""
    return given or Path(__file__).resolve().parent.parent / "data"


def _report(outcome: Outcome) -> None:
    if outcome.damage:
        typer.echo(f"repaired: {outcome.damage}", err=True)
    _print_rejections(outcome.rejections)
    if outcome.holdings:
        typer.echo("read {read} = stored {stored} + merged {merged} + rejected {rejected}".format(**outcome.sums))
    for file in outcome.removed:
        typer.echo(f"removed the old build {file.stem}")
    serving = outcome.build.build_id
    typer.echo(f"build {serving} is current" if outcome.made else f"nothing changed: build {serving} is current")


def _report_json(outcome: Outcome) -> None:
    if outcome.damage:
        progress.print_event("repaired", sentence=outcome.damage)
    for rejection in outcome.rejections[:FIRST_SHOWN]:
        progress.print_event("rejection", **asdict(rejection))
    progress.print_event("end", build_id=outcome.build.build_id, made=outcome.made, **outcome.sums)


def _print_rejections(rejections: Sequence[Rejection]) -> None:
    if not rejections:
        return
    scopes = Counter(rejection.scope for rejection in rejections)
    typer.echo(f"{len(rejections)} rejections: " + ", ".join(f"{scopes[scope]} {scope}" for scope in sorted(scopes)), err=True)
    for rejection in rejections[:FIRST_SHOWN]:
        typer.echo(f"  {rejection}"[:LONGEST_LINE], err=True)
    if len(rejections) > FIRST_SHOWN:
        typer.echo(f"  ... and {len(rejections) - FIRST_SHOWN} more in the table rejections of the build", err=True)


def _roll_back(folder: Path, build_id: str, *, as_json: bool) -> None:
    try:
        with builds.exclusive(folder):
            builds.roll_back(folder, build_id)
    except builds.BuildError as error:
        _fail(str(error), UNUSABLE, as_json=as_json)
    except builds.BusyError as error:
        _fail(str(error), BUSY, as_json=as_json)


def _list(folder: Path) -> None:
    """One line per kept build; one that cannot be read is listed as such."""
    serving = _serving(folder)
    for found in map(_readable, builds.kept(folder)):
        if isinstance(found, builds.Build):
            mark = "  current" if found.file == serving else ""
            numbers = f"{found.episodes:>7,} episodes  {found.rejections:>5,} rejections"
            typer.echo(f"{found.build_id}  {found.made_at:%Y-%m-%d %H:%M:%S} UTC  {numbers}{mark}")
        else:
            typer.echo(found)
    if not builds.kept(folder):
        typer.echo(f"{folder} holds no build: `python -m etl build` makes one")


def _list_json(folder: Path) -> None:
    serving = _serving(folder)
    for found in map(_readable, builds.kept(folder)):
        if isinstance(found, builds.Build):
            fields = {**asdict(found), "file": found.file.name, "made_at": f"{found.made_at.isoformat()}Z"}
            progress.print_event("build", **fields, current=found.file == serving)
        else:
            progress.print_event("unreadable", sentence=found)


def _readable(file: Path) -> builds.Build | str:
    """The build in the file, or what is wrong with it."""
    try:
        return builds.read_build(file)
    except builds.BuildError as error:
        return str(error)


def _serving(folder: Path) -> Path | None:
    """The file that CURRENT names; a damaged CURRENT is said and names none."""
    try:
        found = builds.current(folder)
    except builds.BuildError as error:
        typer.echo(str(error), err=True)
        return None
    return found.build.file if found else None


def _fail(sentence: str, code: int, *, as_json: bool = False) -> NoReturn:
    if as_json:
        progress.print_event("error", sentence=sentence)
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


if __name__ == "__main__":
    app()
