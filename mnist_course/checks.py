"""Assertions that a reader can read: each prints what held, or raises saying what was expected."""

import json
import os

import torch

from mnist_course.modes import is_fast


def check_close(what, actual, expected, tolerance=1e-6):
    """Check that numbers or tensors agree.

    Parameters
    ----------
    what : str
        What is compared, as the beginning of a sentence.
    actual, expected : float or torch.Tensor
        Of equal shapes.
    tolerance : float
        Largest absolute difference allowed.
    """
    actual, expected = torch.as_tensor(actual), torch.as_tensor(expected)
    if actual.shape != expected.shape:
        raise AssertionError(f"{what}: expected shape {tuple(expected.shape)}, got {tuple(actual.shape)}")
    difference = (actual.double() - expected.double()).abs().max().item()
    if not difference <= tolerance:
        raise AssertionError(f"{what}: expected a difference of at most {tolerance:g}, got {difference:g}")
    print(f"{what}: equal to within {tolerance:g}")


def check_equal(what, actual, expected):
    """Check that two values, or two tensors element by element, are equal."""
    if isinstance(actual, torch.Tensor) or isinstance(expected, torch.Tensor):
        same = torch.equal(torch.as_tensor(actual), torch.as_tensor(expected))
    else:
        same = actual == expected
    if not same:
        raise AssertionError(f"{what}: expected {expected}, got {actual}")
    print(f"{what}: equal")


def check_band(key, what, value, low, high):
    """Check that a trained result lies in its band, and print the band (not the value, which varies).

    A band is at most four times as wide as the spread (largest minus smallest) that was recorded over
    seeds under the same key; see the page "How to use this book".

    Parameters
    ----------
    key : str
        Name of the result in the record ``bands``, such as ``"03/softmax-accuracy"``.
    what : str
        What was measured, as the beginning of a sentence.
    value, low, high : float
        The result, and the band's ends. In the fast mode nothing is trained well enough to be compared.
    """
    log = os.environ.get("MNIST_COURSE_BAND_LOG")
    if log:
        with open(log, "a") as file:
            file.write(json.dumps({"key": key, "value": float(value), "low": low, "high": high}) + "\n")
    if is_fast():
        print(f"[fast mode] {what}: trained for a few steps only, not compared")
        return
    if not log and not low <= value <= high:
        raise AssertionError(f"{what}: expected from {low:g} to {high:g}, got {value:.4g}")
    print(f"{what}: from {low:g} to {high:g}, as expected")
