"""What terminals need to live: is the hub there, heartbeats, the staff list, the catalogue."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response

from hub.problems import Kind, Refusal
from hub.routes.asking import Hub, Terminal
from kiosk.platform.contract import Heartbeat, Hello, Helpers, SignedBundles, SignedKeys

router = APIRouter(prefix="/v1", tags=["fleet"])


@router.get("/hello")
async def hello() -> Hello:
    """The hub is there and well; needs no token."""
    return Hello(at=datetime.now(UTC))


@router.post("/heartbeats", status_code=204)
def heartbeat(hub: Hub, terminal: Terminal, heartbeat: Heartbeat) -> None:
    """A terminal says how it is; only of itself."""
    if heartbeat.terminal_id != terminal:
        raise Refusal(Kind.BAD_REQUEST, "terminal_id is another")
    hub.store.heard(heartbeat)


@router.get("/helpers")
def helpers(hub: Hub, _terminal: Terminal) -> Helpers:
    """The staff list, PINs only as scrypt hashes."""
    return Helpers(helpers=hub.store.helpers())


@router.get("/keys")
def keys(hub: Hub, _terminal: Terminal) -> SignedKeys:
    """The keys that envelopes may be sealed to, signed; the newest first."""
    return hub.keys.signed_list()


@router.get("/bundles")
def bundles(hub: Hub, _terminal: Terminal) -> SignedBundles:
    """What terminals are to stand by, signed: which catalogue, and settings that are the hub's to set."""
    return hub.bundles.signed()


@router.get(
    "/catalogue",
    response_class=Response,
    responses={
        200: {"description": "ZIP archive; ETag is its sha256", "content": {"application/zip": {}}},
        304: {"description": "The terminal has the present version"},
    },
)
def catalogue(hub: Hub, _terminal: Terminal, if_none_match: Annotated[str, Header()] = "") -> Response:
    """The catalogue bundle."""
    if hub.catalogue is None:
        raise Refusal(Kind.NO_CATALOGUE)
    tag = f'"{hub.catalogue.version}"'
    if tag in (part.strip() for part in if_none_match.split(",")):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(hub.catalogue.content, headers={"ETag": tag}, media_type="application/zip")
