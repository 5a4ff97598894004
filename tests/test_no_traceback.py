"""Odd input of every kind gets an answer of the API that it was sent to: no 500, no traceback, nothing poisoned."""

from __future__ import annotations

import hmac
import json
import logging
import os
import shlex
import signal
import socket
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
import requests

from mockserver.dialects.gateway import Gateway, Options
from mockserver.dialects.refold.access import org_id, secret
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.conftest import Control, Oktopost, Refold
from tests.raw import Connection, request

TOKEN = "a-token-of-the-test"
ODD: tuple[Any, ...] = ([1], {}, None, "x", 1e308)


@pytest.fixture(autouse=True)
def silence(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing of all this is worth an error in the log."""
    yield
    assert [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("digits", ["9" * 19, "9" * 40, "9" * 5_000])
@pytest.mark.parametrize("query", ["SELECT Id FROM Lead LIMIT {}", "SELECT Id FROM Lead LIMIT 1 OFFSET {}"])
def test_a_limit_of_any_length_is_read(refold: Refold, query: str, digits: str) -> None:
    answer = refold.execute("salesforce/get_entity_with_soql", {"query": query.format(digits)})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("depth", [120, 300, 2_000])
@pytest.mark.parametrize(
    ("action", "name"), [("marketo/add_leads_to_list", "lead_ids"), ("hubspot/create_contact", "additional_fields")]
)
def test_text_that_nests_too_deeply_is_refused(refold: Refold, action: str, name: str, depth: int) -> None:
    text = "[" * depth + "]" * depth if name == "lead_ids" else '{"a":' * depth + "1" + "}" * depth
    answer = refold.execute(action, {"list_id": "1001", "email": "new@example.com", name: text})
    assert (answer.status_code, answer.headers["x-mock-outcome"]) == (400, "invalid-payload")


# -- session tokens --------------------------------------------------------------------------------------------


def signed(claims: Any, key: bytes) -> str:
    """A token of any claims, as a library that checks nothing would make it."""
    parts = [urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": "HS256"}, claims)]
    message = b".".join(parts)
    return b".".join([message, urlsafe_b64encode(hmac.digest(key, message, "sha256")).rstrip(b"=")]).decode()


def claims_of(sandbox: Sandbox) -> dict[str, Any]:
    account: str = sandbox.world.names["refold"]["linked_account_id"]
    record = sandbox.state.tables["refold/linkedAccount"].get(account)
    assert record is not None
    return {"org_id": org_id(sandbox), "linked_account_id": account, "exp": 4_000_000_000, "sub": record["_id"]}


def asked(refold: Refold, token: str) -> requests.Response:
    return refold.request("GET", "/api/v2/public/application", headers={"Authorization": f"Bearer {token}"})


@pytest.mark.contract("R-02")
@pytest.mark.parametrize(
    "odd",
    [{name: value} for name in ("org_id", "linked_account_id", "exp", "sub") for value in ODD],
    ids=json.dumps,
)
def test_a_token_of_odd_claims_is_nobodys(refold: Refold, sandbox: Sandbox, odd: dict[str, Any]) -> None:
    assert asked(refold, signed(claims_of(sandbox), secret(sandbox))).status_code == 200
    assert asked(refold, signed({**claims_of(sandbox), **odd}, secret(sandbox))).status_code == 401


@pytest.mark.contract("R-02")
def test_who_knows_only_the_organisation_cannot_sign_a_token(refold: Refold, sandbox: Sandbox) -> None:
    key = sandbox.key(sandbox.world.names["refold"]["api_key"])
    before = secret(sandbox)
    object.__setattr__(sandbox, "suffix", sandbox.suffix + "x")
    assert secret(sandbox) != before
    assert sandbox.key(sandbox.world.names["refold"]["api_key"]) != key
    object.__setattr__(sandbox, "suffix", sandbox.suffix[:-1])
    guess = blake2b(f"session tokens of {org_id(sandbox)}".encode(), digest_size=32).digest()
    assert asked(refold, signed(claims_of(sandbox), guess)).status_code == 401


# -- the console and the control API ---------------------------------------------------------------------------


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "http://]", "[", "http://", "//", "null", "a:b:c"])
@pytest.mark.parametrize("path", ["sandboxes", "sandboxes/default/events", "console/default/calls"])
def test_an_origin_that_is_none_is_another_one(server: Server, http: requests.Session, path: str, origin: str) -> None:
    headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"}
    answer = http.get(f"{server.url}/__mock__/{path}", headers=headers, timeout=30)
    assert answer.status_code == 403, answer.text


@pytest.mark.parametrize("end", ["\r\nSet-Cookie: a=b", "\n", "\0", "\u2028"])
def test_a_login_leads_to_no_address_that_a_header_cannot_hold(end: str) -> None:
    with Server(Gateway(Sandboxes(world.load()), Options(token=TOKEN))) as guarded:
        place = f"{guarded.url}/__mock__/console"
        form = {"token": TOKEN, "next": f"/__mock__/console/{end}"}
        answer = requests.post(f"{place}/login", data=form, allow_redirects=False, timeout=30)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/__mock__/console/")
        odd = requests.get(f"{place}/", headers={"Cookie": b"mockserver_console=\xff"}, timeout=30)
        assert odd.status_code == 401


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("seed", 3.0), ("sequences", {"uuid": 3.0, "chance": 3.0, "refold/session": 3.0}),
        ("sequences", {"salesforce/Lead": 900.0, "hubspot/contact": 900.0, "refold/objectId": 3.0}),
    ],
)  # fmt: skip
def test_whole_numbers_of_a_state_may_end_in_a_zero(
    control: Control, okto: Oktopost, refold: Refold, part: str, value: Any
) -> None:
    control.told("PUT", "state", {**control.told("GET", "state"), part: value})
    lead = {"data": {"LastName": "Doe", "Company": "Acme"}}
    assert okto.act("salesforce/lead.create", lead).status_code == 200
    assert refold.execute("hubspot/create_contact", {"email": "new@example.com"}).json()["node_status"] == "Success"
    account = {"linked_account_id": "new"}
    assert refold.request("POST", "/api/v2/public/linked-account", json=account).status_code == 200
    exported = control.told("GET", "state")
    assert control.told("PUT", "state", exported)["records"] == control.told("GET", "")["records"]


@pytest.mark.parametrize("number", [2**62, 2**70, -1, 1.5])
def test_a_sequence_that_leaves_ids_no_room_is_refused(control: Control, okto: Oktopost, number: float) -> None:
    state = control.told("GET", "state")
    status, error = control.refused("PUT", "state", {**state, "sequences": {"salesforce/Lead": number}})
    assert (status, error["violations"][0]["pointer"]) == (400, "json.sequences.salesforce/Lead")
    assert okto.act("salesforce/lead.create", {"data": {"LastName": "Doe", "Company": "Acme"}}).status_code == 200


@pytest.mark.parametrize(
    "wish",
    [
        {"frozen": "9999-12-31T23:59:59.999999Z"}, {"frozen": "0001-01-01T00:00:00Z"},
        {"frozen": "9999-12-31T23:59-23:00"},
        {"advance": "P7900Y"}, {"advance": "-P2000Y"}, {"advance": "P99999999999Y"}, {"advance": "PT1e400S"},
    ],
)  # fmt: skip
def test_a_clock_ends_before_the_calendar_does(control: Control, okto: Oktopost, wish: dict[str, str]) -> None:
    status, error = control.refused("PUT", "clock", wish)
    assert (status, error["code"]) == (400, "invalid-request")
    okto.get("/v2/integration")
    assert len(control.told("GET", "journal")["entries"]) == 1


@pytest.mark.parametrize("moment", ["9799-12-31T23:59:59.999Z", "0100-01-01T00:00:00Z"])
def test_at_the_ends_of_a_clock_everything_works(control: Control, okto: Oktopost, refold: Refold, moment: str) -> None:
    control.told("PUT", "clock", {"frozen": moment})
    refold.data("hubspot/create_contact", {"email": "new@example.com"})
    token = {"linked_account_id": refold.linked_account}
    assert refold.request("POST", "/api/v2/public/session-token", json=token).status_code == 200
    okto.result("salesforce/lead.create", {"data": {"LastName": "Doe", "Company": "Acme"}})
    assert len(control.told("GET", "journal")["entries"]) == 3
    control.told("PUT", "state", control.told("GET", "state"))


# -- processes -------------------------------------------------------------------------------------------------

SHELL = f"exec {shlex.quote(sys.executable)} -m mockserver"


@contextmanager
def started(tmp_path: Path, *, before: str = "", after: str = "") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that a shell starts, and where it listens."""
    ready = tmp_path / "ready.json"
    os.mkfifo(ready)
    line = f"{before} {SHELL} serve --port 0 --ready-file {shlex.quote(str(ready))} {after}"
    with subprocess.Popen(["bash", "-c", line], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process, json.loads(ready.read_text(encoding="utf-8"))["url"]
        finally:
            process.kill()


only_unix = pytest.mark.skipif(os.name == "nt", reason="Windows has neither /dev/full nor these limits")


@only_unix
@pytest.mark.parametrize("output", [">&-", ">/dev/full", ">&- 2>&-", "2>/dev/full", "2>&-"])
def test_a_server_serves_though_nobody_can_read_what_it_prints(tmp_path: Path, output: str) -> None:
    with started(tmp_path, after=output) as (process, url):
        assert requests.get(f"{url}/__mock__/health", timeout=30).json() == {"status": "ok"}
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in err


@only_unix
@pytest.mark.parametrize("command", ["actions --json", "call oktopost salesforce/case.getAll", "openapi"])
def test_an_output_that_takes_nothing_is_told_in_one_line(command: str) -> None:
    line = ["bash", "-c", f"{SHELL} {command} >/dev/full"]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=120)
    told = f"mockserver {command.split(maxsplit=1)[0]}: cannot write the output: No space left on device\n"
    assert (done.returncode, done.stderr) == (2, told)


@only_unix
def test_too_few_files_are_told_once_and_the_server_goes_on(tmp_path: Path) -> None:
    with started(tmp_path, before="ulimit -n 48;") as (process, url):
        host, _, port = url.removeprefix("http://").rpartition(":")
        waiting = [socket.create_connection((host, int(port)), timeout=30) for _ in range(80)]
        assert process.stderr is not None
        told = process.stderr.readline()
        for one in waiting:
            one.close()
        with Connection(url) as connection:
            assert connection.ask(request("GET", "/v2/integration")).status == 401
        process.send_signal(signal.SIGTERM)
        _, rest = process.communicate(timeout=60)
    assert told.startswith("ERROR mockserver: new connections wait: Too many open files")
    assert (process.returncode, rest) == (0, "")


@only_unix
def test_a_server_that_stops_while_connections_wait_for_files_says_nothing_more(tmp_path: Path) -> None:
    authorization = "Basic " + b64encode(b"001000000000001:okto-sandbox-key").decode()
    delayed = {"Authorization": authorization, "X-Mock-Delay": "1.5"}
    with started(tmp_path, before="ulimit -n 48;") as (process, url), Connection(url) as connection:
        assert connection.ask(request("GET", "/v2/integration")).status == 401  # so that all it needs is loaded
        host, _, port = url.removeprefix("http://").rpartition(":")
        connection.socket.sendall(request("GET", "/v2/integration", delayed))
        waiting = [socket.create_connection((host, int(port)), timeout=30) for _ in range(80)]
        assert process.stderr is not None
        told = process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        status = connection.ask(b"").status
        for one in waiting:
            one.close()
        _, rest = process.communicate(timeout=60)
    assert told.startswith("ERROR mockserver: new connections wait")
    assert (status, process.returncode, rest) == (200, 0, "")
