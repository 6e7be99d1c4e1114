"""The process that a vendor's photo library lives in: blocks in on stdin, pictures out on stdout.

Run by ``photo_library`` as a program of its own, with nothing but the standard library. A request is the 1024-byte
block; a reply is a letter (``R`` raw BGR, ``I`` an image file, ``E`` the library said no), four bytes of length
and the content.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from typing import BinaryIO

RAW, IMAGE, REFUSED = b"R", b"I", b"E"
HEAD_BYTES = 5
LARGEST = 65536

_BLOCK_BYTES = 1024
_ROW_BYTES = 102 * 3
_RAW_BYTES = 126 * _ROW_BYTES
_BMP_BYTES = 54 + 126 * (_ROW_BYTES + 2)
_UNTOUCHED = b"\xa5"

Decode = Callable[[bytes], tuple[bytes, bytes]]


def load(library: str, symbol: str, signature: str, save_argument: int) -> Decode:
    """The library's function as ``block -> (kind, content)``. Raises ``OSError`` or ``AttributeError``."""
    function = getattr(ctypes.CDLL(library), symbol)
    function.restype = ctypes.c_int
    if signature == "unpack_sized":
        return lambda block: _unpack_sized(function, block)
    return lambda block: _unpack(function, block, save_argument)


def serve(decode: Decode, requests: BinaryIO, replies: BinaryIO) -> None:
    """Answers request after request until there are no more."""
    while len(block := requests.read(_BLOCK_BYTES)) == _BLOCK_BYTES:
        kind, content = decode(block)
        replies.write(kind + len(content).to_bytes(4, "big") + content)
        replies.flush()


def _unpack(function: Callable[..., int], block: bytes, save_argument: int) -> tuple[bytes, bytes]:
    """``int unpack(char *src, char *dst, int save)``: 1 for success; raw BGR or, in some builds, a BMP."""
    target = ctypes.create_string_buffer(_UNTOUCHED * LARGEST, LARGEST)
    if function(block, target, save_argument) != 1:
        return REFUSED, b""
    if target.raw[:2] == b"BM" and int.from_bytes(target.raw[2:6], "little") == _BMP_BYTES:
        return IMAGE, target.raw[:_BMP_BYTES]
    # More or less than one picture was written: another size, another format.
    written = len(target.raw.rstrip(_UNTOUCHED))
    whole = _RAW_BYTES - _ROW_BYTES < written <= _RAW_BYTES
    return (RAW, target.raw[:_RAW_BYTES]) if whole else (REFUSED, b"")


def _unpack_sized(function: Callable[..., int], block: bytes) -> tuple[bytes, bytes]:
    """``int _Unpack(unsigned char *src, int n, unsigned char *dst, int *ndst)``: a BMP of ``*ndst`` bytes."""
    target, size = ctypes.create_string_buffer(LARGEST), ctypes.c_int(LARGEST)
    function(block, len(block), target, ctypes.byref(size))
    if not 0 < size.value < LARGEST:
        return REFUSED, b""
    return IMAGE, target.raw[: size.value]


def main(library: str, symbol: str, signature: str, save_argument: str) -> None:
    """Keeps the pipe to itself: what the library prints must not mix with the replies."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(load(library, symbol, signature, int(save_argument)), sys.stdin.buffer, replies)


if __name__ == "__main__":
    main(*sys.argv[1:])
