"""Exercises of chapter 01."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

# Pictures that are not square, of which one pixel is always paper, and others that are brighter.
_draw = torch.Generator().manual_seed(1)
TRAINING = torch.randint(0, 200, (60, 7, 5), dtype=torch.uint8, generator=_draw)
TRAINING[:, 0, 0] = 0
OTHERS = torch.randint(0, 256, (9, 7, 5), dtype=torch.uint8, generator=_draw)
HEADERS = ("000008030000ea600000001c00000014", "0000080100012710", "000008020000010700000203")
CARDS = tuple(torch.arange(float(2 * n)).reshape(n, 2, 1) for n in (7, 11))
ORDERS = (torch.tensor([4, 0, 6, 2, 5, 1, 3]), torch.tensor([10, 3, 7, 0, 2, 9, 5, 1, 8, 6, 4]))
NAMES = (torch.tensor([5, 0, 4, 1, 9, 2, 1]), torch.tensor([3, 1, 4, 3, 5, 3, 6, 1, 7, 2, 8]))
Four = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def _sizes(header: bytes, byteorder: str = "big", first: int = 4) -> list[int]:
    return [int.from_bytes(header[n : n + 4], byteorder) for n in range(first, len(header), 4)]  # type: ignore[arg-type]


def _standardise(images: torch.Tensor, training: torch.Tensor) -> torch.Tensor:
    return (images.float() - training.float().mean()) / training.float().std()


def _deal(images: torch.Tensor, labels: torch.Tensor, order: torch.Tensor, held_out: int) -> Four:
    kept, apart = order[:-held_out], order[-held_out:]
    return images[kept], labels[kept], images[apart], labels[apart]


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
    Exercise(
        "01/last-batch",
        (235, 96),
        "234 batches are full, and what is left over is a batch, too.",
        (
            Mistake((234, 96), "Is the short batch among those that you counted?"),
            Mistake((234, 256), "Some images are never seen. What becomes of those that are left over?"),
            Mistake((235, 256), "Then there would be more than 60,000 images."),
            Mistake((235, 160), "That is what the last batch lacks. How many images does it hold?"),
            Mistake((235, 0.375), "That is the share of a batch that is left over. How many images is that?"),
            Mistake((234.375, 96), "Batches come in whole numbers. What becomes of the part after the point?"),
        ),
        (
            "How many times does 256 go into 60,000, and how many images remain?",
            "// divides without a rest, and % gives the rest.",
        ),
        """
        count_and_last = (60_000 // 256 + 1, 60_000 % 256)
        """,
        tolerance=1e-6,
    ),
    Exercise(
        "01/deal",
        _deal,
        "One order for images and labels, cut once: every pair stays together and lies in one pile only.",
        (
            Mistake(
                lambda images, labels, order, held_out: (
                    images[order[:-held_out]],
                    labels[:-held_out],
                    images[order[-held_out:]],
                    labels[-held_out:],
                ),
                "The images are in the new order, and the labels in the old one. Whose label is whose?",
            ),
            Mistake(
                lambda images, labels, order, held_out: (
                    (images[order], labels[order]) + _deal(images, labels, order, held_out)[2:]
                ),
                "The images held out are in the training pile as well. A network could know them by heart.",
            ),
            Mistake(
                lambda images, labels, order, held_out: _deal(images, labels, torch.arange(len(order)), held_out),
                "You cut the file as it is. If it is in the order of its writers, the piles will differ: use order.",
            ),
            Mistake(
                lambda images, labels, order, held_out: _deal(images, labels, order.roll(-held_out), held_out),
                "You hold out the first of the order. That would do as well, but asked for are the last.",
            ),
            Mistake(
                lambda *given: (*_deal(*given)[2:], *_deal(*given)[:2]),
                "The piles are the wrong way round: the small one is held out.",
            ),
            Mistake(
                lambda *given: tuple(_deal(*given)[n] for n in (0, 2, 1, 3)),
                "The four come in another order than asked for: images and labels of one pile first.",
            ),
        ),
        (
            "order holds row numbers: images[order] are the images as shuffled.",
            "Cut the order itself in two, order[:-held_out] and order[-held_out:], and use each part twice.",
        ),
        """
        def deal(images, labels, order, held_out):
            kept, apart = order[:-held_out], order[-held_out:]
            return images[kept], labels[kept], images[apart], labels[apart]
        """,
        also=(lambda *given: (_deal(*given)[:2], _deal(*given)[2:]),),
        cases=((CARDS[0], NAMES[0], ORDERS[0], 2), (CARDS[1], NAMES[1], ORDERS[1], 4)),
    ),
]
