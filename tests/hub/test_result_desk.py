"""Result papers at the terminal: fetched, checked, opened by the locked-in process, made sheets to print."""

from __future__ import annotations

import base64
import hashlib
import io
from uuid import uuid4

import pikepdf
import pytest
from applications import NUMBER
from houses import Door
from result_things import LOCKED, PAPER, TITLE, TWO_PAGES, finished, told

from hub.identity import opened_question, sealed_answer
from kiosk.assembly.hub_keys import HubSealer
from kiosk.assembly.result_desk import PRINT_DPI, ResultDesk
from kiosk.devices.foreign_file.opening import Limits
from kiosk.errors import FileBroken, FileLocked, FileNotAllowed, HubNonsense, HubUnreachable
from kiosk.platform.client import HubClient
from kiosk.platform.contract import Case
from kiosk.platform.results import (
    RESULT_ANSWER_HEADER,
    RESULT_QUESTION_HEADER,
    ResultAnswer,
    ResultFetchQuestion,
    ResultFile,
    ResultPaper,
    ResultQuestion,
)
from kiosk.sandbox.specimens import certificate
from kiosk.settings_devices import Stick

# Pages


def test_a_paper_comes_as_the_pages_that_were_put(
    door: Door, door_client: HubClient, result_desk: ResultDesk, database: str
) -> None:
    case = finished(door, door_client)
    door.parts.results.put(case, TITLE, PAPER)
    door.parts.results.put(case, "户口簿复印件", TWO_PAGES)
    (found,) = told(door, door_client)
    sheets = result_desk.sheets(NUMBER, found, lambda: True)
    assert sheets.pages == 3
    with pikepdf.open(io.BytesIO(sheets.pdf)) as document:
        assert len(document.pages) == 3
        sides = [float(side) for page in document.pages for side in page.mediabox[2:]]
        assert {round(side) for side in sides} == {595, 842}
        image = document.pages[0].resources.XObject.Im0
        assert abs(int(image.Width) - certificate().width_mm / 25.4 * PRINT_DPI) < 3


def test_what_is_printed_holds_nothing_of_the_offices_file_but_its_pages(
    door: Door, door_client: HubClient, result_desk: ResultDesk
) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PAPER)) as document:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('x')")
        document.save(out)
    case = finished(door, door_client)
    door.parts.results.put(case, TITLE, out.getvalue())
    sheets = result_desk.sheets(NUMBER, told(door, door_client)[0], lambda: True)
    assert b"JavaScript" in out.getvalue()
    assert b"JavaScript" not in sheets.pdf


# What the terminal does not believe


class Answering:
    """A client whose hub answers what the test says, sealed to the question as it should be."""

    def __init__(self, door: Door, door_client: HubClient, answer: bytes, header: bytes | None = None) -> None:
        self._door, self._client, self._answer, self._header = door, door_client, answer, header

    def result(self, question: ResultQuestion) -> ResultAnswer:
        opened, _ = opened_question(self._door.parts.keys, question, RESULT_QUESTION_HEADER, ResultFetchQuestion)
        content = ResultFile(content=base64.b64encode(self._answer).decode()).model_dump_json().encode()
        return ResultAnswer(sealed=sealed_answer(content, opened.reply_key, self._header or RESULT_ANSWER_HEADER))


def believing(door: Door, door_client: HubClient, pdf: bytes, **named: object) -> tuple[ResultDesk, Case]:
    """A desk whose hub hands out ``pdf``, and a case that names it so."""
    case = finished(door, door_client)
    fields = {"pages": 1, "size_bytes": len(pdf), "sha256": hashlib.sha256(pdf).hexdigest()} | named
    paper = ResultPaper(id=uuid4(), title=TITLE, **fields)  # type: ignore[arg-type]
    found = told(door, door_client)[0].model_copy(update={"application_id": case, "results": (paper,)})
    answering = Answering(door, door_client, pdf)
    return ResultDesk(answering, HubSealer(door.enrolment), Limits.of(Stick(page_s=60.0))), found  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pdf", "named", "error"),
    [
        (PAPER, {"sha256": "0" * 64}, FileBroken),
        (PAPER, {"size_bytes": 7}, FileBroken),
        (TWO_PAGES, {}, FileBroken),
        (PAPER[:2000], {}, FileBroken),
        (LOCKED, {}, FileLocked),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), {}, FileNotAllowed),
    ],
    ids=["other-bytes", "other-size", "other-pages", "cut-short", "locked", "no-pdf"],
)
def test_a_paper_that_is_not_what_was_named_is_never_printed(
    door: Door, door_client: HubClient, pdf: bytes, named: dict[str, object], error: type[Exception]
) -> None:
    desk, case = believing(door, door_client, pdf, **named)
    with pytest.raises(error):
        desk.sheets(NUMBER, case, lambda: True)


def test_an_answer_to_another_question_is_nonsense(door: Door, door_client: HubClient) -> None:
    _, case = believing(door, door_client, PAPER)
    answering = Answering(door, door_client, PAPER, header=b"tongban licence answer 1")
    desk = ResultDesk(answering, HubSealer(door.enrolment), Limits.of(Stick()))  # type: ignore[arg-type]
    with pytest.raises(HubNonsense):
        desk.sheets(NUMBER, case, lambda: True)


def test_a_person_who_left_has_nothing_drawn(door: Door, door_client: HubClient) -> None:
    desk, case = believing(door, door_client, PAPER)
    with pytest.raises(FileBroken):
        desk.sheets(NUMBER, case, lambda: False)


def test_a_hub_that_is_away_is_told(door: Door, door_client: HubClient) -> None:
    _, case = believing(door, door_client, PAPER)
    away = HubClient("http://127.0.0.1:9", door.enrolment, timeout_s=1)
    desk = ResultDesk(away, HubSealer(door.enrolment), Limits.of(Stick()))
    with pytest.raises(HubUnreachable):
        desk.sheets(NUMBER, case, lambda: True)
