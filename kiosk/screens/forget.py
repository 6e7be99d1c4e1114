"""What Kivy remembers of texts and pictures by itself, and how to make it forget.

Kivy caches the texture of every line a ``TextInput`` showed, keyed by the plain text, and pictures by name; pieces
of these screens keep only what they show. ``forget_everything`` is called when a visit is wiped.
"""

from __future__ import annotations

import ctypes
import gc

from kivy.cache import Cache
from kivy.core.clipboard import Clipboard

# The screens' own pictures are no personal datum and stay; they lie in ``kiosk.screens.art``, not in these caches.
_TEXT_CACHES = ("textinput.label", "textinput.width", "kv.image", "kv.texture", "kv.loader", "kv.svg")


def forget_everything() -> None:
    """Empties Kivy's text and picture caches and the clipboard, and collects what was dropped."""
    for category in _TEXT_CACHES:
        if category in Cache._categories:
            Cache.remove(category)
    # Kivy copies nothing for an empty text, so a blank takes the old one's place.
    Clipboard.copy(" ")
    gc.collect()
    _give_back()


def _give_back() -> None:
    """Hands freed memory back to the system: the process stays small, and what was freed is gone, not just unused.

    ``malloc_trim`` is glibc's; another C library keeps its memory.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
