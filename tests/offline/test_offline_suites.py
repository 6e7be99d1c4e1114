"""Suite 2 (国密): held against the standards' own examples, and against a second reading of SM2 made here."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import SealBroken
from kiosk.offline import sm2
from kiosk.offline.seal import HPKE_X25519, generate_key_pair, open_envelope, seal
from kiosk.offline.suites import SM2_SM4, SUITES, suite_named

PAIR = SM2_SM4.generate_key_pair()
HEADER = b'{"application_id":"0"}'
ENVELOPE = seal(b"form and scans", HEADER, PAIR.public_key, SM2_SM4)

# GM/T 0003.5-2012 annex C (the same as GB/T 32918.5-2017 annex C): an encryption on the recommended curve.
EXAMPLE_PRIVATE = bytes.fromhex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8")
EXAMPLE_PUBLIC = bytes.fromhex(
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
EXAMPLE_K = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
EXAMPLE_C1 = bytes.fromhex(
    "0404ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73"
    "e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0"
)
EXAMPLE_C2 = bytes.fromhex("21886ca989ca9c7d58087307ca93092d651efa")
EXAMPLE_C3 = bytes.fromhex("59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766")

# The curve of GM/T 0003.5 §2.
P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
Point = tuple[int, int] | None


def sm3(content: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize()


def added(one: Point, two: Point) -> Point:
    if one is None or two is None:
        return one or two
    if one[0] == two[0] and (one[1] + two[1]) % P == 0:
        return None
    slope = (
        (3 * one[0] ** 2 + A) * pow(2 * one[1], -1, P)
        if one == two
        else (one[1] - two[1]) * pow(one[0] - two[0], -1, P)
    )
    x = (slope**2 - one[0] - two[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def times(number: int, point: Point) -> Point:
    total: Point = None
    while number:
        if number & 1:
            total = added(total, point)
        point, number = added(point, point), number >> 1
    return total


def words(number: int) -> bytes:
    return number.to_bytes(32, "big")


def kdf(content: bytes, size: int) -> bytes:
    blocks = (sm3(content + counter.to_bytes(4, "big")) for counter in range(1, size // 32 + 2))
    return b"".join(blocks)[:size]


def second_encrypt(plaintext: bytes, public_key: bytes, k: int) -> tuple[bytes, bytes, bytes]:
    """GM/T 0003.4 §6.1 with a given k: C1, C3, C2."""
    point = (int.from_bytes(public_key[1:33], "big"), int.from_bytes(public_key[33:], "big"))
    first, shared = times(k, G), times(k, point)
    assert first is not None
    assert shared is not None
    x2, y2 = map(words, shared)
    mask = kdf(x2 + y2, len(plaintext))
    masked = bytes(a ^ b for a, b in zip(plaintext, mask, strict=True))
    return b"\x04" + words(first[0]) + words(first[1]), sm3(x2 + plaintext + y2), masked


def second_decrypt(c1: tuple[int, int], c3: bytes, c2: bytes, private_key: bytes) -> bytes:
    """GM/T 0003.4 §7.1."""
    shared = times(int.from_bytes(private_key, "big"), c1)
    assert shared is not None
    x2, y2 = map(words, shared)
    plaintext = bytes(a ^ b for a, b in zip(c2, kdf(x2 + y2, len(c2)), strict=True))
    assert sm3(x2 + plaintext + y2) == c3
    return plaintext


def der_integer(number: int) -> bytes:
    content = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes([len(content)]) + content


def der(c1: bytes, c3: bytes, c2: bytes) -> bytes:
    """GM/T 0009 §7.2, for contents below 128 bytes and a whole below 256."""
    body = der_integer(int.from_bytes(c1[1:33], "big")) + der_integer(int.from_bytes(c1[33:], "big"))
    body += b"\x04" + bytes([len(c3)]) + c3 + b"\x04" + bytes([len(c2)]) + c2
    return b"\x30" + (b"\x81" if len(body) > 127 else b"") + bytes([len(body)]) + body


def der_parts(content: bytes) -> list[bytes]:
    at = 3 if content[1] == 0x81 else 2
    parts = []
    while at < len(content):
        size = content[at + 1]
        parts.append(content[at + 2 : at + 2 + size])
        at += 2 + size
    return parts


def test_sm3_is_the_standards() -> None:
    """GB/T 32905-2016 annex A.1."""
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_sm4_is_the_standards() -> None:
    """GB/T 32907-2016 annex A.1."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    cipher = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert cipher.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_is_the_rfcs() -> None:
    """RFC 8998 appendix A.1."""
    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    plaintext = b"".join(bytes([byte]) * 8 for byte in b"\xaa\xbb\xcc\xdd\xee\xff\xee\xaa")
    cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    assert (cipher.update(plaintext) + cipher.finalize()).hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    )
    assert cipher.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


def test_the_second_reading_of_sm2_makes_the_standards_ciphertext() -> None:
    found = second_encrypt(b"encryption standard", EXAMPLE_PUBLIC, EXAMPLE_K)
    assert found == (EXAMPLE_C1, EXAMPLE_C3, EXAMPLE_C2)


def test_the_standards_ciphertext_opens() -> None:
    ciphertext = der(EXAMPLE_C1, EXAMPLE_C3, EXAMPLE_C2)
    assert sm2.decrypt(ciphertext, EXAMPLE_PRIVATE, EXAMPLE_PUBLIC) == b"encryption standard"


def test_what_we_encrypt_opens_by_the_second_reading() -> None:
    x, y, c3, c2 = der_parts(sm2.encrypt(b"thirty-two bytes of a fresh key!", EXAMPLE_PUBLIC))
    c1 = int.from_bytes(x, "big"), int.from_bytes(y, "big")
    assert second_decrypt(c1, c3, c2, EXAMPLE_PRIVATE) == b"thirty-two bytes of a fresh key!"


def test_a_generated_pair_belongs_together() -> None:
    private_key, public_key = sm2.generate()
    point = times(int.from_bytes(private_key, "big"), G)
    assert point is not None
    assert public_key == b"\x04" + words(point[0]) + words(point[1])


def test_an_envelope_of_suite_2_opens_by_the_second_reading() -> None:
    envelope = seal(b"form and scans", HEADER, PAIR.public_key, SM2_SM4)
    bound, sealed = envelope[: 10 + len(HEADER)], envelope[10 + len(HEADER) :]
    size = int.from_bytes(sealed[:2], "big")
    x, y, c3, c2 = der_parts(sealed[2 : 2 + size])
    c1 = int.from_bytes(x, "big"), int.from_bytes(y, "big")
    secret = second_decrypt(c1, c3, c2, PAIR.private_key[:32])
    drawn = sm3(secret + b"\x00\x00\x00\x01" + bound)
    cipher = Cipher(algorithms.SM4(drawn[:16]), modes.GCM(drawn[16:28], sealed[-16:])).decryptor()
    cipher.authenticate_additional_data(bound)
    assert cipher.update(sealed[2 + size : -16]) + cipher.finalize() == b"form and scans"


@given(st.binary(max_size=2000), st.binary(max_size=200))
def test_what_is_sealed_comes_out_again(plaintext: bytes, header: bytes) -> None:
    opened = open_envelope(seal(plaintext, header, PAIR.public_key, SM2_SM4), PAIR.private_key, SUITES)
    assert (opened.header, opened.plaintext) == (header, plaintext)


@given(st.data())
def test_one_changed_bit_anywhere_opens_nothing(data: st.DataObject) -> None:
    envelope = bytearray(ENVELOPE)
    place = data.draw(st.integers(0, len(envelope) * 8 - 1))
    envelope[place // 8] ^= 1 << place % 8
    with pytest.raises(SealBroken):
        open_envelope(bytes(envelope), PAIR.private_key, SUITES)


@given(st.binary(max_size=300))
def test_bytes_that_are_no_sealed_part_are_named_so(content: bytes) -> None:
    with pytest.raises(SealBroken):
        SM2_SM4.open(content, PAIR.private_key, b"")


def test_another_pair_does_not_open_it() -> None:
    other = SM2_SM4.generate_key_pair()
    with pytest.raises(SealBroken):
        open_envelope(ENVELOPE, other.private_key, SUITES)


@pytest.mark.parametrize("key", [b"", bytes(65), b"\x04" + bytes(64), EXAMPLE_PUBLIC[:-1], bytes(32)])
def test_a_public_key_that_is_none_seals_nothing(key: bytes) -> None:
    with pytest.raises(SealBroken):
        seal(b"secret", HEADER, key, SM2_SM4)


def test_a_key_of_one_suite_is_none_of_the_other() -> None:
    hpke = generate_key_pair()
    with pytest.raises(SealBroken):
        seal(b"secret", HEADER, hpke.public_key, SM2_SM4)
    with pytest.raises(SealBroken):
        seal(b"secret", HEADER, PAIR.public_key, HPKE_X25519)
    with pytest.raises(SealBroken):
        open_envelope(ENVELOPE, hpke.private_key, SUITES)


def test_a_machine_without_the_library_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sm2, "LIBRARY", "libcrypto.so.0")
    sm2._library.cache_clear()
    try:
        with pytest.raises(SealBroken, match=r"libcrypto\.so\.0"):
            seal(b"secret", HEADER, PAIR.public_key, SM2_SM4)
    finally:
        sm2._library.cache_clear()


def test_suites_have_numbers_and_names_of_their_own() -> None:
    assert [suite.suite_id for suite in SUITES] == [1, 2]
    assert [suite_named(suite.name) for suite in SUITES] == list(SUITES)
    with pytest.raises(SealBroken, match="rot13"):
        suite_named("rot13")
