"""What the screens draw with, as textures: icons, pictures, rounded shapes, soft lines; and the fonts.

One ``Art`` lives as long as the terminal. Its textures are nothing of a person: names of files and shapes only.
What it measured of texts is forgotten with each screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from kivy.core.image import Image as CoreImage
from kivy.core.text import Label as CoreLabel
from kivy.graphics.texture import Texture

from kiosk.errors import SettingsError
from kiosk.screens.fonts import Fonts, register
from kiosk.screens.measured import Measured

Alpha = np.ndarray[Any, np.dtype[np.uint8]]
ICON_PX = (48, 96, 192)
USUAL = (".48.png", ".96.png", ".1x.png")
DEFAULT_FOLDER = Path(__file__).resolve().parent.parent.parent / "build" / "assets"


@dataclass(frozen=True)
class Patch:
    """A nine-patch: a texture whose outer ``border`` px keep their size."""

    texture: Any
    border: int


class Art:
    """Textures by name, made on first use. Needs a window (an OpenGL context)."""

    def __init__(self, folder: Path = DEFAULT_FOLDER) -> None:
        """``folder`` is what ``provisioning.assets`` built. Raises ``SettingsError`` when it is not there."""
        self._folder = folder
        self.fonts: Fonts = register(folder / "fonts")
        self.measured = Measured()
        self._files: dict[str, Any] = {}
        self._patches: dict[tuple[int, int], Patch] = {}
        self._strips: dict[int, Any] = {}
        self._rulers: dict[tuple[str, int, bool], CoreLabel] = {}

    def icon(self, name: str, px: float, *, duo: bool = False) -> Any | None:
        """A white mask of an icon (or of its second layer) at least ``px`` wide; ``None`` if there is none."""
        width = next((one for one in ICON_PX if one >= px), ICON_PX[-1])
        file = f"icons/{name}{'.duo' if duo else ''}.{width}.png"
        return self._texture(file) if self._known(file) else None

    def picture(self, name: str, px: float, folder: str = "illustrations") -> Any:
        """An illustration, the smaller of its two sizes that is ``px`` wide. Raises ``SettingsError``."""
        single = self._texture(f"{folder}/{name}.1x.png")
        return single if single.width >= px * 0.75 else self._texture(f"{folder}/{name}.2x.png")

    def texture(self, name: str) -> Any:
        """``shadow`` or ``background``. Raises ``SettingsError``."""
        return self._texture(f"textures/{name}.png")

    def rounded(self, radius_px: float, stroke_px: float = 0) -> Patch:
        """White rounded square, whole or (``stroke_px``) its frame alone, with smooth edges."""
        key = (max(1, round(radius_px)), round(stroke_px))
        if key not in self._patches:
            self._patches[key] = Patch(_upload(_rounded(*key)), key[0])
        return self._patches[key]

    def strip(self, width_px: float) -> Any:
        """Texture across a line of that width: solid, with soft edges of one px on both sides."""
        key = max(1, round(width_px))
        if key not in self._strips:
            alpha = np.clip(np.minimum(np.arange(key + 4), np.arange(key + 4)[::-1]) - 0.5, 0, 1)
            self._strips[key] = _upload(_alpha(alpha[None, :].repeat(2, axis=0)))
        return self._strips[key]

    def ruler(self, family: str, size_px: int, bold: bool) -> CoreLabel:
        """An empty label of that font, to measure with."""
        key = (family, size_px, bold)
        if key not in self._rulers:
            self._rulers[key] = CoreLabel(text="", font_name=family, font_size=size_px, bold=bold)
        return self._rulers[key]

    def load_ahead(self) -> Iterator[bool]:
        """Loads one picture at each step, true, of those that screens show at their usual size."""
        for path in sorted(self._folder.rglob("*.png")):
            if path.name.endswith(USUAL):
                self._texture(str(path.relative_to(self._folder)))
                yield True

    def _known(self, file: str) -> bool:
        return file in self._files or (self._folder / file).is_file()

    def _texture(self, file: str) -> Any:
        if file not in self._files:
            path = self._folder / file
            if not path.is_file():
                raise SettingsError("picture is not built (set-up makes it)", file=str(path))
            texture = CoreImage(str(path), nocache=True).texture
            texture.min_filter = texture.mag_filter = "linear"
            texture.wrap = "clamp_to_edge"
            self._files[file] = texture
        return self._files[file]


def _rounded(radius: int, stroke: int) -> Alpha:
    """Alpha of a square of 2 * radius + 2 px with rounded corners, by distance from its edge."""
    half = radius + 1
    edge = -(np.arange(half) + 0.5)  # one quarter is reckoned, the others are its mirror pictures
    axis = np.maximum(radius + edge, 0)
    x, y = axis[None, :], axis[:, None]
    distance = np.where((x > 0) & (y > 0), np.hypot(x, y) - radius, np.maximum(edge[None, :], edge[:, None]))
    outer = np.clip(0.5 - distance, 0, 1)
    quarter = _alpha(outer - np.clip(0.5 - distance - stroke, 0, 1) if stroke else outer)
    upper = np.hstack([quarter, quarter[:, ::-1]])
    return np.vstack([upper, upper[::-1]])


def _alpha(share: np.ndarray[Any, np.dtype[np.float64]]) -> Alpha:
    return np.round(share * 255).astype(np.uint8)


def _upload(alpha: Alpha) -> Any:
    picture = np.full((*alpha.shape, 4), 255, np.uint8)
    picture[..., 3] = alpha
    texture = Texture.create(size=(alpha.shape[1], alpha.shape[0]), colorfmt="rgba")
    texture.blit_buffer(picture.tobytes(), colorfmt="rgba", bufferfmt="ubyte")
    texture.min_filter = texture.mag_filter = "linear"
    texture.wrap = "clamp_to_edge"
    return texture
