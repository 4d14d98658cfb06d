"""T4's log, and how a run that was stopped goes on from it."""

import json
from typing import Any

import torch

from mnist_course.session.files import replacing
from mnist_course.training import State, checkpoint
from mnist_course.training.checkpoint import CheckpointError
from mnist_course.tutorials.watchers import Scene, Watcher


class Log(Watcher):
    """T4's log: every so many batches, the loss is noted, and model and optimiser are saved, in ``results``.

    T4's files alone cannot be trained on from; a whole checkpoint beside them after each epoch can, and a run
    that was stopped goes on from it. The log is written just before the checkpoint, so it has all that was noted
    up to there; what it has beyond, from a run that was stopped between the two, is noted again.
    """

    def __init__(self, scene: Scene, every: int) -> None:
        super().__init__(scene)
        self.every, self.folder = every, scene.folder / "results"
        self.noted: list[tuple[int, float]] = []  # pairs of examples seen and loss
        self.checkpoint, self.file = self.folder / "checkpoint.pt", self.folder / "log.json"

    def resume(self) -> None:
        """Load the last epoch's checkpoint, if there is one, and the log up to it."""
        if not self.checkpoint.exists():
            return
        history = self.scene.training.history
        try:
            checkpoint.load(self.checkpoint, self.model, optimizer=self.scene.training.optimizer, history=history)
            self.noted = self._read(history.steps[-1], history.examples[-1])
        except CheckpointError as error:
            error.add_note(f"to train this run from the start, delete the folder {self.folder}")
            raise

    def on_step(self, state: State) -> None:
        """Note and save."""
        if self._is_due(state.step):
            self.noted.append((state.examples, state.loss))
            for part, name in ((state.model, "model.pth"), (state.optimizer, "optimizer.pth")):
                with replacing(self.folder / name) as file:
                    torch.save(part.state_dict(), file)

    def on_epoch(self, state: State) -> None:
        """Save all that going on needs."""
        with replacing(self.file, text=True) as file:
            json.dump(self.results(), file)
        checkpoint.save(self.checkpoint, state.model, optimizer=state.optimizer, history=state.history)

    def results(self) -> dict[str, Any]:
        """Return what was noted."""
        return {
            "logged_examples": [examples for examples, _ in self.noted],
            "logged_losses": [loss for _, loss in self.noted],
        }

    def _is_due(self, step: int) -> bool:
        return step % len(self.scene.training.batches) % self.every == 1

    def _read(self, step: int, examples: int) -> list[tuple[int, float]]:
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
