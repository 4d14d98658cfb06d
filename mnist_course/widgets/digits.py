"""The digits that travel with a page: 10,000 to learn from, 2,000 to judge by, and fifty to look at.

They are read from the files of the package without PyTorch and NumPy, since the site is built without them.
`mnist_course.widgets.bundle` hands them to pages and notebooks.
"""

import base64
import functools
import lzma
import zlib
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "idx"
PIXELS, TRAINING, VALIDATION, VALIDATION_START = 784, 10_000, 2_000, 50_000

# Rows of the validation split. The digits of the red thread, then seventeen that most networks of the record "promise"
# misread, then three of each digit that next to none misreads.
FIFTY = (
    *(6841, 5294, 9701),
    *(1248, 3806, 9915, 3638, 6014, 7486, 340, 4264, 2914, 6596, 2932, 6224, 2981, 7662, 1944, 3063, 9720),
    *(18, 26, 36, 16, 23, 32, 11, 28, 65, 0, 12, 43, 9, 14, 22),
    *(6, 10, 17, 2, 4, 27, 21, 37, 38, 1, 8, 13, 3, 20, 30),
)
# A byte in sixteen shades, in the upper and in the lower half of a byte: pictures of 4 bits a pixel train as well.
UPPER = bytes(round(value / 17) << 4 for value in range(256))
LOWER = bytes(round(value / 17) for value in range(256))


def digits() -> dict[str, dict[str, int | str]]:
    """Return the first 10,000 training and the first 2,000 validation digits, at 4 bits a pixel.

    Each of the two has ``count``; ``bits`` a pixel; ``labels``, a string of digits; and ``pixels``, base64 of deflated
    rows, where the earlier of two pixels is the upper half of a byte.
    """
    return {
        "training": _packed(range(TRAINING)),
        "validation": _packed(range(VALIDATION_START, VALIDATION_START + VALIDATION)),
    }


def fifty() -> dict[str, dict[str, int | str]]:
    """Return fifty validation digits, the hardest among them, at 8 bits a pixel; see `FIFTY` and `digits`."""
    return {"fifty": _packed([VALIDATION_START + row for row in FIFTY], bits=8)}


def _packed(rows: range | list[int], bits: int = 4) -> dict[str, int | str]:
    pixels, labels = _training_file()
    shown = b"".join(pixels[row * PIXELS : (row + 1) * PIXELS] for row in rows)
    if bits == 4:
        shown = _half_bytes(shown)
    deflate = zlib.compressobj(7, zlib.DEFLATED, -15)  # raw; level 9 takes 1.5 s more for 2%
    return {
        "count": len(rows),
        "bits": bits,
        "labels": "".join(str(labels[row]) for row in rows),
        "pixels": base64.b64encode(deflate.compress(shown) + deflate.flush()).decode(),
    }


def _half_bytes(pixels: bytes) -> bytes:
    # Two long numbers joined bit by bit: no loop over five million pairs.
    upper, lower = pixels[::2].translate(UPPER), pixels[1::2].translate(LOWER)
    joined = int.from_bytes(upper, "big") | int.from_bytes(lower, "big")
    return joined.to_bytes(len(upper), "big")


@functools.cache
def _training_file() -> tuple[memoryview, bytes]:
    images, labels = (
        lzma.decompress((FOLDER / f"train-{name}-ubyte.xz").read_bytes()) for name in ("images-idx3", "labels-idx1")
    )
    return memoryview(images)[16:], labels[8:]  # without the headers
