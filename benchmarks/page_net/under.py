"""What a paper lies on: a folder, a clipboard, its own cover, other sheets, a pile of its like, a fan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.page_net import things
from benchmarks.page_net.ink import Random
from benchmarks.page_net.laying import Quad, lay
from benchmarks.page_net.papers import Paper
from benchmarks.page_net.tops import colour


def under(random: Random, frame: Any, quad: Quad, sheet: Paper) -> None:
    """Draws what ``sheet``, about to be laid on ``quad``, has below it; most have nothing."""
    kind = random.random()
    if sheet.spine is not None and kind < 0.5:
        _cover(random, frame, quad)
    elif kind < 0.09:
        _board(random, frame, quad)
    elif kind < 0.15:
        _sheet(random, frame, quad)
    elif kind < 0.21:
        _block(random, frame, quad)
    elif kind < 0.27:
        _pile(random, frame, quad, sheet)


def _board(random: Random, frame: Any, quad: Quad) -> None:
    """A folder, a clipboard, a larger book."""
    middle = quad.mean(axis=0)
    spread = 1 + np.array([random.uniform(0.06, 0.5), random.uniform(0.06, 0.5)])
    board = (quad - middle) * spread + middle + random.normal(0, 0.04, 2) * frame.shape[1]
    things.polygon(frame, board, colour(random), random)


def _cover(random: Random, frame: Any, quad: Quad) -> None:
    """The cover of an open book, of which a rim looks out; mostly dark."""
    middle = quad.mean(axis=0)
    cover = (quad - middle) * (1 + np.abs(random.normal(0, 0.02, 2))) + middle
    cover += random.normal(0, 0.004, 2) * frame.shape[1]
    tone = np.full(3, random.uniform(15, 70)) if random.random() < 0.6 else colour(random)
    things.polygon(frame, cover, tone, random)


def _sheet(random: Random, frame: Any, quad: Quad) -> None:
    """Another sheet of about the size, turned a little."""
    sheet = _turned(quad, random.normal(0, 0.12), random.uniform(0.85, 1.1))
    things.polygon(
        frame,
        sheet + random.normal(0, 0.03, 2) * frame.shape[1],
        np.full(3, random.uniform(170, 250)),
        random,
    )


def _block(random: Random, frame: Any, quad: Quad) -> None:
    """What has thickness and lies below the paper: the pages of its own booklet, or books on each other."""
    thick = float(np.exp(random.uniform(np.log(0.008), np.log(0.25)))) * np.ptp(quad, axis=0).mean()
    angle = random.normal(np.pi / 2, 0.7)
    drop = thick * np.array([np.cos(angle), np.sin(angle)])
    layers, tone, aside = int(random.integers(3, 14)), colour(random), np.zeros(2)
    for layer in range(layers, 0, -1):
        if random.random() < 0.3:  # another one begins
            tone = np.full(3, random.uniform(90, 245)) if random.random() < 0.8 else colour(random)
            aside = random.normal(0, 0.15, 2) * thick
        place = _turned(quad, random.normal(0, 0.004), 1 - 0.04 * layer / layers) + drop * layer / layers + aside
        things.polygon(frame, place, np.clip(tone * random.uniform(0.7, 1.1), 0, 255), random)


def _pile(random: Random, frame: Any, quad: Quad, sheet: Paper) -> None:
    """A pile of the paper's like, fanned to one side, the lowest the farthest out."""
    height, width = frame.shape[:2]
    count, step = int(random.integers(1, 4)), random.normal(0, 0.09, 2) * np.ptp(quad, axis=0)
    turn = random.normal(0, 0.1)
    for below in range(count, 0, -1):
        place = _turned(quad, turn * below + random.normal(0, 0.02), 1 - 0.015 * below) + step * below
        place = place.astype(np.float32)
        things.shade(frame, place, random, 0.7)
        frame[:] = lay(random, sheet, place, width, height).onto(frame)


def fan(random: Random, frame: Any, quad: Quad, sheet: Paper, papers: Sequence[Paper]) -> None:
    """Up to five others below ``sheet``, or more of its like, turned step by step about a place near it."""
    height, width = frame.shape[:2]
    count, step = int(random.integers(1, 6)), random.choice([-1, 1]) * random.uniform(0.03, 0.4)
    size = np.ptp(quad, axis=0).mean()
    hold = quad.mean(axis=0) + random.normal(0, 0.4, 2) * size
    alike = random.random() < 0.6
    for below in range(count, 0, -1):
        angle = step * below + random.normal(0, 0.04)
        spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        place = (quad - hold) @ spin.T + hold + random.normal(0, 0.05, 2) * size
        place = _turned(place, 0.0, random.uniform(0.88, 1.02)).astype(np.float32)
        things.shade(frame, place, random, 0.7)
        other = sheet if alike else papers[int(random.integers(len(papers)))]
        frame[:] = lay(random, other, place, width, height).onto(frame)


def _turned(quad: Quad, angle: float, scale: float) -> Quad:
    """``quad`` turned by ``angle`` (radians) and scaled about its middle."""
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = quad.mean(axis=0)
    return (quad - middle) @ spin.T * scale + middle
