"""The hub's keys: kept safely, changed while both sides work, retired only when nobody seals to them any more."""

import base64
import json
from pathlib import Path

import pytest
from applications import NOW, an_application, sealed
from envelopes import envelope_by
from houses import Door, hub_command

from hub.archive import Unpacked
from hub.keys import FILE_NAME, load_or_make
from hub.parts import open_parts
from kiosk.assembly.hub_keys import HubSealer
from kiosk.errors import HubNonsense, HubRefused, SealBroken, SettingsError
from kiosk.offline.seal import seal
from kiosk.offline.suites import SM2_SM4
from kiosk.platform.client import HubClient
from kiosk.platform.contract import Application, Enrolment, Heartbeat, SuiteName
from kiosk.platform.signed import read_keys

HPKE: SuiteName = "hpke-x25519-hkdf-sha256-aes-256-gcm"
SM2: SuiteName = "sm2-sm3-sm4-gcm"


@pytest.fixture
def client(door: Door) -> HubClient:
    return HubClient(door.url, door.enrolment)


def a_beat(terminal_id: str = "T-0001", **more: int) -> Heartbeat:
    fields = {"waiting": 0, "parked": 0} | more
    return Heartbeat(terminal_id=terminal_id, version="1", at=NOW, **fields)


def delivered(client: HubClient, application: Application, envelope: bytes) -> str:
    return client.deliver(application.application_id, envelope).case_number


# Kept


def test_keys_do_not_show_themselves_when_printed(tmp_path: Path) -> None:
    keys = load_or_make(tmp_path)
    said = json.loads((tmp_path / FILE_NAME).read_text())
    secrets = [said["signing_key"], said["token_secret"], said["index_secret"], said["pairs"][0]["private_key"]]
    assert not any(secret in repr(keys) for secret in secrets)


def test_a_key_file_of_a_hub_that_did_not_sign_yet_is_completed_and_loses_nothing(tmp_path: Path) -> None:
    key_id = load_or_make(tmp_path).current.key_id
    said = json.loads((tmp_path / FILE_NAME).read_text())
    old = {name: said[name] for name in ("token_secret", "index_secret")}
    old["pairs"] = [{name: pair[name] for name in ("private_key", "public_key")} for pair in said["pairs"]]
    (tmp_path / FILE_NAME).write_text(json.dumps(old))
    again = load_or_make(tmp_path)
    assert again.current.key_id == key_id
    assert again.token_secret.hex() == said["token_secret"]
    made = again.signing_key
    assert load_or_make(tmp_path).signing_key == made


def test_a_key_file_that_was_replaced_by_another_thing_is_named(tmp_path: Path) -> None:
    keys = load_or_make(tmp_path)
    (tmp_path / FILE_NAME).write_text("{}")
    with pytest.raises(SettingsError, match="key file"):
        keys.signed_list()


# Both alive


@pytest.mark.parametrize("suite", [HPKE, SM2])
def test_after_a_change_of_keys_envelopes_under_either_come_in(
    door: Door, client: HubClient, suite: SuiteName
) -> None:
    before, after = an_application(), an_application()
    sealer = HubSealer(door.enrolment)
    first = envelope_by(sealer.key(), before)
    new_id = load_or_make(door.data).add(suite)
    sealer.renew(client.keys())
    assert sealer.key().key_id == new_id != door.enrolment.hub_key_id
    assert sealer.key().suite == suite
    assert delivered(client, before, first)
    assert delivered(client, after, envelope_by(sealer.key(), after))
    assert door.parts.cases.read(after.application_id).application == after


def test_a_header_that_names_another_suite_than_its_keys_is_refused(door: Door, client: HubClient) -> None:
    application = an_application()
    with pytest.raises(HubRefused) as refused:
        client.deliver(application.application_id, sealed(application, door.enrolment, suite=SM2))
    assert refused.value.problem == "urn:tongban:envelope-unreadable"


def test_an_envelope_of_one_suite_does_not_open_with_a_key_of_another(door: Door) -> None:
    envelope = seal(b"x", b"h", SM2_SM4.generate_key_pair().public_key, SM2_SM4)
    with pytest.raises(SealBroken):
        door.parts.keys.open(envelope, door.enrolment.hub_key_id)


# Retired


def test_a_retired_key_takes_nothing_new_and_still_opens_what_came_in(door: Door, client: HubClient) -> None:
    before, after = an_application(), an_application()
    delivered(client, before, sealed(before, door.enrolment))
    keys = load_or_make(door.data)
    keys.add(HPKE)
    keys.retire(door.enrolment.hub_key_id)
    with pytest.raises(HubRefused) as refused:
        client.deliver(after.application_id, sealed(after, door.enrolment))
    assert (refused.value.status, refused.value.problem) == (422, "urn:tongban:envelope-unreadable")
    kept: Unpacked = door.parts.cases.read(before.application_id)
    assert kept.application == before
    keys.retire(door.enrolment.hub_key_id, retired=False)
    assert delivered(client, after, sealed(after, door.enrolment))


def test_a_retired_key_is_on_no_list(door: Door) -> None:
    keys = load_or_make(door.data)
    new_id = keys.add(HPKE)
    keys.retire(door.enrolment.hub_key_id)
    listed = read_keys(door.parts.keys.signed_list(), door.enrolment.signing_key)
    assert [key.key_id for key in listed.keys] == [new_id]
    assert door.parts.fleet.enrol("T-0002").hub_key_id == new_id


def test_the_last_key_in_use_cannot_be_retired(door: Door) -> None:
    with pytest.raises(SettingsError, match="last key"):
        load_or_make(door.data).retire(door.enrolment.hub_key_id)
    assert door.parts.keys.current.key_id == door.enrolment.hub_key_id


@pytest.mark.parametrize(
    "beat", [None, {"keys_serial": 1}, {"keys_serial": 2, "waiting": 1}, {"keys_serial": 2, "parked": 1}]
)
def test_a_key_is_not_retired_while_a_terminal_may_still_send_under_it(
    door: Door, beat: dict[str, int] | None
) -> None:
    load_or_make(door.data).add(HPKE)
    if beat is not None:
        door.parts.store.heard(a_beat(**beat))
    assert door.parts.fleet.may_seal_to_older_keys() == ["T-0001"]


def test_a_terminal_that_holds_the_new_list_and_has_nothing_left_keeps_no_key_alive(door: Door) -> None:
    load_or_make(door.data).add(HPKE)
    door.parts.store.heard(a_beat(keys_serial=2))
    door.parts.fleet.enrol("T-0002")
    door.parts.store.revoke("T-0002")
    assert door.parts.fleet.may_seal_to_older_keys() == []


def test_the_commands_change_list_and_retire(tmp_path: Path) -> None:
    data = tmp_path / "hub"
    old = open_parts(data).keys.current.key_id
    new = hub_command(data, "add-key", "--suite", "sm2").strip()
    hub_command(data, "retire-key", "--key", old)
    shown = hub_command(data, "show-keys").splitlines()
    assert shown[0] == "list 3"
    assert shown[1].startswith(f"{new}  {SM2}  since 20")
    assert shown[2].startswith(f"{old}  {HPKE}")
    assert shown[2].endswith("retired")


# On the terminal


def test_a_list_is_kept_and_used_after_a_restart(door: Door, client: HubClient, tmp_path: Path) -> None:
    new_id = load_or_make(door.data).add(SM2)
    HubSealer(door.enrolment, tmp_path / "keys.json").renew(client.keys())
    again = HubSealer(door.enrolment, tmp_path / "keys.json")
    assert (again.key().key_id, again.serial) == (new_id, 2)


def test_settings_can_ask_for_one_suite(door: Door, client: HubClient, tmp_path: Path) -> None:
    new_id = load_or_make(door.data).add(SM2)
    sealer = HubSealer(door.enrolment, suite=HPKE)
    sealer.renew(client.keys())
    assert sealer.key().key_id == door.enrolment.hub_key_id
    kept = tmp_path / "keys.json"
    HubSealer(door.enrolment, kept).renew(client.keys())
    assert HubSealer(door.enrolment, kept, suite=SM2).key().key_id == new_id


def test_a_terminal_that_must_use_a_suite_the_hub_never_named_does_not_start(door: Door) -> None:
    with pytest.raises(SettingsError, match="no key"):
        HubSealer(door.enrolment, suite=SM2)


def test_an_older_list_changes_nothing(door: Door, client: HubClient) -> None:
    older = client.keys()
    new_id = load_or_make(door.data).add(HPKE)
    sealer = HubSealer(door.enrolment)
    sealer.renew(client.keys())
    sealer.renew(older)
    assert (sealer.key().key_id, sealer.serial) == (new_id, 2)


def other_hub(tmp_path: Path) -> Enrolment:
    return open_parts(tmp_path / "other").fleet.enrol("T-0001")


def test_a_list_of_another_hub_is_refused(door: Door, client: HubClient, tmp_path: Path) -> None:
    sealer = HubSealer(other_hub(tmp_path))
    with pytest.raises(HubNonsense, match="did not sign"):
        sealer.renew(client.keys())
    assert sealer.serial == 0


def test_a_kept_list_that_somebody_changed_is_not_used(door: Door, client: HubClient, tmp_path: Path) -> None:
    kept = tmp_path / "keys.json"
    load_or_make(door.data).add(HPKE)
    HubSealer(door.enrolment, kept).renew(client.keys())
    thief = base64.b64encode(bytes(range(32))).decode()
    kept.write_text(kept.read_text().replace(door.enrolment.hub_public_key, thief))
    assert HubSealer(door.enrolment, kept).key().key_id == door.enrolment.hub_key_id
