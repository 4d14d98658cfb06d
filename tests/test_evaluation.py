import pytest
import torch
import torch.nn.functional as F
import torchmetrics
from torch.utils.data import DataLoader, TensorDataset

from mnist_course import evaluation, models

LOGITS, LABELS = torch.randn(500, 10, generator=torch.Generator().manual_seed(0)), torch.arange(500) % 10


def test_accuracy_agrees_with_torchmetrics():
    theirs = torchmetrics.functional.accuracy(LOGITS, LABELS, task="multiclass", num_classes=10)
    assert evaluation.accuracy(LOGITS, LABELS) == pytest.approx(theirs.item())


def test_evaluation_averages_over_examples_however_they_are_batched(small):
    model = models.mlp(20)
    whole = evaluation.evaluate(model, small)
    loader = evaluation.evaluate(model, DataLoader(TensorDataset(*small), batch_size=300))
    assert loader == pytest.approx(whole)
    assert whole.loss == pytest.approx(F.cross_entropy(model(small[0]), small[1]).item(), rel=1e-5)


def test_evaluation_switches_dropout_off_and_the_mode_back(small):
    model = models.mlp(20, dropout=0.9).train()
    assert evaluation.evaluate(model, small) == evaluation.evaluate(model, small)
    assert model.training


def test_batch_size_of_prediction_changes_nothing(small):
    model = models.mlp(20)
    many, few = (evaluation.predict_logits(model, small[0], batch_size=size) for size in (1000, 7))
    assert torch.allclose(many, few, atol=1e-5)


def test_too_few_labels_and_no_data_are_errors():
    with pytest.raises(ValueError, match="got 499 labels for 500"):
        evaluation.accuracy(LOGITS, LABELS[:-1])
    with pytest.raises(ValueError, match="got none"):
        evaluation.accuracy(LOGITS[:0], LABELS[:0])
    with pytest.raises(ValueError, match="at least one batch"):
        evaluation.evaluate(models.mlp(), [])


def test_images_and_labels_in_a_list_are_taken_as_a_pair(small):
    model = models.mlp(20)
    assert evaluation.evaluate(model, list(small)) == evaluation.evaluate(model, tuple(small))
    batches = DataLoader(TensorDataset(*small), batch_size=len(small[0]))
    assert evaluation.evaluate(model, next(iter(batches))) == pytest.approx(evaluation.evaluate(model, small))


@pytest.mark.parametrize(
    ("data", "came"),
    [
        (lambda images, labels: [images], "1 values"),
        (lambda images, labels: (images, labels, labels), "3 values"),
        (lambda images, labels: images, "Tensor"),
        (lambda images, labels: [{"images": images, "labels": labels}], "dict"),
    ],
)
def test_what_is_not_images_and_labels_is_an_error_that_says_so(small, data, came):
    with pytest.raises(TypeError, match=rf"expected \(images, labels\), .* got {came}"):
        evaluation.evaluate(models.mlp(), data(*small))
