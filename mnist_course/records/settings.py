"""What a training is: `Settings`, checked when they are made; and a `Run`, which is what a record has results of."""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from functools import cache
from typing import Any, NamedTuple

RANGES: dict[str, tuple[str, Callable[[Any], bool]]] = {
    **dict.fromkeys(["width", "hidden", "batch_size", "epochs", "steps"], ("of at least 1", lambda n: n >= 1)),
    "unshuffle": ("of at least 1", lambda n: n >= 1),
    "trim": ("of at least 0", lambda n: n >= 0),
    "weight_decay": ("of at least 0, and finite", lambda n: 0 <= n < float("inf")),
    **dict.fromkeys(
        ["momentum", "label_smoothing", "averaging", "dropout"], ("from 0 to below 1", lambda n: 0 <= n < 1)
    ),
    "rate": ("above 0, and finite", lambda n: 0 < n < float("inf")),
    "channels": ("of at least 1, one for each convolution", lambda channels: channels and min(channels) >= 1),
}
BELONGS = {  # a setting means nothing without that value of another one
    **dict.fromkeys(["width", "dropout"], ("network", ("T3 MLP",))),
    **dict.fromkeys(["channels", "hidden", "batch_norm", "trim", "unshuffle"], ("network", ("CNN",))),
    "momentum": ("optimizer", ("SGD",)),
    "label_smoothing": ("loss", ("cross-entropy",)),
}


@cache
def choices() -> dict[str, tuple]:
    """Return what those settings can be that are words. Called only for what is no default: PyTorch takes seconds."""
    from mnist_course import augment, models
    from mnist_course.data import preprocess

    return {
        "network": (*models.NETWORKS, "CNN"),
        "layout": ("channels last", "channels first"),
        "scaling": tuple(preprocess.SCALINGS),
        "optimizer": ("SGD", "Adam", "AdamW"),
        "schedule": ("constant", "step", "cosine", "one-cycle"),
        "augmentation": (None, *augment.AUGMENTATIONS),
        "loss": ("cross-entropy", "squared error", "squared error of probabilities"),
        "precision": ("fp32", "bf16", "fastest"),
    }


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a network is trained; `training.trainer` does it. What is not said is said here.

    Raises
    ------
    TypeError, ValueError
        If there is no such setting, no such value of it, or if it means nothing beside the others.
    """

    network: str = "T1 MLP"  # a name of `models.NETWORKS`, or "CNN" for `models.cnn` with the next five
    channels: tuple[int, ...] | None = None  # after each convolution
    hidden: int | None = None  # width of a linear layer before the scores
    batch_norm: bool = False
    trim: int = 0  # rows and columns cut from each side of the images
    unshuffle: int = 1  # then squares of so many pixels a side become channels of one place
    width: int | None = None  # of both hidden layers, in place of T3's 25
    dropout: float = 0.0  # after each of them
    layout: str = "channels last"  # of the numbers in memory
    scaling: str = "standardized"
    shuffle_pixels: bool = False  # all images' pixels in one other order
    augmentation: str | None = None
    loss: str = "cross-entropy"
    label_smoothing: float = 0.0
    optimizer: str = "Adam"
    rate: float = 1e-3  # the highest, if a schedule moves it
    momentum: float = 0.0
    weight_decay: float = 0.0
    schedule: str = "constant"
    cycle_momentum: bool = True  # one-cycle lowers momentum, or the first beta, while the rate rises
    batch_size: int = 64
    epochs: int = 5
    steps: int | None = None  # to end after so many steps, in place of epochs
    precision: str = "fp32"  # of the arithmetic; "fastest" is bf16 where the hardware is made for it
    averaging: float | None = None  # decay of a moving average of the weights
    recalibrate: bool = False  # measure batch normalisation anew at the end

    def __new__(cls, **settings: Any) -> "Settings":
        """Refuse names that are no settings, and say which are."""
        names = [field.name for field in fields(cls)]
        for name in settings:
            if name not in names:
                meant = get_close_matches(name, names, 1)
                hint = f" (did you mean {meant[0]}?)" if meant else ""
                raise TypeError(f"expected settings from {', '.join(names)}, got {name!r}{hint}")
        return super().__new__(cls)

    def __post_init__(self) -> None:
        """Check every value by itself, then beside the others."""
        for field in fields(self):
            value = getattr(self, field.name)
            if value == field.default and type(value) is type(field.default):
                continue
            if "str" in str(field.type):
                allowed = choices()[field.name]
                if value not in allowed:
                    there = ", ".join(map(repr, allowed))
                    raise ValueError(f"expected {field.name} to be one of {there}, got {value!r}")
                continue
            value = _converted(field.name, value, field.type)
            object.__setattr__(self, field.name, value)
            words, fits = RANGES.get(field.name, ("", lambda _: True))
            if not fits(value):
                raise ValueError(f"expected {field.name} {words}, got {value!r}")
        for name, (other, values) in BELONGS.items():
            if name in self.changes() and getattr(self, other) not in values:
                raise ValueError(
                    f"expected {name} only with the {other} {' or '.join(map(repr, values))}, "
                    f"got {name}={getattr(self, name)!r} with {getattr(self, other)!r}"
                )
        if self.network == "CNN" and self.channels is None:
            raise ValueError("expected channels with the network 'CNN', such as channels=(16, 32), got none")

    def but(self, **changes: Any) -> "Settings":
        """Return these settings with some of them changed."""
        type(self).__new__(type(self), **changes)
        return replace(self, **changes)

    def changes(self) -> dict[str, Any]:
        """Return what differs from the defaults: what a file keeps."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name)) != field.default}


class Run(NamedTuple):
    """One training, or one measurement: what it is called in its study, how it trains if it does, and its seed."""

    labels: dict[str, Any]
    settings: Settings | None
    seed: int

    def key(self) -> str:
        """Return a text that is another one for every other run."""
        return json.dumps([self.labels, self.settings and self.settings.changes(), self.seed], sort_keys=True)

    def __str__(self) -> str:
        named = {**self.labels, **(self.settings.changes() if self.settings else {})}
        words = ", ".join(f"{name} {value}" for name, value in named.items())
        return f"with {words}{' and ' if words else ''}seed {self.seed}"


def run_of(entry: dict[str, Any]) -> Run:
    """Return the run that an entry of a file has the results of."""
    settings = entry["settings"]
    return Run(entry["labels"], None if settings is None else Settings(**settings), entry["seed"])


def _converted(name: str, value: Any, kind: Any) -> Any:
    """Return the value as a plain whole number, number, truth or tuple of whole numbers; a TypeError if it is none."""
    if kind is bool or isinstance(value, bool):
        if kind is bool and isinstance(value, bool):
            return value
    elif "tuple" in str(kind):
        if isinstance(value, list | tuple) and all(isinstance(n, int) and not isinstance(n, bool) for n in value):
            return tuple(value)
    elif isinstance(value, int) or (isinstance(value, float) and "float" in str(kind)):
        return float(value) if "float" in str(kind) else value
    raise TypeError(f"expected {name} of the type {kind.__name__ if isinstance(kind, type) else kind}, got {value!r}")
