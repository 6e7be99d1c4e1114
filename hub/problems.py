"""Every no of the hub, as RFC 9457 problem details. Titles are constant, so that no datum of a person gets in."""

from __future__ import annotations

from enum import Enum

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from kiosk.platform.contract import Problem

MEDIA_TYPE = "application/problem+json"


class Kind(Enum):
    """Problem types: word, status, title. The terminal parks an envelope on 400, 409, 413, 415 and 422."""

    UNAUTHENTICATED = ("unauthenticated", 401, "No valid certificate or token of a terminal")
    CERTIFICATE_OVER = ("certificate-over", 401, "The certificate's time is over; ask for the next one")
    REVOKED = ("terminal-revoked", 403, "This terminal has been revoked")
    CODE_REFUSED = ("enrolment-code-refused", 403, "This code enrols no terminal, or not any more")
    UNKNOWN_CASE = ("unknown-case", 404, "No such case")
    UNKNOWN_UPLOAD = ("unknown-upload", 404, "No such upload")
    NO_VERIFIER = ("no-verifier", 404, "This hub has nobody to verify that with")
    UNKNOWN_ISSUER = ("unknown-issuer", 404, "The verifier knows no such issuer of codes")
    NO_LICENCES = ("no-licence-issuer", 404, "This hub has nobody to ask for licences")
    UNKNOWN_RESULT = ("unknown-result", 404, "This person has no such result paper")
    NO_CATALOGUE = ("no-catalogue", 404, "This hub serves no catalogue")
    TOO_SLOW = ("too-slow", 408, "The request took too long")
    ENVELOPE_CHANGED = ("envelope-changed", 409, "The same application id came with other bytes")
    WRONG_OFFSET = ("wrong-offset", 409, "Upload-Offset is not where the upload stands")
    QUESTION_REPEATED = ("question-repeated", 409, "The same question came before")
    WRONG_MOVE = ("wrong-move", 409, "The case cannot move to that state now")
    CASE_UNFINISHED = ("case-unfinished", 409, "A result belongs to a case that is done or refused")
    RESULTS_FULL = ("results-full", 409, "The case would have too many result papers or pages")
    UNFINISHED = ("upload-unfinished", 425, "Bytes are missing")
    TUS_VERSION = ("tus-version", 412, "Tus-Resumable must be 1.0.0")
    TOO_LARGE = ("too-large", 413, "More bytes than this hub takes")
    WRONG_TYPE = ("wrong-content-type", 415, "PATCH takes application/offset+octet-stream")
    UNREADABLE = ("envelope-unreadable", 422, "The envelope does not open")
    INVALID = ("application-invalid", 422, "The envelope holds no valid application")
    QUESTION_INVALID = ("question-invalid", 422, "What is sealed does not follow the contract")
    RESULT_INVALID = ("result-invalid", 422, "This is no result paper")
    BAD_REQUEST = ("bad-request", 422, "The request does not follow the contract")
    BUSY = ("upload-busy", 423, "Another request is writing to this upload")
    TOO_MANY = ("too-many-requests", 429, "Too many requests from this terminal")
    TOO_MANY_UPLOADS = ("too-many-uploads", 429, "This terminal has begun too much that it did not finish")
    DAMAGED = ("upload-damaged", 460, "The bytes do not have the named sha256; begin again")
    FAULT = ("fault", 500, "The hub failed")
    LICENCES_UNAVAILABLE = ("licence-issuer-unavailable", 503, "The issuer of licences gives no answer")
    VERIFIER_UNAVAILABLE = ("verifier-unavailable", 503, "The verifier gives no answer")


class Refusal(HTTPException):
    """Ends a request with a problem; ``detail`` names fields and parts, never values."""

    def __init__(self, kind: Kind, detail: str = "", retry_after_s: int | None = None) -> None:
        super().__init__(kind.value[1], detail)
        self.kind, self.retry_after_s = kind, retry_after_s


def problem_response(kind: Kind, detail: str = "", retry_after_s: int | None = None) -> Response:
    """The answer for a problem."""
    word, status, title = kind.value
    return _response(Problem(type=f"urn:tongban:{word}", title=title, status=status, detail=detail), retry_after_s)


def install(app: FastAPI) -> None:
    """Makes every error answer of ``app`` a problem, also those of the framework, none of which repeats input."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def _response(problem: Problem, retry_after_s: int | None = None) -> Response:
    headers = {} if retry_after_s is None else {"Retry-After": str(retry_after_s)}
    return Response(problem.model_dump_json(), problem.status, headers, MEDIA_TYPE)


def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return problem_response(error.kind, error.detail, error.retry_after_s)


def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = [".".join(str(part) for part in found["loc"] if part != "body") for found in error.errors()]
    return problem_response(Kind.BAD_REQUEST, ", ".join(fields))


def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _response(Problem(type="about:blank", title=str(error.detail), status=error.status_code))
