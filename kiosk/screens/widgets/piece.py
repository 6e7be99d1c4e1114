"""``Piece``: a part that draws itself; ``Touchable``: a part that can be pressed.

A piece is painted anew when it moves, when one of its properties changes or when the look does. The textures of
its text belong to it alone and go with it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.screens.look import Look
from kiosk.screens.theme import Theme
from kiosk.screens.widgets.brush import LINE_HEIGHT, Box, Brush, Memory, Placed

__all__ = ["Box", "Brush", "Piece", "Placed", "Touchable"]


class Piece(Widget):
    """A part of a screen. Properties of a subclass are keyword arguments of its constructor."""

    stretches = True
    """Fills the height of a row; else it stands in the row's middle."""

    spoken = StringProperty("")
    """Accessible name; empty for what only shows."""

    def __init__(self, look: Look, **values: Any) -> None:
        self.look = look
        self.placed: list[Placed] = []
        self._memory: Memory = {}
        super().__init__(size_hint=(None, None), size=(1, 1), **values)
        kind: Any = type(self)
        self._own = _own_properties(kind)
        self._renew = Clock.create_trigger(self._paint, -1)
        for name in (*(self._own - {"spoken"}), "pos", "size", "disabled"):
            self.fbind(name, self._ask)
        look.follow(self)
        self._renew()

    def apply_class_lang_rules(self, *_: Any, **__: Any) -> None:
        """Kivy's own style goes by class name and would dress our ``Button`` as its own."""

    # for each piece ---------------------------------------------------------------------------------------------

    def wanted(self, width: float) -> float:
        """The height it wants at a width; design px."""
        return 0.0

    def natural(self) -> float | None:
        """The width it wants in a row; ``None``: whatever is left."""
        return None

    def arrange(self) -> None:
        """Seats its children; called before each painting."""

    def paint(self, brush: Brush) -> None:
        """Draws itself."""

    def clear(self) -> None:
        """Drops every text and picture it holds."""
        for name in self._own:
            kind = self.property(name)
            if isinstance(kind, StringProperty):
                setattr(self, name, "")
            elif isinstance(kind, ListProperty):
                setattr(self, name, [])
            elif isinstance(kind, ObjectProperty) and isinstance(getattr(self, name), list | tuple):
                setattr(self, name, ())
        self._renew.cancel()
        self.look.leave(self)
        self.canvas.before.clear()
        self.canvas.clear()
        self.placed.clear()
        self._memory.clear()
        for spare in self._spares():
            spare.clear()

    def _spares(self) -> list[Piece]:
        """Pieces it made and does not show now (a button without a label)."""
        held: list[object] = []
        for value in vars(self).values():
            held += value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        return [one for one in held if isinstance(one, Piece) and one.parent is None]

    # how --------------------------------------------------------------------------------------------------------

    @property
    def theme(self) -> Theme:
        """The colours in force."""
        return self.look.theme

    @property
    def design_size(self) -> tuple[float, float]:
        """Width and height in design px."""
        return self.width / self.look.unit, self.height / self.look.unit

    def seat(self, child: Piece, box: Box) -> None:
        """Puts a child at a box of this piece."""
        unit = self.look.unit
        size = (round(box.width * unit), round(box.height * unit))
        pos = (round(self.x + box.x * unit), round(self.top - (box.top + box.height) * unit))
        if child.size != list(size):
            child.size = size
        if child.pos != list(pos):
            child.pos = pos
        if child.parent is not self:
            if child.parent is not None:
                child.parent.remove_widget(child)
            self.add_widget(child)

    def ruler(self) -> Brush:
        """A brush that only measures."""
        return Brush(None, self.look, 0, 0, 0, 0, {})

    def block(
        self, words: str, size: float, width: float, *, bold: bool = False, serif: bool = False, leading: float = 0
    ) -> float:
        """The height of a text set in lines at a width, at the present scale; design px."""
        lines = self.ruler().lines_needed(words, size, width, bold=bold, serif=serif)
        return lines * self.look.text(size) * (leading or LINE_HEIGHT[serif])

    def _ask(self, *_: object) -> None:
        self._renew()

    def looked(self) -> None:
        """The look has changed: everything is set and drawn anew."""
        self._memory.clear()
        self._renew()

    def _paint(self, *_: object) -> None:
        width, height = self.design_size
        canvas = self.canvas.before
        canvas.clear()
        brush = Brush(canvas, self.look, self.x, self.top, width, height, self._memory)
        if width > 1 and height > 1:  # else nobody has seated it yet
            self.arrange()
            self.paint(brush)
        self.placed = brush.placed
        self._memory = brush.kept


def _properties(kind: type) -> frozenset[str]:
    return frozenset(name for cls in kind.__mro__ for name, value in vars(cls).items() if hasattr(value, "link"))


@cache
def _own_properties(kind: type) -> frozenset[str]:
    """Names of the properties that a kind of piece has beyond Kivy's."""
    return _properties(kind) - _properties(Widget)


class Touchable(Piece):
    """A piece to press. A touch must begin and end inside; one finger at a time.

    While ``reason`` is set it cannot be pressed: it looks so, and a touch dispatches ``on_refused(reason)``.
    """

    reason = StringProperty("")
    focused = BooleanProperty(False)
    pressed = NumericProperty(0.0)
    """0 free … 1 pressed; moves within 80 ms and back within 120 ms."""
    flashing = NumericProperty(0.0)
    held = BooleanProperty(False)

    __events__: tuple[str, ...] = ("on_release", "on_refused")

    def __init__(self, look: Look, **values: Any) -> None:
        self._finger: Any = None
        self._pressed_box = (0.0, 0.0, 0.0, 0.0)
        super().__init__(look, **values)
        self.fbind("held", self._move)

    @property
    def small(self) -> bool:
        """Whether it is below the floor of 16 x 9 mm on this panel."""
        return self.look.too_small(*self.design_size)

    def flash(self) -> None:
        """The frame blinks once."""
        Animation.cancel_all(self, "flashing")
        self.flashing = 1.0
        Animation(flashing=0.0, duration=0.9, t="in_quad").start(self)

    def on_release(self, *_: object) -> None:
        """Pressed: a touch began and ended inside."""

    def on_refused(self, *_: object) -> None:
        """Touched while it cannot be pressed."""

    def focus_ring(self, brush: Brush, box: Box, radius: float, *, on_river: bool = False) -> None:
        """Focus: 6 px, 6 px away. Flash: the same place, in the colour of what is to be looked at."""
        if self.focused:
            brush.ring(box, self.theme.on_river if on_river else self.theme.ink, 6, 6, radius)
        if self.flashing > 0:
            tint = self.theme.sun if on_river else self.theme.look
            brush.ring(box, (*tint[:3], self.flashing), 6, 2, radius)

    def on_touch_down(self, touch: Any) -> bool:
        if super().on_touch_down(touch):
            return True
        if not self._takes(touch):
            return False
        if self._finger is None:
            self._finger = touch
            self._pressed_box = (*self.pos, *self.size)
            touch.grab(self)
            self.held = not self.reason
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is self:
            self.held = self._still_on(touch) and not self.reason
            return True
        return bool(super().on_touch_move(touch))

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return bool(super().on_touch_up(touch))
        touch.ungrab(self)
        self._finger, self.held = None, False
        # A screen taken down under the finger no longer acts.
        if self._still_on(touch) and self.get_parent_window() is not None:
            if self.reason:
                self.dispatch("on_refused", self.reason)
            else:
                self.dispatch("on_release")
        return True

    def _still_on(self, touch: Any) -> bool:
        """Is the finger where the piece was at the touch? What moves away under it was meant all the same."""
        x, y, width, height = self._pressed_box
        return bool(x <= touch.x <= x + width and y <= touch.y <= y + height)

    def _takes(self, touch: Any) -> bool:
        wheel = str(getattr(touch, "button", "")).startswith("scroll")
        return not wheel and not self.disabled and self.collide_point(*touch.pos)

    def _move(self, *_: object) -> None:
        Animation.cancel_all(self, "pressed")
        aim, name = (1.0, "press") if self.held else (0.0, "release")
        seconds = self.look.seconds(name)
        if seconds:
            Animation(pressed=aim, duration=seconds).start(self)
        else:
            self.pressed = aim
