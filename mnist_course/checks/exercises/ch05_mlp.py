"""Exercises of chapter 05."""

from mnist_course.checks.exercise import Exercise, Mistake

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
            Mistake(25_450, "The layer from 32 to 16 is missing, and the last one begins at 16."),
            Mistake(25_648, "The last layer is missing, from 16 to the ten scores."),
            Mistake(25_120, "That is the first layer. There are three."),
            Mistake(25_786, "The first layer has biases, too."),
            Mistake(784 + 25_818, "The pixels have no biases: nothing is added up there."),
            Mistake(
                784 * 16 + 16 + 16 * 32 + 32 + 32 * 10 + 10, "Your hidden layers have changed places: 32 comes first."
            ),
            Mistake(28 * 32 + 32 + 32 * 16 + 16 + 16 * 10 + 10, "An image has 28 rows of 28 pixels. How many go in?"),
            Mistake(20_535, "That is T3's network, with 25 and 25. Here it is 32 and 16."),
            Mistake(79_510, "That is the network with one hidden layer of 100."),
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
            Mistake(24, "You add the target. The error is s less the target."),
            Mistake(72, "You have left the target out: the square is of s - 4."),
            Mistake(84, "Your target is 1, as in the chain above. Here it is 4."),
            Mistake(-6, "That is s. Now go backwards from the loss."),
            Mistake(48, "That is the slope of the chain above. Here are other numbers."),
            Mistake(360, "You have taken the pixel twice."),
            Mistake(
                20,
                "The slope in s is twice s less the target: of which sign? And then go on to the left.",
            ),
            Mistake(
                -40, "That is how fast the loss grows with h, but for the sign, and h is not yet the first weight."
            ),
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
]
