"""However many calls come, what they leave in memory is bounded: the journal's last exchanges and nothing else."""

from __future__ import annotations

import gc
import json
from base64 import b64encode
from urllib.parse import urlencode

import pytest

from mockserver.core.http import Answer, Call
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.journal import RING
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.world import fixtures as world

CALLS = 20_000
PATH = "/v2/integration-action"


@pytest.fixture
def gateway() -> Gateway:
    return Gateway(Sandboxes(world.load()))


def act(gateway: Gateway, sandbox: Sandbox, action: str, payload: object, key: str | None = None) -> Answer:
    """One call of a Salesforce action with a sandbox's key, or with another."""
    names = sandbox.world.names
    user = f"{names['oktopost']['account_id']}:{key or sandbox.key(names['oktopost']['api_key'])}"
    headers = {
        "host": "localhost",
        "authorization": f"Basic {b64encode(user.encode()).decode()}",
        "content-type": "application/x-www-form-urlencoded",
    }
    form = {"id": names["oktopost"]["integrations"]["salesforce"], "actionName": action, "payload": json.dumps(payload)}
    return gateway.respond(Call("POST", PATH, "", headers, urlencode(form).encode()), gateway.dialects[0])


def some_calls(gateway: Gateway, sandbox: Sandbox, count: int) -> None:
    """Look-ups, searches, refusals, unknown keys, and creates that are undone."""
    begun = sandbox.snapshot()
    for number in range(count // 5):
        assert act(gateway, sandbox, "contact.getByEmail", {"email": "john@example.com"}).status == 200
        assert act(gateway, sandbox, "contact.search", {"search": f"person {number}"}).status == 200
        assert act(gateway, sandbox, "contact.getByEmail", {"email": number}).status == 400
        assert act(gateway, sandbox, "contact.create", {"data": {"LastName": f"Doe {number}"}}).status == 200
        sandbox.restore(begun)
        assert act(gateway, sandbox, "contact.getById", {"id": "1"}, key=f"nobody-{number}").status == 401


def objects() -> int:
    gc.collect()
    return len(gc.get_objects())


def test_calls_leave_nothing_behind_but_the_last_exchanges(gateway: Gateway) -> None:
    sandbox = gateway.sandboxes.default
    some_calls(gateway, sandbox, 2 * RING)
    before, held = objects(), gateway.sandboxes.budget.held
    some_calls(gateway, sandbox, CALLS)
    assert len(sandbox.journal) == RING
    assert sandbox.journal.dropped == 2 * RING + CALLS - RING
    assert objects() - before < RING
    assert abs(gateway.sandboxes.budget.held - held) < held / 10


def test_all_journals_share_one_budget_and_the_oldest_exchange_anywhere_goes_first(gateway: Gateway) -> None:
    budget = gateway.sandboxes.budget
    budget.limit = 100_000
    sandboxes = [gateway.sandboxes.create() for _ in range(4)]
    for sandbox in sandboxes:
        some_calls(gateway, sandbox, 100)
    kept = [entry for sandbox in gateway.sandboxes for entry in sandbox.journal]
    assert sum(entry.size for entry in kept) == budget.held <= budget.limit
    assert [len(sandbox.journal) for sandbox in sandboxes[:2]] == [0, 0]
    assert [entry.number for entry in sandboxes[3].journal][-1] == 80


def test_a_dropped_sandbox_gives_its_share_of_the_budget_back(gateway: Gateway) -> None:
    sandbox = gateway.sandboxes.create()
    before = gateway.sandboxes.budget.held
    act(gateway, sandbox, "contact.getByEmail", {"email": "john@example.com"})
    assert gateway.sandboxes.budget.held > before
    gateway.sandboxes.delete(sandbox.id)
    assert gateway.sandboxes.budget.held == before


def test_a_long_body_counts_for_what_is_kept_of_it(gateway: Gateway) -> None:
    sandbox = gateway.sandboxes.default
    act(gateway, sandbox, "contact.getByEmail", {"email": "x" * 5_000_000})
    entry = next(iter(sandbox.journal))
    assert entry.request_length > 5_000_000
    assert entry.size < 200_000
    assert entry.payload is None
