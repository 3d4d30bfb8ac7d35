"""How good the extraction is: measured on texts that people marked by hand and that nothing was trained or tuned on."""

from etl.evaluate.measure import Job, evaluate, rows_of
from etl.evaluate.rows import (
    CROSS_VALIDATION,
    Evaluation,
    EvaluationError,
    Reading,
    Row,
    file_of,
    json_lines,
    read_evaluation,
    rows_for,
    write_evaluation,
)
from etl.evaluate.shown import print_tables

__all__ = [
    "CROSS_VALIDATION",
    "Evaluation",
    "EvaluationError",
    "Job",
    "Reading",
    "Row",
    "evaluate",
    "file_of",
    "json_lines",
    "print_tables",
    "read_evaluation",
    "rows_for",
    "rows_of",
    "write_evaluation",
]
