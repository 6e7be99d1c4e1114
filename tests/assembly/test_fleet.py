"""The round that nobody waits for: each part by itself, and one that fails stops no other."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from bundle_sets import SIGNING_KEY, signed_set

from kiosk.assembly.bundles import BundleShelf
from kiosk.assembly.fleet import CERTIFICATE_OVER, BundlesRenewed, Fleet, FleetRound
from kiosk.assembly.identity_ways import IdentityWaysDesk
from kiosk.assembly.kept import RatingBox, StaffList
from kiosk.assembly.licence_desk import LicenceDesk
from kiosk.assembly.standing import REVOKED, RevokedNow, Standing
from kiosk.catalogue import bundle
from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus
from kiosk.errors import CatalogueError, HubRefused, HubSick, HubUnreachable, KioskError
from kiosk.offline.events import LinkState
from kiosk.offline.outbox import Outbox
from kiosk.platform.contract import Heartbeat, HelperRecord, IdentityWays, Rating, SignedBundles, SignedKeys
from kiosk.platform.licences import LicenceWays
from kiosk.settings import Settings
from tests.assembly.guest import ROOT

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DEADLINE_S = 10.0
WAYS = IdentityWays(faces=True)
LICENCES = LicenceWays(offered=True, issuer="样例证照库")
PACKED = bundle.pack(ROOT / "assets" / "catalogue")


class Printer:
    """A device without paper."""

    kind = DeviceKind.PRINTER
    status = DeviceStatus(DeviceState.ATTENTION, "paper_out")

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Hub:
    """Answers as told; an error under a call's name is raised by that call."""

    def __init__(self) -> None:
        self.errors: dict[str, KioskError] = {}
        self.beats: list[Heartbeat] = []
        self.rated: list[Rating] = []
        self.fetched, self.serial = 0, 1
        self.packed: bytes | None = None
        self.beaten = threading.Event()

    def _answers(self, call: str) -> None:
        if call in self.errors:
            raise self.errors[call]

    def heartbeat(self, beat: Heartbeat) -> None:
        self._answers("heartbeat")
        self.beats.append(beat)
        self.beaten.set()

    def rate(self, rating: Rating) -> None:
        self._answers("rate")
        self.rated.append(rating)

    def keys(self) -> SignedKeys:
        self._answers("keys")
        return SignedKeys(keys="{}", signature="")

    def helpers(self) -> tuple[HelperRecord, ...]:
        self._answers("helpers")
        return (HelperRecord(staff_code="B1", name="帮", pin_salt="00" * 16, pin_scrypt="00" * 32),)

    def identity_ways(self) -> IdentityWays:
        self._answers("identity_ways")
        return WAYS

    def licence_ways(self) -> LicenceWays:
        self._answers("licence_ways")
        return LICENCES

    def bundles(self) -> SignedBundles:
        self._answers("bundles")
        named = None if self.packed is None else hashlib.sha256(self.packed).hexdigest()
        return signed_set(self.serial, catalogue=named)

    def catalogue(self) -> bytes | None:
        self.fetched += 1
        return self.packed


class Sealer:
    """Takes over what it is given."""

    serial = 7

    def __init__(self) -> None:
        self.given: list[SignedKeys] = []

    def renew(self, signed: SignedKeys) -> None:
        self.given.append(signed)


class House:
    """A round over a folder, its hub and what it posted."""

    def __init__(self, folder: Path) -> None:
        self.hub, self.posted = Hub(), []  # type: ignore[var-annotated]
        self.ratings, self.staff = RatingBox(folder / "ratings.jsonl"), StaffList(folder / "helpers.json")
        nobody: Any = None
        self.identity = IdentityWaysDesk(nobody, nobody, lambda: LinkState.UP)
        self.licences = LicenceDesk(nobody, nobody, lambda: LinkState.UP)
        self.sealer: Any = Sealer()
        self.standing = Standing(folder / "revoked", self.posted.append)
        self.bundles = BundleShelf(folder / "bundles", SIGNING_KEY, Settings())
        self.outbox = Outbox(folder / "outbox", floor_mb=1, reserve_bytes=4096)
        self.round = self.again()

    def again(self, every_s: float = 60.0) -> FleetRound:
        hub: Any = self.hub
        return FleetRound(
            Fleet(
                terminal_id="T-0009",
                client=hub,
                outbox=self.outbox,
                devices=(Printer(),),
                ratings=self.ratings,
                staff=self.staff,
                identity=self.identity,
                licences=self.licences,
                sealer=self.sealer,
                standing=self.standing,
                bundles=self.bundles,
                utc=lambda: NOW,
                post=self.posted.append,
            ),
            every_s,
        )


@pytest.fixture
def house(tmp_path: Path) -> Any:
    house = House(tmp_path)
    yield house
    house.outbox.close()


def a_rating() -> Rating:
    return Rating(application_id=uuid4(), level=5, at=NOW)


def test_the_heartbeat_says_who_when_and_how_the_devices_are(house: House) -> None:
    assert house.round.round() == []
    beat = house.hub.beats[0]
    assert (beat.terminal_id, beat.at, beat.waiting) == ("T-0009", NOW, 0)
    assert [(one.kind, one.state, one.reason) for one in beat.devices] == [("printer", "attention", "paper_out")]


def test_ratings_go_to_the_hub(house: House) -> None:
    rating = a_rating()
    house.ratings.keep(rating)
    house.round.round()
    assert house.hub.rated == [rating]


def test_the_hubs_keys_are_renewed_and_the_hub_is_told_which_it_has(house: House) -> None:
    house.round.round()
    assert len(house.sealer.given) == 1
    assert house.hub.beats[0].keys_serial == 7


def test_the_staff_list_is_renewed(house: House) -> None:
    house.round.round()
    assert house.staff.find("b1") is not None


@pytest.mark.parametrize(
    "call", ["heartbeat", "rate", "keys", "helpers", "identity_ways", "licence_ways", "bundles"]
)
def test_a_part_that_fails_stops_no_other(house: House, call: str) -> None:
    error = HubSick("busy")
    house.hub.errors[call] = error
    house.ratings.keep(a_rating())
    house.hub.packed = PACKED
    assert house.round.round() == [error]
    done = {
        "heartbeat": bool(house.hub.beats),
        "rate": bool(house.hub.rated),
        "keys": bool(house.sealer.given),
        "helpers": house.staff.find("B1") is not None,
        "identity_ways": house.identity.ways() == WAYS,
        "licence_ways": house.licences.ways == LICENCES,
        "bundles": bool(house.posted),
    }
    assert [name for name, did in done.items() if not did] == [call]


def test_a_terminal_that_the_hub_revoked_says_so_once_and_keeps_it_over_a_restart(
    house: House, tmp_path: Path
) -> None:
    house.hub.errors["heartbeat"] = HubRefused("no", status=403, problem=REVOKED)
    house.round.round()
    house.round.round()
    assert [event for event in house.posted if isinstance(event, RevokedNow)] == [RevokedNow()]
    assert Standing(tmp_path / "revoked", house.posted.append).revoked


def test_a_terminal_that_the_hub_takes_back_goes_on(house: House, tmp_path: Path) -> None:
    house.hub.errors["heartbeat"] = HubRefused("no", status=403, problem=REVOKED)
    house.round.round()
    house.hub.errors["heartbeat"] = HubUnreachable("away")
    house.round.round()
    assert house.standing.revoked
    del house.hub.errors["heartbeat"]
    house.round.round()
    assert not house.standing.revoked
    assert not Standing(tmp_path / "revoked", house.posted.append).revoked


def test_ways_once_heard_stay_while_the_hub_is_away(house: House) -> None:
    house.round.round()
    house.hub.errors["identity_ways"] = HubUnreachable("cable")
    house.round.round()
    assert house.identity.ways() == WAYS


def test_ways_end_when_the_hub_refuses_to_name_any(house: House) -> None:
    house.round.round()
    house.hub.errors["identity_ways"] = HubRefused("revoked", status=403)
    house.round.round()
    assert house.identity.ways() == IdentityWays()


def test_new_bundles_are_installed_and_told_once(house: House) -> None:
    house.hub.packed = PACKED
    house.round.round()
    house.again().round()
    assert [type(one) for one in house.posted] == [BundlesRenewed]
    assert (house.hub.fetched, house.bundles.serial) == (1, 1)
    assert house.posted[0].installed.catalogue.items
    assert (house.hub.beats[-1].bundles_serial, house.hub.beats[-1].bundles_refused) == (1, 0)


def test_bundles_that_do_not_fit_leave_those_in_use_and_the_hub_hears_of_it(house: House) -> None:
    house.hub.packed = PACKED
    house.round.round()
    house.hub.packed, house.hub.serial = b"PK\x03\x04 no archive", 2
    assert [type(one) for one in house.round.round()] == [CatalogueError]
    assert house.round.round() == []  # once is enough
    assert len(house.posted) == 1
    assert (house.hub.beats[-1].bundles_serial, house.hub.beats[-1].bundles_refused) == (1, 2)


def test_help_called_goes_out_at_once_and_is_said_once(house: House) -> None:
    thread = house.again(every_s=3600.0)
    thread.start()
    try:
        assert house.hub.beaten.wait(DEADLINE_S)
        house.hub.beaten.clear()
        thread.call_help()
        assert house.hub.beaten.wait(DEADLINE_S)
    finally:
        thread.stop()
    house.round.round()
    assert [beat.help_called for beat in house.hub.beats] == [False, True, False]


def test_help_that_could_not_be_told_is_told_with_the_next_heartbeat(house: House) -> None:
    house.hub.errors["heartbeat"] = HubUnreachable("cable")
    house.round.call_help()
    house.round.round()
    del house.hub.errors["heartbeat"]
    house.round.round()
    assert [beat.help_called for beat in house.hub.beats] == [True]


def test_a_round_never_started_can_be_stopped(house: House) -> None:
    stop: Callable[[], None] = house.round.stop
    stop()
    assert house.hub.beats == []


class Certificate:
    """Half of its life over or not, as told; counts what it took."""

    def __init__(self) -> None:
        self.is_due, self.taken = False, 0

    def due(self, _now: datetime) -> bool:
        return self.is_due

    def take(self, _key: object, certificate: str) -> None:
        assert certificate == "the next one"
        self.is_due, self.taken = False, self.taken + 1


@pytest.fixture
def certificate(house: House) -> Certificate:
    made: Any = Certificate()
    hub: Any = house.hub
    hub.certify = lambda _request: "the next one"
    house.round._fleet = replace(house.round._fleet, certificate=made)
    return made  # type: ignore[no-any-return]


def test_a_certificate_is_renewed_when_it_is_due_and_only_then(house: House, certificate: Certificate) -> None:
    house.round.round()
    certificate.is_due = True
    house.round.round()
    house.round.round()
    assert certificate.taken == 1


def test_a_certificate_that_the_hub_found_over_is_renewed_whatever_this_clock_says(
    house: House, certificate: Certificate
) -> None:
    house.hub.errors["heartbeat"] = HubRefused("over", status=401, problem=CERTIFICATE_OVER)
    house.round.round()
    del house.hub.errors["heartbeat"]
    house.round.round()
    house.round.round()
    assert certificate.taken == 1
