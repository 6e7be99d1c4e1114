"""Envelopes as the journey makes them: by the key that the terminal's sealer gives."""

import hashlib

from kiosk.assembly.hub_keys import OneKey
from kiosk.platform.archive import pack
from kiosk.platform.contract import Application, EnvelopeHeader


def envelope_by(key: OneKey, application: Application) -> bytes:
    """The envelope of an application with its usual parts."""
    plaintext = pack(application, {"id_copy.pdf": b"%PDF-1.7 scan", "signature.png": b"\x89PNG signature"})
    header = EnvelopeHeader(
        key_id=key.key_id,
        suite=key.suite,
        application_id=application.application_id,
        plaintext_sha256=hashlib.sha256(plaintext).hexdigest(),
        plaintext_size=len(plaintext),
    )
    return key.seal(plaintext, header.model_dump_json().encode())
