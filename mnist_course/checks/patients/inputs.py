"""Sick inputs: images, labels, changes and splits with one thing wrong, and their healthy twins."""

import torch

from mnist_course.augment import RandomAffine
from mnist_course.checks.patients.parts import Pair, standardized
from mnist_course.data import Digits, preprocess


def torn_apart(digits: Digits) -> tuple[Pair, Pair]:
    """Patient C."""
    images, labels = standardized(digits.images), digits.labels
    order = torch.randperm(50_000)
    return (images[order], labels[:50_000]), (images[50_000:], labels[50_000:])


def kept_together(digits: Digits) -> tuple[Pair, Pair]:
    """Patient C, well."""
    images, labels = standardized(digits.images), digits.labels
    order = torch.randperm(50_000)
    return (images[order], labels[order]), (images[50_000:], labels[50_000:])


def as_bytes(digits: Digits) -> tuple[Pair, Pair]:
    """Patient E."""
    images, labels = digits.images.unsqueeze(1).float(), digits.labels
    return (images[:50_000], labels[:50_000]), (images[50_000:], labels[50_000:])


def turned_over(images: torch.Tensor) -> torch.Tensor:
    """Patient K."""
    return RandomAffine(degrees=180, shift=0, scale=0)(images)


def turned_a_little(images: torch.Tensor) -> torch.Tensor:
    """Patient K, well."""
    return RandomAffine(degrees=15, shift=0, scale=0)(images)


def split_twice(digits: Digits) -> tuple[Pair, Pair]:
    """Patient N: a small data set of 6,000 images."""
    images, labels = preprocess.standardize(digits.images[:6_000]), digits.labels[:6_000]
    order = torch.randperm(6_000)
    learn = order[:5_000]
    order = torch.randperm(6_000)
    validate = order[5_000:]
    return (images[learn], labels[learn]), (images[validate], labels[validate])


def split_once(digits: Digits) -> tuple[Pair, Pair]:
    """Patient N, well."""
    images, labels = preprocess.standardize(digits.images[:6_000]), digits.labels[:6_000]
    order = torch.randperm(6_000)
    learn = order[:5_000]
    validate = order[5_000:]
    return (images[learn], labels[learn]), (images[validate], labels[validate])


def few(digits: Digits) -> tuple[Pair, Pair]:
    """Patient P: 2,000 images to learn from, so few that they are soon known by heart."""
    images, labels = standardized(digits.images), digits.labels
    return (images[:2_000], labels[:2_000]), (images[50_000:], labels[50_000:])


def in_order(digits: Digits) -> tuple[Pair, Pair]:
    """Patient Z: the training images in the order of their labels, as some data sets come."""
    images, labels = standardized(digits.images), digits.labels
    order = labels[:50_000].argsort()
    return (images[order], labels[order]), (images[50_000:], labels[50_000:])
