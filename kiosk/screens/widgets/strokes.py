"""Lines as geometry: rounded paths, dashes along a path, and ribbons of triangles with soft edges."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise

Point = tuple[float, float]


def rounded_path(x: float, top: float, width: float, height: float, radius: float) -> list[Point]:
    """The closed outline of a rounded rectangle, clockwise, corners in steps of 10 degrees."""
    radius = min(radius, width / 2, height / 2)
    right, bottom = x + width, top + height
    corners = (
        (right - radius, top + radius, -90),
        (right - radius, bottom - radius, 0),
        (x + radius, bottom - radius, 90),
        (x + radius, top + radius, 180),
    )
    points: list[Point] = []
    for cx, cy, start in corners:
        for step in range(0, 91, 10):
            angle = math.radians(start + step)
            points.append((cx + radius * math.cos(angle), cy + radius * math.sin(angle)))
    return [*points, points[0]]


def arc(x: float, y: float, radius: float, start: float, end: float) -> list[Point]:
    """Points on a circle between two angles in degrees, 0 at the top, clockwise, y down."""
    steps = max(2, int(abs(end - start) / 2) + 1)
    angles = (math.radians(start + (end - start) * n / (steps - 1) - 90) for n in range(steps))
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles]


def oval(x: float, y: float, half_width: float, half_height: float) -> list[Point]:
    """A closed oval about (``x``, ``y``)."""
    around = (2 * math.pi * part / 72 for part in range(73))
    return [(x + half_width * math.sin(angle), y - half_height * math.cos(angle)) for angle in around]


def dashes(path: Sequence[Point], length: float, gap: float) -> Iterator[list[Point]]:
    """Pieces of ``path`` of about ``length`` with about ``gap`` between, as many as close the path evenly."""
    path = [point for point, _ in groupby(path)]
    walked = [0.0, *accumulate(math.dist(a, b) for a, b in pairwise(path))]
    count = max(1, round(walked[-1] / (length + gap)))
    period = walked[-1] / count
    share = length / (length + gap)
    for number in range(count):
        start, end = number * period, (number + share) * period
        between = path[bisect_right(walked, start) : bisect_left(walked, end)]
        yield [_at(path, walked, start), *between, _at(path, walked, end)]


def _at(path: Sequence[Point], walked: Sequence[float], distance: float) -> Point:
    """The point of ``path`` after ``distance``; ``walked``: the distance of each of its points."""
    step = min(bisect_right(walked, distance), len(path) - 1)
    share = (distance - walked[step - 1]) / (walked[step] - walked[step - 1])
    return _along(path[step - 1], path[step], share)


def _along(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def ribbons(lines: Iterable[Sequence[Point]], width: float) -> tuple[list[float], list[int]]:
    """As ``ribbon``, of several lines that are drawn at once."""
    vertices: list[float] = []
    indices: list[int] = []
    for points in lines:
        first = len(vertices) // 4
        corners, triangles = ribbon(points, width)
        vertices += corners
        indices += [first + one for one in triangles]
    return vertices, indices


def ribbon(points: Sequence[Point], width: float) -> tuple[list[float], list[int]]:
    """Vertices (x, y, u, v) and triangles of a line of ``width``, one px wider on both sides for its soft edge.

    Corners are mitred, which suits arcs and gentle paths; u runs across the line.
    """
    half = width / 2 + 2
    vertices: list[float] = []
    for place, (x, y) in enumerate(points):
        before = points[max(0, place - 1)]
        after = points[min(len(points) - 1, place + 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = math.hypot(dx, dy) or 1.0
        nx, ny = -dy / length * half, dx / length * half
        vertices += [x + nx, y + ny, 0.0, 0.5, x - nx, y - ny, 1.0, 0.5]
    indices: list[int] = []
    for place in range(len(points) - 1):
        one = 2 * place
        indices += [one, one + 1, one + 2, one + 1, one + 3, one + 2]
    return vertices, indices


def stamps(points: Sequence[Point], spacing: float) -> list[Point]:
    """Points along a path no further apart than ``spacing``: where a round pen leaves its mark."""
    marks = list(points[:1])
    for a, b in pairwise(points):
        count = max(1, math.ceil(math.dist(a, b) / spacing))
        marks += [_along(a, b, n / count) for n in range(1, count + 1)]
    return marks


def stamped(marks: Sequence[Point], size: float) -> tuple[list[float], list[int]]:
    """Vertices and triangles of a square of ``size`` around each mark, for a disc's texture."""
    half = size / 2
    vertices: list[float] = []
    indices: list[int] = []
    for number, (x, y) in enumerate(marks):
        vertices += [x - half, y - half, 0, 0, x + half, y - half, 1, 0]
        vertices += [x + half, y + half, 1, 1, x - half, y + half, 0, 1]
        one = 4 * number
        indices += [one, one + 1, one + 2, one, one + 2, one + 3]
    return vertices, indices
