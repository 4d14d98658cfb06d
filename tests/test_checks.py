import json

import pytest
import torch

from mnist_course import checks
from mnist_course.data import preprocess


def test_close_values_are_reported_and_distant_ones_refused(capsys):
    checks.check_close("gradient", torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.0 + 1e-8]))
    assert capsys.readouterr().out == "gradient: equal to within 1e-06\n"
    with pytest.raises(AssertionError, match="gradient: expected a difference of at most 1e-06, got 1"):
        checks.check_close("gradient", 1.0, 2.0)
    with pytest.raises(AssertionError, match="at most 1e-12, got 1e-09"):
        checks.check_close("plain numbers, in 64 bits", 1.0, 1.0 + 1e-9, 1e-12)
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


def test_what_is_trained_is_not_compared_in_the_fast_mode_and_is_otherwise(monkeypatch, capsys):
    with pytest.raises(AssertionError, match="at most 0.1, got 1"):
        checks.check_close("accuracy", 1.0, 2.0, 0.1, trained=True)
    monkeypatch.setenv("MNIST_COURSE_FAST", "1")
    checks.check_close("accuracy", 1.0, 2.0, 0.1, trained=True)
    assert capsys.readouterr().out.startswith("[fast mode]")
    with pytest.raises(AssertionError):
        checks.check_close("what is computed by hand", 1.0, 2.0, 0.1)


def test_band_writes_its_value_where_a_recording_asks_for_it(monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_COURSE_BAND_LOG", str(tmp_path / "log"))
    checks.check_band("key", "the accuracy", 0.5, 0.98, 0.99)
    assert json.loads((tmp_path / "log").read_text()) == {"key": "key", "value": 0.5, "low": 0.98, "high": 0.99}


def as_the_notebook(source):
    """Run code as a cell does."""
    exec(compile(source, "cell", "exec"), {"__name__": "__main__", "torch": torch, "preprocess": preprocess})


def test_error_of_another_library_is_quoted_below_a_line_that_holds_with_every_version(capsys):
    with checks.shows_error(RuntimeError, "2x3", "4x5", what="a product"):
        as_the_notebook("torch.ones(2, 3) @ torch.ones(4, 5)")
    first, *quoted = capsys.readouterr().out.splitlines()
    assert first == "a product: a RuntimeError, as expected, that says 2x3, 4x5:"
    assert quoted[0].startswith("  | RuntimeError: ") and "4x5" in quoted[-1]
    assert all(line.startswith("  | ") and len(line) <= 70 for line in quoted)


def test_class_that_was_raised_is_quoted_and_the_class_that_was_expected_compared(capsys):
    class NewerError(ValueError):
        pass

    with checks.shows_error(ValueError, "this takes more"):
        raise NewerError("This takes\n\n\tMORE  than \x1b[1mone\x1b[0m\nline.")
    stable, *quoted = capsys.readouterr().out.splitlines()
    assert stable == "a ValueError, as expected, that says this takes more:"
    assert quoted == ["  | NewerError: This takes", "  | MORE than one", "  | line."]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("raise ValueError('expected 2, got 3')", "ValueError: expected 2, got 3\n"),
        ("def f():\n    assert False, 'no'\nf()", "AssertionError: no\n"),
        (
            "preprocess.one_hot(torch.tensor([10]))",
            "ValueError: expected labels from 0 to 9, got 10 (1 are outside)\n",
        ),
    ],
)
def test_error_of_the_notebook_or_of_the_course_is_printed_as_it_is(capsys, source, shown):
    with checks.shows_error(Exception):
        as_the_notebook(source)
    assert capsys.readouterr().out == shown


def test_long_message_is_wrapped(capsys):
    with checks.shows_error(ValueError):
        as_the_notebook("raise ValueError('word ' * 30)")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3 and max(map(len, lines)) <= 70


@pytest.mark.parametrize(
    "source",
    [
        "torch.ones(1)[5]",  # raised by compiled code, called from the notebook
        "preprocess.standardize(None, std='a')",  # or from a line of ours
        "try:\n    int('five')\nexcept ValueError as error:\n    raise ValueError(f'the file: {error}') from error",
    ],
)
def test_words_of_another_library_are_quoted_wherever_they_come_through(capsys, source):
    with checks.shows_error(Exception):
        as_the_notebook(source)
    assert capsys.readouterr().out.startswith("an Exception, as expected:\n  | ")


def test_own_words_for_another_library_s_error_are_printed_as_they_are(capsys):
    with checks.shows_error(ValueError):
        as_the_notebook("try:\n    int('a')\nexcept ValueError as error:\n    raise ValueError('no digits') from error")
    assert capsys.readouterr().out == "ValueError: no digits\n"


def test_error_that_does_not_come_or_is_another_is_refused():
    with (
        pytest.raises(AssertionError, match="^letters: expected a ValueError, that says abc, 10, got no error$"),
        checks.shows_error(ValueError, "abc", "10", what="letters"),
    ):
        pass
    with (
        pytest.raises(AssertionError, match="^expected an IndexError, got ValueError: invalid literal") as caught,
        checks.shows_error(IndexError),
    ):
        int("abc")
    assert isinstance(caught.value.__cause__, ValueError)
    with (
        pytest.raises(AssertionError, match="^expected a ValueError, that says xyz, got ValueError: invalid literal"),
        checks.shows_error(ValueError, "xyz"),
    ):
        int("abc")
    with pytest.raises(KeyboardInterrupt), checks.shows_error(BaseException):
        raise KeyboardInterrupt


def test_number_in_a_message_is_not_a_part_of_a_longer_one(capsys):
    for fragment in ("78", "84", "4"):
        with pytest.raises(AssertionError), checks.shows_error(ValueError, fragment):
            raise ValueError("64x784")
    with checks.shows_error(ValueError, "784", "64X", "x784"):
        raise ValueError("64x784")
