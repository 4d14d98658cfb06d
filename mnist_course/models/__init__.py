"""Every network of the course, those that ship with their weights, and what a network costs."""

from mnist_course.models.networks import (
    CLASSES,
    NETWORKS,
    PIXELS,
    PUBLISHED,
    SMALL,
    Block,
    build,
    cnn,
    count_parameters,
    lenet5,
    mlp,
    softmax_regression,
    t4_cnn,
)

__all__ = [
    "CLASSES",
    "NETWORKS",
    "PIXELS",
    "PUBLISHED",
    "SMALL",
    "Block",
    "build",
    "cnn",
    "count_parameters",
    "lenet5",
    "mlp",
    "softmax_regression",
    "t4_cnn",
]
