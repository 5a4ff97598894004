"""Sixty-four clients at once, over real sockets: nothing lost or torn, no id twice, every exchange in the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
import requests

from mockserver.core import contracts
from mockserver.dialects.gateway import Gateway, credentials
from mockserver.sandboxes.journal import RING
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.conftest import Control, Oktopost, Refold

THREADS = 64
ROUNDS = 5


@pytest.fixture(scope="module", params=["lean door", "closed door"])
def door(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server of this module's own, with each of the two ways to its gateway."""
    with Server(Gateway(Sandboxes(world.load())), lean=request.param == "lean door") as server:
        yield server


@pytest.fixture
def arena(door: Server) -> Iterator[Sandbox]:
    """A sandbox that all threads of a test act in."""
    sandbox = door.gateway.sandboxes.create("arena")
    yield sandbox
    door.gateway.sandboxes.delete(sandbox.id)


class Client:
    """One thread's own connection to a sandbox, in both dialects and the control API."""

    def __init__(self, server: Server, sandbox: Sandbox) -> None:
        told: Any = credentials(server.url, sandbox)
        okto, refold = told["oktopost"], told["refold"]
        self.http = requests.Session()
        self.http.trust_env = False
        self.okto = Oktopost(
            self.http,
            server.url,
            okto["account_id"],
            okto["api_key"],
            okto["readonly_api_key"],
            okto["integrations"],
        )
        self.refold = Refold(
            self.http, server.url, refold["api_key"], refold["linked_account_id"], refold["session_token"]
        )
        self.control = Control(self.http, server.url, sandbox.id)


def at_once(server: Server, sandbox: Sandbox, act: Callable[[Client, int], Any]) -> list[Any]:
    """What ``act(client, number)`` answers in each of THREADS threads that begin together."""
    barrier = Barrier(THREADS)

    def run(number: int) -> Any:
        client = Client(server, sandbox)
        with client.http:
            barrier.wait()
            return act(client, number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


@pytest.mark.contract("X-03")
def test_what_many_create_change_and_read_at_once_is_all_there(door: Server, arena: Sandbox) -> None:
    beginning = arena.state

    def act(client: Client, number: int) -> list[tuple[str, str]]:
        made = []
        for turn in range(ROUNDS):
            name = f"T{number}R{turn}"
            lead = client.okto.result("salesforce/lead.create", {"data": {"LastName": name, "Company": "Acme"}})["id"]
            client.okto.result("salesforce/lead.update", {"id": lead, "data": {"Title": f"{name} updated"}})
            contact = client.refold.data("hubspot/create_contact", {"email": f"{name}@example.com"})["id"]
            client.control.told("PUT", f"snapshots/s{number % 8}")
            found = client.okto.result("salesforce/lead.getById", {"id": lead})
            assert (found["LastName"], found["Title"]) == (name, f"{name} updated")
            made.append((lead, contact))
        return made

    made = [pair for pairs in at_once(door, arena, act) for pair in pairs]
    leads, contacts = Counter(lead for lead, _ in made), Counter(contact for _, contact in made)
    assert len(leads) == len(contacts) == THREADS * ROUNDS, "no id was given twice"
    tables = arena.state.tables
    assert len(tables["salesforce/Lead"]) == len(beginning.tables["salesforce/Lead"]) + THREADS * ROUNDS
    stored = [tables["salesforce/Lead"].get(lead) for lead in leads]
    assert all(record is not None and record["Title"] == f"{record['LastName']} updated" for record in stored)
    assert all(contracts.load().record("salesforce/Lead").is_valid(record) for record in stored)
    calls = THREADS * ROUNDS * 4
    assert arena.journal.numbered == calls
    assert (len(arena.journal), arena.journal.dropped) == (RING, calls - RING)
    numbers = [entry.number for entry in arena.journal]
    assert numbers == list(range(calls - RING + 1, calls + 1))
    requests_seen = {entry.exchange.request_id for entry in arena.journal}
    assert len(requests_seen) == RING


@pytest.mark.contract("X-03")
def test_many_who_change_one_record_lose_nothing_of_each_other(door: Server, arena: Sandbox) -> None:
    lead = Client(door, arena).okto.result("salesforce/lead.create", {"data": {"LastName": "One", "Company": "Acme"}})
    fields = ["Title", "Phone", "City", "Website", "Industry", "Fax", "Street", "PostalCode"]

    def act(client: Client, number: int) -> None:
        field = fields[number % len(fields)]
        client.okto.result("salesforce/lead.update", {"id": lead["id"], "data": {field: f"v{number}"}})

    at_once(door, arena, act)
    stored = arena.state.tables["salesforce/Lead"].get(lead["id"])
    assert stored is not None
    assert [field for field in fields if not str(stored.get(field, "")).startswith("v")] == []


@pytest.mark.contract("X-03")
def test_of_many_who_create_the_same_contact_one_succeeds(door: Server, arena: Sandbox) -> None:
    def act(client: Client, number: int) -> str:
        answer = client.okto.act("hubspot/contact.create", {"data": {"email": "only.one@example.com"}})
        return answer.headers["x-mock-outcome"]

    assert Counter(at_once(door, arena, act)) == {"ok": 1, "crm-error": THREADS - 1}


@pytest.mark.contract("X-03")
def test_resets_and_restores_under_load_leave_whole_worlds(door: Server, arena: Sandbox) -> None:
    beginning = arena.as_json()
    Client(door, arena).control.told("PUT", "snapshots/start")

    def act(client: Client, number: int) -> Counter[str]:
        seen: Counter[str] = Counter()
        for turn in range(ROUNDS):
            if number % 16 == 0:
                client.control.told("POST", "reset")
            elif number % 16 == 1:
                client.control.told("POST", "snapshots/start/restore")
            elif number % 16 == 2:
                state = client.control.told("GET", "state")
                assert contracts.load().of("control/get_state", "response").is_valid(state)
                client.control.told("PUT", "state", state)
            else:
                name = f"T{number}R{turn}"
                account = client.okto.result("salesforce/account.create", {"data": {"Name": name}})["id"]
                data = {"LastName": name, "AccountId": account}
                seen[client.okto.act("salesforce/contact.create", {"data": data}).headers["x-mock-outcome"]] += 1
        return seen

    outcomes: Counter[str] = sum(at_once(door, arena, act), Counter())
    writers = THREADS - 3 * (THREADS // 16)
    assert outcomes["ok"] + outcomes["crm-error"] == writers * ROUNDS, "the account may be gone, and nothing else"
    assert arena.journal.numbered == writers * ROUNDS * 2
    accounts = {record["Id"] for record in arena.state.tables["salesforce/Account"].scan()}
    orphans = [
        record["Id"]
        for record in arena.state.tables["salesforce/Contact"].scan()
        if record.get("AccountId") and record["AccountId"] not in accounts
    ]
    assert orphans == []
    Client(door, arena).control.told("POST", "reset")
    assert arena.as_json() == beginning


def test_sandboxes_come_and_go_while_others_work(door: Server, arena: Sandbox) -> None:
    def act(client: Client, number: int) -> str:
        made = client.control.told("POST", "/sandboxes", {"name": f"n{number}"})
        own = replace(client.okto, key=made["oktopost"]["api_key"])
        own.result("salesforce/lead.create", {"data": {"LastName": f"T{number}", "Company": "Acme"}})
        listed = client.control.told("GET", f"/sandboxes/{made['id']}/records/salesforce/Lead?search=T{number}")
        assert [record["LastName"] for record in listed["records"]] == [f"T{number}"]
        client.control.told("POST", f"/sandboxes/{made['id']}/faults", {"outcome": "unavailable"})
        assert own.act("salesforce/case.getAll").status_code == 503
        client.control.told("DELETE", f"/sandboxes/{made['id']}")
        identity: str = made["id"]
        return identity

    made = at_once(door, arena, act)
    assert len(set(made)) == THREADS
    assert [sandbox.id for sandbox in door.gateway.sandboxes] == ["default", arena.id]


def test_a_rule_that_hits_three_times_hits_three_of_many_at_once(door: Server, arena: Sandbox) -> None:
    Client(door, arena).control.told("POST", "faults", {"outcome": "unavailable", "times": 3})

    def act(client: Client, number: int) -> int:
        return client.okto.act("salesforce/case.getAll").status_code

    assert Counter(at_once(door, arena, act)) == {503: 3, 200: THREADS - 3}


def test_a_limit_lets_through_no_call_too_many(door: Server, arena: Sandbox) -> None:
    control = Client(door, arena).control
    control.told("PUT", "clock", {"frozen": "2026-01-01T00:00:00Z"})
    control.told("PATCH", "", {"rate_limits": True})

    def act(client: Client, number: int) -> int:
        return client.okto.get("/v2/integration").status_code

    assert Counter(at_once(door, arena, act)) == {200: 60, 429: THREADS - 60}
