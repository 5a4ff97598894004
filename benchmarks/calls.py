"""Calls of every action as values, for the benchmarks in process: the examples of the schema files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from benchmarks.example import AUTHORIZATION, CALL, OWN_CALLS, PATH
from mockserver.core.action import Action
from mockserver.core.http import Answer, Call
from mockserver.dialects.frame import Dialect
from mockserver.dialects.gateway import Gateway
from mockserver.dialects.oktopost import routes as oktopost
from mockserver.dialects.refold import routes as refold
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures as world

_OKTOPOST: Final = {
    "host": "localhost",
    "authorization": AUTHORIZATION,
    "content-type": "application/x-www-form-urlencoded",
}
_REFOLD: Final = {
    "host": "localhost",
    "x-api-key": "tk-sandbox-key",
    "linked_account_id": "customer@example.com",
    "content-type": "application/json",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A call of one action that succeeds in a fresh world; ``act`` makes it and puts the world back."""

    name: str
    act: Callable[[], Answer]


def gateway() -> Gateway:
    """The default world."""
    return Gateway(Sandboxes(world.load()))


def the_call(served: Gateway) -> Callable[[], Answer]:
    """The call that all benchmarks share, in process: a form to a look-up by e-mail."""
    dialect, body = served.dialects[0], CALL.body.encode()
    return lambda: served.respond(Call("POST", PATH, "", dict(_OKTOPOST), body), dialect)


def samples(served: Gateway) -> list[Sample]:
    """One for each action, in the order of the tables."""
    tables: tuple[Mapping[Any, Action], ...] = (oktopost.actions(), refold.actions())
    actions = [action for table in tables for action in table.values()]
    found = (_sample(served, action) for action in actions)
    return [*(sample for sample in found if sample is not None), *_of_own_apis(served)]


def _of_own_apis(served: Gateway) -> Iterator[Sample]:
    """Calls of the CRMs' own APIs: one record, and several at once; AssertionError for one that is refused."""
    for name, (method, path, body) in _OWN_APIS.items():
        yield Sample(name, own_api(served, method, path, body))


def own_api(served: Gateway, method: str, path: str, body: Any) -> Callable[[], Answer]:
    """A call of a CRM's own API, which puts the world back; AssertionError when it is refused."""
    bare, _, query = path.partition("?")
    dialect = served.dialect_of(bare)
    if dialect is None:
        raise AssertionError(f"nobody answers {path}")
    headers = {**dialect.access.call(served.sandboxes.default).headers, "content-type": "application/json"}
    act = _kept(served, Call(method, bare, query, headers, json.dumps(body).encode() if body else b""), dialect)
    answer = act()
    if answer.status not in (200, 201, 204) or b'"success":false' in answer.body:
        raise AssertionError(f"{method} {path}: {answer.status} {answer.body[:200]!r}")
    return act


_LEAD: Final = {"LastName": "Lovelace", "Company": "Analytical"}
_DATA: Final = "/services/data/v59.0"
_TWICE: Final = [
    {"method": "POST", "url": f"{_DATA}/sobjects/Lead", "referenceId": "made", "body": _LEAD},
    {"method": "GET", "url": f"{_DATA}/sobjects/Lead/@{{made.id}}", "referenceId": "read"},
]
_INPUTS: Final = [{"properties": {"email": f"bench{number}@example.com"}} for number in range(10)]

_OWN_APIS: Final[Mapping[str, tuple[str, str, Any]]] = {
    **OWN_CALLS,
    "Salesforce: create": ("POST", f"{_DATA}/sobjects/Lead", _LEAD),
    "Salesforce: composite of two": ("POST", f"{_DATA}/composite", {"compositeRequest": _TWICE}),
    "HubSpot: batch of ten": ("POST", "/crm/v3/objects/contacts/batch/create", {"inputs": _INPUTS}),
    "Marketo: sync of one": ("POST", "/rest/v1/leads.json", {"input": [{"email": "bench@example.com"}]}),
}  # fmt: skip
"""By name: method, path with its query, body."""


def _sample(served: Gateway, action: Action) -> Sample | None:
    """The first example of an action that is answered 200 as it stands; None when none is."""
    for example in action.schema.get("examples", ()):
        call, dialect = _call(served, action, example["request"])
        act = _kept(served, call, dialect)
        answer = act()
        if answer.status == 200 and b'"node_status":"Failed"' not in answer.body:
            return Sample(action.key, act)
    return None


def _kept(served: Gateway, call: Call, dialect: Dialect) -> Callable[[], Answer]:
    sandbox = served.sandboxes.default
    begun = sandbox.snapshot()

    def act() -> Answer:
        made = Call(call.method, call.path, call.query, dict(call.headers), call.body)
        answer = served.respond(made, dialect)
        sandbox.restore(begun)
        return answer

    return act


def _call(served: Gateway, action: Action, payload: Any) -> tuple[Call, Dialect]:
    if action.key.startswith("refold/"):
        path = f"/api/v2/integration-schema/{action.app}/actions/{action.name}/execute"
        return Call("POST", path, "", _REFOLD, json.dumps(payload).encode()), served.dialects[1]
    integration = served.sandboxes.world.names["oktopost"]["integrations"][action.app]
    form = {"id": integration, "actionName": action.name, "payload": json.dumps(payload)}
    return Call("POST", PATH, "", _OKTOPOST, urlencode(form).encode()), served.dialects[0]


class Wire:
    """A connection of the lean door without a network: bytes in, bytes out."""

    def __init__(self, served: Gateway) -> None:
        from uvicorn.config import Config

        from mockserver.transport.protocol import Door, Protocol, State
        from mockserver.transport.server import Application

        self.written = b""
        state = State()
        state.tick("Thu, 01 Jan 2026 00:00:00 GMT")
        config = Config(_nobody, log_config=None, access_log=False, lifespan="off", ws="none")
        protocol: Any = Protocol(config, state, Door(served, Application(served).deliver))
        protocol.loop = _Loop()
        protocol.connection_made(self)
        self._protocol = protocol
        headers = "".join(f"{name}: {value}\r\n" for name, value in CALL.headers.items())
        head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {len(CALL.body)}\r\n\r\n"
        self._request = (head + CALL.body).encode()

    def call(self) -> bytes:
        """Send the call, and give back what was written."""
        self._protocol.data_received(self._request)
        return self.written

    def write(self, data: bytes) -> None:
        self.written = data

    def get_extra_info(self, name: str) -> Any:
        del name

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        """Nothing to close."""


class _Loop:
    """As much of an event loop as a connection asks for: timers, which never fire here."""

    def call_later(self, *_: Any) -> None:
        """No timer."""


async def _nobody(scope: Any, receive: Any, send: Any) -> None:
    """The ASGI application that the lean door does not need."""
