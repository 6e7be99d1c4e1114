"""What a person can do: the one surface between screens and journey.

Every method may be called on the main thread only, returns at once, and is safe at any time: an action that does
not fit the present step does nothing. After each change the journey calls its ``on_change`` listener, and the
screens draw ``scene``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from kiosk.journey.views import Scene

if TYPE_CHECKING:
    import numpy as np

Point = tuple[float, float]


class Actions(Protocol):
    """The journey as the screens see it."""

    @property
    def scene(self) -> Scene:
        """What is to be drawn now."""

    # anywhere
    def touched(self) -> None:
        """Somebody touched the panel: the idle clock starts again, a countdown ends."""

    def go_on(self) -> None:
        """The way on, bottom right."""

    def go_back(self) -> None:
        """Back, bottom left; loses nothing typed."""

    def ask_leave(self) -> None:
        """结束办理: asks once."""

    def stay(self) -> None:
        """Goes on after the leave question or the countdown."""

    def leave(self) -> None:
        """Ends the visit and wipes it."""

    def call_help(self) -> None:
        """找人帮忙: tells the staff, and says so."""

    def turn_page(self, step: int) -> None:
        """The next (+1) or earlier (-1) page of a list."""

    # home and items
    def pick_scope(self, scope: str) -> None:
        """跨省通办 / 川渝通办 / 省内通办, or empty for all."""

    def pick_grouping(self, grouping: str) -> None:
        """``life_event`` or ``department``."""

    def pick_group(self, group: str) -> None:
        """Opens the items of a life event or department."""

    def open_search(self) -> None:
        """Opens the keys for the search box."""

    def search(self, query: str) -> None:
        """Sets the text of the search box."""

    def pick_item(self, item_id: str) -> None:
        """Chooses what to do."""

    def open_cases(self) -> None:
        """我的办件."""

    def open_helper(self) -> None:
        """帮办台: a helper signs in."""

    # region and guide
    def pick_level(self, level: int) -> None:
        """Goes to province (0), city (1) or county (2) to change it."""

    def pick_region(self, code: str) -> None:
        """Chooses a division of the present level."""

    def pick_situation(self, situation: str) -> None:
        """办理情形: decides the materials."""

    def open_whole_guide(self) -> None:
        """看全文, and again to close it."""

    # consent, card, face
    def set_consent(self, kind: str, given: bool) -> None:
        """``identity`` or ``face``."""

    def pick_way(self, way: str) -> None:
        """Another way on, from ``ways`` or a ``WaysView``."""

    def face_frame(self) -> tuple[int, np.ndarray] | None:
        """The newest camera picture (sequence, BGR uint8 HxWx3) while the face step is open, else ``None``."""

    # form and delivery
    def type_key(self, key: str) -> None:
        """One key: a character, ``backspace`` or ``clear``; works wherever something is typed."""

    def pick_word(self, number: int) -> None:
        """The word ``number`` (0-based) of ``EntryView.words`` goes into the box."""

    def turn_words(self, count: int) -> None:
        """The words after the ``count`` that were shown; a negative number goes back a page."""

    def switch_writing(self) -> None:
        """中 or 英."""

    def answer(self, value: str) -> None:
        """Answers a choice, region, date or yes/no question."""

    def pick_delivery(self, way: str) -> None:
        """``pickup``, ``mail`` or ``electronic``."""

    # papers
    def paper_frame(self) -> tuple[int, np.ndarray] | None:
        """The newest picture of the desk (sequence, BGR uint8 HxWx3) while papers are scanned, else ``None``."""

    def paper_page(self, number: int) -> np.ndarray | None:
        """The picture (BGR) of a kept page, 1-based: small at first, see ``PapersView.shown``."""

    def add_page(self) -> None:
        """再加一页."""

    def retake_page(self, number: int) -> None:
        """重拍这一页."""

    def skip_paper(self) -> None:
        """没有这张纸."""

    def show_page(self, number: int) -> None:
        """From the live desk back to a page that is kept, 1-based."""

    def change_page(self, number: int) -> None:
        """改这一页: what can be done with it then comes as ways."""

    def set_auto_shot(self, wanted: bool) -> None:
        """自动拍: a good page is taken by itself."""

    def frame_by_hand(self) -> None:
        """手动框: the picture is held, and the corners are laid on it by hand."""

    def move_corner(self, number: int, point: Point) -> None:
        """Corner ``number`` (0 top left, clockwise) goes to a point, as shares of the picture."""

    # review
    def edit_row(self, row: str) -> None:
        """Goes back to the question behind a line; 往下走 then returns to the review."""

    def show_row(self, row: str) -> None:
        """看全部: opens a masked value for five seconds."""

    def sign(self, strokes: Sequence[Sequence[Point]]) -> None:
        """The signature as drawn so far; points as fractions of the pad, y down."""

    # receipt, rating, cases
    def print_again(self) -> None:
        """Prints the slip once more (after paper was refilled)."""

    def rate(self, level: int) -> None:
        """1 to 5."""

    def toggle_reason(self, reason: str) -> None:
        """Why it was not good."""

    def open_case(self, case_id: str) -> None:
        """Shows one case."""
