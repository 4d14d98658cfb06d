"""Turning a digit and looking inside a network: the page's numbers are PyTorch's, by hand and by keys."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from demo_page import LARGE, PHONE, draw_by_finger, draw_by_mouse, open_browser, open_page, touch, write
from playwright.sync_api import expect

from mnist_course import augment, data, widgets
from mnist_course.data import preprocess
from mnist_course.widgets import bundle, weights
from mnist_course.widgets.digits import FIFTY

DEMOS = ["turn", "votes", "slide", "filters", "cover"]
NETWORKS = {entry["name"]: entry for entry in weights.about()["networks"]}
FETCHED = ["weights", "fifty", "first"]


@pytest.fixture(scope="module")
def browser():
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    folder = tmp_path_factory.mktemp("turn")
    return {demo: write(folder, demo, FETCHED) for demo in DEMOS}


@pytest.fixture(scope="module")
def page(browser, addresses):
    """The modules with the networks known, for calls of single functions."""
    with open_page(browser, addresses["turn"]) as page:
        for name in "weights", "first":
            page.add_script_tag(url=f"_static/demo-{name}.js")
        page.evaluate(
            """() => {
              const decode = ({ about, numbers }) => mnistDemos.net.decode(mnistDemos.net.bytesOf(numbers), about);
              self.known = decode(MNIST_WEIGHTS);
              self.first = decode(MNIST_FIRST);
            }"""
        )
        yield page


@pytest.fixture
def opened(browser, addresses):
    """Open a demo on a wide screen; the digit is there."""
    contexts = []

    def open_demo(demo, **options):
        context = open_page(browser, addresses[demo], **({"viewport": {"width": 1280, "height": 900}} | options))
        page = context.__enter__()
        contexts.append(context)
        page.locator(".inside-subject option").nth(50).wait_for(state="attached")
        return page

    yield open_demo
    for context in contexts:
        context.__exit__(None, None, None)


@pytest.fixture(scope="module")
def fifty():
    """The fifty digits, (50, 1, 28, 28) from 0 to 1, and their labels."""
    images, labels = data.load("validation")
    return preprocess.to_unit(images[list(FIFTY)]), labels[list(FIFTY)]


def network(name):
    return weights.network(NETWORKS[name], weights.numbers())


# Turning ------------------------------------------------------------------------------------------------------------

CHANGES = [
    {"degrees": 30},
    {"degrees": -90},
    {"right": 4, "down": -2.5},
    {"scale": 0.6},
    {"scale": 1.6, "right": -10},
    {"degrees": 57, "right": 3.5, "down": 10, "scale": 1.15},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_digit_is_turned_as_pytorch_turns_it(page, fifty, change):
    """By `affine_grid` and `grid_sample`, as chapter 10 writes it and as the package's `augment.affine` has it."""
    digit = fifty[0][1:2] + 0.1 * torch.rand(1, 1, 28, 28, generator=torch.Generator().manual_seed(0))  # ink at edges
    all_of_it = {"degrees": 0.0, "right": 0.0, "down": 0.0, "scale": 1.0, **change}
    angle = torch.deg2rad(torch.tensor(float(all_of_it["degrees"])))
    inverse = torch.tensor([[angle.cos(), -angle.sin()], [angle.sin(), angle.cos()]]) / all_of_it["scale"]
    shift = torch.tensor([[2 * all_of_it["right"] / 28], [2 * all_of_it["down"] / 28]])
    grid = F.affine_grid(torch.cat([inverse, -inverse @ shift], dim=1)[None], [1, 1, 28, 28], align_corners=False)
    expected = F.grid_sample(digit, grid, padding_mode="border", align_corners=False)
    got = page.evaluate(
        "([pixels, change]) => Array.from(mnistDemos.warp.transform(Float32Array.from(pixels), change))",
        [digit.flatten().tolist(), change],
    )
    assert np.abs(np.array(got) - expected.flatten().numpy()).max() < 1e-5
    assert np.abs(np.array(got) - augment.affine(digit, **change).flatten().numpy()).max() < 1e-5


def test_strokes_grow_with_the_slider_and_zero_changes_nothing(page, fifty):
    thicken = "([pixels, thick]) => Array.from(mnistDemos.warp.transform(Float32Array.from(pixels), { thick }))"
    digit = fifty[0][0].flatten()
    got = [np.array(page.evaluate(thicken, [digit.tolist(), thick])) for thick in (-1, -0.4, 0, 0.1, 1, 2)]
    assert np.abs(got[2] - digit.numpy()).max() < 1e-6
    for thinner, thicker in zip(got, got[1:]):
        assert (thicker >= thinner - 1e-6).all() and thicker.sum() > thinner.sum() + 0.5
    assert all(one.min() >= 0 and one.max() <= 1 for one in got)
    whole = F.max_pool2d(fifty[0][:1], 3, stride=1, padding=1).flatten().numpy()  # by 1 pixel, corners included
    assert (got[4] <= whole + 1e-6).all()


def by_keys(page, slider, keys):
    knob = page.get_by_role("slider", name=slider, exact=True)
    knob.focus()
    for key in keys:
        page.keyboard.press(key)
    return knob


def test_a_slider_says_its_value_and_what_is_read_then(opened, fifty):
    page = opened("turn")
    by_keys(page, "turn", ["ArrowRight"])
    expect(page.locator(".demo-answer").nth(1)).to_have_text("7")
    knob = by_keys(page, "turn", 9 * ["ArrowRight"])
    names = "cnn", "augmented"
    turned = augment.affine(fifty[0][:1], degrees=-30)
    shares = {name: network(name)(turned).softmax(dim=1)[0] for name in names}
    said = "; ".join(
        f"{NETWORKS[name]['title']}: {int(shares[name].argmax())}, {100 * shares[name].max():.0f}%" for name in names
    )
    assert knob.get_attribute("aria-valuetext") == f"30° to the right. {said}"
    answers = [text[0] for text in page.locator(".demo-answer").all_inner_texts()]
    assert answers == [str(int(shares[name].argmax())) for name in names]
    knob = by_keys(page, "turn", ["Home"])
    assert knob.get_attribute("aria-valuetext").startswith("90° to the left")
    page.get_by_role("button", name="As it came").click()
    assert knob.get_attribute("aria-valuetext").startswith("upright")


def first_errors(name, image, truth, values, change):
    """The first value on either side of what leaves the digit as it came at which it is misread."""
    logits = network(name)(torch.cat([change(image, value) for value in values]))
    return next(((v, int(row.argmax())) for v, row in zip(values, logits) if row.argmax() != truth), None)


def test_what_is_to_be_noticed_is_what_pytorch_finds(opened, fifty):
    page = opened("turn")
    by_keys(page, "turn", ["ArrowRight"])
    lines = page.locator(".turn-errors li")
    expect(lines.nth(1)).to_contain_text("errs")
    for name, line in zip(("cnn", "augmented"), lines.all_inner_texts()):
        for side, direction in (-1, "right"), (1, "left"):
            values = [side * 3 * i for i in range(31)]
            found = first_errors(name, fifty[0][:1], 7, values, lambda x, v: augment.affine(x, degrees=v))
            value, digit = found
            article = "an" if digit == 8 else "a"
            assert f"from {abs(value)}° to the {direction} ({article} {digit}, " in line
    assert page.locator(".train-chart").get_attribute("aria-label").startswith("Probability of the right digit. CNN:")


def test_the_networks_are_fetched_when_somebody_moves_a_slider(browser, addresses):
    context = browser.new_context(offline=True)
    page = context.new_page()
    loaded = []
    page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    page.goto(addresses["turn"])
    page.locator(".inside-subject option").nth(50).wait_for(state="attached")
    assert "demo-weights.js" not in loaded
    by_keys(page, "size", ["ArrowLeft"])
    expect(page.locator(".demo-answer").nth(0)).to_have_text("7")
    assert "demo-weights.js" in loaded
    context.close()


def test_one_s_own_drawing_is_turned_and_survives_a_reload(opened):
    page = opened("turn")
    page.get_by_role("combobox", name="Digit", exact=True).select_option("own")
    expect(page.get_by_role("status")).to_contain_text("Nothing is drawn yet")
    draw_by_mouse(page, LARGE[2])
    expect(page.locator(".demo-answer").nth(1)).to_have_text("2")
    by_keys(page, "move across", ["ArrowRight", "ArrowRight"])
    expect(page.locator(".turn-heading")).to_contain_text("the 2, as the augmented CNN reads your drawing")
    page.reload()
    page.locator(".inside-subject option").nth(50).wait_for(state="attached")
    expect(page.get_by_role("combobox", name="Digit", exact=True)).to_have_value("own")
    assert page.get_by_role("slider", name="move across").get_attribute("aria-valuetext") == "1 pixel to the right"
    by_keys(page, "stroke", ["ArrowRight"])
    expect(page.locator(".demo-answer").nth(1)).to_have_text("2")


def test_a_slider_is_dragged_by_a_finger_on_a_phone(opened):
    page = opened("turn", **PHONE)
    page.cdp = page.context.new_cdp_session(page)
    knob = page.get_by_role("slider", name="turn", exact=True)
    knob.scroll_into_view_if_needed()
    box = knob.bounding_box()
    y = box["y"] + box["height"] / 2
    touch(page, "touchStart", (box["x"] + box["width"] / 2, y))
    for share in (0.55, 0.6, 0.65, 0.7, 0.75):
        touch(page, "touchMove", (box["x"] + share * box["width"], y))
    touch(page, "touchEnd")
    degrees = int(re.match(r"(\d+)° to the right", knob.get_attribute("aria-valuetext"))[1])
    assert 36 <= degrees <= 54
    expect(page.locator(".demo-answer").nth(0)).not_to_have_text("–")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


# Weights times a digit ----------------------------------------------------------------------------------------------


def test_ten_products_add_up_to_the_scores(page, fifty):
    digit = fifty[0][1]
    found = page.evaluate(
        """(pixels) => mnistDemos.votes.contributions(first.softmax.layers[0], Float32Array.from(pixels)).map(
          (one) => [one.score, one.above + one.below, one.parts.reduce((a, b) => a + b, 0), one.bias])""",
        digit.flatten().tolist(),
    )
    scores, sums, parts, biases = torch.tensor(found).T
    model = network("softmax")
    expected = model(digit[None])[0]
    assert (scores - expected).abs().max() < 1e-4
    assert (sums - parts).abs().max() < 1e-4 and (biases - model[-1].bias).abs().max() < 1e-6


def test_the_table_says_the_sums_and_which_is_largest(opened, fifty):
    page = opened("votes")
    expected = network("softmax")(fifty[0][:1])[0]
    expect(page.get_by_role("status")).to_contain_text("The largest sum is that of the 7")
    written = page.locator(".votes-number").all_inner_texts()
    assert written == [f"{score:.1f}".replace("-", "−") for score in expected.tolist()]
    page.get_by_role("combobox", name="Digit", exact=True).select_option("own")
    expect(page.get_by_role("status")).to_contain_text("the biases are all there is")
    draw_by_mouse(page, LARGE[0])
    expect(page.get_by_role("status")).to_contain_text("The largest sum is that of the 0")


def test_what_comes_first_is_small_and_the_same(page):
    assert len(bundle.data_script("first")) < 0.05 * len(bundle.data_script("weights"))
    same = "([name]) => first[name].layers[0].weights.every((value, i) => value === known[name].layers[0].weights[i])"
    assert page.evaluate(same, ["softmax"]) and page.evaluate(same, ["cnn"])
    assert page.evaluate("first.cnn.layers.length") == 1


# A kernel slid by hand ----------------------------------------------------------------------------------------------


def test_all_sums_are_those_of_conv2d(page, fifty):
    kernels = page.evaluate("mnistDemos.kernel.KERNELS")
    digit = fifty[0][:1]
    for kernel in kernels.values():
        got = page.evaluate(
            """([kernel, pixels]) => Array.from({ length: 676 }, (_, i) =>
              mnistDemos.kernel.sumOf(kernel, mnistDemos.kernel.patch(pixels, i % 26, Math.floor(i / 26))))""",
            [kernel, digit.flatten().tolist()],
        )
        expected = F.conv2d(digit, torch.tensor(kernel, dtype=torch.float32).view(1, 1, 3, 3))
        assert (torch.tensor(got) - expected.flatten()).abs().max() < 1e-5


def spot(page, place=0):
    return page.locator(".spot-stage").nth(place)


def drag(page, stage, places):
    box = stage.bounding_box()
    points = [(box["x"] + (x + 0.5) / 28 * box["width"], box["y"] + (y + 0.5) / 28 * box["height"]) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point)
    page.mouse.up()


def map_greys(page):
    """How many places of the map are still grey."""
    return page.evaluate(
        """() => {
          const canvas = document.querySelectorAll(".spot-stage canvas")[1];
          const { data } = canvas.getContext("2d").getImageData(0, 0, 26, 26);
          const isGrey = (i) => data[4 * i] === 0xbb && data[4 * i + 1] === 0xbb;
          return [...Array(676).keys()].filter(isGrey).length;
        }"""
    )


def test_the_window_is_dragged_moved_by_keys_and_by_sliders_and_says_its_sum(opened, fifty):
    page = opened("slide")
    expected = F.conv2d(fifty[0][:1], torch.tensor([[[[-1.0, -1, -1], [0, 0, 0], [1, 1, 1]]]]))[0, 0]
    assert map_greys(page) == 675
    drag(page, spot(page), [(8, 8), (9, 8), (10, 9), (11, 9)])
    total = page.locator(".slide-sum")

    def sum_at(column, row):
        return f"sum: {expected[row, column]:.2f}".replace("-", "−").replace("−0.00", "0.00")

    assert total.inner_text() == sum_at(10, 8) and map_greys(page) == 671
    for key, place in {"ArrowRight": (11, 8), "ArrowDown": (11, 9), "Home": (0, 9), "PageUp": (0, 0)}.items():
        spot(page).press(key)
        assert total.inner_text() == sum_at(*place), key
    row = page.get_by_role("slider", name="row")
    row.press("ArrowRight")
    assert total.inner_text() == sum_at(0, 1)
    assert row.get_attribute("aria-valuetext") == f"2. {sum_at(0, 1).replace(':', '')}"
    spot(page, 1).press("End")
    assert total.inner_text() == sum_at(25, 1)


def test_the_products_are_written_out(opened, fifty):
    page = opened("slide")
    by_keys(page, "row", ["Home"])
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    patch = fifty[0][0, 0, 7:10, 10:13].flatten()
    cells = page.locator(".slide-products tbody td").all_inner_texts()
    kernel = [-1, -1, -1, 0, 0, 0, 1, 1, 1]
    for cell, ink, weight in zip(cells, patch.tolist(), kernel):
        product = f"{ink * weight:.2f}".replace("-", "−").replace("−0.00", "0.00")
        written = f"{ink:.2f} × {weight} = {product}".replace("× -", "× −")
        assert " ".join(cell.split()) == written


def test_slid_over_all_the_map_is_full_for_any_kernel_of_one_s_own(opened, fifty):
    page = opened("slide", reduced_motion="reduce")
    page.get_by_label("Kernel, row 1, column 1").fill("5")
    expect(page.get_by_role("combobox", name="Kernel", exact=True)).to_have_value("your own numbers")
    page.get_by_role("button", name="Slide over all").click()
    assert map_greys(page) == 0
    kernel = torch.tensor([[[[5.0, -1, -1], [0, 0, 0], [1, 1, 1]]]])
    largest = F.conv2d(fifty[0][:1], kernel).max()
    expect(page.get_by_role("status")).to_contain_text(f"The largest is {largest:.2f}")
    page.get_by_label("Kernel, row 1, column 1").fill("")
    assert page.locator(".slide-products tbody td").first.inner_text().startswith("1.00 × 0")
    page.get_by_role("button", name="Empty the map").click()
    assert map_greys(page) == 675


def test_the_run_can_be_stopped(opened):
    page = opened("slide")
    page.get_by_role("button", name="Slide over all").click()
    page.get_by_role("button", name="Stop").click()
    assert 0 < map_greys(page) < 675
    expect(page.get_by_role("button", name="Slide over all")).to_be_visible()


def test_a_finger_drags_the_window_and_the_page_stays(opened):
    page = opened("slide", **PHONE)
    page.cdp = page.context.new_cdp_session(page)
    spot(page).scroll_into_view_if_needed()
    before, box = page.evaluate("scrollY"), spot(page).bounding_box()
    at = page.locator(".slide-sum").inner_text()
    middle = box["x"] + box["width"] / 2
    touch(page, "touchStart", (middle, box["y"] + 10))
    for step in range(1, 12):
        touch(page, "touchMove", (middle, box["y"] + 10 + step * (box["height"] - 20) / 11))
    touch(page, "touchEnd")
    assert page.get_by_role("slider", name="row").input_value() in ("24", "25", "26")
    assert page.evaluate("scrollY") == before
    assert page.locator(".slide-sum").inner_text() != at and map_greys(page) < 668
    assert page.evaluate("document.documentElement.scrollWidth") == 390


# First filters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rectified", [True, False])
def test_the_maps_of_the_first_layer_are_pytorchs(page, fifty, rectified):
    digit = fifty[0][2:3]
    got = page.evaluate(
        """([pixels, rectified]) =>
          mnistDemos.filters.mapsOf(first.cnn, Float32Array.from(pixels), rectified).map((map) => Array.from(map))""",
        [digit.flatten().tolist(), rectified],
    )
    expected = network("cnn")[:2](digit)[0].flatten(1)
    assert (torch.tensor(got) - (expected.relu() if rectified else expected)).abs().max() < 1e-4


def test_sixteen_kernels_look_at_a_drawing(opened):
    page = opened("filters")
    expect(page.get_by_role("status")).to_contain_text("of 16 find next to nothing on the clean 7")
    before = page.locator(".filters-map").first.evaluate("(canvas) => canvas.toDataURL()")
    page.get_by_role("combobox", name="Digit", exact=True).select_option("own")
    draw_by_mouse(page, LARGE[8])
    expect(page.get_by_role("status")).to_contain_text("on your drawing")
    assert page.locator(".filters-map").first.evaluate("(canvas) => canvas.toDataURL()") != before
    assert page.locator(".filters-kernel").count() == page.locator(".filters-map").count() == 16
    page.get_by_label("after the ReLU").uncheck()
    expect(page.locator(".filters-map").first).to_have_attribute("aria-label", re.compile(r"map 1: at most \d"))


# A square that covers -----------------------------------------------------------------------------------------------


def test_the_drops_are_those_of_pytorch(page, fifty):
    digit, truth = fifty[0][1:2], 4
    model = network("small")
    covered = []
    for i in range(196):
        row, column = divmod(i, 14)
        image = digit.clone()
        image[..., max(0, 2 * row - 2) : 2 * row + 4, max(0, 2 * column - 2) : 2 * column + 4] = 0
        covered.append(image)
    with torch.no_grad():
        expected = model(digit)[0, truth] - model(torch.cat(covered))[:, truth]
    got = page.evaluate(
        """async (pixels) => {
          const ink = Float32Array.from(pixels);
          const settings = { size: 6, ink: 0 };
          const scores = await mnistDemos.occlusion.measure(known.small, ink, settings, () => false);
          return mnistDemos.occlusion.summary(mnistDemos.net.forward(known.small, ink).logits, scores, 4).drops;
        }""",
        digit.flatten().tolist(),
    )
    assert (torch.tensor(got) - expected).abs().max() < 1e-3


def test_the_page_goes_on_while_196_passes_are_made(page, fifty):
    longest = page.evaluate(
        """async (pixels) => {
          let [last, longest, done] = [performance.now(), 0, false];
          const watch = () => {
            const now = performance.now();
            [longest, last] = [Math.max(longest, now - last), now];
            if (!done) setTimeout(watch);
          };
          watch();
          const settings = { size: 6, ink: 0 };
          await mnistDemos.occlusion.measure(known.small, Float32Array.from(pixels), settings, () => false);
          done = true;
          return longest;
        }""",
        fifty[0][0].flatten().tolist(),
    )
    assert longest < 400  # of a second or more; 12 ms and one pass on a quiet machine


def test_nobody_waits_for_what_is_no_longer_asked(page, fifty):
    stale = """(pixels) =>
      mnistDemos.occlusion.measure(known.small, Float32Array.from(pixels), { size: 6, ink: 0 }, () => true)"""
    assert page.evaluate(stale, fifty[0][0].flatten().tolist()) is None


def test_a_digit_is_covered_and_what_is_lost_is_said(opened, fifty):
    page = opened("cover")
    page.get_by_role("button", name="Cover every place").click()
    said = page.get_by_role("status")
    expect(said).to_contain_text("the sloppy 4 is read as a 4")
    falls = re.search(r"falls most, by ([\d.]+)", said.inner_text())[1]
    here = page.locator(".cover-here")
    expect(here).to_contain_text(f"The score of the 4 falls by {falls}")
    spot(page).press("Home")
    spot(page).press("PageUp")
    expect(here).to_have_text(re.compile(r"The score of the 4 (falls|rises) by 0\.0; read as a 4"))
    page.get_by_role("combobox", name="made of", exact=True).select_option("1")
    expect(here).to_contain_text("read as")
    page.get_by_role("combobox", name="Network", exact=True).select_option("softmax")
    page.get_by_role("combobox", name="Digit", exact=True).select_option("0")
    expect(said).to_contain_text("the clean 7 is read as a 7")


# All of them --------------------------------------------------------------------------------------------------------


FUNCTIONS = {"turn": "turn", "weights_times_drawing": "votes", "slide_kernel": "slide", "filters": "filters"}
FUNCTIONS |= {"occlusion": "cover"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_chapter_shows_it_in_one_line(name, monkeypatch, page):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda content, raw: shown.append(content))
    getattr(widgets, name)(2)
    assert f'data-demo="{FUNCTIONS[name]}"' in shown[0]["text/html"]
    assert "{&quot;digit&quot;:2}" in shown[0]["text/html"]
    assert page.evaluate("(name) => typeof mnistDemos[name].mount", FUNCTIONS[name]) == "function"


def test_the_first_of_the_fifty_are_called_what_they_are(opened, fifty):
    labels = fifty[1].tolist()
    page = opened("filters")
    names = page.locator(".inside-subject option").all_text_contents()
    assert names[:4] == ["your own drawing", "the clean 7", "the sloppy 4", "the unreadable 5"]
    assert list(data.RED_THREAD) == ["clean 7", "sloppy 4", "unreadable 5"] and labels[:3] == [7, 4, 5]
    assert list(FIFTY[:3]) == list(data.RED_THREAD.values())
    assert [name[-1] for name in names[1:]] == [str(label) for label in labels]


@pytest.mark.parametrize("demo", DEMOS)
def test_a_page_without_the_data_says_so(demo, browser, tmp_path):
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(write(tmp_path, demo))
    expect(page.get_by_role("status")).to_contain_text("did not come")
    context.close()


@pytest.mark.parametrize("demo", DEMOS)
@pytest.mark.parametrize("width", [390, 640])
def test_a_demo_fits_on_a_phone_and_at_200_percent_and_a_drawing_by_finger_is_taken(demo, width, opened):
    page = opened(demo, **(PHONE | {"viewport": {"width": width, "height": 800}}))
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_role("combobox", name="Digit", exact=True).select_option("own")
    page.locator(".demo-pad").scroll_into_view_if_needed()
    draw_by_finger(page, LARGE[3])
    kept = page.evaluate("JSON.parse(localStorage.getItem('mnist-course-demo-draw')).strokes")
    assert len(kept) == len(LARGE[3])
    assert page.evaluate("document.documentElement.scrollWidth") == width
    small = page.evaluate(
        """() => [...document.querySelectorAll(".demo :is(button, select, input)")].filter((one) => {
          const box = (one.type === "checkbox" ? one.closest("label") : one).getBoundingClientRect();
          return box.height > 0 && box.height < 39.5;
        }).length"""
    )
    assert small == 0


@pytest.mark.parametrize("demo", DEMOS)
def test_axe_finds_nothing(demo, opened):
    axe = pytest.importorskip("axe_playwright_python").__path__[0]
    page = opened(demo)
    with open(f"{axe}/axe.min.js", encoding="utf-8") as script:
        page.evaluate(script.read())
    options = {"preload": False, "resultTypes": ["violations"]}
    run = "async (options) => (await axe.run(document, options)).violations.map(({ id }) => id)"
    assert page.evaluate(run, options) == []
