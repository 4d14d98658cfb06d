"""The training loop, the trainer that follows settings, and what they leave behind: checkpoints, learning rates."""

from mnist_course.training.loop import History, NonFiniteLossError, State, fit

__all__ = ["History", "NonFiniteLossError", "State", "fit"]
