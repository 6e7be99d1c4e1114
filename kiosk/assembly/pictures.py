"""Pictures as the journey needs them: the card's photo, the code on a paper."""

from __future__ import annotations

from kiosk.devices.id_reader.photo import PhotoDecoder
from kiosk.errors import DeviceRefused
from kiosk.journey.ports import Bgr
from kiosk.vision.codes import CodeWatch


class CardPhotos:
    """The card's photo by the decoder this machine was set up with."""

    def __init__(self, decoder: PhotoDecoder) -> None:
        self._decoder = decoder

    def decode(self, block: bytes) -> Bgr:
        """102x126 BGR; may block. Raises ``DeviceRefused`` when the decoder gives no picture."""
        picture = self._decoder.decode(block)
        # A decoder's process may still hold the last face: the next card gets a new one.
        self._decoder.close()
        if picture is None:
            raise DeviceRefused(f"the photo decoder gives no picture: {self._decoder.trouble or 'no picture'}")
        return picture


class PaperCodes:
    """Reads the code on a slip or a telephone that is shown to a camera: live frames, one loop at a time."""

    def __init__(self) -> None:
        self._watch = CodeWatch()

    def read(self, image_bgr: Bgr) -> str | None:
        """The text of the first code, or ``None``. Raises ``NotAnImage``."""
        found = self._watch.step(image_bgr)
        return found[0].text if found else None
