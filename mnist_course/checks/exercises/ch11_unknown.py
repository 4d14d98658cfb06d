"""Exercises of chapter 11: a diagnosis."""

from mnist_course.checks.exercise import Exercise, Mistake

EXERCISES = [
    Exercise(
        "11/unknown",
        "E",
        "Each batch holds one digit only, so the network learns to say that digit, and forgets the ones before.",
        (
            Mistake("A", "A rate that is too high shows in the first steps. Train one batch by heart: it works."),
            Mistake("B", "One batch is learnt by heart, so the weights do move."),
            Mistake("C", "With labels of other images the training loss stays near 2.3. This one falls to almost 0."),
            Mistake("D", "There is no dropout in this network: both modes are the same."),
            Mistake("F", "A leak makes validation look better than it is. Here it looks bad."),
            Mistake("G", "Over-fitting takes many epochs over few images. This is one epoch of 50,000."),
        ),
        (
            "Look at a batch: case.batch() returns its images and labels.",
            "What does the network answer? case.model(images) of the validation images, case.validation.",
            "Count the different labels in one batch.",
        ),
        """
        diagnosis = "E"
        """,
        also=(
            "E.",
            "E)",
            "(E)",
            ["E"],
            "E training images in the order of their labels, not shuffled",
            "training images in the order of their labels, not shuffled",
        ),
    ),
]
