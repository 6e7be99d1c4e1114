"""What a route needs of its request: the hub's parts and the terminal that asks."""

from __future__ import annotations

import ssl
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.types import Scope

from hub.authority import Holder
from hub.parts import Parts
from hub.problems import Kind, Refusal

_BEARER = HTTPBearer(auto_error=False, description="Of a plain hub: the token of the terminal's enrolment")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


def _parts(request: Request) -> Parts:
    parts = request.app.state.parts
    assert isinstance(parts, Parts)
    return parts


Hub = Annotated[Parts, Depends(_parts)]


def certificate_of(scope: Scope) -> bytes | None:
    """What the terminal showed to TLS (DER), empty for nothing; ``None`` where the hub speaks plain HTTP."""
    spoken = scope.get("extensions", {}).get("tls")
    if spoken is None:
        return None
    chain: tuple[str, ...] = spoken["client_cert_chain"]
    return ssl.PEM_cert_to_DER_cert(chain[0]) if chain else b""


def _holder(hub: Hub, request: Request) -> Holder:
    certificate = certificate_of(request.scope)
    if not certificate:
        raise Refusal(Kind.UNAUTHENTICATED)
    return hub.fleet.holder_of(certificate)


def _terminal(hub: Hub, request: Request, given: Bearer) -> str:
    certificate = certificate_of(request.scope)
    if certificate:
        return hub.fleet.terminal_by(certificate)
    if given is None or certificate is not None:
        raise Refusal(Kind.UNAUTHENTICATED)
    return hub.fleet.terminal_of(given.credentials)


Terminal = Annotated[str, Depends(_terminal)]
"""The id of the terminal that asks. Without a good certificate (plain: token) a request ends with 401, 403."""
ByCertificate = Annotated[Holder, Depends(_holder)]
"""Whose certificate it is, also one whose time is over: for asking for the next one."""
