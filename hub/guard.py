"""Stands before every request: the hub's mark on each answer, limits of size, time and rate, and the last net.

What fails unexpectedly is answered as a problem and told to the operator by type and place only: messages of
exceptions may repeat what a person wrote.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.problems import Kind, Refusal, problem_response
from kiosk.platform.contract import MARK, MARK_HEADER

BODY_LIMIT_BYTES = 256 * 2**10
CHUNK_LIMIT_BYTES = 8 * 2**20
"""Of one PATCH; the terminal sends at most 256 KB."""
REQUEST_LIMIT_S = 120.0
REMEMBERED_CALLERS = 20_000
LOG = logging.getLogger("hub")


class Rate:
    """A token bucket a caller: ``burst`` requests at once, ``per_s`` a second for ever."""

    def __init__(self, per_s: float = 50, burst: float = 200, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_s, self._burst, self._clock = per_s, burst, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, caller: str) -> bool:
        """Takes one token of the caller's bucket; false when it is empty."""
        now = self._clock()
        left, since = self._buckets.pop(caller, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._per_s)
        self._buckets[caller] = (max(0.0, left - 1), now)
        while len(self._buckets) > REMEMBERED_CALLERS:
            self._buckets.popitem(last=False)
        return left >= 1


class Guard:
    """ASGI middleware around the whole hub."""

    def __init__(self, app: ASGIApp, rate: Rate | None = None, limit_s: float = REQUEST_LIMIT_S) -> None:
        self._app, self._rate, self._limit_s = app, rate or Rate(), limit_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def marked(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message)[MARK_HEADER] = MARK
            await send(message)

        kind = await self._pass(scope, receive, marked)
        if kind is not None and not started:
            retry_after_s = 1 if kind is Kind.TOO_MANY else None
            await problem_response(kind, retry_after_s=retry_after_s)(scope, receive, marked)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> Kind | None:
        """Lets the request through; returns the problem that ended it, if one did."""
        limit = CHUNK_LIMIT_BYTES if scope["method"] == "PATCH" else BODY_LIMIT_BYTES
        headers = Headers(scope=scope)
        if not self._rate.allows(_caller(scope, headers)):
            return Kind.TOO_MANY
        declared = headers.get("content-length", "0")
        if not declared.isdigit() or int(declared) > limit:
            return Kind.TOO_LARGE
        try:
            async with asyncio.timeout(self._limit_s):
                await self._app(scope, _counted(receive, limit), send)
        except Refusal as refusal:
            return refusal.kind
        except TimeoutError:
            return Kind.TOO_SLOW
        except ClientDisconnect:
            return None
        except Exception as error:
            LOG.error("fault %s at %s", type(error).__name__, _place(error))
            return Kind.FAULT
        return None


def _counted(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise Refusal(Kind.TOO_LARGE)
        return message

    return counted


def _caller(scope: Scope, headers: Headers) -> str:
    """The token as sent, so that terminals behind one address do not share a bucket; else the address."""
    client = scope.get("client") or ("",)
    return headers.get("authorization", "") or str(client[0])


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"
