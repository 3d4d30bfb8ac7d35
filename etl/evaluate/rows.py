"""What was measured, as rows, and the file beside the weights that keeps them.

A row belongs to the weights that it was measured on. What another run measured on the same weights stays in the file; with other weights
the old rows say nothing, and go. The build takes the rows of the pipeline that it was made with, if they belong to its weights.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pandas import DataFrame

from etl.language.pipeline import OURS, RULES, weights_hash
from etl.scores import Measured

FILE = "evaluation.json"
PAGES, NOTES, CROSS_VALIDATION = "summary pages", "show notes", "summary pages, 4-fold cross-validation"
OPEN_SETS, SYNTAX = "open test sets, span-weighted mean", "UD test"

Way = Literal["annotate step", "pipeline alone"]


@dataclass(frozen=True, slots=True)
class Row:
    """One measured accuracy. Without a show it is that of all shows together, without a label that of all labels; `n` counts what was
    judged: gold spans, tokens or sentences. An interval is unknown where the texts are too few for one."""

    system: str
    way: Way
    part: str
    measure: str
    show_name: str | None
    label: str | None
    value: float
    low: float | None
    high: float | None
    n: int
    measured_on: date


@dataclass(frozen=True, slots=True)
class Reading:
    """A system that reads a part of the gold texts in one way, on a day: what several rows have in common."""

    system: str
    way: Way
    part: str
    measured_on: date

    def row(self, measure: str, measured: Measured, n: int, *, show_name: str | None = None, label: str | None = None) -> Row:
        number = measured.value, measured.low, measured.high
        return Row(self.system, self.way, self.part, measure, show_name, label, *number, n, self.measured_on)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is known of a pipeline with these weights, and of others that were measured beside it."""

    measured_on: date
    pipeline: str
    weights: str
    rows: tuple[Row, ...] = ()


def file_of(pipeline: str) -> Path | None:
    """Where the evaluation of a pipeline lies: beside the weights of ours, or in the folder that was given. An installed package is not
    written to, and has none; nor have the rules."""
    if pipeline == RULES:
        return None
    folder = Path(str(files("etl"))) / "language" / OURS if pipeline == OURS else Path(pipeline)
    return folder / FILE if folder.is_dir() else None


def read_evaluation(file: Path) -> Evaluation | None:
    """None where nothing was measured yet."""
    if not file.is_file():
        return None
    stored = json.loads(file.read_bytes())
    rows = (Row(**{**row, "measured_on": date.fromisoformat(row["measured_on"])}) for row in stored["rows"])
    return Evaluation(date.fromisoformat(stored["measured_on"]), stored["pipeline"], stored["weights"], tuple(rows))


def write_evaluation(file: Path, measured: Evaluation) -> Evaluation:
    """Writes it with the rows that the file holds of the same weights and that were not measured again, one row a line; gives back all."""
    whole = _joined(read_evaluation(file), measured)
    head = {"measured_on": whole.measured_on.isoformat(), "pipeline": whole.pipeline, "weights": whole.weights}
    rows = ",\n".join(json_lines(whole))
    file.write_text(f'{json.dumps(head)[:-1]}, "rows": [\n{rows}\n]}}\n', encoding="utf-8")
    return whole


def rows_for(pipeline: str) -> DataFrame:
    """Table `evaluations` of a build made with that pipeline; empty where its weights were never measured."""
    file = file_of(pipeline)
    found = read_evaluation(file) if file else None
    rows = found.rows if found and found.weights == weights_hash(pipeline) else ()
    return DataFrame(map(asdict, rows), columns=[field.name for field in fields(Row)])


def json_lines(evaluation: Evaluation) -> Iterator[str]:
    """One line of JSON for each row."""
    return (json.dumps(_stored(row), ensure_ascii=False) for row in evaluation.rows)


def _joined(old: Evaluation | None, new: Evaluation) -> Evaluation:
    if old is None or (old.pipeline, old.weights) != (new.pipeline, new.weights):
        return new
    again = {_measurement(row) for row in new.rows}
    kept = tuple(row for row in old.rows if _measurement(row) not in again)
    return Evaluation(new.measured_on, new.pipeline, new.weights, (*new.rows, *kept))


def _measurement(row: Row) -> tuple[str, str, str]:
    return row.system, row.way, row.part


def _stored(row: Row) -> dict[str, object]:
    """Four digits are more than the gold can tell apart."""
    fields = {**asdict(row), "measured_on": row.measured_on.isoformat()}
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in fields.items()}
