"""nbval compares the chapters in the environment in which they were stored, whatever the caller's is."""

import os
from pathlib import Path

import kernels


def pytest_configure(config):
    """Set what the kernels inherit, and which words of other libraries are not compared."""
    # Whoever asks for the values in the bands, as tests/everywhere.py does, gets them.
    noted = {
        name: os.environ[name]
        for name in ["MNIST_COURSE_BAND_LOG"]
        if name in os.environ
    }
    settings = kernels.environment(MNIST_COURSE_FAST="0", **noted)
    os.environ.clear()
    os.environ.update(settings)
    if not config.getoption("nbval_sanitize_with", None):
        words = Path(__file__).parent.parent / "tests" / "nbval_sanitize.cfg"
        config.option.nbval_sanitize_with = str(words)
