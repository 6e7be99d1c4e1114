"""What a route needs of its request: the hub's parts and the terminal that asks."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from hub.parts import Parts
from hub.problems import Kind, Refusal

_BEARER = HTTPBearer(auto_error=False, description="The token of the terminal's enrolment")


def _parts(request: Request) -> Parts:
    parts = request.app.state.parts
    assert isinstance(parts, Parts)
    return parts


Hub = Annotated[Parts, Depends(_parts)]


def _terminal(hub: Hub, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]) -> str:
    if given is None:
        raise Refusal(Kind.UNAUTHENTICATED)
    return hub.fleet.terminal_of(given.credentials)


Terminal = Annotated[str, Depends(_terminal)]
"""The id of the terminal that asks; a request without a good token ends with 401 or 403."""
