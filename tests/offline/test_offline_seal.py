"""The envelope: what is sealed opens with one key only, and RFC 9180 is really what is spoken."""

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import SealBroken
from kiosk.offline.seal import HPKE_X25519, KeyPair, generate_key_pair, open_envelope, read_header, seal

KEYS = generate_key_pair()
HEADER = b'{"application_id":"0"}'


# A second, independent reading of RFC 9180 (base mode, §4 to §5.2), proven below by the RFC's own vector A.1.1.


def _hmac(key: bytes, content: bytes) -> bytes:
    mac = hmac.HMAC(key, hashes.SHA256())
    mac.update(content)
    return mac.finalize()


def _labeled_extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return _hmac(salt or bytes(32), b"HPKE-v1" + suite + label + ikm)


def _labeled_expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return _hmac(prk, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info + b"\x01")[:length]


def rfc9180_open(sealed: bytes, private_key: bytes, info: bytes, aad: bytes, aead_id: int, size: int) -> bytes:
    enc, ciphertext = sealed[:32], sealed[32:]
    own = X25519PrivateKey.from_private_bytes(private_key)
    kem = b"KEM" + (0x20).to_bytes(2, "big")
    shared = own.exchange(X25519PublicKey.from_public_bytes(enc))
    prk = _labeled_extract(kem, b"", b"eae_prk", shared)
    secret = _labeled_expand(kem, prk, b"shared_secret", enc + own.public_key().public_bytes_raw(), 32)
    suite = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (0x20, 1, aead_id))
    context = b"\x00" + _labeled_extract(suite, b"", b"psk_id_hash", b"")
    context += _labeled_extract(suite, b"", b"info_hash", info)
    schedule = _labeled_extract(suite, secret, b"secret", b"")
    key = _labeled_expand(suite, schedule, b"key", context, size)
    nonce = _labeled_expand(suite, schedule, b"base_nonce", context, 12)
    return AESGCM(key).decrypt(nonce, ciphertext, aad)


def test_the_second_reading_of_the_rfc_opens_its_vector_a_1_1() -> None:
    private_key = bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
    enc = bytes.fromhex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431")
    ciphertext = bytes.fromhex(
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"
    )
    info, aad = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e"), bytes.fromhex("436f756e742d30")
    assert rfc9180_open(enc + ciphertext, private_key, info, aad, 1, 16) == b"Beauty is truth, truth beauty"


def test_an_envelope_opens_by_the_second_reading_of_the_rfc() -> None:
    envelope = seal(b"form and scans", HEADER, KEYS.public_key)
    body_at = 10 + len(HEADER)
    plaintext = rfc9180_open(envelope[body_at:], KEYS.private_key, envelope[:body_at], b"", 2, 32)
    assert plaintext == b"form and scans"


@given(st.binary(max_size=2000), st.binary(max_size=200))
def test_what_is_sealed_comes_out_again(plaintext: bytes, header: bytes) -> None:
    opened = open_envelope(seal(plaintext, header, KEYS.public_key), KEYS.private_key)
    assert (opened.header, opened.plaintext) == (header, plaintext)


@given(st.data())
def test_one_changed_bit_anywhere_opens_nothing(data: st.DataObject) -> None:
    envelope = bytearray(seal(b"form and scans", HEADER, KEYS.public_key))
    # Bit 255 of an X25519 public key is ignored by RFC 7748 §5, but HPKE binds the key's bytes all the same.
    place = data.draw(st.integers(0, len(envelope) * 8 - 1))
    envelope[place // 8] ^= 1 << place % 8
    with pytest.raises(SealBroken):
        open_envelope(bytes(envelope), KEYS.private_key)


@given(st.binary(max_size=300))
def test_bytes_that_are_no_envelope_are_named_so(content: bytes) -> None:
    with pytest.raises(SealBroken):
        open_envelope(content, KEYS.private_key)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealBroken):
        open_envelope(seal(b"secret", HEADER, KEYS.public_key), generate_key_pair().private_key)


def test_the_terminal_cannot_open_what_it_sealed_with_anything_it_has() -> None:
    envelope = seal(b"secret", HEADER, KEYS.public_key)
    ephemeral_key = envelope[10 + len(HEADER) :][:32]
    for key in (KEYS.public_key, KEYS.public_key[::-1], ephemeral_key, envelope[-32:], bytes(32)):
        with pytest.raises(SealBroken):
            open_envelope(envelope, key)


def test_nothing_of_the_plaintext_stands_in_the_envelope() -> None:
    assert "王兰".encode() not in seal("申请人 王兰".encode() * 20, HEADER, KEYS.public_key)


def test_the_same_plaintext_never_gives_the_same_envelope() -> None:
    assert seal(b"secret", HEADER, KEYS.public_key) != seal(b"secret", HEADER, KEYS.public_key)


def test_the_header_can_be_read_without_opening() -> None:
    assert read_header(seal(b"secret", HEADER, KEYS.public_key)) == HEADER


@pytest.mark.parametrize("key", [b"", b"short", bytes(31), bytes(33), bytes(32)])
def test_a_public_key_that_is_none_seals_nothing(key: bytes) -> None:
    with pytest.raises(SealBroken):
        seal(b"secret", HEADER, key)


def test_a_header_longer_than_the_format_allows_is_refused() -> None:
    with pytest.raises(SealBroken, match="too long"):
        seal(b"secret", bytes(4097), KEYS.public_key)


@pytest.mark.parametrize(("place", "value", "said"), [(0, 0, "not an"), (4, 9, "version"), (5, 200, "suite 200")])
def test_another_format_is_named(place: int, value: int, said: str) -> None:
    envelope = bytearray(seal(b"secret", HEADER, KEYS.public_key))
    envelope[place] = value
    with pytest.raises(SealBroken, match=said):
        open_envelope(bytes(envelope), KEYS.private_key)


class Reversed:
    """A suite of another kind, to show that one can stand beside HPKE."""

    suite_id = 77
    name = "reversed"

    def generate_key_pair(self) -> KeyPair:
        return KeyPair(b"k", b"k")

    def seal(self, plaintext: bytes, public_key: bytes, bound: bytes) -> bytes:
        return plaintext[::-1]

    def open(self, sealed: bytes, private_key: bytes, bound: bytes) -> bytes:
        return sealed[::-1]


def test_another_suite_stands_beside_by_its_number() -> None:
    envelope = seal(b"abc", HEADER, b"k", Reversed())
    assert open_envelope(envelope, b"k", (HPKE_X25519, Reversed())).plaintext == b"abc"


def test_keys_and_opened_envelopes_do_not_show_secrets_when_printed() -> None:
    opened = open_envelope(seal(b"secret", HEADER, KEYS.public_key), KEYS.private_key)
    assert KEYS.private_key.hex() not in repr(KEYS)
    assert repr(KEYS.private_key) not in repr(KEYS)
    assert "secret" not in repr(opened)


def test_the_second_reading_refuses_a_changed_byte_too() -> None:
    envelope = seal(b"secret", HEADER, KEYS.public_key)
    body_at = 10 + len(HEADER)
    with pytest.raises(InvalidTag):
        rfc9180_open(envelope[body_at:-1] + b"\x00", KEYS.private_key, envelope[:body_at], b"", 2, 32)
