"""好差评: five levels, nobody is made to; a low one asks why (GB/T 39734)."""

from __future__ import annotations

from kiosk.journal import RatingGiven
from kiosk.journey.rooms.room import Room, Stay, missing, onward, say
from kiosk.journey.views import NextPlace, Option, RatingView, StepKind
from kiosk.platform.contract import Rating

LEVELS = range(1, 6)
ASK_WHY_BELOW = 3
REASONS = ("slow", "unclear", "papers", "machine", "help", "other")


class RatingRoom(Room):
    """The last question; skipping it is as easy as answering."""

    kind = StepKind.RATING

    def __init__(self, stay: Stay) -> None:
        super().__init__(stay)
        self._level = 0
        self._reasons: set[str] = set()

    def view(self) -> RatingView:
        """Five levels, and reasons below three."""
        low = 0 < self._level < ASK_WHY_BELOW
        return RatingView(
            step=self.kind,
            key="rating",
            title=say("rating_why" if low else "rating_title"),
            lead=say("rating_lead"),
            onward=self._onward(low),
            level=self._level,
            reasons=tuple(Option(one, say(f"reason_{one}"), chosen=one in self._reasons) for one in REASONS)
            if low
            else (),
        )

    def _onward(self, low: bool) -> NextPlace:
        if not self._level:
            return onward("rating_skip")
        return missing("rating_reason_missing") if low and not self._reasons else onward("rating_go_on")

    def rate(self, level: int) -> None:
        """1 to 5; the same again takes it back."""
        if level in LEVELS:
            self._level = 0 if level == self._level else level
            self._reasons.clear()

    def toggle_reason(self, reason: str) -> None:
        """Chooses a reason, or takes it back."""
        if reason in REASONS and 0 < self._level < ASK_WHY_BELOW:
            self._reasons ^= {reason}

    def go_on(self) -> None:
        """Hands the rating over, or skips it; then the visit is over."""
        if not self._onward(0 < self._level < ASK_WHY_BELOW).enabled:
            return
        saved = self.personal.saved
        if self._level and saved is not None:
            rating = Rating(
                application_id=saved.application_id,
                level=self._level,
                reasons=tuple(one for one in REASONS if one in self._reasons),
                at=self.hall.clock.utc(),
            )
            ratings = self.hall.ratings
            self.run(lambda: ratings.keep(rating), lambda _: None)
            self.hall.journal.write(RatingGiven(level=self._level))
        self.passage.end("finished")
