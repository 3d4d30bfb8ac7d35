"""The measurements as people read them in a terminal: in hundredths, one line for what was read by whom and how."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from etl.evaluate.rows import CROSS_VALIDATION, NOTES, PAGES, Evaluation, Row
from etl.scores import EXACT, OVERLAP

_F = EXACT[0]
_NAMES = (_F, OVERLAP[0], *EXACT[1:])
_WIDTH = 120  # a narrower terminal breaks the lines, but loses no figure


def print_tables(evaluation: Evaluation, console: Console | None = None) -> None:
    """All names by part; the pages and notes by label, the pages by show; then what is no name (sentences, syntax)."""
    shown = console or Console(highlight=False, width=_WIDTH)
    names = [row for row in evaluation.rows if row.measure in _NAMES]
    whole = [row for row in names if row.show_name is None and row.label is None]
    _print_names(shown, "all names", whole, "part")
    for part in (PAGES, CROSS_VALIDATION, NOTES):
        _print_names(shown, f"{part}, by label", [row for row in names if row.part == part and row.label], "label")
    _print_names(shown, f"{PAGES}, by show", [row for row in names if row.part == PAGES and row.show_name], "show_name")
    _print_others(shown, [row for row in evaluation.rows if row.measure not in (*EXACT, *OVERLAP)])


def _print_names(console: Console, title: str, rows: Sequence[Row], by: str) -> None:
    lines: defaultdict[tuple[str, ...], dict[str, Row]] = defaultdict(dict)
    for row in rows:
        lines[str(getattr(row, by)), row.way, row.system][row.measure] = row
    table = _table(title, (by.replace("_name", ""), "way", "system"), ("F", "95 %", "overlap F", "precision", "recall", "n"))
    for names, found in lines.items():
        overlap, precision, recall = (_hundredths(found[measure].value) if measure in found else "" for measure in _NAMES[1:])
        table.add_row(*names, _hundredths(found[_F].value), _interval(found[_F]), overlap, precision, recall, f"{found[_F].n:,}")
    if lines:
        console.print(table)


def _print_others(console: Console, rows: Sequence[Row]) -> None:
    table = _table("sentences and syntax", ("measure", "way", "system"), ("value", "95 %", "n"))
    for row in rows:
        table.add_row(row.measure, row.way, row.system, _hundredths(row.value), _interval(row), f"{row.n:,}")
    if rows:
        console.print(table)


def _table(title: str, names: Sequence[str], numbers: Sequence[str]) -> Table:
    table = Table(*names, title=title, title_justify="left", box=SIMPLE, show_edge=False)
    for number in numbers:
        table.add_column(number, justify="right")
    return table


def _interval(row: Row) -> str:
    return "" if row.low is None or row.high is None else f"{_hundredths(row.low)}-{_hundredths(row.high)}"


def _hundredths(share: float) -> str:
    return f"{100 * share:.1f}"
