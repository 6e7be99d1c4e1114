"""Four corners out of an outline: contours to candidate quadrilaterals, ordered top left first and clockwise."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Mask = np.ndarray[Any, np.dtype[np.uint8]]
Quad = np.ndarray[Any, np.dtype[np.float32]]

LEAST_AREA = 0.015
"""A candidate covers at least this share of the frame; an ID-1 card on an A3 desk covers 3 %."""
PER_MASK = 4


def candidates(mask: Mask) -> list[Quad]:
    """Quads (4, 2) float32 px around the largest outlines of ``mask``; corners may lie outside the frame."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    least = LEAST_AREA * mask.shape[0] * mask.shape[1]
    hulls = [cv2.convexHull(outline) for outline in outlines if len(outline) >= 4 and _box_area(outline) >= least]
    sized = sorted(((cv2.contourArea(hull), place) for place, hull in enumerate(hulls)), reverse=True)[:PER_MASK]
    found: list[Quad] = []
    for area, place in sized:
        if area >= least:
            found += of_outline(hulls[place])
    return found


def _box_area(outline: Any) -> int:
    _, _, width, height = cv2.boundingRect(outline)
    return int(width * height)


def ordered(quad: Quad) -> Quad:
    """The same corners clockwise (y down), beginning at the one nearest the frame's top left."""
    middle = quad.mean(axis=0)
    turn = np.argsort(np.arctan2(quad[:, 1] - middle[1], quad[:, 0] - middle[0]))
    around = quad[turn]
    first = int(np.argmin(around.sum(axis=1)))
    return np.asarray(np.roll(around, -first, axis=0), np.float32)


def iou(first: Quad, second: Quad) -> float:
    """Intersection over union of two convex quads, 0…1."""
    common, _ = cv2.intersectConvexConvex(first, second)
    return float(common) / max(cv2.contourArea(first) + cv2.contourArea(second) - float(common), 1.0)


def is_page_shaped(quad: Quad, width: int, height: int) -> bool:
    """Convex, no angle a flat page could not have (35°…145°), long enough sides, within reach of the frame."""
    if not np.isfinite(quad).all() or not cv2.isContourConvex(quad.reshape(-1, 1, 2)):
        return False
    reach = 0.6 * max(width, height)
    if quad.min() < -reach or quad[:, 0].max() > width + reach or quad[:, 1].max() > height + reach:
        return False
    sides = np.roll(quad, -1, axis=0) - quad
    lengths = np.linalg.norm(sides, axis=1)
    if lengths.min() < 0.07 * height:
        return False
    cosines = -(sides * np.roll(sides, 1, axis=0)).sum(axis=1) / (lengths * np.roll(lengths, 1))
    opposite = np.maximum(lengths[:2], lengths[2:]) / np.minimum(lengths[:2], lengths[2:])
    return bool(np.abs(cosines).max() < 0.82 and opposite.max() < 2.0)


def of_outline(hull: Any) -> list[Quad]:
    """Quads (4, 2) float32 px around a convex outline (N, 1, 2) int32: its own corners, its four longest sides
    prolonged, its smallest turned box."""
    around = cv2.arcLength(hull, True)
    found: list[Quad] = []
    for share in (0.015, 0.03, 0.06):
        fewer = cv2.approxPolyDP(hull, share * around, True).reshape(-1, 2).astype(np.float32)
        if len(fewer) == 4:
            found.append(fewer)
            break
        if len(fewer) > 4:
            found += _longest_four(fewer)
    box = np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), np.float32)
    found.append(box)
    return found


def _longest_four(polygon: Quad) -> list[Quad]:
    """The polygon's four longest sides, prolonged until they meet: a dog-eared or cut page."""
    sides = np.roll(polygon, -1, axis=0) - polygon
    keep = np.sort(np.argsort(-np.linalg.norm(sides, axis=1))[:4])
    corners = []
    for this, following in zip(keep, np.roll(keep, -1), strict=True):
        corner = crossing(polygon[this], sides[this], polygon[following], sides[following])
        if corner is None:
            return []
        corners.append(corner)
    return [np.array(corners, np.float32)]


def crossing(point_a: Any, along_a: Any, point_b: Any, along_b: Any) -> Any | None:
    """Where two lines meet, (2,) float; ``None`` for (nearly) parallel ones."""
    across = float(along_a[0] * along_b[1] - along_a[1] * along_b[0])
    size = float(np.linalg.norm(along_a) * np.linalg.norm(along_b))
    if size == 0 or abs(across) < 0.08 * size:
        return None
    away = point_b - point_a
    return point_a + along_a * float(away[0] * along_b[1] - away[1] * along_b[0]) / across
