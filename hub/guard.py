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
from kiosk.platform.contract import MARK, MARK_HEADER, TUS_VERSION

BODY_LIMIT_BYTES = 256 * 2**10
CHUNK_LIMIT_BYTES = 8 * 2**20
"""Of one PATCH; the terminal sends at most 256 KB."""
REQUEST_LIMIT_S = 120.0
SILENCE_LIMIT_S = 30.0
"""Between two pieces of a body: a line that died without a word must not hold its upload for long."""
UPLOADS = "/v1/uploads"
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

    def __init__(
        self,
        app: ASGIApp,
        rate: Rate | None = None,
        limit_s: float = REQUEST_LIMIT_S,
        silence_s: float = SILENCE_LIMIT_S,
        named_by: Callable[[Scope], str] = lambda _scope: "",
    ) -> None:
        """``named_by`` says which terminal of this hub a request comes from; empty for a stranger's."""
        self._app, self._rate, self._limit_s = app, rate or Rate(), limit_s
        self._silence_s, self._named_by = silence_s, named_by

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def marked(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers[MARK_HEADER] = MARK
                if scope["path"].startswith(UPLOADS):
                    # tus 1.0: in every answer, and the versions spoken with a 412.
                    headers["Tus-Resumable"] = headers["Tus-Version"] = TUS_VERSION
            await send(message)

        kind = await self._pass(scope, receive, marked)
        if kind is not None and not started:
            retry_after_s = 1 if kind is Kind.TOO_MANY else None
            await problem_response(kind, retry_after_s=retry_after_s)(scope, receive, marked)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> Kind | None:
        """Lets the request through; returns the problem that ended it, if one did."""
        limit = CHUNK_LIMIT_BYTES if scope["method"] == "PATCH" else BODY_LIMIT_BYTES
        headers = Headers(scope=scope)
        if not self._rate.allows(self._caller(scope)):
            return Kind.TOO_MANY
        declared = headers.get("content-length", "0")
        if not declared.isdigit() or int(declared) > limit:
            return Kind.TOO_LARGE
        try:
            async with asyncio.timeout(self._limit_s):
                await self._app(scope, _counted(receive, limit, self._silence_s), send)
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

    def _caller(self, scope: Scope) -> str:
        """The terminal, so that those behind one address share no bucket; for strangers the address."""
        return self._named_by(scope) or str((scope.get("client") or ("",))[0])


def _counted(receive: Receive, limit: int, silence_s: float) -> Receive:
    taken, whole = 0, False

    async def counted() -> Message:
        nonlocal taken, whole
        try:
            async with asyncio.timeout(None if whole else silence_s):
                message = await receive()
        except TimeoutError:
            raise Refusal(Kind.TOO_SLOW) from None
        taken += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if taken > limit:
            raise Refusal(Kind.TOO_LARGE)
        return message

    return counted


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"
