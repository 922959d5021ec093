# Everything here needs Python 3.11 or newer, make and git, and nothing else.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install -q --disable-pip-version-check
ARGS ?=
# Every `muster` that is started compiles all of its sources where Python may not keep what it compiled.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test test-practice check bench prove lock install install-demo install-dev clean

demo: install-demo  ## a practice workspace with Grove County in it, and the bot answering
	@$(BIN)/muster demo $(ARGS)

test: install-dev  ## everything, on SQLite and PostgreSQL, and the few that fail once more alone; ARGS name some
	@$(BIN)/python -m compileall -q -j 0 bot commands files jobs readiness storage tests words benchmarks
	@$(BIN)/python tests/again.py -n 4 --dist worksteal $(ARGS)
	@$(if $(ARGS),true,$(MAKE) --no-print-directory test-practice)

test-practice: install-dev  ## the practice workspace's own tests
	@cd practice && $(abspath $(BIN))/python ../tests/again.py -n 2 $(ARGS)

check: install-dev  ## style, types, the import contract, the manifest
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@cd practice && $(abspath $(BIN))/mypy
	@$(BIN)/lint-imports
	@$(BIN)/muster manifest --check

bench: install-dev  ## how fast, against what floor
	@$(BIN)/python -m benchmarks $(ARGS)

prove: install-dev  ## what takes long, whole and with its figures (docs/performance.md)
	@MUSTER_PROVE=1 $(BIN)/python -m pytest -n 2 $(ARGS)
	@$(BIN)/python -m benchmarks.prove

install: $(VENV)/.run  ## Muster alone, as a county runs it
install-demo: $(VENV)/.demo
install-dev: $(VENV)/.dev

$(VENV)/.run: requirements/run.txt pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "Muster needs Python 3.11 or newer; set PYTHON=... to name yours."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Muster needs into $(VENV) (once) ..."
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.demo: $(VENV)/.run requirements/demo.txt practice/pyproject.toml
	@echo "Installing the practice workspace into $(VENV) (once) ..."
	@$(PIP) --require-hashes -r requirements/demo.txt
	@$(PIP) --no-build-isolation --no-deps -e ./practice
	@touch $@

$(VENV)/.dev: $(VENV)/.demo requirements/dev.txt
	@echo "Installing what the tests need into $(VENV) (once) ..."
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

lock:  ## make the hashed requirement files anew from requirements/*.in and practice/pyproject.toml
	@$(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install -q pip-tools
	@set -e; for kind in run demo dev audit; do $(VENV)-lock/bin/pip-compile -q --upgrade --strip-extras --generate-hashes \
	  --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --no-annotate \
	  -o requirements/$$kind.txt requirements/$$kind.in $$(test $$kind = demo && echo practice/pyproject.toml); done
	@rm -rf $(VENV)-lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
