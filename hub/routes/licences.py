"""Electronic licences of a person, asked of the issuer behind this hub."""

from __future__ import annotations

from fastapi import APIRouter

from hub.routes.asking import Hub, Terminal
from kiosk.platform.licences import LicenceAnswer, LicenceQuestion, LicenceWays

router = APIRouter(prefix="/v1/licences", tags=["licences"])


@router.get("")
def ways(hub: Hub, _terminal: Terminal) -> LicenceWays:
    """Whether licences can be asked for; not where no issuer is set up."""
    return hub.licences.ways()


@router.post("/list")
def list_licences(hub: Hub, terminal: Terminal, question: LicenceQuestion) -> LicenceAnswer:
    """Which licences does this person have? Put to the issuer once and kept nowhere."""
    return hub.licences.list(question, terminal)


@router.post("/file")
def file(hub: Hub, terminal: Terminal, question: LicenceQuestion) -> LicenceAnswer:
    """One of them, as PDF or picture. Put to the issuer once and kept nowhere."""
    return hub.licences.fetch(question, terminal)
