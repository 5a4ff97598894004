"""The vendor's browser SDK, three of its versions, in Node.js: every method of it, over a socket."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.dialects.refold import sessions
from mockserver.dialects.refold.access import org_id
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Server
from tests import npm

SOURCES = Path(__file__).parent / "project"

pytestmark = [pytest.mark.xdist_group("npm"), npm.NEEDED]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return npm.install(SOURCES, tmp_path_factory)


def token_of(sandbox: Sandbox, account_id: str) -> str:
    """A session token for a linked account."""
    account = sandbox.state.tables["refold/linkedAccount"].get(account_id)
    assert account is not None
    return sessions.issue(sandbox, account)


FOUND: dict[str, Any] = {
    "before": {"hubspot": False, "salesforce": False, "marketo": False},
    "oauth": True,
    "keys": True,
    "after": [["oauth2", "active"]],
    "config": ["hubspot", "mine", 15, 1],
    "halted": [False, ["Owner is required"]],
    "enabled": True,
    "kept": ["ACME"],
    "stages": [4, 5],
    "deleted": "Config with config id mine not found",
    "left": [["marketo", True]],
    "stranger": "Application with app_type 'pipedrive' not found for org {org}",
    "nobody": "Invalid session token",
}
"""What every version finds."""

FIELDS: dict[str, Any] = {
    "configs": ["mine"],
    "field": [50, 20, None, 7013],
    "rule": ["text", ["EQ", "NEQ"]],
    "noRule": "Field with id 699fec7a5bd27ed2af7243af is not of type rule engine or has undefined columns",
    "account": "Renamed",
}
"""What the versions after 8.0.0 do besides."""

NEWEST: dict[str, Any] = {
    **FIELDS,
    "workflows": [{"email": "jane@example.com"}, 2, ["Success", "Success"], False, True],
}
"""9.2.0 executes workflows too: all of its 22 methods."""

OLDEST = {"deleted": "Not Found", "stranger": "Not Found", "nobody": "Unauthorized"}
"""8.0.0 reads the status of a refusal and no more."""


@pytest.mark.contract("R-24", "R-25", "R-27", "R-28", "R-30", "R-33", "R-34", "R-35", "R-37", "R-41")
@pytest.mark.parametrize(
    ("package", "more"),
    [
        ("./vendor/cobalt-js-9.2.0/cobalt.js", NEWEST),
        ("./vendor/cobalt-js-8.9.1/cobalt.js", FIELDS),
        ("@cobaltio/cobalt-js", OLDEST),
    ],
    ids=["9.2.0", "8.9.1", "8.0.0"],
)
def test_the_browser_sdk_connects_and_configures(
    project: Path, server: Server, sandbox: Sandbox, package: str, more: dict[str, Any]
) -> None:
    sandbox.change_settings({"refold_consent": "grant"})
    variables = {
        "REFOLD_BASE_URL": server.url,
        "REFOLD_SESSION_TOKEN": token_of(sandbox, "unconnected@example.com"),
    }
    found = json.loads(npm.run(["node", "journey.js", package], project, **variables))
    expected = {**FOUND, **more}
    expected["stranger"] = expected["stranger"].format(org=org_id(sandbox))
    assert found == expected
