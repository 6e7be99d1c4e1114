"""Result papers: put to a finished case, told and given to its person alone, sealed on the disk, gone again."""

from __future__ import annotations

import hashlib
import json
import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pikepdf
import pytest
from applications import NUMBER, a_query
from houses import Door, hub_command
from result_things import LOCKED, PAPER, SOMEBODY_ELSE, TITLE, TWO_PAGES, a_pdf, asked, came_in, finished, told
from test_hub_store import a_case

from hub.problems import Kind, Refusal
from hub.result_rows import Kept
from hub.store import Store
from kiosk.assembly.result_desk import ResultDesk
from kiosk.errors import HubRefused
from kiosk.platform.client import HubClient
from kiosk.platform.licences import FETCH_QUESTION_HEADER
from kiosk.platform.results import (
    MAX_RESULT_BYTES,
    MAX_RESULT_PAGES,
    MAX_RESULTS,
    ResultFetchQuestion,
    ResultPaper,
)

# Put and named


def test_a_paper_put_to_a_finished_case_is_named_to_its_person(
    door: Door, door_client: HubClient, database: str
) -> None:
    case = finished(door, door_client)
    paper = door.parts.results.put(case, TITLE, TWO_PAGES)
    (found,) = told(door, door_client)
    assert found.results == (paper,)
    assert (paper.title, paper.pages, paper.size_bytes) == (TITLE, 2, len(TWO_PAGES))
    assert paper.sha256 == hashlib.sha256(TWO_PAGES).hexdigest()


def test_a_receipts_code_names_no_paper(door: Door, door_client: HubClient) -> None:
    case = finished(door, door_client)
    door.parts.results.put(case, TITLE, PAPER)
    assert door_client.case(case).results == ()


def test_a_terminal_that_knows_no_results_reads_every_case_without_them(
    door: Door, door_client: HubClient
) -> None:
    case = finished(door, door_client)
    query = a_query(NUMBER, door.enrolment).model_dump()
    bodies = [
        door.call("POST", "/v1/cases/query", json=query).json()["cases"][0],
        door.call("GET", f"/v1/cases/{case}").json(),
    ]
    assert [sorted(body) for body in bodies if "results" in body] == []


@pytest.mark.parametrize("state", ["", "accepted"])
def test_a_case_that_is_not_finished_takes_no_paper(door: Door, door_client: HubClient, state: str) -> None:
    case = came_in(door, door_client)
    if state:
        door.parts.store.move(case, state, "")  # type: ignore[arg-type]
    with pytest.raises(Refusal) as refused:
        door.parts.results.put(case, TITLE, PAPER)
    assert refused.value.kind is Kind.CASE_UNFINISHED


def test_a_refused_case_may_have_a_paper_too(door: Door, door_client: HubClient) -> None:
    case = came_in(door, door_client)
    door.parts.store.move(case, "refused", "")
    assert door.parts.results.put(case, "不予受理通知书", PAPER) in told(door, door_client)[0].results


@pytest.mark.parametrize(
    ("pdf", "title", "kind", "said"),
    [
        (LOCKED, TITLE, Kind.RESULT_INVALID, "encrypted"),
        (a_pdf(encryption=pikepdf.Encryption(owner="o")), TITLE, Kind.RESULT_INVALID, "encrypted"),
        (b"no PDF at all", TITLE, Kind.RESULT_INVALID, "no whole PDF"),
        (b"", TITLE, Kind.RESULT_INVALID, "no whole PDF"),
        (a_pdf(0), TITLE, Kind.RESULT_INVALID, "0 pages"),
        (a_pdf(MAX_RESULT_PAGES + 1), TITLE, Kind.RESULT_INVALID, "21 pages"),
        (PAPER, "", Kind.RESULT_INVALID, "title"),
        (PAPER, "长" * 41, Kind.RESULT_INVALID, "title"),
        (bytes(MAX_RESULT_BYTES + 1), TITLE, Kind.TOO_LARGE, "5 MB"),
    ],
)
def test_what_is_no_result_paper_is_refused_with_its_reason(
    door: Door, door_client: HubClient, pdf: bytes, title: str, kind: Kind, said: str
) -> None:
    case = finished(door, door_client)
    with pytest.raises(Refusal) as refused:
        door.parts.results.put(case, title, pdf)
    assert (refused.value.kind, said in str(refused.value.detail)) == (kind, True)
    assert kept_files(door) == []


def kept_files(door: Door) -> list[Path]:
    return [path for path in (door.data / "results").rglob("*") if path.is_file()]


def test_a_case_that_is_not_there_takes_no_paper(door: Door) -> None:
    with pytest.raises(Refusal) as refused:
        door.parts.results.put(uuid4(), TITLE, PAPER)
    assert refused.value.kind is Kind.UNKNOWN_CASE


# The store, on both databases


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    made = Store(database)
    yield made
    made.close()


def a_paper(pages: int = 1) -> ResultPaper:
    return ResultPaper(id=uuid4(), title=TITLE, pages=pages, size_bytes=9, sha256="0" * 64)


def a_finished_case(store: Store) -> UUID:
    case = a_case()
    store.admit(case)
    store.move(case.application_id, "refused", "")
    return case.application_id


def test_papers_come_in_the_order_they_were_put(store: Store) -> None:
    case, papers = a_finished_case(store), [a_paper(), a_paper(2), a_paper(3)]
    for paper in papers:
        store.results.add(case, paper, Kept("f" * 64, "k"))
    assert store.results.of(case) == tuple(papers)


@pytest.mark.parametrize(("papers", "pages"), [(MAX_RESULTS, 1), (2, MAX_RESULT_PAGES // 2)])
def test_a_full_case_takes_no_more(store: Store, papers: int, pages: int) -> None:
    case = a_finished_case(store)
    for _ in range(papers):
        store.results.add(case, a_paper(pages), Kept("f" * 64, "k"))
    with pytest.raises(Refusal) as refused:
        store.results.add(case, a_paper(), Kept("f" * 64, "k"))
    assert refused.value.kind is Kind.RESULTS_FULL


def test_a_paper_is_found_by_its_case_and_its_person_only(store: Store) -> None:
    case, other, paper = a_finished_case(store), a_finished_case(store), a_paper()
    store.results.add(case, paper, Kept("f" * 64, "k"))
    assert store.results.kept(paper.id, case, "1" * 64) == Kept("f" * 64, "k")
    assert store.results.kept(paper.id, case, "2" * 64) is None
    assert store.results.kept(paper.id, other, "1" * 64) is None


def test_a_dropped_paper_is_in_no_case(store: Store) -> None:
    case, paper = a_finished_case(store), a_paper()
    store.results.add(case, paper, Kept("f" * 64, "k"))
    store.results.drop(paper.id)
    assert store.results.of(case) == ()
    with pytest.raises(Refusal):
        store.results.drop(paper.id)


# Fetched


def test_nobody_else_gets_it_and_it_looks_like_none(door: Door, door_client: HubClient) -> None:
    case = finished(door, door_client)
    paper = door.parts.results.put(case, TITLE, PAPER)
    assert asked(door, case, paper.id) == (200, "")
    nothing = asked(door, case, uuid4())
    assert nothing == (404, "unknown-result")
    assert asked(door, case, paper.id, number=SOMEBODY_ELSE) == nothing
    assert asked(door, uuid4(), paper.id) == nothing
    assert told(door, door_client, SOMEBODY_ELSE) == ()


def test_a_question_of_another_kind_fetches_nothing(door: Door, door_client: HubClient) -> None:
    case = finished(door, door_client)
    paper = door.parts.results.put(case, TITLE, PAPER)
    assert asked(door, case, paper.id, header=FETCH_QUESTION_HEADER) == (422, "envelope-unreadable")


def test_a_stranger_is_told_nothing(door: Door) -> None:
    body = {"key_id": "k", "sealed": "s"}
    assert door.call("POST", "/v1/results", json=body, token="").status_code == 401


def test_a_terminal_that_asks_for_too_many_papers_is_slowed(door: Door) -> None:
    statuses = [asked(door, uuid4(), uuid4())[0] for _ in range(63)]
    assert (statuses[0], statuses[-1]) == (404, 429)


def test_a_dropped_paper_is_gone_for_terminal_and_disk(
    door: Door, door_client: HubClient, result_desk: ResultDesk
) -> None:
    case = finished(door, door_client)
    paper = door.parts.results.put(case, TITLE, PAPER)
    (before,) = told(door, door_client)
    door.parts.results.drop(paper.id)
    assert (told(door, door_client)[0].results, kept_files(door)) == ((), [])
    with pytest.raises(HubRefused) as refused:
        result_desk.sheets(NUMBER, before, lambda: True)
    assert refused.value.status == 404


def test_a_paper_opens_after_its_key_was_retired(door: Door, door_client: HubClient) -> None:
    case = finished(door, door_client)
    paper, old = door.parts.results.put(case, TITLE, PAPER), door.parts.keys.current.key_id
    door.parts.keys.add("sm2-sm3-sm4-gcm")
    second = door.parts.results.put(case, TITLE, PAPER)
    assert [asked(door, case, one.id)[0] for one in (paper, second)] == [200, 200]
    door.parts.keys.retire(old)
    rows = door.parts.store.results
    index = door.parts.keys.person_index(NUMBER)
    found = [rows.kept(one.id, case, index) for one in (paper, second)]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].key_id != found[1].key_id
    opened = door.parts.keys.open(
        next(p for p in kept_files(door) if p.name == found[0].sealed_sha256).read_bytes(), old, kept=True
    )
    assert opened.plaintext == PAPER


def test_two_papers_changed_about_on_the_disk_are_a_fault_and_no_paper(
    door: Door, door_client: HubClient, caplog: pytest.LogCaptureFixture
) -> None:
    case = finished(door, door_client)
    papers = [door.parts.results.put(case, TITLE, pdf) for pdf in (PAPER, TWO_PAGES)]
    one, other = kept_files(door)
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    assert [asked(door, case, paper.id) for paper in papers] == [(500, "fault")] * 2
    assert "SealBroken" in caplog.text


def test_neither_disk_nor_log_of_the_hub_holds_a_paper_or_a_number(
    door: Door, door_client: HubClient, result_desk: ResultDesk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case = finished(door, door_client)
    door.parts.results.put(case, TITLE, PAPER)
    result_desk.sheets(NUMBER, told(door, door_client)[0], lambda: True)
    mine = [path for path in door.data.rglob("*") if path.is_file() and "cases" not in path.parts]
    said = caplog.text.encode() + b"".join(path.read_bytes() for path in mine)
    assert [needle for needle in (NUMBER.encode(), PAPER[:64], PAPER[2000:2064]) if needle in said] == []
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept_files(door))


# The commands


def test_the_commands_put_a_paper_and_take_it_back(door: Door, door_client: HubClient, tmp_path: Path) -> None:
    case, file = finished(door, door_client), tmp_path / "paper.pdf"
    file.write_bytes(PAPER)
    put = hub_command(door.data, "add-result", str(case), "--file", str(file), "--title", TITLE)
    paper = ResultPaper.model_validate_json(put)
    assert told(door, door_client)[0].results == (paper,)
    shown = json.loads(hub_command(door.data, "show-case", str(case)))
    assert [one["id"] for one in shown["results"]] == [str(paper.id)]
    hub_command(door.data, "drop-result", str(paper.id))
    assert told(door, door_client)[0].results == ()


def test_the_command_says_why_a_file_is_no_paper(door: Door, door_client: HubClient, tmp_path: Path) -> None:
    case, file = finished(door, door_client), tmp_path / "paper.pdf"
    file.write_bytes(LOCKED)
    for path, said in ((file, "the file is encrypted"), (tmp_path / "none.pdf", "No such file")):
        with pytest.raises(subprocess.CalledProcessError) as failed:
            hub_command(door.data, "add-result", str(case), "--file", str(path), "--title", TITLE)
        assert said in failed.value.stderr
        assert "Traceback" not in failed.value.stderr


def test_what_a_question_says_is_in_no_error() -> None:
    with pytest.raises(Exception, match="application_id") as raised:
        ResultFetchQuestion.model_validate(
            {"reply_key": "k", "number": NUMBER, "application_id": "x", "paper": "y"}
        )
    assert NUMBER not in str(raised.value)
