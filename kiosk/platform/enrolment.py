"""Enrols this terminal at its hub by a one-time code, once, before the terminal starts."""

from __future__ import annotations

import http.client
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from kiosk.errors import CaptivePortal, HubNonsense, HubUnreachable, SettingsError
from kiosk.platform.certificate import FILE_NAME, NextKey, believing, fingerprint, write_private
from kiosk.platform.contract import Enrolment
from kiosk.platform.enrolling import AuthorityAnswer, Enrolled, EnrolmentCode, EnrolmentRequest
from kiosk.platform.wire import Wire

LIMIT_BYTES = 2**16
TRIES = 3
"""An answer may be lost on the way; the same code with the same key is good again."""


def enrol(url: str, code: EnrolmentCode, enrolment_file: Path, timeout_s: float = 10.0) -> Enrolment:
    """Makes this terminal's key, has it certified, and writes the enrolment with the certificate beside it.

    Nothing is told to a hub whose authority is not the one the code speaks of (``CaptivePortal``). May raise what
    ``Wire.call`` raises, ``HubRefused`` for a code that is used up or too old, ``SettingsError`` and ``OSError``.
    """
    if not url.startswith("https://"):
        raise SettingsError("must be https for a hub that certifies", key="hub.url")
    authority = _authority(url, code, timeout_s)
    key = NextKey()
    asked = EnrolmentRequest(secret=code.secret, request=key.request())
    answer = _asked(url, asked.model_dump_json().encode(), timeout_s, believing(authority))
    if answer.enrolment.authority != authority:
        raise HubNonsense("an enrolment of another authority")
    key.keep(answer.certificate, enrolment_file.with_name(FILE_NAME))
    write_private(enrolment_file, answer.enrolment.model_dump_json(indent=1).encode())
    return answer.enrolment


def _authority(url: str, code: EnrolmentCode, timeout_s: float) -> str:
    """Who signs at the hub, by the word of whoever answers, held against the code."""
    place = urlsplit(url)
    anybody = ssl.create_default_context()
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    line = http.client.HTTPSConnection(str(place.hostname), place.port, timeout=timeout_s, context=anybody)
    try:
        line.request("GET", f"{place.path.rstrip('/')}/v1/authority")
        authority = AuthorityAnswer.model_validate_json(line.getresponse().read(LIMIT_BYTES)).authority
        known = code.marks(fingerprint(authority))
    except (OSError, http.client.HTTPException) as error:
        raise HubUnreachable(type(error).__name__) from None
    except ValueError:
        raise HubNonsense("an answer that is no authority") from None
    finally:
        line.close()
    if not known:
        raise CaptivePortal("a hub that this code is not of")
    return authority


def _asked(url: str, body: bytes, timeout_s: float, tls: ssl.SSLContext) -> Enrolled:
    wire = Wire(url, "", timeout_s, tls)
    headers = {"Content-Type": "application/json"}
    try:
        for left in reversed(range(TRIES)):
            try:
                answer = wire.call("POST", "/v1/enrolments", expect=(201,), headers=headers, body=body)
            except HubUnreachable:
                if not left:
                    raise
                continue
            return Enrolled.model_validate_json(answer.body)
    except ValidationError:
        raise HubNonsense("an answer that is no enrolment") from None
    finally:
        wire.close()
    raise AssertionError("a try returns or raises")
