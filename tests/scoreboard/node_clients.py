"""Clients for Node.js that have no suite of their own: each public method of them is called.

Programs use a client whose methods are counted (``node/counted.cjs``), those of the tests of that client among them;
what they leave is called once with a placeholder. A method passes when a call of it was answered.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from mockserver.dialects.gateway import Gateway
from mockserver.dialects.refold import sessions
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.npm import install_into, run

HERE: Final = Path(__file__).parent
TESTS: Final = HERE.parent

Outcomes = dict[str, str | None]
"""The name of a case -> why it failed, None when it passed."""


@contextmanager
def serve() -> Iterator[tuple[Server, Sandbox]]:
    """A server, and the sandbox that is always there."""
    sandboxes = Sandboxes(world.load())
    with Server(Gateway(sandboxes)) as server:
        yield server, sandboxes.default


def unconnected_token(sandbox: Sandbox) -> str:
    """A session token of Refold's for the account that has nothing connected."""
    account = sandbox.state.tables["refold/linkedAccount"].get("unconnected@example.com")
    assert account is not None
    return sessions.issue(sandbox, account)


def _installed(folder: Path, sources: Path) -> Path:
    project = install_into(folder / "project", sources)
    _copy_programs(project)
    return project


def _copy_programs(project: Path) -> None:
    for source in (HERE / "node").iterdir():
        shutil.copy(source, project)


def _built(project: Path, source: str, made: str, form: str) -> None:
    options = ["--bundle", "--platform=node", f"--format={form}", "--packages=external", "--log-level=error"]
    run(["node_modules/.bin/esbuild", source, *options, f"--outfile={made}"], project)


def _counted(project: Path, command: list[str], **variables: str) -> Outcomes:
    """What became of each method while a program ran."""
    told = project / "counted.jsonl"
    told.unlink(missing_ok=True)
    run(command, project, COUNTED=str(told), **variables)
    return dict(json.loads(line) for line in told.read_text(encoding="utf-8").splitlines())


def run_hubspot_node(folder: Path) -> Outcomes:
    """Both majors of HubSpot's client for Node.js: a method passes when it does in each."""
    project = _installed(folder, TESTS / "hubspot_rest" / "node")
    merged: Outcomes = {}
    for package in ("hubspot-13", "hubspot-14"):
        with serve() as (server, sandbox):
            names = sandbox.world.names["hubspot"]
            variables = {f"HUBSPOT_{name.upper()}": sandbox.key(value) for name, value in names.items()}
            told = _counted(project, ["node", "hubspot.js", package], HUBSPOT_BASE_URL=server.url, **variables)
        for name, why in told.items():
            merged[name] = merged.get(name) or (why and f"{package}: {why}")
    return merged


def run_oktopost(folder: Path) -> Outcomes:
    """Oktopost's SDK, as its tests use it."""
    project = _installed(folder, TESTS / "oktopost_clients" / "node")
    _built(project, "oktopost/src/index.ts", "oktopost/dist/sdk.js", "esm")
    counting = (
        'import { Oktopost as Client } from "./sdk.js";\nimport counting from "../../counted.cjs";\n'
        'export const Oktopost = counting.counted(Client, ["httpClient", "autoPaginate"]);\n'
    )
    (project / "oktopost" / "dist" / "index.js").write_text(counting, encoding="utf-8")
    (project / "node_modules" / "oktopost").symlink_to(project / "oktopost")
    with serve() as (server, sandbox):
        names = sandbox.world.names["oktopost"]
        return _counted(
            project,
            ["node", "journey.mjs"],
            OKTOPOST_BASE_URL=f"{server.url}/v2",
            OKTOPOST_ACCOUNT_ID=names["account_id"],
            OKTOPOST_API_KEY=sandbox.key(names["api_key"]),
            OKTOPOST_READONLY_API_KEY=sandbox.key(names["readonly_api_key"]),
        )


def run_refold_browser(folder: Path) -> Outcomes:
    """Refold's browser SDK, as its tests use it in Node.js."""
    project = folder / "project"  # it needs no packages
    shutil.copytree(TESTS / "refold_clients" / "project", project)
    _copy_programs(project)
    counting = (
        'const { Cobalt } = require("./vendor/cobalt-js-9.2.0/cobalt.js");\n'
        'exports.Cobalt = require("./counted.cjs").counted(Cobalt);\n'
    )
    (project / "counting-9.2.0.js").write_text(counting, encoding="utf-8")
    with serve() as (server, sandbox):
        sandbox.change_settings({"refold_consent": "grant"})
        variables = {"REFOLD_BASE_URL": server.url, "REFOLD_SESSION_TOKEN": unconnected_token(sandbox)}
        return _counted(project, ["node", "journey.js", "./counting-9.2.0.js"], **variables)


def run_refold_node(folder: Path) -> Outcomes:
    """Refold's client for Node.js, as its tests use it."""
    project = _installed(folder, TESTS / "refold_clients" / "server")
    _built(project, "cobalt/src/index.ts", "cobalt/dist/client.js", "cjs")
    counting = (
        'const { default: Client } = require("./client.js");\n'
        'exports.default = require("../../counted.cjs").counted(Client, ["request"]);\n'
    )
    (project / "cobalt" / "dist" / "index.js").write_text(counting, encoding="utf-8")
    with serve() as (server, sandbox):
        sandbox.change_settings({"refold_node_seconds": 0})
        key = sandbox.key(sandbox.world.names["refold"]["api_key"])
        variables = {"REFOLD_BASE_URL": server.url, "REFOLD_API_KEY": key, "RECEIVER": f"{server.url}/hook"}
        return _counted(project, ["node", "journey.js"], **variables)
