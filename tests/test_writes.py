"""What changes a sandbox is told as JSON and read again: the same world in the end."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from mockserver import dialects
from mockserver.core.errors import Problem
from mockserver.core.store import State, Store
from mockserver.dialects import limits
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.sandboxes.writes import Held, dump_writes, load_writes
from mockserver.world import fixtures as world

EXAMPLES = [
    (action, example["request"])
    for action in dialects.actions()
    if not action.relays
    for example in action.schema.get("examples", ())
]


@pytest.fixture
def sandbox() -> Sandbox:
    """A sandbox of its own whose clock stands still."""
    sandbox = Sandboxes(world.load()).default
    sandbox.set("clock", sandbox.clock.freeze())
    return sandbox


def told(value: Any) -> Any:
    """A JSON value as it comes out of a file or an engine."""
    return orjson.loads(orjson.dumps(value))


def written(state: State) -> bytes:
    return orjson.dumps(
        [state.as_json(), sorted((name, window.as_json(None)) for name, window in state.windows.items())]
    )


def run_all(sandbox: Sandbox) -> list[Any]:
    """Run the examples of all actions one after the other; what each wrote, as JSON."""
    commits = []
    for action, request in EXAMPLES:
        begun, store = sandbox.state, sandbox.store()
        try:
            action.run(store, request)
        except Problem:
            continue
        commits.append(told(dump_writes(store.writes, begun)))
        sandbox.state = store.state
    return commits


@pytest.mark.contract("X-03")
def test_the_commits_of_all_actions_lead_to_the_same_world(sandbox: Sandbox) -> None:
    state = sandbox.state
    for commit in run_all(sandbox):
        state = state.apply(load_writes(commit, state))
    assert written(state) == written(sandbox.state) != written(sandbox.initial)


@pytest.mark.contract("X-03")
def test_a_whole_world_is_told_and_read(sandbox: Sandbox) -> None:
    def delete(store: Store) -> None:
        for table in ("salesforce/Lead", "hubspot/contact"):
            for record in list(store.scan(table))[::2]:
                store.delete(table, record[store.state.spec(table).key])

    run_all(sandbox)
    sandbox.transact(delete)
    held = Held.of(sandbox.initial)._replace(state=sandbox.state).apply([("keep", "early", (7.0, 3))])
    run_all(sandbox)
    sandbox.change_settings({"rate_limits": True})
    documented = dialects.named("oktopost").limits
    assert documented is not None
    limits.check(sandbox, "oktopost", documented, float)
    assert sandbox.state.windows is not sandbox.initial.windows
    held = held._replace(state=sandbox.state)
    read = Held.from_json(sandbox.initial, told(held.as_json()))
    assert written(read.state) == written(sandbox.state)
    assert list(read.snapshots) == ["early"]
    assert written(read.apply([("restore", "early", None)]).state) == written(
        held.apply([("restore", "early", None)]).state
    )
    assert written(read.apply([("reset", "", None)]).state) == written(sandbox.initial)
    pages = [one.tables["salesforce/Lead"].page(3, 5) for one in (read.state, sandbox.state)]
    assert pages[0] == pages[1], "an order of creation stays one order"


@pytest.mark.parametrize("left_out", [[], ["sequences"], ["seed", "clock", "settings", "faults"]])
def test_a_world_that_was_put_in_whole_is_told_and_read(sandbox: Sandbox, left_out: list[str]) -> None:
    run_all(sandbox)
    document = {**sandbox.as_json(), "seed": 9}
    sandbox.load({name: member for name, member in document.items() if name not in left_out})
    read = Held.from_json(sandbox.initial, told(Held.of(sandbox.initial)._replace(state=sandbox.state).as_json()))
    assert written(read.state) == written(sandbox.state)
