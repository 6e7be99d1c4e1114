"""The hub put together: which parts there are and where their things lie in the data folder."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from hub import authority, bundle, licence_issuer, verifier
from hub.authority import Authority
from hub.bundle import Bundle, BundleList, pack_folder
from hub.cases import Cases
from hub.connector import FolderConnector, Forwarding
from hub.fleet import Fleet
from hub.identity import Identity
from hub.intake import Intake
from hub.keys import HubKeys, load_or_make
from hub.licences import Licences
from hub.objects import FileObjects
from hub.results import Results
from hub.store import Store


@dataclass(frozen=True)
class Parts:
    """Everything a request or a command may need."""

    keys: HubKeys
    authority: Authority
    store: Store
    cases: Cases
    fleet: Fleet
    intake: Intake
    identity: Identity
    licences: Licences
    results: Results
    forwarding: Forwarding
    catalogue: Bundle | None
    bundles: BundleList


def open_parts(
    data: Path, *, database: str | None = None, catalogue: Path | None = None, serving: bool = False
) -> Parts:
    """Opens or makes a hub in the folder ``data``; ``serving`` for the one process that serves.

    ``database`` is an SQLAlchemy URL; without it an SQLite file in ``data``. Raises ``SettingsError``.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(data):
        keys, own_authority = load_or_make(data), authority.load_or_make(data)
        store = Store(database or f"sqlite:///{data / 'hub.sqlite3'}", checkpoints=serving)
    if serving:
        verifier.load(data / verifier.FILE_NAME)
        licence_issuer.load(data / licence_issuer.FILE_NAME)
    objects = FileObjects(data / "objects")
    cases = Cases(keys, store, objects)
    connector = FolderConnector(data / "cases")

    def hand_over(application_id: UUID) -> None:
        case = cases.case(application_id)
        connector.pass_on(case.case_number, cases.read(case.application_id))
        store.passed_on(case.application_id)

    forwarding = Forwarding(store.not_passed_on, hand_over)
    packed = None if catalogue is None else pack_folder(catalogue)
    bundles = BundleList(data / bundle.FILE_NAME, keys.sign)
    if serving:
        bundles.serve(None if packed is None else packed.version)
    return Parts(
        keys=keys,
        authority=own_authority,
        store=store,
        cases=cases,
        fleet=Fleet(keys, store, own_authority),
        intake=Intake(data / "uploads", store, objects, cases, sign=keys.sign, admitted=forwarding.wake),
        identity=Identity(keys, data / verifier.FILE_NAME),
        licences=Licences(keys, data / licence_issuer.FILE_NAME),
        results=Results(keys, store, FileObjects(data / "results")),
        forwarding=forwarding,
        catalogue=packed,
        bundles=bundles,
    )


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """One process at a time: two that start together must not make two sets of keys."""
    with (data / ".opening").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
