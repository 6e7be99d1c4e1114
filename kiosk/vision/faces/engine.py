"""The three networks behind one door: what a frame shows, and whether two faces are one person's."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from kiosk.vision.faces.comparer import Embedding, FaceComparer, FaceNumbers, Reference
from kiosk.vision.faces.covering import Covering, covering_of
from kiosk.vision.faces.detector import Face, FaceDetector
from kiosk.vision.faces.light import light_of, too_poor
from kiosk.vision.faces.mesh import FaceMesh, Mesh, pitch_deg, yaw_deg
from kiosk.vision.faces.one_person import OnePerson
from kiosk.vision.faces.place import misplaced
from kiosk.vision.faces.quality import FaceAdvice, Measures, QualityLimits, spoiling, turned_away, worth_of
from kiosk.vision.picture import Image, checked


@dataclass(frozen=True, eq=False, repr=False)
class FaceLook:
    """What one frame shows. Everything about a face is of the person at the machine."""

    shape: tuple[int, int]
    """Height and width of the frame in pixels."""
    face: Face | None
    mesh: Mesh | None
    aligned_bgr: Image | None
    """112x112x3 BGR."""
    measures: Measures | None
    yaw_deg: float
    pitch_deg: float
    in_the_way: FaceAdvice | None
    """Why nothing can be done with this frame, or ``None``: place, number of faces, light."""
    turned: FaceAdvice | None
    """``FACE_THE_CAMERA`` when the head is turned too far to compare."""
    spoilt: FaceAdvice | None = None
    """What spoils the comparison alone: something worn, shadow, blur, shut eyes. Judged when not turned."""
    worth: float = 0.0
    """0..1: how good a frame of this person it is, to keep the best of several."""

    @property
    def advice(self) -> FaceAdvice | None:
        """The first thing to do before this frame can be compared; ``None`` when it can."""
        return self.in_the_way or self.turned or self.spoilt

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """The face's x, y, width and height as parts of the frame's width and height."""
        if self.face is None:
            return None
        x, y, width, height = self.face.box
        rows, columns = self.shape
        return x / columns, y / rows, width / columns, height / rows


class FaceEngine:
    """Detector, mesh and comparer. One call at a time; a second thread waits.

    Raises ``ModelMissing`` when weights are missing or not the pinned ones.
    """

    def __init__(self, models_dir: Path, limits: QualityLimits | None = None) -> None:
        self._limits = limits or QualityLimits()
        self._detector = FaceDetector(models_dir)
        self._mesh = FaceMesh(models_dir)
        self._comparer = FaceComparer(models_dir)
        self._one_at_a_time = threading.Lock()

    def prepare_reference(self, photo_bgr: Image) -> Reference | None:
        """The face of a card photo (HxWx3 BGR), or ``None`` when it shows none. Raises ``NotAnImage``."""
        with self._one_at_a_time:
            return self._comparer.reference(photo_bgr, self._detector)

    def look(self, image_bgr: Image, person: OnePerson | None = None) -> FaceLook:
        """What a camera frame (HxWx3 BGR) shows; ``person`` remembers whom the frames before showed.

        Raises ``NotAnImage``.
        """
        with self._one_at_a_time:
            return self._look(checked(image_bgr), person or OnePerson(self._limits))

    def follow(self) -> EyesOnOne:
        """Eyes for one try, that stay on the person they saw first."""
        return EyesOnOne(self, OnePerson(self._limits))

    def embed(self, look: FaceLook) -> Embedding:
        """SFace's numbers of the face a look holds, to follow it. Raises ``ValueError`` when it holds none."""
        if look.aligned_bgr is None:
            raise ValueError("a look without a face cannot be embedded")
        with self._one_at_a_time:
            return self._comparer.embed(look.aligned_bgr)

    def numbers(self, image_bgr: Image, look: FaceLook) -> FaceNumbers:
        """What the comparison needs of the face a look found in that frame. Raises ``ValueError`` without one."""
        if look.face is None:
            raise ValueError("a look without a face cannot be compared")
        with self._one_at_a_time:
            return self._comparer.numbers(checked(image_bgr), look.face)

    def _look(self, image_bgr: Image, person: OnePerson) -> FaceLook:
        shape = (image_bgr.shape[0], image_bgr.shape[1])
        faces = person.seen(self._find(image_bgr, person), shape[1])
        place = person.say(misplaced(faces, shape, self._limits.place))
        if not faces:
            return FaceLook(shape, None, None, None, None, 0.0, 0.0, place, None)
        return self._judge(image_bgr, faces[0], place, person)

    def _find(self, image_bgr: Image, person: OnePerson) -> tuple[Face, ...]:
        found = self._detector.find(image_bgr)
        return found if found or not person.searches_low else self._detector.find_low(image_bgr)

    def _judge(self, image_bgr: Image, face: Face, place: FaceAdvice | None, person: OnePerson) -> FaceLook:
        mesh = self._mesh.points(image_bgr, face)
        aligned_bgr = self._comparer.align(image_bgr, face)
        yaw, pitch = yaw_deg(mesh), pitch_deg(mesh)
        turned = turned_away(yaw, pitch, self._limits)
        light = light_of(aligned_bgr, image_bgr, face)
        measures = Measures(
            light,
            Covering() if turned else covering_of(aligned_bgr),
            not turned and person.shut(aligned_bgr, mesh, pitch),
        )
        in_the_way = place or person.say(too_poor(light, self._limits.light))
        judged = in_the_way is None and turned is None
        return FaceLook(
            (image_bgr.shape[0], image_bgr.shape[1]),
            face,
            mesh,
            aligned_bgr,
            measures,
            yaw,
            pitch,
            in_the_way,
            turned,
            person.say(spoiling(measures, self._limits)) if judged else None,
            worth_of(measures, face.eye_distance_px, yaw, pitch, self._limits),
        )


class EyesOnOne:
    """The engine's eyes, with a memory of the person before them; belongs to one try."""

    def __init__(self, engine: FaceEngine, person: OnePerson) -> None:
        self._engine, self._person = engine, person

    def look(self, image_bgr: Image) -> FaceLook:
        """What the next frame shows of that person. Raises ``NotAnImage``."""
        return self._engine.look(image_bgr, self._person)

    def embed(self, look: FaceLook) -> Embedding:
        """SFace's numbers of the face a look holds, to follow it. Raises ``ValueError`` when it holds none."""
        return self._engine.embed(look)

    def numbers(self, image_bgr: Image, look: FaceLook) -> FaceNumbers:
        """What the comparison needs of that face. Raises ``ValueError`` when the look holds none."""
        return self._engine.numbers(image_bgr, look)

    def forget(self) -> None:
        """Overwrites what was remembered; the try is over."""
        self._person.forget()
