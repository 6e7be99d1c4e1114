"""Saved, and the machine died before it could say so: the person is told at their next visit.

The outbox knows them by a mark of scrypt that the receipt erases (``kiosk.offline.claims``). What is found is
shown as a case of its own with the receipt's number, so that it can be printed, also without a network.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.errors import OfflineError
from kiosk.journal import ReceiptRecovered
from kiosk.journey.ports import Journal, Keep
from kiosk.offline.outbox import OutboxRow
from kiosk.platform.contract import Case, CaseEvent

SAVED_HERE = "saved-here"
"""Item id of a case that only this machine knows of yet."""


def recovered(outbox: Keep, name: str, number: str, region_code: str) -> tuple[Case, ...]:
    """What was saved for this person without their having been told, oldest first.

    Takes some 100 ms for each application nobody was told of, so it is called on a worker. An outbox that cannot
    be read has nothing to tell now; it will at another time.
    """
    try:
        return tuple(_case(row, region_code) for row in outbox.untold(name, number))
    except OfflineError:
        return ()


def told(outbox: Keep, journal: Journal, cases: Sequence[Case]) -> None:
    """These cases are on the screen: of those that only this machine knew the person is told now."""
    for case in cases:
        if case.item_id == SAVED_HERE:
            outbox.mark_told(case.application_id)
            journal.write(ReceiptRecovered(case.application_id))


def _case(row: OutboxRow, region_code: str) -> Case:
    """As the hub would tell it; with the receipt's number until there is one of the hub."""
    stub = row.stub
    return Case(
        application_id=stub.application_id,
        case_number=row.case_number or stub.receipt_number,
        item_id=SAVED_HERE,
        item_name=stub.item_name,
        region_code=region_code,
        state="received",
        events=(CaseEvent(state="received", at=stub.created_at, note=stub.receipt_number),),
    )
