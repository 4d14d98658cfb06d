"""The explorers: what they show follows from records and networks, and they work by pointer, touch and keyboard."""

import base64
import io
import json
import re
from statistics import mean

import numpy as np
import pytest
import torch
from demo_page import open_browser, open_page, write
from PIL import Image
from sklearn.metrics import confusion_matrix

from mnist_course import records
from mnist_course.evaluation.annotators import VOTES
from mnist_course.evaluation.noise import difference, estimate
from mnist_course.widgets import explore, png, rates

SWEEPS = rates.recorded()


# What they show -----------------------------------------------------------------------------------------------------


def greys(address):
    """The pixels of a picture, from 0 (ink) to 15 (paper)."""
    found = Image.open(io.BytesIO(base64.b64decode(address.removeprefix("data:image/png;base64,"))))
    return np.array(found.convert("L")) // 17


def test_sheet_of_digits_is_a_picture_with_each_digit_at_its_place(validation):
    images = validation.images[:19]
    drawn = greys(png.sheet([bytes(image.flatten().tolist()) for image in images]))
    assert drawn.shape == (2 * png.SIDE, png.COLUMNS * png.SIDE)
    for place, image in enumerate(images):
        y, x = (png.SIDE * at for at in divmod(place, png.COLUMNS))
        expected = 15 - (image.int().numpy() * 15 + 127) // 255
        assert (drawn[y : y + png.SIDE, x : x + png.SIDE] == expected).all()
    assert (drawn[png.SIDE :, 3 * png.SIDE :] == 15).all()  # white behind the last


def test_sheet_says_what_is_no_digit():
    with pytest.raises(ValueError, match="expected images of 784 pixels, got one of 5"):
        png.sheet([bytes(784), bytes(5)])


def test_rates_are_those_of_the_records_with_the_course_s_interval_and_the_paired_difference():
    sweep, record = SWEEPS[0], records.load("rate_sweep")
    assert [one["rate"] for one in sweep["rates"]] == sorted(record.settings("rate"))
    reached = {
        rate: [100 * run[-1] for run in record.values("validation_accuracy", rate=rate)] for rate in (2e-3, 3e-3)
    }
    assert mean(reached[2e-3]) == max(mean(curve[-1] for curve in one["curves"]) for one in sweep["rates"])
    one = next(one for one in sweep["rates"] if one["rate"] == 3e-3)
    assert one["mean"] == f"{estimate(reached[3e-3]):.2f}"
    less = difference(reached[3e-3], reached[2e-3])
    assert (one["less"], one["seen"]) == (f"{less:+.2f}".replace("-", "−"), less.excludes_zero)


def test_runs_that_diverged_count_as_guessing_and_are_counted():
    sgd = next(sweep for sweep in SWEEPS if sweep["record"] == "falling_rates" and sweep["variant"] == "SGD")
    top = sgd["rates"][-1]
    entries = records.load("falling_rates").select(optimizer="SGD", rate=1.0)
    assert top["diverged"] == sum(entry["diverged"] for entry in entries) > 0
    assert [rates.GUESSING] in top["curves"]
    assert {len(curve) for sweep in SWEEPS for one in sweep["rates"] for curve in one["curves"]} == {1, 5}


def test_what_is_to_be_noticed_is_so():
    """The remarks of `rates.STUDIES`."""

    def winners(sweep):
        runs = zip(*([curve[-1] for curve in one["curves"]] for one in sweep["rates"]))
        return [max(range(len(run)), key=run.__getitem__) for run in runs]

    sweep = SWEEPS[0]
    assert len(set(winners(sweep))) > 1
    assert not any(sweep["rates"][sweep["best"] + beside]["seen"] for beside in (-1, 1))
    sizes = [sweep["rates"] for sweep in SWEEPS if sweep["record"] == "batch_sizes"]
    enough = [min(one["rate"] for one in of if estimate_of(one) > 85) for of in sizes]
    learns = [max(one["rate"] for one in of if min(curve[-1] for curve in one["curves"]) > 50) for of in sizes]
    assert enough[-1] / enough[0] > 10 * learns[-1] / learns[0]
    tops = [estimate_of(sweep["rates"][-1]) for sweep in SWEEPS if sweep["record"] == "falling_rates"]
    assert sorted(top > 50 for top in tops) == [False, True]


def estimate_of(one):
    return float(one["mean"].partition(" ")[0])


def test_a_record_that_is_no_sweep_is_named():
    with pytest.raises(ValueError, match="expected records from rate_sweep, .*, got 'results'"):
        rates.recorded("results")


@pytest.fixture(scope="module")
def scores(validation):
    """Scores of a poor network for 300 images, their labels and pixels."""
    generator = torch.Generator().manual_seed(0)
    labels = validation.labels[:300]
    return 3 * torch.eye(10)[labels] + 1.5 * torch.randn(300, 10, generator=generator), labels, validation.images[:300]


def test_confusion_counts_as_scikit_learn_does_and_shows_the_surest_errors(scores):
    logits, labels, images = scores
    shown = explore.confusion(logits, labels, images)
    answers, shares = logits.argmax(dim=1), logits.softmax(dim=1)
    assert (np.array(shown["counts"]) == confusion_matrix(labels, answers)).all()
    for truth, answer in {(item[0], item[1]) for item in shown["items"]}:
        items = [item for item in shown["items"] if (item[0], item[1]) == (truth, answer)]
        there = shares[(labels == truth) & (answers == answer), answer].sort(descending=True).values
        expected = there[-explore.DOUBTED :] if truth == answer else there[: explore.SUREST]
        assert [item[3] for item in items] == pytest.approx((100 * expected).tolist(), abs=0.051)
    for place in (0, len(shown["items"]) - 1):
        row = shown["items"][place][2]
        y, x = (png.SIDE * at for at in divmod(place, png.COLUMNS))
        drawn = greys(shown["sheet"])[y : y + png.SIDE, x : x + png.SIDE]
        assert (drawn == 15 - (images[row].int().numpy() * 15 + 127) // 255).all()


def test_confusion_of_everything_that_can_go_wrong_stays_small(validation):
    """Every cell is full: then fewer of each are shown, since they are stored with the chapter."""
    logits = torch.randn(10_000, 10, generator=torch.Generator().manual_seed(0))
    shown = explore.confusion(logits, validation.labels, validation.images)
    assert len(json.dumps(shown)) < 100_000 and 100 <= len(shown["items"]) <= explore.LIMIT
    assert len({(item[0], item[1]) for item in shown["items"]}) == 100
    with pytest.raises(ValueError, match="expected as many logits, labels as images, got 10000, 9, 10000"):
        explore.confusion(logits, validation.labels[:9], validation.images)


@pytest.fixture(scope="module")
def last():
    """Twelve wrong answers to test images: eight that people judged, and four that nobody did."""
    rows = [votes.row for votes in VOTES[:8]] + [3, 5, 7, 9]
    labels = torch.tensor([row % 10 for row in range(10_000)])
    for votes in VOTES:
        labels[votes.row] = votes.label
    answers = labels.clone()
    answers[rows] = (labels[rows] + 1) % 10
    return explore.last_errors(torch.zeros(10_000, 28, 28, dtype=torch.uint8), labels, answers)


def test_last_errors_are_all_errors_and_those_that_people_judged_come_first(last):
    items = last["items"]
    assert [item["row"] for item in items] == [votes.row for votes in VOTES[:8]] + [3, 5, 7, 9]
    assert [bool(item["people"]) for item in items] == [True] * 8 + [False] * 4
    for item, votes in zip(items[:8], VOTES):
        assert item["people"] == [votes.for_label, votes.guess, votes.for_guess, votes.for_neither]
        assert item["label"] == votes.label and item["said"] != item["label"]


# In a browser -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser():
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def addresses(tmp_path_factory, scores, last):
    shown = {"explore_rates": {"sweeps": SWEEPS}, "explore_vote": last}
    shown["explore_confusion"] = {"of": "validation images", **explore.confusion(*scores)}
    folder = tmp_path_factory.mktemp("explorers")
    return {demo: write(folder, demo, **options) for demo, options in shown.items()}


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}


def test_a_rate_is_chosen_by_the_keyboard_and_described(browser, addresses):
    with open_page(browser, addresses["explore_rates"]) as page:
        slider = page.get_by_label("Learning rate")
        assert slider.get_attribute("aria-valuetext").startswith("Rate 0.002: ")
        slider.focus()
        for _ in range(2):
            page.keyboard.press("ArrowRight")
        one = SWEEPS[0]["rates"][6]
        said = slider.get_attribute("aria-valuetext")
        assert said.startswith(f"Rate {one['rate']}: {one['mean']}% over 5 seeds, from ")
        assert said.endswith(f"seed by seed: {one['less']} points: worse.")
        assert page.get_by_text(said, exact=True).is_visible()
        page.keyboard.press("End")
        assert slider.get_attribute("aria-valuetext").startswith("Rate 0.01: ")


def test_one_seed_s_own_search_is_shown_and_announced(browser, addresses):
    with open_page(browser, addresses["explore_rates"]) as page:
        assert page.locator(".explore-winner").count() == 5
        page.get_by_label("Search of").select_option("seed 3")
        assert page.locator(".explore-winner").count() == 1
        reached = [one["curves"][3][-1] for one in SWEEPS[0]["rates"]]
        chosen = SWEEPS[0]["rates"][reached.index(max(reached))]
        others = mean(curve[-1] for k, curve in enumerate(chosen["curves"]) if k != 3)
        text = f"A search with seed 3 alone chooses {chosen['rate']}, where it read {max(reached):.2f}%. "
        text += f"The other seeds read {others:.2f}% there, on average."
        page.get_by_role("status").get_by_text(text).wait_for()


@pytest.mark.parametrize("record", ["batch_sizes", "schedules", "falling_rates"])
def test_all_numbers_of_all_sweeps_stand_in_a_table(record, browser, addresses):
    with open_page(browser, addresses["explore_rates"]) as page:
        for place, sweep in enumerate(SWEEPS):
            if sweep["record"] != record:
                continue
            page.get_by_role("combobox", name="Runs").select_option(str(place))
            assert page.locator(".explore-title").inner_text() == f"{sweep['title']} {sweep['variant']}"
            cells = page.locator("details tbody tr").evaluate_all(
                "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
            )
            assert [(cell[0], cell[1], cell[3]) for cell in cells] == [
                (f"{one['rate']:g}", one["mean"], one["less"] or "the best") for one in sweep["rates"]
            ]
            epochs = len(sweep["rates"][0]["curves"][0])
            assert page.locator(".explore-charts svg").count() == (2 if epochs > 1 else 1)


def test_a_single_sweep_asks_for_no_choice_of_runs_and_its_picture_follows_the_width(browser, tmp_path):
    address = write(tmp_path, "explore_rates", sweeps=rates.recorded("rate_sweep"))
    with open_page(browser, address) as page:
        assert page.get_by_role("combobox").count() == 1
        before = page.locator(".explore-charts svg").bounding_box()["width"]
        page.set_viewport_size({"width": 500, "height": 700})
        page.wait_for_function(
            "before => document.querySelector('.explore-charts svg').clientWidth < before", arg=before
        )
        assert fits(page)


def test_a_finger_chooses_a_rate_on_a_phone_and_nothing_sticks_out(browser, addresses):
    with open_page(browser, addresses["explore_rates"], **PHONE) as page:
        chart = page.locator(".explore-charts svg")
        box = chart.bounding_box()
        chart.tap(position={"x": 56, "y": box["height"] / 2})
        assert page.get_by_label("Learning rate").get_attribute("aria-valuetext").startswith("Rate 0.0001: ")
        assert fits(page)
        page.get_by_role("combobox", name="Runs").select_option(str(len(SWEEPS) - 3))  # with two charts
        assert fits(page)


def test_cells_of_the_matrix_open_their_images_by_pointer(browser, addresses, scores):
    shown = explore.confusion(*scores)
    with open_page(browser, addresses["explore_confusion"]) as page:
        for truth, answer in (4, 4), (shown["items"][-1][:2]):
            count = shown["counts"][truth][answer]
            what = f"{truth}, read rightly" if truth == answer else f"{truth}, read as {answer}"
            page.get_by_role("button", name=f"{what}: {count} image").click()
            items = [item for item in shown["items"] if item[:2] == [truth, answer]]
            images = page.get_by_role("list").get_by_role("img")
            labels = images.evaluate_all("all => all.map(one => one.ariaLabel)")
            assert labels == [
                f"A {truth}, number {item[2]} of the validation images, read as {answer} with {item[3]:g}%"
                for item in items
            ]
            page.get_by_label("the least sure first").check()
            assert images.first.get_attribute("aria-label") == labels[-1]
            page.get_by_label("the least sure first").uncheck()
        assert images.first.evaluate("one => getComputedStyle(one).backgroundImage").startswith('url("data:image/png')


def test_arrows_move_over_the_matrix_and_enter_opens(browser, addresses, scores):
    counts = np.array(explore.confusion(*scores)["counts"])
    with open_page(browser, addresses["explore_confusion"]) as page:
        page.get_by_role("button", name="3, read rightly").click()
        page.keyboard.press("ArrowRight")
        answer = next(answer for answer in range(4, 10) if counts[3, answer])
        assert page.evaluate("document.activeElement.ariaLabel").startswith(f"3, read as {answer}: ")
        page.keyboard.press("Enter")
        page.get_by_role("status").get_by_text(f"3, read as {answer}: ").wait_for()
        for _ in range(12):  # past the edge
            page.keyboard.press("ArrowUp")
        assert page.locator(".explore-matrix button[tabindex='0']").count() == 1
        page.get_by_label("Pair").select_option("55")
        assert page.get_by_role("button", name="5, read rightly").get_attribute("aria-pressed") == "true"


def test_the_matrix_fits_a_phone_with_rows_as_high_as_a_finger(browser, addresses):
    with open_page(browser, addresses["explore_confusion"], **PHONE) as page:
        page.locator(".explore-matrix button").nth(3).tap()
        assert fits(page)
        heights = page.locator(".demo :is(button, select)").evaluate_all("all => all.map(one => one.offsetHeight)")
        assert min(heights) >= 40


def test_a_vote_is_answered_by_label_networks_and_people_kept_and_forgotten(browser, addresses, last):
    first, second = last["items"][:2]
    with open_page(browser, addresses["explore_vote"]) as page:
        page.get_by_role("button", name="0", exact=True).focus()
        page.keyboard.press(str(first["label"]))
        rows = page.locator(".explore-vote tbody tr").all_inner_texts()
        told = dict(row.split("\t") for row in rows)
        assert told["you"] == told["the label"] == str(first["label"])
        assert told["the networks together"] == str(first["said"])
        assert f"{first['people'][2]} saw {first['people'][1]}" in told["five people"]
        assert page.evaluate("document.activeElement.textContent") == "Next image"
        page.keyboard.press("Enter")
        page.get_by_text("Image 2 of 12.").wait_for()
        page.get_by_role("button", name=str(second["said"]), exact=True).click()
        page.reload()
        page.get_by_text("Image 3 of 12.").wait_for()
        page.get_by_role("button", name="Cannot be read").click()
        page.get_by_role("button", name="Sum up now").click()
        words = "Of 3 images you sided with the label in 1, with the networks in 1, with neither in 1."
        assert words in page.evaluate("document.activeElement.textContent")
        page.get_by_role("button", name="Go on: 9 left").click()
        page.get_by_text("Image 4 of 12.").wait_for()
        page.get_by_role("button", name="Sum up now").click()
        page.get_by_role("button", name="Forget my votes").click()
        page.get_by_text("Image 1 of 12.").wait_for()


def test_whoever_votes_on_all_is_told_the_sum_and_keys_do_nothing_more(browser, addresses, last):
    with open_page(browser, addresses["explore_vote"], **PHONE) as page:
        for item in last["items"]:
            page.get_by_role("button", name=str(item["label"]), exact=True).tap()
            assert fits(page)
            page.get_by_role("button", name=re.compile("Next image|Sum up$")).tap()
        agreed = sum(item["people"][0] >= 3 for item in last["items"] if item["people"])
        told = f"Five people judged 8 of them; in {agreed} you said what at least three of them said."
        assert told in page.locator(".explore-vote").inner_text()
        page.keyboard.press("5")
        assert page.get_by_role("button", name="Go on").count() == 0
        assert page.get_by_role("img").count() == 12


@pytest.mark.parametrize("stored", ["{damaged", "null", "[4]", '{"947": 77, "3": "?"}'])
def test_what_was_kept_and_makes_no_sense_is_left_aside(stored, browser, addresses):
    with open_page(browser, addresses["explore_vote"]) as page:
        page.evaluate("text => localStorage.setItem('mnist-course-demo-vote', text)", stored)
        page.reload()
        page.get_by_text("Image 1 of 12.").wait_for()


def test_votes_add_up_as_by_hand(browser, addresses):
    def item(row, label, said, people):
        return {"row": row, "label": label, "said": said, "people": people}

    items = [item(1, 8, 9, [0, 9, 5, 0]), item(2, 4, 9, [2, 9, 2, 1]), item(3, 6, 1, None), item(4, 5, 3, [3, 3, 2, 0])]
    with open_page(browser, addresses["explore_vote"]) as page:
        words = page.evaluate("given => mnistDemos.explore_vote.inWords(...given)", [items, {1: 9, 2: "?", 4: 3}])
        said = page.evaluate("items => items.map(mnistDemos.explore_vote.peopleSaid)", items)
    assert words == (
        "Of 3 images you sided with the label in 0, with the networks in 2, with neither in 1. "
        "Five people judged 3 of them; in 2 you said what at least three of them said."
    )
    assert said[:3] == [
        "0 saw 8, 5 saw 9",
        "2 saw 4, 2 saw 9, 1 neither",
        "not asked, or at least four of five saw the label",
    ]
