# Caseway. `make run` starts all of it; `make check` is the whole gate, and CI runs it.
# make run PORT=8000 DATA=data SMTP_PORT=2525

PYTHON ?= python3
BIN := .venv/bin
SOURCES := src tests bench scripts
STAMP := .venv/installed
LINT_DATA := build/lint
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help install run test lint format check ordeal bench fuzz screenshots messages lock clean

help: ## Show what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | column -t -s '|'

install: $(STAMP) ## Install everything into .venv, from the lock

$(STAMP): requirements.lock pyproject.toml scripts/install
	@PYTHON="$(PYTHON)" sh scripts/install
	@touch $@

run: $(STAMP) ## Start Caseway (PORT=, DATA=, SMTP_PORT=)
	@$(if $(PORT),CASEWAY_PORT=$(PORT)) $(if $(DATA),CASEWAY_DATA=$(DATA)) $(if $(SMTP_PORT),CASEWAY_SMTP_PORT=$(SMTP_PORT)) \
	  $(BIN)/caseway up

test: $(STAMP) ## Run every test (ARGS= for pytest, WORKERS= processes)
	@sh scripts/test-tools
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: $(STAMP) ## Check style, types, layers, templates and migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint src --lint --quiet
	$(BIN)/lint-imports --no-cache
	CASEWAY_DATA=$(LINT_DATA) $(BIN)/mypy
	CASEWAY_DATA=$(LINT_DATA) $(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run \
	  --settings caseway.config.settings

format: $(STAMP) ## Put the code into its one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

check: lint test ## The whole gate

ordeal: $(STAMP) ## Kill everything and fill the disk while 2,000 mails arrive (for the night)
	@sh scripts/test-tools
	@ORDEAL_MAILS=2000 $(BIN)/pytest -n 0 tests/hold/test_nothing_lost.py tests/hold/test_full_disk.py $(ARGS)

fuzz: $(STAMP) ## Read a million damaged mails (for the night; ARGS="--minutes 5")
	@$(BIN)/python -m tests.engagement.email.fuzz $(ARGS)

bench: $(STAMP) ## Measure, each figure beside its floor
	@$(BIN)/python -m bench $(ARGS)

screenshots: $(STAMP) ## Photograph the pages into screenshots/
	@sh scripts/test-tools
	@$(BIN)/python -m tests.screenshots $(ARGS)

messages: $(STAMP) ## Compile the words of sign-in pages after a change
	@$(BIN)/pybabel --quiet compile --directory src/caseway/ui/locale --domain django

lock: ## Renew requirements.lock from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --python-version 3.11 --upgrade \
	  --no-emit-index-url --no-emit-find-links --no-header --quiet --output-file requirements.lock

clean: ## Remove what make installed (not your data)
	rm -rf .venv build
