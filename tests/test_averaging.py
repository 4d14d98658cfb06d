import pytest
import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from mnist_course.data.batches import Batches
from mnist_course.evaluation import predict_logits
from mnist_course.models.small_networks import block_cnn
from mnist_course.training import State, fit
from mnist_course.training.averaging import AveragedWeights, mean_log_probabilities, recalibrate


def little_network():
    return block_cnn([(4, 3, True), (8, 3, True)])


def test_average_of_a_real_training_is_pytorchs(small):
    model = little_network()
    ours, theirs = (
        AveragedWeights(decay=0.9),
        AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9), use_buffers=True),
    )
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    on_step = [ours, lambda state: theirs.update_parameters(state.model)]
    fit(model, Batches(*small, 100), optimizer=optimizer, epochs=1, on_step=on_step, progress=False)
    assert ours.steps == 10
    for name, value in theirs.module.state_dict().items():
        if value.is_floating_point():
            assert torch.allclose(ours.average[name], value, atol=1e-6), name
    # Not averaged, but copied: how many batches the normalisation has seen.
    assert ours.average["2.num_batches_tracked"] == 10
    assert not torch.equal(ours.average["0.weight"], model.state_dict()["0.weight"])
    assert not torch.equal(ours.average["2.running_mean"], model.state_dict()["2.running_mean"])


def test_average_by_hand():
    model = torch.nn.Linear(1, 1, bias=False)
    average, state = AveragedWeights(decay=0.75), State(model, None, None, None)
    for weight in (1.0, 5.0, 3.0):
        torch.nn.init.constant_(model.weight, weight)
        average(state)
    # 1, then 0.75 * 1 + 0.25 * 5 = 2, then 0.75 * 2 + 0.25 * 3 = 2.25
    assert average.of(model).weight.item() == pytest.approx(2.25)
    assert model.weight.item() == 3
    average.load_into(model)
    assert model.weight.item() == pytest.approx(2.25)
    torch.nn.init.zeros_(model.weight)
    assert average.average["weight"].item() == pytest.approx(2.25), "the average is a copy"


def test_averaging_does_not_change_the_training(small):
    weights = []
    for on_step in ([], [AveragedWeights()]):
        torch.manual_seed(0)
        model = little_network()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        fit(model, Batches(small[0][:200], small[1][:200], 50), optimizer=optimizer, epochs=1, on_step=on_step)
        weights.append(predict_logits(model, small[0][:10]))
    assert torch.equal(*weights)


def test_ensemble_is_the_geometric_mean_of_the_probabilities():
    logits = [torch.randn(5, 10) for _ in range(3)]
    together = mean_log_probabilities(logits).softmax(dim=1)
    product = torch.stack([one.softmax(dim=1) for one in logits]).prod(dim=0) ** (1 / 3)
    assert torch.allclose(together, product / product.sum(dim=1, keepdim=True), atol=1e-6)


def test_ensemble_does_not_mind_a_constant_added_to_a_networks_scores():
    logits = [torch.randn(5, 10) for _ in range(2)]
    moved = [logits[0] + 100, logits[1]]
    assert torch.allclose(mean_log_probabilities(logits), mean_log_probabilities(moved), atol=1e-4)


def test_wrong_arguments_say_what_was_expected():
    with pytest.raises(ValueError, match="below 1, got 1"):
        AveragedWeights(decay=1)
    with pytest.raises(ValueError, match="at least one step"):
        AveragedWeights().load_into(little_network())
    with pytest.raises(ValueError, match=r"got \[\(2, 10\), \(3, 10\)\]"):
        mean_log_probabilities([torch.zeros(2, 10), torch.zeros(3, 10)])
    with pytest.raises(ValueError, match="got none"):
        mean_log_probabilities([])


def test_recalibrated_network_normalises_by_the_images_it_is_given(small):
    images, model = small[0], little_network()
    recalibrate(model, images, batch_size=250)
    maps = torch.nn.functional.max_pool2d(model[0](images), 2)
    assert torch.allclose(model[2].running_mean, maps.mean(dim=(0, 2, 3)), atol=1e-3)
    assert torch.allclose(model[2].running_var, maps.var(dim=(0, 2, 3)), rtol=2e-2)  # mean over the batches' own
    before = {name: value.clone() for name, value in model.state_dict().items()}
    recalibrate(model, images, batch_size=250)
    assert all(torch.allclose(value, before[name], atol=1e-5) for name, value in model.state_dict().items())


def test_network_without_batch_normalisation_is_not_recalibrated(small):
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 10))
    before = [parameter.clone() for parameter in model.parameters()]
    recalibrate(model, small[0])
    assert all(map(torch.equal, before, model.parameters()))
