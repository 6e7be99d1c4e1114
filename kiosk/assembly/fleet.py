"""What terminal and hub tell each other unasked: heartbeat, certificate, ratings, keys, staff list, verifiers,
catalogue."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kiosk import __version__
from kiosk.assembly.bundles import BundleShelf, Installed
from kiosk.assembly.hub_keys import HubSealer
from kiosk.assembly.identity_ways import NONE, IdentityWaysDesk
from kiosk.assembly.kept import RatingBox, StaffList
from kiosk.assembly.licence_desk import NONE as NO_LICENCES
from kiosk.assembly.licence_desk import LicenceDesk
from kiosk.assembly.standing import Standing
from kiosk.devices.base import Device, Post
from kiosk.errors import DiskFull, HubRefused, KioskError, OfflineError
from kiosk.offline.outbox import Counts, Outbox
from kiosk.platform.certificate import NextKey, TerminalCertificate
from kiosk.platform.client import HubClient
from kiosk.platform.contract import DeviceReport, Heartbeat

CERTIFICATE_OVER = "urn:tongban:certificate-over"


@dataclass(frozen=True)
class BundlesRenewed:
    """Newer bundles lie installed; the terminal takes them up when nobody is at the machine."""

    installed: Installed


@dataclass(frozen=True)
class Fleet:
    """The pieces a round needs."""

    terminal_id: str
    client: HubClient
    outbox: Outbox
    devices: tuple[Device, ...]
    ratings: RatingBox
    staff: StaffList
    identity: IdentityWaysDesk
    licences: LicenceDesk
    sealer: HubSealer
    standing: Standing
    bundles: BundleShelf
    utc: Callable[[], datetime]
    post: Post
    certificate: TerminalCertificate | None = None
    """``None`` for a terminal that proves itself by token."""
    tidy: Callable[[], object] = lambda: None
    """Drops what was settled long enough ago; part of every round."""


class FleetRound:
    """Repeats the round on a thread of its own. A part that fails does not stop the others."""

    def __init__(self, fleet: Fleet, every_s: float) -> None:
        self._fleet, self._every_s = fleet, every_s
        self._stopping, self._woken = threading.Event(), threading.Event()
        self._help_called = self._beaten = self._over = False
        self._thread = threading.Thread(target=self._run, name="fleet", daemon=True)

    def start(self) -> None:
        """Starts the thread; the first round runs at once."""
        self._thread.start()

    def call_help(self) -> None:
        """找人帮忙: the next heartbeat, which goes at once, asks for a member of staff. Never blocks."""
        self._help_called = True
        self._woken.set()

    def stop(self) -> None:
        """Ends the thread after the call under way."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def round(self) -> list[KioskError]:
        """One round; returns what failed, for the tests and the doctor."""
        failed: list[KioskError] = []
        self._beaten = False
        for part in (
            self._renew_certificate,
            self._beat,
            self._hand_in,
            self._ask_keys,
            self._ask_staff,
            self._ask_ways,
            self._ask_licences,
            self._ask_bundles,
            self._fleet.tidy,
        ):
            try:
                part()
            except KioskError as error:
                failed.append(error)
        self._over = any(isinstance(error, HubRefused) and error.problem == CERTIFICATE_OVER for error in failed)
        self._fleet.standing.heard(failed, beaten=self._beaten)
        return failed

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            self.round()
            self._woken.wait(self._every_s)

    def _beat(self) -> None:
        help_called = self._help_called
        reports = [
            DeviceReport(kind=device.kind.value, state=device.status.state.value, reason=device.status.reason)
            for device in self._fleet.devices
        ]
        try:
            counts = self._fleet.outbox.counts()
        except OfflineError as error:  # the hub must hear of it, not miss the terminal
            counts = Counts(0, 0, 0)
            reports.append(DeviceReport(kind="storage", state="failed", reason=error.code))
        self._fleet.client.heartbeat(
            Heartbeat(
                terminal_id=self._fleet.terminal_id,
                version=__version__,
                at=self._fleet.utc(),
                waiting=counts.waiting,
                parked=counts.parked,
                help_called=help_called,
                keys_serial=self._fleet.sealer.serial,
                bundles_serial=self._fleet.bundles.serial,
                bundles_refused=self._fleet.bundles.refused,
                devices=tuple(reports),
            )
        )
        self._beaten = True
        if help_called:
            self._help_called = False

    def _renew_certificate(self) -> None:
        """From half of its life on, or when the hub found it over: the clocks may differ."""
        own = self._fleet.certificate
        if own is None or not (self._over or own.due(self._fleet.utc())):
            return
        key = NextKey()
        try:
            own.take(key, self._fleet.client.certify(key.request()))
        except OSError as error:
            raise DiskFull("the next certificate cannot be kept") from error

    def _hand_in(self) -> None:
        self._fleet.ratings.hand_in(self._fleet.client.rate)

    def _ask_keys(self) -> None:
        self._fleet.sealer.renew(self._fleet.client.keys())

    def _ask_staff(self) -> None:
        self._fleet.staff.renew(self._fleet.client.helpers())

    def _ask_ways(self) -> None:
        try:
            self._fleet.identity.renew(self._fleet.client.identity_ways())
        except HubRefused:
            self._fleet.identity.renew(NONE)  # a hub that verifies nothing, or none that this terminal may ask
            raise

    def _ask_licences(self) -> None:
        try:
            self._fleet.licences.renew(self._fleet.client.licence_ways())
        except HubRefused:
            self._fleet.licences.renew(NO_LICENCES)  # a hub of before there were any
            raise

    def _ask_bundles(self) -> None:
        client, shelf = self._fleet.client, self._fleet.bundles
        renewed = shelf.renew(client.bundles(), client.catalogue)
        if renewed is not None:
            self._fleet.post(BundlesRenewed(renewed))
