"""The measurements in the order in which they run: pages, notes, open test sets, syntax; each system in each way that fits the texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from spacy.util import is_package

from etl.evaluate.rows import NOTES, OPEN_SETS, PAGES, SYNTAX, Evaluation, Reading, Row, Way
from etl.evaluate.syntax import measure_sentence_rule, measure_syntax
from etl.evaluate.systems import Finder, alone, alone_on_prose, by_annotate_step
from etl.gold import Annotated, GoldError, Partly, page_reports, read_notes, read_pages, read_test_set, read_treebank, show_reports
from etl.language.pipeline import OURS, name_of, weights_hash
from etl.language.words import ENTITY_LABELS
from etl.progress import Step
from etl.records import Span
from etl.scores import EXACT, MEASURES, Counts, Measured, count, grouped, score
from etl.sources import read_bytes

ELSEWHERE = "en_core_web_sm"
"""What people would install otherwise; measured whenever it is installed."""

_IN_CORPORA = ("notes/notes.jsonl", "test/*.jsonl", "syntax/test.jsonl")
_CHIEF = (*EXACT, "overlap F")


@dataclass(frozen=True, slots=True)
class Job:
    """What to measure. `gold` holds annotated pages; `corpora`, if given, notes/notes.jsonl, test/*.jsonl and syntax/test.jsonl, of which
    those are measured that are there. `beside` are other pipelines by the name that their rows shall have; those of them that were trained
    on notes which report here are not measured on notes."""

    gold: Path
    corpora: Path | None
    measured_on: date
    pipeline: str = OURS
    beside: Mapping[str, str] = field(default_factory=dict)
    trained_on_notes: frozenset[str] = frozenset()

    @property
    def systems(self) -> dict[str, str]:
        installed = {ELSEWHERE: ELSEWHERE} if is_package(ELSEWHERE) else {}
        return {name_of(self.pipeline): self.pipeline, **self.beside, **installed}


@dataclass(frozen=True, slots=True)
class Part:
    """Annotated texts that are measured together, and the ways in which they are read."""

    name: str
    texts: Sequence[Annotated]
    ways: Mapping[Way, Finder]


def evaluate(job: Job, step: Step) -> Evaluation:
    """Raises PipelineError for a pipeline that cannot be used, GoldError for gold that cannot be read or that is not where it should be."""
    if job.corpora and not any(file for place in _IN_CORPORA for file in job.corpora.glob(place)):
        raise GoldError(f"{job.corpora}: holds no {', '.join(_IN_CORPORA[:-1])} or {_IN_CORPORA[-1]}")
    weights = {pipeline: weights_hash(pipeline) for pipeline in job.systems.values()}
    rows = list[Row]()
    for part in _parts(job):
        step(part.name, partial(rows.extend, _names(job, part)))
    rows += _mean_of_open_sets(job, rows)
    if job.corpora and (file := job.corpora / "syntax" / "test.jsonl").is_file():
        step(SYNTAX, partial(rows.extend, _syntax(job, file)))
    return Evaluation(job.measured_on, name_of(job.pipeline), weights[job.pipeline], tuple(rows))


def _parts(job: Job) -> Iterator[Part]:
    """Only what reports: nothing is measured on texts that something was trained on."""
    pages = [_with_show(page) for page in read_pages(job.gold) if page_reports(page.name)]
    if not pages:
        raise GoldError(f"{job.gold}: no annotated page here reports")
    yield Part(PAGES, pages, {"annotate step": by_annotate_step, "pipeline alone": alone_on_prose})
    if job.corpora is None:
        return
    if (file := job.corpora / "notes" / "notes.jsonl").is_file():
        notes = [note for note in read_notes(file) if show_reports(note.group)]
        yield Part(NOTES, notes, {"annotate step": by_annotate_step, "pipeline alone": alone})
    for file in sorted((job.corpora / "test").glob("*.jsonl")):
        yield Part(file.stem, read_test_set(file), {"pipeline alone": alone})


def _with_show(page: Annotated) -> Annotated:
    """Grouped by the show's own name, which its folder has in another form."""
    read = read_bytes(page.text.encode(), page.name)
    return replace(page, group=read.episodes[0].show) if read.episodes else page


def _names(job: Job, part: Part) -> Iterator[Row]:
    for system, pipeline in job.systems.items():
        if part.name == NOTES and system in job.trained_on_notes:
            continue
        for way, find in part.ways.items():
            found = find(pipeline, [text.text for text in part.texts])
            yield from rows_of(Reading(system, way, part.name, job.measured_on), part.texts, found)


def rows_of(reading: Reading, texts: Sequence[Annotated], found: Sequence[Sequence[Span]]) -> Iterator[Row]:
    """What was found in the texts against what people marked there."""
    return _rows(reading, texts, [_count(text, spans) for text, spans in zip(texts, found, strict=True)])


def _count(text: Annotated, found: Sequence[Span]) -> dict[str, Counts]:
    if isinstance(text, Partly):
        return count(text.text, text.entities, grouped(found), labels=text.labels, unknown=text.unknown)
    return count(text.text, text.entities, found, labels=ENTITY_LABELS)


def _rows(reading: Reading, texts: Sequence[Annotated], counts: Sequence[Mapping[str, Counts]]) -> Iterator[Row]:
    """All labels together in every measure; each label, and each show where there are several, in the chief ones."""
    for each in score(counts):
        for measure in _CHIEF if each.label else MEASURES:
            yield reading.row(measure, each.measures[measure], each.n, label=each.label)
    shows = sorted({text.group for text in texts})
    for show in shows if len(shows) > 1 else ():
        own = [each for text, each in zip(texts, counts, strict=True) if text.group == show]
        for pooled in score(own)[:1]:
            for measure in _CHIEF:
                yield reading.row(measure, pooled.measures[measure], pooled.n, show_name=show)


def _mean_of_open_sets(job: Job, rows: Iterable[Row]) -> Iterator[Row]:
    """Each set counts by its gold spans. It has no interval: the sets were chosen, not drawn."""
    whole = [row for row in rows if (row.measure, row.show_name, row.label) == ("exact F", None, None) and row.part not in (PAGES, NOTES)]
    for system in job.systems:
        own = [row for row in whole if row.system == system]
        if n := sum(row.n for row in own):
            mean = Measured(sum(row.value * row.n for row in own) / n)
            yield Reading(system, "pipeline alone", OPEN_SETS, job.measured_on).row("exact F", mean, n)


def _syntax(job: Job, file: Path) -> Iterator[Row]:
    texts = read_treebank(file)
    yield measure_sentence_rule(Reading(next(iter(job.systems)), "annotate step", SYNTAX, job.measured_on), texts)
    for system, pipeline in job.systems.items():
        yield from measure_syntax(Reading(system, "pipeline alone", SYNTAX, job.measured_on), pipeline, texts)
