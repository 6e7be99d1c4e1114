"""What the slips say: 受理回执, 材料交接单, 办事指南 and 办理进度, in Chinese, from one place.

A slip lies in a pocket or a bin, so names and numbers are masked on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from kiosk.catalogue.model import ServiceItem
from kiosk.devices.printer.slip import Block, Line, Note, Pair, QrCode, Rule, Slip, SlipKind, Space, Title
from kiosk.identity.numbers import mask_name, mask_number
from kiosk.journey import asked
from kiosk.journey.codes import SlipCode, code_of
from kiosk.journey.local_time import in_hall
from kiosk.platform.contract import Case

if TYPE_CHECKING:
    from kiosk.journey.rooms.room import Stay


def job(kind: SlipKind) -> str:
    """A name for a print job of a slip that no other job has."""
    return job_name(kind)


def job_name(what: str) -> str:
    """A name for any print job that no other job has."""
    return f"{what}-{uuid4().hex[:12]}"


def receipt(stay: Stay, *, case_number: str = "") -> Slip:
    """受理回执: what was handed in, where it goes, the code to ask with. Says 已提交 only when the hub has it."""
    say, personal = stay.paper_words.say, stay.visit.personal
    item, saved = personal.draft.chosen, personal.saved
    assert saved is not None
    blocks: list[Block] = [
        Title(say("journey.slip_receipt")),
        Line(say("journey.slip_submitted" if case_number else "journey.slip_saved"), strong=True),
        Rule(),
        Pair(say("journey.slip_number"), saved.receipt_number),
        *([Pair(say("journey.slip_case"), case_number)] if case_number else []),
        Pair(say("journey.slip_item"), item.name),
        Pair(say("journey.slip_mode"), say(f"journey.mode_{item.mode}")),
        Pair(say("journey.slip_region"), stay.hall.catalogue.regions.full_name(personal.draft.region)),
        *_person(stay),
        Pair(say("journey.slip_time"), _local(stay.hall.clock.utc())),
    ]
    if saved.due:
        blocks.append(Pair(say("journey.slip_due"), saved.due))
    blocks += _later(stay)
    blocks += [
        Space(),
        QrCode(code_of(saved.application_id, SlipCode.RECEIPT), say("journey.slip_code")),
        *_foot(stay),
    ]
    return Slip("receipt", tuple(blocks))


def handover(stay: Stay) -> Slip:
    """材料交接单: goes with the originals from this office to the one that decides."""
    say, personal = stay.paper_words.say, stay.visit.personal
    item, saved = personal.draft.chosen, personal.saved
    assert saved is not None
    papers = asked.travelling(personal, stay.hall.clock.today())
    listed: list[Block] = [Note(f"{place}. {one.name}") for place, one in enumerate(papers, start=1)]
    blocks: list[Block] = [
        Title(say("journey.slip_handover")),
        Line(say(f"journey.slip_handover_{item.mode}"), strong=True),
        Rule(),
        Pair(say("journey.slip_number"), saved.receipt_number),
        Pair(say("journey.slip_item"), item.name),
        Pair(say("journey.slip_from"), stay.settings.terminal.hall_name),
        Pair(say("journey.slip_to"), stay.hall.catalogue.regions.full_name(personal.draft.region)),
        *_person(stay),
        Rule(),
        Line(say("journey.slip_originals", count=len(papers))),
        *(listed or [Note(say("journey.slip_no_originals"))]),
        Space(),
        Pair(say("journey.slip_handed"), "____________"),
        Pair(say("journey.slip_taken"), "____________"),
        Space(),
        QrCode(code_of(saved.application_id, SlipCode.HANDOVER), say("journey.slip_code")),
        *_foot(stay),
    ]
    return Slip("handover", tuple(blocks))


def guide(stay: Stay, *, counter: bool) -> Slip:
    """办事指南: what to bring and what to know; for the counter it says so on top."""
    say, draft = stay.paper_words.say, stay.visit.personal.draft
    item = draft.chosen
    blocks: list[Block] = [Title(say("journey.slip_guide"))]
    if counter:
        blocks.append(Line(say("journey.slip_counter"), strong=True))
    blocks += [Rule(), Pair(say("journey.slip_item"), item.name), *_facts(stay, item), Rule()]
    papers = item.materials_for(draft.situation)
    if papers:
        blocks.append(Line(say("journey.slip_bring")))
        blocks += [Note(f"{one.name}（{say(f'journey.need_{one.need}')}）") for one in papers]
    source = next(iter(stay.hall.catalogue.sources_of(item)), None)
    if source is not None:
        dated = source.checked.isoformat() if source.checked else source.dated
        blocks += [Rule(), Note(say("journey.slip_source", title=source.title, place=source.place, dated=dated))]
    blocks += [Note(one) for one in item.guide.cautions]
    return Slip("guide", (*blocks, *_foot(stay)))


def progress(stay: Stay, case: Case, states: Sequence[tuple[str, str]]) -> Slip:
    """办理进度 of a case; ``states`` are its steps as read on the screen, earliest first."""
    say = stay.paper_words.say
    return Slip(
        "progress",
        (
            Title(say("journey.slip_progress")),
            Rule(),
            Pair(say("journey.slip_case"), case.case_number),
            Pair(say("journey.slip_item"), case.item_name),
            *(Pair(label, when) for label, when in states),
            *((Line(case.todo, strong=True),) if case.todo else ()),
            Space(),
            QrCode(code_of(case.application_id, SlipCode.PROGRESS), say("journey.slip_code")),
            *_foot(stay),
        ),
    )


def _person(stay: Stay) -> tuple[Block, ...]:
    person, say = stay.visit.personal.identity, stay.paper_words.say
    if person is None:
        return ()
    return (
        Pair(say("journey.slip_person"), mask_name(person.name)),
        Pair(say("journey.slip_id"), mask_number(person.number)),
        *_actor(stay),
    )


def _actor(stay: Stay) -> tuple[Block, ...]:
    """Who signed for them, when it was somebody else."""
    personal = stay.visit.personal
    if not personal.role or personal.actor.identity is None:
        return ()
    return (Pair(stay.paper_words.say(f"journey.row_{personal.role}"), mask_name(personal.actor.identity.name)),)


def _later(stay: Stay) -> list[Block]:
    """Papers that still have to come."""
    papers = stay.visit.personal.draft.papers
    missing = [
        one
        for one in asked.to_scan(stay.visit.personal, stay.hall.clock.today())
        if one.id in papers and papers[one.id].later
    ]
    if not missing:
        return []
    return [Rule(), Line(stay.paper_words.say("journey.slip_later")), *(Note(one.name) for one in missing)]


def _facts(stay: Stay, item: ServiceItem) -> list[Block]:
    facts = (("time_limit", item.guide.time_limit), ("fee", item.guide.fee), ("result", item.guide.result))
    return [Pair(stay.paper_words.say(f"journey.slip_{name}"), one.text) for name, one in facts if one is not None]


def _foot(stay: Stay) -> tuple[Block, ...]:
    terminal, say = stay.settings.terminal, stay.paper_words.say
    return (
        Rule(),
        Note(say("journey.slip_terminal", terminal=terminal.id, hall=terminal.hall_name)),
        Note(say("journey.slip_help", phone=terminal.help_phone)),
    )


def _local(at: datetime) -> str:
    return f"{in_hall(at):%Y-%m-%d %H:%M}"
