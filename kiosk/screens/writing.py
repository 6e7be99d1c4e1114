"""Box, words to choose from and keys, in the words of the visit's language, and where they stand.

In portrait one below the other; in landscape the keys beside their box. ``Pen`` is the whole of it for a text that
may be Chinese, for any screen with an ``EntryView``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from kiosk.journey.views import EntryView
from kiosk.screens.arrangement import GAP, LEFT_SHARE, Body
from kiosk.screens.means import Means
from kiosk.screens.screen import StepScreen
from kiosk.screens.trial import best_that_fits
from kiosk.screens.widgets.field import Field
from kiosk.screens.widgets.keys import TALL, Keys
from kiosk.screens.widgets.note import Note
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.spelling import Spelling
from kiosk.screens.widgets.words import Words

WORDS = ("backspace", "clear", "space", "shift")


class Form(NamedTuple):
    """How roomy the pen is."""

    rows: int
    """Of words."""
    line: bool
    """The letters have a line of their own; else they stand in the box."""
    tall: int
    """Height of a row of keys; 60 is 15 mm on the design's panel, the floor is 9."""
    compact: bool = True
    """Digits are behind a key of their own."""
    lines: int = 9
    """So many lines of the box at most: of a longer text the end is shown."""


FORMS = (
    Form(2, True, TALL, compact=False),
    Form(2, True, 112, compact=False),
    Form(2, True, 96, compact=False),
    Form(2, False, 84, compact=False, lines=2),
    Form(2, True, TALL),
    Form(2, True, 112),
    Form(2, True, 96),
    Form(2, True, 84),
    Form(2, False, 84),
    Form(2, False, 72),
    Form(1, True, 96),
    Form(1, True, 84),
    Form(1, True, 84, lines=2),
    Form(1, False, 84, lines=2),
    Form(1, False, 72, lines=2),
    Form(1, True, 72, lines=1),
    Form(1, True, 60, lines=1),
    Form(1, False, 60, lines=1),
    Form(1, False, 44, lines=1),
)
"""The first that fits is taken. Large text begins with the compact keys, whose letters are then large enough."""
WIDE_LEFT = 0.56
"""Landscape with large text: so much for the question and the box, so that the box stays beside the keys."""


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

    def __init__(self, screen: StepScreen[Any], box: Field, entry: EntryView, unpicked: str = "") -> None:
        """``unpicked``: what to do about the letters, when somebody wanted to go on over them."""
        self._screen, self._means, self.box, self._entry = screen, screen.means, box, entry
        self._text, self._unpicked = str(box.text), unpicked
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

    def renew(self, text: str, entry: EntryView, unpicked: str = "") -> bool:
        """Another text in the box, other letters or words; false when the pen has to be made anew."""
        same = (entry.chinese, entry.can_switch) == (self._entry.chinese, self._entry.can_switch)
        if not same or (not entry.chinese and entry.note != self._entry.note):
            return False
        self._text, self._entry, self._unpicked = text, entry, unpicked
        self._write()
        return True

    def _make_spelling(self) -> Spelling:
        word, actions = self._means.word, self._means.actions
        spelling = Spelling(
            self._means.look,
            back_text=word("entry.words_earlier"),
            more_text=word("entry.words_later"),
        )
        spelling.bind(
            on_pick=lambda _, number: actions.pick_word(number),
            on_turn=lambda _, count: actions.turn_words(count),
        )
        return spelling

    def _make_note(self) -> Piece | None:
        if self._entry.note is None or self._entry.chinese:
            return None
        look, text = self._means.look, self._means.say(self._entry.note)
        if look.roomy:
            return Words(look, text=text, size=36, bold=True, icon="warning-fill")
        return Note(look, title=text, tone="look")

    def _bodies(self) -> Iterator[Body]:
        look = self._means.look
        for form in FORMS:
            if look.roomy and not form.compact:
                continue
            self._keys.tall, self._keys.compact, self.box.lines = form.tall, form.compact, form.lines
            if self._spelling is not None:
                self._spelling.rows, self._spelling.line = form.rows, form.line
            self._write()
            yield from self._arranged(tight=form.lines == 1)

    def _arranged(self, *, tight: bool) -> Iterator[Body]:
        look = self._means.look
        said: list[Piece] = [one for one in (self._note, self._spelling) if one is not None]
        usual = Body(over=[self.box, *said], work=[self._keys], keeps_foot=True, gap=12 if tight else GAP)
        if look.landscape:
            share = WIDE_LEFT if look.roomy else LEFT_SHARE
            yield replace(usual, over=said, under=[self.box], left_share=share)
            return
        if look.low:
            # The box is not touched: it may stand above the reach of the hand.
            raised = replace(usual, over=said, beside=[self.box])
            if any(piece is self.box for piece, _ in self._screen.placed(raised, 0).boxes):
                yield raised
        yield usual

    def _write(self) -> None:
        entry, spelling = self._entry, self._spelling
        aside = entry.letters if spelling is not None and not spelling.line else ""
        self.box.text = f"{self._text} {aside}".strip() if aside else self._text
        if spelling is None:
            return
        if self._unpicked:
            # Where there is no line for it below the box says so; in the tightest form its colour has to do.
            self.box.state = "writing" if spelling.line else "error"
            self.box.message = self._unpicked if not spelling.line and self.box.lines > 1 else ""
        spelling.urgent = bool(self._unpicked)
        spelling.label = self._unpicked or self._means.word("entry.spelling")
        spelling.letters, spelling.words = entry.letters, entry.words
        spelling.earlier, spelling.more = entry.earlier, entry.more
        hint = self._means.word("entry.spell_hint") if not entry.letters else ""
        spelling.hint = self._means.say(entry.note) or hint
