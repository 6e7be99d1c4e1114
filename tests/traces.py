"""Finds what is left of a person: in every live object of this process, and in every file below given folders.

It walks all that the garbage collector knows, all that those objects refer to, the frames of every thread, and
looks into texts and raw bytes (arrays, buffers) in every coding a text could lie there. It finds neither itself
nor the needles it was given; whoever calls it builds them at call time, or finds them in the caller's own code.
"""

from __future__ import annotations

import array
import ctypes
import gc
import io
import mmap
import sys
import types
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

CODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
"""What Python, the card (UTF-16-LE), the printer (GB18030) and text providers keep texts in."""
LEAVES = (
    *(str, bytes, io.BytesIO, io.StringIO),
    *(bytearray, memoryview, array.array, np.ndarray, ctypes.Array, mmap.mmap),
)


def traces(needles: list[str], folders: list[Path], pieces: list[bytes] | None = None) -> list[str]:
    """Where any of ``needles`` is found, in words that do not repeat it; empty when nothing is left.

    ``pieces`` are raw bytes to look for, as of a picture or of the numbers of a face.
    """
    gc.collect()
    gc.unfreeze()  # the terminal freezes what stands at its start; this walk goes through that, too
    pieces = pieces or []
    patterns = [needle.encode(coding) for needle in needles for coding in CODINGS] + pieces
    own = {id(needles), id(pieces), id(patterns), *map(id, needles), *map(id, patterns)}
    frame: types.FrameType | None = sys._getframe()
    own.add(id(frame))
    found = _in_files(folders, needles, patterns)
    own.add(id(found))
    for thing, holder in _everything(own):
        text = thing if isinstance(thing, str) else None
        if text is not None:
            hit = any(needle in text for needle in needles)
        else:
            content = _bytes_of(thing)
            hit = content is not None and any(pattern in content for pattern in patterns)
            del content
        if hit:
            found.append(f"{_name(thing)} in {_words_for(holder)}")
    return sorted(found)


# Memory ---------------------------------------------------------


def _everything(own: set[int]) -> Iterator[tuple[Any, Any]]:
    """Every text and buffer within reach, once, with what holds it; not those whose ids are ``own``."""
    frames = [one for one in _frames() if id(one) not in own and one.f_code is not _everything.__code__]
    names = [one.f_locals for one in frames]  # first of all, for this replaces what an earlier look left there
    stack: list[Any] = [one for one in gc.get_objects() if id(one) not in own and not _is_proxy(one)]
    stack += [*frames, *names]
    seen = own | {id(stack)} | {id(one) for one in stack}
    yield from ((one, None) for one in stack if _is_leaf(one))
    keep: list[Any] = []  # an id means something only while its object lives
    own_seen = {id(seen), id(keep), id(own), id(frames), id(names)}
    while stack:
        holder = stack.pop()
        if id(holder) in own_seen:
            continue
        for part in _parts(holder):
            if id(part) in seen or _is_proxy(part):
                continue
            seen.add(id(part))
            keep.append(part)
            if _is_leaf(part):
                yield part, holder
            if not isinstance(part, str | bytes):
                stack.append(part)


def _frames() -> Iterator[types.FrameType]:
    """Every frame of every thread but this one."""
    for top in sys._current_frames().values():
        frame: types.FrameType | None = top
        while frame is not None:
            if frame.f_code is not _frames.__code__:
                yield frame
            frame = frame.f_back


def _parts(holder: Any) -> list[Any]:
    """What an object refers to, also where the collector is not told."""
    parts = gc.get_referents(holder)
    if isinstance(holder, np.ndarray):
        parts += [holder.base] if holder.base is not None else []
        parts += np.ndarray.ravel(holder).tolist() if holder.dtype.hasobject else []
    return parts


def _is_proxy(thing: Any) -> bool:
    """A weak proxy holds nothing, and asking a dead one anything raises."""
    return type(thing) in (weakref.ProxyType, weakref.CallableProxyType)


def _is_leaf(thing: Any) -> bool:
    return isinstance(thing, LEAVES)


def _bytes_of(thing: Any) -> bytes | None:
    try:
        if isinstance(thing, bytes | bytearray):
            return bytes(thing)
        if isinstance(thing, io.BytesIO):
            return thing.getvalue()
        if isinstance(thing, io.StringIO):
            return thing.getvalue().encode(errors="replace")
        if isinstance(thing, np.ndarray):
            return None if thing.dtype.hasobject else np.ndarray.tobytes(thing)
        return memoryview(thing).tobytes()
    except (ValueError, BufferError, TypeError):  # closed or released meanwhile: nothing is in it any more
        return None


def _words_for(holder: Any) -> str:
    """A holder's type, and the types of what holds it; for a frame its function."""
    if isinstance(holder, types.FrameType):
        return f"frame {holder.f_code.co_qualname}"
    names = [_name(one) for one in gc.get_referrers(holder) if not isinstance(one, list) or len(one) < 10_000]
    return f"{_name(holder)} held by {', '.join(sorted(set(names))[:8]) or 'the stack'}"


def _name(thing: Any) -> str:
    if isinstance(thing, types.FrameType):
        return f"frame {thing.f_code.co_qualname}"
    if isinstance(thing, types.FunctionType):
        return f"function {thing.__qualname__}"
    kind = thing if isinstance(thing, type) else type(thing)
    return f"{kind.__module__}.{kind.__qualname__}"


# Files ---------------------------------------------------------


def _in_files(folders: list[Path], needles: list[str], patterns: list[bytes]) -> list[str]:
    found = []
    for path in (one for folder in folders for one in folder.rglob("*")):
        if any(needle in path.name for needle in needles):
            found.append("the name of a file")
        elif path.is_file() and contains(path, patterns):
            found.append(f"file {path.name}")
    return found


def contains(path: Path, patterns: list[bytes]) -> bool:
    """Is any of them in the file? One that a program has taken away meanwhile holds nothing any more."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return False
    return any(pattern in content for pattern in patterns)
