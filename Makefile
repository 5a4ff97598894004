PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
ARGS ?=
EXAMPLES ?= 500
SEED ?= $(shell date +%s)
LOCK ?=
CHECK_PYTHON := import sys; sys.version_info >= (3, 11) or sys.exit( \
    "mockserver needs Python 3.11 or newer, and $(PYTHON) is %d.%d: make PYTHON=python3.12" % sys.version_info[:2])

.PHONY: run test lint format docs javascript screenshots contract scoreboard mutants coverage bench fuzz lock audit clean

run: .venv/.installed
	$(BIN)/mockserver serve $(ARGS)

test: lint
	$(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

lint: .venv/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: .venv/.installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: .venv/.installed-dev
	$(BIN)/python -m mockserver.openapi.examples
	$(BIN)/python -m mockserver.cli.documentation .
	$(BIN)/python -m tests.planted.table docs/ci.md
	$(BIN)/python -m tests.scoreboard.board

javascript: .venv/.installed
	cd packages/javascript && npm ci --ignore-scripts --no-audit --no-fund
	cd packages/javascript && PYTHON=$(abspath $(BIN)/python) npm run generate && npm run build

screenshots: .venv/.installed-dev
	$(BIN)/pytest --quiet tests/browser/test_looks.py -k as_in_its_picture --screenshots docs/screenshots

contract: .venv/.installed-dev
	$(BIN)/pytest --quiet --no-header --contract-gaps

scoreboard: .venv/.installed-dev
	$(BIN)/python -m tests.scoreboard $(ARGS)

fuzz: .venv/.installed-dev
	FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/pytest tests/fuzz --hypothesis-seed=$(SEED) $(ARGS)
	SCHEMATHESIS_EXAMPLES=$(EXAMPLES) SCHEMATHESIS_SEED=$(SEED) $(BIN)/pytest tests/test_schemathesis.py -k all_checks $(ARGS)

mutants: .venv/.installed-dev
	$(PIP) cosmic-ray==8.7.0
	nice $(BIN)/python -m tests.mutants $(ARGS)

coverage: .venv/.installed-dev
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 2 --dist loadgroup $(ARGS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

bench: .venv/.installed-dev
	$(BIN)/python -m benchmarks $(ARGS)

lock: .venv/bin/python
	$(PIP) uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --quiet \
	    --upgrade --no-config --custom-compile-command 'make lock' --output-file .ci/requirements.txt

audit: .venv/bin/python
	$(PIP) pip-audit
	$(BIN)/pip-audit --requirement .ci/requirements.txt --require-hashes --disable-pip

clean:
	rm -rf .venv build dist htmlcov .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache

.venv/bin/python:
	@$(PYTHON) -c '$(CHECK_PYTHON)'
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml | .venv/bin/python
	@echo "Installing mockserver and what it needs into .venv: about a minute, once"
	$(PIP) --editable '.[all]'
	touch $@

.venv/.installed-dev: pyproject.toml $(LOCK) | .venv/bin/python
ifdef LOCK
	$(PIP) --require-hashes --requirement $(LOCK)
	$(PIP) --no-deps --no-build-isolation --editable .
else
	$(PIP) --editable '.[dev]'
endif
	touch $@ .venv/.installed
