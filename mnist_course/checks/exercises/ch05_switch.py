"""Exercises of chapter 05: dropout with its switch."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# Shares other than one half.
VALUES = torch.tensor([[1.0, -2.0, 3.0, 0.5], [4.0, 1.5, -1.0, 2.5], [0.7, 5.0, 2.0, -3.0]])
NOISE = torch.tensor([[0.1, 0.9, 0.22, 0.6], [0.75, 0.3, 0.05, 0.95], [0.4, 0.15, 0.85, 0.7]])


def _drop(values: torch.Tensor, noise: torch.Tensor, share: float, training: bool) -> torch.Tensor:
    return values * (noise >= share) / (1 - share) if training else values


EXERCISES = [
    Exercise(
        "05/drop",
        _drop,
        "What stays is made larger in training, so that nothing needs to be done when the network is used.",
        (
            Mistake(
                lambda values, noise, share, training: values * (noise < share) / share if training else values,
                "You keep what should go: share is the share that is dropped, not the one that stays.",
            ),
            Mistake(
                lambda values, noise, share, training: values * (noise >= share) if training else values,
                "The sums become smaller in training than in use. What happens to the numbers that stay?",
            ),
            Mistake(
                lambda values, noise, share, training: _drop(values, noise, share, True),
                "You drop in use as well. What does the last argument say?",
            ),
            Mistake(
                lambda values, noise, share, training: values * (noise >= share) / share if training else values,
                "You divide by the share that goes. With one half that makes no difference, with others it does.",
            ),
            Mistake(
                lambda values, noise, share, training: values * (noise >= share) * (1 - share) if training else values,
                "The numbers that stay become smaller. Should they not make up for those that are gone?",
            ),
            Mistake(
                lambda values, noise, share, training: values * (noise >= share) if training else values * (1 - share),
                "The sums do fit together, but in the course's dropout nothing is changed when the network is used.",
            ),
            Mistake(
                lambda values, noise, share, training: values * (noise < share) / (1 - share) if training else values,
                "What stays and what goes are exchanged.",
            ),
            Mistake(
                lambda values, noise, share, training: (
                    values * (noise < 1 - share) / (1 - share) if training else values
                ),
                "The right share goes, but from the other end: a number is to go where its noise is low.",
            ),
            Mistake(
                lambda values, noise, share, training: _drop(values, noise[:1], share, training),
                "All images lose the same numbers. Each number has noise of its own.",
            ),
            Mistake(
                lambda values, noise, share, training: _drop(values, torch.rand_like(values), share, training),
                "You draw random numbers yourself. Here they are given, as noise.",
            ),
            Mistake(
                lambda values, noise, share, training: torch.nn.functional.dropout(values, share, training),
                "PyTorch's dropout draws its own random numbers. Here they are given, as noise.",
            ),
            Mistake(
                lambda values, noise, share, training: values * (noise >= share) * 2 if training else values,
                "Doubling is right for a share of one half. What of others?",
            ),
            Mistake(
                lambda values, noise, share, training: (
                    _drop(values, noise, share, True) if training else values / (1 - share)
                ),
                "The values become larger in use as well. Without training they come back as they are.",
            ),
            Mistake(
                lambda values, noise, share, training: (
                    _drop(values, noise, share, True) if training else values * (1 - share)
                ),
                "Made larger in training and smaller in use is once too often. Without training nothing is changed.",
            ),
            Mistake(
                lambda values, noise, share, training: _drop(values, noise, share, not training),
                "You drop in use, and not in training.",
            ),
            Mistake(
                lambda values, noise, share, training: values * noise / (1 - share) if training else values,
                "You multiply by the noise itself. It only decides: stay, or go.",
            ),
            Mistake(
                lambda values, noise, share, training: values * noise if training else values,
                "You multiply by the noise. It only decides what stays, and share is not used.",
            ),
            Mistake(
                lambda values, noise, share, training: _drop(values, values, share, training),
                "You compare the values with share. It is their noise that decides.",
            ),
            Mistake(
                lambda values, noise, share, training: (
                    _drop(values, noise, share, True)[noise >= share] if training else values
                ),
                "What is dropped is gone from the tensor. It should become 0, and the shape stay.",
            ),
            Mistake(
                lambda values, noise, share, training: (
                    values * (noise >= share) / (noise >= share).float().mean() if training else values
                ),
                "You divide by the share that happens to stay this time. Take the one that stays on average.",
            ),
            Mistake(
                lambda values, noise, share, training: values * (noise >= share) / 1 - share if training else values,
                "Without brackets, share is subtracted at the end, and all is divided by 1.",
            ),
            Mistake(
                lambda values, noise, share, training: values * (noise >= 0.5) / (1 - share) if training else values,
                "You drop one half. How much is dropped is an argument.",
            ),
            Mistake(
                lambda values, noise, share, training: values * (noise >= share) * (1 + share) if training else values,
                "To make up for a fifth that goes, a fifth more is not enough: the rest is four fifths.",
            ),
        ),
        (
            "Without training the values come back as they are.",
            "keep = noise >= share is True where a number stays.",
            "If one fifth goes, the others have to be divided by four fifths.",
        ),
        """
        def drop(values, noise, share, training):
            if not training:
                return values
            return values * (noise >= share) / (1 - share)
        """,
        cases=((VALUES, NOISE, 0.25, True), (VALUES, NOISE, 0.25, False), (-VALUES[:2], NOISE[:2], 0.8, True)),
    ),
]
