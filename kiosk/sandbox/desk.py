"""The emulated document camera: a dark desk seen from above, papers laid on it by a hand, and what can go wrong.

``DeskScene`` composes one picture; ``Desk`` plays it as a stream (``MjpegServer``) that the real driver opens.
A still desk is a loop of a few JPEGs made once, so it costs nearly no processor time.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import cv2
import numpy as np

from kiosk.sandbox.camera import MjpegServer, as_jpeg
from kiosk.sandbox.specimens import Specimen

Bgr = np.ndarray[Any, np.dtype[np.uint8]]
Quad = np.ndarray[Any, np.dtype[np.float32]]

WIDTH_PX, HEIGHT_PX = 1600, 1200
FIELD_MM = 440.0
"""Width of the desk that the camera sees; an A4 sheet then stands 1080 px high."""
LAYING_S = 1.6
"""How long a hand takes to lay a paper and leave."""
NO_PICTURE = b"\xff\xd8 no picture at all " * 200
SHADOW_PX = 32
"""So far beyond the paper its shadow is seen."""
LOOP = 4
"""Pictures in the loop of a still desk; they differ in sensor noise only."""


class DeskFault(StrEnum):
    """What can be wrong with the picture."""

    GLARE = "glare"
    DARK = "dark"
    BLUR = "blur"
    CUT_OFF = "cut_off"
    NONSENSE = "nonsense"
    """The camera sends bytes that are no picture."""


@dataclass(frozen=True)
class Lay:
    """How a paper lies: centre as a share of the frame, turn in degrees, lens tilt as a share of its height."""

    at: tuple[float, float] = (0.5, 0.5)
    turn_deg: float = 2.5
    tilt: float = 0.03


@dataclass(frozen=True)
class DeskScene:
    """Everything a picture of the desk depends on. ``progress`` 0…1 is how far the hand has come; 1 is done."""

    page: Specimen | None = None
    lay: Lay = Lay()
    faults: frozenset[DeskFault] = frozenset()
    progress: float = 1.0

    def corners(self) -> Quad:
        """Where the page's corners lie, (4, 2) float32 px: top left, top right, bottom right, bottom left."""
        assert self.page is not None
        px_mm = WIDTH_PX / FIELD_MM
        half_w, half_h = self.page.width_mm * px_mm / 2, self.page.height_mm * px_mm / 2
        flat = np.array([[-half_w, -half_h], [half_w, -half_h], [half_w, half_h], [-half_w, half_h]], np.float32)
        turn = np.deg2rad(self.lay.turn_deg)
        spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]], np.float32)
        laid = flat @ spin.T
        laid = laid / (1.0 + self.lay.tilt * laid[:, 1:] / (HEIGHT_PX / 2))
        x, y = self.lay.at
        slide = (1.0 - min(1.0, self.progress * 2.0)) * HEIGHT_PX * 0.8
        if DeskFault.CUT_OFF in self.faults:
            x = half_w * 0.5 / WIDTH_PX  # a quarter of it beyond the left rim
        return np.asarray(laid + np.array([x * WIDTH_PX, y * HEIGHT_PX + slide]), np.float32)

    def picture(self, noise_seed: int = 0) -> Bgr:
        """The frame, (1200, 1600, 3) uint8 BGR."""
        return _sensed(self._seen(), noise_seed)

    def loop(self) -> tuple[bytes, ...]:
        """``LOOP`` JPEGs that differ in sensor noise only."""
        seen = self._seen()
        return tuple(as_jpeg(_sensed(seen, seed)) for seed in range(LOOP))

    def _seen(self) -> Any:
        """The light that falls in, (1200, 1600, 3) float32 BGR."""
        frame: Any = _desk_top().astype(np.float32)
        if self.page is not None:
            _lay_page(frame, self.page.image_bgr, self.corners())
            if self.progress < 1.0:
                _draw_hand(frame, self.progress, self.corners())
            if DeskFault.GLARE in self.faults:
                _shine(frame, self.corners())
        frame *= _lamp()
        if DeskFault.DARK in self.faults:
            frame *= 0.3
        if DeskFault.BLUR in self.faults:
            frame = cv2.GaussianBlur(frame, (0, 0), 3.2)
        return frame


def _sensed(light: Any, noise_seed: int) -> Bgr:
    noisy = light + _noise(noise_seed)
    return np.asarray(np.clip(noisy, 0, 255, out=noisy), np.uint8)


_kept: dict[str, Any] = {}


def _desk_top() -> Bgr:
    """A dark mat with grain, drawn once."""
    if "desk" not in _kept:
        random = np.random.default_rng(7)
        grain: Any = random.normal(0, 26, (HEIGHT_PX // 2, WIDTH_PX // 8)).astype(np.float32)
        grain = cv2.resize(cv2.GaussianBlur(grain, (0, 0), 1.4), (WIDTH_PX, HEIGHT_PX))
        mat = np.array([66, 60, 44], np.float32) + grain[..., None]
        _kept["desk"] = np.clip(mat, 0, 255).astype(np.uint8)
    return np.asarray(_kept["desk"], np.uint8)


def _lamp() -> Any:
    """The lamp's fall-off, brighter at the top left: (1200, 1600, 1) float32."""
    if "lamp" not in _kept:
        y, x = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX].astype(np.float32)
        away = np.hypot((x - 600) / WIDTH_PX, (y - 400) / HEIGHT_PX)
        _kept["lamp"] = (0.97 - 0.30 * away * away)[..., None].astype(np.float32)
    return _kept["lamp"]


def _noise(seed: int) -> Any:
    """Sensor noise of one frame, 2.5 grey levels; a few frames of it are kept."""
    key = f"noise{seed % LOOP}"
    if key not in _kept:
        random = np.random.default_rng(seed % LOOP)
        _kept[key] = random.normal(0, 2.5, (HEIGHT_PX, WIDTH_PX, 3)).astype(np.float32)
    return _kept[key]


def _lay_page(frame: Any, page_bgr: Bgr, corners: Quad) -> None:
    """The page and its shadow, drawn into the part of the frame that they lie in."""
    page_bgr = _shrunk(page_bgr, float(np.linalg.norm(corners[1] - corners[0])))
    first = np.clip(np.floor(corners.min(axis=0)) - 1, 0, (WIDTH_PX, HEIGHT_PX)).astype(int)
    last = np.clip(np.ceil(corners.max(axis=0)) + SHADOW_PX, 0, (WIDTH_PX, HEIGHT_PX)).astype(int)
    part = frame[first[1] : last[1], first[0] : last[0]]
    if not part.size:
        return
    height, width = page_bgr.shape[:2]
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    there = (corners - first).astype(np.float32)
    warp, size = cv2.getPerspectiveTransform(flat, there), part.shape[1::-1]
    shadow = np.zeros(part.shape[:2], np.float32)
    cv2.fillConvexPoly(shadow, np.round(there + 9).astype(np.int32), 0.5)
    part *= 1.0 - cv2.GaussianBlur(shadow, (0, 0), 7)[..., None]
    laid = cv2.warpPerspective(page_bgr, warp, size, flags=cv2.INTER_LINEAR)
    cover = cv2.warpPerspective(np.ones((height, width), np.float32), warp, size)[..., None]
    part *= 1.0 - cover
    part += laid * cover


def _shrunk(page_bgr: Bgr, span: float) -> Bgr:
    """About as wide as it will be seen: a warp alone would alias fine print. The last one is kept."""
    scale = span / page_bgr.shape[1]
    if scale >= 0.7:
        return page_bgr
    whole, width, small = _kept.get("page", (None, 0, None))
    if whole is not page_bgr or width != round(span):
        small = cv2.resize(page_bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        _kept["page"] = (page_bgr, round(span), small)
    return np.asarray(small, np.uint8)


def _draw_hand(frame: Any, progress: float, corners: Quad) -> None:
    """Four fingers and a palm that hold the paper's lower edge, then draw back."""
    hold = corners[2:].mean(axis=0)
    back = max(0.0, progress - 0.5) * 2.0 * HEIGHT_PX * 0.6
    x, y = float(hold[0]), float(hold[1]) - 340 + back
    skin, rim = (138.0, 168.0, 214.0), (96.0, 122.0, 170.0)
    for finger, lift in enumerate((40, 95, 100, 60)):
        tip, root = (round(x - 120 + finger * 78), round(y - lift)), (round(x - 90 + finger * 62), round(y + 260))
        cv2.line(frame, tip, root, rim, 66, cv2.LINE_AA)
        cv2.line(frame, tip, root, skin, 58, cv2.LINE_AA)
    cv2.ellipse(frame, (round(x), round(y + 380)), (190, 210), 0, 0, 360, skin, -1, cv2.LINE_AA)
    cv2.line(frame, (round(x), round(y + 480)), (round(x + 120), round(y + 1400)), skin, 260, cv2.LINE_AA)


def _shine(frame: Any, corners: Quad) -> None:
    spot = np.zeros(frame.shape[:2], np.float32)
    middle = corners.mean(axis=0) * 0.6 + corners[1] * 0.4
    reach = float(np.linalg.norm(corners[2] - corners[0])) * 0.13
    cv2.ellipse(
        spot, np.round(middle).astype(int).tolist(), (round(reach), round(reach * 0.6)), 20, 0, 360, 1.0, -1
    )
    frame += 420.0 * cv2.GaussianBlur(spot, (0, 0), reach / 6)[..., None]


class Desk:
    """The desk as a camera on a wire. Thread-safe; ``url`` is what the settings' ``scanner.source`` gets."""

    def __init__(self, fps: float = 8.0) -> None:
        self._lock = threading.Lock()
        self._scene = DeskScene()
        self._laid_s = -LAYING_S
        self._still: tuple[DeskScene, tuple[bytes, ...]] | None = None
        self._turn = 0
        self._server = MjpegServer(self._render, fps, name="desk")

    @property
    def url(self) -> str:
        """The stream's address; valid after ``start``."""
        return self._server.url

    @property
    def scene(self) -> DeskScene:
        """What lies there, as it will be when the hand is gone."""
        return self._scene

    def start(self) -> None:
        """Begins to listen; returns at once."""
        self._server.start()

    def stop(self) -> None:
        """Ends every line."""
        self._server.stop()

    def lay(self, page: Specimen, lay: Lay | None = None, *, by_hand: bool = True) -> None:
        """Puts a paper down, in place of the one before; ``by_hand`` shows the hand that does it."""
        with self._lock:
            self._scene = DeskScene(page, lay or Lay(), self._scene.faults)
            self._laid_s = time.monotonic() if by_hand else -LAYING_S

    def clear(self) -> None:
        """Takes the paper away."""
        with self._lock:
            self._scene = DeskScene(None, Lay(), self._scene.faults)

    def set_faults(self, *faults: DeskFault) -> None:
        """From now on exactly these are wrong with the picture."""
        with self._lock:
            self._scene = replace(self._scene, faults=frozenset(faults))

    def unplug(self) -> None:
        """The camera's cable comes out."""
        self._server.unplug()

    def plug(self) -> None:
        """The camera's cable goes in again, at the same address."""
        self._server.plug()

    def stall(self) -> None:
        """The camera hangs: its line stays open and nothing comes."""
        self._server.stall()

    def resume(self) -> None:
        """The camera goes on."""
        self._server.resume()

    def _render(self, _stream_s: float) -> bytes:
        with self._lock:
            scene, still = self._scene, self._still
            gone_s = time.monotonic() - self._laid_s
            self._turn += 1
            turn = self._turn
        if DeskFault.NONSENSE in scene.faults:
            return NO_PICTURE
        if scene.page is not None and gone_s < LAYING_S:
            return as_jpeg(replace(scene, progress=gone_s / LAYING_S).picture(turn))
        if still is None or still[0] != scene:
            still = (scene, scene.loop())
            with self._lock:
                self._still = still
        return still[1][turn % LOOP]
