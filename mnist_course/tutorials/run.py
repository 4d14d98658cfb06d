"""One run of a tutorial: its network, trained its way, with the test images looked at as it does."""

from pathlib import Path

import torch

from mnist_course.evaluation import evaluate
from mnist_course.models import count_parameters
from mnist_course.studies.trial import DEFAULTS, prepare, tensors
from mnist_course.training import History, fit
from mnist_course.tutorials import habits, looks
from mnist_course.tutorials.habit import Scene
from mnist_course.tutorials.measures import MEASURES

HABITS = {  # from the name in a run's settings to what watches the run
    "predictions": looks.Predictions,
    "angles": looks.Angles,
    "folds": looks.Folds,
    "true_train": looks.TrueTrain,
    "keep_best": habits.KeepBest,
    "last_batch": habits.LastBatch,
    "log_every": habits.Log,
    "running_loss": habits.RunningLoss,
    "save_as": habits.SaveAndLoad,
}


def run(seed, *, folder, device="cpu", progress=False, stop_after=None, **settings):
    """Train as the settings say and return the results as plain numbers.

    Parameters
    ----------
    seed : int
    folder : str or Path
        Where the run's own files go: T2's saved model, and T4's checkpoints, from which it goes on if it was stopped.
    device : str
    progress : bool
        Show a progress bar.
    stop_after : int, optional
        End after so many epochs.
    **settings
        Of training, as in ``trial.DEFAULTS``; ``extra_epochs`` after those; ``test_at_the_end`` to look at the
        test images only then, and not after every epoch; the names in ``HABITS``. Or ``measure``, the
        name of a function in ``measures.MEASURES``, and nothing else.

    Returns
    -------
    dict
        ``train_*`` and ``test_*`` loss (nats) and accuracy (0-1) after each epoch, ``untrained_*`` on the test
        images before the first, ``parameters``, ``rate``, ``seconds``, and what the habits add.
    """
    if "measure" in settings:
        return MEASURES[settings["measure"]](seed)
    s = {**DEFAULTS, **settings}
    torch.manual_seed(seed)
    train, test = (tensors(split, s["scaling"], device=device) for split in ("train+validation", "test"))
    setup, history = prepare(s, *train), History()
    model, loss_function = setup.model, setup.loss_function
    untrained = evaluate(model, test)
    results = {"parameters": count_parameters(model), "rate": s["rate"]}
    results |= {"untrained_loss": untrained.loss, "untrained_accuracy": untrained.accuracy}
    scene = Scene(setup, history, train, test, seed, Path(folder))
    watching = [HABITS[name](scene, wish) for name, wish in s.items() if name in HABITS]
    for habit in watching:
        habit.resume()
        loss_function = habit.listen(loss_function)
    epochs = s["epochs"] + s.get("extra_epochs", 0)
    fit(
        model,
        setup.batches,
        optimizer=setup.optimizer,
        epochs=min(epochs, stop_after or epochs),
        validation=None if s.get("test_at_the_end") else test,
        loss_function=loss_function,
        on_step=[habit.on_step for habit in watching],
        on_epoch=[habit.on_epoch for habit in watching],
        history=history,
        progress=progress,
    )
    for name in ("train_loss", "train_accuracy", "seconds"):
        results[name] = getattr(history, name)
    looks = zip(history.validation_loss, history.validation_accuracy)
    looks = [evaluate(model, test)] if s.get("test_at_the_end") else list(looks)
    results["test_loss"], results["test_accuracy"] = ([look[i] for look in looks] for i in (0, 1))
    for habit in watching:
        results |= habit.results()
    return results
