"""Exercises of chapter 10: where a pixel looks."""

from mnist_course.checks.exercise import Exercise, Mistake


def _matrix(x: float, y: float, diagonal: float = 1.0) -> list[list[float]]:
    return [[diagonal, 0, x], [0, diagonal, y]]


EXERCISES = [
    Exercise(
        "10/look-up",
        _matrix(-2 * 7 / 28, 2 * 2 / 28),
        "To move the ink to the right, look to the left; to move it up, look down, which is where y grows.",
        (
            Mistake(
                _matrix(2 * 7 / 28, -2 * 2 / 28),
                "That is what happens to the ink, and so it goes to the left and down. Where does a new pixel look?",
            ),
            Mistake(
                _matrix(-2 * 7 / 28, -2 * 2 / 28),
                "Right is right. But the ink goes down: which way does y point here?",
            ),
            Mistake(
                _matrix(2 * 7 / 28, 2 * 2 / 28),
                "Up is right. But the ink goes to the left: on which side of a new pixel was its ink before?",
            ),
            Mistake(_matrix(-7, 2), "Those are pixels. How long is a side of the image in the numbers of the grid?"),
            Mistake(
                _matrix(-7 / 28, 2 / 28), "The ink moves half as far as it should: 28 pixels measure 2 here, and not 1."
            ),
            Mistake(
                _matrix(2 * 2 / 28, -2 * 7 / 28),
                "The two rows are exchanged: the first is for x, and the second for y.",
            ),
            Mistake(
                _matrix(-2 * 7 / 28, 2 * 2 / 28, diagonal=0.0),
                "Every pixel looks at the same place: with 0 on the diagonal its own place does not count.",
            ),
            Mistake(
                _matrix(7, -2),
                "Those are pixels, and where the ink goes. Where does a new pixel look, and how long is a side there?",
            ),
            Mistake(_matrix(0, 0), "That matrix leaves the ink where it is: the shifts are missing."),
            Mistake(_matrix(-2 * 7 / 28, 0), "To the right, and not up. The row for y has no shift."),
            Mistake(_matrix(0, 2 * 2 / 28), "Up, and not to the right. The row for x has no shift."),
            Mistake(_matrix(-4 * 7 / 28, 4 * 2 / 28), "The ink moves twice as far as it should: 28 pixels measure 2."),
            Mistake(
                _matrix(-7 / 13.5, 2 / 13.5),
                "Nearly. You take ±1 for the middle of the outer pixels. Here it is their outer edge.",
            ),
            Mistake(
                _matrix(-2 * 7 / 28, 2 * 2 / 28, diagonal=0.5),
                "The shift is right, but with ½ on the diagonal the digit grows, too.",
            ),
            Mistake(
                _matrix(-2 * 7 / 28, 2 * 2 / 28, diagonal=-1.0), "The shift is right, but the digit is turned by 180°."
            ),
            Mistake(
                [[1, 0, -2 * 7 / 28], [0, -1, 2 * 2 / 28]],
                "The digit stands on its head: its own y counts with a minus.",
            ),
            Mistake(
                [[1, 1, -2 * 7 / 28], [1, 1, 2 * 2 / 28]],
                "With a 1 everywhere, y counts for x, and x for y. Which numbers leave each pixel where it is?",
            ),
            Mistake(
                [[-2 * 7 / 28, 1, 0], [2 * 2 / 28, 0, 1]], "The shift stands in the first column. It is the third's."
            ),
            Mistake(
                [-2 * 7 / 28, 2 * 2 / 28],
                "Those are the two shifts. What stands in the first two columns, that nothing else be changed?",
            ),
            Mistake(
                [*_matrix(-2 * 7 / 28, 2 * 2 / 28), [0, 0, 1]],
                "The first two rows are right. affine_grid does without the third.",
            ),
        ),
        (
            "The first two columns leave each pixel where it is: 1, 0 and 0, 1. Only the third column shifts.",
            "7 pixels of 28 measure 2 · 7 / 28. Then decide the sign: which way does a new pixel look?",
            "x: to the left, below 0. y: downwards, above 0.",
        ),
        """
        shift_matrix = torch.tensor([[1, 0, -2 * 7 / 28], [0, 1, 2 * 2 / 28]])
        """,
        also=([_matrix(-2 * 7 / 28, 2 * 2 / 28)],),
    ),
]
