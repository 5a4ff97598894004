"""Provider states, as the verifiers of Pact ask for them: each is a question of this API in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from mockserver import dialects
from mockserver.control import tables, views
from mockserver.control.frame import Ask, Denied, Route, View, unknown
from mockserver.core import contracts
from mockserver.sandboxes.sandbox import DEFAULT, Sandbox

FRESH: Final = "a fresh world"
CREDENTIALS: Final = "credentials"
FAULT: Final = "a fault"
GONE: Final = "no record"

STATES: Final[Mapping[str, tuple[str, View]]] = {
    FRESH: ("reset_sandbox", views.reset_sandbox),
    CREDENTIALS: ("get_sandbox", views.get_sandbox),
    "a record": ("add_record", tables.add_record),
    GONE: ("delete_record", tables.delete_record),
    FAULT: ("plant_fault", views.plant_fault),
    "the clock": ("set_clock", views.set_clock),
    "an integration": ("change_integration", views.change_integration),
    "settings": ("change_sandbox", views.change_sandbox),
}
"""The states with the question that each one is: its schema file and its view."""

_NAMING: Final = {"a record": ("table",), GONE: ("table", "key"), "an integration": ("integration",)}
"""The parameters that say what a state is about."""

_TAKING: Final = ("a record", "the clock", "an integration", "settings")
"""The states whose question has a body, even when nothing is in it."""

_NO_CREDENTIAL: Final = ("host", "content-type")


def set_state(ask: Ask) -> Any:
    """POST /pact/states: the sandbox as an interaction needs it, or as it began once that is over."""
    name = ask.query.get("sandbox", DEFAULT)
    state, params = ask.json["state"], dict(ask.json.get("params") or {})
    if state not in STATES:
        raise unknown("provider state", state, list(STATES))
    if ask.json.get("action") == "teardown":
        state, params = FRESH, {}
    sandbox = Ask(ask.gateway, ask.url, {"id": name}, {}).sandbox
    made = _answered(ask, name, state, params)
    told = {member: value for member, value in made.items() if isinstance(value, str | int | float)}
    return {**told, **dict(_credentials(ask, sandbox))}


def _answered(ask: Ask, sandbox: str, state: str, params: dict[str, Any]) -> Any:
    """What the question answers that a state is; Denied as it is refused."""
    path = {"id": sandbox, **dict(_path(state, params))}
    body = json.dumps(params).encode() if params or state in _TAKING else b""
    try:
        return _route(*STATES[state]).answer(ask.gateway, ask.url, path, {}, body)
    except Denied as denied:
        if state != GONE or denied.code != "not-found":
            raise
    # It is not there already; that there is such a table is asked all the same.
    listed = {name: path[name] for name in ("id", "app", "object")}
    return _route("list_records", tables.list_records).answer(ask.gateway, ask.url, listed, {"limit": "1"}, b"")


@cache
def _route(name: str, view: View) -> Route:
    return Route(f"control/{name}", view, contracts.load())


def _path(state: str, params: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The parts of a question's path that are parameters of the state; they are taken away there."""
    for name in _NAMING.get(state, ()):
        if not isinstance(params.get(name), str):
            raise Denied("invalid-request", f"json.params.{name}: the state {state} needs it, as a text")
        value = params.pop(name)
        if name == "table":
            app, _, kind = value.partition("/")
            yield from (("app", app), ("object", kind))
        else:
            yield name, value


def _credentials(ask: Ask, sandbox: Sandbox) -> Iterator[tuple[str, str]]:
    """The variables of a client of each vendor, and the headers that let a call of it in."""
    for dialect in dialects.load():
        described = dialect.access.describe(ask.url, sandbox)
        for variable, member in dialect.access.variables.items():
            yield variable, described[member]
        for header, value in dialect.access.call(sandbox).headers.items():
            if header not in _NO_CREDENTIAL:
                yield expression_of(dialect.name, header), value


def expression_of(dialect: str, header: str) -> str:
    """By what name a state answers the value of a vendor's header: ``VENDOR_authorization``."""
    return f"{dialect}_{header.lower().replace('-', '_')}"
