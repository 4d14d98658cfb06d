"""What the course takes from PyTorch's `swa_utils`: averages of weights, and batch normalisation measured anew."""

import pytest
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, update_bn

from mnist_course.data.batches import Batches
from mnist_course.evaluation import predict_logits
from mnist_course.training import fit


def little_network():
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 26**2, 10))


def moving_average(model, decay):
    return AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(decay), use_buffers=True)


def train(small, on_step):
    model = little_network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    on_step = [step(model) for step in on_step]
    fit(model, Batches(*small, 100), optimizer=optimizer, epochs=1, on_step=on_step, progress=False)
    return model


def test_average_of_a_training_is_the_formula_by_hand_of_the_measured_means_and_variances_too(small):
    by_hand, averages = {}, []

    def ours(model):
        def step(state):
            for name, now in state.model.state_dict().items():
                by_hand[name] = 0.9 * by_hand[name] + 0.1 * now if name in by_hand else now.clone()

        return step

    def theirs(model):
        averages.append(moving_average(model, 0.9))
        return lambda state: averages[0].update_parameters(state.model)

    model, average = train(small, [ours, theirs]), averages[0]
    assert average.n_averaged == 10
    for name, value in average.module.state_dict().items():
        if value.is_floating_point():
            assert torch.allclose(value, by_hand[name], atol=1e-6), name
    for name in ("0.weight", "1.running_mean", "1.running_var"):
        assert not torch.equal(average.module.state_dict()[name], model.state_dict()[name])


def test_count_of_batches_stays_what_it_was_at_the_first_step_and_changes_no_answer(small):
    model = little_network()
    average = moving_average(model, 0.9)
    for batch in small[0].split(100):
        model(batch)
        average.update_parameters(model)
    assert model[1].num_batches_tracked == 10
    assert average.module[1].num_batches_tracked == 1, "an average of whole numbers, rounded down at every step"
    before = predict_logits(average, small[0])
    average.module[1].num_batches_tracked.fill_(10)
    assert torch.equal(predict_logits(average, small[0]), before)


def test_average_by_hand():
    model = nn.Linear(1, 1, bias=False)
    average = moving_average(model, 0.75)
    for weight in (1.0, 5.0, 3.0):
        nn.init.constant_(model.weight, weight)
        average.update_parameters(model)
    # 1, then 0.75 * 1 + 0.25 * 5 = 2, then 0.75 * 2 + 0.25 * 3 = 2.25
    assert average.module.weight.item() == pytest.approx(2.25)
    assert model.weight.item() == 3


def test_averaging_does_not_change_the_training(small):
    def averaged(model):
        average = moving_average(model, 0.9)
        return lambda state: average.update_parameters(state.model)

    torch.manual_seed(0)
    plain = train(small, [])
    torch.manual_seed(0)
    assert all(map(torch.equal, plain.parameters(), train(small, [averaged]).parameters()))


def test_network_measured_anew_normalises_by_the_images_it_is_given(small):
    images, model = small[0], little_network()
    update_bn(images.split(250), model)
    maps = model[0](images)
    assert torch.allclose(model[1].running_mean, maps.mean(dim=(0, 2, 3)), atol=1e-3)
    assert torch.allclose(model[1].running_var, maps.var(dim=(0, 2, 3)), rtol=2e-2)  # mean over the batches' own
    before = {name: value.clone() for name, value in model.state_dict().items()}
    update_bn(images.split(250), model)
    assert all(torch.allclose(value, before[name], atol=1e-5) for name, value in model.state_dict().items())
