"""Exercises of chapter 12: what a faster part does for the whole."""

from mnist_course.checks.exercise import Exercise, Mistake

EXERCISES = [
    Exercise(
        "12/speed-up",
        lambda share, factor: 1 / (1 - share + share / factor),
        "What you do not touch takes as long as before, and in the end it is nearly all that is left.",
        (
            Mistake(
                lambda share, factor: factor,
                "That would be so if all of the time were in that part.",
            ),
            Mistake(
                lambda share, factor: 1 / (1 - share),
                "That is the most that can be won, by making the part free. Yours still takes some time.",
            ),
            Mistake(
                lambda share, factor: 1 - share + share / factor,
                "That is the time that is left, as a share of the old. How many times as fast is it?",
            ),
            Mistake(
                lambda share, factor: 1 - share + share * factor,
                "You average the speeds. Seconds can be added up, speeds cannot.",
            ),
            Mistake(
                lambda share, factor: factor / share, "It is even more than the part itself gained: is that possible?"
            ),
            Mistake(lambda share, factor: share * factor, "A part that is not worked on does not get slower by it."),
            Mistake(
                lambda share, factor: 1 / (1 - share / factor),
                "You take away share / factor. But that is the time which the part still takes.",
            ),
            Mistake(
                lambda share, factor: 1 / (share + (1 - share) / factor),
                "You speed up the rest, and leave the part itself as it is.",
            ),
            *(
                Mistake(
                    lambda share, factor, change=change: change(1 / (1 - share + share / factor)),
                    says,
                )
                for change, says in (
                    (lambda times: times - 1, "That is by how much it is faster. How many times as fast is it?"),
                    (lambda times: 100 * times, "That is in per cent. How many times as fast is it?"),
                    (lambda times: round(times, 2), "It is rounded. Give all the digits."),
                )
            ),
            Mistake(
                lambda share, factor: share - share / factor,
                "That is the time which you save, as a share of the old. How many times as fast is the whole?",
            ),
            Mistake(
                lambda share, factor: 1 + share - share / factor,
                "You add the saved time to 1. Take it away from the old time; then compare the two times.",
            ),
            Mistake(lambda share, factor: share / factor, "That is what the part still takes. And the rest?"),
            Mistake(
                lambda share, factor: 1 / (1 - share + share * factor),
                "With you the part takes `factor` times as long: it gets slower.",
            ),
            Mistake(
                lambda share, factor: 1 / (1 - share * factor),
                "You take away share * factor, which may be more than the whole. How long does the part take now?",
            ),
            Mistake(
                lambda share, factor: 1 / (1 - share - share / factor),
                "The part is taken away twice: before, and after it has become faster. Look at the signs.",
            ),
            Mistake(
                lambda share, factor: 1 / (1 - share) + share / factor,
                "Only the rest stands under the 1. Brackets around the whole new time are missing.",
            ),
            Mistake(
                lambda share, factor: 1 // (1 - share + share // factor),
                "// rounds down. A time has digits behind the point.",
            ),
            Mistake(
                lambda share, factor: 1 / (1 - (share - share / factor) / 100),
                "`share` is a number between 0 and 1, and no percentage.",
            ),
            Mistake(
                lambda share, factor: factor**share, "You spread the factor over the step, as if times multiplied."
            ),
            Mistake(lambda share, factor: 4 / 3, "That is the answer to the example alone."),
        ),
        (
            "Say that the whole takes 1 second. How long does the part take before and after, and how long the rest?",
            "New time: 1 - share + share / factor. How many times does it go into the old time?",
        ),
        """
        def speed_up(share, factor):
            return 1 / (1 - share + share / factor)
        """,
        cases=((0.2, 4), (0.5, 3), (0.75, 10), (0.9, 1.5)),
    ),
]
