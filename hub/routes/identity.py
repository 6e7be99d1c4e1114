"""Who somebody is, asked of the verifier behind this hub."""

from __future__ import annotations

from fastapi import APIRouter

from hub.routes.asking import Hub, Terminal
from kiosk.platform.contract import IdentityAnswer, IdentityQuestion, IdentityWays

router = APIRouter(prefix="/v1/identity", tags=["identity"])


@router.get("")
def ways(hub: Hub, _terminal: Terminal) -> IdentityWays:
    """Which ways besides the card there are; none where no verifier is set up."""
    return hub.identity.ways()


@router.post("/code")
def code(hub: Hub, terminal: Terminal, question: IdentityQuestion) -> IdentityAnswer:
    """Whose code is this? Passed to the verifier once and kept nowhere."""
    return hub.identity.code(question, terminal)


@router.post("/face")
def face(hub: Hub, terminal: Terminal, question: IdentityQuestion) -> IdentityAnswer:
    """Is this the face of the person with this name and number? Passed to the verifier once and kept nowhere."""
    return hub.identity.face(question, terminal)
