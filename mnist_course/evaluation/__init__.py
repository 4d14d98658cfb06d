"""What a trained network does on images it has not seen, and how sure one can be of it."""

from mnist_course.evaluation.scores import Score, accuracy, evaluate, predict_logits

__all__ = ["Score", "accuracy", "evaluate", "predict_logits"]
