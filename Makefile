# Everything a user or a maintainer does, as one word each. `make help` lists them.
PYTHON ?= python3
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export UV_SYSTEM_CERTS := 1

.DEFAULT_GOAL := help
.PHONY: help setup report test check format docs lab lock bench clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP)  ## create .venv/ from the lock file and install the package into it

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: $(PYTHON) is older than 3.11; call make with PYTHON=python3.11 or newer" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) from requirements.lock ..."
	@$(BIN)/python -m pip install --quiet uv==$(UV_VERSION) && $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock \
	  || { echo "uv did not serve here; using pip with the same lock"; $(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock; }
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

report: $(STAMP)  ## build the reports from the data in the repository
	@$(BIN)/tpm-insights prepare
	@$(BIN)/tpm-insights report --all

test: $(STAMP)  ## run the tests
	@$(BIN)/python -m pytest

check: $(STAMP)  ## lint, formatting, types, docstrings, declared imports, notebooks without outputs, docs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m numpydoc.cli lint $$(git ls-files 'tpm_insights/*.py')
	@$(BIN)/deptry .
	@git ls-files '*.ipynb' | xargs $(BIN)/nbstripout --keep-id --verify
	@$(MAKE) --no-print-directory docs

format: $(STAMP)  ## format the code and strip outputs from the notebooks
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .
	@git ls-files '*.ipynb' | xargs $(BIN)/nbstripout --keep-id

docs: $(STAMP)  ## build the documentation; a warning is an error
	@$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html

lab: $(STAMP)  ## open JupyterLab with the package importable
	@$(BIN)/jupyter lab notebooks/explore.ipynb

bench: $(STAMP)  ## run the benchmarks; each prints ratios to a baseline of the same run
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

lock: $(STAMP)  ## resolve the lock file again from pyproject.toml
	@$(BIN)/python -m pip install --quiet uv==$(UV_VERSION)
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --all-extras --upgrade \
	  --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --output-file requirements.lock

clean:  ## remove what the targets made, .venv/ excepted
	@rm -rf data/processed reports docs/_build .pytest_cache .mypy_cache .ruff_cache
