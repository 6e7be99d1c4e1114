"""Look at the camera: the one instruction, the ring with the live picture, and always another way."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock

from kiosk.journey.views import FaceState, FaceView
from kiosk.screens.arrangement import Body
from kiosk.screens.means import Means
from kiosk.screens.other_ways import way_button, way_rows
from kiosk.screens.screen import StepScreen
from kiosk.screens.widgets.face import FaceRing
from kiosk.screens.widgets.note import Note
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.stack import Row
from kiosk.screens.widgets.words import Picture

FRAMES_A_SECOND = 15
RINGS = {
    FaceState.LOOKING: "waiting",
    FaceState.TURNING: "running",
    FaceState.COMPARING: "running",
    FaceState.SAME: "done",
    FaceState.AGAIN: "waiting",
}


class FaceScreen(StepScreen[FaceView]):
    """The ring is fed while it is shown; its texture is one and goes with the screen."""

    question_size = 104

    def __init__(self, means: Means, view: FaceView) -> None:
        self._ring: FaceRing | None = None
        self._sequence = -1
        self.question_align = "left" if means.look.landscape else "center"
        super().__init__(means, view)
        self._feeding = Clock.schedule_interval(self._feed, 1 / FRAMES_A_SECOND)
        self._feed(0)

    def close(self) -> None:
        """No picture is asked for any more."""
        self._feeding.cancel()

    def body(self, view: FaceView) -> Body:
        """The ring, or the other ways when there is no camera or no more tries."""
        self._kind = self._kind_of(view)
        if view.state not in RINGS:
            self._ring = None
            return Body(
                beside=[Picture(self.means.look, "look-at-camera", 340)], work=way_rows(self.means, view.ways)
            )
        self._ring = FaceRing(self.means.look, diameter=self._diameter())
        self._set_ring(view)
        return Body(work=[self._ring], under=[self._hint(view)], left_share=0.48)

    def renew(self, view: FaceView) -> bool:
        """Progress, ring and sentence in place."""
        if self._kind_of(view) != self._kind:
            return False
        self._set_ring(view)
        return True

    def _set_ring(self, view: FaceView) -> None:
        if self._ring is not None:
            self._ring.progress = view.fraction
            self._ring.state = RINGS[view.state]

    def _kind_of(self, view: FaceView) -> tuple[bool, tuple[str, ...], int]:
        """What the body hangs on: ring or ways, which ways, and the tries left after a failed one."""
        return view.state in RINGS, tuple(one.id for one in view.ways), view.tries_left

    def _diameter(self) -> int:
        look = self.means.look
        if self.means.look.landscape:
            return 720
        return 820 if look.scale <= 1.25 and not look.low else 560

    def _hint(self, view: FaceView) -> Piece:
        look = self.means.look
        note = Note(look, title=self.means.word("face_hint"), tone="info")
        return Row(look, note, *(way_button(self.means, one) for one in view.ways[:1]))

    def _feed(self, _: Any) -> None:
        frame = self.means.actions.face_frame() if self._ring is not None else None
        if self._ring is not None and frame is not None and frame[0] != self._sequence:
            self._sequence = frame[0]
            self._ring.show(frame[1])
