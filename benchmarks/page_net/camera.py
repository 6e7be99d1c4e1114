"""Light and lens: lamps, shadows thrown over desk and paper, glare, white balance, blur, noise, JPEG."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from benchmarks.page_net.ink import Random, mottled

Frame = Any


def lit(random: Random, frame: Frame) -> Frame:
    """The scene under a lamp: falls off to one side, shadows of hands, phones and heads lie over it."""
    height, width = frame.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width - 0.5, y / height - 0.5
    slope = random.normal(0, 0.22, 2)
    light = 1 + slope[0] * x + slope[1] * y
    if random.random() < 0.3:
        at = random.uniform(-0.6, 0.6, 2)
        light *= 1 - random.uniform(0.1, 0.6) * np.clip(np.hypot(x - at[0], y - at[1]), 0, 1.2)
    if random.random() < 0.35:
        light *= 1 + 0.07 * random.uniform(0, 1) * mottled(random, height, width, 4)
    for _ in range(int(random.choice([0, 0, 1, 1, 2, 3]))):
        light *= _thrown(random, height, width)
    return frame * np.clip(light, 0.12, 2).astype(np.float32)[..., None]


def _thrown(random: Random, height: int, width: int) -> Any:
    """One shadow: a half plane, a bar, or the blurred outline of a head or a hand with a phone."""
    area = np.zeros((height // 2, width // 2), np.float32)
    size = np.array([width, height]) / 2
    kind = random.random()
    if kind < 0.4:
        at, angle = random.uniform(0, 1, 2) * size, random.uniform(0, 6.28)
        along, out = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
        deep = size.max() * (random.uniform(0.05, 0.3) if random.random() < 0.4 else 3)
        points = np.array(
            [at - along * 999, at + along * 999, at + along * 999 + out * deep, at - along * 999 + out * deep]
        )
        cv2.fillPoly(area, [points.astype(np.int32)], 1.0)
    else:
        for _ in range(int(random.integers(1, 5))):
            at, reach = random.uniform(-0.1, 1.1, 2) * size, random.uniform(0.08, 0.4, 2) * size.max()
            axes = (int(reach[0]) + 1, int(reach[1]) + 1)
            cv2.ellipse(area, (int(at[0]), int(at[1])), axes, float(random.uniform(0, 180)), 0, 360, 1.0, -1)
    soft = cv2.GaussianBlur(area, (0, 0), float(np.exp(random.uniform(np.log(0.6), np.log(25)))))
    return 1 - random.uniform(0.1, 0.6) * cv2.resize(soft, (width, height))


def glare(random: Random, frame: Frame, cover: Any, gloss: float) -> Frame:
    """Lamps mirrored in the paper (and a little in the desk)."""
    height, width = frame.shape[:2]
    area = np.zeros((height, width), np.float32)
    for _ in range(int(random.integers(1, 4))):
        at = (int(random.integers(width)), int(random.integers(height)))
        reach = (int(width * random.uniform(0.02, 0.2)) + 1, int(width * random.uniform(0.01, 0.12)) + 1)
        cv2.ellipse(area, at, reach, float(random.uniform(0, 180)), 0, 360, 1.0, -1)
    soft = cv2.GaussianBlur(area, (0, 0), float(random.uniform(1, 18))) * random.uniform(60, 320)
    where = cover * gloss + (1 - cover) * random.uniform(0, 0.35)
    return frame + soft[..., None] * where


def taken(random: Random, frame: Frame) -> Any:
    """What the camera makes of the scene, (H, W, 3) uint8: exposure, colour, blur, noise, JPEG."""
    height, width = frame.shape[:2]
    level = np.log(max(float(np.percentile(frame[::4, ::4].mean(axis=2), 90)), 8.0))
    wanted = np.log(random.uniform(120, 245))
    gain = np.exp((wanted - level) * random.uniform(0.2, 0.9) + random.normal(0, 0.06) + random.normal(0, 0.07, 3))
    seen = frame.astype(np.float32) * gain.astype(np.float32)
    if random.random() < 0.2:
        warm = random.uniform(0, 0.35)
        seen = seen * np.array([1 - warm, 1 - warm * 0.35, 1 + warm * 0.1], np.float32)
    if random.random() < 0.3:
        grey = seen.mean(axis=2, keepdims=True)
        seen = grey + (seen - grey) * random.choice([0.0, 0.5, 1.4], p=[0.15, 0.5, 0.35])
    if random.random() < 0.3:
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        far = (x / width - 0.5) ** 2 + (y / height - 0.5) ** 2
        seen = seen * (1 - np.float32(random.uniform(0, 0.5)) * far)[..., None]
    kind = random.random()
    if kind < 0.45:
        seen = cv2.GaussianBlur(seen, (0, 0), float(np.exp(random.uniform(np.log(0.3), np.log(2.2)))))
    elif kind < 0.55:
        seen = _moved(random, seen)
    curve = 255 * np.power(np.arange(256) / 255, random.uniform(0.75, 1.3)) + random.uniform(-6, 14)
    if random.random() < 0.12:  # haze
        curve = curve * random.uniform(0.5, 0.9) + random.uniform(10, 70)
    seen = cv2.LUT(np.clip(seen, 0, 255).astype(np.uint8), curve.astype(np.float32))
    if random.random() < 0.6:
        sigma = np.float32(np.exp(random.uniform(np.log(0.6), np.log(12))))
        seen += sigma * random.standard_normal(seen.shape, dtype=np.float32)
    if random.random() < 0.25:
        seen += np.float32(random.uniform(0.3, 1.2)) * (seen - cv2.GaussianBlur(seen, (0, 0), 1.2))
    image = np.clip(seen, 0, 255).astype(np.uint8)
    if random.random() < 0.5:
        quality = int(random.integers(25, 96))
        image = cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)
    return image


def _moved(random: Random, frame: Frame) -> Frame:
    """The hand moved while the shutter was open."""
    side = int(random.integers(3, 10))
    kernel = np.zeros((side, side), np.float32)
    angle, half = random.uniform(0, np.pi), (side - 1) / 2
    way = np.array([np.cos(angle), np.sin(angle)]) * half
    start, end = (half - way).round().astype(int), (half + way).round().astype(int)
    cv2.line(kernel, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])), 1.0)
    return cv2.filter2D(frame, -1, kernel / max(float(kernel.sum()), 1.0))
