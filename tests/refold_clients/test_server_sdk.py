"""The vendor's client for Node.js, unmodified, over a socket: every method; and the browser SDK's workflows."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Server
from tests import npm
from tests.conftest import Control
from tests.receiver import Receiver

SOURCES = Path(__file__).parent / "server"
BROWSER_SDK = Path(__file__).parent / "project" / "vendor" / "cobalt-js-9.2.0" / "cobalt.js"
PAGE = Path(__file__).parents[2] / "docs" / "clients.md"
BUILT = "cobalt/dist/index.js"

FIRED = "Webhook Fired Success"

pytestmark = [pytest.mark.xdist_group("npm"), npm.NEEDED]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the client, built from its sources."""
    folder = npm.install(SOURCES, tmp_path_factory)
    options = ["--bundle", "--platform=node", "--format=cjs", "--packages=external", "--log-level=warning"]
    npm.run(["node_modules/.bin/esbuild", "cobalt/src/index.ts", *options, f"--outfile={BUILT}"], folder)
    return folder


@pytest.mark.contract(
    "R-03", "R-12", "R-21", "R-66", "R-69", "R-70", "R-72", "R-73", "R-74", "R-75", "R-76", "R-77", "R-78"
)
def test_the_client_for_nodejs_does_all_that_it_can(
    project: Path, server: Server, sandbox: Sandbox, control: Control, receiver: Receiver
) -> None:
    control.told("PATCH", "", {"strict": "fail", "refold_node_seconds": 0})
    key = sandbox.key(sandbox.world.names["refold"]["api_key"])
    environment = {"REFOLD_BASE_URL": server.url, "REFOLD_API_KEY": key, "RECEIVER": f"{receiver.url}/hook"}
    printed = json.loads(npm.run(["node", "journey.js"], project, **environment))
    assert printed == {
        "created": "node@example.com",
        "twice": "Linked account with id node@example.com already exists in the test environment",
        "upserted": "Nodes",
        "accounts": 2,
        "read": ["team"],
        "session": ["expires_in", "refresh_expires_in", "refresh_token", "token"],
        "applications": [["hubspot", False], ["salesforce", False], ["marketo", False]],
        "migrated": "Integration - hubspot created",
        "connected": True,
        "config": "node@example.com",
        "named": "named",
        "updated": "hubspot",
        "got": ["node@example.com", "named"],
        "gone": "Config with config id node@example.com not found",
        "noWebhook": [],
        "webhook": ["Connection Created", "Workflow Completed"],
        "subscribed": 3,
        "unsubscribed": ["Workflow Completed", "Workflow Errored"],
        "started": ["execution_id", "message"],
        "ended": [False, "51"],
        "stranger": "Workflow is private to another linked account",
        "executions": ["SYNC", "ASYNC"],
        "execution": ["COMPLETED", ["Success", "Success"]],
        "noExecution": "Execution not found",
        "events": ["candidate_created"],
        "event": 4,
        "fired": [FIRED] * 4,
        "ran": ["customer@example.com", "customer@example.com", "mine", *["customer@example.com"] * 3],
        "noEvent": "Trigger not found",
        "changed": ["candidate_changed"],
        "eventGone": [],
        "webhooksGone": [],
        "deleted": "User deleted successfully",
        "nobody": "Invalid Credentials",
    }
    assert [json.loads(receiver.next().body)["event"] for _ in range(6)] == ["Workflow Completed"] * 6
    declared = set(
        re.findall(r"^  (\w+)(?:<.*>)?\(", (SOURCES / "cobalt/src/Apis/index.ts").read_text("utf-8"), re.MULTILINE)
    )
    called = set(re.findall(r"cobalt\.(\w+)\(", (SOURCES / "journey.js").read_text("utf-8")))
    assert called | {"event"} == declared


@pytest.mark.contract("R-60", "R-61", "R-64", "R-65", "R-66", "R-67", "R-69", "R-70", "R-71")
def test_the_browser_sdk_makes_and_executes_workflows(
    project: Path, server: Server, sandbox: Sandbox, control: Control
) -> None:
    control.told("PATCH", "", {"strict": "fail", "refold_node_seconds": 3600})
    token = sandbox.key(sandbox.world.names["refold"]["session_token"])
    environment = {"REFOLD_BASE_URL": server.url, "REFOLD_SESSION_TOKEN": token}
    printed = json.loads(npm.run(["node", "workflows.js", str(BROWSER_SDK)], project, **environment))
    assert printed == {
        "listed": [["hubspot", True]],
        "named": ["List Accounts", "List Static Lists"],
        "created": ["Sync", False, "custom"],
        "noName": "Application with slug pipedrive not found",
        "payload": {"email": "jane@example.com"},
        "started": "Workflow execution started",
        "byAlias": False,
        "noSlug": "Server Error",
        "unpublished": True,
        "executions": [["SYNC", "COMPLETED"], ["ASYNC", "RUNNING"]],
        "running": 1,
        "execution": ["COMPLETED", ["Start", "Search Contact"]],
        "none": "Execution not found",
        "deleted": True,
        "left": 3,
    }


@pytest.mark.contract("R-66", "R-70")
def test_the_first_lines_of_the_page_run(project: Path, server: Server) -> None:
    section = PAGE.read_text("utf-8").partition("## Refold: Node.js")[2].partition("\n## ")[0]
    (program,) = re.findall(r"```js\n(.*?)```", section, re.DOTALL)
    (output,) = re.findall(r"```text\n(.*?)```", section, re.DOTALL)
    program = program.replace("http://localhost:4010", server.url).replace('"@cobaltio/cobalt"', f'"./{BUILT}"')
    (project / "page.js").write_text(program, "utf-8")
    assert npm.run(["node", "page.js"], project) == output
