"""What the settings of a trial name, and that all of it goes into other processes."""

import pickle

import pytest
import torch
from torch.utils.data import DataLoader, Dataset

from mnist_course import models
from mnist_course.data.batches import Batches
from mnist_course.evaluation import corruptions
from mnist_course.studies import trial


def same_after_pickling(function, *arguments):
    """Does a copy of the function, as another process gets it, return the same from the same random numbers?"""
    results = []
    for one in (function, pickle.loads(pickle.dumps(function))):
        torch.manual_seed(5)
        results.append(one(*arguments))
    return torch.equal(*results)


@pytest.fixture(scope="module")
def images(validation):
    return trial.SCALINGS["unit"](validation.images[:16])


@pytest.mark.parametrize("name", [name for name in trial.AUGMENTATIONS if name])
def test_augmentation_of_every_name_goes_into_another_process(images, name):
    assert same_after_pickling(trial.AUGMENTATIONS[name], images)


@pytest.mark.parametrize("name", trial.SCALINGS)
def test_scaling_of_every_name_goes_into_another_process(validation, name):
    assert same_after_pickling(trial.SCALINGS[name], validation.images[:16])


@pytest.mark.parametrize("name", corruptions.CORRUPTIONS)
def test_corruption_of_every_name_goes_into_another_process(images, name):
    assert same_after_pickling(corruptions.CORRUPTIONS[name], images, 3)


@pytest.mark.parametrize("loss", ["cross-entropy", "squared error"])
def test_loss_of_every_name_goes_into_another_process(loss):
    function = trial.make_loss({**trial.DEFAULTS, "loss": loss, "label_smoothing": 0.1})
    assert same_after_pickling(function, torch.randn(8, 10), torch.arange(8))


@pytest.mark.parametrize("name", models.NETWORKS)
def test_builder_of_every_network_goes_into_another_process(name):
    builder = pickle.loads(pickle.dumps(models.NETWORKS[name]))
    torch.manual_seed(0)
    weights = builder().state_dict()
    torch.manual_seed(0)
    assert all(torch.equal(a, b) for a, b in zip(weights.values(), models.build(name).state_dict().values()))


def test_batches_go_into_another_process(small):
    batches = Batches(small[0][:64], small[1][:64], 16, augment=trial.AUGMENTATIONS["affine and elastic"])
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
    dataset = Augmented(images, trial.AUGMENTATIONS["affine and elastic"])
    loader = DataLoader(dataset, batch_size=8, num_workers=1, multiprocessing_context="spawn")
    augmented = torch.cat(list(loader))
    assert augmented.shape == images.shape and not torch.equal(augmented, images)


@pytest.mark.parametrize("name", ["step", "cosine", "one-cycle"])
def test_optimizer_that_has_had_a_schedule_is_an_error(name):
    model = models.softmax_regression()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    assert trial.make_schedule(optimizer, "constant", 10, 2) is None
    trial.make_schedule(optimizer, name, 10, 2)
    with pytest.raises(ValueError, match="new optimizer, got one that has had a schedule"):
        trial.make_schedule(optimizer, name, 10, 2)
