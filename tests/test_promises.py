"""What holds for every call: contracts both ways, failures that change nothing, two runs with the same bytes."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import local
from typing import Any

import pytest
import requests

from mockserver import dialects
from mockserver.core.clock import Clock
from mockserver.core.store import Store
from mockserver.dialects.gateway import Gateway
from mockserver.dialects.oktopost import routes as oktopost
from mockserver.dialects.refold import routes as cobalt
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.conftest import Oktopost, Refold
from tests.payloads import LEAD, OKTOPOST, REFOLD
from tests.test_doors import Sent, answered, examples, odd, refusals, successes

# -- an answer of ours that breaks its contract -----------------------------------------------------------


def storing(result: Any) -> Callable[[Store, Any], Any]:
    """An action function that stores something and answers what its contract forbids."""

    def run(store: Store, payload: Any) -> Any:
        store.next("oktopost/integration")
        store.delete("salesforce/Lead", LEAD)
        return result

    return run


@pytest.mark.contract("X-01", "O-17", "X-03")
@pytest.mark.parametrize("result", [None, {}, {"searchRecords": {}}, "text", [1]], ids=repr)
def test_a_result_that_breaks_its_contract_is_500_and_stores_nothing(
    okto: Oktopost, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, result: Any
) -> None:
    monkeypatch.setattr(oktopost.actions()["salesforce", "lead.search"], "run", storing(result))
    before = sandbox.state
    response = okto.act("salesforce/lead.search", {"search": "john"})
    document = response.json()
    start = "Unexpected server error: the answer breaks the contract oktopost/salesforce/lead.search#/$defs/response: "
    assert (response.status_code, list(document), document["Result"]) == (500, ["Result", "Errors"], False)
    assert document["Errors"][0].startswith(start)
    assert response.headers["x-mock-outcome"] == "contract-broken"
    assert sandbox.state is before
    entry = [*sandbox.journal][-1].as_json()
    assert (entry["outcome"], entry["status"]) == ("contract-broken", 500)
    assert entry["violations"]


@pytest.mark.contract("X-01", "R-07", "X-03")
def test_data_that_breaks_its_contract_is_refold_s_500(
    refold: Refold, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cobalt.actions()["hubspot", "get_contact"], "run", storing({"results": "none"}))
    before = sandbox.state
    response = refold.execute("hubspot/get_contact", {})
    document = response.json()
    start = "Server Error: the answer breaks the contract refold/hubspot/get_contact#/$defs/response: "
    assert (document["status_code"], document["http_error_type"]) == (500, "INTERNAL_SERVER_ERROR")
    assert document["message"].startswith(start)
    assert sandbox.state is before


@pytest.mark.contract("X-01", "I-04")
def test_a_stored_integration_that_breaks_the_route_s_contract_is_500(okto: Oktopost, sandbox: Sandbox) -> None:
    store = sandbox.store()
    record = store.get("oktopost/integration", "014000000000006")
    assert record is not None
    store.replace("oktopost/integration", {**record, "Version": "one"})
    sandbox.state = store.state
    for path in ("/v2/integration", "/v2/integration/014000000000006"):
        response = okto.get(path)
        assert (response.status_code, response.json()["Result"]) == (500, False)
        assert "breaks the contract oktopost/http/" in response.json()["Errors"]["API"]["Error"]


@pytest.mark.contract("X-01")
def test_a_refusal_that_breaks_its_contract_is_told_in_the_journal(
    okto: Oktopost, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialects.named("oktopost"), "word", lambda *_: {"Result": "none"})
    response = okto.get("/v2/nothing")
    assert (response.status_code, response.headers["x-mock-outcome"]) == (404, "contract-broken")
    entry = [*sandbox.journal][-1].as_json()
    assert entry["outcome"] == "contract-broken"
    assert [found["pointer"] for found in entry["violations"]]


# -- a failed call changes nothing ------------------------------------------------------------------------


@pytest.fixture
def still() -> Iterator[tuple[str, Sandbox]]:
    """A server with the default world whose time stands still: its URL and its sandbox."""
    gateway = Gateway(Sandboxes(world.load()))
    gateway.sandboxes.default.set("clock", Clock().freeze(datetime(2026, 1, 1, tzinfo=UTC)))
    with Server(gateway) as server:
        yield server.url, gateway.sandboxes.default


@pytest.mark.contract("X-03")
@pytest.mark.parametrize("calls", [refusals, odd])
def test_no_refused_call_changes_anything(still: tuple[str, Sandbox], calls: Callable[[], Iterator[Sent]]) -> None:
    url, sandbox = still
    before = json.dumps(sandbox.state.as_json())
    state = sandbox.state
    for sent in calls():
        _, status, _, body = answered(url, sent)
        failed = status >= 400 or b'"Errored"' in body
        assert not failed or sandbox.state is state, sent
        state = sandbox.state
    assert json.dumps(sandbox.state.as_json()) == before


@pytest.mark.contract("X-03")
@pytest.mark.parametrize("key", OKTOPOST)
def test_an_action_that_fails_halfway_changes_nothing(
    okto: Oktopost, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    app, _, name = key.partition("/")
    action = oktopost.actions()[app, name]
    run = action.run

    def fails_at_its_end(store: Store, payload: Any) -> Any:
        run(store, payload)
        store.delete("hubspot/contact", "51")
        raise RuntimeError("at the very end")

    monkeypatch.setattr(action, "run", fails_at_its_end)
    before = sandbox.state
    assert okto.act(key, OKTOPOST[key]).status_code == 500
    assert sandbox.state is before


@pytest.mark.contract("X-03")
def test_calls_at_once_lose_nothing(server: Server, okto: Oktopost, sandbox: Sandbox) -> None:
    mine = local()

    def create(number: int) -> str:
        if not hasattr(mine, "http"):
            mine.http = requests.Session()
            mine.http.trust_env = False
        client = Oktopost(mine.http, okto.url, okto.account, okto.key, okto.readonly_key, okto.integrations)
        data = {"LastName": f"Person {number}", "Company": "Many"}
        created: str = client.result("salesforce/lead.create", {"data": data})["id"]
        return created

    with ThreadPoolExecutor(16) as threads:
        ids = list(threads.map(create, range(200)))
    stored = sandbox.state.tables["salesforce/Lead"]
    names = {record["LastName"] for record in stored.scan() if record["Company"] == "Many"}
    assert len(set(ids)) == 200
    assert all(stored.get(key) is not None for key in ids)
    assert names == {f"Person {number}" for number in range(200)}


# -- the same bytes ---------------------------------------------------------------------------------------


def history(seed: int) -> list[Any]:
    """The answers to many calls of a fresh server with a frozen clock, and the state afterwards."""
    gateway = Gateway(Sandboxes(world.variant(world.load(), seed=seed)))
    sandbox = gateway.sandboxes.default
    sandbox.set("clock", sandbox.clock.freeze(datetime(2026, 1, 1, tzinfo=UTC)))
    told: list[Any] = []
    with Server(gateway) as server:
        for calls in (examples, refusals, odd, successes):
            told += [answered(server.url, sent) for sent in calls()]
            sandbox.set("clock", sandbox.clock.advance(timedelta(minutes=1)))
    return [*told, json.dumps({**sandbox.state.as_json(), "seed": 0})]


@pytest.mark.contract("X-04")
def test_the_same_start_seed_and_calls_give_the_same_bytes() -> None:
    first, second = history(seed=7), history(seed=7)
    assert len(first) > 150
    assert [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.contract("X-04")
def test_another_seed_gives_other_ids_of_requests_and_the_same_records() -> None:
    first, second = history(seed=7), history(seed=8)
    assert first[:-1] != second[:-1]
    assert first[-1] == second[-1]


@pytest.mark.contract("X-04", "X-03")
def test_refused_calls_do_not_shift_the_ids_of_later_records(okto: Oktopost, refold: Refold, sandbox: Sandbox) -> None:
    before = sandbox.state.sequences
    for _ in range(2):
        okto.act("salesforce/lead.create", {"data": {"LastName": "No company"}})
        okto.act("salesforce/lead.create", {"data": {"LastName": "A", "Company": "B", "Email": "none"}})
        refold.execute("hubspot/create_contact", {"email": "contact@example.com"})
        okto.result("salesforce/lead.create", OKTOPOST["salesforce/lead.create"])
    refold.data("hubspot/create_contact", REFOLD["hubspot/create_contact"])
    after = sandbox.state.sequences
    assert {name: after[name] - before.get(name, 0) for name in after if after[name] != before.get(name, 0)} == {
        "salesforce/Lead": 2,
        "hubspot/contact": 1,
    }
