"""What the settings say of the disk: the keeper of its key, the outbox, how long settled things
stay; and of the line: when and how fast envelopes go."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.errors import OfflineError
from kiosk.offline.allowance import Flow, Paced, sending_hours
from kiosk.offline.keys import KeyFile, StorageKey
from kiosk.offline.keys_passphrase import PassphraseKey, asked_at_start
from kiosk.offline.keys_tpm import TpmKey
from kiosk.offline.outbox import KEY_NAME, Outbox
from kiosk.offline.outbox_closed import ClosedOutbox
from kiosk.platform.client import HubClient
from kiosk.platform.contract import Enrolment
from kiosk.settings import Hub, Storage


def outbox_folder(storage: Storage) -> Path:
    """Where the outbox lies."""
    return storage.folder / "outbox"


def storage_key(storage: Storage, ask: Callable[[], str] = asked_at_start) -> StorageKey:
    """The keeper that ``storage.key`` names; ``ask`` gives a passphrase."""
    path = storage.key_file or outbox_folder(storage) / KEY_NAME
    if storage.key == "passphrase":
        return PassphraseKey(path, ask)
    if storage.key == "tpm":
        return TpmKey(path, storage.tpm_pcrs, storage.tpm_device)
    return KeyFile(path)


def open_outbox(storage: Storage) -> Outbox:
    """The outbox as the settings say. Raises ``OfflineError``; what was there is not changed then."""
    return Outbox(
        outbox_folder(storage),
        floor_mb=storage.floor_mb,
        quota_mb=storage.quota_mb,
        key=storage_key(storage),
    )


def outbox_or_why_not(storage: Storage) -> Outbox:
    """The outbox, or one that answers everything with why it does not open: guides still work, staff are told."""
    try:
        return open_outbox(storage)
    except OfflineError as error:
        return ClosedOutbox(error)


def sending_client(hub: Hub, enrolment: Enrolment, tls: ssl.SSLContext | None = None) -> HubClient:
    """The uploader's own client: no more of the line than ``hub.kbit_s``, in pieces of a second at most."""
    if hub.kbit_s is None:
        return HubClient(hub.url, enrolment, hub.timeout_s, tls=tls)
    a_second = int(hub.kbit_s * 1000 / 8)
    return HubClient(hub.url, enrolment, hub.timeout_s, a_second, Paced(Flow(hub.kbit_s)), tls)


def until_sending_s(hub: Hub, now: Callable[[], datetime]) -> Callable[[], float]:
    """Says how long ``hub.hours`` hold sending back; ``now`` is the hall's local time."""
    hours = sending_hours(hub.hours)
    return lambda: hours.wait_s(now())


def tidy(outbox: Outbox, storage: Storage, now: datetime) -> int:
    """Drops envelopes that the hub signed for ``keep_days`` ago, and rows ``row_days`` old; says how many went."""
    dropped = outbox.drop_envelopes((now - timedelta(days=storage.keep_days)).timestamp(), now.timestamp())
    return dropped + outbox.forget_delivered((now - timedelta(days=storage.row_days)).timestamp())
