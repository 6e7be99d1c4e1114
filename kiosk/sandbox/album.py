"""Draws every screen from sample views: ``python -m kiosk.sandbox.album --out out/screens``.

Portrait and landscape each in a process of their own (a window keeps its size); no display is needed with
``SDL_VIDEODRIVER=offscreen``. Home is also drawn in high contrast, at 200 % and in low position.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
HALL = "东区政务服务中心"
NINE_FORTY_ONE = datetime(2026, 11, 23, 9, 41)
SITTER = Path(__file__).resolve().parent.parent.parent / "assets" / "illustrations" / "sitter.svg"


@dataclass(frozen=True)
class Plate:
    """One picture: its name, the sample it shows and how the look differs from the usual."""

    name: str
    sample: str
    look: Mapping[str, Any] = field(default_factory=dict)


VARIANTS = (
    Plate("home-high-contrast", "home", {"theme_name": "high_contrast"}),
    Plate("home-text-200", "home", {"scale": 2.0}),
    Plate("home-low-position", "home", {"low": True}),
    Plate("home-english", "home", {"language": "en"}),
    Plate("attract-text-200", "attract", {"scale": 2.0}),
    Plate("guide-text-200", "guide", {"scale": 2.0}),
    Plate("card-low-position", "card", {"low": True}),
    Plate("region-high-contrast", "region", {"theme_name": "high_contrast"}),
    Plate("form-pinyin-high-contrast", "form-pinyin", {"theme_name": "high_contrast"}),
    Plate("form-pinyin-text-125", "form-pinyin", {"scale": 1.25}),
    Plate("form-pinyin-text-150", "form-pinyin", {"scale": 1.5}),
    Plate("form-pinyin-text-200", "form-pinyin", {"scale": 2.0}),
    Plate("form-pinyin-low-position", "form-pinyin", {"low": True}),
    Plate("form-pinyin-english", "form-pinyin", {"language": "en"}),
)


def main(arguments: list[str] | None = None) -> int:
    """Draws both orientations, each in a child process."""
    asked = _asked(arguments)
    if asked.orientation:
        _draw_all(asked.orientation, asked.out, asked.only)
        return 0
    codes = [_child(orientation, asked) for orientation in SIZES]
    return max(codes)


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m kiosk.sandbox.album", description="Draws every screen.")
    parser.add_argument("--out", type=Path, default=Path("out/screens"), help="folder for the PNG files")
    parser.add_argument("--only", default="", help="only pictures whose name begins so")
    parser.add_argument("--orientation", choices=[*SIZES], help="only this one, in this process")
    return parser.parse_args(arguments)


def _child(orientation: str, asked: argparse.Namespace) -> int:
    command = [sys.executable, "-m", "kiosk.sandbox.album", "--out", str(asked.out), "--only", asked.only]
    return subprocess.run([*command, "--orientation", orientation], check=False).returncode


def plates() -> Iterator[Plate]:
    """Every picture of one orientation."""
    from kiosk.sandbox import album_a, album_b

    yield from (Plate(name, name) for name in {**album_a.SAMPLES, **album_b.SAMPLES})
    yield from VARIANTS


def _draw_all(orientation: str, out: Path, only: str) -> None:
    from kiosk.screens.kivy_setup import prepare

    width, height = SIZES[orientation]
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="album-") as home:
        prepare(Path(home), width_px=width, height_px=height, fullscreen=False)
        from kiosk.sandbox.easel import Easel

        easel = Easel(width, height, HALL, NINE_FORTY_ONE, sitter())
        for plate in plates():
            if plate.name.startswith(only):
                easel.draw(plate.sample, plate.look).save(out / f"{plate.name}-{orientation}.png")
                print(f"{plate.name}-{orientation}.png  built in {easel.built_ms:.0f} ms", flush=True)


def sitter(side: int = 640) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A drawn person before the camera, BGR: no picture of a real one is needed to show the ring."""
    import io

    import resvg_py
    from PIL import Image

    png = resvg_py.svg_to_bytes(svg_string=SITTER.read_text(encoding="utf-8"), width=side, height=side)
    image = np.asarray(Image.open(io.BytesIO(bytes(png))).convert("RGB"))
    return np.ascontiguousarray(image[:, :, ::-1])


if __name__ == "__main__":
    raise SystemExit(main())
