# For newcomers: `make serve`, `make check` and `make test`. They need Python 3.11 or newer, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BIOME := npx --yes @biomejs/biome@2.6.8

# Parallel tests, each worker with a Neo4j of its own; a graph that is named can only be used by one.
WORKERS ?= $(if $(TRADEGRAPH_TEST_NEO4J_URI),0,2)
# Tests start many Python processes: compiled modules are written even where the environment forbids it.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := check
.PHONY: help serve check check-js static unit test bench golden format lock clean

help: ## List the targets
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

check: $(READY) ## Run what takes less than a minute: format, lint, imports, types, unit tests
	@$(MAKE) --no-print-directory --jobs 2 static unit

static: $(READY) check-js
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

unit: $(READY)
	$(BIN)/pytest -q -n auto --dist loadfile --no-loadscope-reorder --hypothesis-profile quick tests/unit

check-js: ## Formatting and lint of the pages' scripts; skipped without Node.js
	@if $(BIOME) --version > /dev/null 2>&1; then $(BIOME) check --error-on-warnings .; \
	elif [ "$$TRADEGRAPH_TEST_BROWSER" = required ]; then echo "npx cannot run Biome: install Node.js and npm" >&2; exit 1; \
	else echo "Skipped the check of the scripts: npx cannot run Biome (install Node.js and npm)"; fi

test: static ## Run every test; what CI runs
	$(BIN)/pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations 25

bench: $(READY) ## Measure speed and memory; QUICK=1 ends in five minutes, ONLY="loader hubs" measures parts
	$(BIN)/python -m benchmarks run $(if $(QUICK),--quick) $(ONLY)

golden: $(READY) ## Write the golden answers of the tests; then read the difference
	$(BIN)/pytest --write-golden tests/integration/test_routes.py tests/integration/test_library_queries.py

format: $(READY) ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	@if $(BIOME) --version > /dev/null 2>&1; then $(BIOME) check --write .; fi

lock: ## Pin the newest versions that pyproject.toml allows (needs uv)
	uv pip compile --quiet --universal --upgrade --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --all-extras -c requirements.lock pyproject.toml -o requirements-dev.lock
	echo 'neomodel>=7,<8' | uv pip compile --quiet --universal --upgrade --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate - -o tests/system/clients/neomodel.lock

clean: ## Remove the virtual environment and what tools left behind
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
