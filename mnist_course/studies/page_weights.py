"""The networks that read a reader's own digits on the page: trained, rounded to 16 bits, and written for it.

``python -m mnist_course.studies.page_weights`` writes ``weights.bin`` and ``weights.json`` into
``mnist_course/widgets``. They have seen the 50,000 training images only. Networks that were trained before are taken
from ``build/studies``.
"""

import argparse
import hashlib
import json
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from mnist_course import data
from mnist_course.data import preprocess
from mnist_course.evaluation import predict_logits
from mnist_course.evaluation.abstention import largest_coverage
from mnist_course.records import Run
from mnist_course.records.file import machine, make_writable, rounded
from mnist_course.session.files import replacing
from mnist_course.session.modes import is_fast
from mnist_course.studies import command
from mnist_course.studies.sealed import trained
from mnist_course.studies.study import Place, Variant
from mnist_course.studies.trainings import CNNS_10, RESULTS, SMALL_NETWORKS
from mnist_course.widgets import weights

FOLDER = Path(str(weights.FOLDER))
SCALES = {"unit": (0.0, 1.0), "standardized": (preprocess.MEAN, preprocess.STD)}
RIGHT = 0.998  # of the answers that a network gives without "unsure": so many of the validation images' are right


class Shown(NamedTuple):
    """A network of the page: its key, what the page calls it, the label of its settings, the chapter that builds it."""

    name: str
    title: str
    model: str
    chapter: str


SHOWN = (
    Shown("softmax", "softmax regression", "softmax regression", "03"),
    Shown("mlp", "MLP", "T1 MLP", "05"),
    Shown("cnn", "CNN", "T2 CNN, one-cycle", "06"),
    Shown("augmented", "CNN, augmented", "T2 CNN, augmented", "10"),
    Shown("small", "small 80k", "small 80k", "14"),
)
VARIANTS = {variant.labels["model"]: variant for variant in [*RESULTS, *CNNS_10, *SMALL_NETWORKS]}


def describe(shown: Shown, variant: Variant, place: Place) -> tuple[dict[str, Any], np.ndarray]:
    """Return what the page is told of a network, and its numbers."""
    assert variant.settings is not None
    model = trained(Run(*variant[:2], 0), "train", place).cpu().eval()
    layers, numbers = weights.pack(model)
    entry = {**shown._asdict(), "parameters": len(numbers), "scaling": SCALES[variant.settings.scaling]}
    entry |= {"settings": variant.settings.changes(), "seed": 0, "at": 0, "layers": layers}
    images, labels = data.load("validation")
    logits = predict_logits(weights.network(entry, numbers), preprocess.to_unit(images))
    confidences, answers = logits.softmax(dim=1).max(dim=1)
    right = answers == labels
    sure = largest_coverage(confidences, right, RIGHT)
    entry["accuracy"] = right.double().mean().item()
    entry["sure"] = sure._asdict() if sure else {"threshold": 1.0, "coverage": 0.0, "accuracy": 1.0}
    return entry, numbers


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m mnist_course.studies.page_weights", description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of the two files (default: the package's)")
    parser.add_argument("--work", type=Path, default=Path("build/studies"), help="folder of the trained networks")
    options = parser.parse_args(arguments)
    if is_fast() and options.out == FOLDER:
        parser.error("expected --out with another folder: what the fast mode trains is no network to show")
    make_writable(options.work)
    entries: list[dict[str, Any]] = []
    parts: list[np.ndarray] = []
    for shown in SHOWN:
        place = Place("cpu", options.out, options.work)
        entry, numbers = describe(shown, VARIANTS[shown.model], place)
        entry["at"] = sum(map(len, parts))
        entries.append(entry)
        parts.append(numbers)
        sure = entry["sure"]
        print(
            f"{shown.title}: {entry['accuracy']:.2%} of the validation images; "
            f"sure from {sure['threshold']:.3f} on, {sure['coverage']:.1%} of them",
            flush=True,
        )
    content = np.concatenate(parts).tobytes()
    about = {
        "made": date.today().isoformat(),
        "command": "python -m mnist_course.studies.page_weights",
        "versions": f"PyTorch {version('torch')}",
        "machine": machine("cpu"),
        "trained on": "the 50,000 training images; accuracies and thresholds are of the 10,000 validation images",
        "sha256": hashlib.sha256(content).hexdigest(),
        "networks": rounded(entries),
    }
    with replacing(options.out / "weights.bin") as file:
        file.write(content)
    with replacing(options.out / "weights.json", text=True) as file:
        file.write(json.dumps(about, indent=1) + "\n")


if __name__ == "__main__":
    command.run(main)
