"""The training loop, what watches it, and what it leaves behind: checkpoints, averages, learning rates."""

from mnist_course.training.loop import History, NonFiniteLossError, State, fit

__all__ = ["History", "NonFiniteLossError", "State", "fit"]
