"""T1's networks trained in other ways too, each timed beside ours: a DataLoader with workers, Keras, and JAX.

Keras and JAX train each in a process of its own, and where one is missing the record says so.
"""

from functools import partial
from importlib.metadata import PackageNotFoundError, version

from mnist_course.evaluation import evaluate
from mnist_course.records import Run, Settings
from mnist_course.studies.benchmark import libraries, rounds
from mnist_course.studies.benchmark.rounds import SETTINGS, WARM_UP
from mnist_course.studies.jobs import side_by_side
from mnist_course.studies.study import Place, Results, Study, Variant
from mnist_course.training.parts import tensors

NETWORKS = ("T1 MLP", "T1 CNN")
PACKAGES = {"Keras": ("keras", "tensorflow"), "JAX": ("jax", "optax")}
WAYS = ("ours", "tutorial", "workers", *PACKAGES)


def one_round(settings: Settings, seed: int, steps: int | None = None) -> Results:
    """Train a network for an epoch in each way that is there, in the opposite order in every second round.

    Returns
    -------
    dict
        ``images`` of the epoch; for each of ``WAYS``, ``*_seconds`` of it and the ``*_accuracy`` (0-1) on the
        validation images, and ``*_versions`` of other libraries; or ``*_skipped``, with the reason.
    """
    results: Results = {"images": len(libraries.arrays("train", settings, steps)[0])}
    for way in WAYS if seed % 2 == 0 else reversed(WAYS):
        try:
            versions = ", ".join(map(_version, PACKAGES.get(way, ())))
        except PackageNotFoundError as error:
            results[f"{way}_skipped"] = f"{error.name} is not installed"
            continue
        results |= {f"{way}_{name}": value for name, value in _trained(way, settings, seed, steps).items()}
        results |= {f"{way}_versions": versions} if versions else {}
    return results


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        if package != "tensorflow":
            raise
        return _version("tensorflow-cpu")  # the same module


def _trained(way: str, settings: Settings, seed: int, steps: int | None) -> Results:
    if way in PACKAGES:
        function = partial(_trained_by, settings=settings, seed=seed, steps=steps)
        return next(iter(dict(side_by_side([way], function, jobs=1)).values()))
    rounds.train(way, settings, seed, steps=WARM_UP)
    trained = rounds.train(way, settings, seed, steps=steps)
    accuracy = evaluate(trained.model, tensors("validation", settings.scaling)).accuracy
    return {"seconds": trained.seconds, "accuracy": accuracy}


def _trained_by(library: str, settings: Settings, seed: int, steps: int | None) -> Results:
    return {"Keras": libraries.train_keras, "JAX": libraries.train_jax}[library](settings, seed, steps)


def measure(run: Run, place: Place) -> Results:
    """Make one round of one network."""
    return one_round(run.settings, run.seed)


def check(runs: list[Run], place: Place) -> None:
    """Raise a ValueError unless all is measured on the CPU."""
    if place.device != "cpu":
        raise ValueError(f"expected --device cpu, where all the libraries can be compared, got {place.device}")


OTHERS = Study(
    "others",
    "How fast are the same networks with workers that load, in Keras and in JAX?",
    [Variant(settings=SETTINGS[name]) for name in NETWORKS],
    5,
    measure,
    timed=True,
    check=check,
)
