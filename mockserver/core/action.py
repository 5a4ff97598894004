"""What an action is: a name in a dialect, a function over a store, and its two contracts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.core.contracts import Contract, Contracts
from mockserver.core.statements import KINDS
from mockserver.core.store import Store

Run = Callable[[Store, Any], Any]
"""(store, payload) -> the result as a JSON value; knows no HTTP and never checks its payload's shape."""


class Action:
    """One operation of an application in a dialect.

    ``key`` is the place of its schema file (``DIALECT/APPLICATION/NAME``); ``required`` are its required fields in
    their documented order; ``declared`` all the fields it knows; ``relays``: another API of the sandbox answers its
    calls, so that ``run`` is never called.
    """

    __slots__ = ("app", "declared", "key", "name", "relays", "request", "required", "response", "run", "schema")

    def __init__(self, key: str, run: Run, contracts: Contracts) -> None:
        self.key = key
        _, self.app, self.name = key.split("/")
        self.run = run
        self.schema = contracts.documents[key]
        self.relays: bool = self.schema.get("relays", False)
        request = self.schema["$defs"]["request"]
        self.required: tuple[str, ...] = tuple(request.get("required", ()))
        self.declared = frozenset(request.get("properties", ()))
        self.request: Contract = contracts.of(key, "request")
        self.response: Contract = contracts.of(key, "response")


class ActionTable(Mapping[tuple[str, str], Action]):
    """The actions of one dialect by (app, name)."""

    def __init__(self, dialect: str, rows: Mapping[str, Run], contracts: Contracts) -> None:
        self._actions = {
            (action.app, action.name): action
            for action in (Action(f"{dialect}/{key}", run, contracts) for key, run in rows.items())
        }

    def __getitem__(self, key: tuple[str, str]) -> Action:
        return self._actions[key]

    def get(self, key: tuple[str, str], default: Action | None = None) -> Action | None:  # type: ignore[override] # no other default is meant
        """As of every mapping, which would ask in two steps."""
        return self._actions.get(key, default)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._actions)

    def __len__(self) -> int:
        return len(self._actions)

    def names(self, app: str) -> list[str]:
        """The names of an application's actions, in the table's order."""
        return [name for owner, name in self._actions if owner == app]


def described(action: Action) -> dict[str, Any]:
    """One action as the command line, the documents and the control API show it."""
    evidence = action.schema["evidence"]
    found = {entry["kind"] for entry in evidence}
    return {
        "action": action.key,
        "dialect": action.key.partition("/")[0],
        "app": action.app,
        "name": action.name,
        "description": action.schema["description"],
        "required": list(action.required),
        "optional": [name for name in sorted(action.declared) if name not in action.required],
        "evidence": [kind for kind in KINDS if kind in found],
        "statements": sorted({entry["id"] for entry in evidence}),
    }
