"""How do you want the result? One row for each way."""

from __future__ import annotations

from kiosk.journey.views import DeliveryView, Option
from kiosk.screens.arrangement import Body
from kiosk.screens.screen import StepScreen
from kiosk.screens.widgets.tiles import OptionRow


class DeliveryScreen(StepScreen[DeliveryView]):
    """A touch chooses; the way on takes it."""

    def body(self, view: DeliveryView) -> Body:
        """The ways."""
        self._rows = {one.id: self._row(one) for one in view.options}
        return Body(work=[*self._rows.values()])

    def renew(self, view: DeliveryView) -> bool:
        """Only what is chosen changes."""
        if set(self._rows) != {one.id for one in view.options}:
            return False
        for one in view.options:
            self._rows[one.id].chosen = one.chosen
        return True

    def flash_missing(self) -> None:
        """The ways blink."""
        for row in self._rows.values():
            row.flash()

    def _row(self, option: Option) -> OptionRow:
        means = self.means
        row = OptionRow(
            means.look,
            title=means.say(option.phrase),
            note=means.say(option.detail),
            icon=option.icon,
            chosen=option.chosen,
            done=means.word("chosen"),
        )
        row.bind(on_release=lambda *_: means.actions.pick_delivery(option.id))
        return row
