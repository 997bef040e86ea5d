# `make figures` and `make test` are the two commands; each makes .venv from the lock by itself.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
JOBS ?= 2
export OMP_NUM_THREADS = 1

.PHONY: figures test bench clean

figures: .venv/installed
	$(PY) -m analysis read seeds/harbour --jobs $(JOBS)
	$(PY) -m analysis run seeds/pyongyang-2023-07 --jobs $(JOBS)
	$(PY) -m analysis run seeds/harbour --jobs $(JOBS)

test: .venv/installed
	$(PY) -m pytest

bench: .venv/installed
	$(PY) -m tests.benchmarks

.venv/installed: requirements.lock pyproject.toml
	test -x $(PY) || $(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

clean:
	rm -rf .venv figures/runs seeds/harbour/tables
