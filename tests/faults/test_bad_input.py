"""Bad input, each kind from end to end: a clear error of ``kiosk/errors.py``, for the resident a sentence and
a way on, and nothing lost."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.assembly.terminal import Terminal
from kiosk.errors import CaptivePortal, CatalogueError, HubNonsense, NotAnImage, SettingsError
from kiosk.journey.scanning import PaperDesk
from kiosk.journey.views import PapersView, StepKind, WaysView
from kiosk.journey.views_cases import CasesView
from kiosk.journey.views_identity import CardState, FaceState
from kiosk.journey.views_papers import SourcesView
from kiosk.offline.events import LinkState
from kiosk.platform.client import known_client
from kiosk.sandbox.hall_process import HallProcess
from kiosk.settings import load
from kiosk.vision.pages.pdf import BoundPage
from kiosk.vision.picture import decoded
from tests.assembly.guest import CARD_ONLY, DEADLINE_S, FONTS, ROOT, STAFF_CODE, Guest, at_terminal, settings_of

WITH_FACE = "fund-retirement-withdrawal"
NO_PICTURE = b"\xff\xd8\xff\xe0 this is no picture"


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


# A settings file with a wrong value ---------------------------------------------------------------------------


def wrong_settings(hall: HallProcess, folder: Path) -> tuple[Path, int]:
    """The hall's settings with a paper nobody makes, and the line it stands in."""
    lines = hall.settings.read_text(encoding="utf-8").splitlines()
    place = lines.index("paper_mm = 80")
    lines[place] = "paper_mm = 81"
    file = folder / "kiosk.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file, place + 1


def test_settings_with_a_wrong_value_name_file_line_and_key(hall: HallProcess, tmp_path: Path) -> None:
    file, line = wrong_settings(hall, tmp_path)
    with pytest.raises(SettingsError) as raised:
        load(file)
    assert (raised.value.file, raised.value.line, raised.value.key) == (str(file), line, "printer.paper_mm")
    assert f"{file}:{line}: printer.paper_mm" in str(raised.value)


@pytest.mark.parametrize(
    "start", [["main.py", "run", "--settings"], ["-m", "provisioning", "doctor", "--settings"]]
)
def test_settings_with_a_wrong_value_stop_a_start_with_one_line_for_the_technician(
    hall: HallProcess, tmp_path: Path, start: list[str]
) -> None:
    file, line = wrong_settings(hall, tmp_path)
    done = command(*start, str(file))
    assert done.returncode == 1
    assert done.stderr.startswith(f"S-01  {file}:{line}: printer.paper_mm: ")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "terminal").exists(), "nothing is begun with settings that are wrong"


def test_settings_with_a_wrong_value_are_told_by_the_check(hall: HallProcess, tmp_path: Path) -> None:
    file, line = wrong_settings(hall, tmp_path)
    done = command("-m", "provisioning", "settings", "check", str(file))
    assert (done.returncode, done.stdout.splitlines()[0].startswith(f"{file}:{line}: printer.paper_mm")) == (
        1,
        True,
    )


# A catalogue row with a missing field -------------------------------------------------------------------------


def spoilt_catalogue(folder: Path) -> Path:
    """The shipped catalogue, one item without its department."""
    shutil.copytree(ROOT / "assets" / "catalogue", folder)
    file = folder / "items" / f"{CARD_ONLY}.json"
    item = json.loads(file.read_text(encoding="utf-8"))
    del item["department"]
    file.write_text(json.dumps(item, ensure_ascii=False), encoding="utf-8")
    return folder


def test_a_catalogue_row_with_a_missing_field_is_named_with_its_field(hall: HallProcess, tmp_path: Path) -> None:
    settings = settings_of(hall, tmp_path / "terminal")
    settings = settings.model_copy(update={"catalogue": spoilt_catalogue(tmp_path / "catalogue")})
    with pytest.raises(CatalogueError) as raised:
        Terminal(settings, FONTS)
    assert (CARD_ONLY in raised.value.row, raised.value.field) == (True, "department")
    assert raised.value.row in str(raised.value)


def test_a_catalogue_row_with_a_missing_field_is_told_by_the_check(tmp_path: Path) -> None:
    done = command(
        "-m", "provisioning", "catalogue", "check", "--folder", str(spoilt_catalogue(tmp_path / "catalogue"))
    )
    assert done.returncode == 1
    assert CARD_ONLY in done.stdout
    assert "department" in done.stdout


def test_an_installed_catalogue_that_was_spoilt_gives_way_to_the_shipped_one_and_is_renewed(
    hall: HallProcess, tmp_path: Path
) -> None:
    settings = settings_of(hall, tmp_path / "terminal")
    with at_terminal(hall, settings) as guest:
        guest.until(lambda: guest.terminal._bundles.serial > 0, "the hub's catalogue")
        serial = guest.terminal._bundles.serial
    installed = settings.storage.folder / "bundles" / str(serial) / "catalogue.zip"
    whole = installed.read_bytes()
    installed.write_bytes(whole[: len(whole) // 2])
    with at_terminal(hall, settings) as guest:
        guest.walk_to(StepKind.GUIDE, CARD_ONLY)
        guest.until(lambda: installed.exists() and installed.read_bytes() == whole, "the catalogue renewed")


# A card frame cut or corrupt -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("bad_checksum", {"card_garbled"}),
        ("cut", {"card_garbled", "card_silent"}),
        ("lifted_mid_reply", {"card_lifted", "card_garbled", "card_silent"}),
    ],
)
def test_a_card_frame_cut_or_corrupt_gets_a_sentence_and_a_way_on_and_shows_nothing(
    guest: Guest, hall: HallProcess, fault: str, said: set[str]
) -> None:
    guest.walk_to(StepKind.CARD, CARD_ONLY)
    hall.do("spoil_reader", fault=fault, reading=True)
    hall.do("place_card", who="young_woman")
    guest.until(lambda: guest.view.state is CardState.TROUBLE, "the sentence")
    assert guest.said in said
    assert guest.ways == ["other_means", "counter"]
    assert (guest.view.name, guest.view.number) == ("", "")


def test_a_card_frame_corrupt_once_is_read_again_unseen(guest: Guest, hall: HallProcess) -> None:
    guest.walk_to(StepKind.CARD, CARD_ONLY)
    hall.do("spoil_reader", fault="bad_checksum", times=1, reading=True)
    guest.lay_card()


def test_after_a_corrupt_card_frame_the_journey_goes_on_where_it_was(guest: Guest, hall: HallProcess) -> None:
    guest.walk_to(StepKind.CARD, CARD_ONLY)
    hall.do("spoil_reader", fault="bad_checksum", reading=True)
    hall.do("place_card", who="young_woman")
    guest.until(lambda: guest.view.state is CardState.TROUBLE, "the sentence")
    hall.do("lift_card")
    hall.do("mend_reader")
    guest.walk_to(StepKind.FORM, CARD_ONLY)
    assert guest.journey._visit.personal.draft.item.id == CARD_ONLY


def test_a_card_whose_words_are_torn_is_refused_and_another_one_read(guest: Guest, hall: HallProcess) -> None:
    guest.walk_to(StepKind.CARD, CARD_ONLY)
    hall.do("place_card", who="torn_text")
    guest.until(lambda: guest.view.state is CardState.TROUBLE, "the sentence")
    assert (guest.said, guest.ways) == ("card_unreadable", ["other_means", "again", "counter", "end"])
    hall.do("lift_card")
    guest.lay_card()


# An image that is no image ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", NO_PICTURE, b"%PDF-1.7", bytes(5000)])
def test_bytes_that_are_no_picture_are_no_image(content: bytes) -> None:
    with pytest.raises(NotAnImage, match="no picture"):
        decoded(content)
    with pytest.raises(NotAnImage):
        PaperDesk().pdf([BoundPage(content)])


def test_a_card_photo_that_is_no_image_leaves_the_hub_or_the_staff_to_compare(guest: Guest) -> None:
    guest.until(lambda: guest.terminal._hall.identity.ways().faces, "the hub's verifier")
    guest.card = "torn_photo"
    guest.walk_to(StepKind.FACE, WITH_FACE)
    assert guest.view.state is FaceState.ASKING
    assert (guest.said, guest.ways) == ("face_asking", ["send_face", "no_send"])
    guest.journey.pick_way("no_send")
    guest.staff_signs()
    assert guest.step is StepKind.FORM


def test_a_card_photo_that_is_no_image_leaves_the_staff_where_no_hub_can_compare(
    guest: Guest, hall: HallProcess
) -> None:
    guest.until(lambda: guest.terminal._staff.find(STAFF_CODE), "the staff list")
    hall.do("cut_link")
    guest.linked(LinkState.DOWN)
    guest.card = "torn_photo"
    guest.walk_to(StepKind.FACE, WITH_FACE)
    guest.face_ends(FaceState.NO_CAMERA)
    assert (guest.said, guest.ways) == ("face_no_photo", ["staff", "other_card", "counter"])
    guest.staff_signs()
    assert guest.step is StepKind.FORM


def test_a_document_camera_that_sends_no_image_is_told_and_the_paper_scanned_when_it_does(
    guest: Guest, hall: HallProcess
) -> None:
    hall.do("spoil_desk", faults=["nonsense"])
    guest.walk_to(StepKind.PAPERS, CARD_ONLY)
    guest.comes(SourcesView)
    guest.journey.pick_way("desk")
    guest.until(lambda: guest.comes(PapersView).stage == "no_scanner", "that it gives no picture")
    guest.journey.go_on()
    assert guest.said == "scanner_away"
    assert {"again", "counter", "end"} <= set(guest.ways)
    hall.do("spoil_desk")
    guest.journey.go_back()
    guest.until(lambda: guest.view.stage == "live", "the desk back")
    guest.scan_page()


def test_a_kept_page_that_is_no_image_any_more_stops_nothing_but_that_page(
    guest: Guest, hall: HallProcess
) -> None:
    guest.walk_to(StepKind.REVIEW, CARD_ONLY)
    guest.sign()
    papers = guest.journey._visit.personal.draft.papers
    name, paper = next((name, one) for name, one in papers.items() if one.pages)
    # Another page, so that the paper is bound anew, should it have been bound by now.
    paper.pages[0] = replace(paper.pages[0], jpeg=bytearray(NO_PICTURE))
    guest.journey.go_on()
    guest.until(lambda: isinstance(guest.view, WaysView), "the sentence")
    assert (guest.said, guest.view.staff.values["code"]) == ("no_picture", "I-01")
    assert guest.terminal._outbox.stubs() == []
    guest.journey.go_on()
    guest.journey.edit_row(f"paper:{name}")
    guest.journey.retake_page(1)
    guest.scan_page()
    guest.journey.go_on()
    guest.walk_to(StepKind.RECEIPT, CARD_ONLY)
    guest.receipt()


# A hub answering nonsense, a captive portal ---------------------------------------------------------------------


NONSENSE = ['{"contract": ', '{"contract": 1, "at": "yesterday"}', "[]", "", "\x00\x01\x02"]


@pytest.mark.parametrize("body", NONSENSE)
def test_a_hub_answering_nonsense_is_named_so(hall: HallProcess, body: str) -> None:
    settings = load(hall.settings)
    hall.do("nonsense_link", body=body)
    client = known_client(settings.hub.url, settings.hub.enrolment, 5.0)
    with pytest.raises(HubNonsense, match="no Hello"):
        client.ask()
    client.close()


def test_a_captive_portal_is_named_so(hall: HallProcess) -> None:
    settings = load(hall.settings)
    hall.do("captive_link")
    client = known_client(settings.hub.url, settings.hub.enrolment, 5.0)
    with pytest.raises(CaptivePortal, match="TLS with somebody else"):
        client.ask()
    client.close()


WRONG_ANSWERS = [
    pytest.param("nonsense_link", {"body": '{"a":'}, LinkState.SICK, "hub_nonsense", "N-06", id="nonsense"),
    pytest.param("captive_link", {}, LinkState.CAPTIVE, "hub_captive", "N-05", id="captive portal"),
]


@pytest.mark.parametrize(("deed", "arguments", "state", "said", "code"), WRONG_ANSWERS)
def test_an_application_met_by_a_wrong_answer_is_saved_said_to_be_saved_and_delivered_once_later(
    guest: Guest, hall: HallProcess, deed: str, arguments: dict[str, str], state: LinkState, said: str, code: str
) -> None:
    cases = hall.do("cases")
    guest.walk_to(StepKind.REVIEW, CARD_ONLY)
    hall.do(deed, **arguments)
    guest.linked(state)
    guest.one_step()
    receipt = guest.receipt(submitted=False)
    assert (guest.said, receipt.saved_offline, receipt.case_number) == ("receipt_saved", True, "")
    assert guest.terminal._outbox.counts().waiting == 1
    hall.do("mend_link")
    guest.receipt()
    guest.until(lambda: hall.do("cases") == cases + 1, "the case at the hub")
    assert guest.terminal._outbox.counts().delivered == 1


@pytest.mark.parametrize(("deed", "arguments", "state", "said", "code"), WRONG_ANSWERS)
def test_a_question_met_by_a_wrong_answer_gets_a_sentence_and_can_be_asked_again(
    guest: Guest, hall: HallProcess, deed: str, arguments: dict[str, str], state: LinkState, said: str, code: str
) -> None:
    guest.walk_to(StepKind.HOME, CARD_ONLY)
    hall.do(deed, **arguments)
    guest.journey.open_cases()
    guest.comes(CasesView)
    hall.do("place_card", who="older_man")
    guest.until(lambda: isinstance(guest.view, WaysView), "the sentence")
    assert (guest.said, guest.ways) == (said, ["again", "home", "end"])
    assert guest.view.staff.values["code"] == code
    hall.do("mend_link")
    hall.do("lift_card")
    guest.journey.go_on()
    hall.do("place_card", who="older_man")
    guest.until(lambda: guest.view.stage == "list" or guest.view.notice is not None, "the answer")


def test_a_hub_that_refuses_in_words_nobody_knows_parks_the_application_and_the_terminal_goes_on(
    guest: Guest, hall: HallProcess
) -> None:
    problem = {"type": "王兰的申请 510402199603124685", "title": "no", "status": 422}
    guest.walk_to(StepKind.REVIEW, CARD_ONLY)
    hall.do("nonsense_link", body=json.dumps(problem), status="422 Unprocessable Content")
    guest.one_step()
    guest.until(lambda: guest.terminal._outbox.counts().parked == 1, "the parking")
    guest.walk_to(StepKind.ATTRACT, CARD_ONLY)
    journal = (guest.terminal.settings.storage.folder / "journal.jsonl").read_text(encoding="ascii")
    assert '"problem": "unnamed"' in journal
    assert guest.terminal._outbox.envelope(guest.terminal._outbox.stubs()[0].stub.application_id)


# A full disk at submit -------------------------------------------------------------------------------------------


def own_mounts() -> tuple[str, ...]:
    """How a child gets a mount table of its own: as root, or as root of a user namespace."""
    for way in (("unshare", "--mount"), ("unshare", "--mount", "--map-root-user")):
        probe = [*way, "mount", "-t", "tmpfs", "none", "/mnt"]
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            return way
    pytest.skip("this machine lets nobody mount a small disk")


def on_a_small_disk(hall: HallProcess, folder: Path, deed: str) -> dict[str, Any]:
    folder.mkdir()
    done = subprocess.run(
        [
            *(*own_mounts(), sys.executable, "-m", "tests.faults.disk_full_visit"),
            *(str(hall.settings), str(hall.folder / "control"), str(folder), deed),
        ],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_a_full_disk_at_submit_loses_nothing_says_so_and_submits_when_there_is_room(
    hall: HallProcess, tmp_path: Path
) -> None:
    cases = hall.do("cases")
    told = on_a_small_disk(hall, tmp_path / "disk", "handed_in")
    assert (told["said"], told["code"], told["safe"]) == ("disk_full", "O-01", "journey.safe_filled")
    assert told["ways"] == ["again", "counter", "end"]
    assert told["kept_full"] == 0
    assert told["back_at"] == "review"
    assert (told["rows_same"], told["signed"], told["answers_same"]) == (True, True, True)
    assert told["case_number"]
    assert told["kept_after"] == 1
    ends = time.monotonic() + DEADLINE_S
    while hall.do("cases") == cases and time.monotonic() < ends:
        time.sleep(0.02)
    assert hall.do("cases") == cases + 1


def test_a_disk_that_is_full_before_anything_is_filled_in_begins_no_application(
    hall: HallProcess, tmp_path: Path
) -> None:
    told = on_a_small_disk(hall, tmp_path / "disk", "begun")
    assert (told["said"], told["safe"]) == ("disk_full", "journey.safe_nothing_begun")
    assert told["ways"] == ["again", "counter", "end"]
