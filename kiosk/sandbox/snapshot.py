"""What is on the panel now, as a picture."""

from __future__ import annotations

from pathlib import Path

from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glFinish, glReadPixels
from PIL import Image

FAST = 1
"""PNG's quickest packing: a scene takes dozens of pictures while it is played."""


def picture() -> Image.Image:
    """The window's last frame, upright."""
    width, height = Window.system_size
    glFinish()
    pixels = glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE)
    return (
        Image.frombytes("RGBA", (width, height), pixels).transpose(Image.Transpose.FLIP_TOP_BOTTOM).convert("RGB")
    )


def save(path: Path) -> None:
    """Writes the window's last frame as PNG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Window.make_current() if hasattr(Window, "make_current") else None
    picture().save(path, compress_level=FAST)
