"""`python -m tests.benchmarks.page_times [DATA]`: what a changed filter and a click in a chart cost on the server, page by page.

The empty page is measured between the others, rerun by rerun, so that a busy machine burdens both alike; "own" is what a page takes
beyond it. Every rerun has filters that were never asked before (see draws.py): the dashboard's cache does not help.
"""

from __future__ import annotations

import argparse
import statistics
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tests.benchmarks.draws import Choice, build_file, draw_choices
from tests.benchmarks.serving import ROOT, served
from tests.benchmarks.visitor import Run, Visitor

EMPTY = ROOT / "tests" / "benchmarks" / "empty_page.py"
HEAD = ("page", "rerun p50", "p95", "empty p50", "own p50", "own p95", "click p50", "p95", "kB")


@dataclass
class Times:
    """Milliseconds of a page's reruns and clicks and, taken alternately, of the empty page's reruns."""

    reruns: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)
    clicks: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)

    def line(self) -> list[float | None]:
        own = [page - empty for page, empty in zip(self.reruns, self.empty, strict=True)]
        clicks = [middle(self.clicks), p95(self.clicks)] if self.clicks else [None, None]
        return [middle(self.reruns), p95(self.reruns), middle(self.empty), middle(own), p95(own), *clicks, middle(self.sent)]


def middle(values: list[float]) -> float:
    return statistics.median(values)


def p95(values: list[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


def measure(visitor: Visitor, empty: Visitor, choices: list[Choice], more: Choice) -> Times:
    times = Times()
    for place, choice in enumerate(choices):
        run = checked(visitor.run({**choice, **more}))
        times.reruns.append(run.milliseconds)
        times.sent.append(run.sent / 1000)
        times.empty.append(checked(empty.run(choice)).milliseconds)
        charts = [chart for chart in run.charts if chart.marks]
        if charts:
            chart = charts[place % len(charts)]
            mark = chart.marks[place % len(chart.marks)]
            times.clicks.append(checked(visitor.click(chart, mark, {**choice, **more})).milliseconds)
    return times


def checked(run: Run) -> Run:
    assert not run.errors, run.errors
    return run


def opened(build: Path) -> dict[str, Choice]:
    """What the pages show that are about one thing: the longest episode, the most frequent guest."""
    with duckdb.connect(build, read_only=True) as connection:
        episode = connection.execute("select episode_id from passages group by all order by count(*) desc, episode_id").fetchone()
        guest = connection.execute(
            "select name from appearances join people using (person_id) where role = 'guest' group by all order by count(*) desc, name"
        ).fetchone()
    assert episode
    assert guest
    return {"episode": {"episode": [episode[0]]}, "person": {"person": [guest[0]]}}


def main() -> None:
    parser = argparse.ArgumentParser(description="Milliseconds per page: 40 reruns with new filters each, 40 clicks in charts.")
    parser.add_argument("data", nargs="?", type=Path, default=ROOT / "data")
    parser.add_argument("--reruns", type=int, default=40)
    parser.add_argument("--page", help="only this one")
    asked = parser.parse_args()
    build = build_file(asked.data)
    print(f"{'':13}" + "".join(f"{name:>11}" for name in HEAD[1:]))
    with served(asked.data) as host, served(asked.data, EMPTY) as bare, Visitor(host) as visitor, Visitor(bare) as empty:
        parameters = opened(build)
        for path in visitor.pages:
            name = path or "overview"
            if asked.page not in (None, name):
                continue
            visitor.open(path)
            empty.open("")
            line = measure(visitor, empty, draw_choices(build, asked.reruns, name), parameters.get(path, {})).line()
            print(f"{name:13}" + "".join(f"{'–' if value is None else round(value):>11}" for value in line), flush=True)


if __name__ == "__main__":
    main()
