"""Keys in the words of the visit's language, and where they stand: under their box, or beside it in landscape."""

from __future__ import annotations

from kiosk.screens.arrangement import Body
from kiosk.screens.means import Means
from kiosk.screens.widgets.field import Field
from kiosk.screens.widgets.keys import Keys

WORDS = ("backspace", "clear", "space", "shift")


def make_keys(means: Means, mode: str) -> Keys:
    """Keys that write into the journey; ``mode`` is ``latin`` (with digits), ``digits`` or ``id``."""
    words = {one: means.word(f"screens_b.key_{one}") for one in WORDS}
    keys = Keys(means.look, mode=mode, words=words)
    keys.bind(on_key=lambda _, key: means.actions.type_key(key))
    return keys


def box_and_keys(means: Means, box: Field, keys: Keys) -> Body:
    """The box stays in sight whatever the size of the text."""
    if means.look.landscape:
        return Body(work=[keys], under=[box])
    return Body(over=[box], work=[keys])
