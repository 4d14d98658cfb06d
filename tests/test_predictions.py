import numpy as np
import pytest
import torch

from mnist_course.evaluation.calibration import confidence
from mnist_course.records.predictions import pack, unpack


@pytest.fixture
def logits():
    """Logits of a network that is mostly right, from unsure to very sure."""
    labels = torch.randint(10, (2000,))
    logits = torch.randn(2000, 10)
    logits[torch.arange(1900), labels[:1900]] += 12 * torch.rand(1900) + 3
    return logits


def test_answers_come_back_and_confidences_nearly(logits):
    found = unpack(pack(logits))
    assert torch.equal(found.answers, logits.argmax(dim=1))
    assert (found.confidences - confidence(logits)).abs().max() <= 0.0005


def test_surest_answers_stay_in_order():
    logits = torch.zeros(3, 10)
    logits[:, 4] = torch.tensor([30.0, 20.0, 25.0])
    found = unpack(pack(logits))
    assert found.confidences.argsort().tolist() == [1, 2, 0] and found.confidences.max() < 1


def test_confidence_beyond_what_can_be_kept_is_the_surest_that_can():
    logits = torch.zeros(2, 10)
    logits[0, 4], logits[1, 4] = 500.0, 5000.0
    found = unpack(pack(logits))
    assert found.answers.tolist() == [4, 4] and found.confidences[0] == found.confidences[1] > 0.9999


def test_packed_predictions_take_three_bytes_per_image(logits):
    packed = pack(logits)
    assert {name: (array.dtype, array.shape) for name, array in packed.items()} == {
        "answers": (np.uint8, (2000,)),
        "log_odds": (np.int16, (2000,)),
    }


def test_two_predictions_in_one_entry_are_told_apart_by_their_prefix(logits):
    entry = {**pack(logits), **pack(-logits, "other_")}
    assert torch.equal(unpack(entry).answers, logits.argmax(dim=1))
    assert torch.equal(unpack(entry, "other_").answers, logits.argmin(dim=1))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: pack(torch.zeros(3)), ValueError, r"logits.*got.*\(3,\)"),
        (lambda: pack(torch.zeros(3, 10).long()), TypeError, "logits.*got.*int64"),
        (lambda: unpack(pack(torch.zeros(3, 10)), "calibrated_"), KeyError, "calibrated_answers"),
    ],
)
def test_wrong_arguments_say_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()
