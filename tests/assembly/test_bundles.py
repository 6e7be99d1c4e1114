"""Catalogue and settings of the hub: taken up whole or not at all, and left again when they do not fit."""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bundle_sets import FOREIGN, SIGNING_KEY, signed_set

from kiosk.assembly import bundles
from kiosk.assembly.bundles import BundleShelf, Installed
from kiosk.catalogue import bundle
from kiosk.errors import CatalogueError, HubNonsense, SettingsError
from kiosk.platform.contract import SignedBundles
from kiosk.settings import Settings
from kiosk.settings_from_hub import FROM_HUB
from tests.assembly.guest import CARD_ONLY, ROOT

SHIPPED = ROOT / "assets" / "catalogue"


def packed_with(name: str, folder: Path) -> bytes:
    """The shipped catalogue with another name for one item."""
    shutil.copytree(SHIPPED, folder)
    file = folder / "items" / f"{CARD_ONLY}.json"
    item = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(item | {"plain_name": name}, ensure_ascii=False), encoding="utf-8")
    return bundle.pack(folder)


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("catalogues")
    return {name: packed_with(name, folder / str(place)) for place, name in enumerate(("第一版", "第二版"))}


class Machine:
    """A shelf over a folder, started as often as the test likes, and a hub that serves one catalogue."""

    def __init__(self, folder: Path, catalogues: dict[str, bytes]) -> None:
        self.folder, self._catalogues = folder / "bundles", catalogues
        self.served = b""
        self.fetched = 0
        self.start()

    def start(self) -> Installed:
        """The next start; it stands afterwards."""
        self.shelf = BundleShelf(self.folder, SIGNING_KEY, Settings())
        found = self.shelf.open()
        self.shelf.stood()
        return found

    def fetch(self) -> bytes:
        self.fetched += 1
        return self.served

    def offered(self, serial: int, name: str, **more: Any) -> Installed | None:
        """A set with the catalogue of that name comes from the hub."""
        self.served = self._catalogues[name]
        return self.renewed(signed_set(serial, catalogue=hashlib.sha256(self.served).hexdigest(), **more))

    def renewed(self, signed: SignedBundles) -> Installed | None:
        return self.shelf.renew(signed, self.fetch)


@pytest.fixture
def machine(tmp_path: Path, catalogues: dict[str, bytes]) -> Machine:
    return Machine(tmp_path, catalogues)


def name_in(found: Installed | None) -> str:
    assert found is not None
    return "" if found.catalogue is None else str(found.catalogue.item(CARD_ONLY).plain_name)


def test_without_a_set_the_machine_is_what_it_came_as(machine: Machine) -> None:
    assert machine.start() == Installed(0, None, Settings())


def test_a_set_is_taken_up_at_once_and_after_a_restart(machine: Machine) -> None:
    assert name_in(machine.offered(1, "第一版", settings={"session": {"idle_s": 200}})) == "第一版"
    found = machine.start()
    assert (name_in(found), found.settings.session.idle_s, machine.shelf.serial) == ("第一版", 200, 1)


def test_the_same_set_again_is_nothing_new_and_a_known_catalogue_is_not_fetched_twice(machine: Machine) -> None:
    machine.offered(1, "第一版")
    assert machine.offered(1, "第一版") is None
    assert name_in(machine.offered(2, "第一版", settings={"session": {"idle_s": 99}})) == "第一版"
    assert machine.fetched == 1


def test_an_older_set_is_refused_however_well_it_is_signed(machine: Machine) -> None:
    machine.offered(5, "第二版")
    with pytest.raises(HubNonsense, match="older"):
        machine.offered(4, "第一版")
    assert name_in(machine.start()) == "第二版"


def test_a_set_that_another_signed_is_refused(machine: Machine) -> None:
    with pytest.raises(HubNonsense):
        machine.renewed(signed_set(9, by=FOREIGN))
    assert machine.shelf.serial == 0


def test_a_set_changed_after_the_signing_is_refused(machine: Machine) -> None:
    signed = signed_set(3, settings={"session": {"idle_s": 100}})
    with pytest.raises(HubNonsense):
        machine.renewed(signed.model_copy(update={"bundles": signed.bundles.replace("100", "900")}))


@pytest.mark.parametrize(
    "harm",
    [lambda packed: packed[: len(packed) // 2], lambda packed: packed + b"x", lambda packed: b""],
    ids=["truncated", "longer", "empty"],
)
def test_a_catalogue_that_is_not_the_signed_one_leaves_what_is_in_use(
    machine: Machine, catalogues: dict[str, bytes], harm: Callable[[bytes], bytes]
) -> None:
    machine.offered(1, "第一版")
    machine.served = harm(catalogues["第二版"])
    with pytest.raises(HubNonsense):
        machine.renewed(signed_set(2, catalogue=hashlib.sha256(catalogues["第二版"]).hexdigest()))
    assert name_in(machine.start()) == "第一版"
    assert name_in(machine.offered(2, "第二版")) == "第二版"  # the line's fault, not the set's: it may come again


def test_a_signed_catalogue_that_cannot_be_read_is_refused_once_and_told(machine: Machine) -> None:
    machine.offered(1, "第一版")
    machine.served = b"PK\x03\x04 no archive"
    bad = signed_set(2, catalogue=hashlib.sha256(machine.served).hexdigest())
    with pytest.raises(CatalogueError):
        machine.renewed(bad)
    assert (machine.renewed(bad), machine.shelf.refused, machine.shelf.serial) == (None, 2, 1)
    assert name_in(machine.start()) == "第一版"
    assert name_in(machine.offered(3, "第二版")) == "第二版"


# Settings


@pytest.mark.parametrize(
    "values",
    [
        {"hub": {"url": "https://elsewhere.example"}},
        {"hub": {"enrolment": "/somewhere"}},
        {"hub": {"suite": "hpke"}},
        {"reader": {"port": "/dev/ttyS9"}},
        {"printer": {"host": "10.0.0.9"}},
        {"camera": {"source": "http://10.0.0.9/stream"}},
        {"camera": {"allow_virtual": True}},
        {"storage": {"folder": "/elsewhere"}},
        {"storage": {"key": "file"}},
        {"storage": {"export_roots": "/media"}},
        {"stick": {"roots": "/media"}},
        {"faces": {"accept": 0.01}},
        {"terminal": {"id": "T-0002"}},
        {"sound": {"command": "sh"}},
        {"nothing": {"like": 1}},
    ],
    ids=str,
)
def test_what_is_not_the_hubs_to_set_is_refused_whole(machine: Machine, values: Any) -> None:
    with pytest.raises(SettingsError, match="not the hub's to set"):
        machine.renewed(signed_set(1, settings={"session": {"idle_s": 200}} | values))
    assert machine.start().settings == Settings()


def test_a_value_that_is_none_is_refused_whole(machine: Machine) -> None:
    with pytest.raises(SettingsError):
        machine.renewed(signed_set(1, settings={"session": {"idle_s": 5}}))
    assert (machine.start().settings, machine.shelf.refused) == (Settings(), 1)


def test_every_key_the_hub_may_set_is_one_there_is_and_none_is_a_way_to_a_device() -> None:
    for section, keys in FROM_HUB.items():
        assert keys <= set(type(getattr(Settings(), section)).model_fields)
    assert not FROM_HUB.keys() & {"reader", "camera", "scanner", "printer", "code_reader", "stick", "sound"}
    assert not FROM_HUB["hub"] & {"url", "enrolment", "suite", "timeout_s"}


# What lies on the disk


@pytest.mark.parametrize("name", [bundles.LIST_NAME, bundles.CATALOGUE_NAME])
@pytest.mark.parametrize("harm", ["changed", "truncated", "gone"])
def test_a_set_spoilt_on_the_disk_gives_way_to_the_one_before_and_comes_again(
    machine: Machine, name: str, harm: str
) -> None:
    machine.offered(1, "第一版")
    machine.offered(2, "第二版")
    path = machine.folder / "2" / name
    content = path.read_bytes()
    match harm:
        case "changed":
            path.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
        case "truncated":
            path.write_bytes(content[:-9])
        case _:
            path.unlink()
    assert (name_in(machine.start()), machine.shelf.serial, machine.shelf.refused) == ("第一版", 1, 0)
    assert name_in(machine.offered(2, "第二版")) == "第二版"


@pytest.mark.parametrize("word", [b"", b"no number", b"\xff\xfe", b"77"])
def test_a_spoilt_word_about_the_set_in_use_leads_to_what_the_machine_came_with(
    machine: Machine, word: bytes
) -> None:
    machine.offered(1, "第一版")
    (machine.folder / bundles.CURRENT).write_bytes(word)
    assert machine.start().serial == 0
    assert name_in(machine.offered(1, "第一版")) == "第一版"


def test_only_the_set_before_is_kept_besides_the_one_in_use(machine: Machine) -> None:
    for serial, name in enumerate(("第一版", "第二版", "第一版"), start=1):
        machine.offered(serial, name)
    assert sorted(one.name for one in machine.folder.iterdir() if one.is_dir()) == ["2", "3"]


# Sets that end the program


class Died(BaseException):
    """The process is gone: nothing catches it."""


def dies(*_: object) -> None:
    raise Died


def test_a_set_the_program_dies_over_at_the_start_is_left_for_the_one_before(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.offered(1, "第一版")
    machine.offered(2, "第二版")
    read = bundle.read
    monkeypatch.setattr(bundles.bundle, "read", lambda packed, beside: dies())
    for _ in range(bundles.DIED_AT_MOST):
        with pytest.raises(Died):
            machine.start()
    monkeypatch.setattr(bundles.bundle, "read", read)
    assert (name_in(machine.start()), machine.shelf.refused) == ("第一版", 2)
    assert machine.offered(2, "第二版") is None


def test_a_set_the_program_dies_over_while_taking_it_is_not_taken_for_ever(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.offered(1, "第一版")
    read = bundle.read

    def deadly(packed: bytes, beside: Path) -> object:
        return dies() if hashlib.sha256(packed).hexdigest() == second else read(packed, beside)

    second = hashlib.sha256(machine._catalogues["第二版"]).hexdigest()
    monkeypatch.setattr(bundles.bundle, "read", deadly)
    monkeypatch.setattr(
        BundleShelf, "_came_back", lambda self, serial: None
    )  # a process that is gone tidies nothing
    for _ in range(bundles.DIED_AT_MOST):
        with pytest.raises(Died):
            machine.offered(2, "第二版")
        assert name_in(machine.start()) == "第一版"
    assert (machine.offered(2, "第二版"), machine.shelf.refused) == (None, 2)


def test_one_power_cut_while_a_set_is_read_costs_nothing(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.offered(1, "第一版")
    with monkeypatch.context() as cut:
        cut.setattr(bundles.bundle, "read", lambda packed, beside: dies())
        with pytest.raises(Died):
            machine.start()
    assert name_in(machine.start()) == "第一版"
    assert not list(machine.folder.glob(f"{bundles.TRYING}-*"))


@contextlib.contextmanager
def killed_at(number: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Ends the program at the ``number``-th call that changes the disk for good; says which calls were made."""
    made: list[str] = []

    def counted(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*given: Any, **more: Any) -> Any:
            made.append(name)
            if len(made) == number:
                raise Died
            return call(*given, **more)

        return counting

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", counted("fsync", os.fsync))
        patched.setattr(Path, "replace", counted("replace", Path.replace))
        patched.setattr(Path, "mkdir", counted("mkdir", Path.mkdir))
        patched.setattr(Path, "unlink", counted("unlink", Path.unlink))
        patched.setattr(shutil, "rmtree", counted("rmtree", shutil.rmtree))
        yield made


def test_killed_at_any_call_of_a_switch_the_next_start_has_one_set_or_the_other_whole(
    tmp_path: Path, catalogues: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = set()
    for number in range(1, 200):
        machine = Machine(tmp_path / str(number), catalogues)
        machine.offered(1, "第一版")
        with killed_at(number, monkeypatch) as made, contextlib.suppress(Died):
            machine.offered(2, "第二版", settings={"session": {"idle_s": 300}})
        found = machine.start()
        ended.add((found.serial, name_in(found), found.settings.session.idle_s))
        if len(made) < number:
            break
    assert ended == {(1, "第一版", 120.0), (2, "第二版", 300.0)}
    assert number > 15
