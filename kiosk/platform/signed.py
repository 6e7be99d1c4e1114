"""What the hub signs and terminals check: receipts, the list of keys, bundles. Ed25519 (RFC 8032).

Each kind of statement begins with a line of its own, so that a signature under one can never pass for another.
"""

from __future__ import annotations

import base64
import binascii
from datetime import UTC

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from kiosk.errors import HubNonsense
from kiosk.platform.contract import Acknowledgement, Bundles, KeyList, SignedBundles, SignedKeys


def receipt_bytes(acknowledgement: Acknowledgement) -> bytes:
    """What the hub signs of a receipt: which bytes it has, under which number, since when."""
    facts = (
        "tongban receipt 1",
        str(acknowledgement.application_id),
        acknowledgement.sha256,
        acknowledgement.case_number,
        f"{acknowledgement.received_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
    )
    return "\n".join(facts).encode()


def keys_bytes(keys: str) -> bytes:
    """What the hub signs of a key list, given as its JSON."""
    return b"tongban keys 1\n" + keys.encode()


def bundles_bytes(bundles: str) -> bytes:
    """What the hub signs of a set of bundles, given as its JSON."""
    return b"tongban bundles 1\n" + bundles.encode()


def is_signed(content: bytes, signature: str, signing_key: str) -> bool:
    """Is ``signature`` the hub's, by its raw Ed25519 key? Both are base64; nonsense is no signature."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(signing_key, validate=True))
        key.verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def read_keys(signed: SignedKeys, signing_key: str) -> KeyList:
    """The list, when it is the hub's. Raises ``HubNonsense``."""
    if not is_signed(keys_bytes(signed.keys), signed.signature, signing_key):
        raise HubNonsense("a key list that the hub did not sign")
    try:
        return KeyList.model_validate_json(signed.keys)
    except ValidationError:
        raise HubNonsense("a signed key list that is none") from None


def read_bundles(signed: SignedBundles, signing_key: str) -> Bundles:
    """The set, when it is the hub's. Raises ``HubNonsense``."""
    if not is_signed(bundles_bytes(signed.bundles), signed.signature, signing_key):
        raise HubNonsense("bundles that the hub did not sign")
    try:
        return Bundles.model_validate_json(signed.bundles)
    except ValidationError:
        raise HubNonsense("signed bundles that are none") from None
