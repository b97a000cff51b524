# Relance: what a newcomer, a developer and CI run. Bare `make` prints the targets.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
# A command starts twice as fast from compiled files, wherever this is run.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo test check format bench lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep -oE '^uv==[^ ;\\]+' requirements-dev.lock)"

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/uv
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements.lock
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements-dev.lock
	@touch $@

install: $(VENV)/.installed ## create .venv with everything Relance needs; the command is .venv/bin/relance

demo: install ## play the 2017 campaign from the sending to the final report, on embedded servers
	$(BIN)/relance demo --dir demo

test: $(VENV)/.installed-dev ## the whole check: formatting, lint, types, layers and every test
	@tests/install-system-packages
	@$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(PYTEST)

check: $(VENV)/.installed-dev ## formatting, lint, types and layers only
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.installed-dev ## put the code in the project's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.installed-dev ## measure Relance beside its peers and the limits, and print the ratios
	$(BIN)/python -m bench

lock: ## write the lock files anew (names, versions and hashes; no addresses)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra demo --extra runtime-build -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --all-extras -o requirements-dev.lock pyproject.toml

clean: ## remove what the other targets made
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
