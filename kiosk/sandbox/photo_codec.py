"""The sandbox's own photo block: a small WebP behind the header of the real format, in 1024 bytes.

The real format's encoders are closed, so the invented cards of the sandbox carry this. The terminal reads it
through its ordinary ``command`` decoder: ``python -m kiosk.sandbox.photo_codec`` takes the block on stdin and
gives a PNG on stdout.
"""

from __future__ import annotations

import io
import sys
from typing import Any

import numpy as np
from PIL import Image

BLOCK_BYTES = 1024
WIDTH_PX, HEIGHT_PX = 102, 126
HEADER = bytes.fromhex("574C66007E00320000FF")
COMMAND = (sys.executable, "-P", __file__)
"""For ``reader.photo_decoder.command`` of a sandbox's settings; the same as ``-m``, from any folder."""

_ROOM = BLOCK_BYTES - len(HEADER)

Bgr = np.ndarray[Any, np.dtype[np.uint8]]


def encode(photo_bgr: Bgr) -> bytes:
    """The block for a picture (H, W, 3) uint8 BGR, cut to the card's proportion about its middle, at the best
    quality that fits. Raises ``ValueError`` for one that does not fit at any."""
    picture = Image.fromarray(np.ascontiguousarray(photo_bgr[:, :, ::-1]))
    picture = _cut(picture).resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.LANCZOS)
    best = _webp(picture, 0)
    low, high = 1, 100
    while low <= high:
        quality = (low + high) // 2
        tried = _webp(picture, quality)
        if len(tried) <= _ROOM:
            best, low = tried, quality + 1
        else:
            high = quality - 1
    if len(best) > _ROOM:
        raise ValueError("picture too busy for a photo block")
    return (HEADER + best).ljust(BLOCK_BYTES, b"\0")


def decode(block: bytes) -> Image.Image:
    """The picture in a block. Raises ``ValueError`` for a block that the sandbox did not make."""
    if len(block) != BLOCK_BYTES or not block.startswith(HEADER):
        raise ValueError("not a photo block")
    try:
        picture = Image.open(io.BytesIO(block[len(HEADER) :]), formats=["WEBP"]).convert("RGB")
    except OSError as error:
        raise ValueError("not a photo block of the sandbox") from error
    return picture


def _cut(picture: Image.Image) -> Image.Image:
    width = min(picture.width, round(picture.height * WIDTH_PX / HEIGHT_PX))
    height = min(picture.height, round(picture.width * HEIGHT_PX / WIDTH_PX))
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    return picture.crop((left, top, left + width, top + height))


def _webp(picture: Image.Image, quality: int) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "WEBP", quality=quality, method=6)
    return stream.getvalue()


def main() -> int:
    """Decodes stdin to stdout; exit code 1 for a block that is none of ours."""
    try:
        picture = decode(sys.stdin.buffer.read(BLOCK_BYTES + 1))
    except ValueError:
        return 1
    picture.save(sys.stdout.buffer, "PNG")
    return 0


if __name__ == "__main__":
    sys.exit(main())
