"""The npm package node-marketo-rest 0.7.8, unmodified, works against this server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.transport.server import Server
from tests.marketo_rest.conftest import Rest
from tests.npm import NEEDED, install, run

SOURCES = Path(__file__).parent / "node"

pytestmark = [pytest.mark.xdist_group("node-marketo-rest"), NEEDED]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the client installed."""
    return install(SOURCES, tmp_path_factory)


@pytest.mark.contract(
    "M-01", "M-06", "M-07", "M-08", "M-09", "M-12", "M-14", "M-15", "M-16", "M-17", "M-21", "M-22", "M-23", "M-24",
    "M-26", "M-27", "M-28", "M-29", "M-30", "M-31",
)  # fmt: skip
def test_every_method_of_the_client(project: Path, server: Server, rest: Rest) -> None:
    printed = run(
        ["node", "client.js"],
        project,
        MARKETO_URL=server.url,
        MARKETO_CLIENT_ID=rest.client["client_id"],
        MARKETO_CLIENT_SECRET=rest.client["client_secret"],
    )
    told: dict[str, Any] = json.loads(printed)
    members = len(rest.result("GET", "/rest/v1/lists/1234/leads.json"))
    assert told == {
        "byId": [{"id": 100, "email": "maria@globex.example", "unsubscribed": False}],
        "found": [{"id": 100, "email": "maria@globex.example"}, {"id": 200, "email": "soren@globex.example"}],
        "created": "created",
        "unknown": ["1004"],
        "described": True,
        "partitions": [{"id": 1, "name": "Default", "description": "Default"}],
        "associated": True,
        "pushed": "created",
        "lists": [1234, 1236],
        "list": [1235],
        "added": [{"id": 100, "status": "added"}, {"id": 200, "status": "added"}],
        "isMember": [{"id": 100, "status": "memberof"}],
        "members": 2,
        "streamed": members,
        "removed": [{"id": 100, "status": "removed"}],
        "several": ["1001"],
        "types": 4,
        "moreActivities": True,
        "log": told["log"],
        "changes": 2,
        "campaigns": [3001, 3002],
        "triggered": [{"id": 3001}],
        "usage": True,
        "export": "Completed",
        "file": "id,email\n100,maria@globex.example\n",
        "merged": True,
    }
    assert told["log"] > 20


@pytest.mark.contract("M-03", "M-04")
def test_the_client_renews_a_token_and_tells_of_a_wrong_secret(project: Path, server: Server, rest: Rest) -> None:
    program = """
    const Marketo = require("node-marketo-rest");
    const url = process.env.MARKETO_URL;
    const client = (clientSecret) => new Marketo({
      endpoint: `${url}/rest`, identity: `${url}/identity`, clientId: process.env.MARKETO_CLIENT_ID, clientSecret,
      retry: { maxRetries: 2, initialDelay: 1, maxDelay: 10 },
    });
    (async () => {
      const wrong = await client("x").lead.byId(100).catch((error) => error.message);
      const right = client(process.env.MARKETO_CLIENT_SECRET);
      await right.lead.byId(100);
      right._connection._tokenData.access_token = "00000000-0000-0000-0000-000000000000:int";
      const { result } = await right.lead.byId(100);
      process.stdout.write(JSON.stringify([wrong, result[0].id]));
    })();
    """
    printed = run(
        ["node", "-e", program],
        project,
        MARKETO_URL=server.url,
        MARKETO_CLIENT_ID=rest.client["client_id"],
        MARKETO_CLIENT_SECRET=rest.client["client_secret"],
    )
    assert json.loads(printed) == ["Authentication (invalid_client): Bad client credentials", 100]
