"""The hub's side of one connection: how long a request's head may take, and whom TLS found at the other end.

Uvicorn does not bound the time of a head (a few slow clients would hold every connection there is) nor pass on a
client's certificate; what is added here is put in the scope as the ASGI extension for TLS names it.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

CONNECTIONS = 900
"""At once; a system gives a process 1024 files. More are answered 503, and come again."""
HEAD_LIMIT_BYTES = 16 * 2**10
HEAD_LIMIT_S = 10.0
"""From the first byte of a request, on a new connection from the connection on, to the end of its head."""


def configured(app: ASGIApp, tls: ssl.SSLContext | None) -> uvicorn.Config:
    """How the hub is served, over TLS or plain.

    Without an access log: paths hold application ids, and who asked for which case is nobody's business.
    """
    return uvicorn.Config(
        app,
        http=Front,
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=CONNECTIONS,
        h11_max_incomplete_event_size=HEAD_LIMIT_BYTES,
        ssl_context_factory=None if tls is None else lambda *_: tls,
    )


class Front(H11Protocol):
    """HTTP/1.1 with a time limit on heads, and client certificates for the application."""

    head_limit_s = HEAD_LIMIT_S
    _head_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """TLS has greeted by now, if it is spoken."""
        super().connection_made(transport)
        spoken = transport.get_extra_info("ssl_object")
        if spoken is not None:
            shown = spoken.getpeercert(binary_form=True)
            chain = () if shown is None else (ssl.DER_cert_to_PEM_cert(shown),)
            self.app = _over_tls(self.app, chain)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """A first byte begins a head, the empty line ends it."""
        if self.conn.their_state is h11.IDLE:
            self._wait_for_head()
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._head_came()

    def connection_lost(self, exc: Exception | None) -> None:
        """There is nothing to wait for any more."""
        self._head_came()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        if self._head_due is None:
            self._head_due = self.loop.call_later(self.head_limit_s, self._too_slow)

    def _head_came(self) -> None:
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None

    def _too_slow(self) -> None:
        self._head_due = None
        self.transport.abort()


def _over_tls(app: ASGIApp, chain: tuple[str, ...]) -> ASGIApp:
    """``app`` with the ASGI TLS extension in every scope of this connection."""

    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        extensions: dict[str, Any] = {"tls": {"client_cert_chain": chain}}
        await app({**scope, "extensions": {**scope.get("extensions", {}), **extensions}}, receive, send)

    return told
