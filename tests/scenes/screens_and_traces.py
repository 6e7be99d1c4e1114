"""One visit through the real screens, and what is left of the person in this process afterwards; prints JSON.

``faces`` counts the pieces of faces that were looked for; ``early`` tells what was left of them at the review.

``SETTINGS CONTROL STORY WORD…``: each word as code points, so that this process knows no word itself. The story
``left`` is the journey, left before the signature.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kiosk import app
from kiosk.sandbox.control import Control
from kiosk.settings import load
from tests.face_traces import FaceTraces
from tests.traces import traces


def needles(words: list[str]) -> list[str]:
    """The words themselves, made when they are looked for."""
    return ["".join(chr(int(sign)) for sign in word.split(",")) for word in words]


def main(arguments: list[str]) -> None:
    """Prints ``{"during": …, "after": …}``: traces at the review (or before printing a result) and at the end."""
    settings_file, control, name, *words = arguments
    watched = FaceTraces()
    settings = load(Path(settings_file))
    app.prepare_window(settings)
    panel = app.Panel(settings)

    from kivy.base import EventLoop, runTouchApp

    from kiosk.journey.views import StepKind
    from kiosk.sandbox.player import Player
    from kiosk.sandbox.prompter import Prompter
    from kiosk.sandbox.resident import Resident
    from kiosk.sandbox.story_book import STORIES

    def frames(act: Iterator[Any]) -> None:
        for _ in act:
            EventLoop.idle()

    hall: Any = Control(Path(control))
    folders = [settings.storage.folder, Path(tempfile.gettempdir())]
    with tempfile.TemporaryDirectory(dir="/dev/shm") as pictures:
        runTouchApp(panel.host, embedded=True)
        panel.open()
        player = Player(panel.terminal, Resident(panel.host), hall, Path(pictures))
        during: list[str] = []
        early: list[str] = []
        reads = Prompter(lambda: panel.terminal.journey.scene.view, hall.do)
        reads.start()
        for step, act in STORIES["journey" if name == "left" else name](player).steps():
            if step in ("check and sign", "print"):
                during = traces(needles(words), folders)
                early = traces([], folders, watched.pieces())
                if name == "left":
                    break
            frames(act)
        if name == "left":
            hall.do("lift_card")
            frames(player.resident.touch(player.say("screens.leave")))
            frames(player.resident.touch(player.say("journey.leave_go")))
            frames(player.resident.until(lambda: player.view.step is StepKind.ATTRACT, "the end"))
        reads.stop()
        for _ in range(30):
            EventLoop.idle()
        after = traces(needles(words), folders, watched.pieces())
    told = {"during": during, "after": after, "early": early, "faces": len(watched.pieces())}
    print(json.dumps(told), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
