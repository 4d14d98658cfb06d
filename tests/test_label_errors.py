import pytest
import torch
from sklearn.linear_model import LogisticRegression

from mnist_course import data
from mnist_course.evaluation import annotators
from mnist_course.evaluation.label_errors import confident_joint, folds, margin, self_confidence

PROBABILITIES = torch.tensor([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.5, 0.3, 0.2], [0.2, 0.3, 0.5], [0.9, 0.1, 0.0]])
LABELS = torch.tensor([0, 0, 1, 2, 0])


def test_scores_by_hand():
    assert self_confidence(PROBABILITIES, LABELS).tolist() == pytest.approx([0.7, 0.1, 0.3, 0.5, 0.9])
    assert margin(PROBABILITIES, LABELS).tolist() == pytest.approx([0.5, -0.7, -0.2, 0.2, 0.8])


def test_the_two_scores_can_order_differently():
    probabilities = torch.tensor([[0.20, 0.25, 0.25, 0.30], [0.25, 0.75, 0.0, 0.0]])
    labels = torch.tensor([0, 0])
    assert self_confidence(probabilities, labels).argsort().tolist() == [0, 1]
    assert margin(probabilities, labels).argsort().tolist() == [1, 0]


def test_confident_joint_by_hand():
    # Usual confidences: class 0 (0.7 + 0.1 + 0.9) / 3 = 0.567, class 1 0.3, class 2 0.5.
    # Row 0: only 0. Row 1: only 1. Row 2: only 1 (0.3). Row 3: 1 (0.3) and 2 (0.5): 2 is likelier. Row 4: only 0.
    expected = torch.tensor([[2, 1, 0], [0, 1, 0], [0, 0, 1]])
    assert torch.equal(confident_joint(PROBABILITIES, LABELS), expected)


def test_example_in_which_no_class_is_confident_is_not_counted():
    probabilities = torch.tensor([[0.9, 0.1], [0.5, 0.5], [0.2, 0.8]])
    assert confident_joint(probabilities, torch.tensor([0, 0, 1])).tolist() == [[1, 0], [0, 1]]


def test_folds_hold_every_example_once_and_repeat():
    parts = folds(103, 5, seed=1)
    assert sorted(torch.cat(parts).tolist()) == list(range(103))
    assert {len(part) for part in parts} == {20, 21}
    assert all(torch.equal(a, b) for a, b in zip(parts, folds(103, 5, seed=1)))
    assert not torch.equal(parts[0], folds(103, 5, seed=2)[0])


def test_planted_errors_are_found_among_real_images(validation):
    """Twenty of 800 labels are made wrong: half or more stand among the forty most suspicious (by chance: one)."""
    images = (validation.images[:800, ::2, ::2].flatten(1) / 255).numpy()
    labels = validation.labels[:800].clone()
    planted = torch.arange(0, 800, 40)
    labels[planted] = (labels[planted] + torch.randint(1, 10, planted.shape)) % 10
    probabilities = torch.zeros(800, 10)
    for rows in folds(800, 4):
        rest = torch.ones(800, dtype=torch.bool)
        rest[rows] = False
        model = LogisticRegression(max_iter=300, C=0.02).fit(images[rest], labels[rest])
        probabilities[rows] = torch.from_numpy(model.predict_proba(images[rows])).float()
    for score in (margin, self_confidence):
        suspects = score(probabilities, labels).argsort()[:40]
        assert torch.isin(planted, suspects).sum() >= 10
    joint = confident_joint(probabilities, labels)
    assert 10 <= joint.sum() - joint.diagonal().sum() <= 150


def test_annotated_labels_are_those_of_the_test_images():
    labels = data.load("test").labels
    assert all(labels[votes.row] == votes.label != votes.guess for votes in annotators.VOTES)
    assert all(votes.for_label + votes.for_guess + votes.for_neither == 5 for votes in annotators.VOTES)
    assert all(votes.for_label <= 3 for votes in annotators.VOTES)


def test_fifteen_labels_are_doubted_as_the_paper_counts_them():
    assert sum(votes.doubted for votes in annotators.VOTES) == 15


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: margin(torch.randn(3, 10), torch.zeros(3, dtype=torch.long)), ValueError, "rows of probabilities"),
        (lambda: margin(PROBABILITIES, LABELS[:4]), ValueError, "4 labels for 5 rows"),
        (lambda: margin(PROBABILITIES, LABELS + 1), ValueError, "from 0 to 2, got 3"),
        (lambda: folds(10, 1), ValueError, "got 1"),
    ],
)
def test_wrong_arguments_say_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()
