"""The store's contract, and the forwarding of cases. Written for any database that SQLAlchemy speaks to."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from applications import NAME, NOW, an_application, sealed
from houses import Door
from postgres import Postgres
from sqlalchemy import text

from hub.archive import Unpacked
from hub.connector import FolderConnector, Forwarding
from hub.problems import Kind, Refusal
from hub.store import MOVES, NewCase, Store
from kiosk.errors import SettingsError
from kiosk.offline.ids import new_application_id
from kiosk.platform.contract import Heartbeat, HelperRecord, Rating


def a_case(application_id: UUID | None = None, **more: str) -> NewCase:
    fields = {
        "sha256": "0" * 64,
        "terminal_id": "T-0001",
        "item_id": "social.pension_transfer",
        "item_name": "养老保险关系转移接续",
        "region_code": "510402",
        "mode": "online",
        "person_index": "1" * 64,
    }
    return NewCase(application_id=application_id or new_application_id(), size_bytes=10, **(fields | more))


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    made = Store(database)
    yield made
    made.close()


def test_sqlite_really_runs_in_wal_with_full_sync(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'hub.sqlite3'}")
    with store._engine.connect() as connection:
        found = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")]
    store.close()
    assert found == ["wal", 2]


@pytest.mark.parametrize("role_setting", ["off", "local"])
def test_postgresql_commits_durably_whatever_its_roles_say(postgres: Postgres, role_setting: str) -> None:
    postgres.execute(f"ALTER ROLE hub SET synchronous_commit = {role_setting}")
    store = Store(postgres.fresh())
    postgres.execute("ALTER ROLE hub RESET synchronous_commit")
    with store._engine.connect() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
        assert connection.execute(text("SHOW fsync")).scalar() == "on"
    store.close()


def test_a_database_that_is_not_there_is_named_without_its_address() -> None:
    with pytest.raises(SettingsError, match="database") as raised:
        Store("postgresql+psycopg://hub:hunter2@127.0.0.1:1/hub")
    assert "hunter2" not in str(raised.value)


def test_a_case_is_admitted_once(store: Store) -> None:
    case = a_case()
    first, second = store.admit(case), store.admit(case)
    assert (first.again, second.again) == (False, True)
    assert second.case_number == first.case_number


def test_other_bytes_under_the_same_id_are_refused(store: Store) -> None:
    case = a_case()
    store.admit(case)
    with pytest.raises(Refusal) as refused:
        store.admit(a_case(case.application_id, sha256="f" * 64))
    assert refused.value.kind is Kind.ENVELOPE_CHANGED


def test_cases_admitted_at_once_get_different_numbers(store: Store) -> None:
    numbers: list[str] = []
    threads = [
        threading.Thread(target=lambda: numbers.append(store.admit(a_case()).case_number)) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(number[-6:] for number in numbers) == [f"{serial:06d}" for serial in range(1, 13)]


def test_one_application_sent_twice_at_once_is_one_case(store: Store) -> None:
    case = a_case()
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(store.admit(case))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({answer.case_number for answer in answers}) == 1
    assert [answer.again for answer in answers].count(False) == 1


def test_two_processes_on_one_database_wait_for_each_other(store: Store, database: str) -> None:
    beside = Store(database, checkpoints=False)
    numbers: list[str] = []

    def admit(into: Store) -> None:
        for _ in range(15):
            numbers.append(into.admit(a_case()).case_number)

    threads = [threading.Thread(target=admit, args=(into,)) for into in (store, beside)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    beside.close()
    assert len(set(numbers)) == 30


def test_everything_is_there_after_reopening(store: Store, database: str) -> None:
    case = a_case()
    admitted = store.admit(case)
    helper = HelperRecord.of("B-07", "测试乙", "246810")
    store.set_helper(helper)
    store.close()
    again = Store(database)
    found = again.admitted(case.application_id)
    assert found is not None
    assert (found.case_number, found.received_at) == (admitted.case_number, admitted.received_at)
    assert again.helpers() == (helper,)
    again.close()


def test_a_database_of_another_version_is_refused(store: Store, database: str) -> None:
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE schema_version SET version = 99"))
    store.close()
    with pytest.raises(SettingsError, match="99"):
        Store(database)


@pytest.mark.parametrize("state", MOVES)
def test_a_case_moves_only_where_it_may(store: Store, state: str) -> None:
    case = a_case()
    store.admit(case)
    if state in MOVES["received"]:
        assert store.move(case.application_id, state, "").state == state  # type: ignore[arg-type]
        return
    with pytest.raises(Refusal) as refused:
        store.move(case.application_id, state, "")  # type: ignore[arg-type]
    assert refused.value.kind is Kind.WRONG_MOVE


def test_a_finished_case_stays_finished(store: Store) -> None:
    case = a_case()
    store.admit(case)
    store.move(case.application_id, "refused", "")
    with pytest.raises(Refusal):
        store.move(case.application_id, "accepted", "")


def test_a_case_that_is_not_there_does_not_move(store: Store) -> None:
    with pytest.raises(Refusal) as refused:
        store.move(new_application_id(), "accepted", "")
    assert refused.value.kind is Kind.UNKNOWN_CASE


def test_an_upload_is_begun_once_however_often_it_is_asked_for(store: Store) -> None:
    application_id = new_application_id()
    begun = []

    def begin() -> None:
        begun.append(store.begin_upload(application_id, "0" * 64, "T-0001", 10, limit_bytes=100))

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(begun) == 8
    assert list(store.uploads()) == [(application_id, "0" * 64)]


def test_an_admitted_application_has_no_upload_any_more(store: Store) -> None:
    case = a_case()
    store.begin_upload(case.application_id, case.sha256, "T-0001", 10, limit_bytes=100)
    store.admit(case)
    assert store.upload(case.application_id, case.sha256) is None


def test_what_a_terminal_begins_is_limited_and_its_own(store: Store) -> None:
    store.begin_upload(new_application_id(), "0" * 64, "T-0001", 60, limit_bytes=100)
    with pytest.raises(Refusal) as refused:
        store.begin_upload(new_application_id(), "1" * 64, "T-0001", 60, limit_bytes=100)
    assert refused.value.kind is Kind.TOO_MANY_UPLOADS
    store.begin_upload(new_application_id(), "2" * 64, "T-0002", 60, limit_bytes=100)


def test_a_terminal_enrolled_again_has_one_token_and_is_not_revoked(store: Store) -> None:
    store.enrol("T-0001", "a" * 32)
    assert store.revoke("T-0001")
    store.enrol("T-0001", "b" * 32)
    state = store.terminal("T-0001")
    assert state is not None
    assert (state.token_id, state.revoked) == ("b" * 32, False)


def test_the_latest_heartbeat_and_rating_are_kept(store: Store) -> None:
    store.enrol("T-0001", "a" * 32)
    rating = Rating(application_id=new_application_id(), level=2, reasons=("slow",), at=NOW)
    for waiting in (3, 1):
        store.heard(Heartbeat(terminal_id="T-0001", version="1", at=NOW, waiting=waiting, parked=0))
        store.rate(rating, "T-0001")
    latest = store.latest_heartbeat("T-0001")
    assert latest is not None
    assert (latest.waiting, store.rating(rating.application_id)) == (1, rating)


def test_the_cases_of_a_person_come_newest_first_and_nobody_elses(store: Store) -> None:
    mine = [a_case(), a_case()]
    for case in (*mine, a_case(person_index="2" * 64)):
        store.admit(case)
    found = store.cases_of("1" * 64)
    assert [case.application_id for case in found] == [case.application_id for case in reversed(mine)]


def test_what_was_passed_on_does_not_wait_any_more(store: Store) -> None:
    first, second = a_case(), a_case()
    for case in (first, second):
        store.admit(case)
    store.passed_on(first.application_id)
    assert store.not_passed_on() == [second.application_id]


def test_moves_made_at_once_do_not_pass_each_other(store: Store) -> None:
    case = a_case()
    store.admit(case)
    refused = []

    def move() -> None:
        try:
            store.move(case.application_id, "accepted", "")
        except Refusal as error:
            refused.append(error.kind)

    threads = [threading.Thread(target=move) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [Kind.WRONG_MOVE] * 5


def test_revoking_a_terminal_that_is_not_there_says_so(store: Store) -> None:
    assert not store.revoke("T-0404")


# Forwarding


def a_forwarding(waiting: Callable[[], list[UUID]], hand_over: Callable[[UUID], None]) -> Forwarding:
    return Forwarding(waiting, hand_over, again_s=60)


def test_one_case_that_cannot_be_passed_on_does_not_hold_up_the_others(caplog: pytest.LogCaptureFixture) -> None:
    bad, fine = new_application_id(), new_application_id()
    taken: list[UUID] = []

    def hand_over(application_id: UUID) -> None:
        if application_id == bad:
            raise OSError(f"no room for {NAME}")
        taken.append(application_id)

    a_forwarding(lambda: [bad, fine], hand_over).round()
    assert taken == [fine]
    assert NAME not in caplog.text


def test_a_store_that_fails_does_not_end_the_forwarding(caplog: pytest.LogCaptureFixture) -> None:
    def failing() -> list[UUID]:
        raise OSError

    a_forwarding(failing, lambda _: None).round()
    assert "forwarding stands: OSError" in caplog.text


def test_what_was_left_over_is_passed_on_at_the_next_start(door: Door) -> None:
    application = an_application()
    unpacked = door.parts.cases.open(sealed(application, door.enrolment), "T-0001")
    assert unpacked.application == application
    taken = threading.Event()
    left = [application.application_id]

    def hand_over(_: UUID) -> None:
        left.clear()
        taken.set()

    forwarding = a_forwarding(lambda: list(left), hand_over)
    forwarding.start()
    assert taken.wait(10)
    forwarding.stop()


def test_a_case_folder_is_whole_or_not_there(tmp_path: Path) -> None:
    connector = FolderConnector(tmp_path)
    broken = Unpacked(an_application(), {"scan.pdf": b"x", "no/such/folder": b"y"})
    with pytest.raises(FileNotFoundError):
        connector.pass_on("510402-20261123-000001", broken)
    assert list(tmp_path.iterdir()) == []


def test_the_same_case_passed_on_again_changes_nothing(tmp_path: Path) -> None:
    connector = FolderConnector(tmp_path)
    unpacked = Unpacked(an_application(), {"scan.pdf": b"x"})
    connector.pass_on("510402-20261123-000001", unpacked)
    connector.pass_on("510402-20261123-000001", unpacked)
    (folder,) = tmp_path.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in folder.iterdir()) == ["application.json", "scan.pdf"]
    assert "测试" not in repr(unpacked)
