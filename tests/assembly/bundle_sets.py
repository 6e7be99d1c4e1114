"""Sets of bundles as a hub signs them, and one that another hub signed."""

import base64
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.platform.contract import Bundles, SignedBundles
from kiosk.platform.signed import bundles_bytes

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
OURS, FOREIGN = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
SIGNING_KEY = base64.b64encode(OURS.public_key().public_bytes_raw()).decode()


def signed_set(serial: int, *, by: Ed25519PrivateKey = OURS, **more: Any) -> SignedBundles:
    listed = Bundles(serial=serial, issued_at=NOW, **more).model_dump_json()
    return SignedBundles(bundles=listed, signature=base64.b64encode(by.sign(bundles_bytes(listed))).decode())
