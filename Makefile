# Everything runs in .venv, which `make run` makes; nothing is installed outside of this folder and nothing needs root.
# PYTHON=/path/to/python3.12 chooses the interpreter; without it the newest fitting one on PATH is taken.

CANDIDATES := $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3 python)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
VERSION := import sys; print("%d.%d" % sys.version_info[:2])

.PHONY: help run test bench screenshots clean
.DELETE_ON_ERROR:

help:
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile | expand -t 18

run: .venv/product ## Install on the first start, build from data/raw, serve on http://127.0.0.1:8501
	@$(BIN)/python -m etl build
	@$(BIN)/python -m dashboard

test: .venv/development ## Lint, types, import rules, all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest

bench: .venv/development ## Times of the build and of the pages
	$(BIN)/python -m pytest tests/benchmarks
	for measured in build_times language_times page_times first_paint code_figures; do $(BIN)/python -m tests.benchmarks.$$measured || exit 1; done

screenshots: .venv/development ## Draw the pictures of the README again
	$(BIN)/python tests/browser/screenshots.py

clean: ## Remove .venv and the tools' caches; data/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .benchmarks *.egg-info
	find etl dashboard tests notebooks -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are files inside .venv: while they are newer than what they depend on, pip is not started.
# The package is installed editable: `podscope` then works from every folder, on the code and the data of this one.
.venv/product: .venv/made requirements.txt pyproject.toml
	@echo "Installing Podscope into .venv (once; needs the network and a few minutes) ..."
	@$(PIP) install -qq --requirement requirements.txt --editable . || { \
	  echo "podscope: the packages of requirements.txt could not be installed; is the network there? Then start again." >&2; exit 1; }
	@touch $@

.venv/development: .venv/product requirements-dev.txt
	@echo "Installing the test tools into .venv (once) ..."
	@$(PIP) install -qq --requirement requirements-dev.txt || { \
	  echo "podscope: the packages of requirements-dev.txt could not be installed; is the network there? Then start again." >&2; exit 1; }
	@touch $@

# Made anew when its interpreter has gone or when another one is asked for; the stamp holds the name of the one taken.
ifneq ($(shell $(BIN)/python -c 'print("works")' 2>/dev/null),works)
.PHONY: .venv/made
else ifneq ($(or $(PYTHON),$(shell cat .venv/made 2>/dev/null)),$(shell cat .venv/made 2>/dev/null))
.PHONY: .venv/made
endif

.venv/made:
	@found=; bare=; chosen=; \
	for python in $(CANDIDATES); do \
	  version=$$("$$python" -c '$(VERSION)' 2>/dev/null) && test -n "$$version" || continue; \
	  found="$$found $$python ($$version),"; \
	  case $$version in 3.11|3.12|3.13) ;; *) continue ;; esac; \
	  "$$python" -c 'import venv, ensurepip' 2>/dev/null || { bare="$$python ($$version)"; continue; }; \
	  chosen=$$python; break; \
	done; \
	if test -n "$$chosen"; then \
	  "$$chosen" -m venv --clear .venv && echo "$$chosen" > $@; \
	elif test -n "$$bare"; then \
	  echo "podscope: $$bare cannot make virtual environments; on Debian and Ubuntu install the package python3-venv." >&2; exit 1; \
	elif test -n "$$found"; then \
	  echo "podscope: Python 3.11, 3.12 or 3.13 is needed; found only$${found%,}." >&2; exit 1; \
	else \
	  echo "podscope: Python 3.11, 3.12 or 3.13 is needed; none of these runs: $(CANDIDATES)." >&2; exit 1; \
	fi
