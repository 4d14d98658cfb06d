"""What the settings of a training name, that all of it goes into other processes, and what a trial finds."""

import pickle

import pytest
import torch
from torch.utils.data import DataLoader, Dataset

from mnist_course import models
from mnist_course.augment import AUGMENTATIONS
from mnist_course.data.batches import Batches
from mnist_course.data.preprocess import SCALINGS
from mnist_course.evaluation import corruptions, evaluate
from mnist_course.records import Run, Settings
from mnist_course.records.settings import choices
from mnist_course.session import precision
from mnist_course.studies.study import Place, Study, Variant, make
from mnist_course.studies.trial import trial
from mnist_course.training import parts, trainer

LITTLE = Settings(network="CNN", channels=(4, 8), batch_norm=True, optimizer="SGD", rate=0.1, batch_size=100, epochs=1)


def same_after_pickling(function, *arguments):
    """Does a copy of the function, as another process gets it, return the same from the same random numbers?"""
    results = []
    for one in (function, pickle.loads(pickle.dumps(function))):
        torch.manual_seed(5)
        results.append(one(*arguments))
    return torch.equal(*results)


@pytest.fixture(scope="module")
def images(validation):
    return SCALINGS["unit"](validation.images[:16])


@pytest.fixture(scope="module")
def few(validation):
    """Bytes of 500 images, and their labels."""
    return validation.images[:500], validation.labels[:500]


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_augmentation_of_every_name_goes_into_another_process(images, name):
    assert same_after_pickling(AUGMENTATIONS[name], images)


@pytest.mark.parametrize("name", SCALINGS)
def test_scaling_of_every_name_goes_into_another_process(validation, name):
    assert same_after_pickling(SCALINGS[name], validation.images[:16])


@pytest.mark.parametrize("name", corruptions.CORRUPTIONS)
def test_corruption_of_every_name_goes_into_another_process(images, name):
    assert same_after_pickling(corruptions.CORRUPTIONS[name], images, 3)


@pytest.mark.parametrize("options", [{"label_smoothing": 0.1}, {"loss": "squared error"}])
def test_loss_of_every_name_goes_into_another_process(options):
    assert same_after_pickling(parts.make_loss(Settings(**options)), torch.randn(8, 10), torch.arange(8))


@pytest.mark.parametrize("name", models.NETWORKS)
def test_builder_of_every_network_goes_into_another_process(name):
    builder = pickle.loads(pickle.dumps(models.NETWORKS[name]))
    torch.manual_seed(0)
    weights = builder().state_dict()
    torch.manual_seed(0)
    assert all(torch.equal(a, b) for a, b in zip(weights.values(), models.build(name).state_dict().values()))


def test_batches_go_into_another_process(small):
    batches = Batches(small[0][:64], small[1][:64], 16, augment=AUGMENTATIONS["affine and elastic"])
    first = []
    for one in (batches, pickle.loads(pickle.dumps(batches))):
        torch.manual_seed(5)
        first.append(next(iter(one))[0])
    assert torch.equal(*first)


class Augmented(Dataset):
    """Images that are augmented one by one, where a worker takes them."""

    def __init__(self, images, augment):
        self.images, self.augment = images, augment

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.augment(self.images[index : index + 1])[0]


@pytest.mark.slow
def test_worker_of_a_data_loader_that_is_started_afresh_augments(images):
    # Windows and macOS start workers so, and Linux does from Python 3.14.
    dataset = Augmented(images, AUGMENTATIONS["affine and elastic"])
    loader = DataLoader(dataset, batch_size=8, num_workers=1, multiprocessing_context="spawn")
    augmented = torch.cat(list(loader))
    assert augmented.shape == images.shape and not torch.equal(augmented, images)


@pytest.mark.parametrize("name", ["step", "cosine", "one-cycle"])
def test_optimizer_that_has_had_a_schedule_is_an_error(name):
    model = models.softmax_regression()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    assert parts.make_schedule(optimizer, Settings(), 20) is None
    parts.make_schedule(optimizer, Settings(schedule=name), 20)
    with pytest.raises(ValueError, match="new optimizer, got one that has had a schedule"):
        parts.make_schedule(optimizer, Settings(schedule=name), 20)


def weights(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


@pytest.mark.parametrize("augmentation", [None, "affine"])
@pytest.mark.parametrize("scaling", SCALINGS)
def test_images_given_as_bytes_or_scaled_already_train_the_same_network(few, scaling, augmentation):
    settings = LITTLE.but(scaling=scaling, rate=1e-3, augmentation=augmentation, recalibrate=True)
    of_bytes = weights(trainer.train(settings, *few, 3).model)
    of_scaled = weights(trainer.train(settings, SCALINGS[scaling](few[0]), few[1], 3).model)
    assert all(torch.equal(value, of_scaled[name]) for name, value in of_bytes.items())


def test_average_of_a_training_is_the_formula_by_hand(few):
    by_hand = {}

    def average(state):
        for name, now in weights(state.model).items():
            by_hand[name] = 0.8 * by_hand[name] + 0.2 * now if name in by_hand else now

    training = trainer.prepare(LITTLE.but(averaging=0.8, epochs=2), *few, 0)
    training.run(on_step=[average])
    averaged, last = weights(training.trained()), weights(training.model)
    for name in [name for name, value in averaged.items() if value.is_floating_point()]:
        assert torch.allclose(averaged[name], by_hand[name], atol=1e-6), name
        assert not torch.allclose(averaged[name], last[name], atol=1e-6), name


@pytest.mark.parametrize("averaging", [None, 0.8])
def test_recalibrated_network_normalises_by_the_training_images_without_augmentation(few, averaging):
    settings = LITTLE.but(augmentation="strong affine", averaging=averaging)
    maps = []
    for recalibrate in (False, True):
        model = trainer.train(settings.but(recalibrate=recalibrate), *few, 0).model
        norm = next(layer for layer in model if isinstance(layer, torch.nn.BatchNorm2d))
        seen = norm.register_forward_pre_hook(lambda layer, inputs: maps.append(inputs[0]))
        with torch.no_grad():
            model.eval()(SCALINGS["standardized"](few[0]))
        seen.remove()
        mean, variance = maps[-1].mean(dim=(0, 2, 3)), maps[-1].var(dim=(0, 2, 3))
        assert torch.allclose(norm.running_mean, mean, atol=1e-3) == recalibrate
        assert torch.allclose(norm.running_var, variance, rtol=1e-2) == recalibrate
    assert torch.equal(*maps), "the weights are the same"


@pytest.mark.parametrize("steps", [3, 5, 8])
def test_steps_end_the_training_in_the_middle_of_an_epoch_and_a_schedule_with_it(few, steps):
    """An epoch has five."""
    settings = LITTLE.but(schedule="one-cycle", steps=steps, epochs=100)
    training, rates = trainer.prepare(settings, *few, 0), []
    training.run(on_step=[lambda state: rates.append(state.learning_rate)])
    assert training.history.examples[-1] == 100 * steps and len(rates) == steps
    assert training.schedule.total_steps == steps and rates[-1] < 1e-3 * max(rates)
    assert training.history.epochs == -(-steps // 5)


@pytest.fixture
def tiny_splits(validation, monkeypatch):
    """Trials train on 200 images, and measure on 100 others."""
    splits = {"train": slice(0, 200), "validation": slice(200, 300)}

    def tensors(split, scaling, shuffle_pixels=False, device="cpu"):
        rows = splits[split]
        return SCALINGS[scaling](validation.images[rows]), validation.labels[rows]

    monkeypatch.setattr("mnist_course.studies.trial.tensors", tensors)
    return tensors


def try_out(**changes):
    return trial(Run({}, LITTLE.but(**changes), 0), Place("cpu", None, None))


def test_trial_with_averaging_scores_the_last_weights_their_average_and_that_recalibrated(tiny_splits):
    settings, unseen = {"averaging": 0.9, "epochs": 2}, tiny_splits("validation", "standardized")
    found = try_out(**settings, recalibrate=True)
    assert len(found["train_loss"]) == len(found["validation_accuracy"]) == 2 and not found["diverged"]
    expected = {
        "averaged_accuracy": LITTLE.but(**settings),
        "recalibrated_accuracy": LITTLE.but(**settings, recalibrate=True),
    }
    for name, its in expected.items():
        model = trainer.train(its, *tiny_splits("train", "standardized"), 0).model
        assert found[name] == evaluate(model, unseen).accuracy
    assert "averaged_accuracy" not in try_out() and "recalibrated_accuracy" not in try_out(**settings)


def test_trial_that_diverges_says_so_and_keeps_the_epochs_before(tiny_splits):
    found = try_out(rate=1e30, epochs=3)
    assert found["diverged"] and len(found["train_loss"]) < 3


@pytest.mark.parametrize("asked", choices()["precision"])
@pytest.mark.parametrize("has_bf16", [False, True])
def test_trial_says_the_precision_that_was_used(tiny_splits, monkeypatch, asked, has_bf16):
    monkeypatch.setattr(precision, "fast_bf16", lambda device: has_bf16)
    if (asked, has_bf16) == ("bf16", False):
        with pytest.raises(ValueError, match="expected a device with fast bf16 arithmetic, got cpu"):
            try_out(precision=asked)
        return
    computed, autocast = [], precision.autocast
    monkeypatch.setattr(precision, "autocast", lambda *asked: computed.append(autocast(*asked)) or computed[-1])
    used = try_out(precision=asked)["used"]["precision"]
    assert used == ("bf16" if has_bf16 and asked != "fp32" else "fp32")
    assert isinstance(computed[0], torch.autocast) == (used == "bf16")


@pytest.mark.parametrize("has_bf16", [False, True])
def test_record_of_every_study_says_the_precision_that_was_used(tmp_path, monkeypatch, has_bf16):
    monkeypatch.setattr(precision, "fast_bf16", lambda device: has_bf16)
    variants = [Variant({}, LITTLE.but(precision="fastest")), Variant({}, LITTLE), Variant({"measured": "nothing"})]
    study, place = Study("little", "?", variants, 1, lambda run, place: {}), Place("cpu", tmp_path, tmp_path)
    file = study.file(place)
    make(study, file, study.runs(), place)
    used = [entry["used"].get("precision") for entry in file.entries]
    assert used == ["bf16" if has_bf16 else "fp32", "fp32", None]
