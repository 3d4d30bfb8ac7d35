"""What was measured, as rows, and the file beside the weights that keeps them.

A row belongs to the weights that it was measured on, and one of the annotate step to our rules too. What another run measured on the
same weights stays in the file; with other weights the old rows say nothing, and go, with other rules those of the annotate step. The build
takes the rows that hold for the pipeline and the rules that it was made with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints

from pandas import DataFrame

from etl.language.pipeline import RULES, place_of, weights_hash
from etl.scores import Measured

FILE = "evaluation.json"
PAGES, NOTES, CROSS_VALIDATION = "summary pages", "show notes", "summary pages, 4-fold cross-validation"
OPEN_SETS, SYNTAX = "open test sets, span-weighted mean", "UD test"

Way = Literal["annotate step", "pipeline alone"]


class EvaluationError(Exception):
    """A file that holds no evaluation which can be read: the file and the reason, in one sentence."""


def rules_hash() -> str:
    """A hash of what the annotate step does beside the weights: which texts are read, as what, and all rules of the language step."""
    package = Path(str(files("etl")))
    rules = [package / "documents.py", package / "passages.py", package / "language" / "known_names.tsv"]
    digest = hashlib.sha256()
    for file in (*rules, *sorted((package / "language").glob("*.py"))):
        digest.update(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


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
    """What is known of a pipeline with these weights and rules, and of others that were measured beside it."""

    measured_on: date
    pipeline: str
    weights: str
    rows: tuple[Row, ...] = ()
    rules: str = field(default_factory=rules_hash)

    def holding(self, weights: str, rules: str) -> tuple[Row, ...]:
        """The rows that say something of a pipeline with those weights and rules."""
        if self.weights != weights:
            return ()
        return tuple(row for row in self.rows if self.rules == rules or row.way == "pipeline alone")


def file_of(pipeline: str) -> Path | None:
    """Where the evaluation of a pipeline lies: beside the weights of ours, or in the folder that was given. An installed package is not
    written to, and has none; nor have the rules. Raises PipelineError for a pipeline that is not there."""
    if pipeline == RULES:
        return None
    place = place_of(pipeline)
    return None if place.package else place.folder / FILE


def read_evaluation(file: Path) -> Evaluation | None:
    """None where nothing was measured yet. Raises EvaluationError for a file that is none."""
    if not file.is_file():
        return None
    try:
        return _evaluation(json.loads(file.read_bytes()))
    except (OSError, ValueError, TypeError, KeyError) as error:
        reason = f"it lacks {error}" if isinstance(error, KeyError) else error
        raise EvaluationError(f"{file}: is no evaluation ({reason}); without the file one can be made anew") from error


def write_evaluation(file: Path, measured: Evaluation) -> Evaluation:
    """Writes it with the rows of the file that still hold and that were not measured again, one row a line; gives back all.

    Raises EvaluationError for a file that is no evaluation: it is left as it is.
    """
    whole = _joined(read_evaluation(file), measured)
    head = {"measured_on": whole.measured_on.isoformat(), "pipeline": whole.pipeline, "weights": whole.weights, "rules": whole.rules}
    rows = ",\n".join(json_lines(whole))
    file.write_text(f'{json.dumps(head)[:-1]}, "rows": [\n{rows}\n]}}\n', encoding="utf-8")
    return whole


def rows_for(pipeline: str) -> DataFrame:
    """Table `evaluations` of a build made now with that pipeline; empty where its weights were never measured. Raises EvaluationError."""
    file = file_of(pipeline)
    found = read_evaluation(file) if file else None
    rows = found.holding(weights_hash(pipeline), rules_hash()) if found else ()
    return DataFrame(map(asdict, rows), columns=[column.name for column in fields(Row)])


def json_lines(evaluation: Evaluation) -> Iterator[str]:
    """One line of JSON for each row."""
    return (json.dumps(_stored(row), ensure_ascii=False) for row in evaluation.rows)


def _joined(old: Evaluation | None, new: Evaluation) -> Evaluation:
    if old is None or old.pipeline != new.pipeline:
        return new
    again = {_measurement(row) for row in new.rows}
    kept = (row for row in old.holding(new.weights, new.rules) if _measurement(row) not in again)
    return replace(new, rows=(*new.rows, *kept))


def _measurement(row: Row) -> tuple[str, str, str]:
    return row.system, row.way, row.part


def _evaluation(stored: Any) -> Evaluation:
    """Raises KeyError, TypeError or ValueError for another form."""
    pipeline, weights, rules = (str(stored[name]) for name in ("pipeline", "weights", "rules"))
    return Evaluation(date.fromisoformat(stored["measured_on"]), pipeline, weights, tuple(map(_row, stored["rows"])), rules)


def _row(stored: dict[str, Any]) -> Row:
    row = Row(**{**stored, "measured_on": date.fromisoformat(stored["measured_on"])})
    for name, form in get_type_hints(Row).items():
        value = getattr(row, name)
        if not (value in get_args(form) if form == Way else isinstance(value, form)):
            raise ValueError(f"{name} is {value!r}")
    if not (row.low or 0) <= row.value <= (1 if row.high is None else row.high):
        raise ValueError(f"value is {row.value}, low {row.low}, high {row.high}")
    return row


def _stored(row: Row) -> dict[str, object]:
    """Four digits are more than the gold can tell apart."""
    fields = {**asdict(row), "measured_on": row.measured_on.isoformat()}
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in fields.items()}
