# Everything a newcomer needs: `make serve` and `make test`. Python 3.11 or newer and make are all that must be there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BIOME := npx --yes @biomejs/biome@2.6.8

.DEFAULT_GOAL := help
.PHONY: help serve test check check-js golden format lock clean

help: ## Show what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "tradegraph needs Python 3.11 or newer: name one with make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "This Python cannot make virtual environments: on Debian, apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

serve: $(READY) ## Start the service with a local Neo4j, and the article in it
	$(BIN)/tradegraph serve

check: $(READY) check-js ## Formatting, lint, import contracts and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

check-js: ## Formatting and lint of the pages' scripts; skipped without Node.js
	@if $(BIOME) --version > /dev/null 2>&1; then $(BIOME) check --error-on-warnings .; \
	elif [ "$$TRADEGRAPH_TEST_BROWSER" = required ]; then echo "npx cannot run Biome: install Node.js and npm" >&2; exit 1; \
	else echo "Skipped the check of the scripts: npx cannot run Biome (install Node.js and npm)"; fi

test: check ## Everything that must hold before a change lands
	$(BIN)/pytest

golden: $(READY) ## Write the golden answers of the tests anew; read the difference before you keep it
	$(BIN)/pytest --write-golden tests/integration/test_routes.py tests/integration/test_library_queries.py

format: $(READY) ## Put the code into the project's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	@if $(BIOME) --version > /dev/null 2>&1; then $(BIOME) check --write .; fi

lock: ## Pin the newest versions that pyproject.toml allows (needs uv)
	uv pip compile --quiet --universal --upgrade --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --all-extras -c requirements.lock pyproject.toml -o requirements-dev.lock
	echo 'neomodel>=7,<8' | uv pip compile --quiet --universal --upgrade --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate - -o tests/system/clients/neomodel.lock

clean: ## Remove the virtual environment and what tools left behind
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
