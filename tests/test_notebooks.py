"""What every chapter promises: executed, readable, and honest about what is not compared."""

import ast
import base64
import importlib
import pkgutil
import re
import struct
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import reading
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import mnist_course
from mnist_course import records

FOLDER = Path(__file__).parent.parent / "notebooks"
CHAPTERS = sorted(FOLDER.glob("*.ipynb"))
MAKEFILE = (FOLDER.parent / "Makefile").read_text(encoding="utf-8")
WIDEST_BAND = 4  # times the recorded spread over seeds
LOOKS_LIKE_AN_ERROR = re.compile(r"\b\w*(Error|Exception|Warning)\b")
FORMATTED_BY_OTHERS = re.compile(  # tensors, arrays, layers, and objects that do not say how they are shown
    r"\b(tensor|array|torch\.Size)\(|\[ *-?[\d.]+ +-?\d|\bParameter containing:|\(\d+\): \w+\(| object at 0x"
)
SANITIZE = (Path(__file__).parent / "nbval_sanitize.cfg").read_text(encoding="utf-8")
WORDS_OF_OTHERS = re.search("^regex: (.*)$", SANITIZE, re.MULTILINE)[1]


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def chapter(request):
    notebook = nbformat.read(request.param, as_version=4)
    notebook.name = request.param.stem
    return notebook


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tags(cell):
    return cell.metadata.get("tags", [])


def markdown(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def texts(cell):
    """Everything a cell has written, as strings."""
    for output in cell.outputs:
        yield from [output.get("text", ""), "\n".join(output.get("traceback", []))]
        yield from (value for kind, value in output.get("data", {}).items() if kind.startswith("text/"))


def calls(cell, name):
    """The calls of a function of that name in a cell's code."""
    for node in ast.walk(ast.parse(cell.source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == name:
            yield node


def test_the_chapters_are_numbered_without_a_gap():
    assert [int(path.name[:2]) for path in CHAPTERS] == list(range(15))


def test_every_chapter_begins_with_the_same_set_up():
    firsts = {code_cells(nbformat.read(path, as_version=4))[0].source for path in CHAPTERS}
    assert len(firsts) == 1


def test_a_chapter_is_read_in_three_quarters_of_an_hour(chapter):
    assert reading.minutes(chapter) <= reading.LIMIT, reading.counts(chapter)


def test_all_cells_were_executed_in_order(chapter):
    assert [cell.execution_count for cell in code_cells(chapter)] == list(range(1, len(code_cells(chapter)) + 1))


def test_no_error_and_no_warning_is_stored(chapter):
    for cell in code_cells(chapter):
        for output in cell.outputs:
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", output.text


def ways_to_print_an_error_by_hand(cell):
    """What is in a cell's code or tags that could print an error in the words of another library, unmarked."""
    found = [tag for tag in tags(cell) if tag == "raises-exception"]
    for node in ast.walk(ast.parse(cell.source)):
        found += ["except"] if isinstance(node, ast.ExceptHandler) else []
        name = getattr(node, "attr", getattr(node, "id", getattr(node, "name", "")))
        found += [name] if name in {"catch_warnings", "exc_info", "exception", "excepthook", "traceback"} else []
    return found


def words_of_others(cell):
    """What a cell has stored to be compared that another library may word or format anew."""
    if "nbval-ignore-output" in tags(cell):
        return []
    found = []
    for text in texts(cell):
        kept = re.sub(WORDS_OF_OTHERS, "", text)
        found += [f"a quotation without its line: {line}" for line in kept.splitlines() if line.startswith("  | ")]
        found += [
            f"a quotation of which nothing is compared: {line}" for line in re.findall(".*as expected:$", kept, re.M)
        ]
        found += [match[0] for match in re.finditer(FORMATTED_BY_OTHERS, kept)]
        if not list(calls(cell, "shows_error")):
            found += [
                f"an error that shows_error has not shown: {match[0]}"
                for match in re.finditer(LOOKS_LIKE_AN_ERROR, kept)
            ]
    return found


def test_no_cell_hides_its_value_by_a_semicolon(chapter):
    """Jupyter does not show it then, and nbval, which compares, does."""
    assert not [cell.source for cell in code_cells(chapter) if cell.source.rstrip().endswith(";")]


def test_errors_are_shown_by_checks_shows_error_and_by_nothing_else(chapter):
    for cell in code_cells(chapter):
        assert ways_to_print_an_error_by_hand(cell) == [], cell.source


def test_no_words_of_another_library_are_compared(chapter):
    for cell in code_cells(chapter):
        assert words_of_others(cell) == [], cell.source


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    x\nexcept ValueError as error:\n    print(error)",
        "with warnings.catch_warnings(record=True) as caught:\n    x",
        "import traceback",
        "print(sys.exc_info())",
        "print(future.exception())",
    ],
)
def test_planted_way_to_print_an_error_is_found(source):
    assert ways_to_print_an_error_by_hand(new_code_cell(source)) != []
    assert ways_to_print_an_error_by_hand(new_code_cell("x", metadata={"tags": ["raises-exception"]})) != []


@pytest.mark.parametrize(
    ("text", "offence"),
    [
        ("RuntimeError: mat1 and mat2 do not fit", "an error that shows_error has not shown: RuntimeError"),
        ("DeprecationWarning: soon gone", "an error that shows_error has not shown: DeprecationWarning"),
        ("  | ValueError: no digits", "a quotation without its line:   | ValueError: no digits"),
        (
            "a ValueError, as expected:\n  | ValueError: x",
            "a quotation of which nothing is compared: a ValueError, as expected:",
        ),
        ("shape torch.Size([10, 784])", "torch.Size("),
        ("tensor([1.0000])", "tensor("),
        ("[[  0  16]\n [255   0]]", "[  0  1"),
        ("<torch.utils.data.Dataset object at 0x7f>", " object at 0x"),
        ("Sequential(\n  (0): Linear(in_features=784, out_features=10)\n)", "(0): Linear("),
    ],
)
def test_planted_words_of_another_library_are_found(text, offence):
    output = new_output("stream", name="stdout", text=text)
    assert offence in words_of_others(new_code_cell("print(x)", outputs=[output]))
    assert (
        words_of_others(new_code_cell("print(x)", outputs=[output], metadata={"tags": ["nbval-ignore-output"]})) == []
    )


def test_errors_that_shows_error_has_shown_are_no_offence():
    text = "(2, 3)\na: a ValueError, as expected, that says 3:\n  | tensor(3)\n  | at 0x7f\nTypeError: expected 2"
    output = new_output("stream", name="stdout", text=text)
    assert words_of_others(new_code_cell("with checks.shows_error(ValueError, '3'):\n    x", outputs=[output])) == []


def imported_before_the_course(cells):
    """Other packages that are imported before the first import from mnist_course, in the order of the cells."""
    before = []
    for cell in cells:
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module]
            else:
                continue
            packages = [name.partition(".")[0] for name in names]
            if "mnist_course" in packages:
                return before
            before += [package for package in packages if package not in sys.stdlib_module_names]
    return before


def test_course_is_imported_before_pytorch_which_it_tells_how_its_threads_wait(chapter):
    assert imported_before_the_course(code_cells(chapter)) == []


def test_planted_import_before_the_course_is_found():
    cells = [new_code_cell("import os\nimport torchvision.datasets"), new_code_cell("from mnist_course import data")]
    assert imported_before_the_course(cells) == ["torchvision"]


def test_nothing_of_the_fast_mode_and_no_path_of_a_machine_is_stored(chapter):
    for cell in code_cells(chapter):
        for text in texts(cell):
            assert "[fast mode]" not in text
            assert not re.search(r"(/home/|/root/|/work/|/tmp/|/Users/|[A-Z]:\\)\w", text), text


def test_every_figure_has_an_alternative_text(chapter):
    for cell in code_cells(chapter):
        if any("image/png" in output.get("data", {}) for output in cell.outputs):
            alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
            assert len(alt) > 30, f"no alternative text: {cell.source}"


def test_a_figure_has_twice_the_pixels_that_it_is_shown_with(chapter):
    for cell in code_cells(chapter):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                width = struct.unpack(">I", base64.b64decode(output.data["image/png"])[16:20])[0]
                assert abs(width - 2 * output.metadata["image/png"]["width"]) <= 1, cell.source


def test_outputs_are_no_wider_than_a_phone_can_scroll_comfortably(chapter):
    for cell in code_cells(chapter):
        for output in cell.outputs:
            for line in output.get("text", "").splitlines():
                assert len(line) <= 100, line


def test_code_cells_are_short_enough_to_read(chapter):
    for cell in code_cells(chapter)[1:]:  # the set-up is folded
        assert len(cell.source.splitlines()) <= 30, cell.source


def test_headings_begin_with_one_title_and_skip_no_level(chapter):
    outside_code = re.sub(r"```.*?```", "", markdown(chapter), flags=re.DOTALL)
    levels = [len(marks) for marks in re.findall(r"^(#+) ", outside_code, flags=re.MULTILINE)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:]))


def test_chapter_has_the_shape_of_a_chapter(chapter):
    text = markdown(chapter)
    title = text.splitlines()[0]
    assert title.startswith(f"# {chapter.name[:2]} · ") and title.endswith("?"), "the title is a question"
    headings = " ".join(re.findall(r"^## (.*)$", text, flags=re.MULTILINE)).lower()
    for part in ("able to do", "common errors", "recap", "check yourself", "way on"):
        assert part in headings, f"no section '{part}' in: {headings}"
    questions = text.lower().split("check yourself")[-1]
    assert questions.count("<details>") >= 5 and questions.count("<details>") == questions.count("</details>")


def test_a_prediction_is_answered_by_the_output_of_the_next_cell(chapter):
    """Of its own, that is: below it stands the one that lets choose. The block itself is held by test_choices.py."""
    cells = [cell for cell in chapter.cells if {"choice", "demo"}.isdisjoint(tags(cell))]
    followed = [
        following
        for cell, following in zip(cells, [*cells[1:], None])
        if cell.cell_type == "markdown" and "> **Predict.** " in cell.source
    ]
    assert 2 <= len(followed) <= 8
    for following in followed:
        assert following is not None and following.cell_type == "code" and following.outputs, following


def test_cells_that_choose_store_nothing(chapter):
    chosen = [cell for cell in code_cells(chapter) if "choice" in tags(cell)]
    assert len(chosen) >= 5 and not any(cell.outputs for cell in chosen)
    assert "widgets" not in chapter.metadata


def test_a_demo_is_one_call_below_what_to_try_and_stores_what_the_page_brings_to_life(chapter):
    for before, cell in zip(chapter.cells, chapter.cells[1:]):
        if cell.cell_type == "code" and ("demo" in tags(cell) or re.search(r"^widgets\.", cell.source, re.M)):
            assert tags(cell) == ["demo", "hide-input", "nbval-ignore-output"], cell.source
            assert re.fullmatch(r"widgets\.\w+\([^()]*\)", cell.source), cell.source
            assert before.cell_type == "markdown" and "**Try it.** " in before.source, before.source
            (output,) = cell.outputs
            assert set(output.data) == {"text/html", "text/plain"} and '<div class="demo"' in output.data["text/html"]


NUMBER = re.compile(r"(?<![\w.,/#-])[−-]?\d[\d,]*\.?\d*(?= ?%)|(?<![\w.,/#-])[−-]?\d[\d,]*\.\d+(?![\w.]*\w)")
NOT_MEASURED = re.compile(  # code, formulas, links, predictions, quotations of the tutorials, comments
    r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)|<!--.*?-->|^>.*$|<details>.*?</details>", re.S | re.M
)


def numbers_of(cell):
    """Every number in a cell's code and in what it prints."""
    alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
    for text in [cell.source, alt, *texts(cell)]:
        yield from (float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\.?\d*(?:e-?\d+)?", text))


def unbound_numbers(notebook):
    """Percentages and decimals of the prose that no cell of the chapter prints or has in its code."""
    cells = [cell for cell in code_cells(notebook) if "demo" not in cell.metadata.get("tags", [])]  # which hold data
    known = {number for cell in cells for number in numbers_of(cell)}
    prose = re.split(r"^## .*check yourself.*$", markdown(notebook), flags=re.I | re.M)[0]
    for paragraph in NOT_MEASURED.sub(" ", prose).split("\n\n"):
        if re.search(r"\bT[1-4]\b", paragraph):  # what a tutorial says is not ours
            continue
        for match in NUMBER.finditer(paragraph):
            text = match[0].replace(",", "").replace("−", "-").lstrip("-")
            digits = len(text.partition(".")[2])
            near = 0.5 * 10**-digits * 1.001
            if not any(abs(scale * number - float(text)) <= near for number in known for scale in (1, 100)):
                yield f"{match[0]} in: {paragraph.strip()[:80]}"


def test_a_number_in_prose_is_printed_or_asserted_by_a_cell_of_its_chapter(chapter):
    assert list(unbound_numbers(chapter)) == []


def test_planted_number_without_a_cell_is_found():
    def planted(prose):
        output = new_output("stream", name="stdout", text="accuracy 0.9176 or 97.62%\n")
        demo = new_code_cell("[55.5]", metadata={"tags": ["demo"]})
        cells = [new_code_cell("x", outputs=[output]), demo, new_markdown_cell(prose)]
        return list(unbound_numbers(new_notebook(cells=cells)))

    assert planted("From 91.8% to 97.6%, about 98%, 0.92 in all; chapter 06, $0.5$, `0.25`.") == []
    assert len(planted("It reads 93% of them, 0.31 more, 55.5 in the data of a demo.")) == 3


OURS = [module.name for module in pkgutil.walk_packages(mnist_course.__path__, "mnist_course.")]
FILES_OF_OTHERS = {"data.pkl"}  # looks like `data.load`


def exists(name):
    """Whether a dotted name is a module of ours, or something in one."""
    module, _, attribute = name.rpartition(".")
    return name in OURS or (module in OURS and hasattr(importlib.import_module(module), attribute))


def names_of_nothing(text):
    """The modules, functions and commands of ours that a text names in back-ticks, and that do not exist."""
    found = []
    for quoted in re.findall(r"`([^`\n]+)`", text):
        if command := re.match(r"python -m (mnist_course[\w.]*)", quoted):
            found += [quoted] if not (exists(command[1]) and exists_to_run(command[1])) else []
        elif target := re.fullmatch(r"make ([a-z]+)", quoted):
            found += [quoted] if f"\n{target[1]}:" not in MAKEFILE else []
        elif (name := re.match(r"[a-z_]+(\.\w+)+", quoted)) and name[0] not in FILES_OF_OTHERS:
            first, _, rest = name[0].partition(".")
            whole = [module for module in OURS if module.rpartition(".")[2] == first]
            places = [name[0]] if first == "mnist_course" else [f"{module}.{rest}" for module in whole]
            found += [quoted] if places and not any(map(exists, places)) else []
    return found


def exists_to_run(module):
    return hasattr(importlib.import_module(module), "main") or f"{module}.__main__" in OURS


def test_what_a_chapter_names_exists(chapter):
    assert names_of_nothing(markdown(chapter)) == []


@pytest.mark.parametrize(
    "quoted", ["data.lode", "mnist_course.training.fast", "python -m mnist_course.data", "make haste", "checks.check()"]
)
def test_planted_name_of_nothing_is_found(quoted):
    assert names_of_nothing(f"see `{quoted}`, and `data.load()`, `torch.load` or `make pages`") == [quoted]


def test_no_chapter_before_the_thirteenth_opens_the_test_images(chapter):
    for cell in code_cells(chapter):
        if chapter.name in {"13_how_sure", "14_the_last_errors"}:
            learns = any(list(calls(cell, name)) for name in ("fit", "backward", "fit_temperature"))
            assert not (learns and re.search(r"\btest(_\w+)?\b", cell.source)), cell.source
            continue
        assert "t10k" not in cell.source and not re.search(r"train\s*=\s*False", cell.source)
        for node in ast.walk(ast.parse(cell.source)):
            assert not (isinstance(node, ast.Constant) and node.value == "test"), cell.source


def test_only_a_band_check_may_follow_a_cell_that_is_not_compared(chapter):
    cells = [cell for cell in code_cells(chapter) if {"choice", "demo"}.isdisjoint(tags(cell))]
    assert not any("nbval-skip" in tags(cell) for cell in cells)
    for cell, following in zip(cells, [*cells[1:], None]):
        if "nbval-ignore-output" in tags(cell):
            assert following is not None and list(calls(following, "check_band")), f"no band after: {cell.source}"
        if list(calls(cell, "check_band")):
            assert "nbval-ignore-output" not in tags(cell), "a band must be compared"


def bands():
    for path in CHAPTERS:
        for cell in code_cells(nbformat.read(path, as_version=4)):
            for call in calls(cell, "check_band"):
                key, _, _, low, high = (
                    ast.literal_eval(argument) if i != 1 and i != 2 else None for i, argument in enumerate(call.args)
                )
                yield pytest.param(key, low, high, id=key)


@pytest.mark.parametrize(("key", "low", "high"), list(bands()))
def test_band_is_at_most_four_times_as_wide_as_the_recorded_spread(key, low, high):
    values = records.load("bands").values("value", band=key)
    assert len(values) >= 5
    spread = max(values) - min(values)
    assert high - low <= WIDEST_BAND * spread * 1.0001, f"{key}: width {high - low:g}, spread {spread:g}"
    assert all(low <= value <= high for value in values), f"{key}: {values} are not all in [{low}, {high}]"


def test_keys_of_bands_are_not_used_twice():
    keys = [parameter.values[0] for parameter in bands()]
    assert len(keys) == len(set(keys)) > 0


@pytest.fixture
def fast_mode(monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    monkeypatch.setenv("TQDM_DISABLE", "1")


@pytest.mark.slow
def test_nothing_is_stored_in_the_fast_mode(fast_mode):
    path = FOLDER / "02_one_hot_labels.ipynb"
    before = path.read_bytes()
    result = subprocess.run([sys.executable, FOLDER / "execute.py", path.name], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr[-3000:]
    assert path.read_bytes() == before


def test_fast_mode_is_marked_in_the_output(fast_mode):
    for path in CHAPTERS:
        assert records.chapter_cost(path.stem).startswith("[fast mode]")


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_tells_its_own_measured_cost(path):
    cells = [cell for cell in code_cells(nbformat.read(path, as_version=4)) if "chapter-cost" in tags(cell)]
    assert len(cells) == 1 and f'chapter_cost("{path.stem}")' in cells[0].source
    assert records.chapter_cost(path.stem) in cells[0].outputs[0].text
    assert "not measured" not in cells[0].outputs[0].text
