"""What a matter needs the network for on this machine: said before the person begins, with the way on.

Everything else ends without it: guides, forms, fees, papers, signing and saving need only this machine, no money
is taken here, and no appointment is fixed here. The one thing asked of the hub is a face, where this machine
cannot compare it with the card's picture itself.
"""

from __future__ import annotations

from kiosk.catalogue.model import ServiceItem
from kiosk.journey.rooms.room import Stay, say
from kiosk.journey.views import Notice
from kiosk.offline.events import LinkState

AWAY = frozenset({LinkState.DOWN, LinkState.CAPTIVE, LinkState.SICK, LinkState.CLOCK})


def face_needs_line(stay: Stay, item: ServiceItem) -> bool:
    """Does this matter ask for a face that only the hub's verifier could compare?"""
    hall = stay.hall
    here = hall.faces is not None and stay.settings.faces.offered
    return item.kiosk_level != "guide" and item.identity == "card_and_face" and here and hall.photos is None


def told_before(stay: Stay, item: ServiceItem) -> Notice | None:
    """The sentence for the guide, while the hub cannot be reached."""
    if stay.hall.link() in AWAY and face_needs_line(stay, item):
        return Notice("look", say("line_no_face"), say("line_no_face_more"))
    return None
