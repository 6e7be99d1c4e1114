"""One call to the hub and what its outcome means: the only module that knows requests.

An answer is the hub's only when it carries the contract's mark. Redirects are never followed, nothing is tried
twice here, and every exception of the layers below becomes a type of ``kiosk/errors.py``.
"""

from __future__ import annotations

import http.client
import io
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import requests
import urllib3
from pydantic import ValidationError
from requests.adapters import HTTPAdapter

from kiosk.errors import CaptivePortal, ClockWrong, HubNonsense, HubRefused, HubSick, HubUnreachable, PlatformError
from kiosk.platform.contract import MARK, MARK_HEADER, Problem

OUT_OF_TIME = {9: "not yet valid", 10: "expired"}
"""``X509_V_ERR_CERT_NOT_YET_VALID`` and ``X509_V_ERR_CERT_HAS_EXPIRED`` of OpenSSL."""
GATEWAY_STATUSES = (502, 503, 504)
"""What a reverse proxy in front of the hub answers by itself while the hub is away."""


@dataclass(frozen=True)
class Answer:
    """A marked answer with one of the expected statuses."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Adapter(HTTPAdapter):
    """Tries once; with a context of our own, believes what that believes and nobody else."""

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        super().__init__(max_retries=urllib3.Retry(0, redirect=False, read=False))

    def init_poolmanager(self, *arguments: Any, **more: Any) -> None:
        """As requests', with our context."""
        if self._tls is not None:
            more["ssl_context"] = self._tls
        super().init_poolmanager(*arguments, **more)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Requests would add certifi's authorities to our context here."""
        if self._tls is None:
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]


class Wire:
    """One ``requests.Session`` to the hub at ``url``; for one thread at a time."""

    def __init__(self, url: str, token: str, timeout_s: float, tls: ssl.SSLContext | None = None) -> None:
        """``tls``: whom to believe and what to show; without it the authorities that certifi names."""
        self._url, self._timeout_s = url.rstrip("/"), timeout_s
        self._session = requests.Session()
        # No proxies and no .netrc from the environment: the latter would replace the terminal's token.
        self._session.trust_env = False
        self._session.headers["Accept"] = "application/json"
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter(tls))

    def close(self) -> None:
        """Closes the connections."""
        self._session.close()

    def call(
        self,
        method: str,
        path: str,
        *,
        expect: tuple[int, ...],
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit_bytes: int = 2**20,
    ) -> Answer:
        """Sends one request. Returns an answer with a status of ``expect``, its body at most ``limit_bytes`` long.

        Raises ``HubUnreachable``, ``CaptivePortal``, ``ClockWrong``, ``HubNonsense``, ``HubSick``, ``HubRefused``.
        """
        try:
            answer = self._exchange(method, path, headers, body, limit_bytes)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise _meaning(error) from None
        return _judged(answer, expect)

    def _exchange(
        self, method: str, path: str, headers: Mapping[str, str] | None, body: bytes | None, limit_bytes: int
    ) -> Answer:
        with self._session.request(
            method,
            self._url + path,
            headers=headers,
            data=io.BytesIO(body) if body else body,  # sent by blocks of 16 KB: the time-out is for one of them
            timeout=self._timeout_s,
            allow_redirects=False,
            stream=True,
        ) as response:
            content = bytearray()
            for chunk in response.iter_content(65536):
                content += chunk
                if len(content) > limit_bytes:
                    raise HubNonsense(f"an answer of more than {limit_bytes} bytes")
            return Answer(response.status_code, response.headers, bytes(content))


def _meaning(error: Exception) -> PlatformError:
    """The named error of a failed exchange; the message holds only the exception's type."""
    name = type(error).__name__
    if isinstance(error, requests.exceptions.SSLError):
        return _tls_meaning(error)
    if isinstance(error, requests.exceptions.ContentDecodingError) or _is_not_http(error):
        return HubNonsense(f"not HTTP: {name}")
    return HubUnreachable(name)


def _tls_meaning(error: BaseException) -> PlatformError:
    """A certificate out of its time speaks of a clock; any other that is not the hub's, of somebody in between."""
    code = next((one.verify_code for one in _causes(error) if isinstance(one, ssl.SSLCertVerificationError)), 0)
    if code in OUT_OF_TIME:
        return ClockWrong(f"by this machine's clock the hub's certificate is {OUT_OF_TIME[code]}")
    return CaptivePortal("TLS with somebody else")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and all that it was made of, each once."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        cause = waiting.pop()
        if isinstance(cause, BaseException) and id(cause) not in seen:
            seen.add(id(cause))
            yield cause
            waiting += [*cause.args, getattr(cause, "reason", None), cause.__cause__, cause.__context__]


def _is_not_http(error: BaseException) -> bool:
    """Did something answer that does not speak HTTP? ``RemoteDisconnected`` is silence, not an answer."""
    silent = (http.client.RemoteDisconnected, http.client.IncompleteRead)
    return any(
        isinstance(cause, http.client.HTTPException) and not isinstance(cause, silent) for cause in _causes(error)
    )


def _judged(answer: Answer, expect: tuple[int, ...]) -> Answer:
    if answer.headers.get(MARK_HEADER) != MARK:
        if answer.status in GATEWAY_STATUSES:
            raise HubSick(f"gateway {answer.status}", retry_after_s=_retry_after(answer))
        raise CaptivePortal(f"an answer {answer.status} without the hub's mark")
    if answer.status in expect:
        return answer
    if answer.status == 429 or answer.status >= 500:
        raise HubSick(f"status {answer.status}", retry_after_s=_retry_after(answer), problem=_problem(answer))
    if 400 <= answer.status < 500:
        raise _refusal(answer)
    raise HubNonsense(f"status {answer.status} where {expect} was due")


def _refusal(answer: Answer) -> PlatformError:
    if not answer.body:
        # An answer to HEAD has no body to explain itself with (RFC 9110 §9.3.2).
        return HubRefused("", status=answer.status)
    try:
        problem = Problem.model_validate_json(answer.body)
    except ValidationError:
        return HubNonsense(f"status {answer.status} without problem details")
    return HubRefused(problem.title, status=answer.status, problem=problem.type)


def _problem(answer: Answer) -> str:
    """The problem's type, if the answer names one."""
    try:
        return Problem.model_validate_json(answer.body).type
    except ValidationError:
        return ""


def _retry_after(answer: Answer) -> float | None:
    """``Retry-After`` in seconds; the date form is not used, for a terminal's clock may be wrong."""
    value = answer.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() else None
