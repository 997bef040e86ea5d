# `make figures` and `make test` are the two commands; each makes .venv from the lock by itself.
PYTHON ?= $(shell for v in 3.11 3.12 3.13; do command -v python$$v && break; done || command -v python3)
PY := .venv/bin/python
JOBS ?= 2
export OMP_NUM_THREADS = 1

.PHONY: figures test bench tools everywhere browser clean

figures: .venv/installed
	$(PY) -m analysis read seeds/harbour --jobs $(JOBS)
	$(PY) -m analysis run seeds/pyongyang-2023-07 --jobs $(JOBS)
	$(PY) -m analysis run seeds/harbour --jobs $(JOBS)

test: .venv/installed
	$(PY) -m pytest

bench: .venv/installed
	$(PY) -m tests.benchmarks

# A checker of CITATION.cff, which CI needs; the figures under other Pythons; the notebooks in JupyterLab and headless Chromium.
tools: .venv-tools/installed

everywhere: .venv/installed
	$(PY) -m pytest -m everywhere tests/test_everywhere.py

browser: .venv/installed
	$(PY) -m pytest -m browser tests/test_jupyterlab.py

.venv-tools/installed: tests/tools.lock
	test -x .venv-tools/bin/python || $(PYTHON) -m venv .venv-tools
	.venv-tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/tools.lock
	touch $@

.venv/installed: requirements.lock pyproject.toml
	test -x $(PY) || $(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

clean:
	rm -rf .venv .venv-tools figures/runs figures/html seeds/harbour/tables
