"""What the final networks say: first to the validation images, then, once, to the test images.

The test images are opened here, and nothing is trained here: it is given networks that are finished. A verdict
is refused to a network that has made no promise.
"""

import torch

from mnist_course import data
from mnist_course.data import preprocess
from mnist_course.evaluation import accuracy, calibration, predict_logits
from mnist_course.evaluation.corruptions import CORRUPTIONS, STRENGTHS, corrupt
from mnist_course.models import count_parameters
from mnist_course.models.pretrained import file_of, save_half
from mnist_course.records import Run
from mnist_course.records.predictions import pack
from mnist_course.records.settings import run_of
from mnist_course.session.modes import is_fast
from mnist_course.studies.sealed import trained
from mnist_course.studies.study import Place, Results, Study
from mnist_course.studies.trainings import FINAL_MODELS, SMALL_NETWORKS
from mnist_course.training.parts import tensors

CORRUPTED_IMAGES = 2_000  # the first of the test images, under every corruption at every strength
SHIPPED = {variant.labels["model"] for variant in SMALL_NETWORKS}


def promise(run: Run, place: Place) -> Results:
    """Train on the 50,000 training images and read the 10,000 validation images.

    Returns
    -------
    dict
        ``parameters``, ``accuracy``, ``loss`` (nats), the ``temperature`` that calibrates the network on
        these images (None if there is none) and its predictions (`predictions.pack`).
    """
    model = trained(run, "train", place)
    logits, labels = read(model, "validation", run)
    results = _results(model, logits, labels)  # first: logits and labels that do not fit are an error here
    try:
        results["temperature"] = calibration.fit_temperature(logits, labels)
    except ValueError:  # all right: the surer the better
        results["temperature"] = None
    return results


def verdict(run: Run, place: Place) -> Results:
    """Train on all 60,000 images of the training file and read the 10,000 test images.

    Returns
    -------
    dict
        ``parameters``, ``accuracy``, ``loss`` (nats), predictions; ``calibrated_loss`` and predictions at the
        promised temperature; and ``corrupted``: from the name of a corruption to the accuracies at its strengths,
        on the first ``CORRUPTED_IMAGES``. The weights of the small networks go beside the record, to ship.
    """
    temperature = promised(run, place)
    model = trained(run, "train+validation", place)
    logits, labels = read(model, "test", run)
    results = _results(model, logits, labels)
    if temperature is not None:
        results["calibrated_loss"] = calibration.log_loss(logits, labels, temperature)
        results |= pack(logits / temperature, "calibrated_")
    results["corrupted"] = corrupted_accuracies(model, run)
    if run.labels["model"] in SHIPPED:  # before the verdict is recorded, for what is recorded is not run again
        save_half(place.records / "weights" / file_of(run.settings.network, run.seed), model)
    return results


def promised(run: Run, place: Place) -> float | None:
    """Return the temperature that the same network promised; a ValueError if it has promised nothing."""
    for entry in PROMISE.file(place).entries:
        if run_of(entry).key() == run.key():
            return entry["temperature"]
    raise ValueError(
        f"expected a promise of {run.labels['model']}, seed {run.seed}, before the test images are opened, found none: "
        "make the study promise first"
    )


def read(model: torch.nn.Module, split: str, run: Run) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the logits of `model` for the images of a split, scaled as the settings say, and their labels."""
    images, labels = tensors(split, run.settings.scaling, device=str(next(model.parameters()).device))
    return predict_logits(model, images), labels


def corrupted_accuracies(model: torch.nn.Module, run: Run) -> dict[str, list[float]]:
    """Return the accuracy of `model` on corrupted test images: a list over ``STRENGTHS`` per corruption.

    Every network sees the same corrupted images.
    """
    digits = data.load("test")
    count = 100 if is_fast() else CORRUPTED_IMAGES
    images, labels = preprocess.to_unit(digits.images[:count]), digits.labels[:count]
    device = next(model.parameters()).device
    found: dict[str, list[float]] = {}
    for name in CORRUPTIONS:
        found[name] = []
        for strength in STRENGTHS:
            changed = corrupt(images, name, strength, torch.Generator().manual_seed(strength)).to(device)
            if run.settings.scaling == "standardized":
                changed = (changed - preprocess.MEAN) / preprocess.STD
            found[name].append(accuracy(predict_logits(model, changed), labels.to(device)))
    return found


def _results(model: torch.nn.Module, logits: torch.Tensor, labels: torch.Tensor) -> Results:
    return {
        "parameters": count_parameters(model),
        "accuracy": accuracy(logits, labels),
        "loss": calibration.log_loss(logits, labels),
        **pack(logits),
    }


def _expect_promises(runs: list[Run], place: Place) -> None:
    for run in runs:
        promised(run, place)


def _accuracy(run: Run, results: Results) -> str:
    return f"{100 * results['accuracy']:.2f} %"


PROMISE = Study(
    "promise",
    "What do the networks of the course score on the validation images, trained on the 50,000 others?",
    FINAL_MODELS,
    5,
    promise,
    told=_accuracy,
)
VERDICT = Study(
    "verdict",
    "What do they score on the test images, trained on all 60,000?",
    FINAL_MODELS,
    5,
    verdict,
    check=_expect_promises,
    after=PROMISE.name,
    told=_accuracy,
)
