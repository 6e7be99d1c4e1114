"""The scene of a room's view: what stands over it, who is called, how the line is, what is read aloud."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from kiosk.journey.rooms.room import say
from kiosk.journey.views import Overlay, Scene, View
from kiosk.offline.events import LinkState
from kiosk.wording import Phrase

Link = Literal["up", "down", "captive", "sick"]
LINKS: dict[LinkState, Link] = {
    LinkState.DOWN: "down",
    LinkState.CAPTIVE: "captive",
    LinkState.SICK: "sick",
    LinkState.CLOCK: "down",
}


@dataclass(frozen=True)
class Surroundings:
    """What is true of the machine while a view is shown."""

    asking: str
    """``leave`` or ``idle`` while that question stands over the view, else empty."""
    saved: bool
    """Is the application safe already?"""
    seconds_left: int
    """Until the visit ends by itself."""
    help_called: bool
    link: LinkState
    helper_name: str
    """Of the member of staff signed in, or empty."""


def stage(view: View, around: Surroundings) -> Scene:
    """What is to be drawn."""
    view = replace(view, help_called=around.help_called, speech=view.speech or _speech(view))
    return Scene(
        view=view, overlay=_overlay(around), link=LINKS.get(around.link, "up"), helper_name=around.helper_name
    )


def _overlay(around: Surroundings) -> Overlay | None:
    if around.asking == "leave":
        return Overlay("leave", say("leave_title"), say("leave_lead"), say("leave_stay"), say("leave_go"))
    if around.asking == "idle":
        lead = say("idle_lead_saved" if around.saved else "idle_lead")
        return Overlay("idle", say("idle_title"), lead, say("idle_stay"), say("idle_go"), around.seconds_left)
    return None


def _speech(view: View) -> tuple[Phrase, ...]:
    """Read aloud: the same sentences as on the screen, then where the way on is."""
    said = [view.title]
    said += [one for one in (view.lead, view.notice.phrase if view.notice else None) if one is not None]
    if view.onward is not None:
        place = "speech_onward" if view.onward.enabled else "speech_missing"
        said.append(say(place, words=view.onward.phrase))
    return tuple(said)
