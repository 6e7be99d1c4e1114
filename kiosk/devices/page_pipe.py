"""How a child process hands pages to its parent: messages over a pipe, each a letter, a length and its content.

``H`` the head of a page (JSON) · ``B`` bytes of its pixels · ``F`` the page is whole · ``E`` why there is no more
(a word) · ``D`` that was all · ``L`` what there is (JSON). Nothing but the standard library: children that are
locked in load little.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HEAD, BYTES, WHOLE, ERROR, DONE, LIST = b"H", b"B", b"F", b"E", b"D", b"L"
_PREFIX_BYTES = 5
PIECE_BYTES = 1 << 20


class PipeBroken(Exception):
    """The child is gone, or what it says is no message."""


class PipeSilent(Exception):
    """Nothing came within the time."""


class PipeUnwanted(Exception):
    """Nobody wants to hear it any more."""


Wanted = Callable[[], bool]
LOOK_S = 0.1
"""Between two looks whether it is still wanted."""


def say(pipe: int, letter: bytes, content: bytes | memoryview = b"") -> None:
    """Writes one message. Raises ``BrokenPipeError`` when nobody reads any more."""
    _write(pipe, letter + len(content).to_bytes(4, "big"))
    _write(pipe, content)


def say_bytes(pipe: int, pixels: bytes | bytearray | memoryview) -> None:
    """Pixels, however many, as ``B`` messages."""
    view = memoryview(pixels).cast("B")
    for start in range(0, len(view), PIECE_BYTES):
        say(pipe, BYTES, view[start : start + PIECE_BYTES])


def _write(pipe: int, content: bytes | memoryview) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(pipe, view) :]


@dataclass(frozen=True)
class Message:
    """What the child said."""

    letter: bytes
    content: bytearray


def heard(pipe: int, timeout_s: float, wanted: Wanted) -> Message:
    """The next message.

    Raises ``PipeSilent`` when it is not whole within the time, ``PipeBroken``, and ``PipeUnwanted`` as soon as
    ``wanted`` says no.
    """
    deadline = time.monotonic() + timeout_s
    prefix = _exactly(pipe, _PREFIX_BYTES, deadline, wanted)
    size = int.from_bytes(prefix[1:], "big")
    if bytes(prefix[:1]) not in (HEAD, BYTES, WHOLE, ERROR, DONE, LIST) or size > PIECE_BYTES:
        raise PipeBroken
    return Message(bytes(prefix[:1]), _exactly(pipe, size, deadline, wanted))


def heard_until_whole(pipe: int, timeout_s: float, wanted: Wanted) -> Iterator[Message]:
    """Messages up to the first that is no ``B``, all within the time. Raises as ``heard``."""
    deadline = time.monotonic() + timeout_s
    while True:
        message = heard(pipe, max(0.0, deadline - time.monotonic()), wanted)
        yield message
        if message.letter != BYTES:
            return


def _exactly(pipe: int, size: int, deadline: float, wanted: Wanted) -> bytearray:
    got = bytearray()
    while len(got) < size:
        if not wanted():
            raise PipeUnwanted
        left_s = deadline - time.monotonic()
        if left_s <= 0:  # also when bytes trickle in
            raise PipeSilent
        if not select.select([pipe], [], [], min(LOOK_S, left_s))[0]:
            continue
        piece = os.read(pipe, size - len(got))
        if not piece:
            raise PipeBroken
        got += piece
    return got
