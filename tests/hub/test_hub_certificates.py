"""Terminals prove who they are by a certificate of the hub: enrolment, renewal, revocation, and strangers."""

import datetime as dt
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from applications import an_application, sealed
from cryptography import x509
from houses import hub_command, serving

from hub import authority as authorities
from hub.api import create_app
from hub.authority import Holder
from hub.parts import Parts, open_parts
from hub.problems import Kind, Refusal
from kiosk.errors import CaptivePortal, HubNonsense, HubRefused, PlatformError, SettingsError
from kiosk.platform.certificate import FILE_NAME, NextKey, believing, certificate_beside
from kiosk.platform.client import HubClient, known_client, load_enrolment
from kiosk.platform.contract import Heartbeat
from kiosk.platform.enrolling import EnrolmentCode
from kiosk.platform.enrolment import enrol
from kiosk.sandbox.link import FaultyLink

DAY = dt.timedelta(days=1)
NOW = dt.datetime.now(dt.UTC)


@dataclass
class TlsHub:
    """A hub that serves over TLS, on a thread of the test's process."""

    parts: Parts
    url: str
    data: Path
    tls: ssl.SSLContext

    def code(self, terminal: str = "T-0001", good_for: dt.timedelta = DAY) -> EnrolmentCode:
        return self.parts.fleet.offer(terminal, good_for)


@pytest.fixture
def hub(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[TlsHub]:
    data = tmp_path / "hub"
    database = request.getfixturevalue("database") if "database" in request.fixturenames else None
    parts = open_parts(data, database=database, serving=True)
    tls = parts.authority.serving(["127.0.0.1", "localhost"])
    with serving(create_app(parts), tls) as url:
        yield TlsHub(parts, url, data, tls)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the terminal keeps its enrolment."""
    folder = tmp_path / "terminal"
    folder.mkdir()
    return folder / "enrolment.json"


def client_of(hub: TlsHub, file: Path) -> HubClient:
    return known_client(hub.url, file, 5.0)


def refused(hub: TlsHub, file: Path) -> tuple[int, str]:
    client = client_of(hub, file)
    try:
        client.helpers()
    except HubRefused as error:
        return error.status, error.problem.removeprefix("urn:tongban:")
    finally:
        client.close()
    return 200, ""


def asked_without_certificate(hub: TlsHub, path: str, **headers: str) -> requests.Response:
    believed = hub.data.parent / "believed.pem"
    believed.write_text(hub.parts.authority.certificate)
    return requests.get(hub.url + path, headers=headers, timeout=5, verify=str(believed))


# Enrolment


def test_a_code_enrols_a_terminal_on_both_databases(hub: TlsHub, file: Path, database: str) -> None:
    enrolled = enrol(hub.url, EnrolmentCode.read(hub.code().written()), file)
    assert (enrolled.terminal_id, enrolled.token) == ("T-0001", "")
    assert load_enrolment(file) == enrolled
    client = client_of(hub, file)
    application = an_application()
    receipt = client.deliver(application.application_id, sealed(application, enrolled))
    client.close()
    assert receipt.application_id == application.application_id


def test_a_code_may_be_typed_in_any_way() -> None:
    code = EnrolmentCode.fresh(bytes(range(32)))
    assert re.fullmatch(r"([A-Z2-7]{4}-){7}[A-Z2-7]{4}", code.written())
    assert EnrolmentCode.read(f" {code.written().lower().replace('-', ' ')}\n") == code


@pytest.mark.parametrize("typed", ["", "ABCD", "1" * 32, "A" * 40, "测试"])
def test_what_is_no_code_is_said_before_anybody_is_asked(typed: str) -> None:
    with pytest.raises(ValueError, match="no enrolment code"):
        EnrolmentCode.read(typed)


def test_the_key_never_leaves_the_terminal_and_only_it_may_read_it(hub: TlsHub, file: Path) -> None:
    enrol(hub.url, hub.code(), file)
    kept = file.with_name(FILE_NAME)
    private = kept.read_text().split("-----")[2].split()[2].encode()
    assert (kept.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o600, 0o600)
    assert not any(private in one.read_bytes() for one in hub.data.rglob("*") if one.is_file())


def test_a_code_is_good_once(hub: TlsHub, file: Path, tmp_path: Path) -> None:
    code = hub.code()
    enrol(hub.url, code, file)
    with pytest.raises(HubRefused, match="enrolment-code-refused"):
        enrol(hub.url, code, tmp_path / "thief.json")
    assert not (tmp_path / "thief.json").exists()
    assert refused(hub, file) == (200, "")


def test_a_code_whose_time_is_over_enrols_nobody(hub: TlsHub, file: Path) -> None:
    with pytest.raises(HubRefused, match="enrolment-code-refused"):
        enrol(hub.url, hub.code(good_for=-DAY), file)


def test_a_later_code_ends_an_earlier_one_that_nobody_used(hub: TlsHub, file: Path) -> None:
    first = hub.code()
    hub.code()
    with pytest.raises(HubRefused, match="enrolment-code-refused"):
        enrol(hub.url, first, file)


def test_an_invented_secret_enrols_nobody(hub: TlsHub, file: Path) -> None:
    with pytest.raises(HubRefused, match="enrolment-code-refused"):
        enrol(hub.url, EnrolmentCode.fresh(hub.parts.authority.fingerprint), file)


def test_a_hub_that_the_code_is_not_of_is_told_nothing(hub: TlsHub, file: Path, tmp_path: Path) -> None:
    other = open_parts(tmp_path / "other").fleet.offer("T-0001", DAY)
    with pytest.raises(CaptivePortal):
        enrol(hub.url, other, file)
    assert list(file.parent.iterdir()) == []


def test_with_the_answer_lost_the_same_key_is_enrolled_again(hub: TlsHub, file: Path) -> None:
    place = urlsplit(hub.url)
    assert place.hostname is not None
    assert place.port is not None
    line = FaultyLink(place.hostname, place.port, hub.tls)
    lost: list[bool] = []

    def committed() -> bool:
        lost.append(hub.parts.store.terminal("T-0001") is not None)
        return lost[-1]

    line.lose_answer_once(committed)
    enrol(line.url, hub.code(), file)
    line.close()
    assert lost[-1]
    assert refused(hub, file) == (200, "")


@pytest.mark.parametrize("request_", ["", "no request", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n"])
def test_what_is_no_signing_request_is_refused(hub: TlsHub, request_: str) -> None:
    believed = hub.data.parent / "believed.pem"
    believed.write_text(hub.parts.authority.certificate)
    asked = {"secret": hub.code().secret, "request": request_}
    answer = requests.post(f"{hub.url}/v1/enrolments", json=asked, timeout=5, verify=str(believed))
    assert (answer.status_code, answer.json()["detail"]) == (422, "request")


# Who is believed


def test_without_a_certificate_the_hub_says_hello_and_no_more(hub: TlsHub) -> None:
    assert asked_without_certificate(hub, "/v1/hello").status_code == 200
    answer = asked_without_certificate(hub, "/v1/helpers")
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:tongban:unauthenticated")


def test_a_token_is_worth_nothing_over_tls(hub: TlsHub) -> None:
    token = hub.parts.fleet.enrol("T-0001").token
    answer = asked_without_certificate(hub, "/v1/helpers", Authorization=f"Bearer {token}")
    assert answer.status_code == 401


def test_a_certificate_of_another_authority_ends_the_connection(hub: TlsHub, file: Path, tmp_path: Path) -> None:
    enrol(hub.url, hub.code(), file)
    known = hub.parts.store.terminal("T-0001")
    assert known is not None
    stranger, key = authorities.load_or_make(tmp_path / "stranger"), NextKey()
    key.keep(stranger.certify(key.request(), Holder("T-0001", known.token_id)), file.with_name(FILE_NAME))
    client = client_of(hub, file)
    with pytest.raises(PlatformError) as raised:
        client.helpers()
    client.close()
    assert not isinstance(raised.value, HubRefused)


def test_the_hubs_own_certificate_proves_no_terminal(hub: TlsHub, file: Path) -> None:
    enrol(hub.url, hub.code(), file)
    server = (hub.data / "authority" / "server.pem").read_bytes()
    file.with_name(FILE_NAME).write_bytes(server)
    client = client_of(hub, file)
    with pytest.raises(PlatformError):  # it is for servers only
        client.helpers()
    client.close()


def test_a_terminal_speaks_only_for_itself_by_its_certificate(hub: TlsHub, file: Path) -> None:
    enrol(hub.url, hub.code(), file)
    client = client_of(hub, file)
    with pytest.raises(HubRefused) as raised:
        client.heartbeat(Heartbeat(terminal_id="T-0002", version="1", at=NOW, waiting=0, parked=0))
    client.close()
    assert raised.value.status == 422


def test_only_tls_1_3_is_spoken(hub: TlsHub) -> None:
    old = ssl.create_default_context(cadata=hub.parts.authority.certificate)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    place = urlsplit(hub.url)
    with (
        socket.create_connection((str(place.hostname), int(place.port or 0)), timeout=5) as plain,
        pytest.raises(ssl.SSLError, match=r"protocol|EOF|alert"),
    ):
        old.wrap_socket(plain, server_hostname="127.0.0.1")


# Revocation and renewal


def test_a_revoked_terminal_is_refused_and_a_new_code_takes_it_back(hub: TlsHub, file: Path) -> None:
    enrol(hub.url, hub.code(), file)
    hub_command(hub.data, "revoke", "--terminal", "T-0001")
    assert refused(hub, file) == (403, "terminal-revoked")
    code = hub.code()
    assert refused(hub, file) == (403, "terminal-revoked")
    earlier = file.with_name(FILE_NAME).read_bytes()
    enrol(hub.url, code, file)
    assert refused(hub, file) == (200, "")
    file.with_name(FILE_NAME).write_bytes(earlier)
    assert refused(hub, file) == (403, "terminal-revoked")


def test_a_used_code_is_worth_nothing_after_its_terminal_was_revoked(hub: TlsHub, file: Path) -> None:
    code, key = hub.code(), NextKey()
    hub.parts.fleet.enrol_by_code(code.secret, key.request())
    hub.parts.store.revoke("T-0001")
    with pytest.raises(Refusal) as raised:
        hub.parts.fleet.enrol_by_code(code.secret, key.request())
    assert raised.value.kind is Kind.CODE_REFUSED


def test_half_of_its_life_over_a_certificate_is_due_and_the_next_one_is_shown_at_once(
    hub: TlsHub, file: Path
) -> None:
    enrolled = enrol(hub.url, hub.code(), file)
    own = certificate_beside(file, enrolled)
    assert own is not None
    assert [own.due(NOW + days * DAY) for days in (0, 530, 560)] == [False, False, True]
    client = HubClient(hub.url, enrolled, 5.0, tls=own.context)
    before, key = serial(file), NextKey()
    own.take(key, client.certify(key.request()))
    assert client.helpers() == ()
    client.close()
    assert serial(file) != before
    assert not own.due(NOW)
    assert refused(hub, file) == (200, "")


def serial(file: Path) -> int:
    return x509.load_pem_x509_certificate(file.with_name(FILE_NAME).read_bytes()).serial_number


def test_a_certificate_of_another_key_is_not_taken_and_the_present_one_stays(hub: TlsHub, file: Path) -> None:
    enrolled = enrol(hub.url, hub.code(), file)
    own, before = certificate_beside(file, enrolled), file.with_name(FILE_NAME).read_bytes()
    assert own is not None
    other = hub.parts.authority.certify(NextKey().request(), Holder("T-0001", "x"))
    for answer in (other, "no certificate"):
        with pytest.raises(HubNonsense):
            own.take(NextKey(), answer)
    assert file.with_name(FILE_NAME).read_bytes() == before


def test_a_certificate_whose_time_is_over_is_good_for_the_next_one_and_nothing_else(
    hub: TlsHub, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authorities, "TERMINAL_LIFE", -dt.timedelta(hours=1))
    enrolled = enrol(hub.url, hub.code(), file)
    monkeypatch.undo()
    assert refused(hub, file) == (401, "certificate-over")
    own, key, client = certificate_beside(file, enrolled), NextKey(), client_of(hub, file)
    assert own is not None
    assert own.due(NOW)
    own.take(key, client.certify(key.request()))
    client.close()
    assert refused(hub, file) == (200, "")


def test_a_revoked_terminal_gets_no_next_certificate(hub: TlsHub, file: Path) -> None:
    enrol(hub.url, hub.code(), file)
    hub.parts.store.revoke("T-0001")
    client = client_of(hub, file)
    with pytest.raises(HubRefused, match="terminal-revoked"):
        client.certify(NextKey().request())
    client.close()


# The files


def test_the_authority_is_made_once_and_is_for_the_hub_alone(tmp_path: Path) -> None:
    made = open_parts(tmp_path).authority
    assert open_parts(tmp_path).authority.fingerprint == made.fingerprint
    made.serving(["127.0.0.1"])
    modes = {one.name: one.stat().st_mode & 0o777 for one in (tmp_path / "authority").iterdir()}
    assert modes == {"authority.pem": 0o600, "server.pem": 0o600}


@pytest.mark.parametrize("content", [b"", b"no authority", b"-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_a_broken_authority_is_named_and_not_replaced(tmp_path: Path, content: bytes) -> None:
    open_parts(tmp_path)
    (tmp_path / "authority" / "authority.pem").write_bytes(content)
    with pytest.raises(SettingsError, match="authority"):
        open_parts(tmp_path)
    assert (tmp_path / "authority" / "authority.pem").read_bytes() == content


@pytest.mark.parametrize("spoil", ["missing", "damaged", "open to others", "of another key"])
def test_a_terminal_with_a_bad_certificate_file_says_so_at_start(hub: TlsHub, file: Path, spoil: str) -> None:
    enrolled = enrol(hub.url, hub.code(), file)
    kept = file.with_name(FILE_NAME)
    if spoil == "missing":
        kept.unlink()
    elif spoil == "damaged":
        kept.write_bytes(kept.read_bytes()[:300])
    elif spoil == "open to others":
        kept.chmod(0o644)
    else:
        key = NextKey()
        certificate = hub.parts.authority.certify(key.request(), Holder("T-0001", "x"))
        kept.write_text(kept.read_text().split("-----BEGIN CERTIFICATE")[0] + certificate)
    with pytest.raises(SettingsError, match=FILE_NAME):
        certificate_beside(file, enrolled)


def test_an_authority_is_believed_and_nothing_else(hub: TlsHub, tmp_path: Path) -> None:
    stranger = authorities.load_or_make(tmp_path / "stranger")
    enrolled = hub.parts.fleet.enrol("T-0001")
    client = HubClient(hub.url, enrolled, 5.0, tls=believing(stranger.certificate))
    with pytest.raises(CaptivePortal):
        client.ask()
    client.close()
