"""Terminal to hub over a line that fails: the real client, the real hub in its own process, bytes in between."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from applications import NOW, a_query, an_application, sealed, sealed_bytes
from houses import LiveHub

from kiosk.errors import CaptivePortal, HubNonsense, HubRefused, HubSick, HubUnreachable, PlatformError
from kiosk.offline.events import ApplicationDelivered, ApplicationParked, LinkState, LinkStateChanged
from kiosk.offline.link import Link
from kiosk.offline.outbox import Outbox, OutboxStub
from kiosk.offline.pace import Pace
from kiosk.offline.uploader import Uploader
from kiosk.platform.client import HubClient, load_enrolment
from kiosk.platform.contract import Application, Enrolment, Rating
from kiosk.sandbox.link import FaultyLink, http_answer

BIG_SCAN = os.urandom(1_500_000)


def big_application() -> tuple[Application, dict[str, bytes]]:
    application = an_application(scan=BIG_SCAN)
    return application, {"id_copy.pdf": BIG_SCAN, "signature.png": b"\x89PNG"}


def wait_until(done: Callable[[], bool], within_s: float = 20) -> None:
    deadline = time.monotonic() + within_s
    tick = threading.Event()
    while not done():
        assert time.monotonic() < deadline, "did not come in time"
        tick.wait(0.01)


def test_an_application_arrives_and_gets_its_case_number(client: HubClient, live_hub: LiveHub) -> None:
    application = an_application()
    acknowledgement = client.deliver(application.application_id, sealed(application, live_hub.enrolment))
    assert acknowledgement.case_number.startswith("510402-20")
    assert not acknowledgement.again
    case = client.case(application.application_id)
    assert (case.case_number, case.state) == (acknowledgement.case_number, "received")


def test_the_same_bytes_again_are_the_same_case(client: HubClient, live_hub: LiveHub) -> None:
    application = an_application()
    envelope = sealed(application, live_hub.enrolment)
    first = client.deliver(application.application_id, envelope)
    second = client.deliver(application.application_id, envelope)
    assert second.again
    assert (second.case_number, second.received_at) == (first.case_number, first.received_at)


def test_the_same_id_with_other_bytes_is_refused(client: HubClient, live_hub: LiveHub) -> None:
    application = an_application()
    client.deliver(application.application_id, sealed(application, live_hub.enrolment))
    with pytest.raises(HubRefused) as refused:
        client.deliver(application.application_id, sealed(application, live_hub.enrolment))
    assert (refused.value.status, refused.value.problem) == (409, "urn:tongban:envelope-changed")


def test_a_cut_in_the_middle_of_the_bytes_is_gone_on_from(
    client: HubClient, line: FaultyLink, live_hub: LiveHub
) -> None:
    application, parts = big_application()
    envelope = sealed(application, live_hub.enrolment, parts)
    line.cut_after(700_000)
    client.deliver(application.application_id, envelope)
    assert len(envelope) <= line.carried < len(envelope) + 2 * 256 * 1024


def test_after_a_long_cut_the_upload_goes_on_where_it_stood(
    client: HubClient, line: FaultyLink, live_hub: LiveHub
) -> None:
    application, parts = big_application()
    envelope = sealed(application, live_hub.enrolment, parts)
    cutting = threading.Thread(target=lambda: (wait_until(lambda: line.carried > 600_000), line.cut()))
    line.delay(20)
    cutting.start()
    with pytest.raises(HubUnreachable):
        client.deliver(application.application_id, envelope)
    cutting.join()
    before = line.carried
    line.up()
    client.deliver(application.application_id, envelope)
    assert line.carried - before < len(envelope) - 250_000


def test_an_answer_lost_after_the_hubs_commit_makes_one_case(
    client: HubClient, line: FaultyLink, live_hub: LiveHub
) -> None:
    application = an_application()
    envelope = sealed(application, live_hub.enrolment)
    line.lose_answer()
    with pytest.raises(HubUnreachable):
        client.deliver(application.application_id, envelope)
    case = client.case(application.application_id)
    again = client.deliver(application.application_id, envelope)
    assert again.again
    assert again.case_number == case.case_number


@pytest.mark.parametrize("lost", [b"POST /v1/uploads HTTP", b"HEAD /v1/uploads", b"PATCH /v1/uploads"])
def test_any_other_lost_answer_loses_nothing(
    client: HubClient, line: FaultyLink, live_hub: LiveHub, lost: bytes
) -> None:
    application = an_application()
    envelope = sealed(application, live_hub.enrolment)
    line.lose_answer(lost)
    try:
        delivered = client.deliver(application.application_id, envelope)
    except HubUnreachable:
        delivered = client.deliver(application.application_id, envelope)
    assert not delivered.again


FAULTS: dict[str, tuple[Callable[[FaultyLink], None], type[PlatformError]]] = {
    "cable out": (lambda line: line.cut(), HubUnreachable),
    "cut in the first bytes": (lambda line: line.cut_after(10), HubUnreachable),
    "login page": (lambda line: line.captive(), CaptivePortal),
    "redirect": (lambda line: line.captive("302 Found", "Location: http://login.invalid/"), CaptivePortal),
    "demand to log in": (lambda line: line.captive("511 Network Authentication Required"), CaptivePortal),
    "a page not found elsewhere": (lambda line: line.captive("404 Not Found"), CaptivePortal),
    "empty 204": (lambda line: line.answer(http_answer("204 No Content", b"")), CaptivePortal),
    "json of somebody else": (
        lambda line: line.answer(http_answer("200 OK", b'{"ok":true}', kind="application/json")),
        CaptivePortal,
    ),
    "gateway without its hub": (lambda line: line.answer(http_answer("502 Bad Gateway", b"<html>")), HubSick),
    "hub failing": (
        lambda line: line.answer(http_answer("500 Internal Server Error", b"", "Tongban-Hub: 1")),
        HubSick,
    ),
    "marked html": (lambda line: line.answer(http_answer("200 OK", b"<html>", "Tongban-Hub: 1")), HubNonsense),
    "marked redirect": (
        lambda line: line.answer(http_answer("301 Moved", b"", "Tongban-Hub: 1", "Location: /v2")),
        HubNonsense,
    ),
    "marked refusal without a reason": (
        lambda line: line.answer(http_answer("409 Conflict", b"no", "Tongban-Hub: 1")),
        HubNonsense,
    ),
    "not HTTP at all": (lambda line: line.answer(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), HubNonsense),
    "silence and hang-up": (lambda line: line.answer(b""), HubUnreachable),
    "half an answer": (
        lambda line: line.answer(b"HTTP/1.1 200 OK\r\nTongban-Hub: 1\r\nContent-Length: 500\r\n\r\n{"),
        HubUnreachable,
    ),
    "an endless answer": (
        lambda line: line.answer(http_answer("200 OK", b"x" * 3_000_000, "Tongban-Hub: 1")),
        HubNonsense,
    ),
    "broken compression": (
        lambda line: line.answer(http_answer("200 OK", b"xx", "Tongban-Hub: 1", "Content-Encoding: gzip")),
        HubNonsense,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", ["ask", "deliver"])
def test_each_fault_of_the_line_has_its_name(
    client: HubClient, line: FaultyLink, live_hub: LiveHub, fault: str, call: str
) -> None:
    make, expected = FAULTS[fault]
    application = an_application()
    envelope = sealed(application, live_hub.enrolment)
    make(line)
    with pytest.raises(PlatformError) as raised:
        client.ask() if call == "ask" else client.deliver(application.application_id, envelope)
    assert type(raised.value) is expected


def test_a_hub_that_does_not_answer_in_time_is_unreachable(line: FaultyLink, live_hub: LiveHub) -> None:
    client = HubClient(line.url, live_hub.enrolment, timeout_s=0.2)
    line.delay(2000)
    with pytest.raises(HubUnreachable):
        client.ask()
    client.close()


def test_tls_with_somebody_else_is_a_captive_portal(live_hub: LiveHub) -> None:
    """The hub's plain port answers a TLS greeting with what is no TLS: the sign of a box in between."""
    client = HubClient(live_hub.url.replace("http://", "https://"), live_hub.enrolment, timeout_s=5)
    with pytest.raises(CaptivePortal):
        client.ask()
    client.close()


def test_a_machine_with_proxies_in_its_environment_still_asks_the_hub(
    client: HubClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    client.ask()


def test_a_delivered_case_is_written_out_by_the_connector(client: HubClient, live_hub: LiveHub) -> None:
    application = an_application()
    number = client.deliver(application.application_id, sealed(application, live_hub.enrolment)).case_number
    folder: Path = live_hub.data / "cases" / number
    wait_until(folder.exists)
    written = Application.model_validate_json((folder / "application.json").read_bytes())
    assert written == application
    assert (folder / "id_copy.pdf").read_bytes() == b"%PDF-1.7 scan"


def test_show_case_prints_what_the_hub_opened(client: HubClient, live_hub: LiveHub) -> None:
    application = an_application()
    client.deliver(application.application_id, sealed(application, live_hub.enrolment))
    shown = json.loads(live_hub.command("show-case", str(application.application_id)))
    assert shown["application"]["applicant"]["name"] == application.applicant.name
    assert shown["parts"]["id_copy.pdf"]["size_bytes"] == len(b"%PDF-1.7 scan")


def test_a_case_that_moved_on_shows_its_correction(client: HubClient, live_hub: LiveHub) -> None:
    application = an_application()
    client.deliver(application.application_id, sealed(application, live_hub.enrolment))
    live_hub.command("move-case", str(application.application_id), "--state", "correction", "--note", "补一页")
    case = client.case(application.application_id)
    assert (case.state, case.todo) == ("correction", "补一页")
    assert [event.state for event in case.events] == ["received", "correction"]


def test_the_card_on_the_reader_finds_its_cases_newest_first(client: HubClient, live_hub: LiveHub) -> None:
    number = "510402198501012339"
    applications = [an_application() for _ in range(2)]
    applications = [
        one.model_copy(update={"applicant": one.applicant.model_copy(update={"number": number})})
        for one in applications
    ]
    for one in applications:
        client.deliver(one.application_id, sealed(one, live_hub.enrolment))
    found = client.cases_of(a_query(number, live_hub.enrolment))
    assert [case.application_id for case in found] == [one.application_id for one in reversed(applications)]


def test_a_query_bound_to_another_use_is_refused(client: HubClient, live_hub: LiveHub) -> None:
    with pytest.raises(HubRefused) as refused:
        client.cases_of(a_query("510402198501012339", live_hub.enrolment, header=b"something else"))
    assert refused.value.status == 422


def test_a_case_nobody_sent_is_not_found(client: HubClient) -> None:
    with pytest.raises(HubRefused) as refused:
        client.case(an_application().application_id)
    assert refused.value.status == 404


def test_a_revoked_terminal_is_refused_and_can_be_enrolled_again(
    line: FaultyLink, live_hub: LiveHub, tmp_path: Path
) -> None:
    live_hub.command("enrol", "--terminal", "T-0666", "--token", str(tmp_path / "e.json"))
    client = HubClient(line.url, load_enrolment(tmp_path / "e.json"))
    assert isinstance(client.helpers(), tuple)
    live_hub.command("revoke", "--terminal", "T-0666")
    with pytest.raises(HubRefused) as refused:
        client.helpers()
    assert (refused.value.status, refused.value.problem) == (403, "urn:tongban:terminal-revoked")
    client.close()
    live_hub.command("enrol", "--terminal", "T-0666", "--token", str(tmp_path / "again.json"))
    client = HubClient(line.url, load_enrolment(tmp_path / "again.json"))
    assert isinstance(client.helpers(), tuple)
    client.close()


def test_a_helper_added_beside_the_serving_hub_can_sign_in_offline(client: HubClient, live_hub: LiveHub) -> None:
    live_hub.command("add-helper", "--code", "B-07", "--name", "测试乙", "--pin", "246810")
    (helper,) = [one for one in client.helpers() if one.staff_code == "B-07"]
    assert helper.accepts("246810")
    assert not helper.accepts("246811")


# The whole way: outbox, uploader, line, hub


class Terminal:
    """Outbox and uploader on the line, as the terminal has them."""

    def __init__(self, folder: Path, client: HubClient, enrolment: Enrolment) -> None:
        self.outbox, self.enrolment = Outbox(folder, floor_mb=1, reserve_bytes=2**20), enrolment
        self.events: list[object] = []
        self.link = Link(self.events.append)
        pace = Pace(base_s=0.02, cap_s=0.2, ask_s=0.1)
        self.uploader = Uploader(self.outbox, client, self.link, self.events.append, pace)
        self.uploader.start()

    def submit(self, application: Application, envelope: bytes | None = None) -> None:
        stub = OutboxStub(
            application.application_id,
            application.receipt_number,
            application.item_name,
            "四川省攀枝花市东区",
            application.mode,
            application.created_at,
        )
        self.outbox.submit(stub, envelope or sealed(application, self.enrolment))
        self.uploader.wake()

    def said(self, kind: type) -> list[object]:
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture
def terminal(tmp_path: Path, client: HubClient, live_hub: LiveHub) -> Iterator[Terminal]:
    made = Terminal(tmp_path / "terminal", client, live_hub.enrolment)
    yield made
    made.uploader.stop()
    made.outbox.close()


def test_with_the_cable_out_it_waits_and_arrives_once_when_the_link_is_back(
    terminal: Terminal, line: FaultyLink, client: HubClient, live_hub: LiveHub
) -> None:
    line.cut()
    wait_until(lambda: terminal.link.state is LinkState.DOWN)
    applications = [an_application() for _ in range(3)]
    for application in applications:
        terminal.submit(application)
    assert terminal.outbox.counts().waiting == 3
    line.up()
    wait_until(lambda: terminal.outbox.counts().delivered == 3)
    delivered = [event.application_id for event in terminal.said(ApplicationDelivered)]  # type: ignore[attr-defined]
    assert delivered == [one.application_id for one in applications]
    states = [event.state for event in terminal.said(LinkStateChanged)]  # type: ignore[attr-defined]
    assert states[-2:] == [LinkState.DOWN, LinkState.UP]


def test_a_captive_portal_is_not_taken_for_the_hub(terminal: Terminal, line: FaultyLink) -> None:
    line.captive()
    wait_until(lambda: terminal.link.state is LinkState.CAPTIVE)
    terminal.submit(an_application())
    asked = len(terminal.said(LinkStateChanged))
    wait_until(lambda: terminal.uploader._knocks_missed > 3)
    assert terminal.outbox.counts().waiting == 1
    assert len(terminal.said(LinkStateChanged)) == asked
    line.up()
    wait_until(lambda: terminal.outbox.counts().delivered == 1)


def test_a_lost_acknowledgement_ends_in_one_case(terminal: Terminal, line: FaultyLink, live_hub: LiveHub) -> None:
    line.lose_answer()
    application = an_application()
    terminal.submit(application)
    wait_until(lambda: terminal.outbox.counts().delivered == 1)
    row = terminal.outbox.find(application.application_id)
    assert row is not None
    assert row.attempts == 2
    shown = json.loads(live_hub.command("show-case", str(application.application_id)))
    assert shown["case"]["case_number"] == row.case_number


def test_what_the_hub_refuses_is_parked_and_the_others_go_on(terminal: Terminal, live_hub: LiveHub) -> None:
    bad, fine = an_application(), an_application()
    terminal.submit(bad, sealed_bytes(b"no archive", bad.application_id, live_hub.enrolment))
    terminal.submit(fine)
    wait_until(lambda: terminal.outbox.counts().delivered == 1)
    wait_until(lambda: terminal.outbox.counts().parked == 1)
    assert terminal.said(ApplicationParked) == [
        ApplicationParked(bad.application_id, "urn:tongban:application-invalid")
    ]


def test_on_a_line_cut_every_few_hundred_kilobytes_a_big_one_gets_through(
    terminal: Terminal, line: FaultyLink, live_hub: LiveHub
) -> None:
    application, parts = big_application()
    envelope = sealed(application, live_hub.enrolment, parts)
    stop = threading.Event()

    def cut_again_and_again() -> None:
        while not stop.is_set():
            line.cut_after(300_000)
            mark = line.carried
            while line.carried < mark + 300_000 and not stop.wait(0.002):
                continue

    cutting = threading.Thread(target=cut_again_and_again)
    cutting.start()
    terminal.submit(application, envelope)
    wait_until(lambda: terminal.outbox.counts().delivered == 1)
    stop.set()
    cutting.join()


def test_a_rating_is_taken(client: HubClient) -> None:
    application = an_application()
    rating = Rating(application_id=application.application_id, level=2, reasons=("slow",), at=NOW)
    client.rate(rating)
    client.rate(rating)
