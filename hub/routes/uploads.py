"""Resumable upload: tus 1.0 core, creation, termination, expiration; then ``finish``, which acknowledges."""

from __future__ import annotations

import base64
import binascii
import re
from email.utils import format_datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from hub.intake import Name, Standing
from hub.problems import Kind, Refusal
from hub.routes.asking import Hub, Terminal
from kiosk.platform.contract import MAX_ENVELOPE_BYTES, TUS_VERSION, Acknowledgement

router = APIRouter(prefix="/v1/uploads", tags=["uploads"])

_TUS = {"Tus-Resumable": TUS_VERSION}
_SHA256 = re.compile(r"[0-9a-f]{64}")


def _name(application_id: UUID, sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]) -> Name:
    return Name(application_id, sha256)


def _tus(tus_resumable: Annotated[str, Header()] = "") -> None:
    if tus_resumable != TUS_VERSION:
        raise Refusal(Kind.TUS_VERSION)


Upload = Annotated[Name, Depends(_name)]
Tus = Depends(_tus)


@router.options("", status_code=204, response_class=Response)
async def options() -> Response:
    """What of tus this hub speaks."""
    abilities = {
        "Tus-Version": TUS_VERSION,
        "Tus-Extension": "creation,termination,expiration",
        "Tus-Max-Size": str(MAX_ENVELOPE_BYTES),
    }
    return Response(status_code=204, headers=_TUS | abilities)


@router.post("", status_code=201, response_class=Response, dependencies=[Tus])
def create(
    hub: Hub,
    terminal: Terminal,
    upload_length: Annotated[int, Header()],
    upload_metadata: Annotated[str, Header(description="application_id and sha256, values base64")],
) -> Response:
    """Begins an upload; the same id and bytes again give the same one. ``Location`` says where."""
    name = _named(upload_metadata)
    hub.intake.begin(name, terminal, upload_length)
    place = f"{router.prefix}/{name.application_id}/{name.sha256}"
    expires = _expires(hub.intake.standing(name, terminal))
    return Response(status_code=201, headers=_TUS | {"Location": place} | expires)


@router.head("/{application_id}/{sha256}", response_class=Response, dependencies=[Tus])
def standing(hub: Hub, terminal: Terminal, name: Upload) -> Response:
    """Where to go on: ``Upload-Offset``."""
    found = hub.intake.settled(name, terminal)
    headers = {"Upload-Offset": str(found.offset), "Upload-Length": str(found.size_bytes)}
    return Response(status_code=200, headers=_TUS | headers | _expires(found) | {"Cache-Control": "no-store"})


@router.patch("/{application_id}/{sha256}", status_code=204, response_class=Response, dependencies=[Tus])
async def append(
    hub: Hub,
    terminal: Terminal,
    name: Upload,
    request: Request,
    upload_offset: Annotated[int, Header()],
    content_type: Annotated[str, Header()] = "",
) -> Response:
    """Bytes at ``Upload-Offset``. 204 is not yet durability: only ``finish`` is."""
    if content_type != "application/offset+octet-stream":
        raise Refusal(Kind.WRONG_TYPE)
    offset = await hub.intake.append(name, terminal, upload_offset, request.stream())
    expires = _expires(await run_in_threadpool(hub.intake.standing, name, terminal))
    return Response(status_code=204, headers=_TUS | {"Upload-Offset": str(offset)} | expires)


@router.delete("/{application_id}/{sha256}", status_code=204, response_class=Response, dependencies=[Tus])
def end(hub: Hub, terminal: Terminal, name: Upload) -> Response:
    """Forgets an upload that is not finished, and its bytes."""
    hub.intake.end(name, terminal)
    return Response(status_code=204, headers=_TUS)


@router.post(
    "/{application_id}/{sha256}/finish",
    status_code=201,
    responses={200: {"description": "The hub had it already", "model": Acknowledgement}},
)
def finish(hub: Hub, terminal: Terminal, name: Upload, response: Response) -> Acknowledgement:
    """Opens the envelope, makes the case and acknowledges, durably: 201 new, 200 the same again."""
    acknowledgement = hub.intake.finish(name, terminal)
    if acknowledgement.again:
        response.status_code = 200
    return acknowledgement


def _expires(standing: Standing) -> dict[str, str]:
    if standing.expires is None:
        return {}
    return {"Upload-Expires": format_datetime(standing.expires, usegmt=True)}


def _named(metadata: str) -> Name:
    """The upload's name out of ``Upload-Metadata``. Raises ``Refusal`` (422)."""
    try:
        pairs = dict(pair.strip().split(" ") for pair in metadata.split(","))
        values = {key: base64.b64decode(value, validate=True).decode() for key, value in pairs.items()}
        name = Name(UUID(values["application_id"]), values["sha256"])
    except (ValueError, KeyError, binascii.Error):
        raise Refusal(Kind.BAD_REQUEST, "Upload-Metadata") from None
    if not _SHA256.fullmatch(name.sha256):
        raise Refusal(Kind.BAD_REQUEST, "Upload-Metadata")
    return name
