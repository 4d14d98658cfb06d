"""The final project's scorer, with right, wrong and hostile submissions on a few images."""

import re
from pathlib import Path

import pytest
import torch
from torch import nn

from mnist_course import data, models, records
from mnist_course.training import project
from mnist_course.training.project import Score, score


class Scaled(nn.Module):
    """A network that scales its pixels itself."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, images):
        return self.inner(images.float() / 255)


@pytest.fixture(autouse=True)
def few_images(monkeypatch):
    load = data.load

    def load_few(split):
        digits = load(split)
        return type(digits)(digits.images[:1100], digits.labels[:1100])

    monkeypatch.setattr(project.data, "load", load_few)
    monkeypatch.setattr(project, "EPOCHS", 1)


def knowing(images, labels):
    """Return a network that has looked at the validation labels: it is right, and cannot be told apart."""
    validation = project.data.load("validation")
    known = {image.numpy().tobytes(): label for image, label in zip(validation.images, validation.labels)}

    class Table(nn.Module):
        def forward(self, images):
            return nn.functional.one_hot(torch.stack([known[one.numpy().tobytes()] for one in images]), 10).float()

    return Table()


def test_a_network_is_trained_on_labelled_images_and_scored_on_images_alone():
    seen = []

    def train(images, labels):
        seen.append((images.dtype, tuple(images.shape), labels.dtype, len(labels)))
        model = Scaled(models.softmax_regression())
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(20):
            loss = nn.functional.cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return model

    found = score(train)
    assert seen == [(torch.uint8, (1100, 28, 28), torch.int64, 1100)]
    assert found.images == 1100 and 0.5 < found.accuracy < 0.95 and not found.passed
    assert found.parameters == 7850 and found.allowed_parameters == 20490
    assert found.seconds > 0 and found.allowed_seconds > 0
    assert str(found).startswith("not passed\naccuracy    ") and "cannot see" in str(found)


def test_labels_that_were_looked_up_pass_and_the_report_says_that_it_cannot_see_them():
    found = score(knowing)
    assert found.right == 1100 and "trained on the validation images" in str(found)


def test_both_budgets_and_the_images_decide():
    good = Score(9890, 10_000, 0.9824, 20_490, 20_490, 9.0, 10.0)
    assert good.passed and str(good).startswith("passed")
    assert not good._replace(parameters=20_491).passed
    assert not good._replace(seconds=10.1).passed
    assert not good._replace(right=9_840).passed  # ahead, but by less than the images leave open


class Wrong(nn.Module):
    """A network that gives what a function makes of the images."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer

    def forward(self, images):
        return self.answer(images)


def in_place(images):
    images.zero_()
    return torch.zeros(len(images), 10)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda images: None, r"expected a tensor of scores of shape \(1, 10\), got NoneType"),
        (lambda images: torch.zeros(len(images), 9), r"got shape \(1, 9\)"),
        (lambda images: torch.zeros(len(images)), r"got shape \(1,\)"),
        (lambda images: torch.full((len(images), 10), torch.nan), "expected finite scores"),
        (in_place, "leaves the images as they are"),
        (lambda images: torch.rand(len(images), 10), "the same answers in batches of any size"),
        (lambda images: torch.eye(10)[[len(images) % 10] * len(images)], "of any size"),
    ],
)
def test_what_a_network_may_not_answer_is_said(answer, message):
    with pytest.raises(ValueError, match=message):
        score(lambda images, labels: Wrong(answer))


def test_no_network_and_an_error_inside_are_said():
    with pytest.raises(TypeError, match="expected your function to return a network .* got NoneType"):
        score(lambda images, labels: None)
    with pytest.raises(RuntimeError) as caught:
        score(lambda images, labels: models.softmax_regression())  # bytes into a linear layer
    assert "images of dtype torch.uint8 and shape (1, 28, 28)" in " ".join(caught.value.__notes__)


def test_training_images_that_are_changed_stay_whole_for_others():
    def train(images, labels):
        images.zero_()
        labels.zero_()
        return Scaled(models.softmax_regression())

    before = data.load("train").images[:1100].sum()
    score(train)
    assert data.load("train").images[:1100].sum() == before


PAGE = (Path(__file__).parent.parent / "book" / "final_project.md").read_text(encoding="utf-8")


def test_the_pages_example_runs_and_prints_what_the_page_shows(capsys):
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    (shown,) = re.findall(r"```text\n(.*?)```", PAGE, re.S)
    exec(compile(example, "final_project.md", "exec"), {"__name__": "example"})
    words = [re.sub(r"[\d.,]+", "0", text.replace("not passed", "passed")) for text in (capsys.readouterr().out, shown)]
    assert words[0] == words[1] and "20,490 of 20,490" in shown


def test_the_page_names_the_rivals_numbers_and_its_points_add_up():
    runs = records.load("results").values("validation_accuracy", model=project.RIVAL)
    assert f"reads {sum(run[-1] for run in runs) / len(runs):.2%} of the validation images" in PAGE
    assert f"{sum(p.numel() for p in models.build(project.RIVAL).parameters()):,} parameters" in PAGE
    points = [int(row) for row in re.findall(r"^\| [^|]+ \| (\d) \|", PAGE, re.M)]
    assert f"That makes {sum(points)}." in PAGE and f"can have {sum(points) - points[0]}:" in PAGE
