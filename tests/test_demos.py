"""What the live demos are made of: the joined JavaScript, the networks' weights, the way from strokes to 28 × 28."""

import base64
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import execute
import nbformat
import numpy as np
import pytest
import torch
from demo_page import DRAWINGS, open_page, write
from nbformat.v4 import new_code_cell, new_notebook, new_output

from mnist_course import data, models
from mnist_course.data import preprocess
from mnist_course.evaluation import predict_logits
from mnist_course.evaluation.abstention import largest_coverage
from mnist_course.studies import page_weights
from mnist_course.widgets import bundle, weights
from mnist_course.widgets.show import VIEW, division, show, widget_class

ROOT = Path(__file__).resolve().parent.parent
ABOUT = weights.about()
SCRIPTS = sorted(Path(str(bundle.FOLDER), "js").glob("*.js"))
SWITCHES = ["crop", "aspect", "antialias", "mass"]
# A page hands over pixels as base64 of bytes, and gets numbers back.
FORWARD = """([name, base64, count]) => {
  const { ink, net } = mnistDemos;
  const bytes = net.bytesOf(base64);
  self.known ??= net.decode(net.bytesOf(MNIST_WEIGHTS.numbers), MNIST_WEIGHTS.about);
  return Array.from({ length: count }, (_, i) => {
    const pixels = Float32Array.from(bytes.subarray(784 * i, 784 * (i + 1)), (value) => value / 255);
    return Array.from(net.forward(self.known[name], pixels).logits);
  });
}"""
READ = """([drawings, switches]) => {
  const { ink, net } = mnistDemos;
  self.known ??= net.decode(net.bytesOf(MNIST_WEIGHTS.numbers), MNIST_WEIGHTS.about);
  const answers = Object.fromEntries(Object.keys(self.known).map((name) => [name, []]));
  for (const { strokes } of drawings) {
    const { pixels } = ink.prepare(ink.rasterise(strokes), 280, switches);
    for (const [name, network] of Object.entries(self.known)) {
      const { logits } = net.forward(network, pixels);
      answers[name].push(logits.indexOf(Math.max(...logits)));
    }
  }
  return answers;
}"""
PREPARE = """([strokes, switches, pen]) => {
  const { ink } = mnistDemos;
  const { stages, pixels, problem } = ink.prepare(ink.rasterise(strokes, { pen }), 280, switches);
  return { sides: stages.map(({ side }) => side), pixels: Array.from(pixels), problem };
}"""


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    """A page with all modules, and the weights; nobody draws on it."""
    address = write(tmp_path_factory.mktemp("demo"), "draw", ["weights", "drawings"])
    with open_page(browser, address) as page:
        page.add_script_tag(content=bundle.data_script("weights"))
        yield page


# The JavaScript -----------------------------------------------------------------------------------------------------


def test_the_scripts_are_joined_without_torch_numpy_or_anywidget():
    code = (
        "import sys\n"
        "for name in 'torch', 'numpy', 'anywidget', 'IPython': sys.modules[name] = None\n"
        "from mnist_course.widgets import bundle\n"
        "print(len(bundle.site_script()), *map(len, map(bundle.data_script, bundle.DATA)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert all(int(length) > 1000 for length in done.stdout.split())


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_module_is_short_says_what_it_is_and_is_used(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("// ") and text.count("\n") <= 200
    assert path.stem in {*bundle.MODULES, "page", "notebook"}
    assert "innerHTML" not in text and "eval(" not in text
    assert not re.search(r"https?://(?!www\.w3\.org)", text)


def test_a_module_that_imports_or_has_no_list_of_what_it_exports_is_refused(monkeypatch):
    for text in "const a = 1;\n", 'import "b";\nexport { a };\n', "export const a = 1;\nexport { a };\n":
        monkeypatch.setattr(bundle, "_text", lambda name, text="\n" + text: text)
        with pytest.raises(ValueError, match="expected dom.js to import nothing"):
            bundle.site_script()


def test_the_scripts_keep_to_one_style():
    """By Biome, where there is one: https://biomejs.dev, `npm install --global @biomejs/biome`."""
    if not shutil.which("biome"):
        pytest.skip("the style of the JavaScript was not tested: no biome was found")
    done = subprocess.run(["biome", "check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_notebooks_module_has_what_anywidget_calls(page):
    kind = page.evaluate(
        """async (text) => {
          const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
          return typeof (await import(address)).default.render;
        }""",
        bundle.notebook_module(),
    )
    assert kind == "function"


# The networks -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def raw():
    return data.load("validation")


def test_five_networks_travel_in_less_than_a_megabyte_and_unharmed():
    assert [entry["name"] for entry in ABOUT["networks"]] == ["softmax", "mlp", "cnn", "augmented", "small"]
    assert len(bundle.data_script("weights")) <= 1_000_000
    assert len(weights.numbers()) == sum(entry["parameters"] for entry in ABOUT["networks"])
    assert all(np.isfinite(weights.numbers()))


def test_damaged_weights_are_not_taken_for_whole_ones(monkeypatch):
    monkeypatch.setattr(weights, "about", lambda: {**ABOUT, "sha256": "0"})
    with pytest.raises(RuntimeError, match="expected SHA-256 0, got"):
        weights.numbers()


@pytest.mark.full
@pytest.mark.parametrize("entry", ABOUT["networks"], ids=lambda entry: entry["name"])
def test_what_is_said_of_a_network_is_true(entry, raw):
    logits = predict_logits(weights.network(entry, weights.numbers()), preprocess.to_unit(raw.images))
    confidences, answers = logits.softmax(dim=1).max(dim=1)
    right = answers == raw.labels
    assert right.double().mean().item() == pytest.approx(entry["accuracy"], abs=2e-4)
    sure = largest_coverage(confidences, right, page_weights.RIGHT)
    assert sure.threshold == pytest.approx(entry["sure"]["threshold"], abs=0.01)
    assert sure.coverage == pytest.approx(entry["sure"]["coverage"], abs=0.01)


@pytest.mark.parametrize("count", [50, pytest.param(1000, marks=pytest.mark.full)])
@pytest.mark.parametrize("entry", ABOUT["networks"], ids=lambda entry: entry["name"])
def test_the_page_gets_the_scores_that_pytorch_gets(entry, count, raw, page):
    images, labels = raw.images[:count], raw.labels[:count]
    expected = predict_logits(weights.network(entry, weights.numbers()), preprocess.to_unit(images))
    content = base64.b64encode(images.numpy().tobytes()).decode()
    logits = torch.tensor(page.evaluate(FORWARD, [entry["name"], content, count]))
    assert (logits - expected).abs().max() < 1e-3
    accuracies = [(scores.argmax(1) == labels).double().mean().item() for scores in (logits, expected)]
    assert abs(accuracies[0] - accuracies[1]) <= 0.0005


def test_folding_changes_no_score_and_refuses_what_it_cannot_fold():
    torch.manual_seed(0)
    model = models.build("small 22k").eval()
    for layer in model:
        if isinstance(layer, torch.nn.BatchNorm2d):
            for tensor in layer.running_mean, layer.bias:
                torch.nn.init.normal_(tensor)
            for tensor in layer.running_var, layer.weight:
                torch.nn.init.uniform_(tensor, 0.5, 2)
    images = torch.rand(50, 1, 28, 28)
    layers, numbers = weights.pack(model)
    same = weights.network({"scaling": (0, 1), "layers": layers, "at": 0}, numbers)
    assert (model(images) - same(images)).abs().max() < 0.02  # rounded to 16 bits
    with torch.no_grad():
        model[2].weight[3] = -1
    with pytest.raises(ValueError, match="scales above 0"):
        weights.pack(model)


def test_every_number_of_sixteen_bits_is_decoded_to_itself(page):
    halves = np.arange(65536, dtype="<u2").view("<f2")
    halves = halves[np.isfinite(halves)]
    about = {"networks": [{"name": "a", "at": 0, "layers": [{"in": 1, "out": len(halves) // 2, "at": 0}]}]}
    decoded = page.evaluate(
        """([base64, about]) => {
          const { net } = mnistDemos;
          const [{ weights, bias }] = net.decode(net.bytesOf(base64), about).a.layers;
          return [...weights, ...bias];
        }""",
        [base64.b64encode(halves.tobytes()).decode(), about],
    )
    assert np.array_equal(np.array(decoded), halves.astype(float))


def test_softmax_of_huge_scores_is_no_nan(page):
    assert page.evaluate("mnistDemos.net.softmax([1000, 0, -1000])") == [1, 0, 0]
    assert sum(page.evaluate("mnistDemos.net.softmax([1, 2, 3])")) == pytest.approx(1)


# From strokes to pixels ---------------------------------------------------------------------------------------------


def prepared(page, strokes, switches=None, pen=0.08):
    found = page.evaluate(PREPARE, [strokes, switches or {}, pen])
    return {**found, "pixels": np.array(found["pixels"]).reshape(28, 28)}


def test_sixty_drawings_write_each_digit_in_at_least_three_ways():
    ways = {digit: {drawing["way"] for drawing in DRAWINGS if drawing["digit"] == digit} for digit in range(10)}
    assert all(len(found) == 6 for found in ways.values())
    assert len({json.dumps(drawing["strokes"]) for drawing in DRAWINGS}) == 60


@pytest.mark.slow
def test_the_augmented_cnn_reads_the_sixty_drawings_and_worse_without_the_steps(page):
    truths = [drawing["digit"] for drawing in DRAWINGS]
    right = {}
    for off in [], ["mass"], ["crop", "mass"], ["aspect"]:
        answers = page.evaluate(READ, [DRAWINGS, dict.fromkeys(off, False)])
        right[tuple(off)] = {name: sum(a == b for a, b in zip(found, truths)) for name, found in answers.items()}
    assert right[()]["augmented"] >= 0.95 * 60, right
    for off in ("crop", "mass"), ("aspect",):
        assert all(right[off][name] < right[()][name] for name in ("softmax", "mlp", "cnn")), right


@pytest.mark.parametrize("drawing", DRAWINGS[::7], ids=lambda drawing: str(drawing["digit"]))
def test_a_prepared_digit_is_one_of_mnists(page, drawing):
    found = prepared(page, drawing["strokes"])
    assert found["sides"] == [280, 20, 28]
    pixels = found["pixels"]
    rows, columns = (np.flatnonzero(pixels.any(axis)) for axis in (1, 0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    assert pixels.max() == 1 and pixels.min() == 0
    places = np.indices((28, 28)).reshape(2, -1)
    assert np.abs((places * pixels.ravel()).sum(1) / pixels.sum() - 14).max() <= 0.5


def test_where_on_the_pad_a_digit_is_drawn_and_how_large_changes_next_to_nothing(page):
    strokes = [[[0.3, 0.3], [0.5, 0.3], [0.4, 0.6]]]
    moved = [[[x + 50 / 280, y + 60 / 280] for x, y in stroke] for stroke in strokes]
    large = [[[1.5 * x, 1.5 * y] for x, y in stroke] for stroke in strokes]
    first, second, third = (
        prepared(page, drawn, pen=pen)["pixels"] for drawn, pen in ((strokes, 0.08), (moved, 0.08), (large, 0.12))
    )
    assert np.abs(first - second).max() < 1e-5
    assert np.abs(first - third).mean() < 0.01


@pytest.mark.parametrize("name", SWITCHES)
def test_every_step_can_be_left_out(page, name):
    strokes = next(drawing["strokes"] for drawing in DRAWINGS if drawing["way"].startswith("with flag and foot, sm"))
    as_it_was = prepared(page, strokes)["pixels"]
    without = prepared(page, strokes, {name: False})["pixels"]
    assert np.abs(as_it_was - without).max() > 0.1


def test_the_small_picture_is_the_average_of_the_large_one(page):
    """Against Pillow-free arithmetic: a box of 200 x 100 pixels becomes 20 x 10, each the mean of 10 x 10."""
    average = page.evaluate(
        """() => {
          const ink = new Float32Array(280 * 280);
          for (let row = 0; row < 100; row += 1)
            for (let column = 0; column < 200; column += 1)
              ink[(row + 90) * 280 + column + 40] = (row * 200 + column) % 7 && (row > 9 || column > 9) ? 0.2 : 1;
          return [Array.from(ink), Array.from(mnistDemos.ink.prepare(ink, 280).stages[1].pixels)];
        }"""
    )
    ink, small = np.array(average[0]).reshape(280, 280), np.array(average[1]).reshape(20, 20)
    expected = ink[90:190, 40:240].reshape(10, 10, 20, 10).mean((1, 3))
    assert np.abs(small[5:15] - expected / expected.max()).max() < 1e-5


# Judging ------------------------------------------------------------------------------------------------------------


BAD = {
    "empty": ([], "empty"),
    "one dot": ([[[0.5, 0.5]]], "dot"),
    "all black": ([[[0.1, y / 20], [0.9, y / 20]] for y in range(21)], "full"),
    "27": ([DRAWINGS[12]["strokes"], DRAWINGS[42]["strokes"]], "several"),
    "at the edge": ([[[0.5, 0], [0.5, 0.6]]], "edge"),
    "1 with a flag": ([[[0.36, 0.32], [0.55, 0.12], [0.55, 0.88]]], None),
}


@pytest.mark.parametrize("name", BAD)
def test_what_no_network_should_be_asked_is_seen(page, name):
    strokes, expected = BAD[name]
    if name == "27":  # each of half the width
        strokes = [[[x / 2 + side / 2, y] for x, y in stroke] for side, one in enumerate(strokes) for stroke in one]
    assert (
        page.evaluate("(strokes) => mnistDemos.judge.look(mnistDemos.ink.rasterise(strokes), 280)", strokes) == expected
    )


def test_no_drawing_is_taken_for_what_it_is_not(page):
    look = "(all) => all.map(({ strokes }) => mnistDemos.judge.look(mnistDemos.ink.rasterise(strokes), 280))"
    assert set(page.evaluate(look, DRAWINGS)) == {None}


def test_an_answer_below_the_threshold_is_called_unsure(page):
    probabilities = [0.02, 0.55, 0, 0, 0, 0, 0, 0.4, 0.03, 0]
    words = "([shares, threshold]) => mnistDemos.judge.words('It', shares, threshold)"
    assert page.evaluate(words, [probabilities, 0.8]) == "It is unsure: a 1 (55%), or a 7 (40%)?"
    assert page.evaluate(words, [probabilities, 0.5]) == "It reads a 1 (55%)."


# In a notebook ------------------------------------------------------------------------------------------------------


@pytest.fixture
def shown(monkeypatch):
    """What a cell would show."""
    found = []
    monkeypatch.setattr("IPython.display.display", lambda content, raw: found.append(content))
    return found


def test_a_cell_shows_a_widget_and_leaves_html_that_the_site_brings_to_life(shown):
    show("draw", "You <could> draw.", sign='"')
    html = shown[0]["text/html"]
    assert html == division("draw", "You <could> draw.", sign='"')
    assert 'data-demo="draw"' in html and "You &lt;could&gt; draw." in html and "&quot;\\&quot;&quot;" in html
    assert shown[0]["text/plain"] == "You <could> draw."
    assert shown[0][VIEW]["model_id"]


def test_without_anywidget_the_html_is_left(shown, monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    widget_class.cache_clear()
    show("draw", "You could draw.")
    widget_class.cache_clear()
    assert set(shown[0]) == {"text/html", "text/plain"}


def test_a_stored_chapter_keeps_the_html_and_not_the_widget(tmp_path):
    content = {"text/html": "<div></div>", "text/plain": "You could draw.", VIEW: {"model_id": "1"}}
    cell = new_code_cell("widgets.draw()", outputs=[new_output("display_data", content)])
    execute._store(new_notebook(cells=[cell]), tmp_path / "a.ipynb")
    [stored] = nbformat.read(tmp_path / "a.ipynb", as_version=4).cells
    assert set(stored.outputs[0].data) == {"text/html", "text/plain"}


def test_a_widget_answers_what_it_is_asked_for(monkeypatch):
    widget = widget_class()(demo="draw", options={})
    sent = []
    monkeypatch.setattr(widget, "send", sent.append)
    for asked in "drawings", "secrets":
        widget.answer(widget, {"load": asked}, [])
    assert sent == [{"name": "drawings", "value": bundle.drawings()}]
