"""Exercises of chapter 13: a temperature."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

LOGITS = torch.tensor([[4.0, 2.0, -1.0, 0.5], [1.0, 3.0, 2.5, -2.0], [-3.0, 0.0, 6.0, 1.0]])
# So large that exp of a row overflows, or of the other one comes to 0, if the largest of all is taken away.
LARGE = torch.tensor([[200.0, 197.0, 190.0, 198.0], [-30.0, -33.0, -28.0, -40.0]])


def _soften(logits: torch.Tensor, temperature: float) -> torch.Tensor:
    return (logits / temperature).softmax(dim=1)


EXERCISES = [
    Exercise(
        "13/temperature",
        _soften,
        "The logits come closer together or move apart before the softmax, and their order stays.",
        (
            Mistake(
                lambda logits, temperature: (logits.softmax(dim=1) / temperature).softmax(dim=1),
                "You divide the probabilities, and apply a second softmax. What is divided before the first one?",
            ),
            Mistake(
                lambda logits, temperature: logits.softmax(dim=1) * temperature,
                "You multiply the probabilities: your rows do not add up to 1.",
            ),
            Mistake(
                lambda logits, temperature: logits.softmax(dim=1) / temperature,
                "You divide the probabilities: your rows do not add up to 1.",
            ),
            Mistake(
                lambda logits, temperature: _soften(logits, 1 / temperature),
                "At a temperature of 2 yours is surer than before. It should be less sure.",
            ),
            Mistake(
                lambda logits, temperature: (logits / temperature).softmax(dim=0),
                "Your columns add up to 1. An image is a row.",
            ),
            Mistake(
                lambda logits, temperature: _soften(logits, 1.0),
                "The temperature has no effect.",
            ),
            Mistake(
                lambda logits, temperature: logits / temperature,
                "Those are logits still. What makes probabilities of them?",
            ),
            Mistake(
                lambda logits, temperature: _soften(logits, temperature).log(),
                "Those are logarithms: all of them lie below 0.",
            ),
            Mistake(
                lambda logits, temperature: (logits / temperature).exp() / (logits / temperature).exp().sum(1, True),
                "Right for small logits. Of large ones exp is inf, and inf / inf is nan: chapter 02 knew a remedy.",
            ),
            Mistake(
                lambda logits, temperature: (
                    (shifted := ((logits - logits.max()) / temperature).exp()) / shifted.sum(1, True)
                ),
                "You take away the largest logit of all. A row far below becomes 0 / 0: each has its own largest.",
            ),
            Mistake(
                lambda logits, temperature: (shares := (logits / temperature).exp()) / shares.sum(0),
                "Your sum runs down the columns, over the images. Each row needs its own.",
            ),
            Mistake(
                lambda logits, temperature: (shares := (logits / temperature).exp()) / shares.sum(),
                "Your sum runs over all images. Each row needs its own.",
            ),
            Mistake(
                lambda logits, temperature: logits.exp() / logits.exp().sum(1, True) / temperature,
                "It is the probabilities that you divide. What has to be divided, and before what?",
            ),
            Mistake(
                lambda logits, temperature: (logits / temperature).exp(),
                "Your rows do not add up to 1: after exp, divide each row by its sum.",
            ),
            Mistake(
                lambda logits, temperature: logits.softmax(dim=1) ** (1 / temperature),
                "A power of the probabilities is a way, but then each row has to be divided by its sum.",
            ),
            Mistake(
                lambda logits, temperature: (logits / temperature).flatten().softmax(0).reshape(logits.shape),
                "All rows together add up to 1. Each image has probabilities of its own.",
            ),
            Mistake(
                lambda logits, temperature: (logits / temperature).exp() / logits.exp().sum(1, True),
                "Above the line the logits are divided, and in the sum below they are not.",
            ),
            Mistake(
                lambda logits, temperature: (logits / temperature).sigmoid(),
                "That is each class by itself. Softmax splits one whole among them.",
            ),
            Mistake(lambda logits, temperature: _soften(logits // temperature, 1), "// rounds down."),
            Mistake(
                lambda logits, temperature: _soften(logits, temperature**0.5), "You divide by the root of temperature."
            ),
            Mistake(lambda logits, temperature: _soften(logits, 2.0), "Your temperature is 2, whichever was given."),
            Mistake(lambda logits, temperature: _soften(logits, temperature).softmax(dim=1), "One softmax too many."),
            Mistake(
                lambda logits, temperature: _soften(-logits, temperature), "A minus too many: the order is reversed."
            ),
            Mistake(
                lambda logits, temperature: logits / logits.sum(dim=1, keepdim=True),
                "You divide the logits by their sum. Before that comes exp, or softmax does both.",
            ),
            Mistake(
                lambda logits, temperature: _soften(logits / logits.amax(dim=1, keepdim=True), temperature),
                "You divide each row by its largest logit, too. The temperature alone is meant.",
            ),
            Mistake(
                lambda logits, temperature: _soften(logits, temperature).amax(dim=1),
                "That is the confidence in each answer. The probabilities of all classes are wanted.",
            ),
            Mistake(
                lambda logits, temperature: logits.argmax(dim=1),
                "Those are the answers. The probabilities of all classes are wanted.",
            ),
            Mistake(
                lambda logits, temperature: _soften(logits, temperature)[0],
                "That is the first image. Each row has its probabilities.",
            ),
        ),
        (
            "The formula stands above: two steps, and the order matters.",
            "First divide all logits by the temperature, then softmax(dim=1).",
        ),
        """
        def soften(logits, temperature):
            return (logits / temperature).softmax(dim=1)
        """,
        cases=((LOGITS, 2.0), (LOGITS[:2], 0.5), (LARGE, 2.0)),
    ),
]
