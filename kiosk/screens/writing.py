"""Box, words to choose from and keys, in the words of the visit's language, and where they stand.

In portrait one below the other; in landscape the keys beside their box. ``Pen`` is the whole of it for a text that
may be Chinese, for any screen with an ``EntryView``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kiosk.journey.views import EntryView
from kiosk.screens.arrangement import Body
from kiosk.screens.means import Means
from kiosk.screens.screen import StepScreen
from kiosk.screens.trial import best_that_fits
from kiosk.screens.widgets.field import Field
from kiosk.screens.widgets.keys import TALL, Keys
from kiosk.screens.widgets.note import Note
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.spelling import Spelling

WORDS = ("backspace", "clear", "space", "shift")
FORMS = (
    (2, True, TALL),
    (2, True, 112),
    (2, True, 96),
    (1, True, 96),
    (1, True, 84),
    (1, False, 84),
    (1, False, 68),
)
"""Rows of words, a line for the letters, height of a row of keys (at least 9 mm): the first that fits is taken."""


def make_keys(means: Means, mode: str) -> Keys:
    """Keys that write into the journey; ``mode`` is ``latin`` (with digits), ``digits`` or ``id``."""
    words = {one: means.word(f"screens_b.key_{one}") for one in WORDS}
    keys = Keys(means.look, mode=mode, words=words)
    keys.bind(on_key=lambda _, key: means.actions.type_key(key))
    return keys


def box_and_keys(means: Means, box: Field, keys: Keys) -> Body:
    """The box stays in sight whatever the size of the text."""
    if means.look.landscape:
        return Body(work=[keys], under=[box])
    return Body(over=[box], work=[keys])


class Pen:
    """What a text is written with: its box, the words its letters can mean, and the keys."""

    def __init__(self, screen: StepScreen[Any], box: Field, entry: EntryView) -> None:
        self._screen, self._means, self.box, self._entry = screen, screen.means, box, entry
        self._text = str(box.text)
        self._keys = make_keys(self._means, "pinyin" if entry.chinese else "latin")
        self._keys.words = {**self._keys.words, "'": self._means.word("entry.key_divide")}
        if entry.can_switch:
            self._keys.switch = self._means.word("entry.key_latin" if entry.chinese else "entry.key_chinese")
        self._keys.bind(on_switch=lambda *_: self._means.actions.switch_writing())
        self._spelling = self._make_spelling() if entry.chinese else None
        self._note = self._make_note()

    def body(self) -> Body:
        """In the roomiest form that fits."""
        return best_that_fits(self._screen, self._bodies())

    def renew(self, text: str, entry: EntryView) -> bool:
        """Another text in the box, other letters or words; false when the pen has to be made anew."""
        same = (entry.chinese, entry.can_switch) == (self._entry.chinese, self._entry.can_switch)
        if not same or (not entry.chinese and entry.note != self._entry.note):
            return False
        self._text, self._entry = text, entry
        self._write()
        return True

    def _make_spelling(self) -> Spelling:
        word, actions = self._means.word, self._means.actions
        spelling = Spelling(
            self._means.look,
            label=word("entry.spelling"),
            back_text=word("entry.words_earlier"),
            more_text=word("entry.words_later"),
        )
        spelling.bind(
            on_pick=lambda _, number: actions.pick_word(number),
            on_turn=lambda _, count: actions.turn_words(count),
        )
        return spelling

    def _make_note(self) -> Note | None:
        note = self._entry.note
        if note is None or self._entry.chinese:
            return None
        return Note(self._means.look, title=self._means.say(note), tone="look")

    def _bodies(self) -> Iterator[Body]:
        look = self._means.look
        for rows, line, tall in FORMS:
            self._keys.tall = tall
            if self._spelling is not None:
                self._spelling.rows, self._spelling.line = rows, line
            self._write()
            said: list[Piece] = [one for one in (self._note, self._spelling) if one is not None]
            if look.landscape:
                yield Body(work=[self._keys], under=[self.box], over=said, keeps_foot=True)
                continue
            if look.low:
                # The box is not touched: it may stand above the reach of the hand.
                raised = Body(beside=[self.box], over=said, work=[self._keys], keeps_foot=True)
                if any(piece is self.box for piece, _ in self._screen.placed(raised, 0).boxes):
                    yield raised
            yield Body(over=[self.box, *said], work=[self._keys], keeps_foot=True)

    def _write(self) -> None:
        entry, spelling = self._entry, self._spelling
        aside = entry.letters if spelling is not None and not spelling.line else ""
        self.box.text = f"{self._text} {aside}".strip() if aside else self._text
        if spelling is None:
            return
        spelling.letters, spelling.words = entry.letters, entry.words
        spelling.earlier, spelling.more = entry.earlier, entry.more
        hint = self._means.word("entry.spell_hint") if not entry.letters else ""
        spelling.hint = self._means.say(entry.note) or hint
