"""A vendor outside the package, one list entry and one folder, gets what every vendor has."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import requests

import mockserver
from mockserver import dialects
from mockserver.cli import command_line
from mockserver.core import contracts
from mockserver.dialects.gateway import Gateway
from mockserver.openapi import describe
from mockserver.openapi.examples import differences
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.testing import sources
from mockserver.transport.server import Server
from mockserver.world import fixtures
from tests.child import QUIET
from tests.raw import Scripted
from tests.recordings import JSON, entry, har

ROOT = Path(__file__).parent.parent
PACKAGE = "tests.toy_vendor"
NOTES = "/toy/v1/notes"
PIN = "/toy/v1/apps/board/pin"


@pytest.fixture(scope="module", autouse=True)
def listed() -> Iterator[None]:
    """The one list entry."""
    dialects.PACKAGES.append(PACKAGE)
    yield
    dialects.PACKAGES.remove(PACKAGE)


@pytest.fixture(scope="module", params=[True, False], ids=["lean door", "closed door"])
def server(request: pytest.FixtureRequest, listed: None) -> Iterator[Server]:
    """A server of all dialects, by each of the two ways into it."""
    with Server(Gateway(Sandboxes(fixtures.load())), lean=request.param) as running:
        yield running


class Toy:
    """Speaks the toy's API to a sandbox of its own, and the control API about it."""

    def __init__(self, server: Server, http: requests.Session) -> None:
        self.http = http
        self.url = server.url
        made = http.post(f"{server.url}/__mock__/sandboxes", json={}, timeout=30).json()
        self.id, self.key, self.base_url = made["id"], made["toy"]["key"], made["toy"]["base_url"]

    def call(self, path: str, payload: Any = None, **headers: str) -> requests.Response:
        method = "GET" if payload is None else "POST"
        sent = {"x-api-key": self.key, **headers}
        return self.http.request(method, f"{self.url}{path}", json=payload, headers=sent, timeout=30)

    def control(self, method: str, path: str = "", body: Any = None) -> Any:
        answer = self.http.request(method, f"{self.url}/__mock__/sandboxes/{self.id}{path}", json=body, timeout=30)
        assert answer.ok, answer.text
        return answer.json()

    def page(self, path: str) -> str:
        answer = self.http.get(f"{self.url}/__mock__/console/{self.id}/{path}", timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.text


@pytest.fixture
def toy(server: Server, http: requests.Session) -> Toy:
    return Toy(server, http)


def test_its_routes_are_served(toy: Toy) -> None:
    assert toy.call(NOTES).json() == {"notes": [{"id": "n1", "text": "Buy paper", "colour": "blue"}]}
    pinned = toy.call(PIN, {"text": "Call Ada"})
    assert (pinned.status_code, pinned.json()) == (201, {"id": "n2", "text": "Call Ada", "colour": "yellow"})
    assert toy.call(f"{NOTES}?colour=yellow").json() == {"notes": [pinned.json()]}
    assert toy.call(f"{NOTES}/n2").json() == pinned.json()


def test_a_credential_names_its_sandbox(toy: Toy, server: Server, http: requests.Session) -> None:
    toy.call(PIN, {"text": "mine"})
    other = Toy(server, http)
    assert other.key != toy.key
    assert other.base_url == f"{server.url}/toy/v1"
    assert len(other.call(NOTES).json()["notes"]) == 1
    assert len(toy.call(NOTES).json()["notes"]) == 2
    assert toy.control("GET")["toy"] == {"base_url": toy.base_url, "key": toy.key}


@pytest.mark.parametrize(
    ("path", "headers", "said"),
    [
        (NOTES, {"x-api-key": "nobody's"}, ("T-02", 401, "unauthenticated", "who are you?", "send x-api-key")),
        (f"{NOTES}/n9", {}, ("T-01", 404, "no-such-note", "no note n9", "GET /toy/v1/notes lists them")),
        ("/toy/v1/nothing", {}, ("T-02", 404, "not-found", "nothing at /toy/v1/nothing", "try /toy/v1/notes")),
        (PIN, {}, ("T-02", 405, "method-not-allowed", "not with GET", "use OPTIONS, POST")),
    ],
)
def test_a_refusal_is_in_its_words_and_has_a_hint(toy: Toy, path: str, headers: dict[str, str], said: Any) -> None:
    answer = toy.call(path, **headers)
    statement, status, outcome, text, hint = said
    assert (answer.status_code, answer.json()) == (status, {"oops": text})
    assert answer.headers["x-mock-outcome"] == outcome
    assert answer.headers["x-mock-hint"] == hint
    assert answer.headers["x-mock-evidence"] == f"{statement} choice"


def test_its_calls_are_in_the_journal(toy: Toy) -> None:
    toy.call(PIN, {"text": "Call Ada"})
    (entry,) = toy.control("GET", f"/journal?{urlencode({'dialect': 'toy', 'action': 'toy/*'})}")["entries"]
    assert (entry["action"], entry["outcome"], entry["status"]) == ("toy/board/pin", "ok", 201)
    assert entry["request"]["payload"] == {"text": "Call Ada"}
    assert toy.key not in json.dumps(entry)
    assert toy.control("GET", "/tallies")["tallies"][0]["action"] == "toy/board/pin"


def test_faults_are_planted_on_its_actions_and_routes(toy: Toy) -> None:
    toy.control("POST", "/faults", {"match": "toy/board/*", "outcome": "rate-limited", "retry_after": 7})
    toy.control("POST", "/faults", {"match": "toy/http/get_note", "outcome": "no-such-note"})
    refused = toy.call(PIN, {"text": "Call Ada"})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "7")
    assert toy.call(f"{NOTES}/n1").status_code == 404
    busy = toy.call(PIN, {"text": "Call Ada"}, **{"x-mock-outcome": "crm-error"})
    assert (busy.status_code, busy.json()) == (502, {"oops": "board is busy"})
    assert toy.call(PIN, {"text": "Call Ada"}).status_code == 201


def test_strict_mode_finds_what_its_schemas_do_not_declare(toy: Toy) -> None:
    assert toy.call(f"{NOTES}?shape=round").status_code == 200
    (entry,) = toy.control("GET", "/journal")["entries"]
    assert [finding["pointer"] for finding in entry["findings"]] == ["query.shape"]
    toy.control("PATCH", "", {"strict": "fail"})
    assert toy.call(f"{NOTES}?shape=round").json() == {
        "oops": "query.shape: expected a declared field, got an undeclared one"
    }


def test_its_rate_limit_holds_where_it_is_asked_for(toy: Toy) -> None:
    toy.control("PATCH", "", {"rate_limits": True})
    assert [toy.call(NOTES).status_code for _ in range(4)] == [200, 200, 200, 429]
    toy.control("PUT", "/clock", {"advance": "PT1M"})
    assert toy.call(NOTES).status_code == 200


def test_its_records_are_edited_searched_exported_and_imported(toy: Toy) -> None:
    added = toy.control("POST", "/records/toy/note", {"text": "Water plants", "colour": "blue"})
    assert toy.call(f"{NOTES}/{added['id']}").json() == added
    assert toy.control("GET", "/records/toy/note?search=plants")["records"] == [added]
    state = toy.control("GET", "/state")
    toy.control("DELETE", f"/records/toy/note/{added['id']}")
    assert toy.call(f"{NOTES}/{added['id']}").status_code == 404
    assert toy.control("PUT", "/state", state)["records"]["toy/note"] == 2
    state["tables"]["toy/note"]["records"][0]["colour"] = "red"
    refused = toy.http.put(f"{toy.url}/__mock__/sandboxes/{toy.id}/state", json=state, timeout=30)
    assert refused.status_code == 400
    assert "json.tables.toy/note.records[0].colour: expected one of yellow, blue" in refused.json()["error"]["message"]


def test_the_console_lists_it_and_has_a_form_for_its_action(toy: Toy) -> None:
    assert '<option value="toy">Toy</option>' in toy.page("calls")
    assert f"{toy.base_url}" in toy.page("calls")
    assert "toy / board" in toy.page("actions")
    form = toy.page("actions/toy/board/pin")
    assert 'data-path="[&#34;text&#34;]"' in form
    sending = json.loads(unescape(re.search(r'data-sending="([^"]*)"', form)[1]))  # type: ignore[index]
    sent = toy.http.request(
        sending["method"], toy.url + sending["path"], headers=sending["headers"], data='{"text":"hi"}', timeout=30
    )
    assert sent.status_code == 201
    assert "n1" in toy.page("records/toy/note")
    assert "toy/board/pin" in toy.page("faults")


def test_a_call_of_it_is_a_command_and_a_test_in_the_console(toy: Toy) -> None:
    toy.call(PIN, {"text": "Call Ada"})
    toy.call(NOTES, **{"x-api-key": "nobody's"})
    page = unescape(toy.page("calls/1"))
    assert f"-H 'x-api-key: {toy.key}'" in page
    assert 'mockserver.toy.base_url + "/apps/board/pin"' in page
    assert '"x-api-key": mockserver.toy.key' in page


def test_its_openapi_document_is_made(toy: Toy, server: Server) -> None:
    document = describe(["toy"], server.gateway.sandboxes.world)
    assert list(document["paths"]) == [NOTES, f"{NOTES}/{{id}}", "/toy/v1/apps/{app}/{action}"]
    assert document["info"]["title"] == "Toy"
    assert "404" in document["paths"][f"{NOTES}/{{id}}"]["get"]["responses"]
    served = toy.http.get(f"{toy.url}/openapi.json", timeout=30).json()
    assert NOTES in served["paths"]


def test_its_schemas_are_listed_and_its_examples_answered(toy: Toy) -> None:
    listed = toy.http.get(f"{toy.url}/__mock__/schemas", timeout=30).json()["schemas"]
    assert {key for key in listed if key.startswith("toy/")} == set(contracts.load().keys("toy/"))
    assert list(differences()) == []


def test_the_commands_know_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["actions", "--json"]) == 0
    assert "toy/board/pin" in [row["action"] for row in json.loads(capsys.readouterr().out)]
    assert command_line.main(["call", "toy", "board/pin", '{"text":"hi"}']) == 0
    assert json.loads(capsys.readouterr().out) == {"id": "n2", "text": "hi", "colour": "yellow"}
    assert command_line.main(["selfcheck"]) == 0


API = "https://api.toy.example/toy/v1"
BLUE, PINNED = {"id": "n1", "text": "Buy paper", "colour": "blue"}, '{"text":"Buy paper","colour":"blue"}'


@pytest.mark.parametrize(
    ("recorded", "findings"),
    [
        (entry("GET", f"{API}/notes?colour=blue", answer={"notes": [BLUE]}), []),
        (
            entry("GET", f"{API}/notes?colour=red", answer={"notes": []}),
            ["request query.colour [T-01]", "response status [T-01]"],
        ),
        (
            entry("GET", f"{API}/notes", answer={"notes": [{"id": "n1", "colour": "blue"}]}),
            ["response notes[0].text [T-01]"],
        ),
        (entry("GET", f"{API}/notes", status=400, answer={"oops": 7}), ["response oops [T-02]"]),
        (entry("GET", f"{API}/notes", status=418, answer={"oops": "tea"}), ["response status [T-02]"]),
        (entry("POST", f"{API}/apps/board/pin", PINNED, kind=JSON, status=201, answer=BLUE), []),
        (
            entry("POST", f"{API}/apps/board/pin", '{"size":3}', kind=JSON, status=201, answer=BLUE),
            ["request payload.text [T-03]", "response status [T-03]", "request payload.size [T-01]"],
        ),
        (
            entry("POST", f"{API}/apps/board/pin", PINNED, kind=JSON, status=422, answer={"oops": "text is missing"}),
            ["response  [T-03]"],
        ),
        (
            entry("POST", f"{API}/apps/board/tear", "{}", kind=JSON, status=404, answer={"oops": "no"}),
            ["request  [T-03]"],
        ),
    ],
)
def test_its_recorded_calls_are_held(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], recorded: dict[str, Any], findings: list[str]
) -> None:
    command_line.main(["check", str(har(tmp_path / "calls.har", recorded)), "--report", "json"])
    (verdict,) = json.loads(capsys.readouterr().out)["verdicts"]
    assert [f"{found['side']} {found['pointer']} [{found['statement']}]" for found in verdict["findings"]] == findings


def verify(url: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    """The exit code of `verify` for the statement of unknown paths and methods, and its verdict."""
    code = command_line.main(["verify", "--toy-url", url, "--only", "T-02", "--report", "json"])
    (verdict,) = json.loads(capsys.readouterr().out)["verdicts"]
    return code, verdict


def test_a_live_server_of_it_is_verified(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    code, verdict = verify(server.url, capsys)
    assert (code, verdict["verdict"], verdict["findings"]) == (0, "kept", [])


def test_another_server_than_it_is_found_out(capsys: pytest.CaptureFixture[str]) -> None:
    odd = Scripted(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
    code, verdict = verify(odd.url, capsys)
    odd.close()
    told = [(found["side"].partition(":")[0], found["pointer"], found["got"]) for found in verdict["findings"]]
    assert code == 1
    assert ("GET /toy/v1/mockserver-verify/no/such/path", "status", "200") in told
    assert (f"PATCH {NOTES}", "status", "200") in told
    assert (f"GET {NOTES}", "status", "200") in told


def test_the_help_of_verify_names_its_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command_line.main(["verify", "--help"])
    assert "Toy, for example https://api.toy.example" in " ".join(capsys.readouterr().out.split())


def test_calls_to_its_host_are_intercepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "HERE", sources.Here())  # another test's server may know nothing of the toy
    with mockserver.intercept() as sandbox:
        assert sandbox.toy.base_url == "https://api.toy.example/toy/v1"
        answer = requests.get(f"{sandbox.toy.base_url}/notes", headers={"x-api-key": sandbox.toy.key}, timeout=30)
        assert answer.json()["notes"][0]["id"] == "n1"
        sandbox.assert_called("toy/http/list_notes", times=1)


CHILD = """
import os
import requests

def pin(mockserver, **payload):
    url = f"{mockserver.toy.base_url}/apps/board/pin"
    return requests.post(url, headers={"x-api-key": mockserver.toy.key}, json=payload, timeout=30)

def test_the_fixture_has_it(mockserver, mockserver_server):
    assert mockserver.toy.base_url == f"{mockserver_server.url}/toy/v1"
    assert pin(mockserver, text="hi").json() == mockserver.records("toy/note")[-1]
    mockserver.assert_called("toy/board/pin", payload={"text": "hi"}, times=1)

def test_the_environment_has_it(mockserver, mockserver_env):
    assert os.environ["TOY_URL"] == mockserver.toy.base_url
    assert os.environ["TOY_KEY"] == mockserver.toy.key

def test_a_fault_is_planted(mockserver):
    mockserver.fail_next("toy/board/pin", "unavailable")
    assert pin(mockserver, text="hi").status_code == 503

def test_a_broken_call_fails_its_test(mockserver):
    pin(mockserver)
"""


def test_the_plugin_has_it_with_its_coverage(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini(f"[pytest]\npythonpath = {ROOT}\nfilterwarnings = error\n")
    pytester.makeconftest(f"from mockserver import dialects\ndialects.PACKAGES.append({PACKAGE!r})\n")
    pytester.makepyfile(test_toy=textwrap.dedent(CHILD))
    result = pytester.runpytest_subprocess(*QUIET, "--contract-coverage=json")
    result.assert_outcomes(passed=4, errors=1)
    rows = json.loads((pytester.path / "contract-coverage.json").read_text(encoding="utf-8"))["actions"]
    driven = {row["action"]: row for row in rows}["toy/board/pin"]
    assert {"ok", "unavailable", "missing-field"} == driven["outcomes"].keys()
