"""The demo "Draw a digit", as somebody uses it: with mouse, finger and keys, and with what it was not made for."""

import base64
import struct
import zlib

import pytest
from demo_page import LARGE, PHONE, draw_by_finger, draw_by_mouse, on_screen, open_page, touch, write
from playwright.sync_api import expect

SAYS = "[role=status]"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    return write(tmp_path_factory.mktemp("draw"), "draw", ["weights", "drawings", "fifty"])


@pytest.fixture
def page(browser, address):
    with open_page(browser, address, viewport={"width": 1280, "height": 900}) as page:
        page.locator(".demo-pad").wait_for()
        yield page


def status(page):
    return page.locator(SAYS).first


def answer(page):
    """What the augmented CNN reads, as the table has it, once the networks are there."""
    cell = page.locator(".demo-answer").nth(3)
    expect(cell).not_to_have_text("–")
    return cell.inner_text()[0]


def kept(page):
    return page.evaluate("JSON.parse(localStorage.getItem('mnist-course-demo-draw'))?.strokes ?? []")


# Drawing ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_ten_digits_are_drawn_by_mouse_and_read(page):
    read = []
    for digit in range(10):
        page.get_by_role("button", name="Clear").click()
        draw_by_mouse(page, LARGE[digit])
        read.append(answer(page))
    assert sum(int(said) == digit for digit, said in enumerate(read)) >= 9, read


@pytest.mark.slow
def test_ten_digits_are_drawn_by_touch_on_a_phone_and_the_page_stays(browser, address):
    with open_page(browser, address, **PHONE) as page:
        read = []
        for digit in range(10):
            page.get_by_role("button", name="Clear").tap()
            draw_by_finger(page, LARGE[digit])
            read.append(answer(page))
        assert sum(int(said) == digit for digit, said in enumerate(read)) >= 9, read
        assert page.evaluate("scrollY") == 0
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.evaluate("visualViewport.scale") == 1  # and every tap on "Clear" has been one


KEYS = {  # what is pressed for each digit; "_" puts the pen down and lifts it
    0: "_ 4xEnd 3xArrowDown 3xPageDown 3xPageUp 3xArrowUp 4xHome _",
    1: "_ 10xArrowDown _",
    2: "3xArrowLeft ArrowDown _ PageUp 3xArrowRight PageDown 2xArrowDown 5xEnd 5xArrowRight _",
    3: "3xArrowLeft _ 4xArrowRight 2xPageDown ArrowDown 2xEnd 2xArrowLeft 3xArrowRight 2xPageDown ArrowDown 2xEnd "
    "3xArrowLeft _",
    4: "2xArrowLeft _ 5xArrowDown 6xArrowRight _ 2xArrowLeft 5xArrowUp _ 10xArrowDown _",
    5: "3xArrowRight _ 5xArrowLeft 4xArrowDown 4xArrowRight 2xPageDown 2xArrowDown 2xEnd 4xArrowLeft _",
    6: "2xArrowRight _ 2xArrowLeft 3xEnd 4xArrowDown 2xPageDown 3xArrowRight 2xPageUp 2xHome 4xArrowLeft _",
    7: "3xArrowLeft _ 6xArrowRight ArrowDown 5xEnd 3xArrowDown _",
    8: "_ 2xEnd 4xPageDown 2xEnd 2xArrowLeft 2xHome 4xPageUp 2xHome 2xArrowLeft _",
    9: "2xArrowRight _ 3xArrowLeft 2xEnd ArrowDown 2xPageDown 2xArrowRight 2xPageUp 3xArrowUp 9xArrowDown _",
}


def press_all(page, keys):
    for word in keys.split():
        times, _, key = word.rpartition("x")
        for _ in range(int(times or 1)):
            page.keyboard.press("Space" if key == "_" else key)


@pytest.mark.slow
def test_ten_digits_are_drawn_by_keys_alone(page):
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.demo-pad')"):
            break
    read = []
    for digit in range(10):
        page.reload()
        page.locator(".demo-pad").focus()
        page.keyboard.press("Delete")
        press_all(page, KEYS[digit])
        read.append(answer(page))
    assert sum(int(said) == digit for digit, said in enumerate(read)) >= 9, read
    page.keyboard.press("Escape")
    assert not page.evaluate("document.activeElement.matches('.demo-pad')")


def test_the_keys_say_where_the_pen_is_and_take_back(page):
    page.locator(".demo-pad").focus()
    page.keyboard.press("ArrowRight")
    expect(status(page)).to_have_text("Column 8, row 2")
    press_all(page, "_ 3xArrowDown _ ArrowLeft _ 2xArrowDown _")
    assert [len(stroke) for stroke in kept(page)] == [4, 3]
    page.keyboard.press("Backspace")
    assert [len(stroke) for stroke in kept(page)] == [4]
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    assert kept(page) == []


def test_two_fingers_zoom_and_leave_no_stroke(browser, address):
    with open_page(browser, address, **PHONE) as page:
        draw_by_finger(page, LARGE[1])
        [[first, second]] = on_screen(page, [[[0.3, 0.3], [0.6, 0.6]]])
        touch(page, "touchStart", first)
        touch(page, "touchStart", first, second)
        for step in range(1, 12):
            touch(page, "touchMove", (first[0] - 4 * step, first[1]), (second[0] + 4 * step, second[1]))
        touch(page, "touchEnd")
        assert len(kept(page)) == 1
        page.evaluate("scrollTo(0, 0)")
        draw_by_finger(page, LARGE[7][:1])  # the pad does not stick
        assert len(kept(page)) == 2


def test_a_drawing_survives_a_reload(page):
    draw_by_mouse(page, LARGE[4])
    expect(status(page)).to_contain_text("reads a 4")
    page.reload()
    expect(status(page)).to_contain_text("reads a 4")
    assert len(kept(page)) == 2


def test_it_works_where_nothing_can_be_kept(browser, address):
    context = browser.new_context(offline=True)
    context.add_init_script("Object.defineProperty(self, 'localStorage', { get() { throw new Error('no'); } })")
    page = context.new_page()
    page.goto(address)
    draw_by_mouse(page, LARGE[4])
    expect(status(page)).to_contain_text("reads a 4")
    context.close()


def test_damaged_memory_is_an_empty_pad(browser, address):
    with open_page(browser, address) as page:
        for damage in "{", '"a"', '{"strokes": [[]]}', '{"strokes": [[[2, "x"]]], "switches": 3}', "[1]":
            page.evaluate("(text) => localStorage.setItem('mnist-course-demo-draw', text)", damage)
            page.reload()
            page.locator(".demo-pad").wait_for()
            draw_by_mouse(page, LARGE[1])
            assert len(kept(page)) == 1


def test_nothing_heavy_is_loaded_before_the_pad_is_touched(page):
    loaded = []
    page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    page.reload()
    page.locator(".demo-pad").wait_for()
    assert not [name for name in loaded if name.startswith("demo-")]
    draw_by_mouse(page, LARGE[4])
    expect(status(page)).to_contain_text("reads a 4")
    assert [name for name in loaded if name.startswith("demo-")] == ["demo-weights.js"]


def test_data_that_does_not_come_is_said_and_can_be_asked_for_again(browser, tmp_path):
    address = write(tmp_path, "draw")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(address)
    draw_by_mouse(page, LARGE[4])
    expect(status(page)).to_contain_text("The networks did not come")
    write(tmp_path, "draw", ["weights"])
    draw_by_mouse(page, LARGE[1])
    assert answer(page)
    context.close()


# What it says -------------------------------------------------------------------------------------------------------


def test_many_changes_are_announced_once(page):
    draw_by_mouse(page, LARGE[8])
    draw_by_mouse(page, [[[0.05, y / 10], [0.95, y / 10]] for y in range(1, 10)])
    expect(status(page)).to_contain_text("more ink than any digit")
    page.evaluate(
        """() => {
          self.said = [];
          const status = document.querySelector("[role=status]");
          new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true });
          const undo = [...document.querySelectorAll("button")].find((one) => one.textContent === "Undo");
          for (let i = 0; i < 9; i += 1) undo.click();
        }"""
    )
    expect(status(page)).to_contain_text("reads an 8")
    assert len(page.evaluate("said")) == 1


def test_the_probabilities_are_a_table_with_heads(page):
    draw_by_mouse(page, LARGE[3])
    expect(status(page)).to_contain_text("reads a 3")
    table = page.get_by_role("table", name="How probable each digit is, to each network")
    heads = [text.replace("\xad", "") for text in table.get_by_role("columnheader").all_inner_texts()]
    assert heads == ["softmax regression", "MLP", "CNN", "CNN, augmented", "small 80k"]
    assert table.get_by_role("rowheader").all_inner_texts() == ["reads", *"0123456789", "sure from", "right, MNIST"]
    assert table.get_by_role("row").nth(5).get_by_role("cell").nth(3).inner_text() in {"100%", "99%", "98%"}


BAD = {
    "nothing": ([], "Nothing is drawn yet."),
    "a dot": ([[[0.5, 0.5], [0.51, 0.5]]], "only a dot"),
    "all black": ([[[0.02, y / 14], [0.98, y / 14]] for y in range(15)], "more ink than any digit"),
    "27": (
        [[[x / 2 + side / 2, y] for x, y in LARGE[digit][0]] for side, digit in enumerate((2, 7))],
        "several digits",
    ),
    "the edge": ([[[0.5, 0.002], [0.5, 0.7]]], "reaches the edge"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_a_sensible_answer(page, name):
    strokes, says = BAD[name]
    draw_by_mouse(page, strokes or LARGE[1])
    if not strokes:
        page.get_by_role("button", name="Undo").click()
    expect(status(page)).to_contain_text(says)
    if not strokes:
        assert set(page.locator(".demo-answer").all_inner_texts()) == {"–"}


# Pictures -----------------------------------------------------------------------------------------------------------


def png(width, height, colour):
    """A PNG file whose pixels are what `colour` says of x and y, from 0 to 1: red, green, blue."""
    rows = (
        b"\0" + b"".join(bytes(colour((x + 0.5) / width, (y + 0.5) / height)) for x in range(width))
        for y in range(height)
    )
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(rows))),
        (b"IEND", b""),
    ]
    made = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


def seven(ink, paper):
    """The colours of a 7: a bar and a slanting stem."""

    def colour(x, y):
        bar = 0.2 < y < 0.28 and 0.3 < x < 0.7
        stem = 0.2 < y < 0.8 and abs(x - (0.66 - 0.4 * (y - 0.2))) < 0.045
        return ink if bar or stem else paper

    return colour


PICTURES = {
    "black on white": png(200, 200, seven((0, 0, 0), (255, 255, 255))),
    "inverted": png(200, 200, seven((255, 255, 255), (0, 0, 0))),
    "in colour": png(200, 160, seven((200, 40, 40), (230, 220, 120))),
    "as bright as its paper": png(120, 120, seven((220, 0, 0), (0, 65, 0))),
    "tiny": png(28, 28, seven((255, 255, 255), (0, 0, 0))),
}
NO_PICTURES = {
    "no image": (b"This is a letter.", "no picture that this browser can open"),
    "empty": (b"", "no picture that this browser can open"),
    "blank": (png(50, 50, lambda x, y: (250, 250, 250)), "nothing on that picture"),
}


def drop(page, content):
    """Drop a file on the demo, as from a folder."""
    page.evaluate(
        """async (address) => {
          const files = new DataTransfer();
          files.items.add(new File([await (await fetch(address)).blob()], "dropped"));
          const event = new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true });
          document.querySelector(".demo-pad").dispatchEvent(event);
        }""",
        "data:application/octet-stream;base64," + base64.b64encode(content).decode(),
    )


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_is_dropped_is_read(page, name):
    drop(page, PICTURES[name])
    expect(status(page)).to_contain_text("7 (")
    draw_by_mouse(page, LARGE[3])  # and a stroke takes its place
    expect(status(page)).to_contain_text("reads a 3")


@pytest.mark.parametrize("name", NO_PICTURES)
def test_what_is_no_picture_of_a_digit_is_refused_in_a_sentence(page, name):
    content, says = NO_PICTURES[name]
    drop(page, content)
    expect(status(page)).to_contain_text(says)


def test_a_file_that_is_too_large_is_not_opened(page):
    says = page.evaluate("mnistDemos.picture.inkOf(new File([new Uint8Array(31e6)], 'a'), 280).catch(String)")
    assert "too large" in says


@pytest.mark.slow
def test_a_huge_picture_is_chosen_from_a_folder(page, tmp_path):
    half = png(1500, 1000, seven((30, 30, 60), (240, 240, 235)))
    (tmp_path / "seven.png").write_bytes(half)
    page.locator("input[type=file]").set_input_files(tmp_path / "seven.png")
    expect(status(page)).to_contain_text("7 (")


def test_falsified_pixels_are_not_believed(browser, address):
    with open_page(browser, address) as page:
        page.evaluate(
            """() => {
              const read = CanvasRenderingContext2D.prototype.getImageData;
              CanvasRenderingContext2D.prototype.getImageData = function (...box) {
                const image = read.apply(this, box);
                for (let i = 0; i < image.data.length; i += 1) image.data[i] = Math.random() * 256;
                return image;
              };
            }"""
        )
        drop(page, PICTURES["tiny"])
        expect(status(page)).to_contain_text("hides the pixels")
        draw_by_mouse(page, LARGE[4])  # which reads nothing back
        expect(status(page)).to_contain_text("reads a 4")


def test_a_digit_of_mnist_is_put_on_the_pad(page):
    choice = page.get_by_role("combobox", name="A digit of MNIST")
    choice.focus()
    expect(choice.locator("option")).to_have_count(51)
    choice.select_option("24")
    expect(status(page)).to_contain_text("The augmented CNN reads a")
    said = choice.locator("option:checked").inner_text()[-1]
    assert answer(page) == said


# The steps ----------------------------------------------------------------------------------------------------------


def test_steps_are_switched_off_in_sight_and_stay_so(page):
    draw_by_mouse(page, [[[0.7, 0.6], [0.75, 0.9]]])
    expect(status(page)).to_contain_text("The augmented CNN")
    picture = page.get_by_role("img", name="The drawing as the networks get it")
    before = picture.evaluate("(canvas) => canvas.toDataURL()")
    page.get_by_role("checkbox", name="cut out the digit").uncheck()
    assert picture.evaluate("(canvas) => canvas.toDataURL()") != before
    page.reload()
    expect(page.get_by_role("checkbox", name="cut out the digit")).not_to_be_checked()


@pytest.mark.slow
def test_sixty_drawings_are_read_with_and_without_a_step(page):
    page.get_by_role("button", name="Read sixty drawings").click()
    expect(page.locator(".demo-tries tbody tr")).to_have_count(1)
    page.get_by_role("checkbox", name="keep its proportions").uncheck()
    page.get_by_role("button", name="Read sixty drawings").click()
    expect(page.locator(".demo-tries tbody tr")).to_have_count(2)
    rows = [row.split("\t") for row in page.locator(".demo-tries tbody tr").all_inner_texts()]
    assert [row[0] for row in rows] == ["all", "without: keep its proportions"]
    assert int(rows[0][4]) >= 57 and int(rows[1][1]) < int(rows[0][1])


# For everybody ------------------------------------------------------------------------------------------------------


def test_everything_has_a_name_and_is_large_enough_to_be_touched(browser, address):
    with open_page(browser, address, **PHONE) as page:
        page.locator(".demo-pad").wait_for()
        for thing in page.locator(".demo :is(button, select, summary, label)").all():
            box = thing.bounding_box()
            assert box["height"] >= 40 and (thing.inner_text() or thing.get_attribute("aria-label")), box
        assert page.locator(".demo-pad").get_attribute("aria-label")
        assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("width", [320, 640])  # as at 200% and more
def test_nothing_is_wider_than_a_narrow_window(browser, address, width):
    with open_page(browser, address, viewport={"width": width, "height": 600}) as page:
        draw_by_mouse(page, LARGE[4])
        expect(status(page)).to_contain_text("reads a 4")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_tab_visits_everything_once_and_in_order_of_sight(page):
    visited = []
    for _ in range(12):
        page.keyboard.press("Tab")
        visited.append(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent"))
        if visited[-1].startswith("Read sixty"):
            break
    assert visited[0] == "Pad to draw a digit on" and visited[1:3] == ["Undo", "Clear"]
    assert visited[-1].startswith("Read sixty") and len(visited) == 11


def test_without_scripts_there_is_a_sentence_and_on_paper_nothing(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.get_by_text("What one could do here.").is_visible()
    page.emulate_media(media="print")
    assert page.get_by_text("What one could do here.").is_hidden()
    context.close()
