"""What is measured of a run besides loss and accuracy."""

from typing import Any

import torch
import torch.nn.functional as F

from mnist_course.evaluation import evaluate, predict_logits
from mnist_course.studies.trial import distorted_accuracy
from mnist_course.training import State
from mnist_course.tutorials.watchers import Scene, Watcher

ANGLES = [-15, -7.5, 0, 7.5, 15]
FOLDS = 20


class Predictions(Watcher):
    """Classes of some test images before and after training.

    They are the first `count`, or drawn by the seed; looked at after `epoch`, by default the last.
    """

    def __init__(self, scene: Scene, count: int, *, drawn: bool = False, epoch: int | None = None) -> None:
        super().__init__(scene)
        generator = torch.Generator().manual_seed(scene.seed)
        places = torch.randperm(len(scene.test[0]), generator=generator) if drawn else torch.arange(100)
        self.shown, self.epoch = places[:count].tolist(), epoch
        self.before = self._classes()
        self.after: list[int] | None = None

    def on_epoch(self, state: State) -> None:
        """Predict after the epoch wished for."""
        if state.epoch == self.epoch:
            self.after = self._classes()

    def results(self) -> dict[str, Any]:
        """Return the images' places among the test images, and the predicted classes."""
        after = self.after or self._classes()  # of the last epoch, whether it was trained now or before a stop
        return {"shown": self.shown, "predictions_before": self.before, "predictions": after}

    def _classes(self) -> list[int]:
        return predict_logits(self.model, self.scene.test[0][self.shown]).argmax(dim=1).tolist()


class Angles(Watcher):
    """Test accuracy when the images are rotated by ``ANGLES``, after an epoch."""

    def __init__(self, scene: Scene, epoch: int) -> None:
        super().__init__(scene)
        self.epoch = epoch
        self.accuracies: list[float] = []

    def on_epoch(self, state: State) -> None:
        """Rotate and evaluate."""
        if state.epoch == self.epoch:
            self.accuracies = distorted_accuracy(self.model, self.scene.test, "degrees", ANGLES)

    def results(self) -> dict[str, Any]:
        """Return a value per angle; none if training ended before."""
        return {"accuracy_by_degrees": self.accuracies}


class Folds(Watcher):
    """Test loss and accuracy of 20 random parts of the test images, after every epoch.

    With them one can choose on some parts and look at the others: what is choosing on the test images worth?
    """

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        order = torch.randperm(len(scene.test[0]), generator=torch.Generator().manual_seed(0))
        self.order = order.to(scene.test[0].device)
        self.losses: list[list[float]] = []
        self.accuracies: list[list[float]] = []

    def on_epoch(self, state: State) -> None:
        """Evaluate all test images, and average within each part."""
        logits, labels = predict_logits(self.model, self.scene.test[0])[self.order], self.scene.test[1][self.order]
        losses = F.cross_entropy(logits, labels, reduction="none")
        right = (logits.argmax(dim=1) == labels).float()
        self.losses.append(losses.reshape(FOLDS, -1).mean(dim=1).tolist())
        self.accuracies.append(right.reshape(FOLDS, -1).mean(dim=1).tolist())

    def results(self) -> dict[str, Any]:
        """Return a list of 20 values per epoch."""
        return {"fold_losses": self.losses, "fold_accuracies": self.accuracies}


class TrueTrain(Watcher):
    """Loss and accuracy on all training images, in evaluation mode, with the final weights."""

    def results(self) -> dict[str, Any]:
        """Return both."""
        score = evaluate(self.model, self.scene.train)
        return {"true_train_loss": score.loss, "true_train_accuracy": score.accuracy}
