"""`mockserver verify` on Marketo's own API: this server keeps what is tried, and a broken one is found out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.core.http import Answer, Call
from mockserver.dialects.frame import Dialect
from mockserver.dialects.gateway import Gateway
from mockserver.dialects.marketo.access import ACCESS
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.recordings import Commands


@pytest.fixture
def mockserver(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    described = ACCESS.describe("", Sandboxes(world.load()).default)
    for variable, member in ACCESS.variables.items():
        monkeypatch.setenv(variable, described[member])
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return Commands(capsys)


def verify(mockserver: Commands, gateway: Gateway, *options: str) -> dict[str, dict[str, Any]]:
    """The verdicts on the statements of this API by their ids."""
    with Server(gateway) as server:
        done = mockserver("verify", "--marketo-url", server.url, "--report", "json", *options)
    told = {verdict["name"].partition(" ")[0]: verdict for verdict in json.loads(done.out)["verdicts"]}
    return {name: verdict for name, verdict in told.items() if name[0] == "M"}


@pytest.mark.contract("X-01")
def test_this_server_keeps_every_statement_that_is_tried(mockserver: Commands) -> None:
    found = verify(mockserver, Gateway(Sandboxes(world.load())), "--write")
    assert [finding for verdict in found.values() for finding in verdict["findings"]] == []
    assert sum(verdict["verdict"] == "kept" for verdict in found.values()) >= 18


def test_a_server_with_another_error_is_found_out(mockserver: Commands) -> None:
    class Broken(Gateway):
        def respond(self, call: Call, dialect: Dialect) -> Answer:
            answer = super().respond(call, dialect)
            answer.body = answer.body.replace(b'"1013"', b'"other"')
            return answer

    found = verify(mockserver, Broken(Sandboxes(world.load())))
    broken = {name for name, verdict in found.items() if verdict["verdict"] == "broken"}
    assert broken == {"M-15"}
