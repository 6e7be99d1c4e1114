"""What Kivy remembers of texts and pictures by itself, and how to make it forget.

Kivy caches the texture of every line a ``TextInput`` showed, keyed by the plain text, and pictures by name; pieces
of these screens keep only what they show. ``forget_everything`` is called when a visit is wiped.
"""

from __future__ import annotations

import gc

from kivy.cache import Cache
from kivy.core.clipboard import Clipboard

# The art of the screens is no personal datum and stays: it lives in the gallery of ``kiosk.screens.art``, not here.
_TEXT_CACHES = ("textinput.label", "textinput.width", "kv.image", "kv.texture", "kv.loader", "kv.svg")


def forget_everything() -> None:
    """Empties Kivy's text and picture caches and the clipboard, and collects what was dropped."""
    for category in _TEXT_CACHES:
        if category in Cache._categories:
            Cache.remove(category)
    Clipboard.copy("")
    gc.collect()
