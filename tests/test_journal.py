"""The journal: every exchange, found by what is asked, bounded in number and bytes, without secrets."""

from __future__ import annotations

import gc
import json
import os
import tracemalloc
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlencode

import pytest

from mockserver.core import contracts
from mockserver.core.http import MAX_BODY, Answer, Call
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes import journal
from mockserver.sandboxes.journal import BODY_CUT, RING, Budget, Entry, Exchange, Journal, Wanted
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.world import fixtures as world
from tests.conftest import BOTH, Control, Oktopost, Refold

pytestmark = BOTH

CASES = "salesforce/case.getAll"
STATM = Path("/proc/self/statm")


@pytest.fixture
def gateway() -> Gateway:
    return Gateway(Sandboxes(world.load()))


@pytest.fixture
def told(control: Control, okto: Oktopost, refold: Refold) -> Control:
    """The control API, after one call of many kinds: found, nobody, refused, of the other dialect."""
    control.told("PUT", "clock", {"frozen": "2026-01-01T00:00:00Z"})
    okto.act("hubspot/contact.getByEmail", {"email": "contact@example.com"})
    okto.act("hubspot/contact.getByEmail", {"email": "nobody@example.com"})
    control.told("PUT", "clock", {"advance": "PT1H"})
    okto.act("salesforce/lead.getByEmail", {})
    refold.execute("hubspot/get_contact", {})
    return control


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [1, 2, 3, 4]),
        ("action=oktopost/*", [1, 2, 3]),
        ("action=*/hubspot/*", [1, 2, 4]),
        ("dialect=refold", [4]),
        ("status=200", [1, 2, 4]),
        ("status=400", [3]),
        ("outcome=missing-field", [3]),
        ("outcome=null-contact", [2]),
        ("since=2026-01-01T00:30:00Z", [3, 4]),
        ("since=2026-01-01T02:00:00%2B01:00", [3, 4]),
        ("after=2", [3, 4]),
        ("last=2", [3, 4]),
        ("limit=2", [1, 2]),
        ("dialect=oktopost&status=200&last=1", [2]),
        ("outcome=unavailable", []),
    ],
)
def test_the_journal_is_filtered_newest_last(told: Control, query: str, numbers: list[int]) -> None:
    answer = told.told("GET", f"journal?{query}")
    assert [entry["number"] for entry in answer["entries"]] == numbers
    assert (answer["kept"], answer["dropped"]) == (4, 0)


@pytest.mark.parametrize("query", ["status=abc", "dialect=http", "outcome=fine", "since=today", "last=0", "until=1"])
def test_a_filter_that_means_nothing_is_refused(control: Control, query: str) -> None:
    status, error = control.refused("GET", f"journal?{query}")
    assert (status, error["code"]) == (400, "invalid-request")
    assert query.partition("=")[0] in error["message"]


def test_the_journal_is_read_by_the_page(told: Control) -> None:
    seen: list[int] = []
    after: int | None = 0
    while after is not None:
        page = told.told("GET", f"journal?limit=3&after={after}")
        seen += [entry["number"] for entry in page["entries"]]
        after = page["next"]
    assert seen == [1, 2, 3, 4]


def test_an_entry_tells_the_whole_exchange(told: Control, okto: Oktopost) -> None:
    entry = told.told("GET", "journal/3")
    request = entry["request"]
    assert entry["time"] == "2026-01-01T01:00:00.000+00:00"
    assert (entry["dialect"], entry["action"]) == ("oktopost", "oktopost/salesforce/lead.getByEmail")
    assert (entry["outcome"], entry["status"]) == ("missing-field", 400)
    assert (request["method"], request["path"], request["query"]) == ("POST", "/v2/integration-action", "")
    assert request["form"] == {
        "id": okto.integrations["salesforce"],
        "actionName": "lead.getByEmail",
        "payload": "{}",
    }
    assert request["payload"] == {}
    assert request["length"] == len(request["body"])
    assert json.loads(entry["response"]["body"]) == {"Result": False, "Errors": ["Missing required field: email"]}
    assert entry["response"]["headers"]["x-mock-request-id"] == entry["request_id"]
    assert entry["checks"]["passed"][-1] == "action"
    assert entry["checks"]["failed"] == "payload"
    assert entry["violations"][0]["pointer"] == "email"
    assert entry["evidence"].startswith("O-07")
    assert entry["duration_ms"] >= 0


def test_an_exchange_that_is_gone_is_told_so(told: Control) -> None:
    status, error = told.refused("GET", "journal/99")
    assert (status, "the latest is 4" in error["message"]) == (404, True)
    assert told.told("DELETE", "journal") == {"deleted": 4}
    assert told.told("GET", "journal")["entries"] == []
    assert told.refused("GET", "journal/1")[0] == 404


def test_numbers_go_on_after_the_journal_is_cleared(told: Control, okto: Oktopost) -> None:
    told.told("DELETE", "journal")
    okto.act(CASES)
    assert [entry["number"] for entry in told.told("GET", "journal")["entries"]] == [5]


# -- secrets ---------------------------------------------------------------------------------------------------


def test_no_secret_enters_the_journal(control: Control, okto: Oktopost, refold: Refold, sandbox: Sandbox) -> None:
    token = refold.request("POST", "/api/v2/public/session-token", json={"linked_account_id": refold.linked_account})
    minted = token.json()["token"]
    refold.request("GET", "/api/v2/public/application", headers={"Authorization": f"Bearer {minted}"})
    okto.act(CASES, {"access_token": "s3cret-1", "deep": [{"password": "s3cret-2"}]}, client_secret="s3cret-3")
    okto.get("/v2/integration?api_key=s3cret-4&type=cd")
    okto.get("/v2/integration", headers={"Cookie": "s3cret-5", "X-Mock-Token": "s3cret-6"})
    refold.execute("hubspot/create_contact", {"email": "n@x.co", "refresh_token": 's3cret-7 "quoted" s3cret-8'})
    journal = control.ask("GET", "journal").text
    login = sandbox.key(sandbox.world.names["oktopost"]["api_key"])
    assert [
        secret for secret in (minted, login, okto.key, refold.key, refold.token, "s3cret") if secret in journal
    ] == []
    assert "Bearer [redacted]" in journal
    assert "Basic [redacted]" in journal
    assert "type=cd" in journal


def test_what_is_no_secret_stays(control: Control, okto: Oktopost) -> None:
    okto.act(CASES, {"token": 7, "secretary": "Ann", "note": "the token is in the mail"})
    payload = control.told("GET", "journal?last=1")["entries"][0]["request"]["payload"]
    assert payload == {"token": 7, "secretary": "Ann", "note": "the token is in the mail"}


# -- bounds ----------------------------------------------------------------------------------------------------


def test_a_journal_keeps_a_thousand_and_says_how_many_it_dropped(control: Control, sandbox: Sandbox) -> None:
    written(sandbox.journal, RING + 5)
    answer = control.told("GET", "journal?limit=1")
    assert (answer["kept"], answer["dropped"], answer["entries"][0]["number"]) == (RING, 5, 6)
    assert control.told("GET", "")["journal"] == {"kept": RING, "dropped": 5}


def test_a_long_body_is_cut_and_its_true_length_kept(control: Control, okto: Oktopost) -> None:
    long = "x" * (2 * BODY_CUT)
    okto.act(CASES, {"long": long})
    request = control.told("GET", "journal?last=1")["entries"][0]["request"]
    assert len(request["body"]) == BODY_CUT
    assert request["length"] > 2 * BODY_CUT
    assert (request["form"], request["payload"]) == (None, None)


def test_a_body_that_is_too_large_leaves_no_trace_of_itself(control: Control, okto: Oktopost) -> None:
    form = {"id": "1", "actionName": "x", "payload": "x" * MAX_BODY}
    assert okto.post("/v2/integration-action", form).status_code == 413
    entries = control.told("GET", "journal?last=1")["entries"]
    assert entries[0]["request"]["body"] == ""


def written(journal: Journal, times: int, body: bytes = b"") -> None:
    """Exchanges as the gateway writes them."""
    for _ in range(times):
        call = Call("POST", "/v2/integration-action", "", {}, body)
        journal.write("sandbox", 0.0, 0.0, Exchange(call, dialect="oktopost"), Answer(200, b"{}"))


def hostile_calls() -> dict[str, tuple[str, str, str, dict[str, str], bytes]]:
    """Calls whose parts take many times their bytes once they are read; method, path, query, headers, body."""
    okto, refold = "/v2/integration-action", "/api/v2/public/session-token"
    wrong = {"listId": "1234", "leadIds": ["x"] * 100}
    return {
        "empty lists": ("POST", refold, "", {}, json.dumps([[] for _ in range(16_000)]).encode()),
        "empty objects": ("POST", okto, "", {}, form_of("hubspot", "contact.create", {"x": [{}] * 8_000})),
        "undeclared keys": ("POST", refold, "", {}, json.dumps({f"k{n}": n for n in range(500)}).encode()),
        "violations": ("POST", okto, "", {}, form_of("marketo", "list.addLeads", wrong)),
        "fields": ("POST", "/v2/integration", "", {}, urlencode([(f"a{n}", n) for n in range(900)]).encode()),
        "query": ("GET", "/v2/integration", urlencode([(f"a{n}", n) for n in range(900)]), {}, b""),
        "headers": ("GET", "/v2/integration", "", {f"x-h{n}": f"{n}" for n in range(200)}, b""),
        "path": ("GET", "/v2/" + "\U0001f600" * 5_000, "", {}, b""),
        "beyond the cut": ("POST", refold, "", {}, json.dumps([[] for _ in range(40_000)]).encode()),
    }


def form_of(app: str, action: str, payload: object) -> bytes:
    number = world.load().names["oktopost"]["integrations"][app]
    return urlencode({"id": number, "actionName": action, "payload": json.dumps(payload)}).encode()


@pytest.mark.parametrize("kind", hostile_calls())
def test_the_bound_counts_all_that_a_hostile_call_leaves_behind(kind: str) -> None:
    gateway = Gateway(Sandboxes(world.load()))
    method, path, query, headers, body = hostile_calls()[kind]
    login = b64encode(b"001000000000001:okto-sandbox-key").decode()
    own = {"host": "localhost", "authorization": f"Basic {login}", "x-api-key": "tk-sandbox-key"}
    own["content-type"] = "application/json" if path.startswith("/api") else "application/x-www-form-urlencoded"
    if path.startswith("/api"):
        del own["authorization"]
    dialect = gateway.dialect_of(path)
    assert dialect is not None

    def some_calls(count: int) -> None:
        for _ in range(count):
            gateway.respond(Call(method, path, query, {**own, **headers}, bytes(body)), dialect)

    def ratio() -> float:
        """Bytes that ten calls left in the process for each that was counted."""
        gc.collect()
        before = gateway.sandboxes.budget.held
        tracemalloc.start(1)
        try:
            some_calls(10)
            gc.collect()
            # How a validator walks from schema to schema, it keeps in caches of its own.
            own_caches = [tracemalloc.Filter(False, f"*/{name}/*") for name in ("jsonschema", "referencing")]
            found = tracemalloc.take_snapshot().filter_traces(own_caches).statistics("filename")
        finally:
            tracemalloc.stop()
        return sum(statistic.size for statistic in found) / (gateway.sandboxes.budget.held - before)

    some_calls(2)  # what is compiled or remembered at the first call is no part of any
    ratios = [ratio() for _ in range(3)]
    assert len(gateway.sandboxes.default.journal) == 32
    # What other threads of the process do meanwhile is counted as well, but they do not do it three times.
    assert min(ratios) <= 1.1


@pytest.mark.skipif(not STATM.exists(), reason="the system does not tell a process's memory in /proc")
def test_hostile_payloads_take_no_more_resident_memory_than_is_counted() -> None:
    gateway = Gateway(Sandboxes(world.load()))
    path = "/api/v2/public/session-token"
    body = json.dumps([[] for _ in range(16_000)]).encode()
    headers = {"host": "localhost", "x-api-key": "tk-sandbox-key", "content-type": "application/json"}
    dialect = gateway.dialect_of(path)
    assert dialect is not None

    def resident_after(calls: int) -> int:
        for _ in range(calls):
            gateway.respond(Call("POST", path, "", headers, bytes(memoryview(body))), dialect)
        gc.collect()
        return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    before, held = resident_after(10), gateway.sandboxes.budget.held
    grown = resident_after(80) - before
    counted = gateway.sandboxes.budget.held - held
    assert counted > 80 * len(body)
    assert grown < 4 * counted  # what was parsed would be sixteen times as much


def test_form_and_payload_are_read_from_what_is_kept(gateway: Gateway) -> None:
    payload = {"email": "é@example.com", "access_token": "s", "x": [1, {"y": None}], "n": 1.5}
    dialect, body = gateway.dialects[0], form_of("hubspot", "contact.getByEmail", payload)
    login = b64encode(b"001000000000001:okto-sandbox-key").decode()
    headers = {
        "host": "localhost",
        "authorization": f"Basic {login}",
        "content-type": "application/x-www-form-urlencoded",
    }
    gateway.respond(Call("POST", "/v2/integration-action", "", headers, body), dialect)
    (entry,) = gateway.sandboxes.default.journal
    assert entry.payload == payload | {"access_token": "[redacted]"}
    assert entry.form is not None
    assert list(entry.form) == ["id", "actionName", "payload"]
    assert entry.request_headers["authorization"] == "Basic [redacted]"
    assert dict(entry.response_headers)["x-mock-outcome"] == entry.exchange.outcome


def test_all_journals_together_stay_below_the_budget_and_the_oldest_goes_first() -> None:
    budget = Budget(20 * BODY_CUT)
    first, second = Journal(budget), Journal(budget)
    written(first, 10, b"x" * BODY_CUT)
    written(second, 15, b"x" * BODY_CUT)
    assert budget.held <= budget.limit
    assert (len(first), len(second)) == (4, 15)
    assert (first.dropped, second.dropped) == (6, 0)
    second.clear()
    written(first, 5, b"x" * BODY_CUT)
    assert (len(first), first.dropped) == (9, 6)


def test_clearing_journals_again_and_again_holds_no_memory() -> None:
    budget = Budget()
    for _ in range(50):
        journal = Journal(budget)
        written(journal, 200)
        journal.clear()
    assert budget.held == 0


def test_one_answer_about_the_journal_is_bounded_and_leads_on() -> None:
    gateway = Gateway(Sandboxes(world.load()))
    written(gateway.sandboxes.default.journal, 300, b"x" * BODY_CUT)
    from mockserver.transport.app import create_app

    client = create_app(gateway).test_client()
    first: Any = client.get("/__mock__/sandboxes/default/journal").json
    assert first["matching"] == 300
    assert 0 < len(first["entries"]) < 300
    rest: Any = client.get(f"/__mock__/sandboxes/default/journal?after={first['next']}").json
    assert rest["entries"][0]["number"] == first["entries"][-1]["number"] + 1


@pytest.mark.contract("X-01")
def test_every_entry_keeps_its_schema(told: Control) -> None:
    contract = contracts.load().of("control/get_exchange", "response")
    for entry in told.told("GET", "journal")["entries"]:
        assert contract.violations(entry) == []
        assert datetime.fromisoformat(entry["time"]).tzinfo is not None


def test_every_exchange_is_counted_whether_it_is_kept_or_not(
    control: Control, okto: Oktopost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "RING", 3)
    for number in (1, 2):
        okto.act("marketo/list.addLeads", {"listId": "1234", "leadIds": [number, "two"]})
    control.told("POST", "faults", {"match": "*", "outcome": "unavailable"})
    for _ in range(5):
        okto.act(CASES)
    assert len(control.told("GET", "journal")["entries"]) == 3
    tallies = control.told("GET", "tallies")["tallies"]
    assert [(tally["outcome"], tally["planned"], tally["calls"]) for tally in tallies] == [
        ("invalid-payload", False, 2),
        ("unavailable", True, 1),
        ("ok", False, 4),
    ]
    first = tallies[0]["first"]
    assert (first["number"], first["path"], first["failed"]) == (1, "/v2/integration-action", "payload")
    assert [violation["pointer"] for violation in first["violations"]] == ["leadIds[1]"]


def test_what_was_cleared_on_purpose_is_counted_as_such(control: Control, okto: Oktopost) -> None:
    okto.act(CASES)
    okto.act(CASES)
    control.told("DELETE", "journal")
    okto.act(CASES)
    (tally,) = control.told("GET", "tallies")["tallies"]
    assert (tally["calls"], tally["cleared"]) == (3, 2)


def test_a_question_waits_for_the_call_that_it_asks_for(
    control: Control, okto: Oktopost, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, kept_in: str
) -> None:
    select, looked = Journal.select, Event()

    def look(self: Journal, wanted: Wanted) -> list[Entry]:
        found = select(self, wanted)
        looked.set()
        return found

    monkeypatch.setattr(Journal, "select", look)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(control.told, "GET", "journal?wait=10&action=oktopost/hubspot/contact.getByEmail")
        assert looked.wait(30)
        okto.act("salesforce/lead.getByEmail", {"email": "john@example.com"})
        okto.act("hubspot/contact.getByEmail", {"email": "contact@example.com"})
        entries = asked.result(30)["entries"]
    assert [entry["action"] for entry in entries] == ["oktopost/hubspot/contact.getByEmail"]
    if kept_in == "memory":
        assert sandbox.journal.waiting == ()


def test_a_wait_ends_without_a_call_and_has_a_limit(control: Control) -> None:
    assert control.told("GET", "journal?wait=1")["entries"] == []
    status, error = control.refused("GET", "journal?wait=11")
    assert (status, error["code"]) == (400, "invalid-request")
