"""Exercises of chapter 00."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# Three pictures of four rows and three columns, where a lost dimension passes in silence, and two of three by five.
# One pixel is paper; later there is one picture alone, and more than 28.
THREE = torch.arange(36.0).reshape(3, 4, 3) ** 1.5
MANY = torch.arange(1.0, 181.0).reshape(30, 2, 3)
TWO = torch.tensor([3.0, 50.0])[:, None, None] + torch.arange(15.0).reshape(3, 5)


EXERCISES = [
    Exercise(
        "00/below-zero",
        246,
        "A byte goes round both ways: below 0 it goes on from 255 downwards, so the result is 256 too high.",
        (
            Mistake(-10, "That is what a float32 gives. Does a byte have a place for numbers below 0?"),
            Mistake(0, "That would be stopping at the end. What did 200 + 100 do at the other end?"),
            Mistake(10, "The sign does not just fall off. What comes before 0, on a counter that goes round?"),
            Mistake(245, "One too few: how many numbers are there from 0 to 255?"),
            Mistake(256, "A byte has no 256. What is the largest number that it holds?"),
            Mistake(255, "That is one step below 0. How many steps below 0 do you go?"),
            Mistake(247, "One too many: is it 256 that comes just below 0?"),
            Mistake(190, "That is 90 + 100. The picture is to become paler: subtract."),
            Mistake(44, "That is the 200 + 100 from before. Here it is 90, and 100 is subtracted."),
            Mistake(156, "That is 100 below 256. Where has the 90 gone?"),
        ),
        (
            "Count down from 90 in steps of one. What does a byte hold after 0?",
            "In whole numbers it would be -10; a byte is off by one whole round, which is 256.",
        ),
        """
        darker = 90 - 100 + 256
        """,
    ),
    Exercise(
        "00/same-ink",
        lambda pictures: pictures / pictures.mean(dim=(1, 2), keepdim=True),
        "Each average has to meet its own picture, so two dimensions of size 1 go behind it.",
        (
            Mistake(
                lambda pictures: pictures / pictures.mean(dim=(1, 2)),
                "With shapes aligned at the right, your averages meet the columns, not the pictures. "
                "It raises an error only if their numbers differ.",
            ),
            Mistake(
                lambda pictures: pictures / pictures.mean(),
                "All pictures are divided by one number, so a bold one stays bold. How many averages are needed?",
            ),
            Mistake(
                lambda pictures: pictures / pictures.mean(dim=0),
                "You average over the pictures: the dimension that you name goes away. Which two are inside a picture?",
            ),
            Mistake(
                lambda pictures: pictures / pictures.mean(dim=2, keepdim=True),
                "Each row of pixels has an average of its own here, and a picture has one.",
            ),
            Mistake(
                lambda pictures: pictures - pictures.mean(dim=(1, 2), keepdim=True),
                "Your averages are all 0: you subtracted. What makes an average 1?",
            ),
            Mistake(
                lambda pictures: pictures / pictures.sum(dim=(1, 2), keepdim=True),
                "Now the pixels of each picture add up to 1. Asked for is an average of 1.",
            ),
            Mistake(
                lambda pictures: pictures / pictures.mean(dim=1, keepdim=True),
                "Each column of pixels has an average of its own here, and a picture has one.",
            ),
            Mistake(
                lambda pictures: pictures / pictures.mean(dim=(1, 2))[:, None],
                "Your averages need as many dimensions of size 1 behind them as a picture has.",
            ),
            Mistake(
                lambda pictures: pictures[0] / pictures[0].mean(),
                "One picture comes back, the first. Does your function return from inside the loop?",
            ),
            Mistake(
                lambda pictures: pictures.mean(dim=(1, 2)),
                "These are the averages. Now divide each picture by its own.",
            ),
            Mistake(
                lambda pictures: pictures,
                "The pictures come back as they were. If you loop, `picture = ...` only gives a name to a new one.",
            ),
            Mistake(
                lambda pictures: pictures * pictures.mean(dim=(1, 2), keepdim=True),
                "You multiply by the averages: bold pictures become bolder still.",
            ),
            Mistake(
                lambda pictures: pictures.mean(dim=(1, 2), keepdim=True) / pictures,
                "You divide the averages by the pixels. Which is to be divided by which?",
            ),
            Mistake(
                lambda pictures: pictures / pictures.amax(dim=(1, 2), keepdim=True),
                "Now the largest pixel of each picture is 1. Asked for is the average.",
            ),
            Mistake(
                lambda pictures: pictures / pictures.std(dim=(1, 2), keepdim=True),
                "You divide by the standard deviation, which is not the average.",
            ),
            Mistake(
                lambda pictures: pictures * 784 / pictures.sum(dim=(1, 2), keepdim=True),
                "You count 784 pixels in each picture. Not all pictures are 28 by 28.",
            ),
            Mistake(
                lambda pictures: torch.stack([one / one[one > 0].mean() for one in pictures]),
                "You average the pixels that have ink. The paper counts, too.",
            ),
        ),
        (
            "Averaging over dimensions 1 and 2 leaves one number for each picture, of shape (N,).",
            "None puts in a dimension of size 1: which shape broadcasts against (N, rows, columns)?",
            "Divide by ink[:, None, None].",
        ),
        """
        def same_ink(pictures):
            ink = pictures.mean(dim=(1, 2))  # (N,)
            return pictures / ink[:, None, None]
        """,
        cases=((THREE,), (TWO,), (THREE[:1],), (MANY,)),
    ),
]
