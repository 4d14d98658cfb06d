"""Exercises of chapter 01: batches and piles."""

import torch

from mnist_course.checks.exercise import Exercise, Mistake

CARDS = tuple(torch.arange(float(2 * n)).reshape(n, 2, 1) for n in (7, 11))
ORDERS = (torch.tensor([4, 0, 6, 2, 5, 1, 3]), torch.tensor([10, 3, 7, 0, 2, 9, 5, 1, 8, 6, 4]))
NAMES = (torch.tensor([5, 0, 4, 1, 9, 2, 1]), torch.tensor([3, 1, 4, 3, 5, 3, 6, 1, 7, 2, 8]))
Four = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def _deal(images: torch.Tensor, labels: torch.Tensor, order: torch.Tensor, held_out: int) -> Four:
    kept, apart = order[:-held_out], order[-held_out:]
    return images[kept], labels[kept], images[apart], labels[apart]


EXERCISES = [
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
            Mistake((96, 235), "The two have changed places: the number of batches comes first."),
            Mistake((196, 80), "That is for 50,000 images. Here all 60,000 are cut."),
            Mistake((938, 32), "That is for batches of 64. Here they hold 256."),
            Mistake((235, 0), "After 234 full batches some images are left over. How many?"),
            Mistake((236, 96), "One batch too many: one is short, the others are full."),
            Mistake((234.375, 0.375), "Batches and images come in whole numbers."),
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
            Mistake(
                lambda *given: (_deal(*given)[:2], _deal(*given)[2:]),
                "Rightly dealt, but into two pairs. Asked for are four tensors side by side.",
            ),
            Mistake(
                lambda images, labels, order, held_out: _deal(images, labels, order, len(order) - held_out),
                "held_out is how many are kept apart. You keep as many for training.",
            ),
            Mistake(
                lambda images, labels, order, held_out: (order[:-held_out], order[-held_out:]),
                "These are row numbers. Which images and labels stand in those rows?",
            ),
            Mistake(
                lambda images, labels, order, held_out: _deal(images[order], labels[order], order, held_out),
                "You shuffle twice: what is in the new order already is put through order again.",
            ),
            Mistake(
                lambda images, labels, order, held_out: _deal(images, labels, torch.randperm(len(order)), held_out),
                "You draw an order of your own. Use the one that is given: it can be repeated.",
            ),
            Mistake(
                lambda images, labels, order, held_out: _deal(images, labels, order.argsort(), held_out),
                "Yours asks where each row goes. order says which row comes: images[order].",
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
        cases=((CARDS[0], NAMES[0], ORDERS[0], 2), (CARDS[1], NAMES[1], ORDERS[1], 4)),
    ),
]
