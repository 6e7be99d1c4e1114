"""The terminal's side of the hub's contract (``docs/hub.md``)."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError

from kiosk.errors import HubNonsense, HubRefused, HubSick, IssuerAway, SettingsError, VerifierAway
from kiosk.platform.certificate import certificate_beside
from kiosk.platform.contract import (
    Acknowledgement,
    Case,
    CaseQuery,
    Cases,
    Enrolment,
    Heartbeat,
    Hello,
    HelperRecord,
    Helpers,
    IdentityAnswer,
    IdentityQuestion,
    IdentityWays,
    Rating,
    SignedBundles,
    SignedKeys,
)
from kiosk.platform.enrolling import CertificateAnswer, CertificateRequest
from kiosk.platform.licences import LicenceAnswer, LicenceQuestion, LicenceWays
from kiosk.platform.results import ResultAnswer, ResultQuestion
from kiosk.platform.upload import LARGEST_CHUNK, ChunkSize, Sendable, Upload
from kiosk.platform.wire import Answer, Wire

Model = TypeVar("Model", bound=BaseModel)

_JSON = {"Content-Type": "application/json"}
CATALOGUE_LIMIT_BYTES = 64 * 2**20
VERIFIER_AWAY = frozenset({"urn:tongban:no-verifier", "urn:tongban:verifier-unavailable"})
"""Problem types that speak of somebody behind the hub."""
ISSUER_AWAY = frozenset({"urn:tongban:no-licence-issuer", "urn:tongban:licence-issuer-unavailable"})
SEALED_FILE_LIMIT_BYTES = 16 * 2**20
"""A file of 5 MB, twice in base64 and sealed."""


def load_enrolment(path: Path) -> Enrolment:
    """Reads the file made at enrolment. Raises ``SettingsError``; its message holds nothing of the token."""
    try:
        return Enrolment.model_validate_json(path.read_bytes())
    except OSError:
        raise SettingsError("cannot be read; enrol this terminal", file=path.name, key="hub.enrolment") from None
    except ValidationError:
        raise SettingsError(
            "is no enrolment file; enrol this terminal", file=path.name, key="hub.enrolment"
        ) from None


def known_client(url: str, enrolment_file: Path, timeout_s: float) -> HubClient:
    """A client that proves itself by what the enrolment left. Raises ``SettingsError``."""
    enrolment = load_enrolment(enrolment_file)
    certificate = certificate_beside(enrolment_file, enrolment)
    return HubClient(url, enrolment, timeout_s, tls=None if certificate is None else certificate.context)


class HubClient:
    """Calls to the hub at ``url``. For one thread at a time: the uploader and the journey hold one each.

    Every call may raise ``HubUnreachable``, ``CaptivePortal``, ``HubNonsense``, ``HubSick`` and ``HubRefused``,
    and blocks for at most ``timeout_s`` between two bytes.
    """

    def __init__(
        self,
        url: str,
        enrolment: Enrolment,
        timeout_s: float = 10.0,
        largest_chunk: int = LARGEST_CHUNK,
        pause: Callable[[int], None] = lambda _: None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """``largest_chunk`` and ``pause`` (see ``Upload``) hold a cap on what sending takes of the line.

        ``tls``: of the terminal's certificate (``kiosk/platform/certificate.py``).
        """
        self._wire = Wire(url, enrolment.token, timeout_s, tls)
        self._signing_key, self._chunk, self._pause = enrolment.signing_key, ChunkSize(largest_chunk), pause

    def close(self) -> None:
        """Closes the connections."""
        self._wire.close()

    def ask(self) -> None:
        """Returns when the hub is there and well."""
        _read(self._wire.call("GET", "/v1/hello", expect=(200,)), Hello)

    def deliver(self, application_id: UUID, envelope: Sendable) -> Acknowledgement:
        """Sends an envelope, going on where an earlier attempt stopped; see ``Upload.run``."""
        return Upload(
            self._wire, application_id, envelope, self._signing_key, self._chunk, pause=self._pause
        ).run()

    def case(self, application_id: UUID) -> Case:
        """The case made of an application; ``HubRefused`` with status 404 when the hub has none."""
        return _read(self._wire.call("GET", f"/v1/cases/{application_id}", expect=(200,)), Case)

    def cases_of(self, query: CaseQuery) -> tuple[Case, ...]:
        """The cases of the person whose sealed number is asked for, newest first."""
        return _read(self._post("/v1/cases/query", query, (200,)), Cases).cases

    def rate(self, rating: Rating) -> None:
        """Hands in a rating; a second one for the same application replaces the first."""
        self._post("/v1/ratings", rating, (204,))

    def heartbeat(self, heartbeat: Heartbeat) -> None:
        """Says how the terminal is."""
        self._post("/v1/heartbeats", heartbeat, (204,))

    def helpers(self) -> tuple[HelperRecord, ...]:
        """The staff list, for signing in without the hub."""
        return _read(self._wire.call("GET", "/v1/helpers", expect=(200,)), Helpers).helpers

    def keys(self) -> SignedKeys:
        """The keys to seal to, as the hub signed them; not yet checked."""
        return _read(self._wire.call("GET", "/v1/keys", expect=(200,)), SignedKeys)

    def certify(self, request: str) -> str:
        """The next certificate (PEM) for the key of a signing request; only over TLS with the present one."""
        answer = self._post("/v1/certificates", CertificateRequest(request=request), (201,))
        return _read(answer, CertificateAnswer).certificate

    def bundles(self) -> SignedBundles:
        """What to stand by, as the hub signed it; not yet checked."""
        return _read(self._wire.call("GET", "/v1/bundles", expect=(200,)), SignedBundles)

    def catalogue(self, known_version: str = "") -> bytes | None:
        """The catalogue bundle (ZIP), or ``None`` when ``known_version`` (its sha256) is the present one.

        Raises ``HubNonsense`` when the bytes are not those the hub named.
        """
        headers = {"If-None-Match": f'"{known_version}"', "Accept": "application/zip"}
        answer = self._wire.call(
            "GET", "/v1/catalogue", headers=headers, expect=(200, 304), limit_bytes=CATALOGUE_LIMIT_BYTES
        )
        if answer.status == 304:
            return None
        if answer.headers.get("ETag") != f'"{hashlib.sha256(answer.body).hexdigest()}"':
            raise HubNonsense("the catalogue's bytes are not the named ones")
        return answer.body

    def identity_ways(self) -> IdentityWays:
        """Which ways besides the card the hub has a verifier for."""
        return _read(self._wire.call("GET", "/v1/identity", expect=(200,)), IdentityWays)

    def whose_code(self, question: IdentityQuestion) -> IdentityAnswer:
        """Puts a sealed ``CodeQuestion``; brings a sealed ``CodeAnswer``. May also raise ``VerifierAway``."""
        return self._verified("/v1/identity/code", question)

    def whose_face(self, question: IdentityQuestion) -> IdentityAnswer:
        """Puts a sealed ``FaceQuestion``; brings a sealed ``FaceAnswer``. May also raise ``VerifierAway``."""
        return self._verified("/v1/identity/face", question)

    def licence_ways(self) -> LicenceWays:
        """Whether the hub can be asked for electronic licences."""
        return _read(self._wire.call("GET", "/v1/licences", expect=(200,)), LicenceWays)

    def licences_of(self, question: LicenceQuestion) -> LicenceAnswer:
        """Puts a sealed ``LicenceListQuestion``; brings a sealed ``LicenceList``. May raise ``IssuerAway``."""
        return self._of_issuer("/v1/licences/list", question)

    def licence_file(self, question: LicenceQuestion) -> LicenceAnswer:
        """Puts a sealed ``LicenceFetchQuestion``; brings a sealed ``LicenceFile``. May raise ``IssuerAway``."""
        return self._of_issuer("/v1/licences/file", question)

    def result(self, question: ResultQuestion) -> ResultAnswer:
        """Puts a sealed ``ResultFetchQuestion``; brings a sealed ``ResultFile``.

        ``HubRefused`` with status 404 when the person's case has no such paper.
        """
        body = question.model_dump_json().encode()
        answer = self._wire.call(
            "POST", "/v1/results", headers=_JSON, body=body, expect=(200,), limit_bytes=SEALED_FILE_LIMIT_BYTES
        )
        return _read(answer, ResultAnswer)

    def _of_issuer(self, path: str, question: LicenceQuestion) -> LicenceAnswer:
        try:
            body = question.model_dump_json().encode()
            answer = self._wire.call(
                "POST", path, headers=_JSON, body=body, expect=(200,), limit_bytes=SEALED_FILE_LIMIT_BYTES
            )
            return _read(answer, LicenceAnswer)
        except (HubSick, HubRefused) as error:
            if error.problem in ISSUER_AWAY:
                raise IssuerAway(error.problem) from None
            raise

    def _verified(self, path: str, question: IdentityQuestion) -> IdentityAnswer:
        try:
            return _read(self._post(path, question, (200,)), IdentityAnswer)
        except (HubSick, HubRefused) as error:
            if error.problem in VERIFIER_AWAY:
                raise VerifierAway(error.problem) from None
            raise

    def _post(self, path: str, model: BaseModel, expect: tuple[int, ...]) -> Answer:
        return self._wire.call("POST", path, headers=_JSON, body=model.model_dump_json().encode(), expect=expect)


def _read(answer: Answer, model: type[Model]) -> Model:
    try:
        return model.model_validate_json(answer.body)
    except ValidationError:
        raise HubNonsense(f"an answer that is no {model.__name__}") from None
