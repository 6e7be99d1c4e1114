"""Who issues electronic licences (电子证照) for this hub, and how it is asked; ``docs/hub.md`` has the wire.

As with the verifier: one service of the province behind an adapter, asked once for each question, and nothing of
question or answer is kept here.
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Annotated, Protocol

from pydantic import Field, ValidationError

from hub.verifier import ServiceSettings, Trouble, VerifierFailed, asked, reasons
from kiosk.errors import SettingsError
from kiosk.platform.licences import MAX_FILE_BYTES, LicenceFile, LicenceList

FILE_NAME = "licence-issuer.json"
FILE_ANSWER_LIMIT_BYTES = 2 * MAX_FILE_BYTES


class LicenceIssuer(Protocol):
    """Says which licences a person has, and gives one. Both block, and raise ``VerifierFailed``."""

    @property
    def name(self) -> str:
        """As residents know it."""

    def licences_of(self, name: str, number: str) -> LicenceList:
        """What this person has."""

    def file_of(self, name: str, number: str, licence: str) -> LicenceFile:
        """One of them, as PDF or picture."""


class IssuerSettings(ServiceSettings):
    """The settings file, written by ``python -m hub set-licence-issuer``."""

    name: Annotated[str, Field(min_length=2, max_length=24)]
    """As residents know it, such as 四川省电子证照."""


def load(path: Path) -> IssuerSettings | None:
    """The settings, or ``None`` where no issuer is set up. Raises ``SettingsError``."""
    try:
        return IssuerSettings.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError:
        raise SettingsError("cannot be read", file=path.name) from None
    except ValidationError as error:
        raise SettingsError(reasons(error), file=path.name) from None


class HttpsIssuer:
    """The service at the settings' address."""

    def __init__(self, settings: IssuerSettings) -> None:
        self._settings = settings
        self.name = settings.name

    def licences_of(self, name: str, number: str) -> LicenceList:
        """``/licences`` of its wire. Raises ``VerifierFailed``."""
        answer = asked(self._settings, "/licences", {"name": name, "number": number})
        try:
            return LicenceList.model_validate_json(answer)
        except ValidationError:
            raise VerifierFailed(Trouble.NONSENSE) from None

    def file_of(self, name: str, number: str, licence: str) -> LicenceFile:
        """``/licence`` of its wire. Raises ``VerifierFailed``."""
        words = {"name": name, "number": number, "licence": licence}
        answer = asked(self._settings, "/licence", words, FILE_ANSWER_LIMIT_BYTES)
        try:
            found = LicenceFile.model_validate_json(answer)
            base64.b64decode(found.content, validate=True)
        except (ValidationError, binascii.Error, ValueError):
            raise VerifierFailed(Trouble.NONSENSE) from None
        return found
