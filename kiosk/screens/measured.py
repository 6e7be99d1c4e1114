"""What was measured of the texts on the screen: setting a text in lines is dear, and each is asked for many times.

Texts may be somebody's, so the host forgets them with the screen that showed them.
"""

from __future__ import annotations

from typing import Any


class Measured:
    """Widths and settings by text and type; ``kiosk.screens.typeset`` fills and asks it."""

    def __init__(self) -> None:
        self.widths: dict[tuple[str, str, bool, int], float] = {}
        """Panel px of one line, by text, family, weight and size."""
        self.settings: dict[tuple[object, ...], Any] = {}
        """Texts set in lines, by all that they were set with."""

    def forget(self) -> None:
        """Nothing of any text is left."""
        self.widths.clear()
        self.settings.clear()
