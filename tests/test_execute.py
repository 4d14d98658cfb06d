"""Storing the chapters: in an environment of their own, and never without the figures that they had."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from mnist_course import records
from mnist_course.records import record

FIGURE = new_output("display_data", data={"image/png": "", "text/plain": "<Figure>"})


@pytest.fixture
def execute(monkeypatch, request):
    monkeypatch.syspath_prepend(request.config.rootpath / "notebooks")
    import execute

    monkeypatch.setattr(execute, "_record_cost", lambda *cost: None)
    return execute


@pytest.fixture
def kernels(execute):
    import kernels

    return kernels


def written(path, *sources):
    nbformat.write(new_notebook(cells=[new_code_cell(source) for source in sources]), path)
    return path


def test_environment_of_whoever_runs_the_chapters_is_not_stored(execute, monkeypatch, tmp_path):
    startup = tmp_path / "home" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "first.py").write_text("planted = 1")
    (tmp_path / "home" / "matplotlibrc").write_text("lines.linewidth: 9")
    hostile = {
        "COLUMNS": "20",
        "IPYTHONDIR": str(tmp_path / "home"),
        "MATPLOTLIBRC": str(tmp_path / "home"),
        "MNIST_COURSE_SEED": "3",
        "MPLBACKEND": "Agg",
        "PYTHONWARNINGS": "error",
    }
    for name, value in hostile.items():
        monkeypatch.setenv(name, value)
    path = written(
        tmp_path / "chapter.ipynb",
        "import os, sys, warnings\nimport matplotlib.pyplot as plt\nwarnings.simplefilter('ignore')",
        "plt.plot([1, 2])\nprint(plt.rcParams['lines.linewidth'], 'planted' in globals(), sys.warnoptions)\nplt.show()",
        f"print([name for name in {sorted({'COLUMNS', 'MNIST_COURSE_SEED', 'PYTHONWARNINGS'})} if name in os.environ])",
    )
    execute.execute(path)
    _, figure, names = nbformat.read(path, as_version=4).cells
    assert figure.outputs[0].text == "1.5 False []\n" and "image/png" in figure.outputs[1].data
    assert names.outputs[0].text == "[]\n"


def test_chapter_that_lost_a_figure_is_not_stored(execute, tmp_path):
    path = written(tmp_path / "chapter.ipynb", "import matplotlib.pyplot as plt", "# draws nothing\nplt.show()")
    before = path.read_bytes()
    with pytest.raises(RuntimeError, match="^expected a figure from each of these cells, got none:\n# draws nothing$"):
        execute.execute(path)
    assert path.read_bytes() == before


def test_buttons_are_not_stored(execute, tmp_path):
    cells = [
        new_code_cell("import ipywidgets\nipywidgets.Button()", metadata={"tags": ["choice"]}),
        new_code_cell("print(1)"),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "chapter.ipynb")
    execute.execute(tmp_path / "chapter.ipynb")
    chosen, printed = nbformat.read(tmp_path / "chapter.ipynb", as_version=4).cells
    assert (chosen.outputs, chosen.execution_count) == ([], 1) and printed.outputs[0].text == "1\n"
    assert "widgets" not in nbformat.read(tmp_path / "chapter.ipynb", as_version=4).metadata


def test_cell_that_had_a_figure_has_to_draw_one_again(execute):
    def notebook(outputs):
        return new_notebook(cells=[new_code_cell("x", outputs=outputs), new_code_cell("y")])

    execute.check_figures(notebook([]), notebook([]))
    execute.check_figures(notebook([]), notebook([FIGURE]))
    with pytest.raises(RuntimeError, match="got none:\nx$"):
        execute.check_figures(notebook([FIGURE]), notebook([]))


def test_a_chapter_says_how_long_it_takes(monkeypatch, request, tmp_path):
    monkeypatch.syspath_prepend(request.config.rootpath / "notebooks")
    import execute

    monkeypatch.setattr(execute, "RECORDS", tmp_path)
    monkeypatch.setattr(record, "FOLDER", tmp_path)
    assert records.chapter_cost("05_cnn") == "05_cnn: not measured yet"
    for chapter, seconds in (("05_cnn", 9), ("03_softmax_regression", 3), ("05_cnn", 12)):
        execute._record_cost(chapter, seconds, 20)
    assert [entry["labels"]["notebook"] for entry in records.load("chapters").entries] == [
        "03_softmax_regression",
        "05_cnn",
    ]
    assert records.chapter_cost("05_cnn").startswith("about 20 minutes to read; 12 s to run on ")
    assert records.chapter_cost("04_mlp") == "04_mlp: not measured yet"


def test_threads_and_the_data_folder_are_left_to_whoever_runs_the_chapters(kernels):
    settings = kernels.environment({"OMP_NUM_THREADS": "1", "MNIST_COURSE_DATA": "/data", "LC_ALL": "C"}, A="b")
    assert settings == {"OMP_NUM_THREADS": "1", "MNIST_COURSE_DATA": "/data", "A": "b", **kernels.FIXED}
