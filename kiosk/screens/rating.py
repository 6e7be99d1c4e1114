"""好差评: five levels, and below three the reasons to choose from."""

from __future__ import annotations

from kiosk.journey.views import Option, RatingView
from kiosk.screens.arrangement import Body
from kiosk.screens.screen import StepScreen
from kiosk.screens.tiles_in_rows import in_rows
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.stars import Stars
from kiosk.screens.widgets.tiles import ChoiceTile
from kiosk.screens.widgets.words import Picture

LEVELS = range(1, 6)


class RatingScreen(StepScreen[RatingView]):
    """Skipping is as easy as answering: the way on is always open until a low level asks why."""

    def body(self, view: RatingView) -> Body:
        """The levels, then the reasons."""
        labels = tuple(self.means.word(f"screens_b.level_{level}") for level in LEVELS)
        self._stars = Stars(self.means.look, labels=labels, chosen=view.level)
        self._stars.bind(on_rate=lambda _, level: self.means.actions.rate(level))
        self._reasons = {one.id: self._reason(one) for one in view.reasons}
        picture = Picture(self.means.look, "step-3-bloom", 300)
        reasons = self._pairs()
        if self.means.look.landscape and reasons:
            return Body(beside=[picture], under=[self._stars], work=reasons)
        return Body(beside=[picture], over=[self._stars], work=reasons)

    def renew(self, view: RatingView) -> bool:
        """The chosen level and reasons; reasons that come or go are laid out anew."""
        if set(self._reasons) != {one.id for one in view.reasons}:
            return False
        self._stars.chosen = view.level
        for one in view.reasons:
            self._reasons[one.id].chosen = one.chosen
        return True

    def flash_missing(self) -> None:
        """The reasons blink."""
        for reason in self._reasons.values():
            reason.flash()

    def _pairs(self) -> list[Piece]:
        look = self.means.look
        return in_rows(look, [*self._reasons.values()], columns=1 if look.roomy else 2)

    def _reason(self, option: Option) -> ChoiceTile:
        means = self.means
        tile = ChoiceTile(
            means.look,
            title=means.say(option.phrase),
            note="",
            chosen=option.chosen,
            done=means.word("chosen"),
        )
        tile.bind(on_release=lambda *_: means.actions.toggle_reason(option.id))
        return tile
