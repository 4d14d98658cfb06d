# The course's commands. `make` alone lists them. Each is short enough to be typed by hand instead.
PYTHON ?= python3
VENV := .venv
# The versions that are known to go together; `make LOCK= book` takes the newest instead. Left out are PyTorch, which a
# machine may bring, and setuptools, since some PyTorches refuse its newer versions.
LOCK := constraints.txt
LEFT_OUT := torch torchvision setuptools
NOTEBOOKS := notebooks
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet $(if $(LOCK),--constraint $(LOCK))
SITE := build/site/_build/html/index.html
PYTEST := $(BIN)/python -m pytest

.PHONY: help book lab test check quick full nbval lint format doctor everywhere pythons lock
.PHONY: notebooks student slides bundle pdf questions bands records ledger bench others seconds verdict pages version clean

help:  ## list these commands
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

book: $(VENV)/book.installed  ## build the site from the stored outputs (no PyTorch needed)
	$(BIN)/jupyter-book build . --path-output build/site -n -W --keep-going
	@echo "The site is ready: open $(SITE)"

lab: $(VENV)/lab.installed  ## open the chapters in JupyterLab
	$(BIN)/jupyter lab notebooks

test: check full nbval  ## everything: `make check`, then what trains on the full data: recorded runs, every chapter

check: $(VENV)/test.installed lint  ## all tests but those that train at full scale (8 minutes)
	OMP_NUM_THREADS=1 $(PYTEST) tests -n 2 --dist worksteal -m "not full" --durations 12

quick: $(VENV)/test.installed lint  ## the tests without those that need the site, a browser or long (1 to 2 minutes)
	OMP_NUM_THREADS=1 $(PYTEST) tests -n 2 --dist worksteal -m "not slow and not full"

full: $(VENV)/test.installed  ## what takes long: first epochs of recorded runs, two processes side by side, nbgrader
	OMP_NUM_THREADS=1 $(PYTEST) tests -n 2 --dist worksteal -m full

nbval: $(VENV)/test.installed  ## execute every chapter on the full data and compare with what is stored
	$(PYTEST) --nbval --nbval-current-env $(NOTEBOOKS) --durations 20

lint: $(VENV)/test.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/test.installed  ## mend the style of code and notebooks, as far as it can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

doctor:  ## say what on this machine is in the way, and how to fix it
	@if [ -x $(BIN)/python ]; then $(BIN)/python doctor.py; else $(PYTHON) doctor.py; fi

everywhere: $(BIN)/python  ## run the chapters with the oldest and newest PyTorch, 1 and 2 threads, ... (an hour)
	$(BIN)/python tests/everywhere.py pytorch $(OPTIONS)

pythons: $(BIN)/python  ## run `make test` with every supported Python on this machine (25 minutes each)
	$(BIN)/python tests/everywhere.py pythons $(OPTIONS)

lock: $(BIN)/python  ## write constraints.txt anew, with the newest versions that go together
	$(BIN)/python -m venv build/lock
	build/lock/bin/python -m pip install --quiet uv
	printf '%s ; python_version < "3"\n' $(LEFT_OUT) > build/lock/left-out.txt
	build/lock/bin/uv pip compile pyproject.toml --extra notebooks --extra test book/requirements.txt \
	    --universal --python-version 3.11 --override build/lock/left-out.txt --upgrade \
	    --quiet --no-annotate --custom-compile-command "make lock" --output-file constraints.txt

notebooks: $(VENV)/test.installed  ## execute every chapter on the full data and store its outputs
	$(BIN)/python notebooks/execute.py

records: $(VENV)/test.installed  ## make what is missing of the recorded results (hours)
	$(BIN)/python -m mnist_course.studies make all --jobs 2

ledger: $(VENV)/test.installed  ## run the tutorials T1 to T4 with five seeds and write the ledger (over an hour)
	$(BIN)/python -m mnist_course.tutorials all --seeds 5 --jobs 2 --record
	$(BIN)/python book/pages.py

student: $(VENV)/book.installed  ## write the student notebooks, without solutions and answers, into build/student
	$(BIN)/python notebooks/student.py build/student

slides: $(VENV)/test.installed  ## write slides of every chapter, with notes for the speaker, into build/slides
	$(BIN)/python notebooks/slides.py build/slides

bundle: $(VENV)/test.installed book  ## one zip for a room without a network: site, notebooks, student notebooks, slides, wheel
	$(BIN)/python book/bundle.py build/bundle

pdf: $(VENV)/test.installed book  ## print the whole book as one PDF, build/mnist-course.pdf (2 minutes; needs a Chromium)
	$(BIN)/python book/paper.py build/mnist-course.pdf

questions: $(VENV)/test.installed  ## write the questions and predictions for Moodle, into build/questions
	$(BIN)/python notebooks/question_bank.py build/questions

bands: $(VENV)/test.installed  ## measure the chapters' banded results over five seeds (an hour)
	$(BIN)/python notebooks/measure_bands.py

bench: $(VENV)/test.installed  ## measure our way of training beside the tutorials', and beside another training (25 minutes, nothing else running)
	$(BIN)/python -m mnist_course.studies make benchmark sharing --afresh
	$(BIN)/python book/pages.py

others: $(VENV)/test.installed  ## measure workers, Keras and JAX beside our way of training (a quarter of an hour, nothing else running)
	$(PIP) -e ".[others]"
	$(BIN)/python -m mnist_course.studies make others --afresh
	$(BIN)/python book/pages.py

seconds: $(VENV)/test.installed  ## make what is missing of chapter 12's records (15 minutes, nothing else running)
	$(BIN)/python -m mnist_course.studies make seconds seconds_process seconds_ladder seconds_tried seconds_growth

verdict: $(VENV)/test.installed  ## make what is missing of the records of chapters 13 and 14 (hours)
	$(BIN)/python -m mnist_course.studies make promise verdict suspects --jobs 2

pages: $(VENV)/test.installed  ## write the pages that are made from records
	$(BIN)/python book/pages.py

version: $(BIN)/python  ## raise the version everywhere: PART=patch, minor or major
	$(PIP) bump-my-version
	$(BIN)/bump-my-version bump $(PART)

clean:  ## remove what was built and installed
	rm -rf $(VENV) build *.egg-info

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "expected Python 3.11 or later, got " + sys.version.split()[0] + ": name a newer one, as in make PYTHON=python3.12 book")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/book.installed: book/requirements.txt $(LOCK) | $(BIN)/python
	$(PIP) -r book/requirements.txt
	@touch $@

$(VENV)/lab.installed: pyproject.toml $(LOCK) | $(BIN)/python
	$(PIP) -e ".[notebooks]"
	@touch $@

$(VENV)/test.installed: pyproject.toml $(VENV)/book.installed
	$(PIP) -e ".[notebooks,test]"
	@touch $@
