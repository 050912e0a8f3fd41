# The two commands of a newcomer: `make run` and `make test`. Everything they need goes into .venv.
PYTHON ?= python3
PORT ?= 8080
VENV := .venv
BIN := $(VENV)/bin
BENCHES := $(patsubst tests/bench/%.py,%,$(filter-out %/__init__.py,$(wildcard tests/bench/*.py)))

.PHONY: help run test lint types layers catalogue tests bench browser pictures lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/run.done ## start the bot: with BOT_TOKEN in Telegram, else in the sandbox at http://127.0.0.1:$(PORT)
	@$(BIN)/temirqazyq run --port $(PORT)

test: lint types layers catalogue tests ## all that CI checks

lint: $(VENV)/dev.done ## style
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/dev.done ## mypy --strict
	$(BIN)/mypy

layers: $(VENV)/dev.done ## which package may import which
	$(BIN)/lint-imports

catalogue: $(VENV)/dev.done ## the tables of data/
	$(BIN)/temirqazyq catalogue check

tests: $(VENV)/dev.done ## the test suite
	$(BIN)/pytest -n auto

bench: $(VENV)/dev.done ## measure: seconds, and ratios against a baseline
	@for name in $(BENCHES); do $(BIN)/python -m tests.bench.$$name || exit 1; done

browser: ## a Chromium for the tests of the chat page (Debian, Ubuntu; as root)
	apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium

pictures: $(VENV)/dev.done ## the pictures of the documentation, made anew
	$(BIN)/python -m tests.e2e.take_pictures

lock: $(VENV)/dev.done ## choose the newest allowed versions and write them down with their hashes
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		pyproject.toml requirements/build.in -o requirements/run.txt
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--extra dev pyproject.toml requirements/build.in -c requirements/run.txt -o requirements/dev.txt

clean: ## remove the environment and all caches; the database in var/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Temirqazyq needs Python 3.11 or newer; name one with: make run PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "Python cannot make an environment here; on Debian and Ubuntu: apt install python3-venv"; rm -rf $(VENV); exit 1; }

# The lock files hold every version with its hash, so next year's install is this year's.
$(VENV)/run.done: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the bot needs into $(VENV) (once, a minute or two) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.done: requirements/dev.txt $(VENV)/run.done
	@echo "Installing what the tests need into $(VENV) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
