"""Look at the camera: the one instruction, the ring with the live picture, and always another way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kivy.clock import Clock

from kiosk.journey.views_identity import FaceState, FaceView
from kiosk.screens.arrangement import GAP, Body, tall
from kiosk.screens.instructions import Instructions
from kiosk.screens.means import Means
from kiosk.screens.other_ways import way_buttons, way_rows
from kiosk.screens.screen import StepScreen
from kiosk.screens.tables import tables, together
from kiosk.screens.widgets.face import FaceRing
from kiosk.screens.widgets.guide import Material
from kiosk.screens.widgets.pager import pager_height
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.stack import Gap, Row
from kiosk.screens.widgets.words import Picture, Words

FRAMES_A_SECOND = 15
RINGS = {
    FaceState.LOOKING: "waiting",
    FaceState.TURNING: "running",
    FaceState.COMPARING: "running",
    FaceState.SAME: "done",
}
SIGNS = {
    "turn_left": "left",
    "turn_right": "right",
    "blink": "blink",
    "lean_in": "nearer",
    "come_closer": "nearer",
    "move_back": "farther",
}
"""Advice → what the ring shows with it."""
FACT_ICONS = ("camera-bold", "buildings-duotone", "clock-bold", "phone-bold")
"""Of what is sent, to whom, for how long, and whom to ask."""
LOOK_SIZE = 104
"""Of a sentence that is to be read from where one looks into the camera (design-language, components 5)."""
LARGEST, SMALLEST, LARGEST_LYING = 820, 300, 720
"""Design px of the ring; upright it takes the room there is."""
LEFT, LEFT_OF_PAIRS = 0.48, 0.3
"""Share of the question where the panel lies."""
AMONG_OTHERS = ("staff",)
"""Ways that are found behind 换个办法 as well."""
WAYS_WITH_PICTURE = 3
"""With more ways the picture would be too small to tell anything."""


class FaceScreen(StepScreen[FaceView]):
    """The ring is fed while it is shown; its texture is one and goes with the screen."""

    def __init__(self, means: Means, view: FaceView) -> None:
        self._ring: FaceRing | None = None
        self._below: list[Piece] = []
        self._sequence = -1
        self._instructions = Instructions(means)
        asks_to_look = view.state in RINGS
        self.question_size = LOOK_SIZE if asks_to_look else StepScreen.question_size
        self.question_align = "center" if asks_to_look and not means.look.landscape else "left"
        super().__init__(means, view)
        self._feeding = Clock.schedule_interval(self._feed, 1 / FRAMES_A_SECOND)
        self._feed(0)

    def close(self) -> None:
        """No picture is asked for any more."""
        self._feeding.cancel()

    def body(self, view: FaceView) -> Body:
        """The ring, or the other ways when there is no camera or no more tries."""
        self._kind = self._kind_of(view)
        self._instructions.shown(self.means.say(view.title))
        if view.state in RINGS:
            return self._looking(view)
        self._ring = None
        return self._again(view) if view.state is FaceState.AGAIN else self._other_ways(view)

    def renew(self, view: FaceView) -> bool:
        """Progress, ring and sentence in place."""
        if self._kind_of(view) != self._kind:
            return False
        self._instructions.shown(self.means.say(view.title))
        self._set_ring(view)
        return True

    # the ring ---------------------------------------------------------------------------------------------------

    def _looking(self, view: FaceView) -> Body:
        self._below = self._under(view)
        if self._ring is None:
            self._ring, self._sequence = FaceRing(self.means.look), -1
        self._set_ring(view)
        if self._fits_beside(self._below):
            return Body(work=[self._ring], under=self._below, left_share=LEFT)
        return Body(work=[self._ring], foot=self._below, left_share=LEFT)

    def _set_ring(self, view: FaceView) -> None:
        if self._ring is not None:
            self._ring.diameter = self._diameter()
            self._ring.progress = view.fraction
            self._ring.state = RINGS[view.state]
            self._ring.sign = SIGNS.get(view.advice, "")

    def _diameter(self) -> float:
        """As large as the sentence above and the buttons below leave it."""
        work, look = self.room_for_work(LEFT), self.means.look
        below = 0.0 if self._fits_beside(self._below) and look.landscape else tall(self._below, work.width) + GAP
        room = work.height + pager_height(look) + (GAP if look.landscape else 0) - below
        return max(SMALLEST, min(LARGEST_LYING if look.landscape else LARGEST, room))

    def _kind_of(self, view: FaceView) -> tuple[object, ...]:
        """What the body hangs on: ring or ways, which ways, and the tries left after a failed one."""
        shown = "ring" if view.state in RINGS else view.state.value
        return shown, tuple(one.id for one in view.ways), view.tries_left

    def _feed(self, _: Any) -> None:
        frame = self.means.actions.face_frame() if self._ring is not None else None
        if self._ring is not None and frame is not None and frame[0] != self._sequence:
            self._sequence = frame[0]
            self._ring.show(frame[1])

    # below the ring ---------------------------------------------------------------------------------------------

    def _under(self, view: FaceView) -> list[Piece]:
        """How many tries there are, once one is used up; the other ways."""
        look = self.means.look
        tries: list[Piece] = []
        if view.tries_made and view.state is not FaceState.SAME:
            words = self.means.word("face_tries", tries=view.tries_left)
            tries = [Words(look, words, size=48, bold=True, align=self.question_align)]
        under = [*tries, *self._buttons(view)]
        return under if self._fits_beside(under) else [*tries, *self._buttons(view, few=True)]

    def _buttons(self, view: FaceView, *, few: bool = False) -> list[Piece]:
        """Beside each other. Where words are large or long, staff stand among the other ways."""
        few = few or self.means.look.roomy
        ways = [one for one in view.ways if not few or one.id not in AMONG_OTHERS]
        if self.means.look.roomy:
            ways = [replace(one, icon="") for one in ways]
        left, _ = self.columns(Body(left_share=LEFT))
        return way_buttons(self.means, ways, left.width if self.means.look.landscape else self.stage.area().width)

    def _fits_beside(self, under: list[Piece]) -> bool:
        """Lying, what stands below the question must not push the ring away."""
        return not self.means.look.landscape or self.fits_left(under, LEFT)

    def _again(self, view: FaceView) -> Body:
        look = self.means.look
        picture = Picture(look, "look-at-camera", 560 if look.landscape else 640)
        if look.landscape:
            return Body(work=[picture], under=self._under(view), left_share=LEFT)
        return Body(beside=[picture], work=self._under(view))

    # the other ways ---------------------------------------------------------------------------------------------

    def _other_ways(self, view: FaceView) -> Body:
        look, rows = self.means.look, way_rows(self.means, view.ways)
        if view.facts:
            return self._asking(view, rows)
        if len(rows) <= WAYS_WITH_PICTURE:
            return Body(beside=[Picture(look, "look-at-camera", 340)], work=rows, gap=18)
        if look.landscape and not look.roomy:
            return Body(work=self._in_pairs(rows), gap=18, left_share=LEFT_OF_PAIRS)
        return Body(work=rows, gap=18)

    def _asking(self, view: FaceView, rows: list[Piece]) -> Body:
        """What would become of the picture; yes and no stand together, as large as each other."""
        say, room = self.means.say, self.room_for_work(LEFT)
        facts = [
            Material(icon=icon, name=say(what), detail=say(how), tag="", tone="may")
            for icon, (what, how) in zip(FACT_ICONS, view.facts, strict=True)
        ]
        told = tables(self.means.look, facts, room.width, room.height)
        if self.means.look.landscape and self._fits_beside(rows):
            return Body(work=told, under=rows, gap=18, left_share=LEFT)
        return Body(work=[*told, *together(self.means.look, rows, room, 18)], gap=18)

    def _in_pairs(self, rows: list[Piece]) -> list[Piece]:
        """Two beside each other, so that all are seen at once where the panel lies."""
        look = self.means.look
        even = [*rows, Gap(look, 0)] if len(rows) % 2 else rows
        return [Row(look, *even[at : at + 2], weights=(1, 1)) for at in range(0, len(even), 2)]
