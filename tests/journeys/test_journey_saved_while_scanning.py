"""What is scanned is on the disk, sealed, before the person has finished; and gone with a visit that ends."""

import threading
from typing import Any

import pytest
from hall_of_fakes import Machine, opened

from kiosk.errors import DiskFull, EnvelopeLost, HubUnreachable, OutboxDamaged
from kiosk.journey.draft import Paper, Reading
from kiosk.journey.safekeeping import Safekeeping, Sealed, SealedPapers
from kiosk.journey.views import StepKind
from kiosk.visit import erase

ITEM = "forwarded-one"
"""Its permit has two to three pages; the other paper depends."""


def at_papers() -> Machine:
    machine = Machine()
    machine.past_face(ITEM)
    while machine.step is not StepKind.PAPERS:
        machine.answer_question()
    return machine


def sealed_of(machine: Machine) -> Any:
    return machine.journey.inside._visit.personal.sealed


def live_keys(machine: Machine) -> list[Sealed]:
    kept = sealed_of(machine)
    return [*kept.pages, *kept.materials.values()]


def test_a_page_is_sealed_on_the_disk_as_soon_as_it_is_made() -> None:
    machine = at_papers()
    machine.scan()
    (sealed,) = machine.outbox.drafts.values()
    assert sealed.startswith(b"TBPT")
    assert b"JFIF" not in sealed
    machine.journey.add_page()
    machine.scan()
    assert len(machine.outbox.drafts) == 2


def test_a_page_taken_anew_takes_the_place_of_the_old_one() -> None:
    machine = at_papers()
    machine.scan(pages=2)
    before = set(machine.outbox.drafts)
    machine.journey.retake_page(1)
    machine.scan()
    after = set(machine.outbox.drafts)
    assert (len(after), len(after & before)) == (2, 1)


def test_gone_on_from_the_papers_each_is_one_sealed_file() -> None:
    machine = at_papers()
    machine.rest_to_review()
    assert len(machine.outbox.drafts) == 2
    assert sealed_of(machine).pages == []
    assert set(sealed_of(machine).materials) == {"permit", "extra"}


def test_a_paper_changed_from_the_review_is_sealed_anew_and_the_other_is_not() -> None:
    machine = at_papers()
    machine.rest_to_review()
    before = dict(sealed_of(machine).materials)
    kept = set(machine.outbox.drafts)
    machine.journey.inside.edit(StepKind.PAPERS, "permit")
    machine.journey.retake_page(1)
    machine.scan()
    machine.on()
    assert machine.step is StepKind.REVIEW
    after = sealed_of(machine).materials
    assert (after["extra"] is before["extra"], after["permit"] is before["permit"]) == (True, False)
    assert len(machine.outbox.drafts) == 2
    assert len(kept & set(machine.outbox.drafts)) == 1
    assert before["permit"].key.key == bytes(32)


def test_a_submit_writes_no_page_again() -> None:
    machine = at_papers()
    machine.rest_to_review()
    saved = dict(machine.outbox.drafts)
    machine.outbox.part_error = OutboxDamaged("nothing may be written any more")
    machine.sign_all()
    machine.on()
    assert machine.step is StepKind.RECEIPT
    ((_, parts),) = machine.outbox.handed_in.items()
    assert sorted(parts) == sorted(saved.values())
    assert {one.state for one in opened(machine)[0].materials} == {"scanned", "original_travels"}


def test_after_the_submit_the_keys_are_gone_while_the_person_is_still_here() -> None:
    machine = at_papers()
    machine.rest_to_review()
    keys = [one.key.key for one in live_keys(machine)]
    assert all(any(key) for key in keys)
    machine.sign_all()
    machine.on()
    assert machine.step is StepKind.RECEIPT
    assert (live_keys(machine), [bytes(key) for key in keys]) == ([], [bytes(32)] * 2)


def test_a_full_disk_is_no_news_while_scanning_and_the_pages_go_with_the_submit() -> None:
    machine = at_papers()
    machine.outbox.part_error = DiskFull("ENOSPC")
    machine.scan()
    assert (machine.step, machine.view.stage) == (StepKind.PAPERS, "kept")
    machine.rest_to_review()
    machine.sign_all()
    machine.on()
    assert machine.step is StepKind.RECEIPT
    assert (machine.outbox.drafts, len(opened(machine)[1].namelist())) == ({}, 4)


def test_room_that_comes_back_is_used_at_the_next_page() -> None:
    machine = at_papers()
    machine.outbox.part_error = DiskFull("ENOSPC")
    machine.scan()
    machine.outbox.part_error = None
    machine.journey.add_page()
    machine.scan()
    machine.on()
    machine.rest_to_review()
    assert len(machine.outbox.drafts) == 2


def test_when_the_submit_fails_too_the_person_is_told_and_may_try_again() -> None:
    machine = at_papers()
    machine.outbox.part_error = machine.outbox.error = DiskFull("ENOSPC")
    machine.rest_to_review()
    machine.sign_all()
    machine.on()
    assert machine.step is StepKind.WAYS
    machine.outbox.part_error = machine.outbox.error = None
    machine.on()
    assert machine.step is StepKind.REVIEW
    machine.sign_all()
    machine.on()
    assert machine.step is StepKind.RECEIPT
    assert len(opened(machine)[1].namelist()) == 4


def test_a_part_that_was_harmed_on_the_disk_is_made_anew_at_the_next_try() -> None:
    machine = at_papers()
    machine.rest_to_review()
    harmed = set(machine.outbox.drafts)
    machine.outbox.error = EnvelopeLost("a part's file has changed")
    machine.sign_all()
    machine.on()
    assert machine.step is StepKind.WAYS
    machine.outbox.error = None
    machine.on()
    machine.sign_all()
    machine.on()
    assert machine.step is StepKind.RECEIPT
    assert harmed.isdisjoint(machine.outbox.drafts)


@pytest.mark.parametrize(("part", "deed"), [("sealer", "seal"), ("outbox", "submit")])
def test_a_page_read_while_the_application_is_being_saved_changes_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch, part: str, deed: str
) -> None:
    """The reader is slow and the person quick: its words come between the binding and the saving."""
    machine = at_papers()
    machine.rest_to_review()
    inside, late = machine.journey.inside, []
    papers, safe = inside._visit.personal.draft.papers, inside._safe
    does = getattr(getattr(machine, part), deed)

    def reads_first(*given: Any, **named: Any) -> Any:
        papers["permit"].pages[0].reading = Reading(0)
        late.append(safe.follow(papers, settled=True))
        safe._work(*safe._seen, over=False)
        return does(*given, **named)

    monkeypatch.setattr(getattr(machine, part), deed, reads_first)
    machine.sign_all()
    machine.on()
    assert (machine.step, len(late)) == (StepKind.RECEIPT, 1)
    assert len(opened(machine)[1].namelist()) == 4, "every part still opens with its key"


def test_a_visit_that_ends_while_it_is_handed_in_is_cleared_afterwards() -> None:
    machine = at_papers()
    machine.rest_to_review()
    inside = machine.journey.inside
    papers, safe = inside._visit.personal.draft.papers, inside._safe
    with safe.handing_in(papers, ["permit"]) as scans:
        safe.forget()
        machine.drain()
        assert any(scans["permit"].key.key), "the key is still needed"
        assert len(machine.outbox.drafts) == 1
    assert (machine.outbox.drafts, live_keys(machine), any(scans["permit"].key.key)) == ({}, [], False)


def test_after_a_submit_that_failed_pages_are_saved_again_as_they_change() -> None:
    machine = at_papers()
    machine.rest_to_review()
    machine.outbox.error = DiskFull("ENOSPC")
    machine.sign_all()
    machine.on()
    assert machine.step is StepKind.WAYS
    machine.outbox.error = None
    machine.on()
    before = set(machine.outbox.drafts)
    machine.journey.inside._visit.personal.draft.papers["permit"].pages[0].reading = Reading(0)
    machine.journey.tick()
    machine.drain()
    assert len(before - set(machine.outbox.drafts)) == 1


def test_a_visit_that_ends_leaves_no_file_and_no_key() -> None:
    machine = at_papers()
    machine.scan(pages=2)
    keys = [one.key.key for one in live_keys(machine)]
    machine.journey.ask_leave()
    machine.journey.leave()
    assert (machine.outbox.drafts, [bytes(key) for key in keys]) == ({}, [bytes(32)] * 2)


def test_a_visit_that_ends_while_a_page_is_being_saved_leaves_nothing_either() -> None:
    machine, saved = at_papers(), []  # type: ignore[var-annotated]
    machine.runner.holding = True
    machine.turn()
    machine.journey.inside.go_on()
    machine.runner.let_go()
    machine.runner.holding = True  # the page is taken; its saving waits
    machine.drain()
    assert (len(machine.runner._held), machine.outbox.drafts) == (1, {})
    saving = machine.outbox.keep_part
    machine.outbox.keep_part = lambda key, sealed: (saved.append(sealed), saving(key, sealed))[1]  # type: ignore[method-assign, func-returns-value]
    machine.journey.inside.end("left")
    machine.runner.let_go()
    machine.drain()
    assert (machine.outbox.drafts, saved) == ({}, [])


def test_another_matter_lets_go_of_what_was_scanned_for_the_first() -> None:
    machine = at_papers()
    machine.scan(pages=2)
    machine.journey.inside.go(StepKind.HOME)
    visit = machine.journey.inside._visit
    visit.choose(next(one for one in machine.catalogue.items if one.id == "online-one"))
    machine.journey.tick()
    assert machine.outbox.drafts == {}


def test_without_a_network_it_is_the_same() -> None:
    machine = at_papers()
    machine.hub.error = HubUnreachable("x")
    machine.scan()
    assert len(machine.outbox.drafts) == 1


def test_the_wipe_may_come_at_any_moment_of_the_saving() -> None:
    """The wipe is the main thread's, the saving a worker's: neither may fall over the other."""
    stop, failed = threading.Event(), []

    def wipe_again_and_again(kept: SealedPapers) -> None:
        while not stop.is_set():
            try:
                erase(kept)
            except RuntimeError as error:
                failed.append(error)

    machine = at_papers()
    machine.scan(pages=2)
    papers = machine.journey.inside._visit.personal.draft.papers
    kept = SealedPapers()
    safe = Safekeeping(machine.journey.inside._hall, kept)
    copies = {str(number): Paper(pages=list(papers["permit"].pages)) for number in range(4)}
    wiping = threading.Thread(target=wipe_again_and_again, args=(kept,))
    wiping.start()
    try:
        for _ in range(40):
            pages = {one: Paper(pages=list(paper.pages)) for one, paper in copies.items()}
            with safe.handing_in(pages, list(copies)):
                safe.made_anew()
    finally:
        stop.set()
        wiping.join()
    assert failed == []
