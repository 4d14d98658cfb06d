"""What several seeds gave: a mean within its band, dots in rows; and logarithmic axes that a reader can read."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator
from numpy.typing import ArrayLike

from mnist_course.evaluation.noise import estimate
from mnist_course.figures.style import INK, array_of, style_of


def band(ax: Axes, x: ArrayLike, runs: ArrayLike, name: str = "", index: int = 0, **look: object) -> Axes:
    """Draw the mean over seeds as a line within the band of its 95% interval (see `evaluation.noise`).

    Parameters
    ----------
    runs : array of shape (seeds, len(x))
    name, index
        See `style_of`.
    **look
        For the line: ``label``, ``linestyle``, or others than the style's ``color`` and ``marker``.
    """
    runs = np.asarray(array_of(runs), dtype=float)
    if runs.ndim != 2 or not len(runs) or runs.shape[1] != len(x):
        raise ValueError(f"expected runs of shape (seeds, {len(x)}), got {runs.shape}")
    color, marker = style_of(name, index)
    (line,) = ax.plot(x, runs.mean(axis=0), **{"color": color, "marker": marker, **look})
    if len(runs) > 1:
        spreads = [estimate(column) for column in runs.T]
        ends = ([e.low for e in spreads], [e.high for e in spreads])
        ax.fill_between(x, *ends, color=line.get_color(), alpha=0.2, linewidth=0)
    return ax


def dot_rows(
    ax: Axes, rows: Mapping[str, ArrayLike], name: str = "", *, shift: float = 0.0, mean: bool = True, **look: object
) -> Axes:
    """Draw a row of dots, one per seed, for every entry of `rows`, the first at the bottom; black bars are means.

    Parameters
    ----------
    rows : dict
        From a row's name, which stands at its left, to its values.
    name
        See `style_of`.
    shift : float
        Of all rows, in rows: several calls draw beside each other in the same rows.
    **look
        For the dots: ``label``, ``markerfacecolor``, or others than the style's ``color`` and ``marker``.
    """
    color, marker = style_of(name)
    look = {"color": color, "marker": marker, "alpha": 0.6, "linestyle": "none", **look}
    for place, values in enumerate(map(array_of, rows.values())):
        ax.plot(values, np.full(len(values), place + shift), **look)
        look.pop("label", None)  # one entry in the legend is enough
        if mean:
            ax.plot(values.mean(), place + shift, "|", color="black", markersize=10, markeredgewidth=1.8, zorder=3)
    ax.set_yticks(range(len(rows)), list(rows))
    return ax


def change_rows(ax: Axes, changes: Mapping[str, ArrayLike], name: str = "", *, title: str = "") -> Axes:
    """Draw rows of dots about zero, the first on top, and below each row the 95% interval of its mean.

    Parameters
    ----------
    changes : dict
        From a row's name to what changed, one value per seed: differences from something, which is the line at zero.
    name
        See `style_of`.
    title : str
        Stands over the whole figure, from its left edge, because the rows' names take much of its width.
    """
    rows = dict(reversed(list(changes.items())))
    dot_rows(ax, rows, name, markersize=7)
    for place, values in enumerate(map(array_of, rows.values())):
        spread = estimate(values)
        ax.errorbar(spread.mean, place - 0.25, xerr=spread.half, fmt="|", color=INK, capsize=4)
    ax.axvline(0, color=INK, linewidth=1)
    ax.set_ylim(-0.6, len(rows) - 0.6)  # neither the lowest interval nor the top row on the frame's edge
    ax.locator_params(axis="x", nbins=5)
    ax.figure.suptitle(title, x=0.01, ha="left", fontsize=12)
    return ax


def log_ticks(ax: Axes, *, x: Sequence[float] | None = None, y: Sequence[float] | None = None) -> Axes:
    """Make the axes with ticks logarithmic, with these ticks as plain numbers (20,000 and not 2·10⁴) and no others."""
    for direction, ticks in (("x", x), ("y", y)):
        if ticks is not None:
            ax.set(**{f"{direction}scale": "log"})
            ax.set(**{f"{direction}ticks": ticks, f"{direction}ticklabels": [f"{tick:,g}" for tick in ticks]})
            getattr(ax, f"{direction}axis").set_minor_locator(NullLocator())
    return ax
