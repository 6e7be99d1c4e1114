"""Which face is the person's at the machine, and does it stand where it can be compared?

Somebody using the machine stands or sits before its reader, which is below the camera: in the middle of the frame,
at any height. The largest face near there is theirs; once followed it stays theirs while it is near where it was,
so that nobody who walks past closer to the lens takes the place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.vision.faces.advice import FaceAdvice
from kiosk.vision.faces.detector import Face


@dataclass(frozen=True)
class PlaceLimits:
    """Where somebody at the machine is, in a camera that sees some 50 to 70 degrees."""

    reader_at: float = 0.5
    """Of the frame's width: where a person before the card's reader is seen."""
    least_eye_distance_px: float = 44.0
    largest_width: float = 0.62
    """Of the frame's shorter side."""
    off_centre: float = 0.26
    """Of the frame's width, to either side. Height is free: who sits or is short is seen low."""
    second_face: float = 0.55
    """A second face wider than this part of the first stands at the machine too; smaller ones wait behind."""
    at_machine: float = 0.36
    """Of the frame's width: further aside nobody stands at the machine, whoever passes."""
    same_place: float = 0.7
    """Of the face's width: so far a followed face moves from frame to frame."""
    same_size: float = 1.5


def ranked(faces: Sequence[Face], width_px: int, limits: PlaceLimits, followed: Face | None) -> tuple[Face, ...]:
    """The person's face first, the others after it, largest first."""
    if followed is not None:
        near = [face for face in faces if _is_same(face, followed, limits)]
        if near:
            mine = min(near, key=lambda face: _moved(face, followed))
            return mine, *(face for face in faces if face is not mine)
    weight = {id(face): face.box[2] * (1.0 - _aside(face, width_px, limits)) for face in faces}
    return tuple(sorted(faces, key=lambda face: weight[id(face)], reverse=True))


def misplaced(faces: Sequence[Face], shape: tuple[int, ...], limits: PlaceLimits) -> Iterator[FaceAdvice]:
    """What is wrong with where and how many they are. ``faces``: the person's first; ``shape`` is the frame's."""
    if not faces:
        yield FaceAdvice.NOBODY
        return
    face, others = faces[0], faces[1:]
    if any(_beside(face, other, shape[1], limits) for other in others):
        yield FaceAdvice.ONE_AT_A_TIME
    if face.eye_distance_px < limits.least_eye_distance_px and not _is_side_face(face):
        yield FaceAdvice.COME_CLOSER
    if face.box[2] > limits.largest_width * min(shape[:2]) or _is_cut(face, shape[0]):
        yield FaceAdvice.MOVE_BACK
    if _aside(face, shape[1], limits) > limits.off_centre:
        yield FaceAdvice.TO_THE_MIDDLE


def _beside(face: Face, other: Face, width_px: int, limits: PlaceLimits) -> bool:
    return other.box[2] > limits.second_face * face.box[2] and _aside(other, width_px, limits) < limits.at_machine


def _aside(face: Face, width_px: int, limits: PlaceLimits) -> float:
    return abs(face.centre[0] / width_px - limits.reader_at)


def _is_cut(face: Face, height_px: int) -> bool:
    """Eyes or mouth outside the frame: a step back brings them in, whether somebody is tall or short."""
    return bool(face.points[:, 1].min() < 0 or face.points[:, 1].max() >= height_px)


def _is_side_face(face: Face) -> bool:
    """Turned eyes come together in the picture; the face is as tall as before."""
    return face.eye_distance_px < 0.33 * face.box[2]


def _is_same(face: Face, followed: Face, limits: PlaceLimits) -> bool:
    sizes = face.box[2] / max(followed.box[2], 1.0)
    return _moved(face, followed) < limits.same_place and 1 / limits.same_size < sizes < limits.same_size


def _moved(face: Face, followed: Face) -> float:
    """In widths of the followed face."""
    (x, y), (before_x, before_y) = face.centre, followed.centre
    return max(abs(x - before_x), abs(y - before_y)) / max(followed.box[2], 1.0)
