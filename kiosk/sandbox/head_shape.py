"""A portrait made ready to move: set to size, cut out of its background, given depth by its 468-point mesh.

Lengths are in *units*: pixels of a 640x480 frame at the distance of ``REST_CM``. The texture is finer than that,
so that a face near the camera is still sharp.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.faces.detector import FaceDetector
from kiosk.vision.faces.mesh import EYES, OVAL, FaceMesh, Mesh
from kiosk.vision.picture import Image

Floats = NDArray[np.float32]

WIDTH_PX, HEIGHT_PX = 640, 480
FACE_WIDTH_PX = 165.0
FACE_CENTRE = (320.0, 215.0)
BODY_PX = 640
"""Units of height that are kept: a person who stands low or far away shows more of the body."""
FINE = 1.3
"""Texture pixels a unit."""
COARSE = 4
"""Units between two nodes of the depth field."""
BEHIND = 0.45
"""Of the face's width, from the rim of the face back to the axis a head turns about."""

BROWS = ((55, 65, 52, 53, 46), (285, 295, 282, 283, 276))
"""Lower edge of the right and the left brow (MediaPipe's canonical face mesh)."""


@dataclass(frozen=True)
class Looks:
    """How a portrait is changed to become another person. The default is the portrait itself."""

    mirrored: bool = False
    width: float = 1.0
    """Of the face, against its height."""
    jaw: float = 0.0
    """Positive: wider below and narrower above; 0.06 is plainly seen."""
    gamma: float = 1.0
    warmth: float = 0.0
    """-1 bluish .. 1 reddish."""
    wrinkles: float = 0.0
    """-1 smooth .. 1 deep."""
    relief: float = 1.0
    """Depth of nose and cheeks against the mesh's own; 0.8 is a flat face."""
    size: float = 1.0
    """Of the head; a child's is 0.87."""
    framed: bool = False
    """Glasses are in the portrait itself; their frame, close above the eyes, stays where it is in a blink."""


@dataclass(frozen=True, eq=False, repr=False)
class HeadShape:
    """A portrait with all that is needed to turn it."""

    texture: Image
    """BGR, ``FINE`` pixels a unit, of 640x640 units."""
    alpha: NDArray[np.uint8]
    """0..255 of the same size: is it the person?"""
    mesh: Mesh
    """468x3 in units."""
    depth: Floats
    """160x160 nodes: units before the axis of the head."""
    moves: Floats
    """160x160 nodes: 1 takes full part in a turn of the head, 0 stays."""


def shaped(portrait_bgr: Image, looks: Looks, detector: FaceDetector, mesh_of: FaceMesh) -> HeadShape:
    """Makes it. ``mesh_of`` is a ``FaceMesh``."""
    texture = changed(_on_canvas(portrait_bgr, detector, looks.mirrored), looks)
    frame = np.asarray(cv2.resize(texture, (WIDTH_PX, BODY_PX), interpolation=cv2.INTER_AREA), np.uint8)
    mesh = mesh_of.points(frame, detector.find(frame)[0])
    alpha = cv2.resize(_cut_out(frame, mesh), texture.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    mask = np.asarray(np.clip(alpha * 255.0, 0, 255), np.uint8)
    mask[:3], mask[:, :3], mask[:, -3:] = 0, 0, 0  # whoever is far away ends at the portrait's sides
    depth, moves = _depth_and_moves(mesh, looks.relief)
    return HeadShape(texture, mask, mesh, depth, moves)


def changed(texture: Image, looks: Looks) -> Image:
    """Other proportions, another complexion, other skin."""
    height, width = texture.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = FACE_CENTRE[0] * FINE, FACE_CENTRE[1] * FINE
    below = np.tanh((ys - y) / (0.6 * FACE_WIDTH_PX * FINE))
    stretched = cv2.remap(
        texture,
        x + (xs - x) / (looks.width * (1.0 + looks.jaw * below)),
        ys,
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float32)
    soft = cv2.GaussianBlur(stretched, (0, 0), 2.2 * FINE)
    detailed = np.clip(soft + (1.0 + 0.6 * looks.wrinkles) * (stretched - soft), 0, 255) / 255.0
    toned = np.power(detailed, looks.gamma) * (1.0 + looks.warmth * np.array([-0.10, 0.0, 0.08], np.float32))
    return np.asarray(np.clip(255.0 * toned, 0, 255), np.uint8)


def with_lids(texture: Image, mesh: Mesh, shut: float, *, framed: bool = False) -> Image:
    """A copy whose upper lids have come down; ``shut`` 0..1, ``framed`` as in ``Looks``."""
    if shut <= 0.0:
        return texture
    closed = texture.copy()
    for eye, brow in zip(EYES, BROWS, strict=True):
        lines = (eye[:9], (eye[8], *eye[9:], eye[0]), brow)
        upper, lower, above = (_from_left(mesh[list(line), :2] * FINE) for line in lines)
        _lower_lid(texture, closed, upper, lower, above, shut, framed=framed)
    return closed


def _from_left(line: Floats) -> Floats:
    return np.asarray(line[np.argsort(line[:, 0])], np.float32)


def _lower_lid(
    texture: Image, into: Image, upper: Floats, lower: Floats, brow: Floats, shut: float, *, framed: bool
) -> None:
    """Skin from above the lashes, or else from below the eye, is drawn over it; lashes along the lid's edge."""
    opening = float(np.max(lower[:, 1]) - np.min(upper[:, 1]))
    left, right = int(upper[0, 0] - 0.35 * opening), int(upper[-1, 0] + 0.35 * opening + 1)
    top, bottom = int(upper[:, 1].min() - 1.6 * opening), int(lower[:, 1].max() + 0.7 * opening)
    ys, xs = np.mgrid[top:bottom, left:right].astype(np.float32)
    edge = np.interp(xs, upper[:, 0], upper[:, 1]) - 0.25 * opening
    height = np.clip(0.4 * (edge - np.interp(xs, brow[:, 0], brow[:, 1])), 0.2 * opening, 0.8 * opening)
    open_line, shut_line = edge + 0.1 * opening, np.interp(xs, lower[:, 0], lower[:, 1]) + 0.16 * opening
    lid = open_line + shut * np.maximum(shut_line - open_line, 0.0)
    if framed:
        drawn = shut_line + 0.25 * opening + 0.6 * (lid - ys)
        from_y = np.where((ys < lid) & (ys > edge + 0.1 * opening), drawn, ys).astype(np.float32)
    else:
        drawn = edge - height + (ys - edge + height) * height / (height + lid - edge)
        from_y = np.where((ys < lid) & (ys > edge - height), drawn, ys).astype(np.float32)
    skin = cv2.remap(texture, xs, from_y, cv2.INTER_LINEAR).astype(np.float32)
    lashes = np.exp(-(((ys - lid) / (0.11 * opening + 0.9)) ** 2)) * min(1.0, 2.0 * shut)
    skin *= (1.0 - 0.55 * lashes)[:, :, None]
    half = (right - left) / 2
    inside = np.clip((half - np.abs(xs - left - half)) / (0.3 * opening), 0.0, 1.0)[:, :, None]
    under = into[top:bottom, left:right]
    into[top:bottom, left:right] = np.clip(skin * inside + under * (1.0 - inside), 0, 255).astype(np.uint8)


def _on_canvas(portrait_bgr: Image, detector: FaceDetector, mirrored: bool) -> Image:
    """The portrait scaled and moved so that the face stands where a person before the camera would have it."""
    if mirrored:
        portrait_bgr = np.ascontiguousarray(portrait_bgr[:, ::-1])
    face = detector.find(portrait_bgr)[0]
    scale = FINE * FACE_WIDTH_PX / face.box[2]
    x, y = face.centre
    into = np.array([[scale, 0, FINE * FACE_CENTRE[0] - scale * x], [0, scale, FINE * FACE_CENTRE[1] - scale * y]])
    way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    if scale < 1:
        portrait_bgr = np.asarray(cv2.GaussianBlur(portrait_bgr, (0, 0), 0.4 / scale), np.uint8)
    size = (round(FINE * WIDTH_PX), round(FINE * BODY_PX))
    return np.asarray(
        cv2.warpAffine(portrait_bgr, into, size, flags=way, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def _cut_out(image_bgr: Image, mesh: Mesh) -> Floats:
    """0..1: is a pixel the person? GrabCut from the face's oval, the hair above it and the shoulders below."""
    oval = mesh[list(OVAL), :2]
    middle, size = oval.mean(axis=0), oval.max(axis=0) - oval.min(axis=0)
    guess = np.full(image_bgr.shape[:2], cv2.GC_BGD, np.uint8)
    head = (float(middle[0]), float(middle[1] - 0.18 * size[1]))
    cv2.ellipse(guess, (head, (1.75 * size[0], 1.75 * size[1]), 0.0), cv2.GC_PR_FGD, -1)
    guess[int(middle[1] + 0.2 * size[1]) :] = cv2.GC_BGD
    cv2.fillPoly(guess, [((oval - middle) * 1.15 + middle).astype(np.int32)], cv2.GC_PR_FGD)
    chin = float(oval[:, 1].max())
    shoulders = _shoulders(middle, size, chin)
    cv2.fillPoly(guess, [shoulders.astype(np.int32)], cv2.GC_PR_FGD)
    cv2.fillPoly(guess, [oval.astype(np.int32)], cv2.GC_FGD)
    body = shoulders * [0.5, 1.0] + [0.5 * middle[0], 0.15 * size[1]]
    cv2.fillPoly(guess, [body.astype(np.int32)], cv2.GC_FGD)
    half = np.asarray(cv2.resize(image_bgr, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    guess = np.ascontiguousarray(guess[::2, ::2])  # four times quicker than at full size
    cv2.setRNGSeed(7)
    cv2.grabCut(half, guess, (0, 0, 1, 1), np.zeros((1, 65)), np.zeros((1, 65)), 4, cv2.GC_INIT_WITH_MASK)
    person = np.isin(guess, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    opened = np.asarray(cv2.morphologyEx(person, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)
    soft = cv2.GaussianBlur(_largest(opened).astype(np.float32), (0, 0), 1.0)
    whole = cv2.resize(soft, image_bgr.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip((whole - 0.35) / 0.5, 0.0, 1.0), np.float32)


def _shoulders(middle: Floats, size: Floats, chin: float) -> Floats:
    """Where neck and shoulders may be."""
    spread = 1.9 * size[0]
    return np.array(
        [
            [middle[0] - 0.42 * size[0], chin - 0.25 * size[1]],
            [middle[0] + 0.42 * size[0], chin - 0.25 * size[1]],
            [middle[0] + 0.75 * size[0], chin + 0.02 * size[1]],
            [middle[0] + spread, chin + 0.8 * size[1]],
            [middle[0] + spread, BODY_PX],
            [middle[0] - spread, BODY_PX],
            [middle[0] - spread, chin + 0.8 * size[1]],
            [middle[0] - 0.75 * size[0], chin + 0.02 * size[1]],
        ],
        np.float32,
    )


def _largest(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    kept = labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    return np.asarray(kept, np.uint8)


def _depth_and_moves(mesh: Mesh, relief: float) -> tuple[Floats, Floats]:
    """Depth of the head before its axis, and how much each place takes part in a turn; both on the coarse nodes.

    Inside the mesh depth is the mesh's own. Around it the head falls back to the axis's plane like an ellipsoid,
    and below the chin the neck takes part less and less.
    """
    oval = mesh[list(OVAL), :2]
    middle, size = oval.mean(axis=0), oval.max(axis=0) - oval.min(axis=0)
    rim = float(np.median(mesh[list(OVAL), 2]))
    behind = BEHIND * float(size[0])
    nearness = behind + relief * (rim - mesh[:, 2])
    ys, xs = np.mgrid[0:BODY_PX, 0:WIDTH_PX].astype(np.float32)
    out = np.hypot((xs - middle[0]) / (0.80 * size[0]), (ys - middle[1] + 0.12 * size[1]) / (0.85 * size[1]))
    depth = np.asarray(1.1 * behind * np.sqrt(np.clip(1.0 - out**2, 0.0, 1.0)), np.float32)
    _paint(depth, mesh, nearness)
    depth = np.asarray(cv2.GaussianBlur(depth, (0, 0), 5.0), np.float32)
    chin = float(oval[:, 1].max())
    below = np.clip((ys - chin) / (0.45 * float(size[1])), 0.0, 1.0)
    aside = np.clip((np.abs(xs - middle[0]) / float(size[0]) - 0.95) / 0.5, 0.0, 1.0)
    moves = (1.0 - below) ** 2 * (1.0 - aside * (ys > middle[1]))
    nodes = (WIDTH_PX // COARSE, BODY_PX // COARSE)
    return (
        np.asarray(cv2.resize(depth, nodes, interpolation=cv2.INTER_AREA), np.float32),
        np.asarray(cv2.resize(moves.astype(np.float32), nodes, interpolation=cv2.INTER_AREA), np.float32),
    )


def _paint(depth: Floats, mesh: Mesh, nearness: Floats) -> None:
    """Writes the mesh's depth into the field, triangle by triangle of a Delaunay net over its points."""
    height, width = depth.shape
    net = cv2.Subdiv2D((0, 0, width, height))
    for x, y in mesh[:, :2]:
        net.insert((float(x), float(y)))
    for triangle in np.asarray(net.getTriangleList(), np.float32):
        corners = triangle.reshape(3, 2)
        if (corners < 0).any() or (corners >= (width, height)).any():
            continue
        near = [nearness[int(np.argmin(np.hypot(*(mesh[:, :2] - corner).T)))] for corner in corners]
        left, top = np.floor(corners.min(axis=0)).astype(int)
        right, bottom = np.ceil(corners.max(axis=0)).astype(int) + 1
        ys, xs = np.mgrid[top:bottom, left:right]
        try:
            weights = np.linalg.solve(
                np.vstack([corners.T, np.ones(3)]), np.stack([xs.ravel(), ys.ravel(), np.ones(xs.size)])
            )
        except np.linalg.LinAlgError:
            continue
        inside = (weights >= -1e-6).all(axis=0)
        depth[ys.ravel()[inside], xs.ravel()[inside]] = (np.array(near) @ weights)[inside]
