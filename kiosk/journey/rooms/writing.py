"""Writing into one box: keys are letters of a sound first, and become Chinese when a word is chosen.

Any room with a box has one ``Writing`` (forms have theirs inside ``Questions``). The engine is asked away from the
main thread, one question at a time; keys that come meanwhile wait their turn and none is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.entry.pinyin import LETTERS, LONGEST, Chosen, Found
from kiosk.errors import EntryMissing, KioskError
from kiosk.journal import Code, EntryLost
from kiosk.journey.composition import Composition
from kiosk.journey.views import EntryView
from kiosk.wording import Phrase

if TYPE_CHECKING:
    from kiosk.journey.rooms.room import Room

SHOWN = 24
"""So many words a view holds; a screen shows as many of them as it has room for."""
ASKED = 48
"""So many words are asked for at a time."""


class Writing:
    """Chinese or Latin into one box. ``write`` puts one key or one word into the box."""

    def __init__(self, room: Room, write: Callable[[str], None]) -> None:
        self._room, self._write = room, write
        self._engine = room.hall.pinyin
        self._chinese = self._engine is not None
        self._note: Phrase | None = None if self._chinese else Phrase("entry.no_engine")
        self._looking = self._taking = self._closed = False
        self._composition.clear()
        if self._engine is not None:
            self._room.run(self._engine.wake, self._woken)

    @property
    def _composition(self) -> Composition:
        return self._room.personal.composing

    @property
    def composing(self) -> bool:
        """Are there letters that nothing was chosen for yet?"""
        return bool(self._composition.letters)

    def view(self) -> EntryView:
        """What stands between box and keys."""
        now = self._composition
        shown = tuple(now.words[now.start : now.start + SHOWN])
        return EntryView(
            chinese=self._chinese,
            can_switch=self._engine is not None,
            letters=now.divided if now.settled else now.text,
            words=shown if now.letters else (),
            earlier=now.start > 0,
            more=now.more or now.start + len(shown) < len(now.words),
            note=self._said(),
        )

    def _said(self) -> Phrase | None:
        now = self._composition
        if now.letters and now.settled and not now.words:
            return Phrase("entry.no_such_sound")
        return self._note

    # what a person does -----------------------------------------------------------------------------------------

    def key(self, key: str) -> None:
        """One key: a letter to spell with, or what goes straight into the box."""
        self._composition.waiting.append(key)
        self._go_on()

    def pick(self, number: int) -> None:
        """The word ``number`` (0-based) of those the view holds; nothing while they are about to change."""
        now = self._composition
        if now.letters and now.settled and not self._taking and 0 <= number < len(now.words) - now.start:
            self._take(now.start + number)

    def turn(self, count: int) -> None:
        """``count`` words on, when that many were shown; a negative number goes back to the page before."""
        now = self._composition
        if count < 0:
            now.starts = now.starts[:-1]
        elif now.settled and (now.more or now.start + count < len(now.words)):
            now.starts.append(min(now.start + count, len(now.words)))
            self._look_further()

    def switch(self) -> None:
        """中 and 英: letters being spelled stay as they are."""
        if self._engine is None or self._taking:
            return
        was_chinese = self._chinese
        self._write_raw()
        self._chinese = False
        self._go_on()  # keys that waited for an answer to the letters go into the box as they are
        self._chinese = not was_chinese
        self._note = None
        if self._chinese:
            self._room.run(self._engine.wake, self._woken)

    def close(self) -> None:
        """The box is left: nothing being spelled stays."""
        self._closed = True
        self._composition.waiting.clear()
        self._composition.clear()

    # keys -------------------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """Handles keys in the order they came, as far as answers are there."""
        now = self._composition
        while now.waiting and not self._taking:
            key = now.waiting[0]
            if self._spells(key) or key in ("backspace", "clear") or not now.letters:
                now.waiting.pop(0)
                self._type(key)
            elif not now.settled:
                return
            else:
                self._end_spelling(key)

    def _spells(self, key: str) -> bool:
        letter = key.lower()
        if not self._chinese or len(key) != 1 or letter not in LETTERS:
            return False
        return letter != "'" or self.composing

    def _type(self, key: str) -> None:
        now = self._composition
        if self._spells(key):
            if len(now.letters) < LONGEST and not (key == "'" and now.letters[-1] == "'"):
                now.letters.append(key.lower())
                self._look()
        elif not now.letters:
            self._write(key)
        elif key == "backspace" and len(now.letters) > 1:
            now.letters.pop()
            self._look()
        else:
            now.clear()

    def _end_spelling(self, key: str) -> None:
        """The space bar takes the first word; a digit or sign takes words until no letter is left, then itself."""
        now = self._composition
        if key == " ":
            now.waiting.pop(0)
        if now.words:
            self._take(0)
        elif key != " ":
            self._write_raw()

    def _write_raw(self) -> None:
        for letter in self._composition.letters:
            self._write(letter)
        self._composition.clear()

    # asking the engine ------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Words for the letters; while one question is under way the next one waits for its answer."""
        if not self._looking:
            self._looking = True
            self._ask(self._composition.text, 0, self._found)

    def _look_further(self) -> None:
        now = self._composition
        if now.more and not self._looking and now.start + 2 * SHOWN > len(now.words):
            self._looking = True
            self._ask(now.text, len(now.words), self._found_more)

    def _ask(self, letters: str, first: int, done: Callable[[str, Found | KioskError], None]) -> None:
        engine = self._engine
        assert engine is not None
        self._room.run(lambda: engine.find(letters, first, ASKED), lambda outcome: done(letters, outcome))

    def _found(self, letters: str, outcome: Found | KioskError) -> None:
        self._looking = False
        now = self._composition
        if self._closed or not now.letters:
            return
        if isinstance(outcome, KioskError):
            self._lost(outcome)
        elif now.text != letters:
            self._look()
        else:
            now.take_in(outcome.divided, outcome.words, more=outcome.more)
            self._go_on()

    def _found_more(self, letters: str, outcome: Found | KioskError) -> None:
        self._looking = False
        now = self._composition
        if self._closed or not now.letters:
            return
        if isinstance(outcome, KioskError):
            self._lost(outcome)
        elif now.text != letters:
            self._look()
        else:
            now.words.extend(outcome.words)
            now.more = outcome.more

    def _take(self, number: int) -> None:
        engine, letters = self._engine, self._composition.text
        assert engine is not None
        self._taking = True
        self._room.run(lambda: engine.choose(letters, number), self._taken)

    def _taken(self, outcome: Chosen | KioskError) -> None:
        self._taking = False
        if self._closed:
            return
        if isinstance(outcome, KioskError):
            self._lost(outcome)
            return
        self._write(outcome.text)
        now = self._composition
        now.clear()
        now.letters.extend(outcome.rest)
        if now.letters:
            self._look()
        self._go_on()

    def _woken(self, outcome: KioskError | None) -> None:
        if isinstance(outcome, KioskError) and not self._closed:
            self._lost(outcome)

    def _lost(self, error: KioskError) -> None:
        """The engine is down: Latin goes on, what was spelled stays as letters, and 中 tries again."""
        self._room.hall.journal.write(EntryLost(Code(error.code)))
        self._write_raw()
        self._chinese = False
        self._note = Phrase("entry.no_engine" if isinstance(error, EntryMissing) else "entry.engine_down")
        self._go_on()
