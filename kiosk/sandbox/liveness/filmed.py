"""Writes a run as a film: what the camera saw, and under it what the screen said."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from kiosk.sandbox.head_shape import HEIGHT_PX, WIDTH_PX
from kiosk.vision.faces.progress import FaceProgress
from kiosk.vision.picture import Image
from kiosk.wording import Wording

BAR_PX = 80
FPS = 15.0
LAST_FRAMES = 20
"""The end stands still so long."""
INK, GROUND, GOOD, BAD = (240, 244, 244), (38, 30, 22), (96, 160, 60), (70, 70, 190)


class FilmFile:
    """``with FilmFile(path, font, title) as film: theatre.play(run, film.see)``; MPEG-4, 640x560."""

    def __init__(self, path: Path, font: Path, title: str) -> None:
        """Raises ``OSError`` when the file cannot be written or the font not be read."""
        path.parent.mkdir(parents=True, exist_ok=True)
        size = (WIDTH_PX, HEIGHT_PX + BAR_PX)
        self._writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), FPS, size)
        if not self._writer.isOpened():
            raise OSError(f"{path.name}: the film cannot be written")
        self._title = title
        self._large, self._small = ImageFont.truetype(str(font), 30), ImageFont.truetype(str(font), 17)
        self._wording = Wording("zh")
        self._bars: dict[tuple[str, str, tuple[int, int, int]], Image] = {}

    def __enter__(self) -> FilmFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.release()

    def see(self, frame: Image, progress: FaceProgress) -> None:
        """One more frame, 480x640x3 BGR."""
        words = self._wording.say(f"journey.face_{progress.advice.value}")
        colour = GROUND
        if progress.done:
            words, colour = f"{progress.end}", GOOD if progress.live else BAD
        score = "" if progress.score is None else f"  {progress.score:.2f}"
        whole = np.vstack([frame, self._bar(words, f"{self._title}  {progress.stage}{score}", colour)])
        cv2.rectangle(whole, (0, HEIGHT_PX), (round(progress.fraction * WIDTH_PX), HEIGHT_PX + 4), GOOD, -1)
        for _ in range(LAST_FRAMES if progress.done else 1):
            self._writer.write(whole)

    def _bar(self, words: str, note: str, colour: tuple[int, int, int]) -> Image:
        key = (words, note, colour)
        if key not in self._bars:
            bar = Pillow.new("RGB", (WIDTH_PX, BAR_PX), colour[::-1])
            draw = ImageDraw.Draw(bar)
            draw.text((16, 10), words, INK, self._large)
            draw.text((16, 52), note, INK, self._small)
            self._bars[key] = np.ascontiguousarray(np.asarray(bar, np.uint8)[:, :, ::-1])
        return self._bars[key]
