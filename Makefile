# SPDX-License-Identifier: MPL-2.0
# Everything a developer or operator does, as one command each. Needs git, make and Python 3.11 or newer; nothing else.
SHELL := /bin/bash
.DEFAULT_GOAL := help
UV_VERSION := 0.13.9
UV := .uv/bin/uv
PYTHON ?= python3

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

chat: $(UV) ## Talk to the bot on the console
	@$(UV) sync --quiet --locked --no-default-groups --inexact --compile-bytecode >&2
	@.venv/bin/os2bot chat

test: lint ## Check style, types and imports, and run every test
	@.venv/bin/python -m pytest -n 3

lint: install ## Check style, types and imports
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

install: $(UV) ## Install what development needs into .venv, and the homeserver that the tests meet into .synapse
	@$(UV) sync --quiet --locked --inexact --compile-bytecode
	@$(MAKE) --quiet --no-print-directory .synapse/complete

train: $(UV) ## Train the model on the sentences under config/intents/sentences
	@$(UV) sync --quiet --locked --inexact --group train
	@.venv/bin/python -m bot.train

benchmark: install ## Measure answering and start-up
	@.venv/bin/python -m benchmarks.startup
	@.venv/bin/python -m benchmarks.answering

format: install ## Format the code
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

clean: ## Remove what was installed and built
	@rm -rf .venv .uv .synapse .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist

validate: $(UV) ## Show how well writers are understood that a model never saw
	@$(UV) sync --quiet --locked --inexact --group train
	@.venv/bin/python -m bot.train --validate

# With the Python of .venv; anew when the requirements changed, and when that Python went away.
HOMESERVER := tests/matrix/synapse-requirements.txt
ifneq ($(shell test -x .synapse/bin/python && echo yes),yes)
.PHONY: .synapse/complete
endif
.synapse/complete: $(HOMESERVER)
	@$(UV) venv --quiet --clear --python .venv/bin/python .synapse
	@$(UV) pip sync --quiet --python .synapse/bin/python --require-hashes --compile-bytecode $(HOMESERVER)
	@touch $@

# uv comes into the checkout: by venv where Python has it, else by pip; else one sentence says what to install.
PIP := -m pip install --quiet --disable-pip-version-check --root-user-action=ignore
$(UV):
	@if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		echo "os2bot needs Python 3.11 or newer: install it, and name it with 'make PYTHON=python3.11 $(MAKECMDGOALS)' if it is not python3." >&2; exit 1; \
	elif $(PYTHON) -m venv .uv >/dev/null 2>&1; then .uv/bin/python $(PIP) uv==$(UV_VERSION) >&2; \
	elif rm -rf .uv && $(PYTHON) -m pip --version >/dev/null 2>&1; then \
		$(PYTHON) $(PIP) --target .uv/lib uv==$(UV_VERSION) >&2 && mkdir -p .uv/bin && cp .uv/lib/bin/uv $(UV); \
	else echo "os2bot needs Python's venv or pip: install the package python3-venv (Debian, Ubuntu) or python3-pip." >&2; exit 1; fi

.PHONY: help chat test lint install train validate benchmark format clean
