"""What the tutorials' loops do besides training, with the faults that the course explains."""

import copy
import json

import torch
import torch.nn.functional as F

from mnist_course.evaluation import accuracy, evaluate, per_class_accuracy, predict_logits
from mnist_course.session.files import replacing
from mnist_course.training import checkpoint
from mnist_course.training.checkpoint import CheckpointError
from mnist_course.tutorials.habit import Habit


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
    that was stopped goes on from it. The log is written just before the checkpoint, so it has all that was noted
    up to there; what it has beyond, from a run that was stopped between the two, is noted again.
    """

    def __init__(self, scene, wish):
        super().__init__(scene, wish)
        self.folder = scene.folder / "results"
        self.noted = []  # pairs of examples seen and loss
        self.checkpoint, self.file = self.folder / "checkpoint.pt", self.folder / "log.json"

    def resume(self):
        """Load the last epoch's checkpoint, if there is one, and the log up to it."""
        if not self.checkpoint.exists():
            return
        history = self.scene.history
        try:
            checkpoint.load(self.checkpoint, self.model, optimizer=self.scene.setup.optimizer, history=history)
            self.noted = self._read(history.steps[-1], history.examples[-1])
        except CheckpointError as error:
            error.add_note(f"to train this run from the start, delete the folder {self.folder}")
            raise

    def on_step(self, state):
        """Note and save."""
        if self._is_due(state.step):
            self.noted.append((state.examples, state.loss))
            for part, name in ((state.model, "model.pth"), (state.optimizer, "optimizer.pth")):
                with replacing(self.folder / name) as file:
                    torch.save(part.state_dict(), file)

    def on_epoch(self, state):
        """Save all that going on needs."""
        with replacing(self.file, text=True) as file:
            json.dump(self.results(), file)
        checkpoint.save(self.checkpoint, state.model, optimizer=state.optimizer, history=state.history)

    def results(self):
        """Return what was noted."""
        return {
            "logged_examples": [examples for examples, _ in self.noted],
            "logged_losses": [loss for _, loss in self.noted],
        }

    def _is_due(self, step):
        return step % len(self.scene.setup.batches) % self.wish == 1

    def _read(self, step, examples):
        """Return what the file has up to a step, after so many examples; an error unless that is all."""
        due = sum(map(self._is_due, range(1, step + 1)))
        try:
            log = json.loads(self.file.read_text(encoding="utf-8"))
            pairs = zip(log["logged_examples"], log["logged_losses"], strict=True)
            noted = [(seen, loss) for seen, loss in pairs if seen <= examples]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CheckpointError(f"{self.file}: expected {due} losses in a JSON file, got none ({error})") from error
        if len(noted) != due:
            raise CheckpointError(
                f"{self.file}: expected {due} losses up to step {step}, where {self.checkpoint.name} goes on, "
                f"got {len(noted)}"
            )
        return noted


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
        with replacing(path) as file:
            torch.save(self.model.state_dict(), file)
        loaded = copy.deepcopy(self.model)
        for parameter in loaded.parameters():
            torch.nn.init.zeros_(parameter)
        loaded.load_state_dict(torch.load(path, map_location=images.device, weights_only=True))
        return {
            "per_class_accuracy": per_class_accuracy(logits.argmax(dim=1), labels).tolist(),
            "loaded_predicts_the_same": torch.equal(predict_logits(loaded, images), logits),
        }
