"""The demo that trains on the page: its digits, its gradients beside PyTorch's, and what a reader can do with it."""

import functools
import re
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from demo_page import open_browser, open_page, write

from mnist_course import data, models, records
from mnist_course.data.preprocess import SCALINGS
from mnist_course.widgets import bundle, digits

ROOT = Path(__file__).resolve().parent.parent
SCALES = {"0 to 255": "bytes", "0 to 1": "unit", "shifted": "shifted", "divided": "divided"}
SCALES |= {"standardised": "standardized"}
HIDDEN = 16
BEGIN = {"pixels": "0 to 1", "optimiser": "SGD", "rate": 0.1, "batch": 64, "start": "random", "epochs": 1, "seed": 0}


@pytest.fixture(scope="module")
def browser():
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A page on disk with the demo as on its page of its own."""
    return write(tmp_path_factory.mktemp("train"), "learn", ["digits"], address=True)


@pytest.fixture(scope="module")
def page(browser, address):
    """The modules with the digits unpacked, for calls of single functions."""
    with open_page(browser, address) as page:
        page.add_script_tag(url="_static/demo-digits.js")
        page.evaluate(
            """async () => {
              const { training, validation } = self.MNIST_DIGITS;
              const unpacked = await Promise.all([training, validation].map(mnistDemos.digits.unpack));
              self.data = { training: unpacked[0], validation: unpacked[1] };
            }"""
        )
        yield page


# The digits ---------------------------------------------------------------------------------------------------------


def test_the_page_has_the_first_digits_in_sixteen_shades_and_their_labels(page):
    for split, count in ("train", digits.TRAINING), ("validation", digits.VALIDATION):
        name = "training" if split == "train" else split
        images, labels = (part[:count] for part in data.load(split))
        assert page.evaluate("(name) => Array.from(data[name].labels)", name) == labels.tolist()
        rows = [0, 1, 77, count - 1]
        ink = "([name, rows]) => rows.map((row) => Array.from(mnistDemos.digits.picture(data[name], row)))"
        pixels = torch.tensor(page.evaluate(ink, [name, rows]))
        assert (pixels - images[rows].flatten(1) / 255).abs().max() <= 0.5 / 15 + 1e-6


def test_fifty_digits_come_as_they_are(page):
    unpacked = page.evaluate(
        """async (packed) => {
          const { picture, unpack } = mnistDemos.digits;
          const fifty = await unpack(packed);
          const pixels = Array.from({ length: fifty.count }, (_, i) => Array.from(picture(fifty, i)));
          return [Array.from(fifty.labels), pixels];
        }""",
        bundle.data("fifty")["fifty"],
    )
    images, labels = data.load("validation")
    rows = list(digits.FIFTY)
    assert unpacked[0] == labels[rows].tolist()
    assert torch.equal((torch.tensor(unpacked[1]) * 255).round().byte(), images[rows].flatten(1))


def test_of_the_fifty_seventeen_are_misread_by_most_networks_and_thirty_by_next_to_none():
    labels = data.load("validation").labels
    answers = [torch.as_tensor(values) for values in records.load("promise").values("answers")]
    misread = torch.stack([given != labels for given in answers]).double().mean(dim=0)
    red_thread, hard, easy = (list(digits.FIFTY[part]) for part in (slice(3), slice(3, 20), slice(20, None)))
    assert red_thread == list(data.RED_THREAD.values()) and len(set(digits.FIFTY)) == 50
    assert misread[hard].min() > 0.5
    assert misread[easy].max() < 0.1
    assert labels[easy].tolist() == [digit for digit in range(10) for _ in range(3)]


def test_the_digits_travel_in_little_room_and_always_the_same():
    assert len(bundle.data_script("digits")) <= 2_500_000
    assert len(bundle.data_script("fifty")) <= 15_000
    assert digits.digits() == digits.digits()


# The arithmetic -----------------------------------------------------------------------------------------------------


def same_network(page, hidden, **settings):
    """A network of the page, named `network` there, and PyTorch's with the same parameters."""
    parameters = page.evaluate(
        """(settings) => {
          self.network = mnistDemos.train.build(settings);
          return ["w1", "b1", "w2", "b2"].map((name) => Array.from(network[name]));
        }""",
        {"start": "random", "seed": 3, "hidden": hidden, **settings},
    )
    model = models.mlp(*[hidden] if hidden else [])
    copy_into(model, parameters)
    return model


def shaped(parameters, model):
    """The page's lists as PyTorch has the parameters: there the weights of a unit lie side by side."""
    for values, parameter in zip(filter(None, parameters), model.parameters()):
        values = torch.tensor(values)
        yield values.reshape(parameter.shape[::-1]).T if parameter.ndim == 2 else values


def copy_into(model, parameters):
    with torch.no_grad():
        for parameter, values in zip(model.parameters(), shaped(parameters, model), strict=True):
            parameter.copy_(values)


@functools.cache
def training():
    return data.load("train")


def batch(rows):
    """Training digits in the page's sixteen shades, 0 to 255, of shape (N, 28, 28), and their labels."""
    images, labels = training()
    return ((images[rows] / 17).round() * 17).byte(), labels[rows]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("hidden", [0, HIDDEN])
def test_loss_and_gradients_are_those_of_pytorch(page, hidden, scale):
    model = same_network(page, hidden)
    rows = list(range(100, 150))
    images, labels = batch(rows)
    loss = F.cross_entropy(model(SCALINGS[SCALES[scale]](images)), labels)
    loss.backward()
    found = page.evaluate(
        """([rows, scale]) => {
          const { gradient, SCALES } = mnistDemos.train;
          const loss = gradient(network, data.training, rows, SCALES[scale]);
          const { w1, b1, w2, b2 } = mnistDemos.train.partsOf(network.slopes, network.hidden);
          return [loss, [w1, b1, w2, b2].map((part) => Array.from(part))];
        }""",
        [rows, scale],
    )
    size = 255 if scale == "0 to 255" else 1
    assert found[0] == pytest.approx(loss.item(), abs=1e-4 * size)
    for parameter, slopes in zip(model.parameters(), shaped(found[1], model), strict=True):
        assert parameter.grad.abs().max() > 1e-3
        assert (parameter.grad - slopes).abs().max() < 1e-4 * size


OPTIMISERS = {
    "SGD": lambda parameters: torch.optim.SGD(parameters, lr=0.05),
    "momentum": lambda parameters: torch.optim.SGD(parameters, lr=0.05, momentum=0.9),
    "Adam": lambda parameters: torch.optim.Adam(parameters, lr=0.003),
}


@pytest.mark.parametrize("name", OPTIMISERS)
def test_after_ten_steps_the_weights_are_those_of_pytorch(page, name):
    model = same_network(page, HIDDEN)
    optimizer = OPTIMISERS[name](model.parameters())
    rows = [list(range(20 * step, 20 * step + 20)) for step in range(10)]
    for one in rows:
        images, labels = batch(one)
        optimizer.zero_grad()
        F.cross_entropy(model(SCALINGS["standardized"](images)), labels).backward()
        optimizer.step()
    parameters = page.evaluate(
        """([rows, settings]) => {
          for (const one of rows) mnistDemos.train.step(network, data.training, one, settings);
          return ["w1", "b1", "w2", "b2"].map((name) => Array.from(network[name]));
        }""",
        [rows, {"pixels": "standardised", "optimiser": name, "rate": optimizer.defaults["lr"]}],
    )
    for parameter, values in zip(model.parameters(), shaped(parameters, model), strict=True):
        assert (parameter - values).abs().max() < 1e-4


def test_first_weights_are_drawn_as_pytorch_draws_them(page):
    model = same_network(page, HIDDEN)
    bounds = [784**-0.5] * 2 + [HIDDEN**-0.5] * 2
    for parameter, bound in zip(model.parameters(), bounds, strict=True):
        assert parameter.abs().max() <= bound
        assert parameter.numel() < 100 or parameter.std().item() == pytest.approx(bound / 3**0.5, rel=0.1)
    again, other = same_network(page, HIDDEN), same_network(page, HIDDEN, seed=4)
    assert torch.equal(again[1].weight, model[1].weight) and not torch.equal(other[1].weight, model[1].weight)


def run(page, **settings):
    """A whole run on the page, without its view: what it told of itself at the end."""
    return page.evaluate(
        """(settings) => {
          const run = mnistDemos.lesson.begin(settings, data);
          while (!run.ended) run.advance();
          const { step, ended, losses, judged, dead, network } = run;
          return { step, ended, losses, judged, dead, w1: Array.from(network.w1) };
        }""",
        {**BEGIN, "hidden": 0, **settings},
    )


def test_a_seed_decides_everything_and_another_one_too(page):
    first, again, other = (run(page, seed=seed) for seed in (5, 5, 6))
    assert first == again
    assert first["w1"] != other["w1"] and first["losses"] != other["losses"]


def test_the_page_judges_as_pytorch_does(page):
    model = same_network(page, HIDDEN)
    images, labels = (part[: digits.VALIDATION] for part in data.load("validation"))
    logits = model(SCALINGS["standardized"](((images / 17).round() * 17).byte()))
    found = page.evaluate("mnistDemos.train.judge(network, data.validation, 'standardised')")
    assert found["loss"] == pytest.approx(F.cross_entropy(logits, labels).item(), abs=1e-4)
    assert found["accuracy"] == pytest.approx((logits.argmax(1) == labels).double().mean().item(), abs=1e-3)


def test_a_hidden_layer_that_starts_at_zero_learns_ten_biases(page):
    assert run(page, hidden=HIDDEN, start="0")["w1"] == [0] * 784 * HIDDEN
    assert run(page, start="0")["judged"][-1][2] > 0.8


def test_hidden_units_that_start_alike_stay_alike(page):
    w1 = np.array(run(page, hidden=HIDDEN, start="0.01", rate=0.3)["w1"]).reshape(784, HIDDEN)
    assert np.ptp(w1, axis=1).max() == 0 and np.ptp(w1, axis=0).max() > 0.01


def test_a_run_whose_units_are_all_dead_or_whose_loss_is_no_number_ends(page):
    ended = run(page, hidden=HIDDEN, pixels="0 to 255")
    assert ended["ended"] == "dead" and ended["dead"] == HIDDEN and ended["step"] < 156
    found = page.evaluate(
        """(settings) => {
          const run = mnistDemos.lesson.begin(settings, data);
          run.network.values.fill(1e38);
          run.advance();
          return [run.ended, run.step];
        }""",
        {**BEGIN, "hidden": HIDDEN},
    )
    assert found == ["not finite", 1]


# What is said -------------------------------------------------------------------------------------------------------


def test_two_runs_are_compared_digit_by_digit(page):
    """Of 100 digits 8 are right only now, 2 were right only before: 6 points, and sqrt(0.1 - 0.06²) / 10 around it."""
    kept, now = [1] * 2 + [0] * 8 + [1] * 90, [0] * 2 + [1] * 8 + [1] * 90
    said = page.evaluate("(runs) => mnistDemos.remarks.comparison(...runs)", [{"right": kept}, {"right": now}])
    assert said.startswith("This run less the kept one: +6.0 points, standard error 3.1: no difference seen")
    said = page.evaluate("(runs) => mnistDemos.remarks.comparison(...runs)", [{"right": now}, {"right": kept}])
    assert "−6.0 points" in said


def test_who_wants_less_motion_is_told_once_an_epoch(page):
    states = page.evaluate(
        """(settings) => new Promise((resolve) => {
          const states = [];
          const ask = mnistDemos.lesson.open((message) => {
            states.push(message.state);
            if (message.state === "ready") {
              ask({ do: "reset", settings });
              ask({ do: "run" });
            }
            if (message.state === "ended") resolve(states);
          }, 5);
          ask({ do: "digits", packed: self.MNIST_DIGITS });
        })""",
        {**BEGIN, "hidden": 0, "epochs": 3, "calm": True},
    )
    assert states == ["ready", "reset", "running", "running", "ended"]


@pytest.mark.parametrize(
    ("values", "low", "high", "first", "last"),
    [([0.3, 2.5], 0.1, 10, 0.1, 10), ([], 0.1, 0.1, 0.1, 1), ([2.3, 3e11, 1e999], 0.1, 10, 0.1, 1e12)],
)
def test_an_axis_of_powers_of_ten_has_few_ticks_and_holds_all_values(page, values, low, high, first, last):
    found = page.evaluate("([values, low, high]) => mnistDemos.plot.decades(values, low, high)", [values, low, high])
    assert found["range"] == pytest.approx([first, last])
    assert 2 <= len(found["ticks"]) <= 8 and found["ticks"][0] == pytest.approx(first)


# Settings -----------------------------------------------------------------------------------------------------------


def test_settings_stand_in_the_address_and_are_found_again(page):
    there_and_back = """(settings) => {
      const { fromAddress, sound, toAddress } = mnistDemos.recipes;
      return [toAddress(sound(settings)), fromAddress(toAddress(sound(settings))), sound(settings)];
    }"""
    presets = page.evaluate("mnistDemos.recipes.PRESETS")
    for settings in ({"hidden": 100, "pixels": "0 to 255", "rate": 1e-5, "start": "0.01", "seed": 12},) + tuple(
        preset["settings"] for preset in presets.values()
    ):
        address, found, meant = page.evaluate(there_and_back, settings)
        assert found == meant and address.startswith("#train&")
        assert all(found[name] == value for name, value in settings.items())


@pytest.mark.parametrize(
    ("hash", "expected"),
    [
        ("#train&hidden=1e9&rate=-1&batch=NaN&pixels=<b>&seed=1.5&epochs=", {"seed": 1}),
        ("#train&rate=0.02&optimiser=adam&hidden=64", {"rate": 0.03, "hidden": 64}),
        ("#train&seed=99999&__proto__=1&start=0", {"start": "0"}),
    ],
)
def test_an_address_that_asks_for_nonsense_gets_what_is_usual(page, hash, expected):
    usual, found = page.evaluate("(hash) => [mnistDemos.recipes.DEFAULTS, mnistDemos.recipes.fromAddress(hash)]", hash)
    assert found == {**usual, **expected}


def test_presets_name_their_chapters_keep_to_forty_words_and_stand_on_the_page(page):
    text = (ROOT / "book" / "train.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| \[(\d\d)\]", text, re.MULTILINE)
    assert rows == [(name, one["chapter"]) for name, one in page.evaluate("mnistDemos.recipes.PRESETS").items()]
    for name, preset in page.evaluate("mnistDemos.recipes.PRESETS").items():
        assert list((ROOT / "notebooks").glob(f"{preset['chapter']}_*.ipynb")), name
        assert len(preset["try"].split()) <= 40, name


# The demo -----------------------------------------------------------------------------------------------------------

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
QUICK = "#train&hidden=32&pixels=standardised&batch=32&epochs=1"
LONG = "#train&hidden=64&epochs=20"


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def said(page, words):
    """What the status says, as soon as it holds these words."""
    status = page.get_by_role("status")
    status.filter(has_text=re.compile(words)).wait_for(timeout=60_000)
    return status.text_content()


def line(page):
    return page.locator(".train-line").text_content()


def steps(page):
    return int(re.search(r"step (\d+)", line(page))[1])


def picture(page, number=0):
    """The colours of one picture of weights."""
    return page.evaluate(
        """(i) => {
          const canvas = document.querySelectorAll(".train-weight canvas")[i];
          return Array.from(canvas.getContext("2d").getImageData(0, 0, 28, 28).data);
        }""",
        number,
    )


@pytest.mark.parametrize("how", ["touch", "keyboard"])
def test_a_network_is_trained_to_ninety_per_cent_on_a_page_from_disk(browser, address, how):
    with open_page(browser, address + QUICK, **PHONE) as page:
        train = page.get_by_role("button", name="Train", exact=True)
        if how == "touch":
            train.tap()
        else:
            train.focus()
            page.keyboard.press("Enter")
        found = re.search(
            r"After 1 epoch: ([\d.]+)% right, with a standard error of (\d\.\d)", said(page, "After 1 epoch")
        )
        assert float(found[1]) >= 90
        assert float(found[2]) == pytest.approx((float(found[1]) * (100 - float(found[1])) / 2000) ** 0.5, abs=0.06)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_run_stops_goes_on_takes_single_steps_and_starts_again(browser, address):
    with open_page(browser, address + LONG) as page:
        press(page, "One step")
        page.wait_for_function("document.querySelector('.train-line').textContent.includes('step 1,')")
        press(page, "Train")
        page.wait_for_function("/step [2-9]/.test(document.querySelector('.train-line').textContent)")
        press(page, "Stop")
        page.get_by_role("button", name="Train", exact=True).wait_for()
        stopped = steps(page)
        said(page, f"At step {stopped}:")
        page.wait_for_timeout(200)
        assert steps(page) == stopped < 20 * 156
        press(page, "Reset")
        page.wait_for_function("document.querySelector('.train-line').textContent.includes('step 0')")
        start = picture(page)
        seed = page.get_by_label("Seed")
        for value, same in ("1", False), ("0", True):
            seed.fill(value)
            seed.press("Enter")
            for _ in range(100):
                if (picture(page) == start) is same:
                    break
                page.wait_for_timeout(100)
            assert (picture(page) == start) is same


def test_a_kept_run_lies_below_the_next_and_is_compared_with_it(browser, address):
    with open_page(browser, address + "#train&epochs=1") as page:
        press(page, "Train")
        said(page, "After 1 epoch")
        press(page, "Keep this run")
        page.get_by_label("Optimiser").select_option("Adam")
        assert not page.evaluate("document.querySelector('.demo').textContent.includes('less the kept one')")
        press(page, "Train")
        assert "standard error" in said(page, "This run less the kept one")
        names = page.locator(".train-chart-name").all_text_contents()
        assert names.count("SGD") == names.count("Adam") == 2
        page.get_by_text("The numbers").click()
        assert page.get_by_role("row").count() == 1 + 2 + 2  # a start and an end of both
        press(page, "Forget the kept run")
        page.wait_for_function("document.querySelectorAll('polyline.train-chart-kept').length === 0")


def test_an_epoch_at_each_rate_shows_the_cliff(browser, address):
    with open_page(browser, address + "#train&hidden=16&pixels=standardised&rate=1") as page:
        press(page, "An epoch at each rate")
        said(page, "best at")
        label = page.get_by_label(re.compile("Validation accuracy by rate")).get_attribute("aria-label")
        shares = {float(rate): int(share) for rate, share in re.findall(r"([\d.]+): (\d+)%", label)}
        assert len(shares) == 8
        assert max(shares.values()) > 85 and shares[max(shares)] < 30
        press(page, "An epoch at each rate")
        press(page, "Stop")
        page.get_by_role("button", name="Train", exact=True).wait_for()


def test_presets_say_what_went_wrong(browser, address):
    with open_page(browser, address) as page:
        presets = page.get_by_label("Begin with")
        presets.select_option("04 · raw pixels")
        press(page, "Train")
        assert "far too sure. Its steps are too long" in said(page, "guessing costs ln 10")
        page.get_by_label("Learning rate").fill("4")  # of its values, 0.0001
        press(page, "Train")
        said(page, "It began at 61")
        presets.select_option("05 · start from zero")
        press(page, "Train")
        assert "79,510 parameters, 10 have changed" in said(page, "have changed")
        page.get_by_label("Hidden units").select_option("32")
        page.get_by_label("First weights").select_option("random")
        page.get_by_label("Pixels").select_option("0 to 255")
        press(page, "Train")
        assert "no step brings them back" in said(page, "Stopped at step")


def test_settings_are_in_the_address_and_survive_a_reload(browser, address):
    with open_page(browser, address) as page:
        page.get_by_label("Learning rate").press("ArrowRight")
        page.get_by_label("Batch").select_option("10")
        assert page.url.endswith("#train&rate=0.3&batch=10")
        assert page.get_by_label("Learning rate").get_attribute("aria-valuetext") == "0.3"
        page.goto("about:blank")
        page.goto(address)  # without them: as they were left
        page.wait_for_function("document.querySelectorAll('.train-field select').length > 4")
        assert page.get_by_label("Batch").input_value() == "10"
        page.evaluate("location.hash = '#train&batch=128'")
        page.wait_for_function("document.querySelector('.train-batch select').value === '128'")
        assert page.get_by_label("Learning rate").get_attribute("aria-valuetext") == "0.1"
        assert page.get_by_role("link", name="Link to these settings").get_attribute("href") == "#train&batch=128"


@pytest.mark.parametrize("hindrance", ["no workers", "throws", "policy"])
def test_where_no_worker_may_be_made_the_page_trains_itself(browser, tmp_path, hindrance):
    address = write(tmp_path, "learn", ["digits"], address=True)
    if hindrance == "policy":
        page = tmp_path / "learn.html"
        policy = '<meta http-equiv="Content-Security-Policy" content="worker-src \'none\'">'
        page.write_text(page.read_text(encoding="utf-8").replace("<meta", policy + "<meta", 1), encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    if hindrance != "policy":
        other = "undefined" if hindrance == "no workers" else "class { constructor() { throw new Error('no'); } }"
        page.add_init_script(f"self.Worker = {other};")
    page.goto(address + QUICK)
    press(page, "Train")
    assert "% right" in said(page, "After 1 epoch")
    context.close()


def test_digits_that_cannot_be_had_are_no_riddle(browser, tmp_path):
    address = write(tmp_path, "learn", address=True)
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(address)
    press(page, "Train")
    assert said(page, "did not work") == "That did not work: demo-digits.js could not be loaded."
    context.close()


def test_weights_are_white_at_zero_blue_above_and_orange_below(browser, address):
    with open_page(browser, address + "#train&epochs=1&start=0") as page:
        press(page, "Train")
        said(page, "After 1 epoch")
        colours = np.array(picture(page)).reshape(784, 4)[:, :3]
        corner, middle = colours[0], colours[14 * 28 + 14]
        assert corner.tolist() == [255, 255, 255]  # never inked: never learnt
        assert middle[2] < middle[0]  # ink in its middle speaks against a 0
        assert (colours[:, 2] > colours[:, 0]).any()


def test_every_input_has_a_name_and_room_for_a_finger(browser, address):
    with open_page(browser, address, **PHONE) as page:
        inputs = page.locator(".demo :is(button, select, input, summary)")
        page.wait_for_function("document.querySelectorAll('.train-field').length > 8")
        for one in inputs.all():
            box = one.bounding_box()
            assert box is None or box["height"] >= 40, one.evaluate("(element) => element.outerHTML")
        assert page.locator("[role=status]").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_demo_that_is_taken_away_leaves_nothing_behind(browser, address):
    with open_page(browser, address) as page:
        page.evaluate(
            """() => {
              const place = document.createElement("div");
              document.body.append(place);
              const given = { load: async () => MNIST_DIGITS, options: { preset: "raw pixels" } };
              const end = mnistDemos.learn.mount(place, given);
              self.before = place.children.length;
              end();
              self.after = place.children.length;
            }"""
        )
        assert page.evaluate("[before > 0, after]") == [True, 0]


def test_in_a_notebook_the_digits_come_from_the_kernel(page):
    """The module that anywidget loads, with a model that answers as Python does."""
    status = page.evaluate(
        """async (text) => {
          const { default: widget } = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
          const heard = [];
          const model = {
            get: (name) => ({ demo: "learn", options: { preset: "start from zero" } })[name],
            on: (event, act) => heard.push(act),
            off: () => {},
            send: ({ load }) => heard.forEach((act) => act({ name: load, value: self.MNIST_DIGITS })),
          };
          const el = document.createElement("div");
          document.body.append(el);
          const end = widget.render({ model, el });
          [...el.querySelectorAll("button")].find((one) => one.textContent === "Train").click();
          const status = el.querySelector("[role=status]");
          while (!status.textContent.includes("have changed")) await new Promise((go) => setTimeout(go, 50));
          const said = status.textContent;
          end();
          el.remove();
          return said;
        }""",
        bundle.notebook_module(),
    )
    assert status.startswith("Of 79,510 parameters, 10 have changed")


def test_bytes_learn_with_a_rate_and_first_weights_of_their_own(page):
    """A pixel counts twice (chapter 04): 255 times as large, it wants a rate 65,025 times smaller."""
    unit, byte = run(page, start="0", rate=0.1), run(page, start="0", rate=0.1 / 255**2, pixels="0 to 255")
    assert byte["judged"][-1][2] == pytest.approx(unit["judged"][-1][2], abs=0.03)
    assert run(page, start="0", rate=1e-6, pixels="0 to 255")["judged"][-1][2] > 0.8
