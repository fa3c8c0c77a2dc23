# One command for every task; `make` lists them.
# The virtual environment is made on first use, from Python 3.10 or newer.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SOURCES := runtime codegen analysis server generated
PORT ?= 8090

# Pyright comes from PyPI as it is; it need not ask whether there is a newer one.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.DEFAULT_GOAL := help

##@ Start here

.PHONY: demo
demo: $(READY) ## Generate a typed client from a demo server, check a script, run it
	$(BIN)/python examples/demo/demo.py

.PHONY: serve
serve: $(READY) ## Start the embedded server with the demo production (PORT=8090)
	$(BIN)/ftrack-typed serve --port $(PORT) --seed demo

##@ Work on the project

.PHONY: install
install: $(READY) ## Make the virtual environment with everything

.PHONY: test
test: $(READY) ## Run all tests
	@# In their own order: by number of tests, the file with the longest would come last.
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: test-postgresql
test-postgresql: $(READY) ## Run the server's tests on PostgreSQL, which must be there
	FTRACK_TYPED_REQUIRED_PEERS=postgresql \
	  $(BIN)/python -m pytest -n 2 --dist loadfile --database postgresql tests/server

.PHONY: endurance
endurance: $(READY) ## Run at length what the tests do briefly: kills, load, faults
	FTRACK_TYPED_ENDURANCE=1 $(BIN)/python -m pytest -n 2 --dist loadfile \
	  tests/server/test_server_durability.py tests/server/test_server_load.py \
	  tests/server/test_server_fuzz.py tests/integration/test_exactly_once.py \
	  tests/analysis/test_migrate_laws.py tests/analysis/test_migrate_meaning.py

.PHONY: check
check: lint types generated-check ## Check format, lint, types and freshness

.PHONY: format
format: $(READY) ## Format the code
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

.PHONY: lint
lint: $(READY) ## Check format and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

.PHONY: types
types: $(READY) ## Check types with mypy --strict and pyright strict
	$(BIN)/mypy $(SOURCES) tests examples benchmarks
	$(BIN)/pyright --pythonpath $(BIN)/python

.PHONY: generate
generate: $(READY) ## Generate generated/ and the example's schema from the embedded server
	$(BIN)/python -m tests.tools.generate_stock generated
	$(BIN)/python -m tests.tools.save_example_schema examples/pipeline/schema.json

.PHONY: generated-check
generated-check: $(READY) ## Check that generated/ is what the generator renders
	$(BIN)/python -m tests.tools.generate_stock --check generated

.PHONY: golden-update
golden-update: $(READY) ## Rewrite the expected output of the golden tests
	UPDATE_GOLDEN=1 $(BIN)/python -m pytest tests/codegen/test_golden_packages.py

.PHONY: bench
bench: $(READY) ## Measure against the official client and the floor (POSTGRESQL=URL)
	$(BIN)/python benchmarks/run.py $(if $(POSTGRESQL),--postgresql '$(POSTGRESQL)')

.PHONY: build
build: $(READY) ## Build the sdist, the wheel from it, and check the wheel
	rm -rf dist
	$(BIN)/python -m build
	$(BIN)/check-wheel-contents dist/*.whl

.PHONY: matrix
matrix: $(READY) ## Install in every way, check types, on every Python (PYTHONS="3.10 3.13")
	PYTHONPATH=tests $(BIN)/python -m tools.matrix $(PYTHONS)
	$(BIN)/python -m tests.tools.checked_versions $(PYTHONS)

.PHONY: clean
clean: ## Remove the virtual environment, caches and builds
	rm -rf $(VENV) .venv-* dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## List the tasks
	@awk 'BEGIN {FS = ":.*## "} \
	  /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and \
	  "Python 3.10 or newer is needed; name one: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[all]' --group dev
	@touch $@
