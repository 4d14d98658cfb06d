"""Settings are checked when they are made, and every kind of wrong ones is an error that names the right ones."""

import json
import math
import pickle
from dataclasses import FrozenInstanceError, fields

import pytest

from mnist_course.records import Run, Settings
from mnist_course.records.settings import BELONGS, RANGES, choices, run_of

MANY = Settings(
    network="CNN",
    channels=(16, 32),
    batch_norm=True,
    optimizer="SGD",
    momentum=0.9,
    rate=1,
    steps=100,
    augmentation="affine",
    averaging=0.99,
)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"momentun": 0.9}, r"expected settings from network, .*, recalibrate, got 'momentun' \(did you mean momentum"),
        ({"x": 1}, "expected settings from network, .*, recalibrate, got 'x'$"),
        ({"epochs": 2.5}, "expected epochs of the type int, got 2.5"),
        ({"epochs": "5"}, "expected epochs of the type int, got '5'"),
        ({"epochs": True}, "expected epochs of the type int, got True"),
        ({"epochs": None}, "expected epochs of the type int, got None"),
        ({"rate": False}, "expected rate of the type float, got False"),
        ({"batch_norm": 1}, "expected batch_norm of the type bool, got 1"),
        ({"steps": 2.5}, r"expected steps of the type int \| None, got 2.5"),
        ({"network": "CNN", "channels": 16}, r"expected channels of the type tuple\[int, ...\] \| None, got 16"),
        ({"network": "CNN", "channels": (16, 3.2)}, r"expected channels of the type tuple.*, got \(16, 3.2\)"),
        ({"network": "CNN", "channels": (16, True)}, r"expected channels of the type tuple.*, got \(16, True\)"),
    ],
)
def test_unknown_name_or_wrong_type_is_an_error_that_says_what_is_right(settings, message):
    with pytest.raises(TypeError, match=message):
        Settings(**settings)


@pytest.mark.parametrize("name", choices())
@pytest.mark.parametrize("value", ["none of them", 3, ["SGD"]])
def test_unknown_choice_is_an_error_that_names_all(name, value):
    with pytest.raises(ValueError) as error:
        Settings(**{name: value})
    named = ", ".join(map(repr, choices()[name]))
    assert str(error.value) == f"expected {name} to be one of {named}, got {value!r}"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        *(({name: 0}, f"expected {name} of at least 1, got 0") for name in ("epochs", "steps", "batch_size")),
        ({"network": "T3 MLP", "width": -1}, "expected width of at least 1, got -1"),
        ({"network": "CNN", "channels": (16,), "hidden": 0}, "expected hidden of at least 1, got 0"),
        ({"network": "CNN", "channels": (16,), "trim": -1}, "expected trim of at least 0, got -1"),
        ({"network": "CNN", "channels": (16, 0)}, r"expected channels of at least 1, one for each .*, got \(16, 0\)"),
        ({"network": "CNN", "channels": ()}, r"expected channels of at least 1, one for each convolution, got \(\)"),
        *(({"rate": rate}, f"expected rate above 0, and finite, got {rate}") for rate in (0.0, -1.0, math.inf)),
        ({"weight_decay": -0.1}, "expected weight_decay of at least 0, and finite, got -0.1"),
        ({"weight_decay": math.inf}, "expected weight_decay of at least 0, and finite, got inf"),
        ({"optimizer": "SGD", "momentum": 1.0}, "expected momentum from 0 to below 1, got 1.0"),
        ({"label_smoothing": -0.1}, "expected label_smoothing from 0 to below 1, got -0.1"),
        ({"averaging": 1}, "expected averaging from 0 to below 1, got 1.0"),
    ],
)
def test_value_out_of_its_range_is_an_error_that_says_the_range(settings, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        Settings(**settings)


@pytest.mark.parametrize("name", [field.name for field in fields(Settings) if "float" in str(field.type)])
def test_not_a_number_is_out_of_every_range(name):
    with pytest.raises(ValueError, match=f"expected {name} .*got nan"):
        Settings(optimizer="SGD").but(**{name: math.nan})


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"momentum": 0.9}, "expected momentum only with the optimizer 'SGD', got momentum=0.9 with 'Adam'"),
        ({"width": 100}, "expected width only with the network 'T3 MLP', got width=100 with 'T1 MLP'"),
        ({"trim": 1}, "expected trim only with the network 'CNN', got trim=1 with 'T1 MLP'"),
        ({"channels": (16,)}, r"expected channels only with the network 'CNN', got channels=\(16,\) with 'T1 MLP'"),
        (
            {"loss": "squared error", "label_smoothing": 0.1},
            "expected label_smoothing only with the loss 'cross-entropy', got label_smoothing=0.1 with 'squared error'",
        ),
        ({"network": "CNN"}, r"expected channels with the network 'CNN', such as channels=\(16, 32\), got none"),
    ],
)
def test_setting_that_means_nothing_beside_the_others_is_an_error_that_names_both(settings, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        Settings(**settings)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"momentun": 0.9}, TypeError, "did you mean momentum"),
        ({"epochs": True}, TypeError, "epochs of the type int"),
        ({"network": "T5"}, ValueError, "network to be one of 'softmax regression'"),
        ({"rate": 0}, ValueError, "rate above 0"),
        ({"optimizer": "AdamW"}, ValueError, "momentum only with the optimizer 'SGD'"),
    ],
)
def test_a_change_is_checked_too(change, error, message):
    with pytest.raises(error, match=message):
        MANY.but(**change)


def test_a_change_makes_other_settings_and_leaves_these():
    changed = MANY.but(epochs=7, channels=[8])
    assert (changed.epochs, changed.channels, changed.momentum) == (7, (8,), 0.9)
    assert (MANY.epochs, MANY.channels) == (5, (16, 32))
    with pytest.raises(FrozenInstanceError):
        MANY.epochs = 7


def test_what_is_checked_is_a_setting():
    names = {field.name for field in fields(Settings)}
    assert names >= {*choices(), *RANGES, *BELONGS, *(other for other, _ in BELONGS.values())}


def test_settings_that_say_the_same_are_the_same():
    same = [Settings(rate=1, network="CNN", channels=[8]), Settings(network="CNN", channels=(8,), rate=1.0, epochs=5)]
    assert same[0] == same[1] and len(set(same)) == 1
    assert same[0] != same[0].but(rate=2)


@pytest.mark.parametrize("settings", [Settings(), MANY], ids=["default", "many"])
def test_settings_go_into_another_process_and_into_a_file_and_come_back(settings):
    assert pickle.loads(pickle.dumps(settings)) == settings
    assert Settings(**json.loads(json.dumps(settings.changes(), allow_nan=False))) == settings


def test_only_what_differs_from_the_defaults_is_kept():
    assert Settings(epochs=5, momentum=0).changes() == {}
    assert Settings(epochs=6, augmentation="affine").changes() == {"epochs": 6, "augmentation": "affine"}


def test_a_run_is_named_by_labels_changes_and_seed_and_has_another_key_for_each():
    run = Run({"model": "x"}, Settings(epochs=6), 2)
    assert str(run) == "with model x, epochs 6 and seed 2"
    others = [run._replace(seed=3), run._replace(labels={}), run._replace(settings=Settings()), Run({}, None, 2)]
    assert len({one.key() for one in [run, *others]}) == 5
    assert run_of({"labels": {"model": "x"}, "settings": {"epochs": 6, "rate": 1e-3}, "seed": 2}).key() == run.key()
