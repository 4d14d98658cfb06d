"""Exercises of chapter 01."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# Pictures that are not square, of which one pixel is always paper, and others that are brighter.
_draw = torch.Generator().manual_seed(1)
TRAINING = torch.randint(0, 200, (60, 7, 5), dtype=torch.uint8, generator=_draw)
TRAINING[:, 0, 0] = 0
OTHERS = torch.randint(0, 256, (9, 7, 5), dtype=torch.uint8, generator=_draw)
HEADERS = ("000008030000ea600000001c00000014", "0000080100012710", "000008020000010700000203")


def _sizes(header: bytes, byteorder: str = "big", first: int = 4) -> list[int]:
    return [int.from_bytes(header[n : n + 4], byteorder) for n in range(first, len(header), 4)]  # type: ignore[arg-type]


def _standardise(images: torch.Tensor, training: torch.Tensor) -> torch.Tensor:
    return (images.float() - training.float().mean()) / training.float().std()


EXERCISES = [
    Exercise(
        "01/idx-sizes",
        _sizes,
        "The first byte of each four counts most, and the first four bytes say what follows, not how much.",
        (
            Mistake(
                lambda header: _sizes(header, "little"),
                "Your numbers are far too large: they are read from the other end. Which byte counts most here?",
            ),
            Mistake(
                lambda header: _sizes(header, first=0),
                "One number too many. What do the first four bytes say?",
            ),
            Mistake(
                lambda header: _sizes(header)[:1],
                "That is the number of images or labels. The other dimensions have sizes, too.",
            ),
            Mistake(
                lambda header: list(header[4:]),
                "These are single bytes. How many of them make one size?",
            ),
            Mistake(
                lambda header: [sum(header[n : n + 4]) for n in range(4, len(header), 4)],
                "The bytes of a size are added up as if all counted alike. In 60,000 the 6 counts more than its 0s.",
            ),
            Mistake(
                lambda header: [header[n + 3] for n in range(4, len(header), 4)],
                "You take the last byte of each four. A byte alone ends at 255.",
            ),
            Mistake(
                lambda header: _sizes(header, first=0)[:-1],
                "The first of your numbers is no size, and the last size is missing. Where do the sizes begin?",
            ),
            Mistake(
                lambda header: [int.from_bytes(header[n : n + 4], "big") for n in (4, 8, 12)],
                "You read three sizes from every file. A file of labels has one dimension: how long is the header?",
            ),
            Mistake(
                lambda header: [int.from_bytes(header[n : n + 4], "big") for n in range(4, 4 + (len(header) - 4) // 4)],
                "Your groups of four overlap: the next one begins one byte later. How many bytes later should it?",
            ),
            Mistake(
                lambda header: [int.from_bytes(header[n : n + 3], "big") for n in range(4, len(header), 4)],
                "You take three bytes of each four. A slice ends before its second number.",
            ),
            Mistake(
                lambda header: _sizes(header)[::-1],
                "The sizes stand in the order of the file: first how many images, then rows, then columns.",
            ),
        ),
        (
            "Skip the first four bytes. After them, each four make one size.",
            'int.from_bytes(four_bytes, "big") reads one of them.',
            "Let start run over range(4, len(header), 4), and take header[start : start + 4].",
        ),
        """
        def idx_sizes(header):
            starts = range(4, len(header), 4)
            return [int.from_bytes(header[start : start + 4], "big") for start in starts]
        """,
        cases=tuple((bytes.fromhex(header),) for header in HEADERS),
    ),
    Exercise(
        "01/standardise",
        _standardise,
        "One scale for all images, fixed by the training images: the others are only measured with it.",
        (
            Mistake(
                lambda images, training: _standardise(images, images),
                "Your mean is exactly 0, which it should not be: these images brought a scale of their own.",
            ),
            Mistake(
                lambda images, training: _standardise(images, torch.cat([training, images])),
                "The images that are to be judged have had a say in mean and deviation. Who alone should?",
            ),
            Mistake(
                lambda images, training: (images.float() - training.float().mean(0)) / training.float().std(0),
                "Each pixel has its own mean and deviation, and one that is always paper has a deviation of 0. "
                "Over what are the two numbers taken?",
            ),
            Mistake(
                lambda images, training: (images - training.float().mean().byte()) / training.float().std(),
                "Nothing lies below 0: bytes wrapped round in the subtraction. What has to come before it?",
            ),
            Mistake(
                lambda images, training: (images / 255 - training.float().mean()) / training.float().std(),
                "The pixels run from 0 to 1, but mean and deviation are those of bytes.",
            ),
            Mistake(
                lambda images, training: (
                    (images.float() - training.float().mean() / 255) / (training.float().std() / 255)
                ),
                "The pixels are bytes, but mean and deviation are those of a scale from 0 to 1.",
            ),
            Mistake(
                lambda images, training: (images / 255 - 0.1307) / 0.3081,
                "That is the published pair, of other images. What do these training images say?",
            ),
            Mistake(
                lambda images, training: images.float() - training.float().mean(),
                "That shifts. Standardising also stretches.",
            ),
            Mistake(
                lambda images, training: images.float() / training.float().std(),
                "That stretches. Standardising shifts first.",
            ),
            Mistake(
                lambda images, training: (images.float() - training.float().mean()) / training.float().var(),
                "You divide by the variance. Its root is the standard deviation.",
            ),
            Mistake(
                lambda images, training: images.float() - training.float().mean() / training.float().std(),
                "Without brackets, only the mean is divided.",
            ),
            Mistake(
                lambda images, training: torch.stack([_standardise(one, one) for one in images]),
                "Each picture has its own mean and deviation here. One pair of numbers serves all.",
            ),
            Mistake(
                lambda images, training: (images.float() - 0.1307) / 0.3081,
                "The published pair belongs to other images, and to a scale from 0 to 1.",
            ),
            Mistake(
                lambda images, training: images / 255,
                "That is the scale from 0 to 1. To standardise, take mean and deviation.",
            ),
            Mistake(
                lambda images, training: _standardise(training, training),
                "You standardise the images that were learnt from. They only lend their two numbers.",
            ),
            Mistake(
                lambda images, training: (
                    (images - training[training > 0].float().mean()) / training[training > 0].float().std()
                ),
                "You leave the paper out of mean and deviation. All pixels count.",
            ),
        ),
        (
            "Both kinds of images begin as bytes: .float() first.",
            "Take one mean and one standard deviation over all pixels of the training images.",
        ),
        """
        def standardize_by(images, others):
            pixels = others.float()
            return (images.float() - pixels.mean()) / pixels.std()
        """,
        cases=((OTHERS, TRAINING), (TRAINING[:4] // 2, TRAINING[4:])),
    ),
]
