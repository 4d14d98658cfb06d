import pytest
import sklearn.metrics
import torch
import torch.nn.functional as F
import torchmetrics
from torch.utils.data import DataLoader, TensorDataset

from mnist_course import evaluation, models

LOGITS, LABELS = torch.randn(500, 10, generator=torch.Generator().manual_seed(0)), torch.arange(500) % 10
PREDICTIONS = LOGITS.argmax(dim=1)


def test_accuracy_agrees_with_torchmetrics():
    theirs = torchmetrics.functional.accuracy(PREDICTIONS, LABELS, task="multiclass", num_classes=10)
    assert evaluation.accuracy(LOGITS, LABELS) == pytest.approx(theirs.item())


def test_confusion_matrix_and_class_accuracy_agree_with_scikit_learn():
    matrix = evaluation.confusion_matrix(PREDICTIONS, LABELS)
    assert torch.equal(matrix, torch.from_numpy(sklearn.metrics.confusion_matrix(LABELS, PREDICTIONS)))
    recall = sklearn.metrics.recall_score(LABELS, PREDICTIONS, average=None)
    assert evaluation.per_class_accuracy(PREDICTIONS, LABELS).tolist() == pytest.approx(recall.tolist())


def test_confusion_matrix_of_three_answers_by_hand():
    matrix = evaluation.confusion_matrix(torch.tensor([0, 1, 1]), torch.tensor([0, 1, 0]), num_classes=2)
    assert matrix.tolist() == [[1, 1], [0, 1]]


def test_absent_class_has_no_accuracy():
    assert torch.isnan(evaluation.per_class_accuracy(torch.tensor([0]), torch.tensor([0]))[1])


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
