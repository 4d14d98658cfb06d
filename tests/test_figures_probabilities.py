import matplotlib
import matplotlib.pyplot as plt
import pytest
import torch

from mnist_course import figures

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_every_digit_stands_above_its_probabilities():
    first, second = torch.rand(3, 10), torch.rand(3, 10)
    figure = figures.probability_bars(torch.rand(3, 28, 28), {"a": first, "b": second}, ["x", "y", "z"])
    uppers, lowers = figure.axes[:3], figure.axes[3:]
    assert [ax.get_title(loc="center") for ax in uppers] == ["x", "y", "z"]
    for row, ax in enumerate(lowers):
        assert [bar.get_height() for bar in ax.patches] == pytest.approx(first[row].tolist())
        assert ax.lines[0].get_ydata().tolist() == pytest.approx(second[row].tolist())
    assert {text.get_text() for text in lowers[0].get_legend().get_texts()} == {"a", "b"}


def test_one_model_needs_no_legend():
    figure = figures.probability_bars(torch.rand(1, 1, 28, 28), {"a": torch.rand(1, 10)}, ["x"])
    assert figure.axes[1].get_legend() is None


@pytest.mark.parametrize(
    "probabilities", [{}, {"a": torch.rand(2, 9)}, {"a": torch.rand(2, 10), "b": torch.rand(1, 10)}]
)
def test_probabilities_of_another_shape_are_refused(probabilities):
    with pytest.raises(ValueError, match=r"expected probabilities of shape \(2, 10\) and 2 titles"):
        figures.probability_bars(torch.rand(2, 28, 28), probabilities, ["x", "y"])
