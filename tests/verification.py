"""`mockserver verify` on an application's own API, for the tests of each."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver import dialects
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.recordings import Commands


def with_credentials(application: str, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> Commands:
    """The command line, with the default world's credentials of an application in its environment."""
    access = dialects.named(application).access
    described = access.describe("", Sandboxes(world.load()).default)
    for variable, member in access.variables.items():
        patch.setenv(variable, described[member])
    patch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return Commands(capsys)


def verify(mockserver: Commands, gateway: Gateway, application: str, *options: str) -> dict[str, dict[str, Any]]:
    """The verdicts on the statements of an application's own API by their ids."""
    with Server(gateway) as server:
        done = mockserver("verify", f"--{application}-url", server.url, "--report", "json", *options)
    told = {verdict["name"].partition(" ")[0]: verdict for verdict in json.loads(done.out)["verdicts"]}
    letters = tuple(dialects.named(application).statements)
    return {name: verdict for name, verdict in told.items() if name.startswith(letters)}
