"""The storage key: where it is kept, what is refused, and that nothing is made over a file that does not open."""

import contextlib
import io
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import swtpm_things
from outbox_things import a_stub, an_outbox
from sqlcipher3 import dbapi2 as sqlcipher

from kiosk.errors import KeyUnusable, KeyWrong, OfflineError
from kiosk.offline import keys, outbox_file
from kiosk.offline.keys import KEY_BYTES, KeyFile, StorageKey
from kiosk.offline.keys_passphrase import PassphraseKey, asked_at_start
from kiosk.offline.keys_tpm import TpmKey
from kiosk.offline.outbox import FILE_NAME, KEY_NAME

QUICK_LOG_N = 10
PASSPHRASE = "sunflower on the balcony"
MARK = b"a line that must not be readable anywhere " * 40


def a_passphrase_key(path: Path, passphrase: str = PASSPHRASE) -> PassphraseKey:
    return PassphraseKey(path, lambda: passphrase, QUICK_LOG_N)


@pytest.fixture(params=[KeyFile, a_passphrase_key], ids=["file", "passphrase"])
def keeper(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], StorageKey]:
    """Makes the same keeper anew, as after a restart."""
    return lambda: request.param(tmp_path / "storage.key")


def changed(path: Path, **fields: str) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


# Every keeper that needs no machine of its own


def test_before_a_key_is_made_there_is_none(keeper: Callable[[], StorageKey]) -> None:
    assert keeper().fetch() is None


def test_a_key_is_the_same_after_a_restart(keeper: Callable[[], StorageKey]) -> None:
    key = keeper().make()
    assert len(key) == KEY_BYTES
    assert keeper().fetch() == key


def test_a_key_is_never_made_over_another(keeper: Callable[[], StorageKey]) -> None:
    key = keeper().make()
    with pytest.raises(KeyUnusable, match="EEXIST"):
        keeper().make()
    assert keeper().fetch() == key


def test_only_the_owner_may_read_the_key_file(keeper: Callable[[], StorageKey], tmp_path: Path) -> None:
    keeper().make()
    assert (tmp_path / "storage.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_file_that_others_may_touch_is_refused(
    keeper: Callable[[], StorageKey], tmp_path: Path, mode: int
) -> None:
    keeper().make()
    (tmp_path / "storage.key").chmod(mode)
    with pytest.raises(KeyUnusable, match="others may read"):
        keeper().fetch()


def test_a_link_in_the_key_files_place_is_refused(keeper: Callable[[], StorageKey], tmp_path: Path) -> None:
    keeper().make()
    (tmp_path / "storage.key").rename(tmp_path / "elsewhere")
    (tmp_path / "storage.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyUnusable, match="ELOOP"):
        keeper().fetch()


def test_every_cut_and_every_changed_byte_of_the_key_file_is_told(
    keeper: Callable[[], StorageKey], tmp_path: Path
) -> None:
    key, path = keeper().make(), tmp_path / "storage.key"
    content = path.read_bytes()
    step = max(1, len(content) // 40)
    for length in range(0, len(content) - 3, step):
        path.write_bytes(content[:length])
        with pytest.raises(KeyUnusable):
            keeper().fetch()
    for place in range(0, len(content), step):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x01]) + content[place + 1 :])
        with contextlib.suppress(KeyUnusable):
            assert keeper().fetch() == key  # only a space between the fields


def test_a_key_file_of_another_kind_is_refused(keeper: Callable[[], StorageKey], tmp_path: Path) -> None:
    keeper().make()
    changed(tmp_path / "storage.key", kind="another")
    with pytest.raises(KeyUnusable, match="of kind another"):
        keeper().fetch()


# The file


def test_a_damaged_digit_of_the_key_is_seen(tmp_path: Path) -> None:
    key = KeyFile(tmp_path / "storage.key").make()
    changed(tmp_path / "storage.key", key=(bytes([key[0] ^ 1]) + key[1:]).hex())
    with pytest.raises(KeyUnusable, match="the key is damaged"):
        KeyFile(tmp_path / "storage.key").fetch()


def test_what_a_cut_left_of_making_the_key_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "storage.key.new").write_text("half of a key")
    assert KeyFile(tmp_path / "storage.key").fetch() is None
    KeyFile(tmp_path / "storage.key").make()
    assert [one.name for one in tmp_path.iterdir()] == ["storage.key"]


# The passphrase


def test_a_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    a_passphrase_key(tmp_path / "storage.key").make()
    with pytest.raises(KeyUnusable, match="passphrase is wrong"):
        a_passphrase_key(tmp_path / "storage.key", "sunflower on the balkony").fetch()


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="at least 10"):
        a_passphrase_key(tmp_path / "storage.key", "short").make()
    assert not (tmp_path / "storage.key").exists()


@pytest.mark.parametrize("log_n", ["5", "40", "many", ""])
def test_a_cost_outside_reason_is_not_tried(tmp_path: Path, log_n: str) -> None:
    a_passphrase_key(tmp_path / "storage.key").make()
    changed(tmp_path / "storage.key", log_n=log_n)
    with pytest.raises(KeyUnusable, match="damaged"):
        a_passphrase_key(tmp_path / "storage.key").fetch()


def test_neither_key_nor_passphrase_stand_in_the_file(tmp_path: Path) -> None:
    key = a_passphrase_key(tmp_path / "storage.key").make()
    text = (tmp_path / "storage.key").read_text()
    assert key.hex() not in text
    assert PASSPHRASE not in text


def test_the_passphrase_comes_from_systemds_credential(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "storage-passphrase").write_text(PASSPHRASE + "\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert asked_at_start() == PASSPHRASE


def test_without_credential_and_without_a_terminal_there_is_no_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(KeyUnusable, match="no passphrase"):
        asked_at_start()


# The TPM


@pytest.fixture
def tcti(tmp_path: Path) -> object:
    if swtpm_things.missing():
        pytest.skip(f"{swtpm_things.missing()} is not installed (Debian: swtpm, tpm2-tools)")
    with swtpm_things.a_tpm(tmp_path / "tpm") as tcti:
        yield tcti


def test_the_tpm_gives_the_key_back_after_a_restart(tcti: str, tmp_path: Path) -> None:
    key = TpmKey(tmp_path / "storage.key", "sha256:0,7", tcti).make()
    assert TpmKey(tmp_path / "storage.key", "sha256:0,7", tcti).fetch() == key
    assert key.hex() not in (tmp_path / "storage.key").read_text()


def test_a_machine_that_started_otherwise_gets_no_key(tcti: str, tmp_path: Path) -> None:
    TpmKey(tmp_path / "storage.key", "sha256:7", tcti).make()
    subprocess.run(["tpm2_pcrextend", "-T", tcti, "7:sha256=" + "ab" * 32], check=True)
    with pytest.raises(KeyUnusable, match="refuses tpm2_unseal"):
        TpmKey(tmp_path / "storage.key", "sha256:7", tcti).fetch()


def test_another_tpm_cannot_open_the_file(tcti: str, tmp_path: Path) -> None:
    TpmKey(tmp_path / "storage.key", "sha256:7", tcti).make()
    with swtpm_things.a_tpm(tmp_path / "other") as other, pytest.raises(KeyUnusable, match="refuses tpm2_load"):
        TpmKey(tmp_path / "storage.key", "sha256:7", other).fetch()


def test_an_outbox_under_the_tpm_opens_again(tcti: str, tmp_path: Path) -> None:
    keeper = TpmKey(tmp_path / "storage.key", "sha256:7", tcti)
    outbox, stub = an_outbox(tmp_path / "data", key=keeper), a_stub()
    outbox.submit(stub, b"sealed")
    outbox.close()
    again = an_outbox(tmp_path / "data", key=keeper)
    assert again.envelope(stub.application_id) == b"sealed"
    again.close()


def test_without_tpm_or_its_tools_there_is_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(KeyUnusable, match="not installed"):
        TpmKey(tmp_path / "storage.key").make()
    assert not (tmp_path / "storage.key").exists()


@pytest.mark.parametrize("pcrs", ["7", "sha256:", "sha256:7;id", "md5:1"])
def test_pcrs_that_are_none_are_refused(tmp_path: Path, pcrs: str) -> None:
    with pytest.raises(KeyUnusable, match="PCRs"):
        TpmKey(tmp_path / "storage.key", pcrs)


# Key and outbox


def test_the_build_encrypts_and_has_the_wal_reset_bug_mended(tmp_path: Path) -> None:
    assert sqlcipher.sqlite_version_info >= outbox_file.MENDED_SQLITE
    outbox = an_outbox(tmp_path / "data")
    assert str(outbox_file.pragma(outbox._database, "cipher_version")).startswith("4.")
    assert str(outbox_file.pragma(outbox._database, "cipher_provider")) == "openssl"
    outbox.close()


def test_nothing_of_a_row_or_envelope_can_be_read_on_the_disk(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path / "data")
    outbox.submit(a_stub(), MARK)
    while_open = b"".join(one.read_bytes() for one in (tmp_path / "data").iterdir() if one.is_file())
    outbox.close()
    closed = (tmp_path / "data" / FILE_NAME).read_bytes()
    for found in (while_open, closed):
        assert MARK[:42] not in found
        assert "养老保险".encode() not in found
        assert b"T-0001-261123" not in found
        assert b"SQLite format" not in found


def test_a_lost_key_is_told_and_none_is_made_in_its_place(tmp_path: Path) -> None:
    an_outbox(tmp_path / "data").close()
    (tmp_path / "data" / KEY_NAME).unlink()
    before = (tmp_path / "data" / FILE_NAME).read_bytes()
    with pytest.raises(KeyUnusable, match="its key is not"):
        an_outbox(tmp_path / "data")
    assert not (tmp_path / "data" / KEY_NAME).exists()
    assert (tmp_path / "data" / FILE_NAME).read_bytes() == before


def test_another_machines_key_is_told_and_nothing_is_changed(tmp_path: Path) -> None:
    for folder in ("data", "other"):
        outbox = an_outbox(tmp_path / folder)
        outbox.submit(a_stub(), b"sealed")
        outbox.close()
    (tmp_path / "other" / KEY_NAME).replace(tmp_path / "data" / KEY_NAME)
    before = (tmp_path / "data" / FILE_NAME).read_bytes()
    with pytest.raises(KeyWrong):
        an_outbox(tmp_path / "data")
    assert (tmp_path / "data" / FILE_NAME).read_bytes() == before


def test_the_key_is_in_no_error(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path / "data")
    key = KeyFile(tmp_path / "data" / KEY_NAME).fetch()
    assert key is not None
    outbox.close()
    (tmp_path / "data" / FILE_NAME).write_bytes(os.urandom(8192))
    with pytest.raises(OfflineError) as told:
        an_outbox(tmp_path / "data")
    assert key.hex() not in "".join([str(told.value), repr(told.value.__cause__), repr(told.value.__context__)])


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyUnusable, match=r"ENOTDIR|EEXIST"):
        keys.write_key_file(tmp_path / "file" / "storage.key", {"kind": "file"})
