# Everything a contributor needs, from a fresh clone:
#   make run      the app on http://127.0.0.1:8000, with its own environment, database and banks
#   make test     the whole test suite, on SQLite and on PostgreSQL
#   make check    formatter, linter, types, import contracts, templates
#   make fix      what the formatter and the linter can put right themselves
#   make faults   all fault experiments (killed servers, full disks, wrong clocks …), with a table of what was lost
#   make fuzz     readers of files on what chance made of sound ones
#   make payloads public lists of hostile strings into .payloads; from then on `make test` reads them too
#   make payloads-test   all of them through the sanitiser, and through real uploads into Chromium
#   make bench    how long an answer takes here
#   make oracle   the tests that ask another implementation (installs the AGPL package anki beside the app)
#   make lock     new lock files from pyproject.toml

VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.stamp-run
DEV_STAMP := $(VENV)/.stamp-dev
SOURCES := webapp tests gunicorn.conf.py
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PYTHONUTF8 = 1

.PHONY: run test check fix faults fuzz payloads payloads-test bench oracle lock clean

run: $(RUN_STAMP)
	@$(BIN)/flask --app webapp prepare --local
	@HOST="$${HOST:-127.0.0.1}" exec $(BIN)/gunicorn "webapp.app:create_app()"

test: $(DEV_STAMP)
	@sh tests/run.sh

check: $(DEV_STAMP)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint --quiet webapp/templates

fix: $(DEV_STAMP)
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

faults: $(DEV_STAMP)
	@sh tests/faults.sh

FUZZ_TARGETS = gift aiken csv apkg moodle text2qti
fuzz: $(DEV_STAMP)
	FUZZ=$${FUZZ:-50} $(BIN)/python -m pytest -p no:cacheprovider -q tests/fuzz
	@python=$(BIN)/python; [ ! -x .venv-fuzz/bin/python ] || python=.venv-fuzz/bin/python; \
	for target in $(FUZZ_TARGETS); do \
		$$python -m tests.fuzz.coverage_guided $$target -max_total_time=$${FUZZ_SECONDS:-60} || exit 1; \
	done

payloads: $(DEV_STAMP)
	@sh tests/payloads.sh $(BIN)/python

payloads-test: payloads
	RECOLLECT_PAYLOADS=.payloads$${RECOLLECT_PAYLOADS:+:$$RECOLLECT_PAYLOADS} PAYLOADS=all \
		$(BIN)/python -m pytest -p no:cacheprovider -q -s tests/text/test_public_payloads.py tests/browser/test_public_payloads.py

bench: $(DEV_STAMP)
	$(BIN)/python -m pytest -p no:cacheprovider -q -s tests/benchmarks

oracle: $(DEV_STAMP)
	test -x .venv-oracle/bin/python || $(BIN)/python -m venv .venv-oracle
	.venv-oracle/bin/python -m pip install -q --require-hashes -r requirements-dev.txt
	.venv-oracle/bin/python -m pip install -q --require-hashes -r requirements-oracle.txt
	.venv-oracle/bin/python -m pytest -m oracle

UV_COMPILE = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --extra postgres
lock:
	$(UV_COMPILE) --quiet --output-file requirements.txt
	$(UV_COMPILE) --quiet --extra optimizer --constraints requirements.txt --output-file requirements-optimizer.txt
	$(UV_COMPILE) --quiet --extra optimizer --extra dev --constraints requirements-optimizer.txt --output-file requirements-dev.txt
	$(UV_COMPILE) --quiet --extra oracle --constraints requirements-dev.txt --output-file requirements-oracle.txt

$(VENV)/bin/python:
	@sh tests/venv.sh $(VENV)

$(RUN_STAMP): requirements.txt | $(VENV)/bin/python
	@test -e $(DEV_STAMP) || $(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.txt
	@touch $@ $(RUN_STAMP)

clean:
	rm -rf $(VENV) .venv-oracle .pytest_cache .mypy_cache .ruff_cache .hypothesis .payloads
