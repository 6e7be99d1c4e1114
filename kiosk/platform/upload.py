"""Resumable upload of one envelope: tus 1.0 core and creation, then ``finish`` for the acknowledgement.

The hub gives the same upload for the same id and bytes, so nothing has to be remembered on the terminal: after a
cut, a restart or a week, HEAD says where to go on. A cut is gone on from at once, unless twice no byte came over.
The pieces follow the line: twice as large after a quick one, half as large after a slow one or a cut.
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import ValidationError

from kiosk.errors import HubNonsense, HubRefused, HubUnreachable
from kiosk.platform.contract import TUS_VERSION, Acknowledgement
from kiosk.platform.signed import is_signed, receipt_bytes
from kiosk.platform.wire import Answer, Wire

UPLOADS = "/v1/uploads"
MOST_IN_VAIN = 2
"""After so many pieces in a row of which the hub kept nothing a try is given up. After one it is not: what went
before a cut may reach the hub after the question how far it came."""
SMALLEST_CHUNK, FIRST_CHUNK, LARGEST_CHUNK = 16 * 2**10, 256 * 2**10, 2**21
"""16 KB goes through a line of 13 kbit/s in 10 s (``hub.timeout_s``); above 2 MB nothing is gained any more."""
QUICK_S, SLOW_S = 1.5, 6.0
"""Twice as much as what took 1.5 s stays well below the time-out."""
TRY_SMALLER = frozenset({408, 409})
"""Refusals after which HEAD may say where to go on: the piece took too long, or the hub stands elsewhere."""
_TUS = {"Tus-Resumable": TUS_VERSION}


class Sendable(Protocol):
    """What is sent, in slices; ``bytes`` itself is one."""

    def __len__(self) -> int:
        """How many bytes."""

    def __getitem__(self, wanted: slice, /) -> bytes:
        """Those bytes; may touch the disk."""


class ChunkSize:
    """How large the next piece is; outlives an upload, for the line stays the same."""

    def __init__(self, largest: int = LARGEST_CHUNK) -> None:
        self._largest = max(SMALLEST_CHUNK, min(LARGEST_CHUNK, largest))
        self.bytes = min(FIRST_CHUNK, self._largest)

    def went(self, took_s: float) -> None:
        """A piece went through in ``took_s`` seconds."""
        if took_s < QUICK_S:
            self.bytes = min(self._largest, self.bytes * 2)
        elif took_s > SLOW_S:
            self.cut()

    def cut(self) -> None:
        """A piece did not go through."""
        self.bytes = max(SMALLEST_CHUNK, self.bytes // 2)


class Upload:
    """The upload of ``envelope`` over ``wire``; ``run`` may be called again after any error."""

    def __init__(
        self,
        wire: Wire,
        application_id: UUID,
        envelope: Sendable,
        signing_key: str,
        chunk: ChunkSize | None = None,
        monotonic_s: Callable[[], float] = time.monotonic,
        pause: Callable[[int], None] = lambda _: None,
    ) -> None:
        """``signing_key``: the hub's, as its enrolment gave it; a receipt is good by it alone.

        ``pause`` is called with the bytes of each piece before it goes, and may wait.
        """
        self._pause = pause
        self._wire, self._application_id, self._envelope = wire, application_id, envelope
        self._sha256 = _sha256_of(envelope)
        self._signing_key, self._chunk, self._monotonic_s = signing_key, chunk or ChunkSize(), monotonic_s

    def run(self) -> Acknowledgement:
        """Brings every byte over and returns the hub's acknowledgement of exactly these bytes.

        Raises ``HubUnreachable`` when of two pieces in a row no byte got through, and the other errors of
        ``Wire.call``.
        """
        return self._finish(self.send())

    def send(self) -> str:
        """Brings every byte over, by tus alone; returns the upload's place. Raises as ``run``."""
        self._in_vain = 0  # pieces in a row of which the hub kept nothing
        place = self._create()
        offset = self._offset(place)
        while offset < len(self._envelope):
            offset = self._forward(place, offset)
        return place

    def _create(self) -> str:
        metadata = ",".join(
            f"{key} {base64.b64encode(value.encode()).decode()}"
            for key, value in (("application_id", str(self._application_id)), ("sha256", self._sha256))
        )
        headers = _TUS | {"Upload-Length": str(len(self._envelope)), "Upload-Metadata": metadata}
        answer = self._wire.call("POST", UPLOADS, headers=headers, body=b"", expect=(201,))
        place = urlsplit(answer.headers.get("Location", "")).path
        if not place.startswith(UPLOADS + "/"):
            raise HubNonsense("an upload without a place")
        return place

    def _offset(self, place: str) -> int:
        """How many bytes the hub has."""
        answer = self._wire.call("HEAD", place, headers=_TUS, expect=(200,))
        offset = _number(answer, "Upload-Offset")
        if _number(answer, "Upload-Length") != len(self._envelope) or offset > len(self._envelope):
            raise HubNonsense("the upload is not of this length")
        return offset

    def _forward(self, place: str, offset: int) -> int:
        """Sends one chunk and returns the new offset; after a cut the hub is asked how far it came."""
        try:
            return self._patch(place, offset)
        except (HubUnreachable, HubRefused) as error:
            if isinstance(error, HubRefused) and error.status not in TRY_SMALLER:
                raise
            self._chunk.cut()
            found = self._offset(place)
            self._in_vain = self._in_vain + 1 if found == offset else 0
            if self._in_vain >= MOST_IN_VAIN:
                raise
            return found

    def _patch(self, place: str, offset: int) -> int:
        chunk = self._envelope[offset : offset + self._chunk.bytes]
        headers = _TUS | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
        self._pause(len(chunk))
        began_s = self._monotonic_s()
        answer = self._wire.call("PATCH", place, headers=headers, body=chunk, expect=(204,))
        if _number(answer, "Upload-Offset") != offset + len(chunk):
            raise HubNonsense("the hub counts other bytes than were sent")
        self._chunk.went(self._monotonic_s() - began_s)
        self._in_vain = 0
        return offset + len(chunk)

    def _finish(self, place: str) -> Acknowledgement:
        answer = self._wire.call("POST", f"{place}/finish", body=b"", expect=(200, 201))
        try:
            acknowledgement = Acknowledgement.model_validate_json(answer.body)
        except ValidationError:
            raise HubNonsense("an acknowledgement that is none") from None
        if (acknowledgement.application_id, acknowledgement.sha256) != (self._application_id, self._sha256):
            raise HubNonsense("the acknowledgement is for something else")
        if not is_signed(receipt_bytes(acknowledgement), acknowledgement.signature, self._signing_key):
            raise HubNonsense("an acknowledgement that the hub did not sign")
        return acknowledgement


def _number(answer: Answer, header: str) -> int:
    value = answer.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise HubNonsense(f"{header} is not a number")
    return int(value)


def _sha256_of(envelope: Sendable) -> str:
    found = hashlib.sha256()
    for start in range(0, len(envelope), LARGEST_CHUNK):
        found.update(envelope[start : start + LARGEST_CHUNK])
    return found.hexdigest()
