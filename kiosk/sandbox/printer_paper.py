"""The paper of the emulated printer: strips of dots as they leave the head, cut into slips.

Twelve millimetres lie between the head and the knife, as in a real printer: that much blank paper begins every
slip, and what is not forwarded past the knife stays with the next one.
"""

from __future__ import annotations

import threading
from pathlib import Path

from PIL import Image

HEAD_TO_KNIFE = 96
"""Dots between print head and knife (12 mm)."""
_PAPER_DOTS = {384: 464, 576: 640}
"""Width of the whole paper, margins included: 58 mm and 80 mm at 8 dots a millimetre."""
_PAPER, _INK = (252, 251, 248), (38, 36, 40)


class Paper:
    """What came out so far. Thread-safe."""

    def __init__(self, dots: int) -> None:
        """``dots``: printable width, 384 or 576."""
        self._dots = dots
        self._lock = threading.Lock()
        self._strip = self._fresh()
        self._cut: list[Image.Image] = []
        self._torn: list[Image.Image] = []

    @property
    def dots(self) -> int:
        """Printable width."""
        return self._dots

    def feed(self, strip: Image.Image) -> None:
        """Adds rows at the head: ``L``, ink 255, as wide as the head."""
        with self._lock:
            longer = Image.new("L", (self._dots, self._strip.height + strip.height))
            longer.paste(self._strip, (0, 0))
            longer.paste(strip, (0, self._strip.height))
            self._strip = longer

    def cut(self) -> None:
        """Cuts at the knife, ``HEAD_TO_KNIFE`` above the head."""
        with self._lock:
            at = self._strip.height - HEAD_TO_KNIFE
            if at > 0:
                self._cut.append(self._strip.crop((0, 0, self._dots, at)))
            self._strip = self._strip.crop((0, at, self._dots, self._strip.height))

    def new_roll(self) -> None:
        """The old roll's end is pulled out (kept among ``torn`` when something is printed on it)."""
        with self._lock:
            if self._strip.getbbox() is not None:
                self._torn.append(self._strip)
            self._strip = self._fresh()

    def slips(self) -> list[Image.Image]:
        """Every slip cut off so far, oldest first, as pictures of the whole paper."""
        with self._lock:
            return [self._picture(slip) for slip in self._cut]

    def torn(self) -> list[Image.Image]:
        """Printed pieces pulled out with an old roll."""
        with self._lock:
            return [self._picture(piece) for piece in self._torn]

    def hanging(self) -> Image.Image:
        """What still hangs in the printer."""
        with self._lock:
            return self._picture(self._strip)

    def save(self, folder: Path) -> list[Path]:
        """Writes the slips as ``slip-01.png`` and so on; returns the files."""
        folder.mkdir(parents=True, exist_ok=True)
        files = []
        for number, slip in enumerate(self.slips(), start=1):
            files.append(folder / f"slip-{number:02d}.png")
            slip.save(files[-1])
        return files

    def _fresh(self) -> Image.Image:
        return Image.new("L", (self._dots, HEAD_TO_KNIFE))

    def _picture(self, strip: Image.Image) -> Image.Image:
        picture = Image.new("RGB", (_PAPER_DOTS[self._dots], strip.height), _PAPER)
        picture.paste(_INK, ((picture.width - self._dots) // 2, 0), strip)
        return picture
