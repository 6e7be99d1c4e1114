"""Plays a scene: a line a step with its time, pictures of every screen, and what came of it in a folder.

Each scene is a generator of small acts over a ``Player``; ``Demo`` lets the terminal draw a frame at every
``yield``. A step that does not hold ends the scene with its name and exit code 1.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from kivy.base import EventLoop, runTouchApp, stopTouchApp

from kiosk.assembly.terminal import Terminal
from kiosk.errors import KioskError
from kiosk.sandbox.control import Refused
from kiosk.sandbox.hall_process import HallProcess
from kiosk.sandbox.player import Player
from kiosk.sandbox.resident import Act, Lost, Resident
from kiosk.sandbox.stories import Story
from kiosk.sandbox.story_book import STORIES
from kiosk.screens.host import ScreenHost


class Demo:
    """One terminal in one hall, and the folder for what comes of it."""

    def __init__(self, terminal: Terminal, host: ScreenHost, hall: HallProcess, out: Path) -> None:
        self._host, self._hall, self._out = host, hall, out
        self._terminal = terminal
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        self._player = Player(terminal, Resident(host), hall, out / "screens")
        self._began_s = time.monotonic()
        self._step = ""

    def play(self, scene: str, open_panel: Callable[[], None], close_panel: Callable[[], None]) -> int:
        """Exit code 0 when every step held."""
        print(f"scene {scene}")
        runTouchApp(self._host, embedded=True)
        open_panel()
        story = STORIES[scene](self._player)
        try:
            for name, act in story.steps():
                self._timed(name, act)
            self._collect(story)
        except (Lost, Refused, KioskError, AssertionError) as error:
            print(f"FAILED at “{self._step}”: {error}", file=sys.stderr)
            if isinstance(error, AssertionError):
                traceback.print_exc(limit=-2)
            self._last_picture()
            return 1
        finally:
            close_panel()
            stopTouchApp()
        print(f"done in {time.monotonic() - self._began_s:.1f} s; see {self._out}/")
        return 0

    def _timed(self, name: str, act: Act) -> None:
        self._step = name
        begun_s = time.monotonic()
        for _ in act:
            EventLoop.idle()
        print(f"  {time.monotonic() - begun_s:6.2f} s  {name}", flush=True)

    def _last_picture(self) -> None:
        for _ in self._player.photograph():
            EventLoop.idle()

    def _collect(self, story: Story) -> None:
        """The slips as printed; case and papers as the hub has them."""
        self._step = "collect what came of it"
        slips = self._hall.do("save_slips", folder=str(self._out))
        print(f"  slips printed: {len(slips)}")
        if story.receipt is None:
            return
        shown = story.as_the_hub_reads_it()
        (self._out / "case.json").write_text(json.dumps(shown, ensure_ascii=False, indent=1), encoding="utf-8")
        for pdf in sorted((self._hall.folder / "hub" / "cases").rglob("*.pdf")):
            shutil.copy(pdf, self._out / pdf.name)
        case = shown["case"]
        print(f"  case {case['case_number']} {case['item_name']}: {case['state']}")
