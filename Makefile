# Each target sets up what it needs; `make` alone tells what there is.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 3

# What failed while the workers shared the machine is tried once more alone; it fails if it fails again.
TESTS := -m "not spark and not faults" tests

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench messages test-mutants test-faults test-spark clean

help: ## Show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.runtime: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.runtime ## Virtual environment with the locked dependencies

run: setup ## Serve the branch with a demo park at a printed address
	$(BIN)/yizhan run

test: $(VENV)/.development check ## Check the tree, then all tests in parallel, a browser included
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(TESTS) || $(BIN)/python -m pytest --last-failed $(TESTS)

check: $(VENV)/.development ## Style, types and the floors' contracts
	$(BIN)/ruff check src tests bench tools
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: $(VENV)/.development ## Benchmarks; one alone with NAME=journey
	$(BIN)/python -m bench $(NAME)

$(VENV)/.spark: requirements-spark.lock $(VENV)/.development
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --require-hashes -r requirements-spark.lock
	@touch $@

test-spark: $(VENV)/.spark ## Features and cards on Spark against DuckDB; needs Java 17
	$(BIN)/python -m tests.spark.java
	$(BIN)/python -m pytest -m spark tests/spark

messages: $(VENV)/.development ## Collect, check and compile the interface texts
	$(BIN)/python tools/messages.py update

test-mutants: $(VENV)/.development ## Small mutants of rules and thresholds must all be killed
	$(BIN)/python tools/mutants.py

test-faults: $(VENV)/.development ## Payments while switch, database and connections are killed
	$(BIN)/python -m pytest -s -m faults --timeout 2400 tests/faults

clean: ## Remove the virtual environment and caches (never YIZHAN_HOME)
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .hypothesis
