"""Clock, pictures and the way to the hub, each by itself."""

import base64
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import cv2
import numpy as np
import pytest
import qrcode

from kiosk.assembly import clock
from kiosk.assembly.clock import HallClock
from kiosk.assembly.hub_keys import HubSealer
from kiosk.assembly.hub_ways import HubDesk
from kiosk.assembly.pictures import CardPhotos, PaperCodes
from kiosk.assembly.terminal import _word
from kiosk.errors import DeviceRefused, NotAnImage, SealBroken, SettingsError
from kiosk.offline.seal import generate_key_pair, open_envelope
from kiosk.platform.contract import CASE_QUERY_HEADER, Case, CaseQuery, Enrolment

CODE = "TB1:0192f3a4-7c1e-7b52-9d4f-3a6b1c20e5d7:00000000"


def enrolled(public_key: str) -> Enrolment:
    return Enrolment(
        terminal_id="T-0001", token="t", hub_key_id="key-1", hub_public_key=public_key, signing_key=""
    )


# Clock ---------------------------------------------------------


@pytest.mark.parametrize(("hour", "day"), [(15, 23), (16, 24), (23, 24)])
def test_the_halls_day_begins_at_midnight_in_china(monkeypatch: pytest.MonkeyPatch, hour: int, day: int) -> None:
    class Held(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2026, 11, 23, hour, 30, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Held)
    assert HallClock().today() == date(2026, 11, day)


def test_the_time_is_utc_and_never_goes_back() -> None:
    hall = HallClock()
    assert hall.utc().utcoffset() == timedelta(0)
    assert hall.monotonic_s() <= hall.monotonic_s()


# Pictures ---------------------------------------------------------


class Decoder:
    """Gives the picture it was made with, or none."""

    def __init__(self, picture: Any) -> None:
        self._picture, self.trouble, self.closed = picture, "timeout" if picture is None else "", 0

    def decode(self, wlt: bytes) -> Any:
        return self._picture

    def close(self) -> None:
        self.closed += 1


def test_a_card_photo_is_handed_on_and_its_decoder_forgets_it() -> None:
    picture = np.zeros((126, 102, 3), np.uint8)
    decoder = Decoder(picture)
    assert CardPhotos(decoder).decode(bytes(1024)) is picture
    assert decoder.closed == 1


def test_a_decoder_that_gives_no_picture_is_a_refusal_that_says_why() -> None:
    decoder = Decoder(None)
    with pytest.raises(DeviceRefused, match="timeout"):
        CardPhotos(decoder).decode(bytes(1024))
    assert decoder.closed == 1


def test_the_code_of_a_slip_is_read_under_the_camera() -> None:
    grey = np.asarray(qrcode.make(CODE).get_image().convert("L"), np.uint8)
    assert PaperCodes().read(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)) == CODE


def test_a_paper_without_a_code_has_none() -> None:
    assert PaperCodes().read(np.full((400, 400, 3), 240, np.uint8)) is None


def test_a_picture_that_is_none_is_no_picture() -> None:
    with pytest.raises(NotAnImage):
        PaperCodes().read(np.zeros((0, 0, 3), np.uint8))


# The way to the hub ---------------------------------------------------------


def test_what_is_sealed_opens_with_the_hubs_key_alone() -> None:
    pair = generate_key_pair()
    sealer = HubSealer(enrolled(base64.b64encode(pair.public_key).decode()))
    envelope = sealer.key().seal(b"content", b"header")
    assert sealer.key().key_id == "key-1"
    assert open_envelope(envelope, pair.private_key).plaintext == b"content"
    with pytest.raises(SealBroken):
        open_envelope(envelope, generate_key_pair().private_key)


@pytest.mark.parametrize("key", ["no base64!", "AAA", "AAAA", "5103钥匙", ""])
def test_an_enrolment_whose_key_is_none_is_a_fault_of_the_settings(key: str) -> None:
    with pytest.raises(SettingsError, match=r"hub\.enrolment"):
        HubSealer(enrolled(key))


class Hub:
    """Writes down what it is asked."""

    def __init__(self) -> None:
        self.queries: list[CaseQuery] = []

    def cases_of(self, query: CaseQuery) -> tuple[Case, ...]:
        self.queries.append(query)
        return ()

    def case(self, application_id: Any) -> Any:
        return application_id


def test_a_number_is_asked_for_sealed() -> None:
    pair, hub = generate_key_pair(), Hub()
    asked: Any = hub
    desk = HubDesk(asked, HubSealer(enrolled(base64.b64encode(pair.public_key).decode())))
    assert desk.cases_of("510402199603124685") == ()
    opened = open_envelope(base64.b64decode(hub.queries[0].sealed_number), pair.private_key)
    assert (opened.header, opened.plaintext) == (CASE_QUERY_HEADER, b"510402199603124685")


def test_one_case_is_asked_for_by_its_application() -> None:
    hub: Any = Hub()
    application_id: Any = uuid4()
    sealer = HubSealer(enrolled(base64.b64encode(generate_key_pair().public_key).decode()))
    assert HubDesk(hub, sealer).case(application_id) == application_id


# The journal's words ---------------------------------------------------------


@pytest.mark.parametrize(
    ("problem", "word"),
    [
        ("urn:tongban:unreadable", "urn:tongban:unreadable"),
        ("王兰的申请", "unnamed"),
        ("no 510402199603124685", "unnamed"),
        ("", "unnamed"),
    ],
)
def test_a_hubs_problem_gets_into_the_journal_as_a_word_or_not_at_all(problem: str, word: str) -> None:
    assert _word(problem) == word
