"""The way from files to a published build, in the order it runs. Each step is one call; what it does is told in its module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pandas import DataFrame

from etl import builds, inputs, tables, warehouse
from etl.aliases import Aliases, read_aliases
from etl.entities import find_entities
from etl.evaluate import file_of, rows_for
from etl.language import Runner, fingerprint, in_this_process
from etl.merge import Holdings, merge
from etl.passages import find_passages
from etl.people import resolve
from etl.progress import Step
from etl.records import Rejection
from etl.similar import find_similar
from etl.sources import read
from etl.statistics import find_claims
from etl.themes import find_themes
from etl.topics import find_topics
from etl.workers import chosen


@dataclass(frozen=True, slots=True)
class Job:
    """One run of the ETL: what to read, with which language pipeline and where that runs, and where the data folder and the builds are."""

    paths: tuple[Path, ...]
    pipeline: str
    data: Path
    out: Path
    workers: str = "1"

    @property
    def aliases(self) -> Path:
        return self.data / "aliases.toml"

    @property
    def cache(self) -> Path:
        return self.data / "cache" / "annotations.duckdb"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: the build that serves now, whether this run made it, and what was read if anything had to be read.

    `damage` says what was wrong with CURRENT, which this run has then repaired.
    """

    build: builds.Build
    made: bool
    holdings: Holdings | None = None
    removed: tuple[Path, ...] = ()
    damage: str | None = None

    @property
    def rejections(self) -> tuple[Rejection, ...]:
        return self.holdings.rejections if self.holdings else ()

    @property
    def sums(self) -> dict[str, int]:
        """read = stored + merged + rejected; empty where nothing had to be read."""
        return self.holdings.sums if self.holdings else {}


def run(job: Job, step: Step) -> Outcome:
    """Make and publish a build, or find that nothing changed.

    Raises UnusableInputError, PipelineError, EvaluationError, WorkersError or AliasError before anything is written, so that the old
    build goes on serving.
    """
    workers = chosen(job.workers)
    with builds.exclusive(job.out):
        serving, damage = _serving(job.out)
        found = step("files", lambda: inputs.find_files(job.paths))
        made_by, evaluation = fingerprint(job.pipeline), file_of(job.pipeline)
        digest = inputs.input_hash(found, aliases=job.aliases, fingerprint=made_by, evaluation=evaluation)
        if serving and serving.input_hash == digest:
            return Outcome(serving.build, made=False)
        aliases, measured = read_aliases(job.aliases), rows_for(job.pipeline)
        holdings = step("episodes", lambda: merge(read(job.paths), aliases))
        if not holdings.episodes:
            raise inputs.UnusableInputError(_nothing_found(job, holdings))
        frames = find_tables(job, holdings, aliases, step, workers)
        written = step("build", lambda: _write(job, {**frames, "evaluations": measured}, input_hash=digest))
        outcome = step("publish", lambda: _publish(job, written, serving))
        return replace(outcome, holdings=holdings, damage=damage)


def find_tables(job: Job, holdings: Holdings, aliases: Aliases, step: Step, workers: Runner = in_this_process) -> dict[str, DataFrame]:
    """Every table of the build that is made from what was read; the search index is made when they are written."""
    episodes = holdings.episodes
    passages = step("passages", lambda: find_passages(episodes, pipeline=job.pipeline, cache=job.cache, run=workers))
    people = step("people", lambda: resolve(episodes, passages, aliases))
    entities = step("entities", lambda: find_entities(passages, people, aliases))
    topics = step("topics", lambda: find_topics(passages, _names(holdings), aliases))
    themes = step("themes", lambda: find_themes(topics["topics"], topics["topic_mentions"]))
    claims = step("statistics", lambda: find_claims(episodes, passages, people, entities["mentions"]))
    similar = step("similar", lambda: find_similar(topics["topic_mentions"], entities["mentions"], entities["entities"]))
    stored = step("tables", lambda: tables.from_records(holdings, passages, people.present))
    return {**stored, **people.tables, **entities, **topics, **themes, **claims, **similar}


def _names(holdings: Holdings) -> set[str]:
    """The names of the shows and of everybody who appears: no topic. Other names are told from topics by where they stand."""
    return {name for one in holdings.episodes for name in (one.show, *(person.name for person in one.appearances))}


def _serving(out: Path) -> tuple[builds.Current | None, str | None]:
    """What CURRENT names; where it is damaged, nothing and the reason: the build that now runs replaces it."""
    try:
        return builds.current(out), None
    except builds.BuildError as error:
        return None, str(error)


def _nothing_found(job: Job, holdings: Holdings) -> str:
    where = ", ".join(map(str, job.paths))
    first = f"; the first of {len(holdings.rejections)} rejections: {holdings.rejections[0]}" if holdings.rejections else ""
    return f"{where}: no episode could be read from {len(holdings.accounts)} files{first}"


def _write(job: Job, frames: Mapping[str, DataFrame], *, input_hash: str) -> Path:
    """A finished database file under its temporary name."""
    file = builds.temporary(job.out)
    with warehouse.create(file) as connection:
        warehouse.fill(connection, frames)
        content_hash = warehouse.content_hash(connection)
        made_at = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
        row = {
            "build_id": builds.build_name(made_at, content_hash),
            "made_at": made_at,
            "input_hash": input_hash,
            "content_hash": content_hash,
            "pipeline": job.pipeline,
            "episodes": len(frames["episodes"]),
            "rejections": len(frames["rejections"]),
        }
        warehouse.insert(connection, "build", DataFrame([row]))
        warehouse.close(connection)
    return file


def _publish(job: Job, written: Path, serving: builds.Current | None) -> Outcome:
    """Make the file current, unless the build that serves has the same rows: that one then answers these inputs too."""
    made = builds.read_build(written)
    if serving and serving.build.content_hash == made.content_hash:
        written.unlink()
        builds.point(job.out, serving.build, made.input_hash)
        return Outcome(serving.build, made=False)
    build = builds.publish(job.out, written)
    return Outcome(build, made=True, removed=tuple(builds.retire(job.out, build)))
