"""Every part in every state, as pictures: ``python -m kiosk.screens.gallery --out DIR [--size 1080x1920] …``.

Needs no display with ``SDL_VIDEODRIVER=offscreen``. The data in the pictures is invented.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kiosk.screens import kivy_setup

SCALES = (1.0, 1.25, 1.5, 2.0)
FRAMES = 12
"""So many frames until every part has been arranged, painted and painted again where it was named."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Draws the sheets and names the files."""
    parser = argparse.ArgumentParser(description="Pictures of every part in every state")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", default="1080x1920")
    parser.add_argument("--theme", choices=("default", "high_contrast"), default="default")
    parser.add_argument("--scale", type=float, choices=SCALES, default=1.0)
    parser.add_argument("--only", default="", help="sheets whose name begins so")
    chosen = parser.parse_args(arguments)
    width, height = (int(one) for one in chosen.size.split("x"))
    with tempfile.TemporaryDirectory() as home:
        kivy_setup.prepare(Path(home), width_px=width, height_px=height, fullscreen=False)
        _draw(chosen, width, height)


def _draw(chosen: argparse.Namespace, width: int, height: int) -> None:
    from kivy.core.window import Window

    from kiosk.screens.art import Art
    from kiosk.screens.look import Look
    from kiosk.screens.samples import SHEETS

    look = Look(Art(), width_px=width, height_px=height)
    look.theme_name, look.scale = chosen.theme, chosen.scale
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, make in SHEETS.items():
        if not name.startswith(chosen.only):
            continue
        for number, stage in enumerate(make(look), start=1):
            file = chosen.out / f"{name}.{number}.{chosen.size}.{chosen.theme}.{round(chosen.scale * 100)}.png"
            _picture(Window, stage).save(file)
            print(file)


def _picture(window: Any, stage: Any) -> Any:
    from kivy.base import EventLoop

    window.add_widget(stage)
    for _ in range(FRAMES):
        EventLoop.idle()
    picture = picture_of(window)
    window.remove_widget(stage)
    return picture


def picture_of(window: Any) -> Any:
    """What the window shows, as a PIL image."""
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glFinish, glReadPixels
    from PIL import Image

    glFinish()
    width, height = window.system_size
    pixels = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
    return Image.frombytes("RGB", (width, height), pixels).transpose(Image.Transpose.FLIP_TOP_BOTTOM)


if __name__ == "__main__":
    main()
