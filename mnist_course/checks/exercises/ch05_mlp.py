"""Exercises of chapter 05."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# No square matrices; slopes and z of both signs, in all four combinations; shares other than one half.
_draw = torch.Generator().manual_seed(5)
DELTAS = tuple(torch.randn(shape, generator=_draw) for shape in ((3, 4), (6, 2)))
WEIGHTS = tuple(torch.randn(shape, generator=_draw) for shape in ((4, 5), (2, 3)))
ZS = tuple(torch.randn(shape, generator=_draw) for shape in ((3, 5), (6, 3)))
VALUES = torch.tensor([[1.0, -2.0, 3.0, 0.5], [4.0, 1.5, -1.0, 2.5], [0.7, 5.0, 2.0, -3.0]])
NOISE = torch.tensor([[0.1, 0.9, 0.22, 0.6], [0.75, 0.3, 0.05, 0.95], [0.4, 0.15, 0.85, 0.7]])


def _delta(delta_s: torch.Tensor, w2: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
    return (delta_s @ w2) * torch.where(z > 0, 1.0, 0.1)


def _drop(values: torch.Tensor, noise: torch.Tensor, share: float, training: bool) -> torch.Tensor:
    return values * (noise >= share) / (1 - share) if training else values


EXERCISES = [
    Exercise(
        "05/parameters",
        25_818,
        "A layer has a weight for every pair of a number that goes in and one that comes out, and a bias for each of "
        "the latter.",
        (
            Mistake(25_760, "These are the weights. What else does a layer have, for every number that comes out?"),
            Mistake(25_808, "The last layer has biases, too."),
            Mistake(25_763, "One bias for each layer is too few. How many sums does a layer compute?"),
            Mistake(26_592, "You count a bias for each number that goes in. A bias belongs to a sum, and comes out."),
            Mistake(25_290, "A layer is missing. How many arrows are there between four columns of numbers?"),
            Mistake(784 * 32 * 16 * 10, "You multiply across layers. The layers' weights stand side by side."),
            Mistake(784 + 32 + 16 + 10, "Those are the circles of the drawing. The parameters sit on the lines."),
        ),
        (
            "There are three layers. Count each on its own, and add up.",
            "From m numbers to n there are m * n weights and n biases.",
        ),
        """
        parameter_count = (784 * 32 + 32) + (32 * 16 + 16) + (16 * 10 + 10)
        """,
        tolerance=1e-6,
    ),
    Exercise(
        "05/chain",
        120,
        "The slopes along the way are multiplied: of the square, of the second weight, of the open gate, of the pixel.",
        (
            Mistake(-120, "The sign: how many of the slopes along the way are negative?"),
            Mistake(60, "It is half of it. What is the slope of a square?"),
            Mistake(40, "You stop at z. One factor is missing on the way to the first weight."),
            Mistake(-20, "That is how fast the loss grows with s. Go on to the left."),
            Mistake(-60, "A factor is missing: through what does h reach s?"),
            Mistake(
                0, "The gate of ReLU would have to be closed. Which number goes through it here, and with what sign?"
            ),
            Mistake(100, "That is the loss itself. How fast does it grow with the weight?"),
            Mistake(-24, "Your s is positive. What does the second weight make of h?"),
        ),
        (
            "Go forwards first: what are z, h and s?",
            "s is -6, so the loss grows with s at 2 * (-6 - 4). Then multiply by one slope after the other.",
            "The slopes from s back to the weight are -2, 1 and 3.",
        ),
        """
        chain_slope = 2 * (-6 - 4) * -2 * 1 * 3
        """,
    ),
    Exercise(
        "05/hidden-delta",
        _delta,
        "The ways through all scores are added up, and where z was not positive, a tenth is let through.",
        (
            Mistake(
                lambda delta_s, w2, z: delta_s @ w2,
                "Every slope passes whole. Where does leaky ReLU let through less?",
            ),
            Mistake(
                lambda delta_s, w2, z: (delta_s @ w2) * (z > 0),
                "That is ReLU, which is flat below 0. How fast does leaky ReLU grow there?",
            ),
            Mistake(
                lambda delta_s, w2, z: torch.nn.functional.leaky_relu(delta_s @ w2, 0.1),
                "You look at the sign of the slope itself. At what does leaky ReLU look?",
            ),
            Mistake(
                lambda delta_s, w2, z: (delta_s @ w2) * torch.nn.functional.leaky_relu(z, 0.1),
                "You multiply by what leaky ReLU gives. What counts is its slope there.",
            ),
            Mistake(
                lambda delta_s, w2, z: (delta_s @ w2) * z,
                "You multiply by z itself. A slope asks for its sign only.",
            ),
            Mistake(
                lambda delta_s, w2, z: (delta_s @ w2) * torch.where(z > 0, 0.1, 1.0),
                "The two slopes are exchanged.",
            ),
            Mistake(
                lambda delta_s, w2, z: _delta(delta_s, w2, z) / len(z),
                "You divide by the number of images. Has delta_s not been divided already?",
            ),
            Mistake(
                lambda delta_s, w2, z: (delta_s @ w2) * torch.where(z > 0, 1.0, -0.1),
                "Below 0 you turn the sign. Does leaky ReLU rise or fall there?",
            ),
        ),
        (
            "Two steps backwards: through the second layer, then through leaky ReLU.",
            "delta_s @ w2 adds up the ways through all scores.",
            "Its slope is one number where z is positive, and another elsewhere: torch.where chooses.",
        ),
        """
        def hidden_delta(delta_s, w2, z):
            slope = torch.where(z > 0, 1.0, 0.1)
            return (delta_s @ w2) * slope
        """,
        cases=tuple(zip(DELTAS, WEIGHTS, ZS)),
    ),
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
