"""Parts sealed while somebody scans: what opens one, what does not, and envelopes that parts follow."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from outbox_things import a_stub, an_outbox

from kiosk.errors import ApplicationChanged, DiskFull, EnvelopeLost, SealBroken
from kiosk.offline.body import Body, sha256_of
from kiosk.offline.outbox import PARTS_NAME, Outbox, Part
from kiosk.offline.parts import PartFacts, open_part, seal_part
from kiosk.offline.seal import HPKE_X25519, generate_key_pair, open_envelope, read_header, seal
from kiosk.offline.suites import SM2_SM4
from kiosk.offline.tray import Tray

ONE, OTHER = UUID(int=1), UUID(int=2)
CONTENT = b"%PDF-1.7 a scan"
FACTS = PartFacts.of(ONE, "permit.pdf", CONTENT)
NOW = 1_800_000_000.0


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    opened = an_outbox(tmp_path / "data")
    yield opened
    opened.close()


def part_files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "data" / PARTS_NAME).iterdir())


def kept(outbox: Outbox, application_id: UUID, content: bytes) -> Part:
    return Part(outbox.keep_part(application_id, content), len(content))


# One part


@pytest.mark.parametrize("suite_id", [1, 2], ids=["AES-256-GCM", "SM4-GCM"])
def test_a_part_opens_with_its_key_and_its_facts(suite_id: int) -> None:
    key, sealed = seal_part(FACTS, CONTENT, suite_id)
    assert open_part(sealed, bytes(key.key), FACTS) == CONTENT
    assert len(sealed) == len(CONTENT) + 22 == key.sealed_size


@pytest.mark.parametrize("suite_id", [1, 2])
@pytest.mark.parametrize(
    "other",
    [
        replace(FACTS, application_id=OTHER),
        replace(FACTS, name="photo.pdf"),
        replace(FACTS, size=FACTS.size + 1),
        replace(FACTS, sha256="ab" * 32),
    ],
    ids=["application", "name", "size", "sha256"],
)
def test_a_part_opens_in_its_own_place_only(suite_id: int, other: PartFacts) -> None:
    key, sealed = seal_part(FACTS, CONTENT, suite_id)
    with pytest.raises(SealBroken):
        open_part(sealed, bytes(key.key), other)


@pytest.mark.parametrize("suite_id", [1, 2])
def test_no_byte_of_a_part_can_be_changed(suite_id: int) -> None:
    key, sealed = seal_part(FACTS, CONTENT, suite_id)
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(SealBroken):
            open_part(changed, bytes(key.key), FACTS)
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            open_part(sealed[:length], bytes(key.key), FACTS)


def test_every_part_has_a_key_of_its_own_and_shows_nothing() -> None:
    first, sealed = seal_part(FACTS, CONTENT * 20, 1)
    second, again = seal_part(FACTS, CONTENT * 20, 1)
    assert (first.key != second.key, sealed != again, b"scan" in sealed) == (True, True, False)


# Envelopes that parts follow


@pytest.mark.parametrize("suite", [HPKE_X25519, SM2_SM4], ids=["hpke", "sm2"])
def test_an_envelope_with_parts_opens_and_gives_them_back(suite: object) -> None:
    pair = suite.generate_key_pair()  # type: ignore[attr-defined]
    head = seal(b"plain", b"{}", pair.public_key, suite, parts_bytes=5)  # type: ignore[arg-type]
    found = open_envelope(head + b"12345", pair.private_key, (suite,))  # type: ignore[arg-type]
    assert (found.header, found.plaintext, found.parts) == (b"{}", b"plain", b"12345")
    assert read_header(head + b"12345") == b"{}"


def test_an_envelope_without_parts_is_of_the_first_format() -> None:
    pair = generate_key_pair()
    envelope = seal(b"plain", b"{}", pair.public_key)
    assert envelope[4] == 1
    assert open_envelope(envelope, pair.private_key).parts == b""


@pytest.mark.parametrize("parts", [b"", b"1234", b"123456"], ids=["none", "one less", "one more"])
def test_how_many_bytes_follow_is_authenticated(parts: bytes) -> None:
    pair = generate_key_pair()
    head = seal(b"plain", b"{}", pair.public_key, parts_bytes=5)
    with pytest.raises(SealBroken):
        open_envelope(head + parts, pair.private_key)
    shorter = head[:17] + b"\x04" + head[18:]
    with pytest.raises(SealBroken):
        open_envelope(shorter + b"1234", pair.private_key)


# A body in pieces


def test_a_body_reads_as_one_run_of_bytes_wherever_its_pieces_lie(tmp_path: Path) -> None:
    whole = os.urandom(1000)
    (tmp_path / "one").write_bytes(whole[10:400])
    (tmp_path / "two").write_bytes(whole[400:900])
    body = Body([whole[:10], tmp_path / "one", tmp_path / "two", whole[900:]])
    assert (len(body), body[:], body[5:950], body[399:401], body[1000:2000]) == (
        1000,
        whole,
        whole[5:950],
        whole[399:401],
        b"",
    )
    assert sha256_of(body) == sha256_of(whole)


# In the outbox


def test_parts_saved_before_are_handed_in_without_being_written_again(outbox: Outbox, tmp_path: Path) -> None:
    stub = a_stub()
    parts = [kept(outbox, stub.application_id, content) for content in (b"first" * 9, b"second" * 9)]
    before = {path: path.stat().st_mtime_ns for path in part_files(tmp_path)}
    outbox.submit(stub, b"head", parts=parts)
    assert outbox.envelope(stub.application_id)[:] == b"head" + b"first" * 9 + b"second" * 9
    assert {path: path.stat().st_mtime_ns for path in part_files(tmp_path)} == before
    (row,) = outbox.stubs()
    assert row.size == 4 + 45 + 54


def test_an_application_with_parts_is_whole_after_a_restart(outbox: Outbox, tmp_path: Path) -> None:
    stub = a_stub()
    outbox.submit(stub, b"head", parts=[kept(outbox, stub.application_id, b"part")])
    outbox.close()
    again = an_outbox(tmp_path / "data")
    assert again.envelope(stub.application_id)[:] == b"headpart"
    again.close()


def test_a_draft_that_was_not_handed_in_goes_with_its_visit_and_no_other(outbox: Outbox, tmp_path: Path) -> None:
    handed_in, left = a_stub(), OTHER
    outbox.submit(handed_in, b"head", parts=[kept(outbox, handed_in.application_id, b"part")])
    kept(outbox, left, b"page one")
    kept(outbox, left, b"page two")
    assert outbox.drop_parts(handed_in.application_id) == 0
    assert outbox.drop_parts(left) == 2
    assert outbox.envelope(handed_in.application_id)[:] == b"headpart"
    assert len(part_files(tmp_path)) == 1


def test_a_draft_that_a_crash_left_goes_at_the_next_start(outbox: Outbox, tmp_path: Path) -> None:
    kept(outbox, OTHER, b"page")
    outbox.close()
    assert len(part_files(tmp_path)) == 1
    an_outbox(tmp_path / "data").close()
    assert part_files(tmp_path) == []


def test_a_part_the_disk_did_not_take_comes_with_the_submit(outbox: Outbox, tmp_path: Path) -> None:
    stub, late = a_stub(), b"late"
    outbox.submit(stub, b"head", parts=[Part(sha256_of(late), len(late), unsaved=late)])
    outbox.close()
    again = an_outbox(tmp_path / "data")
    assert again.envelope(stub.application_id)[:] == b"headlate"
    again.close()


@pytest.mark.parametrize("harm", ["changed", "gone", "shorter"])
def test_a_part_harmed_before_the_submit_is_told_and_nothing_is_saved(
    outbox: Outbox, tmp_path: Path, harm: str
) -> None:
    stub = a_stub()
    part = kept(outbox, stub.application_id, b"part")
    (path,) = part_files(tmp_path)
    path.unlink() if harm == "gone" else path.write_bytes(b"parT" if harm == "changed" else b"par")
    with pytest.raises(EnvelopeLost):
        outbox.submit(stub, b"head", parts=[part])
    assert outbox.stubs() == []


def test_a_part_harmed_after_the_submit_is_told_and_others_are_well(outbox: Outbox, tmp_path: Path) -> None:
    harmed, well = a_stub(), a_stub()
    outbox.submit(harmed, b"head", parts=[kept(outbox, harmed.application_id, b"part")])
    (path,) = part_files(tmp_path)
    outbox.submit(well, b"head", parts=[kept(outbox, well.application_id, b"other")])
    path.write_bytes(b"PART")
    with pytest.raises(EnvelopeLost):
        outbox.envelope(harmed.application_id)
    assert outbox.envelope(well.application_id)[:] == b"headother"


def test_other_bytes_under_the_same_id_are_refused(outbox: Outbox) -> None:
    stub = a_stub()
    outbox.submit(stub, b"head", parts=[kept(outbox, stub.application_id, b"part")])
    with pytest.raises(ApplicationChanged):
        outbox.submit(stub, b"head", parts=[kept(outbox, stub.application_id, b"changed")])


def test_the_quota_counts_what_is_saved_while_scanning(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path / "data", quota_mb=3)
    page = kept(outbox, ONE, os.urandom(2_100_000))
    assert not outbox.room()
    with pytest.raises(DiskFull):
        outbox.keep_part(ONE, os.urandom(2_000_000))
    outbox.submit(a_stub(ONE), b"head", parts=[page])  # what is saved already needs no room again
    outbox.close()


def test_parts_go_with_their_envelope_when_the_hub_has_it(outbox: Outbox, tmp_path: Path) -> None:
    dropped, forgotten = a_stub(), a_stub()
    for stub in (dropped, forgotten):
        outbox.submit(stub, b"head", parts=[kept(outbox, stub.application_id, stub.application_id.bytes)])
        outbox.mark_trying(stub.application_id, NOW, 1.0)
        outbox.mark_delivered(stub.application_id, "1", NOW, b"signed")
    outbox.drop_envelopes(NOW + 1, NOW + 2)
    assert part_files(tmp_path) == []
    outbox.submit(a_stub(ONE), b"head", parts=[kept(outbox, ONE, b"part")])
    assert outbox.forget_delivered(NOW + 1) == 2
    assert len(part_files(tmp_path)) == 1


def test_an_outbox_of_before_the_parts_is_brought_up_and_loses_nothing(outbox: Outbox, tmp_path: Path) -> None:
    old, new = a_stub(), a_stub()
    outbox.submit(old, b"sealed")
    outbox._database.conn.execute("DROP TABLE parts")
    outbox._database.conn.execute("PRAGMA user_version = 2")
    outbox.close()
    again = an_outbox(tmp_path / "data")
    again.submit(new, b"head", parts=[kept(again, new.application_id, b"part")])
    assert (again.envelope(old.application_id), again.envelope(new.application_id)[:]) == (b"sealed", b"headpart")
    again.close()


def test_an_export_carries_the_parts(outbox: Outbox, tmp_path: Path) -> None:
    stub = a_stub()
    outbox.submit(stub, b"head", parts=[kept(outbox, stub.application_id, b"part")])
    outbox.park(stub.application_id, "urn:tongban:fault", NOW)
    assert Tray(outbox).export(stub.application_id, tmp_path).read_bytes() == b"headpart"
