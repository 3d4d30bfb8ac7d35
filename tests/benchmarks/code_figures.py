"""`python -m tests.benchmarks.code_figures`: how much code there is and in what pieces; how many tests, by pytest's own count."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.serving import ROOT


def modules(package: str) -> list[Path]:
    return sorted(path for path in (ROOT / package).rglob("*.py") if path.name != "__init__.py" or path.stat().st_size > 200)


def lengths(path: Path) -> Iterator[tuple[int, str]]:
    """Lines of each function from its `def` to its end, docstring included, with its place."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def report(package: str) -> str:
    paths = modules(package)
    found = sorted(one for path in paths for one in lengths(path))
    functions = [length for length, _ in found]
    longest_module = max(paths, key=lines)
    longest, place = found[-1]
    ninth = functions[len(functions) * 9 // 10]
    return (
        f"{package:10} {len(paths):3} modules, {sum(map(lines, paths)):6,} lines; longest {longest_module.relative_to(ROOT)} "
        f"({lines(longest_module)}); {len(functions)} functions, median {statistics.median(functions):g} lines, "
        f"nine in ten at most {ninth}, longest {longest} ({place})"
    )


def count_tests() -> str:
    """The last line of pytest's list."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "--no-header"]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    found = sum(int(count) for count in re.findall(r"^tests/\S+: (\d+)$", told, flags=re.MULTILINE))
    return f"{found or told.splitlines()[-1]} tests"


def main() -> None:
    for package in ("etl", "dashboard", "tests"):
        print(report(package))
    print(count_tests())


if __name__ == "__main__":
    main()
