"""The hub's command: serve, enrol terminals, keep the staff list, look at and move cases."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
import socket
import sys
import tomllib
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, NoReturn
from uuid import UUID

import typer
import uvicorn
from pydantic import ValidationError

from hub import licence_issuer
from hub.api import create_app, openapi
from hub.front import configured
from hub.keys import load_or_make, write_private
from hub.parts import Parts, open_parts
from hub.problems import Refusal
from hub.store import MOVES
from hub.verifier import FILE_NAME, HttpsVerifier, VerifierSettings, load, reasons
from hub.verifier_check import findings
from kiosk.errors import SettingsError
from kiosk.platform.contract import CaseState, CodeIssuer, HelperRecord, SuiteName
from kiosk.settings import Settings
from kiosk.settings_from_hub import with_hub

SUITES: dict[str, SuiteName] = {"hpke": "hpke-x25519-hkdf-sha256-aes-256-gcm", "sm2": "sm2-sm3-sm4-gcm"}
TERMINAL_ID = re.compile(r"[A-Za-z0-9-]{1,16}")
CATALOGUE = Path(__file__).resolve().parent.parent / "assets" / "catalogue"

command = typer.Typer(
    help="The hub of the Tongban terminals.", no_args_is_help=True, pretty_exceptions_enable=False
)
Data = Annotated[Path, typer.Option(help="Folder of keys, database, uploads, envelopes and cases.")]
Database = Annotated[str | None, typer.Option(help="SQLAlchemy URL; default: SQLite in the data folder.")]


@command.command()
def serve(
    data: Data,
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8600,
    host: str = "127.0.0.1",
    name: Annotated[
        list[str] | None, typer.Option(help="Name or address that terminals know this hub by; once for each.")
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="HTTP on this machine, behind a proxy that ends TLS; tokens prove.")
    ] = False,
    catalogue: Annotated[Path, typer.Option(help="Folder served as the catalogue bundle.")] = CATALOGUE,
    database: Database = None,
) -> None:
    """Serves until it is told to stop; one JSON line with the address says that it listens."""
    if plain and not ip_address(host).is_loopback:
        _fail("--plain: listens on this machine alone; leave --host out")
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    parts = _open(data, database, catalogue if catalogue.is_dir() else None, serving=True)
    listener = socket.create_server((host, port), backlog=512)
    tls = None if plain else parts.authority.serving(name or (host, "localhost"))
    asyncio.run(_serve(uvicorn.Server(configured(create_app(parts), tls)), listener))


async def _serve(server: uvicorn.Server, listener: socket.socket) -> None:
    serving = asyncio.ensure_future(server.serve(sockets=[listener]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    if server.started:
        host, port = listener.getsockname()[:2]
        print(json.dumps({"url": f"{'https' if server.config.is_ssl else 'http'}://{host}:{port}"}), flush=True)
    await serving


@command.command()
def enrol(
    data: Data,
    terminal: Annotated[str, typer.Option(help="The number on the machine's plate, such as T-0001.")],
    hours: Annotated[float, typer.Option(help="How long the code is good.")] = 24.0,
    token: Annotated[
        Path | None, typer.Option(help="For a plain hub: write an enrolment with a token to this file instead.")
    ] = None,
    database: Database = None,
) -> None:
    """Prints a code that enrols a terminal once (there: python -m provisioning enrol); an earlier enrolment ends
    when it is used."""
    if not TERMINAL_ID.fullmatch(terminal):
        _fail("terminal: 1 to 16 letters, digits and hyphens")
    fleet = _open(data, database).fleet
    if token is None:
        print(fleet.offer(terminal, timedelta(hours=hours)).written())
        return
    write_private(token, fleet.enrol(terminal).model_dump_json(indent=1).encode())


@command.command()
def revoke(data: Data, terminal: Annotated[str, typer.Option()], database: Database = None) -> None:
    """Ends a terminal's enrolment, with every certificate and token of it."""
    if not _open(data, database).store.revoke(terminal):
        _fail("no such terminal")


@command.command("set-settings")
def set_settings(
    data: Data,
    file: Annotated[
        Path | None, typer.Option(help="TOML with sections and keys, as in a terminal's file.")
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="Every terminal's own settings again.")] = False,
    database: Database = None,
) -> None:
    """Sets what every terminal of this hub is to go by; only words and times can be set from afar."""
    if (file is None) is not none:
        _fail("one of --file and --none")
    try:
        values = {} if file is None else tomllib.loads(file.read_text(encoding="utf-8"))
        with_hub(Settings(), values)
    except (OSError, tomllib.TOMLDecodeError, AttributeError) as error:
        _fail(f"--file: {error}")
    except SettingsError as error:
        _fail(str(error))
    _open(data, database).bundles.set_settings(values)


@command.command("show-keys")
def show_keys(data: Data) -> None:
    """Lists the keys envelopes are sealed to, newest first, and the serial of the list terminals get."""
    keys = load_or_make(data)
    print(f"list {keys.serial}")
    for key, retired in keys.listed():
        print(f"{key.key_id}  {key.suite}  since {key.since:%Y-%m-%d}{'  retired' if retired else ''}")


@command.command("add-key")
def add_key(
    data: Data,
    suite: Annotated[str, typer.Option(help="hpke, or sm2 for 国密 (SM2, SM4, SM3).")] = "hpke",
) -> None:
    """Makes a key that terminals seal to from now on; the earlier ones go on opening."""
    if suite not in SUITES:
        _fail("suite: hpke or sm2")
    print(load_or_make(data).add(SUITES[suite]))


@command.command("retire-key")
def retire_key(
    data: Data,
    key: Annotated[str, typer.Option(help="As show-keys names it.")],
    undo: Annotated[bool, typer.Option("--undo", help="Take it back into use.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Also while terminals may still hold envelopes.")] = False,
    database: Database = None,
) -> None:
    """Takes no new envelope under a key. Those that came in stay readable."""
    parts = _open(data, database)
    if not (undo or force):
        behind = parts.fleet.may_seal_to_older_keys()
        if behind:
            _fail(f"may still hold envelopes under it: {', '.join(behind)}; wait, revoke them, or --force")
    try:
        parts.keys.retire(key, retired=not undo)
    except SettingsError as error:
        _fail(str(error))


@command.command("add-helper")
def add_helper(
    data: Data,
    code: Annotated[str, typer.Option(help="Staff code.")],
    name: Annotated[str, typer.Option()],
    pin: Annotated[str, typer.Option(help="Four to twelve digits.")],
    database: Database = None,
) -> None:
    """Adds a helper to the staff list or replaces the one with that code."""
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12):
        _fail("a PIN is four to twelve digits")
    _open(data, database).store.set_helper(HelperRecord.of(code, name, pin))


@command.command("set-verifier")
def set_verifier(
    data: Data,
    url: Annotated[str, typer.Option(help="Where /codes and /faces are: https, or http on this machine.")] = "",
    token: Annotated[
        str, typer.Option(envvar="TONGBAN_VERIFIER_TOKEN", help="Sent as a bearer token; better by the variable.")
    ] = "",
    ca: Annotated[Path | None, typer.Option(help="PEM file of the authority behind its certificate.")] = None,
    timeout: Annotated[float, typer.Option(help="Seconds for a whole question.")] = 4.0,
    codes: Annotated[
        list[str] | None, typer.Option(help="issuer:name:PREFIX,PREFIX… Once for each phone app.")
    ] = None,
    faces: Annotated[bool, typer.Option("--faces", help="It compares faces with its own record.")] = False,
    none: Annotated[bool, typer.Option("--none", help="There is no verifier any more.")] = False,
) -> None:
    """Says who verifies codes and faces for this hub; works at once, also beside the serving process."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if none:
        (data / FILE_NAME).unlink(missing_ok=True)
        return
    if ca is not None and not ca.is_file():
        _fail("ca: no such file")
    try:
        settings = VerifierSettings(
            url=url,
            token=token,
            ca="" if ca is None else str(ca.resolve()),
            timeout_s=timeout,
            issuers=tuple(_issuer(one) for one in codes or ()),
            faces=faces,
        )
    except ValidationError as error:
        _fail(reasons(error))
    write_private(data / FILE_NAME, settings.model_dump_json(indent=1).encode())


@command.command("set-licence-issuer")
def set_licence_issuer(
    data: Data,
    url: Annotated[str, typer.Option(help="Where /licences and /licence are: https, or http here.")] = "",
    name: Annotated[str, typer.Option(help="As residents know it, such as 四川省电子证照.")] = "",
    token: Annotated[
        str, typer.Option(envvar="TONGBAN_ISSUER_TOKEN", help="Sent as a bearer token; better by the variable.")
    ] = "",
    ca: Annotated[Path | None, typer.Option(help="PEM file of the authority behind its certificate.")] = None,
    timeout: Annotated[float, typer.Option(help="Seconds for a whole question.")] = 4.0,
    none: Annotated[bool, typer.Option("--none", help="There is no issuer any more.")] = False,
) -> None:
    """Says who issues electronic licences for this hub; works at once, also beside the serving process."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = data / licence_issuer.FILE_NAME
    if none:
        file.unlink(missing_ok=True)
        return
    if ca is not None and not ca.is_file():
        _fail("ca: no such file")
    try:
        settings = licence_issuer.IssuerSettings(
            url=url, name=name, token=token, ca="" if ca is None else str(ca.resolve()), timeout_s=timeout
        )
    except ValidationError as error:
        _fail(reasons(error))
    write_private(file, settings.model_dump_json(indent=1).encode())


@command.command("check-verifier")
def check_verifier(data: Data) -> None:
    """Asks about codes and a person that do not exist, and says what came; exit code 1 if it is wrong."""
    try:
        settings = load(data / FILE_NAME)
    except SettingsError as error:
        _fail(str(error))
    if settings is None:
        _fail("no verifier is set up")
    found = list(findings(HttpsVerifier(settings)))
    for one in found:
        print(f"{'good' if one.good else 'BAD '}  {one.asked}: {one.said}, {one.milliseconds} ms")
    if not all(one.good for one in found):
        raise typer.Exit(1)


def _issuer(words: str) -> CodeIssuer:
    """``tianfu:天府通办:PREFIX,PREFIX``; a prefix may hold colons."""
    issuer, _, rest = words.partition(":")
    name, _, prefixes = rest.partition(":")
    return CodeIssuer(id=issuer, name=name, prefixes=tuple(prefixes.split(",")))


@command.command("show-case")
def show_case(data: Data, application_id: UUID, database: Database = None) -> None:
    """Prints a case as the hub opened it. The output holds personal data: keep it where it may be."""
    parts = _open(data, database)
    try:
        case, unpacked = parts.cases.case(application_id), parts.cases.read(application_id)
    except Refusal as refusal:
        _fail(refusal.kind.value[2])
    shown = {
        "case": case.model_dump(mode="json"),
        "results": [paper.model_dump(mode="json") for paper in parts.results.of(application_id)],
        "application": unpacked.application.model_dump(mode="json"),
        "parts": {
            name: {"size_bytes": len(part), "sha256": hashlib.sha256(part).hexdigest()}
            for name, part in unpacked.parts.items()
        },
    }
    print(json.dumps(shown, ensure_ascii=False, indent=1))


@command.command("move-case")
def move_case(
    data: Data,
    application_id: UUID,
    state: Annotated[str, typer.Option(help=", ".join(MOVES))],
    note: Annotated[str, typer.Option(help="Shown to the resident; without personal data.")] = "",
    database: Database = None,
) -> None:
    """Takes a case to its next state."""
    if state not in MOVES:
        _fail("no such state")
    wanted: CaseState = next(known for known in MOVES if known == state)
    try:
        case = _open(data, database).store.move(application_id, wanted, note)
    except Refusal as refusal:
        _fail(refusal.kind.value[2])
    print(case.model_dump_json(indent=1))


@command.command("add-result")
def add_result(
    data: Data,
    application_id: UUID,
    file: Annotated[Path, typer.Option(help="The PDF, at most 5 MB; it is copied, sealed, into the data folder.")],
    title: Annotated[str, typer.Option(help="What paper it is, 1 to 40 characters; without personal data.")],
    database: Database = None,
) -> None:
    """Puts a result paper to a case that is done or refused; its person can print it at a terminal."""
    try:
        pdf = file.read_bytes()
    except OSError as error:
        _fail(f"--file: {error.strerror}")
    try:
        print(_open(data, database).results.put(application_id, title, pdf).model_dump_json(indent=1))
    except Refusal as refusal:
        _fail(_said(refusal))


@command.command("drop-result")
def drop_result(
    data: Data,
    paper: Annotated[UUID, typer.Argument(help="Its id, as add-result and show-case print it.")],
    database: Database = None,
) -> None:
    """Takes a result paper back: nobody can print it any more, and its bytes are removed."""
    try:
        _open(data, database).results.drop(paper)
    except Refusal as refusal:
        _fail(_said(refusal))


def _said(refusal: Refusal) -> str:
    return ": ".join(one for one in (refusal.kind.value[2], str(refusal.detail)) if one)


@command.command("openapi")
def show_openapi() -> None:
    """Prints the OpenAPI document."""
    print(json.dumps(openapi(), ensure_ascii=False, indent=1, sort_keys=True))


def _open(data: Path, database: str | None, catalogue: Path | None = None, *, serving: bool = False) -> Parts:
    try:
        return open_parts(data, database=database, catalogue=catalogue, serving=serving)
    except SettingsError as error:
        _fail(str(error))


def _fail(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(1)


if __name__ == "__main__":
    command()
