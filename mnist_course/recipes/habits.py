"""What the tutorials' loops do besides training, with the faults that the course explains."""

import copy
import json

import torch
import torch.nn.functional as F

from mnist_course import checkpoint
from mnist_course.evaluation import accuracy, evaluate, per_class_accuracy, predict_logits
from mnist_course.recipes.habit import Habit


class KeepBest(Habit):
    """T1's ``best_state_dict = model.state_dict()`` of the first epochs wished for, beside a real copy of it."""

    best = float("inf")

    def on_epoch(self, state):
        """Keep the state of the epoch with the lowest test loss so far."""
        loss = state.history.validation_loss[-1]
        if state.epoch <= self.wish and loss < self.best:
            self.best, self.epoch = loss, state.epoch
            self.kept = self.model.state_dict()
            self.copied = copy.deepcopy(self.kept)

    def results(self):
        """Return the best epoch, and the test scores of both states now."""
        found = {"best_epoch": self.epoch}
        for name, weights in (("kept", self.kept), ("copied", self.copied)):
            model = copy.deepcopy(self.model)
            model.load_state_dict(weights)
            score = evaluate(model, self.scene.test)
            found |= {f"{name}_test_loss": score.loss, f"{name}_test_accuracy": score.accuracy}
        return found


class LastBatch(Habit):
    """T3's metrics: loss and accuracy of each epoch's last batch of training and of test images, and its first look.

    The first look is at so many training images as wished for, before training.
    """

    def __init__(self, scene, wish):
        super().__init__(scene, wish)
        first = predict_logits(self.model, scene.train[0][:wish])
        self.found = {
            "first_look_loss": F.cross_entropy(first, scene.train[1][:wish]).item(),
            "first_look_accuracy": accuracy(first, scene.train[1][:wish]),
        }
        self.rows = []

    def listen(self, loss_function):
        """Remember what the loss function was given last."""

        def listening(logits, labels):
            self.seen = logits.detach(), labels
            return loss_function(logits, labels)

        return listening

    def on_epoch(self, state):
        """Score the last batches."""
        images, labels = self.scene.test
        rest = len(images) % self.scene.setup.batches.batch_size
        test = predict_logits(self.model, images[-rest:])
        row = [state.loss, accuracy(*self.seen), F.cross_entropy(test, labels[-rest:]).item()]
        self.rows.append([*row, accuracy(test, labels[-rest:])])

    def results(self):
        """Return a value per epoch of each, and whether the outputs are probabilities."""
        names = [f"last_batch_{part}_{what}" for part in ("train", "test") for what in ("loss", "accuracy")]
        outputs = predict_logits(self.model, self.scene.test[0])
        self.found |= {"negative_outputs": (outputs < 0).float().mean().item()}
        self.found |= {"mean_sum_of_outputs": outputs.sum(dim=1).mean().item()}
        return self.found | {name: list(values) for name, values in zip(names, zip(*self.rows))}


class Log(Habit):
    """T4's log: every so many batches, the loss is noted, and model and optimiser are saved, in ``results``.

    T4's files alone cannot be trained on from; a whole checkpoint beside them after each epoch can, and a run
    that was stopped goes on from it.
    """

    def __init__(self, scene, wish):
        super().__init__(scene, wish)
        self.folder = scene.folder / "results"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log = {"logged_examples": [], "logged_losses": []}
        self.checkpoint = self.folder / "checkpoint.pt"

    def resume(self):
        """Load the last epoch's checkpoint, if there is one."""
        if self.checkpoint.exists():
            setup, history = self.scene.setup, self.scene.history
            checkpoint.load(self.checkpoint, self.model, optimizer=setup.optimizer, history=history)
            self.log = json.loads((self.folder / "log.json").read_text())

    def on_step(self, state):
        """Note and save."""
        if state.step % len(self.scene.setup.batches) % self.wish == 1:
            self.log["logged_examples"].append(state.examples)
            self.log["logged_losses"].append(state.loss)
            torch.save(state.model.state_dict(), self.folder / "model.pth")
            torch.save(state.optimizer.state_dict(), self.folder / "optimizer.pth")

    def on_epoch(self, state):
        """Save all that going on needs."""
        (self.folder / "log.json").write_text(json.dumps(self.log))
        checkpoint.save(self.checkpoint, state.model, optimizer=state.optimizer, history=state.history)

    def results(self):
        """Return what was noted."""
        return self.log


class RunningLoss(Habit):
    """T2's running loss, which is to be printed every so many batches of an epoch, and each epoch's last loss."""

    def __init__(self, scene, wish):
        super().__init__(scene, wish)
        self.printed, self.last = 0, []

    def on_step(self, state):
        """Count."""
        batch = (state.step - 1) % len(self.scene.setup.batches) + 1
        self.printed += batch % self.wish == 0

    def on_epoch(self, state):
        """Note the loss that T2 prints, which is the last batch's."""
        self.last.append(state.loss)

    def results(self):
        """Return how often the running loss was printed."""
        return {"printed": self.printed, "last_batch_loss": self.last}


class SaveAndLoad(Habit):
    """T2's end: score each class, save the weights in a file of the name wished for, load them into a new model."""

    def results(self):
        """Return the accuracy of each class, and whether the loaded model predicts the same."""
        images, labels = self.scene.test
        logits = predict_logits(self.model, images)
        path = self.scene.folder / "model" / self.wish
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save(self.model.state_dict(), path)
        loaded = copy.deepcopy(self.model)
        for parameter in loaded.parameters():
            torch.nn.init.zeros_(parameter)
        loaded.load_state_dict(torch.load(path, map_location=images.device, weights_only=True))
        return {
            "per_class_accuracy": per_class_accuracy(logits.argmax(dim=1), labels).tolist(),
            "loaded_predicts_the_same": torch.equal(predict_logits(loaded, images), logits),
        }
