"""The scores in the model card, written from evaluation.json, so that the card says what was measured."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

import typer

from etl.evaluate import CROSS_VALIDATION, Evaluation, Row, file_of, read_evaluation
from etl.evaluate.rows import NOTES, OPEN_SETS, PAGES, SYNTAX
from etl.language.pipeline import OURS

BEGIN, END = "<!-- scores -->", "<!-- end of scores -->"
_BY_LABEL = ((PAGES, "annotate step"), (CROSS_VALIDATION, "annotate step"), (NOTES, "annotate step"), (NOTES, "pipeline alone"))


def main(pipeline: Annotated[str, typer.Argument(help="The pipeline whose card is written.")] = OURS) -> None:
    """Write the scores into the README.md beside the weights."""
    file = file_of(pipeline)
    evaluation = read_evaluation(file) if file else None
    if file is None or evaluation is None:
        raise typer.BadParameter(f"{pipeline} was not measured yet: `python -m etl evaluate` does it")
    card = file.with_name("README.md")
    if not card.is_file():
        raise typer.BadParameter(f"{card} is not there: a card has words before it has figures")
    card.write_text(with_scores(card.read_text(encoding="utf-8"), evaluation), encoding="utf-8")


def with_scores(card: str, evaluation: Evaluation) -> str:
    """The card with the scores between its two marks."""
    scores = "\n".join(["", *_scores(evaluation), ""])
    return re.sub(f"(?<={BEGIN}).*(?={END})", lambda _: scores, card, flags=re.DOTALL)


def _scores(evaluation: Evaluation) -> Iterator[str]:
    rows = [row for row in evaluation.rows if row.show_name is None]
    exact = [row for row in rows if row.measure == "exact F"]
    yield f"Exact spans, F in hundredths, measured on {evaluation.measured_on}; in brackets the 95 % bootstrap interval and the number of"
    yield "gold spans.\n"
    yield from _table(
        ("label", *(f"{part}, {way}" for part, way in _BY_LABEL)),
        ((label or "all", *(_cell(exact, part, way, label, evaluation.pipeline) for part, way in _BY_LABEL)) for label in _labels(exact)),
    )
    others = [*sorted({row.part for row in exact} - {PAGES, CROSS_VALIDATION, NOTES, OPEN_SETS}), OPEN_SETS]
    systems = sorted({row.system for row in exact}, key=lambda system: (system != evaluation.pipeline, system))
    yield ""
    yield from _table(
        ("all labels of", "way", *systems),
        (
            (part, way, *(_cell(exact, part, way, None, system) for system in systems))
            for part, way in _ways(exact, [PAGES, NOTES, *others])
        ),
    )
    yield ""
    syntax = [row for row in rows if row.part == SYNTAX and row.way == "pipeline alone"]
    measures = list(dict.fromkeys(row.measure for row in syntax))
    yield from _table(
        (SYNTAX, *systems),
        (
            (measure, *(_value([row for row in syntax if (row.measure, row.system) == (measure, system)]) for system in systems))
            for measure in measures
        ),
    )


def _labels(rows: Iterable[Row]) -> list[str | None]:
    """All first, then the labels by how often they stand in the pages."""
    counts = {row.label: row.n for row in rows if row.part == CROSS_VALIDATION} or {row.label: row.n for row in rows if row.part == PAGES}
    return sorted(counts, key=lambda label: (label is not None, -counts[label]))


def _ways(rows: Sequence[Row], parts: Sequence[str]) -> list[tuple[str, str]]:
    return [
        (part, way)
        for part in parts
        for way in ("annotate step", "pipeline alone")
        if any((row.part, row.way) == (part, way) for row in rows)
    ]


def _cell(rows: Iterable[Row], part: str, way: str, label: str | None, system: str) -> str:
    return _value([row for row in rows if (row.part, row.way, row.label, row.system) == (part, way, label, system)])


def _value(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    row = rows[0]
    interval = f"{100 * row.low:.0f}-{100 * row.high:.0f}, " if row.low is not None and row.high is not None else ""
    return f"{100 * row.value:.1f} ({interval}{row.n:,})"


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    typer.run(main)
