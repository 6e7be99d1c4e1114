"""A moving picture in one texture: made once for a size, then only filled anew."""

from __future__ import annotations

from typing import Any

import numpy as np
from kivy.graphics.texture import Texture


class Film:
    """Holds the texture of the newest frame."""

    def __init__(self) -> None:
        self.texture: Any | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the frame in its own px; (0, 0) before the first."""
        return (self.texture.width, self.texture.height) if self.texture is not None else (0, 0)

    def show(self, frame_bgr: np.ndarray, *, mirrored: bool = False) -> bool:
        """Takes an HxWx3 uint8 frame; true when the texture itself is another than before."""
        height, width = frame_bgr.shape[:2]
        new = self.size != (width, height)
        if new:
            self.drop()
            self.texture = Texture.create(size=(width, height), colorfmt="bgr")
            self.texture.flip_vertical()
            if mirrored:
                self.texture.flip_horizontal()
        assert self.texture is not None
        pixels = np.ascontiguousarray(frame_bgr).reshape(-1)
        self.texture.blit_buffer(pixels, colorfmt="bgr", bufferfmt="ubyte")
        return new

    def drop(self) -> None:
        """Blackens the texture's memory and lets it go."""
        if self.texture is not None:
            width, height = self.size
            self.texture.blit_buffer(bytes(width * height * 3), colorfmt="bgr", bufferfmt="ubyte")
        self.texture = None
