"""T1's networks are trained by other means too, the same work in each; what is not installed is left out, and said."""

import ast
import json
from importlib.metadata import PackageNotFoundError
from itertools import islice
from pathlib import Path

import pages
import pytest
import torch
import torch.nn.functional as F
from makers import benchmark, benchmark_others, growth
from PIL import Image

from mnist_course import models, records
from mnist_course.records import Record
from mnist_course.studies.benchmark import libraries, others
from mnist_course.studies.benchmark.rounds import SETTINGS, make_batches
from mnist_course.studies.study import Place


def scores_by_torch(layers, x):
    for kind, (weight, bias) in ((kind, [*map(torch.tensor, own)] or [None, None]) for kind, own in layers):
        if kind == "convolution":
            x = F.conv2d(x.permute(0, 3, 1, 2), weight.permute(3, 2, 0, 1), bias, padding=1).permute(0, 2, 3, 1)
        elif kind == "linear":
            x = x @ weight + bias
        elif kind == "pooling":
            x = F.max_pool2d(x.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)
        else:
            x = x.relu() if kind == "ReLU" else x.flatten(1)
    return x.numpy()


def scores_by_keras(layers, x):
    pytest.importorskip("tensorflow")
    pytest.importorskip("keras")
    return libraries.keras_network(layers).predict(x.numpy(), verbose=0)


def scores_by_jax(layers, x):
    pytest.importorskip("jax")
    return libraries.jax_scores([kind for kind, _ in layers], [own for _, own in layers], x.numpy())


@pytest.mark.parametrize("scores", [scores_by_torch, scores_by_keras, scores_by_jax])
@pytest.mark.parametrize("name", others.NETWORKS)
def test_the_network_of_another_library_gives_the_scores_that_ours_gives(name, scores, small):
    torch.manual_seed(3)
    ours, images = models.build(name), small[0][:8]
    theirs = scores(libraries.layers_of(name, 3), images.permute(0, 2, 3, 1).contiguous())
    assert torch.allclose(ours(images), torch.tensor(theirs.__array__()), atol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(("way", "module"), [("Keras", "tensorflow"), ("JAX", "optax")])
def test_a_few_steps_in_another_library_learn_about_as_much_as_ours(way, module):
    pytest.importorskip(module)
    found, ours = (others._trained(which, SETTINGS["T1 MLP"], 0, steps=40) for which in (way, "ours"))
    assert found["accuracy"] == pytest.approx(ours["accuracy"], abs=0.06) and found["seconds"] > 0


def test_only_functions_import_what_the_course_does_without():
    module = ast.parse(Path(libraries.__file__).read_text(encoding="utf-8"))
    named = {alias.name for node in module.body if isinstance(node, ast.Import) for alias in node.names}
    assert not named & {"keras", "tensorflow", "jax", "optax"}


def test_workers_load_the_batches_that_the_tutorials_loop_loads():
    loaders = [make_batches(way, SETTINGS["T1 MLP"], 3) for way in ("tutorial", "workers")]
    assert [loader.num_workers for loader in loaders] == [0, 2]
    for (x, y), (other_x, other_y) in zip(*(list(islice(loader, 2)) for loader in loaders), strict=True):
        assert torch.equal(x, other_x) and torch.equal(y, other_y)


@pytest.fixture
def pretend(monkeypatch):
    """Train nothing, in no time; of the other libraries only JAX is there."""
    done = []

    def version(package):
        if package in ("jax", "optax"):
            return "1.0"
        raise PackageNotFoundError(package)

    def trained(way, settings, seed, steps):
        done.append(way)
        return {"seconds": 2.0, "accuracy": 0.9}

    monkeypatch.setattr(others, "version", version)
    monkeypatch.setattr(others, "_trained", trained)
    return done


def test_what_is_not_installed_is_said_and_the_others_are_measured(pretend):
    first, second = (others.one_round(SETTINGS["T1 MLP"], seed) for seed in (0, 1))
    assert pretend == ["ours", "tutorial", "workers", "JAX", "JAX", "workers", "tutorial", "ours"]
    assert first == second and first["images"] == 50_000 and first["JAX_versions"] == "jax 1.0, optax 1.0"
    assert first["Keras_skipped"] == "keras is not installed" and "Keras_seconds" not in first


def test_a_gpu_is_refused():
    with pytest.raises(ValueError, match="expected --device cpu.*got cuda"):
        others.check([], Place("cuda", Path(), Path()))


def a_record(**seconds):
    """Three rounds of T1's MLP, 100 images each; ours takes 1, 2 and 4 s."""
    entries = []
    for seed, ours in enumerate((1.0, 2.0, 4.0)):
        found = {"images": 100, "ours_seconds": ours, "Keras_skipped": "keras is not installed", "seed": seed}
        found |= {f"{way}_seconds": ours * values[seed] for way, values in seconds.items()}
        found |= {f"{way}_accuracy": 0.9 + seed / 100 for way in ("ours", *seconds)}
        entries.append({"labels": {}, "settings": {"network": "T1 MLP"}, "JAX_versions": "jax 1, optax 2", **found})
    return Record("others", {"command": "make others", "versions": "torch", "machines": ["an abacus"]}, entries)


def page(record):
    return pages.TEMPLATES.get_template("benchmark.md").render(benchmark.values() | benchmark_others.values(record))


def test_the_page_shows_the_rounds_and_what_was_skipped():
    text = page(a_record(tutorial=(5, 6, 8), JAX=(2, 3, 2)))
    assert "| T1 MLP | ours | 50 |  |  | 91.00 % |  |" in text
    assert "| T1 MLP | tutorial's loop | 8 | 6.00 | 5.00 to 8.00 | 91.00 % | as much |" in text
    assert "| T1 MLP | JAX | 17 | 2.00 | 2.00 to 3.00 | 91.00 % | as much |" in text
    assert "Ours is ahead of each of them, in every round." in text
    assert "Keras was not measured: keras is not installed." in text
    assert "Versions: jax 1 and optax 2." in text and "on an abacus" in text


def test_the_page_says_where_ours_is_not_ahead():
    text = page(a_record(workers=(0.5, 0.6, 0.9), JAX=(0.9, 1.1, 1.2)))
    assert "For T1 MLP, the tutorial's loop with workers is faster than ours in every round." in text
    assert "For T1 MLP, neither JAX nor ours is faster in every round." in text
    assert "JAX compiles the whole step" in text and "ahead of each" not in text


def test_without_a_record_the_section_is_left_out():
    assert "in Keras and in JAX" not in page(None)


def test_the_figure_of_what_the_seconds_grow_with_shows_the_record():
    drawn = Image.open(pages.BOOK / "images" / "seconds_growth.png").text["Description"]
    assert json.loads(drawn) == growth.points(records.load("seconds_growth")), "run python book/pages.py"


def test_the_text_on_what_the_seconds_grow_with_holds_for_the_record():
    curves = growth.points(records.load("seconds_growth"))
    images, width, batch, threads = (curves[name] for name in ("images", "width", "batch", "threads"))
    assert images["50000"] / images["1000"] == pytest.approx(50, rel=0.2)
    assert width["0.5"] > 0.5 * width["1"] and 3 < width["4"] / width["2"] < 5
    assert batch["8"] > batch["32"] > batch["128"] > batch["512"] < min(batch["1024"], batch["2048"])
    assert 1.5 < threads["1"] / threads["2"] < 2
