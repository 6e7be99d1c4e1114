"""Where do the pages come from? Asked only where there are several places."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.devices.base import DeviceState
from kiosk.devices.pages import PageSource, SourceName
from kiosk.journey.rooms.paper_room import PaperRoom, Table
from kiosk.journey.rooms.room import Stay, say
from kiosk.journey.views import Option
from kiosk.journey.views_papers import SourcesView

ICONS = {
    SourceName.DESK: "camera-bold",
    SourceName.FLATBED: "scan-bold",
    SourceName.FEEDER: "files-duotone",
    SourceName.STICK: "usb-bold",
    SourceName.LICENCE: "certificate-bold",
}
NOT_FITTED = "not_fitted"


def fitted(sources: Sequence[PageSource]) -> tuple[PageSource, ...]:
    """Those this machine was set up with."""
    return tuple(one for one in sources if one.status.reason != NOT_FITTED)


def there(sources: Sequence[PageSource]) -> tuple[PageSource, ...]:
    """Those that can be used now."""
    return tuple(one for one in fitted(sources) if one.status.usable)


class SourcesRoom(PaperRoom):
    """A touch chooses and goes there. One that is away is shown so; a stick may still be plugged in."""

    def __init__(self, stay: Stay, table: Table, retake: int) -> None:
        super().__init__(stay, table)
        self._retake = retake

    def view(self) -> SourcesView:
        """The places."""
        return SourcesView(
            **self.head("papers_sources", "sources"),
            ways=tuple(self._option(one) for one in fitted(self.hall.page_sources)),
            can_skip=not self.table.paper.pages,
        )

    @staticmethod
    def _option(source: PageSource) -> Option:
        name, usable = source.name, source.status.usable
        awaited = name is SourceName.STICK or source.status.state is DeviceState.STARTING
        detail = f"source_{name}_more" if usable else "source_stick_plug" if awaited else "source_away"
        return Option(name, say(f"source_{name}"), say(detail), icon=ICONS[name], enabled=usable or awaited)

    def pick_way(self, way: str) -> None:
        """Goes there."""
        for source in fitted(self.hall.page_sources):
            if source.name == way and self._option(source).enabled:
                self.table.choose_source(source.name)
                self.table.fetch(self._retake)

    def go_on(self) -> None:
        """A place is touched, not gone on to."""

    def go_back(self) -> None:
        """To the pages kept so far, or to the paper before."""
        pages = self.table.paper.pages
        if pages:
            self.table.kept(min(self._retake or len(pages), len(pages)))
        else:
            self.table.paper_before()
