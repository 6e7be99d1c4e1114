"""The error tree is what its drawing says, and every error can be told apart by its code."""

from __future__ import annotations

import re

from kiosk import errors


def _all(kind: type[errors.KioskError]) -> set[type[errors.KioskError]]:
    return {kind}.union(*(_all(sub) for sub in kind.__subclasses__()))


def test_the_drawing_at_the_top_names_every_error_and_no_other() -> None:
    drawn = set(re.findall(r"\b([A-Z][A-Za-z]+)\b(?=\s|$)", _tree(errors.__doc__ or "")))
    assert drawn == {error.__name__ for error in _all(errors.KioskError)}


def _tree(doc: str) -> str:
    lines = [line for line in doc.splitlines() if re.match(r"\s+(KioskError$|[│├└ ]*[├└]──)", line)]
    return "\n".join(re.sub(r"(──\s+\w+|^\s+KioskError).*", r"\1", line) for line in lines)


def test_codes_are_never_shared() -> None:
    codes = [error.code for error in _all(errors.KioskError)]
    assert len(codes) == len(set(codes))


def test_a_settings_error_names_file_line_and_key() -> None:
    error = errors.SettingsError("unknown key", file="kiosk.toml", key="reader.bad", line=7)
    assert str(error) == "kiosk.toml:7: reader.bad: unknown key"


def test_a_catalogue_error_names_row_and_field() -> None:
    assert str(errors.CatalogueError("missing", row="item-3", field="guide")) == "item-3: guide: missing"


def test_a_refusal_carries_status_and_problem() -> None:
    error = errors.HubRefused("other bytes", status=409, problem="envelope-differs")
    assert (error.status, error.problem) == (409, "envelope-differs")
    assert str(error) == "409 envelope-differs other bytes"
