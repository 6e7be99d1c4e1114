"""SM2 public-key encryption (GB/T 32918.4, GM/T 0003.4) by the system's OpenSSL 3, called through ctypes.

``cryptography`` has SM3 and SM4 but not SM2. Debian's libssl3 has it and is kept by Debian's security team, and
the system's Python stands on the same library, so nothing is added to the machine. Keys are raw: 32 bytes private,
65 bytes public (0x04, X, Y). A ciphertext is the ASN.1 structure of GM/T 0009, which holds C1, C3 and C2.
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kiosk.errors import SealBroken

LIBRARY = "libcrypto.so.3"
PRIVATE_BYTES, PUBLIC_BYTES = 32, 65
# DER up to the raw key: SubjectPublicKeyInfo, PKCS #8 and SEC 1, for the curve 1.2.156.10197.1.301.
_PUBLIC_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
_PKCS8_HEAD = bytes.fromhex("308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420")
_PKCS8_MIDDLE = bytes.fromhex("a144034200")
_SEC1_HEAD, _SEC1_MIDDLE = bytes.fromhex("30770201010420"), bytes.fromhex("a00a06082a811ccf5501822da144034200")


def generate() -> tuple[bytes, bytes]:
    """A fresh private and public key. Raises ``SealBroken`` where this machine has no SM2."""
    library = _library()
    key = library.EVP_PKEY_Q_keygen(None, None, b"SM2")
    if not key:
        raise SealBroken("no SM2 on this machine")
    try:
        out = ctypes.create_string_buffer(library.i2d_PrivateKey(key, None))
        library.i2d_PrivateKey(key, ctypes.byref(ctypes.c_void_p(ctypes.addressof(out))))
    finally:
        library.EVP_PKEY_free(key)
    private_at, public_at = len(_SEC1_HEAD), len(_SEC1_HEAD) + PRIVATE_BYTES + len(_SEC1_MIDDLE)
    if not (out.raw.startswith(_SEC1_HEAD) and len(out.raw) == public_at + PUBLIC_BYTES):
        raise SealBroken("an SM2 key of another shape")
    return out.raw[private_at : private_at + PRIVATE_BYTES], out.raw[public_at:]


def encrypt(plaintext: bytes, public_key: bytes) -> bytes:
    """The ciphertext of GM/T 0009. Raises ``SealBroken`` for a key that is none."""
    if len(public_key) != PUBLIC_BYTES:
        raise SealBroken("not a usable SM2 public key")
    with _key("d2i_PUBKEY", _PUBLIC_HEAD + public_key) as key:
        return _run("EVP_PKEY_encrypt", key, plaintext)


def decrypt(ciphertext: bytes, private_key: bytes, public_key: bytes) -> bytes:
    """The plaintext. Raises ``SealBroken`` for another key or a changed byte."""
    if (len(private_key), len(public_key)) != (PRIVATE_BYTES, PUBLIC_BYTES):
        raise SealBroken("not a usable SM2 private key")
    with _key("d2i_AutoPrivateKey", _PKCS8_HEAD + private_key + _PKCS8_MIDDLE + public_key) as key:
        return _run("EVP_PKEY_decrypt", key, ciphertext)


@functools.cache
def _library() -> Any:
    """The loaded library with the calls' types. Raises ``SealBroken`` where it is not there."""
    pointer, text, size = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t
    try:
        library = ctypes.CDLL(LIBRARY)
        library.EVP_PKEY_Q_keygen.restype = pointer
        library.i2d_PrivateKey.argtypes = [pointer, pointer]
        for name in ("d2i_PUBKEY", "d2i_AutoPrivateKey"):
            getattr(library, name).restype = pointer
            getattr(library, name).argtypes = [pointer, pointer, ctypes.c_long]
        library.EVP_PKEY_CTX_new.restype = pointer
        library.EVP_PKEY_CTX_new.argtypes = [pointer, pointer]
        for name in ("EVP_PKEY_encrypt", "EVP_PKEY_decrypt"):
            getattr(library, f"{name}_init").argtypes = [pointer]
            getattr(library, name).argtypes = [pointer, text, ctypes.POINTER(size), text, size]
        for name in ("EVP_PKEY_free", "EVP_PKEY_CTX_free"):
            getattr(library, name).argtypes, getattr(library, name).restype = [pointer], None
        library.EVP_PKEY_get0_type_name.restype, library.EVP_PKEY_get0_type_name.argtypes = text, [pointer]
        library.ERR_clear_error.argtypes, library.ERR_clear_error.restype = [], None
    except (OSError, AttributeError):
        raise SealBroken(f"SM2 needs {LIBRARY} of OpenSSL 3") from None
    return library


@contextmanager
def _key(decoder: str, der: bytes) -> Iterator[int]:
    library = _library()
    held = ctypes.create_string_buffer(der, len(der))
    key = getattr(library, decoder)(None, ctypes.byref(ctypes.c_void_p(ctypes.addressof(held))), len(der))
    ctypes.memset(held, 0, len(der))
    try:
        if not key or library.EVP_PKEY_get0_type_name(key) != b"SM2":
            raise SealBroken("not a usable SM2 key")
        yield key
    finally:
        if key:
            library.EVP_PKEY_free(key)
        library.ERR_clear_error()  # the queue of errors belongs to the thread, and so to whoever calls next


def _run(operation: str, key: int, content: bytes) -> bytes:
    library = _library()
    context = library.EVP_PKEY_CTX_new(key, None)
    try:
        size = ctypes.c_size_t(0)
        work = getattr(library, operation)
        good = getattr(library, f"{operation}_init")(context) == 1
        if not good or work(context, None, ctypes.byref(size), content, len(content)) != 1:
            raise SealBroken("SM2 does not take these bytes")
        out = ctypes.create_string_buffer(size.value)
        if work(context, out, ctypes.byref(size), content, len(content)) != 1:
            raise SealBroken("does not open with this key")
        return out.raw[: size.value]
    finally:
        library.EVP_PKEY_CTX_free(context)
