"""A text question with everything real behind it but the rest of the journey: room, worker threads, librime."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from kivy.core.window import Window
from part_things import frames, touch
from screen_things import Bench

from kiosk.catalogue.model import FormField
from kiosk.entry.rime import RimePinyin
from kiosk.journal import Entry
from kiosk.journey.rooms.questions import Questions
from kiosk.journey.rooms.room import Room
from kiosk.journey.views import FormView, StepKind
from kiosk.screens.look import Look
from kiosk.screens.widgets.piece import Touchable
from kiosk.threads import EventQueue, Runner
from kiosk.visit import Visit
from provisioning import pinyin

QUESTION = FormField(id="name", kind="text", label="姓名", question="叫什么名字？", max_length=12)
WAITS_S = 10.0


class WritingDesk(Bench):
    """The screen of one question on the window, where fingers reach it. ``close`` takes it down."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        Window.add_widget(self.host)
        pinyin.build()
        self.engine = RimePinyin(pinyin.TABLES)
        self.answers: dict[str, Any] = {}
        self._events = EventQueue()
        self._runner = Runner(self._events)
        hall: Any = SimpleNamespace(pinyin=self.engine, runner=self._runner, clock=_Clock(), journal=_Journal())
        self.visit = Visit(hall.clock, idle_s=120, countdown_s=45)
        passage: Any = SimpleNamespace(progress=lambda: None, refresh=self.draw)
        stay: Any = SimpleNamespace(hall=hall, passage=passage, visit=self.visit)
        self.room = Room(stay)
        self._questions = Questions(self.room, lambda: (QUESTION,), self.answers)
        for name in ("pick_word", "turn_words", "switch_writing"):
            setattr(self.actions, name, self._and_drawn(getattr(self.room, name)))
        self.actions.type_key = self._and_drawn(self._questions.type_key)
        self.actions.go_on = self._and_drawn(self._questions.on)
        self.draw()

    def _and_drawn(self, act: Callable[..., object]) -> Callable[..., None]:
        def then_draw(*values: object) -> None:
            act(*values)
            self.draw()

        return then_draw

    @property
    def view(self) -> FormView:
        """The question as it stands."""
        return replace(self._questions.view(StepKind.FORM), progress=None)

    def draw(self) -> None:
        """What the host would show after each change."""
        self.show(self.view)

    def until(self, holds: Callable[[], object]) -> None:
        """Brings back what the workers did, until ``holds``."""
        ends = time.monotonic() + WAITS_S
        while not holds():
            assert time.monotonic() < ends, [one.spoken for one in self.touchables()]
            self._events.drain(lambda _: None)
            frames(1)

    def touch(self, words: str) -> None:
        """A finger on the one piece with these words, once it is there."""
        self.until(lambda: any(one.spoken == words for one in self.touchables()))
        piece: Touchable = self.find(words)
        touch(piece)

    def spell(self, letters: str) -> None:
        """Key by key; waits for the words."""
        for letter in letters:
            self.touch(f"key:{letter}")
        self.until(lambda: self.visit.personal.composing.settled)

    def close(self) -> None:
        """Ends the threads and the engine."""
        Window.remove_widget(self.host)
        self._runner.stop()
        self.engine.forget()


class _Clock:
    def monotonic_s(self) -> float:
        return time.monotonic()

    def utc(self) -> datetime:
        return datetime(2026, 11, 23, 1, 41)

    def today(self) -> date:
        return date(2026, 11, 23)


class _Journal:
    def write(self, entry: Entry) -> None:
        """Nobody reads it here."""
