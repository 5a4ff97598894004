"""Salesforce's client for JavaScript, unmodified, over a real socket."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mockserver.dialects.salesforce.access import ACCESS
from tests.conftest import Control
from tests.npm import NEEDED, install, run
from tests.salesforce_rest.conftest import Rest
from tests.test_tls import serving_https

SOURCES = Path(__file__).parent / "jsforce"

pytestmark = [pytest.mark.xdist_group("jsforce"), NEEDED]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the client."""
    return install(SOURCES, tmp_path_factory)


@pytest.mark.contract(
    "S-01",
    "S-02",
    "S-03",
    "S-04",
    "S-06",
    "S-07",
    "S-08",
    "S-09",
    "S-10",
    "S-11",
    "S-13",
    "S-14",
    "S-15",
    "S-19",
    "S-21",
    "S-23",
)
def test_jsforce_logs_in_writes_reads_searches_and_deletes(project: Path, rest: Rest) -> None:
    variables = {variable: rest.names[name] for variable, name in ACCESS.variables.items()}
    facts = json.loads(run(["node", "client.js"], project, **variables))
    assert facts == {
        "soap": [True, True],
        "wrong": "Error: INVALID_LOGIN: Invalid username, password, security token; or user locked out.",
        "oauth": [True, True],
        "client": True,
        "refreshed": 1,
        "limits": True,
        "usage": 15_000,
        "created": True,
        "updated": True,
        "retrieved": "https://x.example",
        "missing": "REQUIRED_FIELD_MISSING: Required fields are missing: [Name]",
        "described": True,
        "global": 9,
        "upserted": [True, False],
        "many": [True] * 5,
        "rows": "REQUIRED_FIELD_MISSING",
        "changed": True,
        "read": ["Oslo", "Oslo"],
        "found": ["Many 0", "Many 1"],
        "stars": 1,
        "count": 5,
        "parent": "By jsforce",
        "malformed": "INVALID_FIELD: ",
        "searched": 6,
        "pages": 5,
        "explained": "TableScan",
        "children": ["Node"],
        "grouped": ["jsforce & Co", 5],
        "loaded": [1, "REQUIRED_FIELD_MISSING:Required fields are missing: [Company]:Company --"],
        "streamed": ["jsforce & Co"],
        "batch": [
            True,
            True,
            "REQUIRED_FIELD_MISSING:Required fields are missing: [LastName, Company]:LastName,Company --",
        ],
        "batchChanged": [True, True],
        "batchRead": [["Batch 1", "Bergen"], ["Batch 2", "Bergen"]],
        "batchUpserted": True,
        "batchGone": [True, True, True],
        "batchNone": "InvalidJob: Unable to find object: Nothing",
        "batchUnknown": "InvalidSessionId: Invalid session id",
        "batchRenewed": True,
        "destroyed": [True] * 5,
        "scanned": 6,
        "deleted": 9,
        "changes": True,
        "recent": 1,
        "gone": [True, "ENTITY_IS_DELETED: entity is deleted"],
    }


HTTPS = """
import jsforce from "jsforce";
const conn = new jsforce.Connection({ loginUrl: process.env.URL });
await conn.login("admin@sandbox.example", "sandbox-password" + "sandbox-security-token");
const identity = await conn.identity();
console.log(JSON.stringify([conn.instanceUrl === process.env.URL, identity.username]));
"""


@pytest.mark.contract("S-01", "S-04")
def test_jsforce_speaks_https_to_an_authority_that_node_trusts(project: Path, tmp_path: Path) -> None:
    with serving_https(tmp_path) as https:
        command = ["node", "--input-type=module", "--eval", HTTPS]
        facts = json.loads(run(command, project, URL=https.url, NODE_EXTRA_CA_CERTS=str(https.authority)))
    assert facts == [True, "admin@sandbox.example"]


FAULTS = """
import jsforce from "jsforce";
const { SALESFORCE_INSTANCE_URL: url, SALESFORCE_REFRESH_TOKEN: refreshToken, SALESFORCE_ACCESS_TOKEN: accessToken,
  SALESFORCE_CONSUMER_KEY: clientId, SALESFORCE_CONSUMER_SECRET: clientSecret } = process.env;
const conn = new jsforce.Connection({
  oauth2: { loginUrl: url, clientId, clientSecret }, instanceUrl: url, accessToken, refreshToken, version: "59.0",
});
let refreshed = 0;
conn.on("refresh", () => { refreshed += 1; });
const failure = (promise) => promise.then(() => "none", (error) => error.errorCode);
const lead = { LastName: "x", Company: "y" };
const made = (await conn.sobject("Lead").create(lead)).success;
const locked = await failure(conn.sobject("Lead").create(lead));
const limited = await failure(conn.query("SELECT Id FROM Lead LIMIT 1"));
const busy = (await conn.query("SELECT Id FROM Lead LIMIT 1")).totalSize;
console.log(JSON.stringify({ made, refreshed, locked, limited, busy }));
"""


@pytest.mark.contract("S-12")
def test_jsforce_lives_through_planted_faults(project: Path, rest: Rest, control: Control) -> None:
    control.told("POST", "faults", {"match": "salesforce/*", "outcome": "unauthenticated", "times": None})
    others = (("create_record", "row-locked", 1), ("query", "rate-limited", 0), ("query", "unavailable", 1))
    for route, outcome, after in others:
        rule = {"match": f"salesforce/http/{route}", "outcome": outcome, "times": 1, "after": after}
        control.told("POST", "faults", rule)
    variables = {variable: rest.names[name] for variable, name in ACCESS.variables.items()}
    facts = json.loads(run(["node", "--input-type=module", "--eval", FAULTS], project, **variables))
    assert facts == {
        "made": True,
        "refreshed": 1,
        "locked": "UNABLE_TO_LOCK_ROW",
        "limited": "REQUEST_LIMIT_EXCEEDED",
        "busy": 1,
    }
