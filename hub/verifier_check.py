"""Proves that a verifier follows the wire, by questions whose right answer is that it knows nobody."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from hub.verifier import Verifier, VerifierFailed
from kiosk.platform.contract import CodeAnswer, FaceAnswer

NOBODY = "测试无此人"
SPECIMEN = "11010519491231002X"
"""The specimen number of GB 11643."""
GREY_JPEG = (
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////"
    "////////////////////wAALCAAQABABAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAI"
    "AQEAAD8AAP/Z"
)
"""16x16 pixels of grey, with no face in it."""


@dataclass(frozen=True)
class Finding:
    """What one question came to."""

    asked: str
    """An issuer, or ``faces``."""
    said: str
    """The result, or the trouble."""
    milliseconds: int
    good: bool
    """Whether a verifier in order says this."""


def findings(verifier: Verifier) -> Iterator[Finding]:
    """Asks one question of each kind. No code and no person of it exists, so nobody's code is used up."""
    for issuer in verifier.ways.issuers:
        invented = issuer.prefixes[0] + secrets.token_urlsafe(24)
        yield _found(issuer.id, partial(verifier.whose, issuer.id, invented), "unknown", "expired")
    if verifier.ways.faces:
        yield _found("faces", partial(verifier.compare, NOBODY, SPECIMEN, GREY_JPEG), "no_record", "unclear")


def _found(asked: str, ask: Callable[[], CodeAnswer | FaceAnswer], *good: str) -> Finding:
    began_s = time.monotonic()
    try:
        said: str = ask().result
    except VerifierFailed as failed:
        said = failed.trouble.value
    return Finding(asked, said, round((time.monotonic() - began_s) * 1000), said in good)
