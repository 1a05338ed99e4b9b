# Kulatý stůl. `make run` and `make test` are the whole set-up: each makes .venv when it is missing.
PYTHON ?= python3
UV ?= uv
HOST ?= 127.0.0.1
PORT ?= 8000
JOBS ?= auto
ARGS ?=
ONLY ?=

# What was compiled is kept: the tests start the application in many processes, and rewrite their own modules.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
MUTANTS := .venv-mutants
COSMIC_RAY := cosmic-ray==8.7.0
AUDIT := .venv-audit
PIP_AUDIT := pip-audit==2.10.1
BIN := $(VENV)/bin
LOCKED := $(VENV)/.locked
READY := $(VENV)/.ready
HTMX := app/site/static/htmx.min.js

.PHONY: FORCE help setup run test soak bench mutants audit lint format lock clean
.DEFAULT_GOAL := help

help:
	@echo "make run     set up, migrate, load the demo into an empty database, serve at http://$(HOST):$(PORT)"
	@echo "make test    set up and run the tests on SQLite and PostgreSQL (ARGS='-k schedule' for some of them)"
	@echo "make soak    the long tests: every page in every variant, generated requests, kills"
	@echo "make bench   the benchmarks with their floors (DATABASE_URL for PostgreSQL)"
	@echo "make mutants breaks the rules one by one and shows what no test notices (ONLY='clock hours'); takes hours"
	@echo "make audit   compares the locked dependencies with the known vulnerabilities; needs the network"
	@echo "make lint    ruff, mypy and import-linter; make format rewrites, make lock renews the locks"
	@echo "make clean   remove what the tools made; the data in var/ stays"

setup: $(READY)

# A half-made .venv heals: the interpreter, pip and each stamp are looked for one by one, the stamps written last.
$(LOCKED): requirements-dev.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# The build hook takes htmx out of a wheel; when that file is gone an older stamp is worth nothing.
$(READY): $(LOCKED) pyproject.toml hatch_build.py $(if $(wildcard $(HTMX)),,FORCE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

FORCE:

run: $(READY)
	@$(BIN)/python -m app migrate
	@$(BIN)/python -m app demo --if-empty
	@$(BIN)/python -m app serve --host $(HOST) --port $(PORT)

test: $(READY)
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(ARGS)

soak: $(READY)
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m soak $(ARGS)

bench: $(READY)
	$(BIN)/python -W ignore:Using -m bench $(ARGS)

# Outside CI, and in an environment of its own: what it needs is nobody else's business.
mutants: $(READY)
	@test -x $(MUTANTS)/bin/cosmic-ray || { $(PYTHON) -m venv --clear $(MUTANTS) \
		&& $(MUTANTS)/bin/python -m pip install --quiet --require-hashes -r requirements-dev.lock \
		&& $(MUTANTS)/bin/python -m pip install --quiet $(COSMIC_RAY); }
	$(MUTANTS)/bin/python -m tests.mutants $(ONLY)

# Outside CI, which cannot reach the database of vulnerabilities; in an environment of its own as well.
audit:
	@test -x $(AUDIT)/bin/pip-audit || { $(PYTHON) -m venv --clear $(AUDIT) \
		&& $(AUDIT)/bin/python -m pip install --quiet $(PIP_AUDIT); }
	$(AUDIT)/bin/pip-audit --require-hashes --disable-pip -r requirements.lock $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	$(UV) pip compile pyproject.toml --generate-hashes --universal --no-header --no-emit-index-url \
		--quiet --output-file requirements.lock
	$(UV) pip compile pyproject.toml --extra dev --generate-hashes --universal --no-header --no-emit-index-url \
		--quiet --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) $(MUTANTS) $(AUDIT) dist build *.egg-info $(HTMX) .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache .schemathesis bench-results
	find app tests bench migrations -name __pycache__ -prune -exec rm -rf {} +
