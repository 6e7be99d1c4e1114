"""Cases and ratings."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from hub.routes.asking import Hub, Terminal
from kiosk.platform.contract import Case, CaseQuery, Cases, Rating

router = APIRouter(prefix="/v1", tags=["cases"])


@router.get("/cases/{application_id}", response_model_exclude_defaults=True)
def case(hub: Hub, _terminal: Terminal, application_id: UUID) -> Case:
    """The case of a receipt's QR. The id's 74 random bits are what lets its holder see the state."""
    return hub.cases.case(application_id)


@router.post("/cases/query", response_model_exclude_defaults=True)
def cases_of(hub: Hub, _terminal: Terminal, query: CaseQuery) -> Cases:
    """The cases of the person whose card lies on the terminal's reader, newest first; those that are finished with
    their result papers. A field at its default is left out, so that older terminals read the answer as ever."""
    return Cases(cases=hub.cases.of_person(query))


@router.post("/ratings", status_code=204)
def rate(hub: Hub, terminal: Terminal, rating: Rating) -> None:
    """好差评. May come before its application; a later one replaces it."""
    hub.store.rate(rating, terminal)
