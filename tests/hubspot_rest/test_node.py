"""HubSpot's own client for Node.js, both of its present majors, over a socket."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Server
from tests.npm import NEEDED, install, run

SOURCES = Path(__file__).parent / "node"

pytestmark = [pytest.mark.xdist_group("npm"), NEEDED]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both clients."""
    return install(SOURCES, tmp_path_factory)


@pytest.mark.contract("H-01", "H-03", "H-04", "H-05", "H-06", "H-08", "H-10", "H-13", "H-14", "H-18", "H-24", "H-26")
@pytest.mark.parametrize(("package", "mount"), [("hubspot-13", ""), ("hubspot-14", ""), ("hubspot-14", "/hubspot")])
def test_hubspots_own_client_does_what_applications_do(
    project: Path, server: Server, sandbox: Sandbox, package: str, mount: str
) -> None:
    names = sandbox.world.names["hubspot"]
    variables = {f"HUBSPOT_{name.upper()}": sandbox.key(value) for name, value in names.items()}
    printed = run(["node", "journey.js", package], project, HUBSPOT_BASE_URL=server.url + mount, **variables)
    assert json.loads(printed) == {
        "found": [True, None, 2],
        "history": ["node@example.com"],
        "changed": "Rome",
        "page": [1, "string", True],
        "all": True,
        "search": 1,
        "missing": [404, "OBJECT_NOT_FOUND"],
        "twice": [409, "CONFLICT"],
        "read": [1, 1, ["7"]],
        "written": ["Oslo", True],
        "joined": 3,
        "labels": ["Primary"],
        "ends": [[True, 2]],
        "batch": [1, "crm.associations.NO_ASSOCIATIONS_FOUND"],
        "left": 0,
        "kinds": [5, 341],
        "property": "colour",
        "unique": True,
        "owners": 2,
        "owner": "Sam",
        "stages": 7,
        "event": "Hi",
        "granted": 1800,
        "own": "51",
        "nobody": [401, "INVALID_AUTHENTICATION"],
    }
