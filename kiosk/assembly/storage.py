"""What the settings say of the disk: the keeper of its key, the outbox, and how long settled things stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.offline.keys import KeyFile, StorageKey
from kiosk.offline.keys_passphrase import PassphraseKey, asked_at_start
from kiosk.offline.keys_tpm import TpmKey
from kiosk.offline.outbox import KEY_NAME, Outbox
from kiosk.settings import Storage


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


def tidy(outbox: Outbox, storage: Storage, now: datetime) -> int:
    """Drops envelopes that the hub signed for ``keep_days`` ago, and rows ``row_days`` old; says how many went."""
    dropped = outbox.drop_envelopes((now - timedelta(days=storage.keep_days)).timestamp(), now.timestamp())
    return dropped + outbox.forget_delivered((now - timedelta(days=storage.row_days)).timestamp())
