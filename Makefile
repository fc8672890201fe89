# Everything a person types. `make help` explains; nothing needs to be installed before but Python 3.11 and make.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup setup-check setup-test demo test check bench mutate screenshots lock clean

# The first Python on PATH that is new enough; name another with `make PYTHON=... demo`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
PYTEST_ARGS ?=
MUTATE_ARGS ?=

help:  ## This list
	@echo 'make demo          set up, then serve the tracker with illustrative data on http://127.0.0.1:$${PORT:-8000}'
	@echo 'make test          set up, then run every test, the browser tests included'
	@echo 'make check         set up, then lint, types, import contracts, migrations, translations, API schema, settings'
	@echo 'make bench         set up, then measure and print a table'
	@echo 'make mutate        set up, then take each guard away, one at a time, and name the test that sees it'
	@echo 'make screenshots   set up, then make the pictures of README.md anew'
	@echo 'make setup         only set up (Python and Node packages, styles, translations)'
	@echo 'make lock          resolve the packages anew and write their hashes'
	@echo 'make clean         remove what set-up and runs made, the demonstration data included'

setup: has-python
	@$(PYTHON) scripts/set_up.py

setup-check: has-python
	@$(PYTHON) scripts/set_up.py --with check

setup-test: has-python
	@$(PYTHON) scripts/set_up.py --with check --with test

.PHONY: has-python
has-python:
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'Python 3.11 or newer is needed: install it, or name it: make PYTHON=/path/to/python3 demo' >&2; exit 1; }

demo: setup
	@exec $(PY) -m rcf_tracker.demo

test: setup-test
	@exec $(PY) -m pytest $(PYTEST_ARGS)

check: setup-check
	@exec $(PY) scripts/check.py

bench: setup
	@exec $(PY) -m tests.bench

mutate: setup-test
	@exec $(PY) scripts/mutate.py $(MUTATE_ARGS)

screenshots: setup-test
	@exec $(PY) -m tests.screenshots

COMPILE = CUSTOM_COMPILE_COMMAND='make lock' .local/lock/bin/python -m piptools compile --quiet --upgrade \
	--strip-extras --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

lock: setup
	@$(PYTHON) -m venv .local/lock && .local/lock/bin/python -m pip install --quiet pip-tools
	$(COMPILE) --output-file requirements.txt requirements.in
	$(COMPILE) --output-file requirements-dev.txt requirements-dev.in
	$(COMPILE) --output-file requirements-redis.txt requirements-redis.in

clean:
	@test ! -x $(PY) || $(PY) -m rcf_tracker.embedded stop
	rm -rf .local .venv node_modules static/dist
