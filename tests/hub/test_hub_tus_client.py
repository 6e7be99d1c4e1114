"""The upload door by a client that is not ours: tuspy speaks tus 1.0 to it and knows nothing of this hub."""

import hashlib
import io
from collections.abc import Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
from applications import an_application, sealed
from houses import Door, LiveHub
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError
from tusclient.uploader import Uploader

from kiosk.platform.contract import Acknowledgement, Enrolment
from kiosk.platform.signed import is_signed, receipt_bytes
from kiosk.sandbox.link import FaultyLink

BIG = bytes(range(256)) * 6000


class Sent:
    """An application, its envelope, and tuspy's uploader of it."""

    def __init__(self, url: str, enrolment: Enrolment, scan: bytes, chunk_bytes: int) -> None:
        self.application = an_application(scan=scan)
        parts = {"id_copy.pdf": scan, "signature.png": b"\x89PNG"}
        self.envelope = sealed(self.application, enrolment, parts)
        client = TusClient(f"{url}/v1/uploads", headers={"Authorization": f"Bearer {enrolment.token}"})
        self.sha256 = hashlib.sha256(self.envelope).hexdigest()
        self.named = {"application_id": str(self.application.application_id), "sha256": self.sha256}
        # A broken request may hold its upload for a moment (423): tuspy tries again then, as it is made to.
        self.make: Callable[[str | None], Uploader] = lambda url=None: client.uploader(
            url=url,
            file_stream=io.BytesIO(self.envelope),
            chunk_size=chunk_bytes,
            metadata=self.named,
            retries=0 if url is None else 50,
            retry_delay=0.1,
        )


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("chunk_bytes", [1000, 65_536, 2**21])
def test_tuspy_brings_an_application_in(door: Door, chunk_bytes: int) -> None:
    sent = Sent(door.url, door.enrolment, bytes(20_000), chunk_bytes)
    uploader = sent.make(None)
    uploader.upload()
    answer = door.call("POST", f"{urlsplit(uploader.url).path}/finish")
    assert answer.status_code == 201
    receipt = Acknowledgement.model_validate_json(answer.content)
    assert is_signed(receipt_bytes(receipt), receipt.signature, door.enrolment.signing_key)


def test_tuspy_goes_on_where_the_line_was_cut(line: FaultyLink, live_hub: LiveHub) -> None:
    sent = Sent(line.url, live_hub.enrolment, BIG, 2**21)
    first = sent.make(None)
    line.delay(2)  # a hub that is behind the line loses what a reset overtakes
    line.cut_after(700_000)
    with pytest.raises(TusCommunicationError):
        first.upload()
    again = sent.make(first.url)
    stood = again.offset
    again.upload()
    assert 0 < stood < again.offset == len(sent.envelope)


def test_beginning_again_tells_tuspy_the_same_place(door: Door) -> None:
    sent = Sent(door.url, door.enrolment, bytes(20_000), 5000)
    first, second = sent.make(None), sent.make(None)
    first.upload_chunk()
    second.set_url(second.create_url())
    assert (second.url, second.get_offset()) == (first.url, 5000)


def test_tuspy_finds_an_ended_upload_gone_and_begins_it_again(door: Door) -> None:
    sent = Sent(door.url, door.enrolment, bytes(20_000), 5000)
    first = sent.make(None)
    first.upload_chunk()
    place = urlsplit(first.url).path
    assert door.call("DELETE", place, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    with pytest.raises(TusCommunicationError) as gone:
        first.get_offset()
    assert gone.value.status_code == 404
    again = sent.make(None)
    again.upload()
    assert (urlsplit(again.url).path, again.offset) == (place, len(sent.envelope))


def test_tuspy_finds_an_expired_upload_gone_and_begins_it_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Sent(door.url, door.enrolment, bytes(20_000), 5000)
    first = sent.make(None)
    first.upload_chunk()
    head = door.call("HEAD", urlsplit(first.url).path, headers={"Tus-Resumable": "1.0.0"})
    told = parsedate_to_datetime(head.headers["Upload-Expires"])
    monkeypatch.setattr(door.parts.intake, "_utc", lambda: told + timedelta(seconds=1))
    with pytest.raises(TusCommunicationError) as gone:
        first.get_offset()
    assert gone.value.status_code == 404
    monkeypatch.undo()
    again = sent.make(None)
    again.upload()
    assert again.offset == len(sent.envelope)


def test_the_hub_names_the_extensions_that_it_is_held_to(door: Door) -> None:
    spoken = door.call("OPTIONS", "/v1/uploads", token="").headers
    assert (spoken["Tus-Version"], spoken["Tus-Extension"]) == ("1.0.0", "creation,termination,expiration")
