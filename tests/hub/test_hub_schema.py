"""The OpenAPI document is what the hub does: requests made from it by schemathesis, answers held against it."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from houses import serving
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode

from hub.api import create_app, openapi
from hub.guard import Rate
from hub.parts import open_parts

EXAMPLES = 25
"""For each path, method and kind of request; all together stay well below a minute."""
CHECKS = {
    # What a request means is judged too (does it open? is it of this terminal?): a well-formed one may be refused.
    "positive_data_acceptance": {"enabled": False},
    # 412 is tus's own answer to a wrong Tus-Resumable.
    "negative_data_rejection": {"expected-statuses": [400, 401, 403, 404, 412, 413, 415, 422]},
}
CONFIG = schemathesis.Config.from_dict({"checks": CHECKS})
OPERATIONS = [one.ok() for one in schemathesis.openapi.from_dict(openapi(), config=CONFIG).get_all_operations()]
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
TAKE_NOTHING = ("GET /v1/hello", "GET /v1/authority", "OPTIONS /v1/uploads")
"""Not even a token: there is nothing in them to break."""
ASKED = [(one, mode) for one in OPERATIONS for mode in MODES if mode is MODES[0] or one.label not in TAKE_NOTHING]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A served hub with a catalogue and no verifier: its address, and the head a terminal sends."""
    folder = tmp_path_factory.mktemp("schema")
    (folder / "catalogue").mkdir()
    (folder / "catalogue" / "manifest.json").write_text("{}")
    parts = open_parts(folder / "hub", catalogue=folder / "catalogue", serving=True)
    token = parts.fleet.enrol("T-0001").token
    with serving(create_app(parts, Rate(per_s=1e9, burst=1e9))) as url:
        yield {"base_url": url, "headers": {"Authorization": f"Bearer {token}"}}


@pytest.mark.parametrize(("operation", "mode"), ASKED, ids=[f"{one.label} {mode.value}" for one, mode in ASKED])
def test_the_hub_does_what_its_document_says(asked: dict[str, Any], operation: Any, mode: GenerationMode) -> None:
    @given(operation.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    def holds(case: Any) -> None:
        case.call_and_validate(**asked)

    holds()
