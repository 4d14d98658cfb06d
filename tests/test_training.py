import copy
import json
import math
import pickle

import pytest
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

from mnist_course import models
from mnist_course.data.batches import Batches
from mnist_course.evaluation import evaluate
from mnist_course.training import History, NonFiniteLossError, fit


def sgd(model, rate=0.1):
    return torch.optim.SGD(model.parameters(), lr=rate)


def test_gradient_of_cross_entropy_is_p_minus_y_and_agrees_with_finite_differences():
    logits = torch.randn(3, 10, dtype=torch.double, requires_grad=True)
    labels = torch.tensor([1, 7, 7])
    F.cross_entropy(logits, labels, reduction="sum").backward()
    expected = logits.softmax(dim=1) - F.one_hot(labels, 10)
    assert torch.allclose(logits.grad, expected)
    assert torch.autograd.gradcheck(lambda scores: F.cross_entropy(scores, labels), logits)


def test_untrained_network_is_as_surprised_as_ten_equal_chances(small):
    assert evaluate(models.softmax_regression(), small).loss == pytest.approx(math.log(10), abs=0.3)


def test_fit_takes_the_steps_that_a_loop_by_hand_takes(small):
    model = models.mlp(20)
    twin = copy.deepcopy(model)
    batches = Batches(*small, 300, shuffle=False)
    fit(model, batches, optimizer=sgd(model), epochs=2)
    optimizer = sgd(twin)
    for _ in range(2):
        for x, y in batches:
            optimizer.zero_grad()
            F.cross_entropy(twin(x), y).backward()
            optimizer.step()
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), twin.parameters()))


def test_training_loss_is_averaged_over_examples_not_batches(small):
    model = models.mlp(20)
    history = fit(model, Batches(*small, 999), optimizer=sgd(model, 0.0), epochs=1, validation=small)
    # At rate 0 nothing moves, so both are the loss of the same weights on the same 1,000 images.
    assert history.train_loss[0] == pytest.approx(history.validation_loss[0], rel=1e-5)
    assert history.train_accuracy[0] == pytest.approx(history.validation_accuracy[0])


def test_fit_takes_a_data_loader_for_training_and_validation(small):
    model = models.softmax_regression()
    loader = DataLoader(TensorDataset(*small), batch_size=100, shuffle=True)
    history = fit(model, loader, optimizer=sgd(model), epochs=2, validation=loader)
    assert history.validation_accuracy[-1] > 0.7
    assert history.steps == [10, 20] and history.examples == [1000, 2000]


def test_fit_has_no_argument_for_test_data():
    assert not any("test" in name for name in fit.__code__.co_varnames[: fit.__code__.co_kwonlyargcount + 2])


def test_fit_overfits_one_batch(small):
    model = models.mlp(100)
    batch = (small[0][:32], small[1][:32])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    history = fit(model, [batch], optimizer=optimizer, epochs=60)
    assert history.train_accuracy[-1] == 1.0 and history.train_loss[-1] < 0.05


def test_callbacks_see_every_step_and_every_epoch_and_may_stop(small):
    model, steps, epochs = models.softmax_regression(), [], []

    def stop_in_the_second_epoch(state):
        epochs.append((state.epoch, state.examples, state.history.validation_loss[-1]))
        state.stop = state.epoch == 2

    history = fit(
        model,
        Batches(*small, 500),
        optimizer=sgd(model),
        epochs=9,
        validation=small,
        on_step=[lambda state: steps.append((state.step, state.examples, state.loss, state.learning_rate))],
        on_epoch=[stop_in_the_second_epoch],
    )
    assert [step[:2] for step in steps] == [(1, 500), (2, 1000), (3, 1500), (4, 2000)]
    assert all(step[3] == 0.1 for step in steps)
    assert [epoch[:2] for epoch in epochs] == [(1, 1000), (2, 2000)]
    assert history.epochs == 2


def test_callbacks_see_the_scores_and_labels_of_the_last_batch(small):
    model, batch = models.softmax_regression(), (small[0][:32], small[1][:32])
    before, seen = model(batch[0]).detach(), []
    fit(model, [batch], optimizer=sgd(model), epochs=1, on_step=[seen.append], on_epoch=[seen.append])
    for state in seen:
        assert torch.equal(state.logits, before) and torch.equal(state.labels, batch[1])
        assert not state.logits.requires_grad


def test_schedule_is_stepped_once_per_step(small):
    model = models.softmax_regression()
    optimizer = sgd(model, 1.0)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.1)
    rates = []
    batches = Batches(*small, 500)
    on_step = [lambda state: rates.append(round(state.learning_rate, 6))]
    fit(model, batches, optimizer=optimizer, epochs=2, schedule=schedule, on_step=on_step)
    assert rates == [1.0, 1.0, 1.0, 0.1]


def test_soft_and_one_hot_targets_train_too(small):
    model = models.softmax_regression()
    targets = F.one_hot(small[1], 10).float()
    history = fit(model, Batches(small[0], targets, 100), optimizer=sgd(model), epochs=1)
    assert history.train_accuracy[0] > 0.5


def test_loss_that_is_not_finite_stops_training_before_the_step_and_names_it(small):
    x = small[0].clone()
    x[700] = float("nan")
    model = models.softmax_regression()
    with pytest.raises(NonFiniteLossError, match="got nan in epoch 1, step 8") as error:
        fit(model, Batches(x, small[1], 100, shuffle=False), optimizer=sgd(model), epochs=1)
    assert (error.value.epoch, error.value.step) == (1, 8)
    assert all(p.isfinite().all() for p in model.parameters())


def test_history_goes_on_where_it_stopped(small):
    model = models.softmax_regression()
    history = fit(model, Batches(*small, 500), optimizer=sgd(model), epochs=1)
    again = fit(model, Batches(*small, 500), optimizer=sgd(model), epochs=3, history=history)
    assert again is history and history.epochs == 3 and history.steps == [2, 4, 6]
    assert fit(model, Batches(*small, 500), optimizer=sgd(model), epochs=3, history=history).epochs == 3


@pytest.mark.parametrize(
    ("images", "error", "message"),
    [
        (torch.zeros(4, 28, 28), ValueError, r"shape \(N, 1, 28, 28\), got \(4, 28, 28\)"),
        (torch.zeros(4, 1, 32, 32), ValueError, r"got \(4, 1, 32, 32\)"),
        (torch.zeros(4, 1, 28, 28, dtype=torch.uint8), TypeError, "floating-point dtype, got torch.uint8: scale them"),
    ],
)
def test_wrong_images_say_what_was_expected(images, error, message):
    model, labels = models.softmax_regression(), torch.zeros(4, dtype=torch.int64)
    with pytest.raises(error, match=message):
        fit(model, [(images, labels)], optimizer=sgd(model), epochs=1)
    with pytest.raises(error, match=message):
        evaluate(model, (images, labels))


def test_no_batches_is_an_error():
    model = models.softmax_regression()
    with pytest.raises(ValueError, match="at least one batch of training data"):
        fit(model, [], optimizer=sgd(model), epochs=1)


def test_new_history_is_empty():
    assert History().epochs == 0


def test_optimizer_of_another_model_is_an_error_and_not_a_training_that_changes_nothing(small):
    model = models.mlp(20)
    for other in (models.mlp(20), copy.deepcopy(model)):
        with pytest.raises(ValueError, match="parameters of this model to train, got one of 4 others"):
            fit(model, Batches(*small, 500), optimizer=sgd(other), epochs=1)


def test_optimizer_of_frozen_layers_alone_is_an_error(small):
    model = models.mlp(20)
    optimizer = torch.optim.SGD(model[1].parameters(), lr=0.1)
    model[1].requires_grad_(False)
    with pytest.raises(ValueError, match="parameters of this model to train"):
        fit(model, Batches(*small, 500), optimizer=optimizer, epochs=1)


@pytest.mark.parametrize("what", ["last layer", "frozen layer beside it", "a scale of its own beside it"])
def test_optimizer_of_some_of_the_parameters_trains_these(small, what):
    model = models.mlp(20)
    before = [parameter.detach().clone() for parameter in model.parameters()]
    trained = list(model[3].parameters())
    if what == "frozen layer beside it":
        model[1].requires_grad_(False)
        trained = list(model.parameters())
    elif what == "a scale of its own beside it":
        trained.append(torch.nn.Parameter(torch.ones(())))
    fit(model, Batches(*small, 500), optimizer=torch.optim.SGD(trained, lr=0.1), epochs=1)
    assert [torch.equal(a, b) for a, b in zip(before, model.parameters())] == [True, True, False, False]


def test_schedule_of_another_optimizer_is_an_error_and_not_a_training_at_a_constant_rate(small):
    model = models.mlp(20)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(sgd(model), 4)
    with pytest.raises(ValueError, match="schedule of this optimizer"):
        fit(model, Batches(*small, 500), optimizer=sgd(model), epochs=1, schedule=schedule)


def test_what_is_noted_are_numbers_and_not_what_will_change(small):
    model, states = models.mlp(20), []
    optimizer = sgd(model, torch.tensor(0.1))
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
    on_step = [lambda state: states.append((state.learning_rate, state.loss, state.step, state.examples))]
    history = fit(
        model,
        Batches(*small, 500),
        optimizer=optimizer,
        epochs=2,
        schedule=schedule,
        validation=small,
        on_step=on_step,
    )
    assert history.learning_rate == pytest.approx([0.05, 0.0125])
    assert [state[0] for state in states] == pytest.approx([0.1, 0.05, 0.025, 0.0125])
    noted = [number for numbers in (*history.as_dict().values(), *states) for number in numbers]
    assert {type(number) for number in noted} == {int, float}
    assert json.loads(json.dumps(history.as_dict())) == history.as_dict()


def test_error_of_a_loss_comes_back_whole_from_another_process():
    error = pickle.loads(pickle.dumps(NonFiniteLossError(float("inf"), 2, 7)))
    assert (error.value, error.epoch, error.step) == (float("inf"), 2, 7) and "inf in epoch 2, step 7" in str(error)
