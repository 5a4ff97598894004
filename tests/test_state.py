"""A world changes in one place, all at once or not at all, and what changed it can be told and applied again."""

from collections.abc import Mapping
from threading import Barrier, Thread
from typing import Any

import orjson
import pytest

from mockserver import dialects
from mockserver.core.action import Action
from mockserver.core.contracts import load
from mockserver.core.errors import BrokenContract, Problem
from mockserver.core.store import Record, State, Store
from mockserver.crm.hubspot import actions, batch
from mockserver.crm.hubspot.errors import invalid
from mockserver.sandboxes.engine import perform
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.world import fixtures as world

EXAMPLES = [
    pytest.param(action, example["request"], id=f"{action.key}: {example['name']}")
    for action in dialects.actions()
    if not action.relays
    for example in action.schema.get("examples", ())
]
LEAD = {"LastName": "Doe", "Company": "Acme"}


@pytest.fixture
def sandbox() -> Sandbox:
    """A sandbox of its own whose clock stands still."""
    sandbox = Sandboxes(world.load()).default
    sandbox.set("clock", sandbox.clock.freeze())
    return sandbox


def written(state: State) -> bytes:
    """A state as bytes, to compare."""
    return orjson.dumps(state.as_json())


@pytest.mark.contract("X-03")
@pytest.mark.parametrize(("action", "request_"), EXAMPLES)
def test_the_writes_of_an_action_lead_to_its_state(sandbox: Sandbox, action: Action, request_: Any) -> None:
    store = sandbox.store()
    try:
        action.run(store, request_)
    except Problem:
        return
    after = sandbox.state.apply(store.writes)
    assert written(after) == written(store.state)
    assert (written(after) == written(sandbox.state)) == (not store.writes)


@pytest.mark.contract("X-03", "X-04")
def test_what_raises_changes_nothing_and_shifts_no_id(sandbox: Sandbox) -> None:
    before = sandbox.state

    def half(store: Store) -> None:
        store.next("salesforce/Lead")
        store.record_uuid()
        store.random()
        store.insert("refold/session", {"token": "t", "account_id": "a", "number": 1, "revoked": False})
        raise ValueError("after the writes")

    with pytest.raises(ValueError, match="after the writes"):
        sandbox.transact(half)
    assert sandbox.state is before


@pytest.mark.contract("X-01", "X-03")
def test_an_answer_that_breaks_its_contract_stores_nothing(sandbox: Sandbox) -> None:
    before, action = sandbox.state, dialects.named("oktopost").actions["salesforce", "lead.create"]
    wire = load().of("oktopost/http/execute_action", "response")
    with pytest.raises(BrokenContract):
        perform(sandbox, action.run, {"data": LEAD}, wire=wire, result=action.response, seal=lambda value: [value])
    assert sandbox.state is before
    with pytest.raises(BrokenContract):
        perform(sandbox, lambda *given: action.run(*given) and {}, {"data": LEAD}, wire=wire, result=action.response,
                seal=lambda value: {"Result": True, "IntegrationAction": value})  # fmt: skip
    assert sandbox.state is before


@pytest.mark.contract("X-03")
def test_what_a_batch_undoes_is_none_of_its_writes(sandbox: Sandbox) -> None:
    store = sandbox.store()

    def create(one: Mapping[str, Any]) -> Record:
        made = actions.create(store, "contact", {"email": one["email"]})
        if one["fails"]:
            raise invalid(store, "after the write")
        return made

    inputs = [{"email": f"{number}@batch.example", "fails": number % 2} for number in range(4)]
    done = batch.each(store, inputs, create, lambda error, _: batch.error_body(error))
    assert (len(done.results), len(done.errors)) == (2, 2)
    assert written(sandbox.state.apply(store.writes)) == written(store.state) != written(sandbox.state)


@pytest.mark.contract("X-03")
def test_a_change_that_was_overtaken_runs_again_on_the_newest_state(sandbox: Sandbox) -> None:
    runs = []

    def draw(store: Store) -> int:
        runs.append(store.state)
        if len(runs) == 1:
            sandbox.transact(lambda other: other.next("salesforce/Lead"))
        return store.next("salesforce/Lead")

    first = sandbox.store().next("salesforce/Lead")
    assert sandbox.transact(draw) == first + 1
    assert len(runs) == 2
    assert sandbox.store().next("salesforce/Lead") == first + 2


def test_a_read_waits_for_nobody(sandbox: Sandbox) -> None:
    found: list[int] = []
    with sandbox.lock:
        reader = Thread(target=lambda: found.append(sandbox.transact(lambda store: store.count("salesforce/Lead"))))
        reader.start()
        reader.join(60)
    assert found == [sandbox.store().count("salesforce/Lead")]


@pytest.mark.contract("X-03")
def test_changes_of_many_threads_are_all_kept(sandbox: Sandbox) -> None:
    together, before = Barrier(8), sandbox.store().next("salesforce/Lead")

    def draw() -> None:
        together.wait()
        for _ in range(50):
            sandbox.transact(lambda store: store.next("salesforce/Lead"))

    threads = [Thread(target=draw) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sandbox.store().next("salesforce/Lead") == before + 400


@pytest.mark.contract("X-03")
def test_steps_leave_nothing_when_one_of_them_raises(sandbox: Sandbox) -> None:
    before = sandbox.state

    def run() -> None:
        sandbox.transact(lambda store: store.next("salesforce/Lead"))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        sandbox.attempt(run, lambda _: True)
    assert sandbox.state is before


@pytest.mark.contract("X-04")
def test_ids_that_answers_alone_show_differ_and_begin_anew_with_a_reset(sandbox: Sandbox) -> None:
    ids = [sandbox.uuid() for _ in range(3)]
    assert len(set(ids)) == 3
    sandbox.reset()
    assert [sandbox.uuid() for _ in range(3)] == ids


def test_a_restored_snapshot_gives_its_ids_back_and_leaves_clock_settings_and_faults(sandbox: Sandbox) -> None:
    snapshot = sandbox.snapshot()
    expected = sandbox.store().record_uuid()
    sandbox.transact(lambda store: store.record_uuid())
    sandbox.change_settings({"strict": "off"})
    sandbox.set("faults", sandbox.faults.plant({"match": "*", "outcome": "server-error"}))
    sandbox.set("clock", sandbox.clock.freeze(snapshot.taken.replace(year=2001)))
    sandbox.restore(snapshot)
    assert sandbox.store().record_uuid() == expected
    assert (sandbox.settings["strict"], len(sandbox.faults.rules), sandbox.clock.now().year) == ("off", 1, 2001)
