"""The command line of the ETL: `python -m etl build` and `python -m etl builds`.

This module alone speaks to people and sets exit codes: 0 done, 2 the input cannot be used, 3 another build is running.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from etl import builds, progress
from etl.aliases import AliasError
from etl.inputs import UnusableInputError
from etl.language import PipelineError
from etl.pipeline import Job, Outcome, run
from etl.records import Rejection

FIRST_SHOWN = 10
LONGEST_LINE = 300
UNUSABLE, BUSY = 2, 3

app = typer.Typer(
    help="Build the database of Podscope from raw files, and manage its builds.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

DataOption = Annotated[Path | None, typer.Option("--data", envvar="PODSCOPE_DATA", help="The data folder. Default: data/ of the project.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Where builds lie. Default: builds/ in the data folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON lines instead of text.")]


@app.command()
def build(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders to read. Default: raw/ in the data folder.")] = None,
    pipeline: Annotated[str, typer.Option(help="The language pipeline: en_podcast, rules, or an installed spaCy package.")] = "en_podcast",
    data: DataOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read the raw files and publish a new build, unless nothing changed."""
    folder = _data_folder(data)
    job = Job(paths=tuple(paths or [folder / "raw"]), pipeline=pipeline, data=folder, out=out or folder / "builds")
    try:
        outcome = run(job, progress.chosen(as_json=as_json))
    except (UnusableInputError, PipelineError, AliasError) as error:
        _fail(str(error), UNUSABLE, as_json=as_json)
    except builds.BusyError as error:
        _fail(str(error), BUSY, as_json=as_json)
    _report_json(outcome) if as_json else _report(outcome)


@app.command("builds")
def list_builds(
    back_to: Annotated[str | None, typer.Option("--roll-back", metavar="BUILD_ID", help="Make this kept build current again.")] = None,
    data: DataOption = None,
    out: OutOption = None,
) -> None:
    """List the kept builds, or roll back to one of them. A rolled-back build stays current until an input changes."""
    folder = out or _data_folder(data) / "builds"
    if back_to is None:
        _print_builds(folder)
        return
    try:
        with builds.exclusive(folder):
            serving = builds.roll_back(folder, back_to)
    except builds.BuildError as error:
        _fail(str(error), UNUSABLE)
    except builds.BusyError as error:
        _fail(str(error), BUSY)
    typer.echo(f"build {serving.build_id} is current; it stays so until an input changes")


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


def _print_builds(folder: Path) -> None:
    """The kept builds, newest first; one that cannot be read is listed as such."""
    try:
        serving = builds.current(folder)
    except builds.BuildError as error:
        typer.echo(str(error), err=True)
        serving = None
    for file in builds.kept(folder):
        mark = "current" if serving and serving.build.file == file else ""
        typer.echo(f"{_described(file)}  {mark}".rstrip())


def _described(file: Path) -> str:
    try:
        build = builds.read_build(file)
    except builds.BuildError as error:
        return f"{file.stem}  {error}"
    return f"{build.build_id}  {build.made_at:%Y-%m-%d %H:%M:%S} UTC  {build.episodes:>7,} episodes  {build.rejections:>5,} rejections"


def _fail(sentence: str, code: int, *, as_json: bool = False) -> NoReturn:
    if as_json:
        progress.print_event("error", sentence=sentence)
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


if __name__ == "__main__":
    app()
