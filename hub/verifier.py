"""Who verifies identities for this hub: which service it is, and how it is asked.

The hub knows nobody's identity. It hands a phone's code, or a name with a face, to one service of the province and
brings back what that says. ``docs/hub.md`` describes the wire, so that an adapter before any such service can be
written against it. Without a settings file there is no verifier, and the terminals offer none of its ways.
"""

from __future__ import annotations

import ipaddress
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Protocol, TypeVar
from urllib.parse import urlsplit

import urllib3
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from kiosk.errors import SettingsError
from kiosk.platform.contract import CodeAnswer, CodeIssuer, FaceAnswer, IdentityWays

FILE_NAME = "verifier.json"
ANSWER_LIMIT_BYTES = 64 * 2**10

Answer = TypeVar("Answer", bound=BaseModel)


class Trouble(StrEnum):
    """Why a verifier gave no answer."""

    DOWN = "down"
    SLOW = "slow"
    NONSENSE = "nonsense"


class VerifierFailed(Exception):
    """The verifier gave no answer that can be used; holds nothing of what it was asked or said."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class Verifier(Protocol):
    """Says whose a code is and whether a face is somebody's. Both block, and raise ``VerifierFailed``."""

    @property
    def ways(self) -> IdentityWays:
        """What it can be asked."""

    def whose(self, issuer: str, token: str) -> CodeAnswer:
        """Whose code is this? Asked once for each code a person shows."""

    def compare(self, name: str, number: str, face_jpeg: str) -> FaceAnswer:
        """Is this (JPEG, base64) the face of the person with this name and number?"""


class ServiceSettings(BaseModel):
    """Where a service of the province is that this hub asks, and how."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str
    """What the paths of its wire are added to; ``https``, or ``http`` on this machine."""
    token: str = Field("", repr=False)
    """Sent as ``Authorization: Bearer``."""
    ca: str = ""
    """PEM file of the authority that signed the service's certificate, where it is not a public one."""
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 4.0
    """Until an answer begins, and as long again until it ends; together below the terminals' ``hub.timeout_s``."""

    @field_validator("url")
    @classmethod
    def _secret_on_the_way(cls, url: str) -> str:
        parts = urlsplit(url)
        if not parts.hostname or parts.username or parts.query or parts.fragment:
            raise ValueError("is no address of a service")
        if parts.scheme != "https" and not (parts.scheme == "http" and _on_this_machine(parts.hostname)):
            raise ValueError("must be https; http only on this machine")
        return url.rstrip("/")


class VerifierSettings(ServiceSettings):
    """The settings file, written by ``python -m hub set-verifier``; ``/codes`` and ``/faces`` are at ``url``."""

    issuers: tuple[CodeIssuer, ...] = ()
    faces: bool = False

    @model_validator(mode="after")
    def _something_to_ask(self) -> VerifierSettings:
        if not (self.issuers or self.faces):
            raise ValueError("neither codes nor faces can be asked about")
        prefixes = [prefix for issuer in self.issuers for prefix in issuer.prefixes]
        if not all(prefixes) or not all(issuer.prefixes for issuer in self.issuers):
            raise ValueError("an issuer is told by the prefixes of its codes, and has none")
        if len(set(prefixes)) < len(prefixes) or len({one.id for one in self.issuers}) < len(self.issuers):
            raise ValueError("two issuers cannot be told apart")
        return self


def load(path: Path) -> VerifierSettings | None:
    """The settings, or ``None`` where no verifier is set up. Raises ``SettingsError``."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        raise SettingsError("cannot be read", file=path.name) from None
    try:
        return VerifierSettings.model_validate_json(content)
    except ValidationError as error:
        raise SettingsError(reasons(error), file=path.name) from None


def reasons(error: ValidationError) -> str:
    """What is wrong with verifier settings, without repeating any value: one of them is a secret."""
    return "; ".join(
        ".".join([*(str(part) for part in one["loc"]), one["msg"].removeprefix("Value error, ")])
        for one in error.errors(include_input=False, include_url=False)
    )


class HttpsVerifier:
    """The service at the settings' address. A connection a question: there are few, and none is kept open."""

    def __init__(self, settings: VerifierSettings) -> None:
        self._settings = settings
        self.ways = IdentityWays(issuers=settings.issuers, faces=settings.faces)

    def whose(self, issuer: str, token: str) -> CodeAnswer:
        """Whose code is this? Raises ``VerifierFailed``."""
        return _read(asked(self._settings, "/codes", {"issuer": issuer, "token": token}), CodeAnswer)

    def compare(self, name: str, number: str, face_jpeg: str) -> FaceAnswer:
        """Is this the face of the person with this name and number? Raises ``VerifierFailed``."""
        words = {"name": name, "number": number, "face_jpeg": face_jpeg}
        return _read(asked(self._settings, "/faces", words), FaceAnswer)


def asked(
    settings: ServiceSettings, path: str, words: dict[str, str], limit_bytes: int = ANSWER_LIMIT_BYTES
) -> bytes:
    """What a service answers to these words; asked once. Raises ``VerifierFailed``."""
    try:
        return _exchange(settings, path, words, limit_bytes)
    except urllib3.exceptions.NewConnectionError:
        raise VerifierFailed(Trouble.DOWN) from None  # refused; urllib3 counts it among the timeouts
    except urllib3.exceptions.TimeoutError:
        raise VerifierFailed(Trouble.SLOW) from None
    except (urllib3.exceptions.HTTPError, OSError, ValueError):
        raise VerifierFailed(Trouble.DOWN) from None


def _exchange(settings: ServiceSettings, path: str, words: dict[str, str], limit_bytes: int) -> bytes:
    ends_s = time.monotonic() + settings.timeout_s
    headers = {"Accept": "application/json", "Connection": "close"}
    if settings.token:
        headers["Authorization"] = f"Bearer {settings.token}"
    # No proxy of the environment, no redirect, no second try: the words go to this address, once.
    with urllib3.PoolManager(ca_certs=settings.ca or None) as pool:
        answer = pool.request(
            "POST",
            settings.url + path,
            json=words,
            headers=headers,
            timeout=urllib3.Timeout(total=settings.timeout_s),
            redirect=False,
            retries=False,
            preload_content=False,
        )
        try:
            if answer.status != 200:
                raise VerifierFailed(Trouble.DOWN if answer.status >= 500 else Trouble.NONSENSE)
            return _body(answer, ends_s, limit_bytes)
        finally:
            answer.close()


def _body(answer: urllib3.BaseHTTPResponse, ends_s: float, limit_bytes: int) -> bytes:
    """The answer's bytes. A service that lets them trickle is slow, whatever the pause between two of them."""
    content = bytearray()
    while piece := answer.read1(65536):
        content += piece
        if len(content) > limit_bytes:
            raise VerifierFailed(Trouble.NONSENSE)
        if time.monotonic() > ends_s:
            raise VerifierFailed(Trouble.SLOW)
    return bytes(content)


def _read(content: bytes, model: type[Answer]) -> Answer:
    try:
        return model.model_validate_json(content)
    except ValidationError:
        raise VerifierFailed(Trouble.NONSENSE) from None


def _on_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
