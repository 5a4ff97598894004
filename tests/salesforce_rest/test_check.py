"""`mockserver verify` and `mockserver check` on Salesforce's own API: what is kept, and what is broken by its name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures as world
from tests.recordings import Commands, entry, har
from tests.verification import verify, with_credentials

HOST = "https://sandbox.my.salesforce.com"


@pytest.fixture
def mockserver(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    return with_credentials("salesforce", capsys, monkeypatch)


@pytest.mark.contract("X-01")
def test_this_server_keeps_every_statement_and_its_records(mockserver: Commands) -> None:
    gateway = Gateway(Sandboxes(world.load()))
    tables = {name: len(table) for name, table in gateway.sandboxes.default.state.tables.items()}
    found = verify(mockserver, gateway, "salesforce", "--write")
    assert {name: verdict["findings"] for name, verdict in found.items() if verdict["verdict"] != "kept"} == {}
    after = {name: len(table) for name, table in gateway.sandboxes.default.state.tables.items()}
    assert {name for name, count in after.items() if count != tables[name]} == {"salesforce/deleted"}


def test_without_leave_to_write_no_record_is_changed(mockserver: Commands) -> None:
    gateway = Gateway(Sandboxes(world.load()))
    before = gateway.sandboxes.default.state.tables
    found = verify(mockserver, gateway, "salesforce")
    assert gateway.sandboxes.default.state.tables is before
    assert found["S-18"]["reason"] == "it writes: allow that with --write"
    assert {found[name]["verdict"] for name in ("S-06", "S-10", "S-19")} <= {"kept", "partly tried"}


# -- recordings ------------------------------------------------------------------------------------------------


def recorded(response: requests.Response) -> dict[str, Any]:
    """The entry of a HAR file for an exchange of requests."""
    request = response.request
    body = request.body or ""
    text = body if isinstance(body, str) else body.decode()
    kind = request.headers.get("Content-Type", "")
    found = entry(str(request.method), str(request.url), text, kind=kind, status=response.status_code)
    found["request"]["headers"] = [{"name": name, "value": value} for name, value in request.headers.items()]
    media = response.headers.get("content-type", "")
    found["response"]["content"] = {"size": len(response.content), "mimeType": media, "text": response.text}
    found["response"]["headers"] = [{"name": "content-type", "value": media}]
    return found


def test_what_clients_send_and_get_is_found_right(
    mockserver: Commands, sf: Any, session: requests.Session, tmp_path: Path
) -> None:
    exchanges: list[dict[str, Any]] = []
    session.hooks["response"].append(lambda response, *_, **__: exchanges.append(recorded(response)))
    key = sf.Lead.create({"LastName": "Hopper", "Company": "Navy"})["id"]
    sf.Lead.update(key, {"City": "Rome"})
    sf.query("SELECT Id FROM Lead WHERE Company = 'Navy'")
    sf.search("FIND {Hopper} RETURNING Lead(Id)")
    sf.bulk.Lead.update([{"Id": key, "City": "Oslo"}])
    sf.bulk.Lead.query("SELECT Id FROM Lead WHERE Company = 'Navy'")
    sf.Lead.delete(key)
    done = mockserver("check", har(tmp_path / "calls.har", *exchanges), "--report", "json")
    verdicts = json.loads(done.out)["verdicts"]
    assert [finding for verdict in verdicts for finding in verdict["findings"]] == []
    assert (done.code, len(verdicts)) == (0, len(exchanges))


@pytest.mark.parametrize(
    ("call", "body", "answer", "finding"),
    [
        ("GET data/v59.0/composite/sobjects/Lead?fields=Id", "", [None], "request query"),
        ("POST data/v59.0/composite", '{"x": 1}', {"compositeResponse": []}, "request json"),
        ("GET data/v59.0/query?q=SELECT", "", {"totalSize": "x"}, "response totalSize"),
        ("POST async/59.0/job", '{"operation": "burn"}', {"id": "750"}, "request json.operation"),
    ],
)
def test_what_breaks_a_contract_is_told_with_its_place(
    mockserver: Commands, tmp_path: Path, *, call: str, body: str, answer: Any, finding: str
) -> None:
    method, _, path = call.partition(" ")
    exchange = entry(method, f"{HOST}/services/{path}", body, kind="application/json", answer=answer)
    done = mockserver("check", har(tmp_path / "calls.har", exchange))
    assert done.code == 1
    assert finding in done.out


def test_a_call_without_a_session_is_told(mockserver: Commands, tmp_path: Path) -> None:
    exchange = entry("GET", f"{HOST}/services/data/v59.0/limits", answer={})
    exchange["request"]["headers"] = [{"name": "accept", "value": "*/*"}]
    done = mockserver("check", har(tmp_path / "calls.har", exchange))
    assert "headers.authorization: expected Bearer with an access token, got nothing [S-03" in done.out
