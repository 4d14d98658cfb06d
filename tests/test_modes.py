import pytest
import torch

from mnist_course.session.modes import FAST_STEPS, fast_limit, is_fast, set_seed


@pytest.mark.parametrize("value", ["1", "true", "yes", "on", "True", "ON", " 1 "])
def test_fast_mode_is_switched_on_by_words_that_mean_on(monkeypatch, value):
    monkeypatch.setenv("MNIST_COURSE_FAST", value)
    assert is_fast() and fast_limit(1_000) == FAST_STEPS


@pytest.mark.parametrize("value", ["0", "false", "no", "off", "", "False", "OFF", None])
def test_fast_mode_is_off_by_words_that_mean_off_and_by_default(monkeypatch, value):
    monkeypatch.delenv("MNIST_COURSE_FAST", raising=False)
    if value is not None:
        monkeypatch.setenv("MNIST_COURSE_FAST", value)
    assert not is_fast() and fast_limit(1_000) == 1_000


@pytest.mark.parametrize("value", ["2", "fast", "nein", "-"])
def test_other_words_for_the_fast_mode_are_an_error_that_names_the_variable(monkeypatch, value):
    monkeypatch.setenv("MNIST_COURSE_FAST", value)
    with pytest.raises(ValueError, match=f"MNIST_COURSE_FAST to be 1, true, .* off or nothing, got '{value}'"):
        is_fast()


def test_seed_is_shifted_from_outside(monkeypatch):
    assert set_seed(5) == 5
    first = torch.rand(1)
    monkeypatch.setenv("MNIST_COURSE_SEED", "3")
    assert set_seed(2) == 5
    assert torch.equal(first, torch.rand(1))


def test_empty_shift_of_the_seed_is_none(monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_SEED", "")
    assert set_seed(5) == 5


@pytest.mark.parametrize("value", ["abc", "1.5", "3 4"])
def test_shift_of_the_seed_that_is_no_integer_is_an_error_that_names_the_variable(monkeypatch, value):
    monkeypatch.setenv("MNIST_COURSE_SEED", value)
    with pytest.raises(ValueError, match=f"MNIST_COURSE_SEED to be an integer, got '{value}'"):
        set_seed(5)
