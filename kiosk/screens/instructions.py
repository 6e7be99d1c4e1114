"""New instructions read aloud, each once, to a person who asked to be read to."""

from __future__ import annotations

from kiosk.screens.means import Means


class Instructions:
    """Of one screen whose sentence changes while somebody looks elsewhere."""

    def __init__(self, means: Means) -> None:
        self._means, self._last = means, ""

    def shown(self, text: str) -> None:
        """The sentence on the screen; said when it is another than the last."""
        if text != self._last:
            self._last = text
            if self._means.voice.wanted:
                self._means.voice.say(text, self._means.words.language)
