"""The environment in which chapters run to be stored, measured or compared: the course's, not that of whoever runs them.

What is inherited could change a result: ``MPLBACKEND=Agg`` alone would store chapters without figures.
"""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import matplotlib

_NO_SETTINGS = tempfile.TemporaryDirectory(
    prefix="mnist_course_"
)  # goes when this process ends

FIXED = {
    "IPYTHONDIR": _NO_SETTINGS.name,  # or a profile chooses the figures' format, or runs code first
    "LC_ALL": "C.UTF-8",
    "MATPLOTLIBRC": str(
        Path(matplotlib.get_data_path()) / "matplotlibrc"
    ),  # as it comes
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "TQDM_DISABLE": "1",  # a stored progress bar would stand at 0%
}
LEFT_OUT = {
    "COLUMNS",
    "LANGUAGE",
    "LINES",
    "MNIST_COURSE_BAND_LOG",
    "MNIST_COURSE_SEED",
    "PYTHONOPTIMIZE",
    "PYTHONSTARTUP",
    "PYTHONWARNINGS",
    "TORCH_SHOW_CPP_STACKTRACES",
}


def environment(
    inherited: Mapping[str, str] | None = None, **more: str
) -> dict[str, str]:
    """Return the environment of a chapter's kernel.

    Parameters
    ----------
    inherited : mapping, optional
        By default, this process's. What can change a result is left out or fixed; how many threads there
        are, and where the data lies, stays.
    **more : str
        Set in any case.
    """
    inherited = os.environ if inherited is None else inherited
    kept = {name: value for name, value in inherited.items() if name not in LEFT_OUT}
    return {**kept, **FIXED, **more}
