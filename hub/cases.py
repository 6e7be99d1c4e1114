"""From envelope to case: opened with the hub's key, checked, numbered, looked up."""

from __future__ import annotations

import base64
from uuid import UUID

from pydantic import ValidationError

from hub.archive import BadArchive, Unpacked, unpack
from hub.keys import HubKeys
from hub.objects import Objects
from hub.problems import Kind, Refusal
from hub.store import NewCase, Store
from kiosk.errors import SealBroken
from kiosk.offline.seal import read_header
from kiosk.platform.contract import CASE_QUERY_HEADER, Case, CaseQuery, EnvelopeHeader


class Cases:
    """What the hub knows to do with applications, whoever asks: the API, the forwarding thread, a command."""

    def __init__(self, keys: HubKeys, store: Store, objects: Objects) -> None:
        self._keys, self._store, self._objects = keys, store, objects

    def open(self, envelope: bytes, terminal_id: str) -> Unpacked:
        """The application in an envelope. Raises ``Refusal`` (422): not opening, or not following the contract."""
        try:
            header = EnvelopeHeader.model_validate_json(read_header(envelope))
            opened = self._keys.open(envelope, header.key_id)
            if header.suite != self._keys.suite_of(header.key_id):
                raise SealBroken("the header names another suite than the key's")
        except (SealBroken, ValidationError):
            raise Refusal(Kind.UNREADABLE) from None
        try:
            return unpack(opened.plaintext, header, terminal_id, opened.parts)
        except BadArchive as error:
            raise Refusal(Kind.INVALID, str(error)) from None

    def new_case(self, unpacked: Unpacked, sha256: str, size_bytes: int) -> NewCase:
        """What the store keeps of an application."""
        application = unpacked.application
        return NewCase(
            application_id=application.application_id,
            sha256=sha256,
            size_bytes=size_bytes,
            terminal_id=application.terminal_id,
            item_id=application.item_id,
            item_name=application.item_name,
            region_code=application.region_code,
            mode=application.mode,
            person_index=self._keys.person_index(application.applicant.number),
        )

    def case(self, application_id: UUID) -> Case:
        """A case as a terminal may show it to whoever has its id: no result papers. Raises ``Refusal`` (404)."""
        found = self._store.case(application_id)
        if found is None:
            raise Refusal(Kind.UNKNOWN_CASE)
        return found

    def of_person(self, query: CaseQuery) -> tuple[Case, ...]:
        """The cases of the person whose number is sealed in the query, with their result papers.

        Raises ``Refusal`` (422).
        """
        try:
            opened = self._keys.open(base64.b64decode(query.sealed_number, validate=True), query.key_id)
            number = opened.plaintext.decode("ascii")
        except (SealBroken, ValueError):
            raise Refusal(Kind.UNREADABLE) from None
        if opened.header != CASE_QUERY_HEADER:
            raise Refusal(Kind.UNREADABLE)
        cases = self._store.cases_of(self._keys.person_index(number))
        return tuple(
            case.model_copy(update={"results": self._store.results.of(case.application_id)}) for case in cases
        )

    def read(self, application_id: UUID) -> Unpacked:
        """The application of a case out of its stored envelope. Raises ``Refusal`` (404)."""
        admitted = self._store.admitted(application_id)
        if admitted is None:
            raise Refusal(Kind.UNKNOWN_CASE)
        envelope = self._objects.read(admitted.sha256)
        header = EnvelopeHeader.model_validate_json(read_header(envelope))
        opened = self._keys.open(envelope, header.key_id, kept=True)
        return unpack(opened.plaintext, header, admitted.terminal_id, opened.parts)
