"""The technician's command: ``python -m provisioning``. Each part does one thing, says what it did, and exits 1
when something is left to do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kiosk.devices.printer import FontFile
from kiosk.errors import EntryMissing, KioskError, SettingsError
from kiosk.platform.enrolling import EnrolmentCode
from kiosk.platform.enrolment import enrol
from kiosk.settings import load, problems
from provisioning import assets as asset_build
from provisioning import catalogue as catalogue_bundle
from provisioning import pinyin as pinyin_tables
from provisioning.doctor import examine
from provisioning.models import models

ROOT = Path(__file__).resolve().parent.parent
SettingsFile = Annotated[Path, typer.Option("--settings", help="The terminal's settings file.")]

command = typer.Typer(
    help="Tongban terminal: set up and prove.", no_args_is_help=True, pretty_exceptions_enable=False
)
settings_command = typer.Typer(help="The settings file.", no_args_is_help=True)
catalogue_command = typer.Typer(help="The catalogue bundle.", no_args_is_help=True)
command.add_typer(settings_command, name="settings")
command.add_typer(catalogue_command, name="catalogue")
command.command()(models)


@command.command()
def assets(
    out: Annotated[Path, typer.Option(help="Where the built parts go.")] = ROOT / "build" / "assets",
) -> None:
    """Builds fonts, icons, illustrations and textures from their sources."""
    asset_build.build(out)
    typer.echo(str(out))


@command.command()
def pinyin(out: Annotated[Path, typer.Option(help="Where the tables go.")] = pinyin_tables.TABLES) -> None:
    """Makes the tables that Chinese is written with."""
    try:
        pinyin_tables.build(out)
    except EntryMissing as error:
        typer.echo(f"{error.code}  {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(str(out))


@command.command()
def doctor(settings: SettingsFile = Path("kiosk.toml")) -> None:
    """Lists every device with its state and what to do."""
    try:
        wanted = load(settings)
    except SettingsError as error:
        typer.echo(f"{error.code}  {error}", err=True)
        raise typer.Exit(1) from error
    found = examine(wanted, [FontFile(ROOT / "build" / "assets" / "fonts" / "NotoSansSC-Regular.otf")])
    table = Table("", "device", "state", "what to do")
    for finding in found:
        table.add_row("✓" if finding.good else "!", finding.name, finding.state, finding.to_do)
    Console().print(table)
    if not all(finding.good for finding in found):
        raise typer.Exit(1)


@command.command("enrol")
def enrol_terminal(
    code: Annotated[str, typer.Option(prompt=True, help="As the hub printed it (python -m hub enrol).")],
    settings: SettingsFile = Path("kiosk.toml"),
) -> None:
    """Makes this terminal's key and has the hub certify it; needs the line to the hub, once."""
    try:
        wanted = load(settings).hub
        enrolled = enrol(wanted.url, EnrolmentCode.read(code), wanted.enrolment, wanted.timeout_s)
    except ValueError as error:
        typer.echo(f"code: {error}", err=True)
        raise typer.Exit(1) from error
    except (KioskError, OSError) as error:
        typer.echo(f"{getattr(error, 'code', 'file')}  {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{enrolled.terminal_id}  {wanted.enrolment}")


@settings_command.command("check")
def settings_check(file: Annotated[Path, typer.Argument(help="The settings file.")] = Path("kiosk.toml")) -> None:
    """Names every wrong key of a settings file with its line."""
    wrong = problems(file)
    for problem in wrong:
        where = f"{file}:{problem.line}" if problem.line else str(file)
        typer.echo(f"{where}: {problem.key + ': ' if problem.key else ''}{problem.message}")
    if wrong:
        raise typer.Exit(1)
    typer.echo(f"{file}: good")


@catalogue_command.command("check")
def catalogue_check(folder: Path = ROOT / "assets" / "catalogue") -> None:
    """Checks a catalogue folder row by row."""
    wrong = catalogue_bundle.check(folder)
    for line in wrong:
        typer.echo(line)
    if wrong:
        raise typer.Exit(1)
    typer.echo(f"{folder}: good")


@catalogue_command.command("pack")
def catalogue_pack(out: Path, folder: Path = ROOT / "assets" / "catalogue") -> None:
    """Packs a catalogue folder into the bundle that the hub serves."""
    out.write_bytes(catalogue_bundle.pack(folder))
    typer.echo(str(out))


if __name__ == "__main__":
    command()
