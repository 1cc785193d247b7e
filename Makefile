# Every command of the project. `make help` lists them.
# Settings: PYTHON (the Python to start from), XIEYUN_PORT, XIEYUN_HOME, DATABASE_URL; see docs/operations.md.

SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
NAME ?=
SEEDS ?= 1000
FAULTS ?= 500
PAIRS ?= 2000
ROUNDS ?= 200
STOPS ?= 12
export PYTHONUTF8 = 1

.DEFAULT_GOAL := help
.PHONY: help setup run test check e2e test-fault sim bench openapi lock wheel clean

help: ## list these commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):[^#]*## (.*)/\1\t\2/' | \
		while IFS=$$'\t' read -r name text; do printf '  make %-11s %s\n' "$$name" "$$text"; done

setup: ## install everything that development needs into .venv and web/node_modules, build the front end
	@$(PYTHON) scripts/setup.py dev

run: ## run Xieyun with the demo group at http://127.0.0.1:8000
	@$(PYTHON) scripts/setup.py run
	@# Warnings only, as text: the table of accounts must not scroll away.
	@export XIEYUN_LOG_LEVEL=$${XIEYUN_LOG_LEVEL:-WARNING} XIEYUN_LOG_FORMAT=$${XIEYUN_LOG_FORMAT:-text}; \
		exec $(BIN)/xieyun serve --demo

test: ## set up, then run all checks and tests (at most 25 minutes on 2 cores)
	@$(PYTHON) scripts/setup.py test
	@$(BIN)/python scripts/test.py

check: setup ## format, lint, types, layers, unit tests, OpenAPI (at most 3 minutes)
	@$(BIN)/python scripts/check.py

e2e: ## drive a real browser over the approval route, at two widths
	@$(PYTHON) scripts/setup.py test
	@$(BIN)/python -m pytest -q -p no:randomly tests/e2e

test-fault: setup ## FAULTS=500 kills, PAIRS=2000 on one item, ROUNDS=200 of fifty, all racing verbs, STOPS=12
	@XIEYUN_FAULTS=$(FAULTS) XIEYUN_PAIRS=$(PAIRS) XIEYUN_ROUNDS=$(ROUNDS) XIEYUN_VERB_PAIRS=0 \
		XIEYUN_STOPS=$(STOPS) XIEYUN_APPROVERS=full XIEYUN_CLOCKS=full $(BIN)/python -m pytest -q -p no:randomly tests/fault

sim: setup ## run SEEDS=1000 random processes through the engine and check its invariants
	@XIEYUN_SIM_SEEDS=$(SEEDS) $(BIN)/python -m pytest -q -n 2 xieyun/process/engine/tests

bench: ## measure and print tables; NAME=records|process|footprint for one
	@$(PYTHON) scripts/setup.py bench
	@$(BIN)/python -m bench $(NAME)

openapi: setup ## write web/openapi.json and the TypeScript types made from it
	@$(BIN)/python scripts/openapi.py

lock: setup ## rewrite requirements.lock from what is installed
	@$(BIN)/python scripts/lock.py

wheel: setup ## build dist/*.whl with the front end inside
	@PIP_CONSTRAINT=requirements.lock $(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .
	@ls dist/*.whl

clean: ## remove everything that was built or installed here (not the data in XIEYUN_HOME)
	@rm -rf .venv dist build test-results web/node_modules xieyun/http/static_web
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
