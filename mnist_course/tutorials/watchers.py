"""What can watch a run, and what the tutorials' loops do besides training, with the faults that the course explains."""

import copy
from pathlib import Path
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from sklearn.metrics import recall_score

from mnist_course.evaluation import accuracy, evaluate, predict_logits
from mnist_course.session.files import replacing
from mnist_course.training import State
from mnist_course.training.trainer import Training

Examples = tuple[torch.Tensor, torch.Tensor]


class Scene(NamedTuple):
    """Where a watcher finds what it watches: images and labels are those that the network is given."""

    training: Training
    train: Examples
    test: Examples
    seed: int
    folder: Path


class Watcher:
    """Does nothing; it is made when the network is built and not trained."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.model = scene, scene.training.model

    def resume(self) -> None:
        """Go on where an earlier run was stopped; called when every watcher has seen the untrained model."""

    def on_step(self, state: State) -> None:
        """Look at the state after a step."""

    def on_epoch(self, state: State) -> None:
        """Look at the state after an epoch."""

    def results(self) -> dict[str, Any]:
        """Return what is to be recorded: plain numbers."""
        return {}


class KeepBest(Watcher):
    """T1's ``best_state_dict = model.state_dict()`` of the first epochs, beside a real copy of it."""

    best = float("inf")

    def __init__(self, scene: Scene, epochs: int) -> None:
        super().__init__(scene)
        self.epochs = epochs

    def on_epoch(self, state: State) -> None:
        """Keep the state of the epoch with the lowest test loss so far."""
        loss = state.history.validation_loss[-1]
        if state.epoch <= self.epochs and loss < self.best:
            self.best, self.epoch = loss, state.epoch
            self.kept = self.model.state_dict()
            self.copied = copy.deepcopy(self.kept)

    def results(self) -> dict[str, Any]:
        """Return the best epoch, and the test scores of both states now."""
        found: dict[str, Any] = {"best_epoch": self.epoch}
        for name, weights in (("kept", self.kept), ("copied", self.copied)):
            model = copy.deepcopy(self.model)
            model.load_state_dict(weights)
            score = evaluate(model, self.scene.test)
            found |= {f"{name}_test_loss": score.loss, f"{name}_test_accuracy": score.accuracy}
        return found


class LastBatch(Watcher):
    """T3's metrics: loss and accuracy of each epoch's last batch of training and of test images, and its first look.

    The first look is at so many training images, before training.
    """

    def __init__(self, scene: Scene, first: int) -> None:
        super().__init__(scene)
        images, labels = (part[:first] for part in scene.train)
        logits = predict_logits(self.model, images)
        self.found: dict[str, Any] = {
            "first_look_loss": F.cross_entropy(logits, labels).item(),
            "first_look_accuracy": accuracy(logits, labels),
        }
        self.rows: list[list[float]] = []

    def on_epoch(self, state: State) -> None:
        """Score the last batches."""
        rest = len(self.scene.test[0]) % self.scene.training.settings.batch_size
        images, labels = (part[-rest:] for part in self.scene.test)
        test = predict_logits(self.model, images)
        row = [state.loss, accuracy(state.logits, state.labels), F.cross_entropy(test, labels).item()]
        self.rows.append([*row, accuracy(test, labels)])

    def results(self) -> dict[str, Any]:
        """Return a value per epoch of each, and whether the outputs are probabilities."""
        names = [f"last_batch_{part}_{what}" for part in ("train", "test") for what in ("loss", "accuracy")]
        outputs = predict_logits(self.model, self.scene.test[0])
        self.found |= {"negative_outputs": (outputs < 0).float().mean().item()}
        self.found |= {"mean_sum_of_outputs": outputs.sum(dim=1).mean().item()}
        return self.found | {name: list(values) for name, values in zip(names, zip(*self.rows))}


class RunningLoss(Watcher):
    """T2's running loss, which is to be printed every so many batches of an epoch, and each epoch's last loss."""

    def __init__(self, scene: Scene, every: int) -> None:
        super().__init__(scene)
        self.every, self.printed = every, 0
        self.last: list[float] = []

    def on_step(self, state: State) -> None:
        """Count."""
        batch = (state.step - 1) % len(self.scene.training.batches) + 1
        self.printed += batch % self.every == 0

    def on_epoch(self, state: State) -> None:
        """Note the loss that T2 prints, which is the last batch's."""
        self.last.append(state.loss)

    def results(self) -> dict[str, Any]:
        """Return how often the running loss was printed."""
        return {"printed": self.printed, "last_batch_loss": self.last}


class SaveAndLoad(Watcher):
    """T2's end: score each class, save the weights in a file, load them into a new model."""

    def __init__(self, scene: Scene, file: str) -> None:
        super().__init__(scene)
        self.file = scene.folder / "model" / file

    def results(self) -> dict[str, Any]:
        """Return the accuracy of each class, and whether the loaded model predicts the same."""
        images, labels = self.scene.test
        logits = predict_logits(self.model, images)
        with replacing(self.file) as file:
            torch.save(self.model.state_dict(), file)
        loaded = copy.deepcopy(self.model)
        for parameter in loaded.parameters():
            torch.nn.init.zeros_(parameter)
        loaded.load_state_dict(torch.load(self.file, map_location=images.device, weights_only=True))
        return {
            "per_class_accuracy": recall_score(labels.cpu(), logits.argmax(dim=1).cpu(), average=None).tolist(),
            "loaded_predicts_the_same": torch.equal(predict_logits(loaded, images), logits),
        }
