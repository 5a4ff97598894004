"""HubSpot's own client for Node.js, both of its present majors, over a socket."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Server

SOURCES = Path(__file__).parent / "node"
NPM = shutil.which("npm")

pytestmark = [
    pytest.mark.xdist_group("npm"),
    pytest.mark.skipif(NPM is None and not os.environ.get("REQUIRE_NPM"), reason="npm is not installed"),
]


def run(command: list[str], folder: Path, **environment: str) -> str:
    """The output of a program; its complaints when it fails."""
    given = {**os.environ, **environment}
    done = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both clients."""
    folder = tmp_path_factory.mktemp("hubspot") / "project"
    shutil.copytree(SOURCES, folder, ignore=shutil.ignore_patterns("node_modules"))
    run([NPM or "npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"], folder)
    return folder


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
