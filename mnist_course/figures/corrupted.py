"""One digit under all corruptions at all strengths."""

import matplotlib.pyplot as plt

from mnist_course.figures.digits import draw, pictures_of


def corruption_table(pictures, *, title=None, size=0.8):
    """Draw one digit's corruptions: a row per name, a column per strength.

    Parameters
    ----------
    pictures : dict
        From a corruption's name to its images, array of shape (S, 28, 28) or (S, 1, 28, 28), one per
        strength, from 0 to 1. All names with the same S.
    title : str, optional
        Of the whole figure: the finding.
    size : float
        Width of a digit in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    rows = {name: pictures_of(images) for name, images in pictures.items()}
    counts = {len(images) for images in rows.values()}
    if len(counts) != 1:
        raise ValueError(f"expected as many strengths for every corruption, got {sorted(counts)}")
    columns = counts.pop()
    figure, axes = plt.subplots(len(rows), columns, figsize=(columns * size + 1.2, len(rows) * size), squeeze=False)
    for line, (name, images) in zip(axes, rows.items()):
        for ax, picture in zip(line, images):
            draw(ax, picture)
            ax.images[0].set_clim(0, 1)  # so that a faint digit is drawn faint
        line[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=10)
    for strength, ax in enumerate(axes[0]):
        ax.set_title(str(strength), fontsize=10, pad=3, loc="center")
    if title:
        figure.suptitle(title, x=0.01, ha="left")
    return figure
