import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb

from mnist_course import figures
from mnist_course.figures import style
from mnist_course.training import History

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_sample_is_drawn_on_the_axes_given_with_its_label(validation):
    ax = plt.subplots()[1]
    assert figures.display_sample(validation.images[0], 3, ax=ax) is ax
    assert ax.get_title(loc="center") == "3"
    assert np.array_equal(ax.images[0].get_array(), validation.images[0])


@pytest.mark.parametrize("shape", [(64, 28, 28), (64, 1, 28, 28)])
def test_grid_has_a_picture_per_digit(shape):
    figure = figures.digit_grid(torch.rand(shape))
    assert len(figure.axes) == 64 and all(len(ax.images) == 1 for ax in figure.axes)


def test_grid_that_is_not_full_leaves_the_rest_empty():
    figure = figures.digit_grid(torch.rand(3, 28, 28), ["a", "b", "c"], columns=2)
    assert [ax.get_title(loc="center") for ax in figure.axes] == ["a", "b", "c", ""]


def test_wrong_predictions_differ_from_right_ones_by_more_than_colour():
    figure = figures.prediction_grid(torch.rand(2, 28, 28), [7, 4], [7, 9], columns=2)
    right, wrong = figure.axes
    assert (right.get_title(loc="center"), wrong.get_title(loc="center")) == ("T:7 P:7", "T:4 P:9")
    assert wrong.title.get_fontweight() == "bold" != right.title.get_fontweight()
    assert wrong.spines["top"].get_linewidth() > right.spines["top"].get_linewidth()


def test_weights_are_drawn_on_one_scale_about_zero():
    figure = figures.weight_images(torch.randn(10, 784))
    limits = {ax.images[0].get_clim() for ax in figure.axes[:10]}
    assert len(limits) == 1 and sum(limits.pop()) == 0


def test_curves_show_training_and_validation_of_every_model():
    history = History(
        train_loss=[2, 1], train_accuracy=[0.5, 0.6], validation_loss=[2, 1], validation_accuracy=[0.5, 0.7]
    )
    figure = figures.learning_curves({"MLP": history, "CNN": history})
    assert [len(ax.lines) for ax in figure.axes] == [4, 4]
    assert figure.axes[1].lines[1].get_ydata().tolist() == [50, 70]
    assert {text.get_text() for text in figure.axes[0].texts} == {
        "MLP, train",
        "MLP, validation",
        "CNN, train",
        "CNN, validation",
    }
    figure = figures.learning_curves({"MLP": history, "CNN": history}, short={"CNN": "C"})
    assert {text.get_text() for text in figure.axes[0].texts} >= {"MLP, train", "C, train"}


def test_spread_over_seeds_is_drawn_as_the_interval_of_the_mean():
    ax = figures.lines_with_spread([1, 2], {"CNN": [[1, 2], [3, 6]]}, xlabel="x", ylabel="y", logx=True)
    assert ax.lines[0].get_ydata().tolist() == [2, 4]
    ys = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (ys.min(), ys.max()) == pytest.approx((4 - 12.706 * 2, 4 + 12.706 * 2), rel=1e-4)
    assert ax.get_xscale() == "log"


def test_run_that_ended_early_is_drawn_as_far_as_it_went():
    ax = figures.lines([1, 2, 3], {"a": [1.0, 2.0]}, xlabel="x", ylabel="y")
    assert ax.lines[0].get_xdata().tolist() == [1, 2]


def test_same_model_has_the_same_style_everywhere():
    assert figures.style_of("MLP", 0) == figures.style_of("MLP", 3)
    styles = [figures.style_of(name, i) for i, name in enumerate(["a", "b", *figures.MODEL_STYLES])]
    assert len(set(styles)) == len(styles)


def test_confusion_shows_the_counts():
    matrix = np.diag(np.full(10, 90))
    matrix[4, 9] = 5
    ax = figures.confusion(matrix)
    assert "5" in {text.get_text() for text in ax.texts}
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted digit", "true digit")


def test_right_answers_of_a_confusion_matrix_are_legible_on_its_palest_cell():
    matrix = np.diag(np.full(10, 90))
    matrix[4, 9] = 5
    ax = figures.confusion(matrix)
    (color,) = {text.get_color() for text in ax.texts if text.get_text() == "90"}
    paper, ink = (style.luminance(to_rgb(shade)) for shade in (ax.images[0].cmap(0.0), color))
    assert (paper + 0.05) / (ink + 0.05) > 5


def test_lowest_class_is_hatched():
    ax = figures.class_bars([0.9] * 5 + [0.5] + [0.9] * 4)
    assert [bar.get_hatch() is not None for bar in ax.patches].index(True) == 5


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: figures.digit_grid(torch.rand(3, 32, 32)), "28 x 28 pixels"),
        (lambda: figures.prediction_grid(torch.rand(3, 28, 28), [1], [1, 2, 3]), "3 images, 1 labels, 3 predictions"),
        (lambda: figures.lines([1], {"a": [1, 2]}, xlabel="x", ylabel="y"), "a: expected runs of at most 1"),
    ],
)
def test_wrong_arguments_say_what_was_expected(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_labels_at_the_ends_of_lines_can_be_read_on_white_whatever_the_colour_of_the_line():
    names = [*style.MODEL_STYLES, *(f"line {index}" for index in range(6))]
    ax = figures.lines([0, 1], {name: [0, index] for index, name in enumerate(names)}, xlabel="x", ylabel="y")
    contrasts = {text.get_text(): 1.05 / (style.luminance(to_rgb(text.get_color())) + 0.05) for text in ax.texts}
    assert set(contrasts) == set(names) and min(contrasts.values()) >= 4.5
    assert {style.style_of(name, index)[0] for index, name in enumerate(names)} == {
        line.get_color() for line in ax.get_lines()
    }


def test_contrast_is_that_of_the_standard():
    assert style.luminance((1, 1, 1)) == pytest.approx(1) and style.luminance((0, 0, 0)) == 0
    assert 1.05 / (style.luminance(to_rgb("#767676")) + 0.05) == pytest.approx(4.54, abs=0.01)  # the lightest grey, AA
