"""What moves: demos that live on the site's pages and in notebooks, from the same JavaScript.

Each function shows one demo. What stays in a stored notebook is a `div` that the site brings to life, and a sentence
for places without JavaScript. See `mnist_course.widgets.bundle` for how pages and notebooks get at the JavaScript.
"""

from mnist_course.widgets.show import show

__all__ = ["draw"]


def draw() -> None:
    """Show the pad: draw a digit, and five networks read it (chapter 06)."""
    show("draw", "On the course's pages, and when you run this cell, you draw a digit here, and five networks read it.")
