import pytest
import torch

from mnist_course.data.batches import Batches
from mnist_course.session.modes import FAST_STEPS

X, Y = torch.arange(10.0).reshape(10, 1), torch.arange(10)


def test_an_epoch_sees_every_example_once_and_the_last_batch_is_short():
    batches = list(Batches(X, Y, 4))
    assert [len(x) for x, _ in batches] == [4, 4, 2]
    assert sorted(torch.cat([y for _, y in batches]).tolist()) == list(range(10))
    assert all(torch.equal(x.squeeze(1).long(), y) for x, y in batches)


def test_order_is_new_each_epoch_and_repeats_with_the_seed():
    batches = Batches(X, Y, 10)
    torch.manual_seed(1)
    first, second = (next(iter(batches))[1] for _ in range(2))
    torch.manual_seed(1)
    assert torch.equal(first, next(iter(batches))[1])
    assert not torch.equal(first, second)


def test_labels_of_another_dtype_are_an_error():
    with pytest.raises(TypeError, match="torch.int64, got torch.int32"):
        Batches(X, Y.int(), 2)


def test_rows_of_probabilities_may_be_labels():
    rows = torch.full((10, 10), 0.1)
    assert next(iter(Batches(X, rows, 10)))[1].shape == (10, 10)


def test_without_shuffling_the_order_is_kept():
    assert torch.equal(next(iter(Batches(X, Y, 10, shuffle=False)))[1], Y)


def test_augmentation_sees_every_batch_and_leaves_the_data_alone():
    (x, _), *_ = Batches(X, Y, 5, shuffle=False, augment=lambda images: images + 100)
    assert torch.equal(x, X[:5] + 100)
    assert torch.equal(X, torch.arange(10.0).reshape(10, 1))


def test_fast_mode_shortens_the_epoch(monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    batches = Batches(torch.zeros(100, 1), torch.zeros(100, dtype=torch.int64), 1)
    assert len(batches) == len(list(batches)) == FAST_STEPS


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((X, Y[:9], 2), "got 9 labels for 10 images"),
        ((X[:0], Y[:0], 2), "at least one of the images"),
        ((X, Y, 0), "batch size of at least 1, got 0"),
        ((X, Y, 2.5), "got 2.5"),
        ((X, Y + 1, 2), "from 0 to 9, got 10"),
        ((X, Y.float(), 2), r"int64 labels of shape \(N,\) or float rows of shape \(N, 10\), got \(10,\)"),
        ((X, torch.ones(10, 10), 2), "each row adding up to 1"),
    ],
)
def test_wrong_arguments_say_what_was_expected(arguments, message):
    with pytest.raises(ValueError, match=message):
        Batches(*arguments)
