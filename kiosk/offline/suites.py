"""The suites an envelope can be sealed with, by number and by name. Which one is used, the hub's keys decide."""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF

from kiosk.errors import SealBroken
from kiosk.offline import sm2
from kiosk.offline.seal import HPKE_X25519, KeyPair, Suite

_LENGTH = struct.Struct(">H")
SECRET_BYTES, SM4_KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 16, 12, 16


class Sm2Sm4:
    """Suite 2 (国密): a fresh secret under SM2, the plaintext under SM4-GCM with a key drawn from it by SM3.

    ``length of the SM2 ciphertext (2 bytes) | SM2 ciphertext (GM/T 0009) | SM4-GCM ciphertext | tag (16 bytes)``.
    Key and nonce are the first 28 bytes of the KDF of GB/T 32918.4 §5.4.3 (ANSI X9.63 with SM3) over the secret,
    with the bound bytes as its shared information; they are GCM's associated data too (SM4-GCM as in RFC 8998).
    The secret is used once, so the nonce need not be sent.
    """

    suite_id = 2
    name = "sm2-sm3-sm4-gcm"

    def generate_key_pair(self) -> KeyPair:
        """A fresh SM2 pair; the private half carries the public one behind it, which decryption wants."""
        private_key, public_key = sm2.generate()
        return KeyPair(private_key + public_key, public_key)

    def seal(self, plaintext: bytes, public_key: bytes, bound: bytes) -> bytes:
        """See the class. Raises ``SealBroken`` for a key that is none."""
        secret = os.urandom(SECRET_BYTES)
        wrapped = sm2.encrypt(secret, public_key)
        key, nonce = _drawn(secret, bound)
        cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
        cipher.authenticate_additional_data(bound)
        return _LENGTH.pack(len(wrapped)) + wrapped + cipher.update(plaintext) + cipher.finalize() + cipher.tag

    def open(self, sealed: bytes, private_key: bytes, bound: bytes) -> bytes:
        """The plaintext. Raises ``SealBroken`` for another key, other bound bytes or a changed byte."""
        body_at = _LENGTH.size + (_LENGTH.unpack_from(sealed)[0] if len(sealed) >= _LENGTH.size else 0)
        if len(sealed) < body_at + TAG_BYTES or len(private_key) != sm2.PRIVATE_BYTES + sm2.PUBLIC_BYTES:
            raise SealBroken("does not open with this key")
        wrapped, body, tag = sealed[_LENGTH.size : body_at], sealed[body_at:-TAG_BYTES], sealed[-TAG_BYTES:]
        secret = sm2.decrypt(wrapped, private_key[: sm2.PRIVATE_BYTES], private_key[sm2.PRIVATE_BYTES :])
        key, nonce = _drawn(secret, bound)
        cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
        cipher.authenticate_additional_data(bound)
        try:
            return cipher.update(body) + cipher.finalize()
        except InvalidTag:
            raise SealBroken("does not open with this key") from None


def _drawn(secret: bytes, bound: bytes) -> tuple[bytes, bytes]:
    drawn = X963KDF(hashes.SM3(), SM4_KEY_BYTES + NONCE_BYTES, bound).derive(secret)
    return drawn[:SM4_KEY_BYTES], drawn[SM4_KEY_BYTES:]


SM2_SM4 = Sm2Sm4()
SUITES: Sequence[Suite] = (HPKE_X25519, SM2_SM4)


def suite_named(name: str) -> Suite:
    """The suite of that name. Raises ``SealBroken`` for one that this program does not have."""
    for suite in SUITES:
        if suite.name == name:
            return suite
    raise SealBroken(f"unknown suite {name}")
