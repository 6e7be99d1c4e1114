"""Electronic licences go through the hub once, sealed both ways, become pages at the terminal, leave nothing."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from houses import Door, hub_command

from hub.licence_issuer import FILE_NAME, IssuerSettings
from hub.licences import AT_ONCE
from kiosk.assembly.hub_keys import HubSealer
from kiosk.assembly.licence_desk import NONE, Holder, LicenceDesk
from kiosk.assembly.licence_source import LicenceSource
from kiosk.devices.base import DeviceState
from kiosk.devices.foreign_file.opening import Limits
from kiosk.devices.pages import PageArrived
from kiosk.errors import FileGone, FileNotAllowed, IssuerAway, JourneyError
from kiosk.offline.events import LinkState
from kiosk.offline.seal import generate_key_pair
from kiosk.platform.client import HubClient
from kiosk.platform.contract import CODE_QUESTION_HEADER
from kiosk.platform.licences import (
    FETCH_QUESTION_HEADER,
    LIST_QUESTION_HEADER,
    LicenceFetchQuestion,
    LicenceListQuestion,
    LicenceWays,
)
from kiosk.sandbox import people
from kiosk.sandbox.licence_issuer import NAME, TOKEN, IssuerFault, SandboxIssuer
from kiosk.sandbox.specimens import certificate, household_page
from kiosk.sandbox.stick import as_pdf
from kiosk.settings_devices import Stick
from tests.devices.page_listener import Listener

WANG = people.YOUNG_WOMAN
NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
HOLDER = Holder(WANG.name, WANG.number, "2026-11", NOW)
FILES = {
    "在读证明": cache(lambda: as_pdf(certificate())),
    "居民户口簿": cache(lambda: as_pdf(household_page(), household_page())),
    "坏文件": lambda: b"this is no licence " * 50,
}
QUICK_S = 0.6
REPLY_KEY = base64.b64encode(generate_key_pair().public_key).decode()


def configure(data: Path, url: str, timeout_s: float = 20.0) -> None:
    settings = IssuerSettings(url=url, name=NAME, token=TOKEN, timeout_s=timeout_s)
    (data / FILE_NAME).write_text(settings.model_dump_json())


@pytest.fixture
def issuer(door: Door) -> Iterator[SandboxIssuer]:
    """An issuer that this hub is set up with."""
    service = SandboxIssuer({(WANG.name, WANG.number): FILES})
    service.start()
    configure(door.data, service.url)
    yield service
    service.stop()


@pytest.fixture
def desk(door: Door, door_client: HubClient) -> LicenceDesk:
    return LicenceDesk(door_client, HubSealer(door.enrolment), lambda: LinkState.UP)


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def source(desk: LicenceDesk, door_client: HubClient, listener: Listener) -> LicenceSource:
    desk.renew(door_client.licence_ways())
    made = LicenceSource(desk, Limits.of(Stick(page_s=60.0)), listener.post)
    made.agree(WANG.name, WANG.number, "2026-11", NOW)
    return made


def asked(door: Door, path: str, words: LicenceListQuestion, header: bytes) -> tuple[int, str]:
    """Status and problem word of the hub's answer."""
    key = HubSealer(door.enrolment).key()
    sealed = base64.b64encode(key.seal(words.model_dump_json().encode(), header)).decode()
    answer = door.call("POST", f"/v1/licences/{path}", json={"key_id": key.key_id, "sealed": sealed})
    return answer.status_code, answer.json().get("type", "").removeprefix("urn:tongban:")


def a_list_question() -> LicenceListQuestion:
    return LicenceListQuestion(
        reply_key=REPLY_KEY, name=WANG.name, number=WANG.number, consent_version="1", consent_at=NOW
    )


# What there is


def test_without_an_issuer_nothing_is_offered_and_nothing_taken(
    door: Door, door_client: HubClient, desk: LicenceDesk
) -> None:
    assert door_client.licence_ways() == LicenceWays()
    with pytest.raises(IssuerAway):
        desk.licences_of(HOLDER)


def test_an_issuer_is_offered_by_its_name_as_soon_as_it_is_set(
    issuer: SandboxIssuer, door_client: HubClient
) -> None:
    assert door_client.licence_ways() == LicenceWays(offered=True, issuer=NAME)


def test_the_command_sets_an_issuer_and_takes_it_away(door: Door, door_client: HubClient) -> None:
    words = ("--url", "http://127.0.0.1:9", "--name", NAME)
    hub_command(door.data, "set-licence-issuer", *words)
    assert door_client.licence_ways().offered
    assert (door.data / FILE_NAME).stat().st_mode & 0o777 == 0o600
    hub_command(door.data, "set-licence-issuer", "--none")
    assert not door_client.licence_ways().offered


def test_a_stranger_is_told_nothing(door: Door, issuer: SandboxIssuer) -> None:
    assert door.call("GET", "/v1/licences", token="").status_code == 401


# There and back


def test_a_persons_licences_are_listed(issuer: SandboxIssuer, desk: LicenceDesk) -> None:
    assert [one.kind for one in desk.licences_of(HOLDER).licences] == list(FILES)


def test_somebody_the_issuer_does_not_know_has_none(issuer: SandboxIssuer, desk: LicenceDesk) -> None:
    stranger = Holder("测试丙", people.OTHER_PERSON.number, "2026-11", NOW)
    assert desk.licences_of(stranger).licences == ()


def test_the_file_comes_byte_for_byte(issuer: SandboxIssuer, desk: LicenceDesk) -> None:
    assert desk.file_of(HOLDER, "L-0") == FILES["在读证明"]()


def test_a_licence_that_is_no_more_is_gone(issuer: SandboxIssuer, desk: LicenceDesk) -> None:
    issuer.spoil(IssuerFault.EMPTIED)
    with pytest.raises(FileGone):
        desk.file_of(HOLDER, "L-0")


@pytest.mark.parametrize("fault", [IssuerFault.DOWN, IssuerFault.SLOW, IssuerFault.NONSENSE])
def test_an_issuer_in_trouble_is_away_and_the_hub_is_well(
    door: Door, issuer: SandboxIssuer, desk: LicenceDesk, door_client: HubClient, fault: IssuerFault
) -> None:
    issuer.spoil(fault)
    configure(door.data, issuer.url, QUICK_S)
    with pytest.raises(IssuerAway):
        desk.licences_of(HOLDER)
    door_client.ask()
    issuer.mend()
    configure(door.data, issuer.url)
    assert desk.licences_of(HOLDER).licences != ()


def test_the_same_question_twice_is_refused(door: Door, issuer: SandboxIssuer) -> None:
    key = HubSealer(door.enrolment).key()
    plaintext = a_list_question().model_dump_json().encode()
    body = {
        "key_id": key.key_id,
        "sealed": base64.b64encode(key.seal(plaintext, LIST_QUESTION_HEADER)).decode(),
    }
    statuses = [door.call("POST", "/v1/licences/list", json=body).status_code for _ in range(2)]
    assert statuses == [200, 409]
    assert issuer.asked == ["/licences"]


@pytest.mark.parametrize("header", [CODE_QUESTION_HEADER, FETCH_QUESTION_HEADER])
def test_a_question_of_another_kind_opens_no_list(door: Door, issuer: SandboxIssuer, header: bytes) -> None:
    assert asked(door, "list", a_list_question(), header) == (422, "envelope-unreadable")
    assert issuer.asked == []


def test_a_question_without_a_consent_is_no_question(door: Door, issuer: SandboxIssuer) -> None:
    key = HubSealer(door.enrolment).key()
    words = a_list_question().model_dump_json(exclude={"consent_at"}).encode()
    body = {"key_id": key.key_id, "sealed": base64.b64encode(key.seal(words, LIST_QUESTION_HEADER)).decode()}
    answer = door.call("POST", "/v1/licences/list", json=body)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:tongban:question-invalid")
    assert issuer.asked == []


def test_a_file_question_must_name_a_licence(door: Door, issuer: SandboxIssuer) -> None:
    assert asked(door, "file", a_list_question(), FETCH_QUESTION_HEADER) == (422, "question-invalid")


def test_neither_log_nor_disk_of_the_hub_holds_a_person_or_a_licence(
    door: Door, issuer: SandboxIssuer, desk: LicenceDesk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk.file_of(HOLDER, desk.licences_of(HOLDER).licences[0].id)
    kept = b"".join(path.read_bytes() for path in door.data.rglob("*") if path.is_file())
    said = caplog.text.encode() + kept
    needles = (WANG.name.encode(), WANG.number.encode(), "在读证明".encode(), FILES["在读证明"]()[:64])
    assert [needle for needle in needles if needle in said] == []


def test_a_slow_issuer_does_not_take_every_thread_of_the_hub() -> None:
    assert AT_ONCE < 16


# Pages


def test_a_licence_chosen_becomes_pages(issuer: SandboxIssuer, source: LicenceSource, listener: Listener) -> None:
    listed = listener.choices(source)
    assert [one.kind for one in listed.choices] == list(FILES)
    pages, error = listener.take_all(source, 1, listed.choices[1].id)
    assert (len(pages), error) == (2, None)
    assert pages[0].dpi == 200.0


def test_what_the_issuer_sends_is_opened_like_any_foreign_file(
    issuer: SandboxIssuer, source: LicenceSource, listener: Listener
) -> None:
    listed = listener.choices(source)
    pages, error = listener.take_all(source, 1, listed.choices[2].id)
    assert (pages, type(error)) == ([], FileNotAllowed)


def test_without_consent_nobody_is_asked(issuer: SandboxIssuer, source: LicenceSource, listener: Listener) -> None:
    source.withdraw()
    listed = listener.choices(source)
    assert (listed.choices, type(listed.error)) == ((), JourneyError)
    assert issuer.asked == []


def test_after_the_consent_is_withdrawn_nothing_of_the_person_stays(
    issuer: SandboxIssuer, source: LicenceSource, listener: Listener
) -> None:
    listed = listener.choices(source)
    source.withdraw()
    pages, error = listener.take_all(source, 1, listed.choices[0].id)
    assert (pages, type(error)) == ([], FileGone)
    assert WANG.number not in repr(vars(source))


def test_an_issuer_away_costs_no_page_taken_before(
    issuer: SandboxIssuer, source: LicenceSource, listener: Listener
) -> None:
    listed = listener.choices(source)
    before, _ = listener.take_all(source, 1, listed.choices[0].id)
    issuer.spoil(IssuerFault.DOWN)
    after, error = listener.take_all(source, 2, listed.choices[1].id)
    assert (len(before), after, type(error)) == (1, [], IssuerAway)
    assert all(page.image_bgr.any() for page in listener.of(PageArrived))


def test_the_source_is_hidden_without_an_issuer_and_absent_without_the_hub(
    desk: LicenceDesk, listener: Listener
) -> None:
    source = LicenceSource(desk, Limits.of(Stick()), listener.post)
    assert desk.ways == NONE
    assert source.status.reason == "not_fitted"
    desk.renew(LicenceWays(offered=True, issuer=NAME))
    assert source.status.state is DeviceState.READY
    away = LicenceDesk(desk._client, desk._sealer, lambda: LinkState.DOWN)
    away.renew(LicenceWays(offered=True, issuer=NAME))
    assert LicenceSource(away, Limits.of(Stick()), listener.post).status.state is DeviceState.ABSENT


def test_a_fetch_question_names_its_consent_too() -> None:
    assert issubclass(LicenceFetchQuestion, LicenceListQuestion)
