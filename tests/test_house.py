"""The house rules that no linter keeps: commands, pins, what must not be left lying about, and what make says when it refuses."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Set
from importlib.metadata import distributions, packages_distributions, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = sorted([*ROOT.glob("etl/**/*.py"), *ROOT.glob("dashboard/**/*.py")])
LEFTOVERS = re.compile(
    r"\b(TODO|FIXME|XXX|HACK|NotImplementedError|executemany|iterrows)\b|\bbreakpoint\(|\bimport pdb|unittest.mock|plotly.express"
    r"|except( Base)?( Exception)?:"
)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    lines = [line.split("#")[0].strip() for line in read(name).splitlines()]
    return dict(line.split("==") for line in lines if line and not line.startswith("-r "))


def extras() -> dict[str, str]:
    """The pins of all extras of the package."""
    listed = tomllib.loads(read("pyproject.toml"))["project"]["optional-dependencies"]
    return dict(requirement.split("==") for requirements in listed.values() for requirement in requirements)


def at_start(tree: ast.AST) -> Iterator[ast.AST]:
    """What runs when a module is imported: no body of a function, nothing that only the type checker reads."""
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.FunctionDef) and not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from at_start(node)


def unpinned(nodes: Iterable[ast.AST], pinned: Set[str]) -> set[str]:
    """What is imported and is neither the standard library, nor the product, nor brought by one of the packages."""
    found = list(nodes)
    names = {alias.name for node in found if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in found if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    modules = {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"etl", "dashboard"}
    packages = packages_distributions()
    return {module for module in modules if pinned.isdisjoint(map(str.lower, packages.get(module, [module])))}


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHON"}}
    return subprocess.run(
        [str(word) for word in command], cwd=cwd, env=clean | environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_readme_names_the_commands_of_the_makefile() -> None:
    """Every `make ...` of the README is a target of the Makefile, and every target is in the README."""
    named = set(re.findall(r"\bmake ([a-z]+)", read("README.md")))
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), flags=re.MULTILINE))

    assert named == targets - {"help"}


def test_every_picture_and_file_of_the_readme_is_there() -> None:
    """Each relative link of the README leads to a file of the repository."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", read("README.md"))

    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_exact_and_installed(name: str) -> None:
    """Each requirement is one exact version, and that version is the one the tests run with."""
    assert pins(name) == {package: version(package) for package in pins(name)}


def test_what_is_imported_is_pinned() -> None:
    """A module of the product imports what requirements.txt pins; only inside of a function may it be what an extra pins."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in CODE]
    required = pins("requirements.txt").keys()

    assert unpinned((node for tree in trees for node in at_start(tree)), required) == set()
    assert unpinned((node for tree in trees for node in ast.walk(tree)), required | extras().keys()) == set()


def test_extras_are_exact() -> None:
    """Each package of an extra is one exact version; where it is installed, that version is the one the tests run with."""
    installed = {one.name.lower(): one.version for one in distributions()}

    assert {package: installed.get(package, pin) for package, pin in extras().items()} == extras()


def test_no_scaffold_is_left_standing() -> None:
    """No file of the product holds a note to its author, a debugger, or a thing that the house does without."""
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in CODE
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if LEFTOVERS.search(line)
    ]

    assert found == []


def test_every_module_says_what_it_decides() -> None:
    """Each module of the product opens with a docstring."""
    assert [path for path in CODE if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []


@pytest.mark.parametrize("command", [("python", "-m", "etl"), ("python", "-m", "dashboard"), ("podscope",)], ids=" ".join)
def test_commands_work_from_another_folder(command: tuple[str, ...], tmp_path: Path) -> None:
    """Each command of the installed package prints its help from a folder that holds nothing."""
    done = run(Path(sys.executable).parent / command[0], *command[1:], "--help", cwd=tmp_path)

    assert (done.returncode, done.stderr, list(tmp_path.iterdir())) == (0, "", [])
    assert "usage" in done.stdout.lower()


def test_the_readme_lists_the_settings_that_help_lists() -> None:
    """The table of the README and `python -m dashboard --help` name the same PODSCOPE_ variables."""
    done = run(sys.executable, "-m", "dashboard", "--help", cwd=ROOT)
    named = set(re.findall(r"PODSCOPE_[A-Z_]+", read("README.md")))

    assert named == set(re.findall(r"PODSCOPE_[A-Z_]+", done.stdout))


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder "a house" with the Makefile alone: enough for make to choose an interpreter, nothing to install."""
    folder = tmp_path / "a house"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        (folder / name).touch()
    return folder


def program(path: Path, body: str) -> Path:
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """What make's recipe said: all of stderr but make's own closing line, which names the target."""
    assert done.returncode == 2
    return re.sub(r"make: \*\*\* .*\n", "", done.stderr)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("exit 1", "Python 3.11, 3.12 or 3.13 is needed; none of these runs: {python}."),
        ("echo 3.9", "Python 3.11, 3.12 or 3.13 is needed; found only {python} (3.9)."),
        ("echo 3.14", "Python 3.11, 3.12 or 3.13 is needed; found only {python} (3.14)."),
        (
            'case "$2" in *ensurepip*) exit 1 ;; esac; echo 3.12',
            "{python} (3.12) cannot make virtual environments; on Debian and Ubuntu install the package python3-venv.",
        ),
    ],
    ids=["no Python", "too old", "too new", "no venv"],
)
def test_make_refuses_in_one_sentence(body: str, sentence: str, house: Path, tmp_path: Path) -> None:
    """A Python that will not do is refused in one sentence that names it, whatever folder make is called from."""
    python = program(tmp_path / "some python", body)

    done = run("make", "-C", house, "--no-print-directory", "run", f"PYTHON={python}", cwd=tmp_path)

    assert refusal(done) == f"podscope: {sentence.format(python=python)}\n"


def test_make_says_what_it_looked_for(house: Path, tmp_path: Path) -> None:
    """Where PATH has no Python at all, make names the programs that it tried."""
    bare = tmp_path / "bin"
    bare.mkdir()
    for tool in ("sh", "cat"):
        (bare / tool).symlink_to(str(shutil.which(tool)))

    done = run(str(shutil.which("make")), "run", cwd=house, PATH=str(bare))

    sentence = "Python 3.11, 3.12 or 3.13 is needed; none of these runs: python3.13 python3.12 python3.11 python3 python."
    assert refusal(done) == f"podscope: {sentence}\n"


# A stand-in for Python: it notes what it is asked to do and, as `-m venv` would, puts itself into the new environment.
STAND_IN = r"""
case "$*" in
  -c*version_info*) echo 3.12; exit ;;
  "-c print"*) echo works; exit ;;
  -c*) exit ;;
esac
echo "$*" | sed 's/--[^ ]* //g; s/-qq //' >> "$LOG"
case "$*" in
  *venv*) mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
  *pip*) exit "${PIP_RESULT:-0}" ;;
esac
"""


def test_the_second_start_installs_nothing(house: Path, tmp_path: Path) -> None:
    """make run installs, builds and serves; the second time it only builds and serves, until the requirements change."""
    python = program(tmp_path / "python3.12", STAND_IN)
    asked = []
    for start in range(3):
        log = tmp_path / f"log{start}"
        done = run("make", "run", f"PYTHON={python}", cwd=house, LOG=str(log))
        assert (done.returncode, done.stderr) == (0, "")
        asked.append(log.read_text(encoding="utf-8").splitlines())
        if start == 1:
            (house / "requirements.txt").touch()

    install, serve = "-m pip install requirements.txt .", ["-m etl build", "-m dashboard"]
    assert asked == [["-m venv .venv", install, *serve], serve, [install, *serve]]


def test_make_says_when_packages_cannot_be_fetched(house: Path, tmp_path: Path) -> None:
    """When pip fails, nothing is built or served, and one sentence says what to look at."""
    python = program(tmp_path / "python3.12", STAND_IN)

    done = run("make", "run", f"PYTHON={python}", cwd=house, LOG=str(tmp_path / "log"), PIP_RESULT="1")

    assert refusal(done) == ("podscope: the packages of requirements.txt could not be installed; is the network there? Then start again.\n")


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("true", "1 error")])
def test_a_missing_browser_is_said_at_the_end(ci: str, outcome: str, tmp_path: Path) -> None:
    """Without a Chromium the browser tests are skipped, in CI they fail, and the last lines say that they were not run."""
    (tmp_path / "browser").mkdir()
    (tmp_path / "browser/test_page.py").write_text("def test_page(browser_path): pass\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser: x\n", encoding="utf-8")
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)

    done = run(
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        cwd=tmp_path,
        CI=ci,
        BROWSER_PATH="/no/chromium",
        PYTHONPATH=str(ROOT),
    )

    *_, told, closing = done.stdout.strip().splitlines()
    assert told == "Browser tests were not run: no Chromium was found: BROWSER_PATH is '/no/chromium', which is no program."
    assert closing.startswith(outcome)
