"""Figures that several parts of the tutorials share, each from a run's recorded results."""

from types import SimpleNamespace

import matplotlib.pyplot as plt

from mnist_course import data, figures


def history(entry):
    """Return the entry's curves as attributes, as `figures.learning_curves` takes them."""
    names = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")
    return SimpleNamespace(**{name: entry[name] for name in names})


def cut(entry, epochs):
    """Return the entry with the curves of its first `epochs` only."""
    return {**entry, **{k: v[:epochs] for k, v in entry.items() if k.startswith(("train_", "test_"))}}


def curves(entry, name):
    """Return losses and accuracies, training dashed, test solid."""
    return figures.learning_curves({name: history(entry)}, solid="test")


def predictions(entry, columns=10, when="predictions"):
    """Return the test digits that the run has predicted, in rows of `columns`, with true and predicted class."""
    digits = data.load("test")
    shown = entry["shown"]
    return figures.prediction_grid(digits.images[shown], digits.labels[shown], entry[when], columns)


def comparison(entries):
    """T1's figure: test loss from 0 and test accuracy from 0.9, all models in one axes each."""
    figure, axes = plt.subplots(2, 1, figsize=(6.2, 6.4))
    for ax, quantity, unit in zip(axes, ("test_loss", "test_accuracy"), ("test loss (nats)", "test accuracy")):
        epochs = range(1, 1 + max(len(entry[quantity]) for entry in entries.values()))
        series = {name: entry[quantity] for name, entry in entries.items()}
        figures.lines(epochs, series, xlabel="epoch", ylabel=unit, ax=ax)
    for ax in axes:
        ax.xaxis.get_major_locator().set_params(integer=True)
    axes[0].set_ylim(bottom=0)
    axes[1].set_ylim(bottom=min(0.9, *(min(entry["test_accuracy"]) for entry in entries.values())))
    return figure
