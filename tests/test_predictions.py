import pytest
import torch

from mnist_course.evaluation.calibration import confidence
from mnist_course.records.predictions import pack, unpack


@pytest.fixture
def answers():
    """Logits of a network that is mostly right, from unsure to very sure."""
    labels = torch.randint(10, (2000,))
    logits = torch.randn(2000, 10)
    logits[torch.arange(1900), labels[:1900]] += 12 * torch.rand(1900) + 3
    return logits, labels


def test_answers_come_back_and_confidences_nearly(answers):
    logits, labels = answers
    found = unpack(pack(logits, labels), labels)
    assert torch.equal(found.answers, logits.argmax(dim=1))
    assert (found.confidences - confidence(logits)).abs().max() <= 0.0005


def test_surest_answers_stay_in_order():
    logits = torch.zeros(3, 10)
    logits[:, 4] = torch.tensor([30.0, 20.0, 25.0])
    found = unpack(pack(logits, torch.full((3,), 4)), torch.full((3,), 4))
    assert found.confidences.argsort().tolist() == [1, 2, 0] and found.confidences.max() < 1


def test_packed_predictions_are_short_plain_text(answers):
    text = pack(*answers)
    assert len(text) < 3 * len(answers[1]) and text.isascii() and text.isprintable()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pack(torch.zeros(3, 10), torch.zeros(2, dtype=torch.long)), r"\(2, 10\).*got \(3, 10\)"),
        (lambda: unpack(pack(torch.zeros(3, 10), torch.zeros(3, dtype=torch.long)), torch.zeros(2).long()), "got 3"),
    ],
)
def test_wrong_arguments_say_what_was_expected(call, message):
    with pytest.raises(ValueError, match=message):
        call()
