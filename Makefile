# Every command a person needs. Needed: Python 3.11 or newer, git, make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install --no-compile
JOURNEYS ?= 1
TEST_PROCESSES ?= 2
LONG := HYPOTHESIS_PROFILE=prove $(BIN)/pytest -q --durations=5
SHARED := -n $(TEST_PROCESSES) --dist loadgroup
PROVEN := engine matrix canary privacy injection races upgrade  # each has its own command
STATIC := src/sakaguru/ui/static/ui
CATALOGUES := $(wildcard src/sakaguru/locale/*/LC_MESSAGES/django.po)

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset test check lint types prove prove-engine prove-rights prove-privacy \
        prove-texts prove-races prove-upgrade prove-faults prove-tests prove-rest coverage run worker bench docs \
        messages screenshots lock sbom advisories clean

help:  ## this list
	@echo "Sakaguru. make ..."
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: setup  ## the demo at http://127.0.0.1:8000 (PORT=...), until Ctrl-C
	@exec $(BIN)/sakaguru demo

demo-reset: $(VENV)/.run  ## throw away what the demo holds; `make demo` starts over
	@$(BIN)/sakaguru demo-reset

test: setup $(VENV)/.dev  ## the whole suite, journeys included (JOURNEYS=0 leaves them out)
	@JOURNEYS=$(JOURNEYS) $(BIN)/python tests/browsers.py
	@$(BIN)/pytest -n $(TEST_PROCESSES) --dist loadgroup $(if $(filter 0,$(JOURNEYS)),-m "not journey")

check: lint types  ## style, types, borders, migrations, translations, templates

types: setup $(VENV)/.dev
	$(BIN)/mypy

lint: setup $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	PYTHONWARNINGS=ignore::RuntimeWarning $(BIN)/sakaguru manage makemigrations --check --dry-run
	$(BIN)/python -m sakaguru.config.messages check
	$(BIN)/djlint src --lint --quiet
	$(BIN)/python tests/addresses.py
	$(BIN)/python tests/bandits.py

prove: prove-rights prove-privacy prove-texts prove-races prove-upgrade prove-faults prove-rest prove-engine  ## all long proofs (over an hour); var/figures.txt keeps their figures

prove-rights: setup $(VENV)/.dev  ## every person, operation, relation and state; planted strings
	$(LONG) $(SHARED) tests/matrix tests/canary

prove-privacy: setup $(VENV)/.dev  ## 1,000 districts attacked, 200 schools linked
	$(LONG) $(SHARED) tests/privacy

prove-texts: setup $(VENV)/.dev  ## scripts and formulas in every stored text, as browsers and LibreOffice see them
	$(LONG) $(SHARED) tests/injection

prove-races: setup $(VENV)/.dev  ## 1,000 tries each of what must happen once
	$(LONG) tests/races

prove-upgrade: setup $(VENV)/.dev  ## the release before on this schema, and the way back
	$(LONG) tests/upgrade
	$(BIN)/python tests/upgrade/rolling.py --all

prove-faults: setup $(VENV)/.dev  ## the service hurt 275 times while devices send; as root a full disk, too
	$(BIN)/python tests/faults/run.py
	[ "$$(id -u)" -ne 0 ] || $(BIN)/python tests/faults/run.py --rounds 5 --disk

prove-engine: setup $(VENV)/.dev $(VENV)/.prove $(VENV)/.moto  ## a Spark cluster, an object store, scores by exact arithmetic
	$(BIN)/python tests/engine/cluster.py
	$(BIN)/python tests/engine/bucket.py $(VENV)/moto/bin/moto_server
	$(LONG) $(SHARED) tests/engine

prove-tests: setup $(VENV)/.dev  ## rights, privacy, intake, trail, engine changed place by place: is it noticed? (hours)
	$(BIN)/python tests/mutation

prove-rest: setup $(VENV)/.dev  ## the long forms of all other tests
	$(LONG) $(SHARED) $(PROVEN:%=--ignore=tests/%)

coverage: setup $(VENV)/.dev  ## how much of the code the suite runs
	@rm -f .coverage .coverage.*
	@$(BIN)/coverage run -m pytest -q -n $(TEST_PROCESSES) --dist loadgroup || true
	@$(BIN)/coverage combine -q && $(BIN)/coverage report --skip-covered --sort=cover

coverage-engine: setup $(VENV)/.dev  ## every line and branch of the engine is run, or this fails
	@rm -rf $(VENV)/coverage && mkdir -p $(VENV)/coverage
	@COVERAGE_FILE=$(VENV)/coverage/engine $(BIN)/coverage run --source=sakaguru.engine \
	  -m pytest -q -c tests/engine/pytest.ini tests/engine
	@COVERAGE_FILE=$(VENV)/coverage/engine $(BIN)/coverage combine -q
	@COVERAGE_FILE=$(VENV)/coverage/engine $(BIN)/coverage report --skip-covered --fail-under=100

run: setup  ## serve the pages with the settings of .env
	@set -a; [ ! -f .env ] || . ./.env; exec $(BIN)/sakaguru serve

worker: setup  ## do the background work with the settings of .env
	@set -a; [ ! -f .env ] || . ./.env; exec $(BIN)/sakaguru worker

bench: setup $(VENV)/.dev  ## benchmarks: ratios in one run (bench/README.md)
	@for program in bench/*.py bench/*/__main__.py; do \
	  [ ! -f $$program ] || { echo "== $$program"; $(BIN)/python $$program || exit 1; }; done

docs: setup $(VENV)/.dev  ## print the pages of docs/ that are made from the code
	$(BIN)/python -m sakaguru.config.docs
	$(BIN)/python tests/engine/specification.py docs/scoring

messages: $(VENV)/.dev  ## gather texts into the catalogues, keeping translations
	$(BIN)/python -m sakaguru.config.messages update

screenshots: setup $(VENV)/.dev  ## make the pictures of the README by journeys
	SCREENSHOTS=docs/screenshots $(BIN)/pytest -q tests/journeys/test_pictures.py

lock: $(VENV)/.dev  ## lock the newest fitting packages, with hashes
	$(BIN)/uv pip compile --quiet --upgrade --group build pyproject.toml $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --group assets $(LOCK) -o requirements-assets.lock
	$(BIN)/uv pip compile --quiet --upgrade --group dev --group build pyproject.toml $(LOCK) \
	  --constraint requirements.lock -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --upgrade --group prove pyproject.toml $(LOCK) \
	  --constraint requirements-dev.lock -o requirements-prove.lock
	echo 'moto[server]>=5.1' | $(BIN)/uv pip compile --quiet --upgrade - $(LOCK) \
	  -o requirements-moto.lock
	npm install --package-lock-only
	$(BIN)/python tests/addresses.py

sbom: setup $(VENV)/.dev  ## the bill of materials (CycloneDX): dist/sbom.cdx.json
	@$(BIN)/python tests/bom.py

advisories: $(VENV)/.dev  ## known holes of the locked packages; fails where none can be asked
	$(BIN)/uv tool run pip-audit --strict --require-hashes --disable-pip -r requirements.lock

LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-emit-find-links --no-header --no-annotate

clean:  ## remove what was built or installed; var/ (your data) stays
	rm -rf $(VENV) node_modules $(STATIC) .mypy_cache .ruff_cache .pytest_cache \
	  .import_linter_cache .hypothesis
	find src -name '*.mo' -delete
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --- set-up, by stamps: a second run does nothing ---

setup: $(VENV)/.run $(STATIC)/.built $(VENV)/.messages $(VENV)/.compiled

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@echo "Making the environment ($(VENV)) ..."
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "python3 -m venv does not work here (Debian: apt install python3-venv)."; exit 1; }
	@touch $@

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/.made
	@echo "Installing packages (first time: about a minute) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run | $(STATIC)/.built  # each may install: never two at once
	@echo "Installing what tests and checks need ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.prove: requirements-prove.lock $(VENV)/.run
	@$(BIN)/python tests/engine/cluster.py --look
	@echo "Installing Spark (some hundred megabytes) ..."
	@$(PIP) --require-hashes -r requirements-prove.lock
	@touch $@

$(VENV)/.moto: requirements-moto.lock | $(VENV)/.made
	@echo "Installing an object store to try things on ..."
	@$(PYTHON) -m venv $(VENV)/moto
	@$(VENV)/moto/bin/python -m pip --quiet --disable-pip-version-check install \
	  --require-hashes -r requirements-moto.lock
	@touch $@

$(VENV)/.messages: $(CATALOGUES) $(VENV)/.run
	@$(BIN)/python -m sakaguru.config.messages compile
	@touch $@

$(VENV)/.compiled: $(wildcard src/sakaguru/engine/kernel*.py) $(VENV)/.run
	@echo "Compiling the scoring loops, so that nobody waits for it later ..."
	@$(BIN)/python -m sakaguru.engine.warm
	@touch $@

ASSET_SOURCES := package-lock.json $(shell find frontend src/sakaguru -name '*.html' \
  -o -path '*/frontend/*' -type f -o -path 'frontend/*' -type f)

$(STATIC)/.built: $(ASSET_SOURCES) | $(VENV)/.run
	@echo "Building the assets ..."
	@PYTHON=$(BIN)/python sh frontend/build.sh
	@touch $@
