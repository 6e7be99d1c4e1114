"""The hub's HTTP face: FastAPI put together from the routers, mark and limits around it, OpenAPI out of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import Scope

from hub import problems
from hub.authority import holder_of
from hub.fleet import Fleet
from hub.guard import LOG, Guard, Rate
from hub.parts import Parts
from hub.routes import cases, enrolments, fleet, identity, licences, results, uploads
from hub.routes.asking import certificate_of
from kiosk.platform.contract import Problem

TITLE, VERSION = "Tongban hub", "1"
SWEEP_S = 3600.0


def create_app(parts: Parts, rate: Rate | None = None) -> FastAPI:
    """The application for an ASGI server; closing it stops the forwarding and closes the store."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        parts.forwarding.start()
        sweeping = asyncio.create_task(_sweep(parts))
        yield
        sweeping.cancel()
        parts.forwarding.stop()
        parts.store.close()

    app = _bare(life)
    app.state.parts = parts
    app.add_middleware(Guard, rate=rate, named_by=partial(_named, parts.fleet))
    return app


def openapi() -> dict[str, Any]:
    """The OpenAPI document, the same as ``docs/hub.openapi.json``."""
    return _bare(None).openapi()


def _named(fleet: Fleet, scope: Scope) -> str:
    """The terminal that a certificate or a token of this hub names, good still or not; else nobody."""
    certificate = certificate_of(scope)
    if certificate is not None:
        holder = holder_of(certificate)
        return "" if holder is None else holder.terminal_id
    return fleet.signed_by(Headers(scope=scope).get("authorization", "").removeprefix("Bearer "))


async def _sweep(parts: Parts) -> None:
    """Every hour what has expired goes; a failing disk or store is told and tried again."""
    while True:
        try:
            await run_in_threadpool(parts.intake.sweep)
        except Exception as error:
            LOG.error("uploads not swept: %s", type(error).__name__)
        await asyncio.sleep(SWEEP_S)


def _bare(life: Any) -> FastAPI:
    app = FastAPI(title=TITLE, version=VERSION, lifespan=life, docs_url=None, redoc_url=None)
    for part in (fleet, enrolments, uploads, cases, identity, licences, results):
        app.include_router(part.router)
    problems.install(app)
    written = app.openapi

    def with_problems() -> dict[str, Any]:
        return _with_problems(written())

    app.openapi = with_problems  # type: ignore[method-assign]
    return app


def _with_problems(document: dict[str, Any]) -> dict[str, Any]:
    """Every operation's bad answers are problem details, and the framework's own error model goes."""
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = Problem.model_json_schema()
    problem = {
        "description": "Problem details (RFC 9457)",
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    document["components"]["securitySchemes"]["certificate"] = {
        "type": "mutualTLS",
        "description": "The certificate of the terminal's enrolment",
    }
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = problem
            if "security" in operation:
                operation["security"].insert(0, {"certificate": []})
    return document
