"""Passes each touch to the step on the screen; ``kiosk.journey.actions.Actions`` says what each one is.

While a question stands over the step (leave? still there?), touches below it do nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.journey.actions import Point
from kiosk.journey.ports import Bgr
from kiosk.journey.rooms.room import Room


class Touches:
    """The half of ``Actions`` that the rooms answer."""

    def _to_room(self, touch: Callable[[Room], None]) -> None:
        """Does ``touch`` to the room on the screen, if nothing stands over it."""
        raise NotImplementedError

    def _room(self) -> Room:
        """The room on the screen."""
        raise NotImplementedError

    def go_on(self) -> None:
        """The way on, bottom right."""
        self._to_room(lambda room: room.go_on())

    def go_back(self) -> None:
        """Back, bottom left."""
        self._to_room(lambda room: room.go_back())

    def turn_page(self, step: int) -> None:
        """The next (+1) or earlier (-1) page of a list."""
        self._to_room(lambda room: room.turn_page(step))

    def pick_scope(self, scope: str) -> None:
        """A scope tag."""
        self._to_room(lambda room: room.pick_scope(scope))

    def pick_grouping(self, grouping: str) -> None:
        """Life events or departments."""
        self._to_room(lambda room: room.pick_grouping(grouping))

    def pick_group(self, group: str) -> None:
        """Opens a group."""
        self._to_room(lambda room: room.pick_group(group))

    def open_search(self) -> None:
        """Opens the keys."""
        self._to_room(lambda room: room.open_search())

    def search(self, query: str) -> None:
        """Sets the query."""
        self._to_room(lambda room: room.search(query))

    def pick_item(self, item_id: str) -> None:
        """Chooses an item."""
        self._to_room(lambda room: room.pick_item(item_id))

    def pick_level(self, level: int) -> None:
        """Goes to a level of the region."""
        self._to_room(lambda room: room.pick_level(level))

    def pick_region(self, code: str) -> None:
        """Chooses a division."""
        self._to_room(lambda room: room.pick_region(code))

    def pick_situation(self, situation: str) -> None:
        """Chooses a situation."""
        self._to_room(lambda room: room.pick_situation(situation))

    def open_whole_guide(self) -> None:
        """Opens and closes the whole guide."""
        self._to_room(lambda room: room.open_whole_guide())

    def set_consent(self, kind: str, given: bool) -> None:
        """Gives or takes back a consent."""
        self._to_room(lambda room: room.set_consent(kind, given))

    def pick_way(self, way: str) -> None:
        """Another way on."""
        self._to_room(lambda room: room.pick_way(way))

    def type_key(self, key: str) -> None:
        """One key."""
        self._to_room(lambda room: room.type_key(key))

    def pick_word(self, number: int) -> None:
        """A word for the letters typed."""
        self._to_room(lambda room: room.pick_word(number))

    def turn_words(self, count: int) -> None:
        """More words, or those before."""
        self._to_room(lambda room: room.turn_words(count))

    def switch_writing(self) -> None:
        """中 or 英."""
        self._to_room(lambda room: room.switch_writing())

    def answer(self, value: str) -> None:
        """Answers a question that is chosen."""
        self._to_room(lambda room: room.answer(value))

    def pick_delivery(self, way: str) -> None:
        """How the result comes."""
        self._to_room(lambda room: room.pick_delivery(way))

    def add_page(self) -> None:
        """One more page."""
        self._to_room(lambda room: room.add_page())

    def retake_page(self, number: int) -> None:
        """A page anew."""
        self._to_room(lambda room: room.retake_page(number))

    def skip_paper(self) -> None:
        """Without this paper."""
        self._to_room(lambda room: room.skip_paper())

    def show_page(self, number: int) -> None:
        """From the live desk back to a page that is kept."""
        self._to_room(lambda room: room.show_page(number))

    def change_page(self, number: int) -> None:
        """What can be done with a page."""
        self._to_room(lambda room: room.change_page(number))

    def set_auto_shot(self, wanted: bool) -> None:
        """A good page is taken by itself."""
        self._to_room(lambda room: room.set_auto_shot(wanted))

    def frame_by_hand(self) -> None:
        """The corners are laid by hand."""
        self._to_room(lambda room: room.frame_by_hand())

    def move_corner(self, number: int, point: Point) -> None:
        """A corner goes to a point."""
        self._to_room(lambda room: room.move_corner(number, point))

    def edit_row(self, row: str) -> None:
        """Changes a line."""
        self._to_room(lambda room: room.edit_row(row))

    def show_row(self, row: str) -> None:
        """Opens a masked line."""
        self._to_room(lambda room: room.show_row(row))

    def sign(self, strokes: Sequence[Sequence[Point]]) -> None:
        """The signature so far."""
        self._to_room(lambda room: room.sign(strokes))

    def print_again(self) -> None:
        """Prints once more."""
        self._to_room(lambda room: room.print_again())

    def rate(self, level: int) -> None:
        """1 to 5."""
        self._to_room(lambda room: room.rate(level))

    def toggle_reason(self, reason: str) -> None:
        """Why it was not good."""
        self._to_room(lambda room: room.toggle_reason(reason))

    def open_case(self, case_id: str) -> None:
        """Shows a case."""
        self._to_room(lambda room: room.open_case(case_id))

    def face_frame(self) -> tuple[int, Bgr] | None:
        """The newest camera picture while it is wanted."""
        return self._room().face_frame()

    def paper_frame(self) -> tuple[int, Bgr] | None:
        """The newest picture of the desk while it is wanted."""
        return self._room().paper_frame()

    def paper_page(self, number: int) -> Bgr | None:
        """A kept page, small."""
        return self._room().paper_page(number)
