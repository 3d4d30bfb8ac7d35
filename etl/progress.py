"""How a running build says where it is: one line per step for a log, a spinner besides on a terminal, JSON for the dashboard."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from typing import Protocol, TypeVar, runtime_checkable

from rich.console import Console

Result = TypeVar("Result")


@runtime_checkable
class Tabled(Protocol):
    """A result that is more than tables."""

    tables: Mapping[str, Sized]


class Step(Protocol):
    """Runs one step of the build, says what it made and how long it took, and hands its result on."""

    def __call__(self, name: str, work: Callable[[], Result], /) -> Result: ...


@dataclass(frozen=True, slots=True)
class Done:
    step: str
    counts: Mapping[str, int]
    seconds: float

    def __str__(self) -> str:
        counts = ", ".join(f"{number:,} {what.replace('_', ' ')}" for what, number in self.counts.items())
        return f"{self.step:<12} {self.seconds:6.2f} s  {counts}"


def plain(name: str, work: Callable[[], Result], /) -> Result:
    result, done = _timed(name, work)
    print(done, flush=True)
    return result


def lively(name: str, work: Callable[[], Result], /) -> Result:
    console = Console(highlight=False)
    with console.status(f"{name} ..."):
        result, done = _timed(name, work)
    console.print(str(done), markup=False)
    return result


def json_lines(name: str, work: Callable[[], Result], /) -> Result:
    result, done = _timed(name, work)
    print_event("step", step=done.step, counts=dict(done.counts), seconds=round(done.seconds, 3))
    return result


def print_event(event: str, **fields: object) -> None:
    print(json.dumps({"event": event, **fields}, ensure_ascii=False), flush=True)


def chosen(*, as_json: bool) -> Step:
    """JSON when asked for, otherwise what suits the place that the output goes to."""
    if as_json:
        return json_lines
    return lively if sys.stdout.isatty() else plain


def _timed(name: str, work: Callable[[], Result]) -> tuple[Result, Done]:
    begun = time.perf_counter()
    result = work()
    return result, Done(name, _counts(name, result), time.perf_counter() - begun)


def _counts(name: str, result: object) -> dict[str, int]:
    """Rows of each table of a step that gives tables; for others how many things they gave, under the step's name."""
    tables = result.tables if isinstance(result, Tabled) else result
    if isinstance(tables, Mapping):
        return {table: len(frame) for table, frame in tables.items()}
    return {name: len(tables)} if isinstance(tables, Sized) else {}
