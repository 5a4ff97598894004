"""Oktopost's own SDK for TypeScript, unmodified, over a socket: resource by resource, and what it makes of an event."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Server
from mockserver.world import records
from tests.npm import LIMIT, NEEDED, install, run

SOURCES = Path(__file__).parent / "node"
PAGE = Path(__file__).parent.parent.parent / "docs" / "clients.md"
PARTS = {"index": "oktopost/src/index.ts", "webhooks": "oktopost/src/webhooks/index.ts"}

pytestmark = [pytest.mark.xdist_group("npm"), NEEDED]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the SDK is installed, built as its own package is: one module for each of its two entries."""
    folder = install(SOURCES, tmp_path_factory)
    for name, source in PARTS.items():
        options = ["--bundle", "--platform=node", "--format=esm", "--log-level=warning"]
        run(["node_modules/.bin/esbuild", source, *options, f"--outfile=oktopost/dist/{name}.js"], folder)
    (folder / "node_modules" / "oktopost").symlink_to(folder / "oktopost")
    return folder


def variables(server: Server, sandbox: Sandbox) -> dict[str, str]:
    names = sandbox.world.names["oktopost"]
    return {
        "OKTOPOST_BASE_URL": f"{server.url}/v2",
        "OKTOPOST_ACCOUNT_ID": names["account_id"],
        "OKTOPOST_API_KEY": sandbox.key(names["api_key"]),
        "OKTOPOST_READONLY_API_KEY": sandbox.key(names["readonly_api_key"]),
    }


@pytest.mark.contract(
    "O-70", "O-71", "O-72", "O-73", "O-74", "O-75", "O-76", "O-77", "O-78", "O-79", "O-80", "O-81", "O-82", "O-83"
)
def test_oktoposts_own_sdk_does_what_applications_do(project: Path, server: Server, sandbox: Sandbox) -> None:
    printed = run(["node", "journey.mjs"], project, **variables(server, sandbox))
    john = [["salesforce", "0035g0000000001AAA"], ["marketo", "12345"]]
    missing = ["OktopostNotFoundError", 404, "The requested resource was not found"]
    assert json.loads(printed) == {
        "me": ["00A000000000000", "001000000000001"],
        "users": [4, "publisher", "Pat Publisher", 4],
        "userMembers": 21,
        "renamed": "Paul Publisher",
        "userGone": [True, missing],
        "teams": [3, "Asia", 3],
        "teamRenamed": "APAC",
        "entities": [1, True, ["Americas", "APAC"], True, 1],
        "teamGone": True,
        "profiles": [3, 4, "Acme on Facebook", "LinkedIn"],
        "profile": ["Acme Inc.", 0],
        "profileGone": True,
        "cnames": [2, "links.acme.example", {"Id": "0CN000000000000", "Name": "x.example"}],
        "cnameGone": True,
        "boards": [1, 15],
        "lead": ["0ld000000000001", john],
        "leads": [True, False],
        "linked": "0035g0000000002AAA",
        "activities": [2, 3, "click"],
        "activityGone": [missing, True],
        "leadGone": [True, 0],
        "log": [1, 200, "newLead"],
        "webhook": [1, 1, 32, "newLeadActivity"],
        "webhooks": [["A", "New leads"], 1],
        "disabled": 0,
        "webhookGone": [True, 1],
        "refusals": [
            ["OktopostAuthError", 401, "Authentication failed: invalid Account ID or API Key"],
            ["OktopostPermissionError", 403, "Insufficient permissions for this resource"],
            ["OktopostApiError", 400, "Missing required field: cname"],
            ["OktopostApiError", 400, "Page size 7 is not valid."],
            missing,
        ],
        "reader": "00A000000000001",
    }


def test_the_first_lines_of_the_page_run_as_they_are_written(project: Path, server: Server) -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## Oktopost's SDK for TypeScript\n")[2].partition("\n## ")[0]
    program, printed = re.findall(r"```(?:js|text)\n(.*?)```", section, re.DOTALL)
    (project / "first.mjs").write_text(program.replace("http://localhost:4010", server.url), encoding="utf-8")
    assert run(["node", "first.mjs"], project) == printed


@pytest.mark.contract("O-84")
def test_oktoposts_own_sdk_takes_an_event_for_one_of_the_vendors(project: Path, sandbox: Sandbox) -> None:
    added = records.add(sandbox, "oktopost/lead", {"Email": "new@acme.example", "FirstName": "New", "LastName": "Lead"})
    (sent,) = sandbox.deliveries
    headers = dict(sent.delivery.headers)
    given = {
        "body": sent.delivery.body.decode(),
        "signature": headers["X-Oktopost-Signature"],
        "secret": "sandbox-webhook-secret",
    }
    read = subprocess.run(
        ["node", "receive.mjs"],
        cwd=project,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    assert read.returncode == 0, read.stderr
    event = json.loads(read.stdout)
    assert (event["event"], event["webhookId"], event["data"]["Id"]) == ("newLead", "0wh000000000001", added["Id"])
