"""What the tests of screens share: a recorder in the journey's place, and ways to see what a screen shows."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from kivy.clock import Clock

from kiosk.journey.views import Overlay, Scene, View
from kiosk.screens.host import ScreenHost
from kiosk.screens.look import Look
from kiosk.screens.widgets.piece import Piece, Touchable
from kiosk.wording import Wording

NOW = datetime(2026, 11, 23, 9, 41)
HALL = "东区政务服务中心"


class Recorder:
    """Writes down which action was called with what."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.frame: Any = None
        self.scene: Any = None

    def face_frame(self) -> Any:
        """The camera's picture the test has set."""
        return self.frame

    def paper_frame(self) -> Any:
        """No desk."""
        return None

    def paper_page(self, number: int) -> Any:
        """No page."""
        return None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *values: self.calls.append((name, *values))


class Bench:
    """A host with a recorder behind it, and the voice written down."""

    made: ClassVar[list[Bench]] = []
    """All of the present test; Kivy's own references keep a host alive after it."""

    def __init__(self, look: Look) -> None:
        self.made.append(self)
        self.look, self.actions, self.said = look, Recorder(), list[str]()
        self.host = ScreenHost(look, Wording, self.actions, HALL, lambda: NOW, self.said.append)
        self.host.size = (look.width_px, look.height_px)

    def show(self, thing: View | Scene, overlay: Overlay | None = None) -> None:
        """Shows a view or scene, and lets everything be painted."""
        scene = thing if isinstance(thing, Scene) else Scene(thing, overlay=overlay)
        self.actions.scene = scene
        self.host.show(scene)
        settle()

    def pieces(self) -> Iterator[Piece]:
        """Every piece that is shown."""
        return (one for one in self.host.walk(restrict=True) if isinstance(one, Piece))

    def touchables(self) -> list[Touchable]:
        """Everything that can be pressed."""
        return [one for one in self.pieces() if isinstance(one, Touchable)]

    def find(self, words: str) -> Touchable:
        """The one piece with these words."""
        found = [one for one in self.touchables() if one.spoken == words]
        assert len(found) == 1, f"{words}: {len(found)} of {[one.spoken for one in self.touchables()]}"
        return found[0]

    def press(self, words: str) -> None:
        """As a finger would: refused when something is missing."""
        piece = self.find(words)
        if piece.reason:
            piece.dispatch("on_refused", piece.reason)
        else:
            piece.dispatch("on_release")
        settle()

    def texts(self) -> list[str]:
        """All words painted now."""
        return [placed.text for piece in self.pieces() for placed in piece.placed]


def settle(frames: int = 3) -> None:
    """Lets triggers run: rebuilding, arranging, painting."""
    for _ in range(frames):
        Clock.tick()


def live_texts() -> list[str]:
    """Words held by any piece that still exists, shown or not."""
    gc.collect()
    gc.unfreeze()  # what the collector was told to leave alone is looked through as well
    kept: list[str] = []
    for one in gc.get_objects():
        if issubclass(type(one), Piece):  # asking a dead proxy for its class would raise
            kept += [placed.text for placed in one.placed]
            kept += [str(getattr(one, name)) for name in one.properties() if name not in ("parent", "children")]
    return kept
