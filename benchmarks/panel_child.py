"""A terminal in the sandbox that is watched from outside: plays visits, then waits to be looked at.

``python -m benchmarks.panel_child HALL_SETTINGS CONTROL`` reads one word a line on stdin and answers one JSON
line: ``visit`` (a short visit: item, region, guide, consent, card, left), ``story`` (a whole journey, with
main-thread time a frame by step), ``idle`` (a second of frames), ``memory`` (resident bytes), ``spells`` (of every
frame since last asked its step, the main thread's own time and the time from its start to its end, ms), ``quit``.
A frame begins with the resident's touch, as it does in Kivy's own loop: what a touch sets off is part of it.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from kiosk import app
from kiosk.settings import load


class Watched:
    """The panel and a resident, frame by frame."""

    def __init__(self, settings_file: Path, control: Path) -> None:
        settings = load(settings_file)
        app.prepare_window(settings)
        self._panel = app.Panel(settings)
        from kivy.base import EventLoop, runTouchApp
        from kivy.graphics.opengl import glFinish

        from kiosk.sandbox.control import Control
        from kiosk.sandbox.player import Player
        from kiosk.sandbox.prompter import Prompter
        from kiosk.sandbox.resident import Resident

        self._loop, self._finish = EventLoop, glFinish
        runTouchApp(self._panel.host, embedded=True)
        self._panel.open()
        hall: Any = Control(control)
        self._player = Player(self._panel.terminal, Resident(self._panel.host), hall, Path("out/bench/screens"))
        self._player.photograph = self._no_picture  # type: ignore[method-assign]
        self._reads = Prompter(lambda: self._panel.terminal.journey.scene.view, hall.do)
        self._reads.start()
        self._frames: dict[str, list[float]] = defaultdict(list)
        self._spells: list[tuple[str, float, float]] | None = None

    @staticmethod
    def _no_picture() -> Any:
        yield

    def answer(self, word: str) -> Any:
        """What is asked."""
        words = {"visit": self.visit, "story": self.story, "memory": self.memory, "idle": self.idle}
        return {**words, "spells": self.spells}[word]()

    def visit(self) -> int:
        """A short visit; returns how many milliseconds it took."""
        from kiosk.sandbox.stories import Story

        begun_s = time.monotonic()
        story = Story(self._player)
        for _, act in story.to_the_item():
            self._frames_of(act)
        self._frames_of(self._player.consent("identity", "face"))
        self._frames_of(self._player.show_card(story.card))
        self._frames_of(self._leave())
        return round((time.monotonic() - begun_s) * 1000)

    def story(self) -> dict[str, list[float]]:
        """A whole journey; main-thread milliseconds of every frame, by step."""
        from kiosk.sandbox.stories import Story

        self._frames.clear()
        for _, act in Story(self._player).steps():
            self._frames_of(act)
        return dict(self._frames)

    def idle(self) -> None:
        """A second of frames with nothing to do."""
        ends = time.monotonic() + 1
        while time.monotonic() < ends:
            self._frame()

    def spells(self) -> list[tuple[str, float, float]]:
        """Step, own time and whole time of every frame since last asked; Kivy's waiting for the next included."""
        found, self._spells = self._spells, []
        return found or []

    def memory(self) -> int:
        """Resident bytes."""
        return int(psutil.Process().memory_info().rss)

    def close(self) -> None:
        """Ends the terminal."""
        self._reads.stop()
        self._panel.close()

    def _leave(self) -> Any:
        from kiosk.journey.views import StepKind

        self._player.hall.do("lift_card")
        journey = self._panel.terminal.journey
        yield
        journey.ask_leave()
        yield
        journey.leave()
        yield from self._player.resident.until(lambda: self._player.view.step is StepKind.ATTRACT, "the end")

    def _frames_of(self, act: Any) -> None:
        while self._frame(act):
            pass

    def _frame(self, act: Iterator[None] | None = None) -> bool:
        """What the act does next, and the frame after it; false when the act is at its end."""
        begun_s, started_s = time.thread_time(), time.monotonic()
        goes_on = act is not None and next(act, self) is not self
        self._loop.idle()
        own_ms = (time.thread_time() - begun_s) * 1000
        step = self._player.view.step.value
        self._frames[step].append(own_ms)
        if self._spells is not None:
            self._spells.append((step, own_ms, (time.monotonic() - started_s) * 1000))
        self._finish()  # without a display nothing waits for the rasteriser, and its work would pile up in memory
        return goes_on


def main() -> None:
    """Serves until ``quit``."""
    watched = Watched(Path(sys.argv[1]), Path(sys.argv[2]))
    watched.idle()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        if line.strip() == "quit":
            break
        print(json.dumps(watched.answer(line.strip())), flush=True)
    watched.close()


if __name__ == "__main__":
    main()
