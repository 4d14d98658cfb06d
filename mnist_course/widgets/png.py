"""Digits as one picture: a PNG of 16 greys, small enough to travel inside a page, read by every browser."""

import base64
import struct
import zlib
from collections.abc import Sequence

SIDE = 28
COLUMNS = 16


def sheet(images: Sequence[bytes]) -> str:
    """Return images of 784 pixels (0 paper, 255 ink) as the address of one picture, in rows of ``COLUMNS``.

    It shows dark ink on white. Each pixel takes four bits before it is compressed.
    """
    for image in images:
        if len(image) != SIDE * SIDE:
            raise ValueError(f"expected images of {SIDE * SIDE} pixels, got one of {len(image)}")
    rows = max(1, -(-len(images) // COLUMNS))
    blank = bytes(SIDE * SIDE)
    padded = [*images, *[blank] * (rows * COLUMNS - len(images))]
    lines = []
    for row in range(rows):
        band = padded[row * COLUMNS : (row + 1) * COLUMNS]
        for y in range(SIDE):
            line = b"".join(image[y * SIDE : (y + 1) * SIDE] for image in band)
            lines.append(b"\0" + _packed(line))  # 0: no filter
    header = struct.pack(">IIBBBBB", COLUMNS * SIDE, rows * SIDE, 4, 0, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b"")]
    png = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _packed(line: bytes) -> bytes:
    """Return a line of pixels with two to a byte, white where there is no ink."""
    greys = [15 - (pixel * 15 + 127) // 255 for pixel in line]
    return bytes(16 * left + right for left, right in zip(greys[::2], greys[1::2]))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
