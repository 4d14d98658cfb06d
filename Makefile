# The course's commands. `make` alone lists them. Each is short enough to be typed by hand instead.
PYTHON ?= python3
BIN := .venv/bin
# Linux's allocator hands large freed blocks back to the system and asks for them anew: without that, tests run faster.
KEEP_MEMORY := MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=2000000000
SITE := build/site/_build/html/index.html
PYTEST := $(KEEP_MEMORY) $(BIN)/python -m pytest

.PHONY: help book test check nbval notebooks bands records ledger bench seconds verdict pages lint clean

help:  ## list these commands
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

book: .venv/book.installed  ## build the site from the stored outputs (no PyTorch needed)
	$(BIN)/jupyter-book build . --path-output build/site -n -W --keep-going
	@echo "The site is ready: open $(SITE)"

test: check nbval  ## everything: `make check`, then every chapter again on the full data

check: .venv/test.installed lint  ## all tests but the chapters at full scale
	OMP_NUM_THREADS=1 $(PYTEST) tests -n 2 --dist worksteal --durations 12

nbval: .venv/test.installed  ## execute every chapter on the full data and compare with what is stored
	TQDM_DISABLE=1 $(PYTEST) --nbval --nbval-current-env notebooks --durations 20

lint: .venv/test.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

notebooks: .venv/test.installed  ## execute every chapter on the full data and store its outputs
	$(BIN)/python notebooks/execute.py

records: .venv/test.installed  ## make what is missing of the recorded results (hours)
	$(BIN)/python -m mnist_course.record all --jobs 2 --threads 1

ledger: .venv/test.installed  ## run the tutorials T1 to T4 with five seeds and write the ledger (over an hour)
	$(BIN)/python -m mnist_course.recipes all --seeds 5 --jobs 2 --threads 1 --record
	$(BIN)/python -m mnist_course.pages

bands: .venv/test.installed  ## measure the chapters' banded results over five seeds (an hour)
	$(BIN)/python notebooks/measure_bands.py

bench: .venv/test.installed  ## measure the tutorials' way of training beside ours (12 minutes, nothing else running)
	$(BIN)/python -m mnist_course.benchmark --afresh
	$(BIN)/python -m mnist_course.pages

seconds: .venv/test.installed  ## make what is missing of chapter 09's records (15 minutes, nothing else running)
	$(BIN)/python -m mnist_course.seconds.record all

verdict: .venv/test.installed  ## make what is missing of chapter 10's records, in three stages (hours)
	for stage in promise verdict suspects; do $(BIN)/python -m mnist_course.last_errors $$stage --jobs 2 --threads 1 || exit; done

pages: .venv/test.installed  ## write the pages that are made from records
	$(BIN)/python -m mnist_course.pages

clean:  ## remove what was built and installed
	rm -rf .venv build *.egg-info

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else "expected Python 3.10 or later, got " + sys.version.split()[0] + ": name a newer one, as in make PYTHON=python3.12 book")'
	$(PYTHON) -m venv .venv

.venv/book.installed: book/requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet -r book/requirements.txt
	@touch $@

.venv/test.installed: pyproject.toml .venv/book.installed
	$(BIN)/python -m pip install --quiet -e ".[notebooks,test]"
	@touch $@
