# The bank from the command line. `make run` and `make test` need Python 3.11 or newer and nothing else.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

# An install is repeated exactly when its lock file changed.
RUNTIME := $(VENV)/.runtime-installed
TOOLS   := $(VENV)/.tools-installed

.DEFAULT_GOAL := help
.PHONY: help run test check prove bench docs format lock clean venv .venv

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z.]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUNTIME) ## start the bank: migrate, load demo data, serve (PORT, HOST, DATABASE_URL)
	@exec $(BIN)/python -m tooling.run_bank

test: $(TOOLS) ## everything: the checks, the suite on SQLite, the suite on PostgreSQL, the races
	@exec $(BIN)/python -m tooling.run_tests

check: $(TOOLS) ## lint, types, import contracts, migrations, OpenAPI schema, deployment checks
	@exec $(BIN)/python -m tooling.check

prove: $(TOOLS) ## the proofs at full size; writes docs/proof.md
	@exec $(BIN)/python -m tooling.prove

bench: $(TOOLS) ## what a transfer costs, beside pgbench and beside a textbook view
	@exec $(BIN)/python -m benchmarks

docs: $(TOOLS) ## the documentation site, into var/site/
	@exec $(BIN)/python -m tooling.documents

format: $(TOOLS) ## let ruff lay the code out
	@$(BIN)/ruff check --select I --fix --quiet .
	@$(BIN)/ruff format .

lock: $(TOOLS) ## resolve pyproject.toml again into requirements*.txt
	@exec $(BIN)/python -m tooling.lock

venv .venv: $(TOOLS)

clean: ## remove what a command can make again; databases and .env stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis staticfiles
	rm -f var/test*.sqlite3*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "The bank needs Python 3.11 or newer; name it: make PYTHON=python3.12 run" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "No virtual environment could be made; on Debian: apt install python3-venv" >&2; exit 1; }

$(RUNTIME): requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.txt
	@touch $@

$(TOOLS): requirements-dev.txt $(RUNTIME)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements-dev.txt
	@touch $@
