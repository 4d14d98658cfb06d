"""Exercises of chapter 05: backwards through a hidden layer."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# No square matrices; slopes and z of both signs, in all four combinations.
_draw = torch.Generator().manual_seed(5)
DELTAS = tuple(torch.randn(shape, generator=_draw) for shape in ((3, 4), (6, 2)))
WEIGHTS = tuple(torch.randn(shape, generator=_draw) for shape in ((4, 5), (2, 3)))
ZS = tuple(torch.randn(shape, generator=_draw) for shape in ((3, 5), (6, 3)))


def _delta(delta_s: torch.Tensor, w2: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
    return (delta_s @ w2) * torch.where(z > 0, 1.0, 0.1)


EXERCISES = [
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
            Mistake(
                lambda delta_s, w2, z: (delta_s @ w2) * torch.where(z > 0, 1.0, 0.01),
                "Yours lets a hundredth through, as PyTorch's does by itself, or takes the tenth twice. Take it once.",
            ),
            Mistake(
                lambda delta_s, w2, z: (delta_s @ w2) * ((z > 0) + 0.1),
                "Where z is positive, your slope is 1.1. It is either one number or the other.",
            ),
            Mistake(
                lambda delta_s, w2, z: (delta_s @ w2) * torch.where(z > 0, 1.0, 0.1 * z),
                "Below 0 you multiply by 0.1 z, which is what leaky ReLU gives there. Its slope has no z in it.",
            ),
            Mistake(
                lambda delta_s, w2, z: torch.where(z > 0, delta_s @ w2, 0.1),
                "Where z is not positive, a tenth is let through: a tenth of what?",
            ),
            Mistake(
                lambda delta_s, w2, z: torch.where(z > 0, delta_s @ w2, 0.1 * z),
                "Where z is not positive, you give a tenth of z. Let a tenth of the slope through.",
            ),
            Mistake(
                lambda delta_s, w2, z: (delta_s @ w2) * z.clamp(min=0),
                "You multiply by what ReLU gives. What counts is the slope, of leaky ReLU.",
            ),
            Mistake(
                lambda delta_s, w2, z: _delta(delta_s, w2, z).sum(dim=0),
                "You add up over the images. That comes later, for the gradient of a bias.",
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
        without=("backward", "grad"),
    ),
]
