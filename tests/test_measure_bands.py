"""Measuring the bands: the chapter's own environment, one seed a run, and finished runs kept whatever comes after."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from mnist_course.records import Run

CHAPTER = (
    "import os\n"
    "from mnist_course import checks\n"
    "from mnist_course.session import modes\n"
    "checks.check_band('01/a', 'the seed', modes.set_seed(0), 0, 1)\n"
    "checks.check_equal('threads', os.environ.get('OMP_NUM_THREADS'), '1')"
)
WITHOUT_PYTORCH = (  # which takes seconds to start
    "import os\n"
    "class checks:\n"
    "    def check_band(key):\n"
    "        with open(os.environ['MNIST_COURSE_BAND_LOG'], 'a') as file:\n"
    '            file.write(\'{{"key": "%s", "value": 0.0}}\\n\' % key)\n'
    "checks.check_band('{key}')"
)


@pytest.fixture
def bands(monkeypatch, request, tmp_path):
    monkeypatch.syspath_prepend(request.config.rootpath / "notebooks")
    import measure_bands

    monkeypatch.setattr(measure_bands, "FOLDER", tmp_path)
    monkeypatch.setattr(measure_bands, "RECORDS", tmp_path)
    monkeypatch.setenv("MNIST_COURSE_SEED", "70")
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    return measure_bands


def written(path, source):
    nbformat.write(new_notebook(cells=[new_code_cell(source)]), path)


@pytest.mark.slow
def test_bands_are_measured_with_the_seed_that_is_asked_for(bands, tmp_path):
    written(tmp_path / "01_a.ipynb", CHAPTER)
    assert bands.measure(Run({"notebook": "01_a"}, None, 4), one_thread=True) == [
        {"key": "01/a", "value": 4.0, "low": 0, "high": 1}
    ]


@pytest.mark.slow
def test_error_in_a_chapter_leaves_what_was_measured_before_it_and_a_second_call_goes_on(bands, tmp_path, capsys):
    written(tmp_path / "01_a.ipynb", WITHOUT_PYTORCH.format(key="01/a"))
    written(tmp_path / "02_b.ipynb", "checks.check_band(")
    with pytest.raises(Exception, match="SyntaxError|IncompleteInputError"):
        bands.main(["--seeds", "1"])
    entries = json.loads((tmp_path / "bands.json").read_text())["entries"]
    assert entries == [{"labels": {"notebook": "01_a", "band": "01/a"}, "settings": None, "seed": 0, "value": 0.0}]
    written(tmp_path / "02_b.ipynb", WITHOUT_PYTORCH.format(key="02/b"))
    capsys.readouterr()
    bands.main(["--seeds", "1"])
    assert capsys.readouterr().out == "02_b, seed 0: 1 bands\n"
    assert len(json.loads((tmp_path / "bands.json").read_text())["entries"]) == 2
    written(tmp_path / "01_a.ipynb", WITHOUT_PYTORCH.format(key="01/new"))
    bands.main(["01", "--seeds", "1", "--afresh"])
    entries = json.loads((tmp_path / "bands.json").read_text())["entries"]
    assert [entry["labels"]["band"] for entry in entries] == ["01/new", "02/b"]


def test_chapter_that_is_not_there_is_an_error_that_names_it(bands):
    with pytest.raises(SystemExit, match="^expected beginnings of notebook names, such as 03, got 99$"):
        bands.main(["99"])
