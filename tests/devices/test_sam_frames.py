"""SAM-V frames: byte-exact against the stored vectors, and found again in any noise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.id_reader.frames import PREAMBLE, SHORTEST_REQUEST, Broken, Receiver, encode

VECTORS = {
    name: bytes.fromhex(text)
    for name, text in json.loads(
        (Path(__file__).parent.parent / "data" / "id_card_vectors.json").read_text()
    ).items()
}

LENGTH = range(len(PREAMBLE), len(PREAMBLE) + 2)
"""Where a frame's length stands."""

bodies = st.binary(min_size=3, max_size=1400).filter(lambda body: PREAMBLE not in body)
noise = st.lists(
    st.binary(max_size=40) | st.sampled_from([b"\xaa", b"\xaa\xaa", b"\xaa\xaa\xaa\x96", PREAMBLE[:4] * 3])
).map(b"".join)


@pytest.mark.parametrize(
    ("body", "frame"),
    [
        ("10FF", "AAAAAA96690003 10FF EC"),
        ("11FF", "AAAAAA96690003 11FF ED"),
        ("12FF", "AAAAAA96690003 12FF EE"),
        ("2001", "AAAAAA96690003 2001 22"),
        ("2002", "AAAAAA96690003 2002 21"),
        ("3001", "AAAAAA96690003 3001 32"),
        ("3003", "AAAAAA96690003 3003 30"),
        ("3005", "AAAAAA96690003 3005 36"),
        ("61FF50", "AAAAAA96690004 61FF50 CA"),
        ("000080", "AAAAAA96690004 000080 84"),
        ("00009F00000000", "AAAAAA96690008 00009F 00000000 97"),
    ],
)
def test_published_frames_are_made_byte_for_byte(body: str, frame: str) -> None:
    assert bytes.fromhex(frame) == encode(bytes.fromhex(body))


@pytest.mark.parametrize("name", sorted(VECTORS))
def test_every_vector_is_taken_apart_and_made_again(name: str) -> None:
    [body] = Receiver().feed(VECTORS[name])
    assert isinstance(body, bytearray)
    assert VECTORS[name] == encode(bytes(body))


@given(noise.filter(lambda n: PREAMBLE not in n), bodies, st.data())
def test_a_frame_is_found_behind_noise_however_it_is_cut(before: bytes, body: bytes, data: st.DataObject) -> None:
    stream = before + encode(body)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    receiver, found = Receiver(), []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += receiver.feed(stream[start:end])
    assert found == [body]


@given(st.integers(0, 20), bodies)
def test_a_run_of_preamble_bytes_hides_no_frame(run: int, body: bytes) -> None:
    assert [body] == Receiver().feed(b"\xaa" * run + encode(body))


@given(st.lists(bodies, max_size=5))
def test_glued_frames_come_out_one_by_one(several: list[bytes]) -> None:
    assert several == Receiver().feed(b"".join(encode(body) for body in several))


@given(bodies, st.data())
def test_a_flipped_bit_gives_out_no_body_but_where_a_shorter_frame_fits_its_sum(
    body: bytes, data: st.DataObject
) -> None:
    frame = bytearray(encode(body))
    place = data.draw(st.integers(0, len(frame) - 1))
    frame[place] ^= 1 << data.draw(st.integers(0, 7))
    found = [one for one in Receiver().feed(bytes(frame)) if isinstance(one, bytearray)]
    assert not found or (place in LENGTH and frame.startswith(encode(bytes(found[0]))))


def test_a_shortened_length_whose_sum_fits_cannot_be_told_from_a_good_frame() -> None:
    """The sum is one byte, so about one shortened length in 256 passes; ``replies`` asks for exact sizes."""
    frame = bytearray(encode(b"<q\x8d\xc4"))
    frame[LENGTH[-1]] ^= 1
    assert Receiver().feed(bytes(frame))[0] == b"<q\x8d"


@pytest.mark.parametrize("length", ["0000", "0003", "1001", "FFFF"])
def test_a_silly_length_is_refused_at_once_and_the_next_frame_is_found(length: str) -> None:
    good = encode(b"\0\0\x90")
    found = Receiver().feed(PREAMBLE + bytes.fromhex(length) + good)
    assert found == [Broken.LENGTH, b"\0\0\x90"]


def test_a_wrong_checksum_is_named_and_the_next_frame_is_found() -> None:
    bad = encode(b"\0\0\x90")[:-1] + b"\0"
    assert Receiver().feed(bad + encode(b"\0\0\x80")) == [Broken.CHECKSUM, b"\0\0\x80"]


def test_a_handhelds_home_made_timeout_is_no_frame() -> None:
    receiver = Receiver()
    assert (receiver.feed(bytes.fromhex("AAAAAA96690005050505")), receiver.in_frame) == ([], True)


@given(st.lists(st.binary(max_size=3000), max_size=8))
def test_the_receiver_never_keeps_more_than_the_longest_frame(chunks: list[bytes]) -> None:
    receiver = Receiver()
    for chunk in chunks:
        receiver.feed(chunk)
    assert len(receiver._buffer) <= 4096 + 7


def test_a_receiver_knows_when_a_frame_has_begun() -> None:
    receiver = Receiver()
    receiver.feed(b"\xaa\xaa")
    early = receiver.in_frame
    receiver.feed(PREAMBLE)
    assert (early, receiver.in_frame) == (False, True)


def test_a_cleared_receiver_has_forgotten_everything() -> None:
    receiver = Receiver()
    receiver.feed(encode(b"\0\0\x90")[:-1])
    receiver.clear()
    assert receiver.feed(b"\x94") == []


def test_requests_may_be_shorter_than_replies() -> None:
    assert Receiver(SHORTEST_REQUEST).feed(encode(b"\x20\x01")) == [b"\x20\x01"]
