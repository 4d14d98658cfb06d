import json

import pytest
import torch

from mnist_course import checks


def test_close_values_are_reported_and_distant_ones_refused(capsys):
    checks.check_close("gradient", torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.0 + 1e-8]))
    assert capsys.readouterr().out == "gradient: equal to within 1e-06\n"
    with pytest.raises(AssertionError, match="gradient: expected a difference of at most 1e-06, got 1"):
        checks.check_close("gradient", 1.0, 2.0)
    with pytest.raises(AssertionError, match="got nan"):
        checks.check_close("gradient", float("nan"), 2.0)
    with pytest.raises(AssertionError, match=r"expected shape \(2,\), got \(\)"):
        checks.check_close("gradient", 1.0, torch.ones(2))


def test_equal_values_are_reported_and_others_refused(capsys):
    checks.check_equal("weights", torch.ones(2), torch.ones(2))
    checks.check_equal("shape", (1, 2), (1, 2))
    assert capsys.readouterr().out == "weights: equal\nshape: equal\n"
    with pytest.raises(AssertionError, match="shape: expected 2, got 1"):
        checks.check_equal("shape", 1, 2)
    with pytest.raises(AssertionError):
        checks.check_equal("weights", torch.ones(2), torch.zeros(2))


def test_band_holds_prints_itself_and_not_the_value(capsys):
    checks.check_band("key", "the accuracy", 0.9876, 0.98, 0.99)
    assert capsys.readouterr().out == "the accuracy: from 0.98 to 0.99, as expected\n"
    for value in (0.97, 0.995, float("nan")):
        with pytest.raises(AssertionError, match="the accuracy: expected from 0.98 to 0.99, got"):
            checks.check_band("key", "the accuracy", value, 0.98, 0.99)


def test_band_is_not_compared_in_the_fast_mode(monkeypatch, capsys):
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    checks.check_band("key", "the accuracy", 0.1, 0.98, 0.99)
    assert capsys.readouterr().out.startswith("[fast mode]")


def test_band_writes_its_value_where_a_recording_asks_for_it(monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_COURSE_BAND_LOG", str(tmp_path / "log"))
    checks.check_band("key", "the accuracy", 0.5, 0.98, 0.99)
    assert json.loads((tmp_path / "log").read_text()) == {"key": "key", "value": 0.5, "low": 0.98, "high": 0.99}
