"""One look for all figures: the same model has the same colour and marker in the whole book."""

from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from numpy.typing import ArrayLike

# Okabe and Ito's palette, which colour-blind readers can tell apart; markers say the same without colour.
RIGHT, WRONG, INK = "#0072B2", "#D55E00", "#222222"
MODEL_STYLES = {
    "softmax regression": ("#666666", "o"),
    "MLP": ("#0072B2", "s"),
    "LeNet-5": ("#CC79A7", "D"),
    "CNN": ("#D55E00", "^"),
    "CNN with augmentation": ("#009E73", "v"),
    "best network": ("#000000", "*"),
}
_OTHERS = [("#E69F00", "P"), ("#56B4E9", "X"), ("#8C564B", "<"), ("#7F3C8D", ">"), ("#A6761D", "h"), ("#1B7837", "p")]


def style_of(name: str, index: int = 0) -> tuple[str, str]:
    """Return (colour, marker): the model's own if `name` is in ``MODEL_STYLES``, else the `index`-th other."""
    return MODEL_STYLES.get(name) or _OTHERS[index % len(_OTHERS)]


def text_color(color: str) -> tuple[float, float, float]:
    """Return `color`, as much darker as text in it needs to be read on white: a contrast of 4.5 (WCAG 2, AA)."""
    rgb = np.array(to_rgb(color))
    while 1.05 / (luminance(rgb) + 0.05) < 4.5:
        rgb = 0.95 * rgb
    red, green, blue = rgb.tolist()
    return red, green, blue


def luminance(rgb: ArrayLike) -> float:
    """Return the relative luminance (0-1) of a colour in sRGB, as WCAG 2 defines it."""
    value = np.asarray(rgb, dtype=float)
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def use_style() -> None:
    """Set Matplotlib's defaults for the course: legible at phone width, opaque white, no frame clutter.

    In a notebook, figures are drawn with twice as many pixels, for fine screens.
    """
    if "inline" in matplotlib.get_backend():
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("retina")
    plt.rcParams.update(
        {
            "figure.figsize": (5.2, 3.3),  # at which 11 points are 10 pixels on a phone of 390
            "figure.dpi": 110,
            "figure.facecolor": "white",
            "figure.constrained_layout.use": True,
            "savefig.facecolor": "white",
            "font.size": 11,
            "axes.titlesize": 12,
            "axes.titlelocation": "left",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "grid.alpha": 0.25,
            "lines.linewidth": 2,
            "lines.markersize": 5,
        }
    )


def axes_or_new(ax: Axes | None, **options: Any) -> Axes:
    """Return `ax`, or the axes of a new figure."""
    return ax if ax is not None else plt.subplots(**options)[1]


def array_of(values: ArrayLike) -> np.ndarray:
    """Return a tensor on any device, an array or a list as an array."""
    return values.detach().cpu().numpy() if hasattr(values, "detach") else np.asarray(values)
