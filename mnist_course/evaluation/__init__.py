"""What a trained network does on images it has not seen, and how sure one can be of it."""

from mnist_course.evaluation.scores import (
    Score,
    accuracy,
    confusion_matrix,
    evaluate,
    per_class_accuracy,
    predict_logits,
)

__all__ = ["Score", "accuracy", "confusion_matrix", "evaluate", "per_class_accuracy", "predict_logits"]
