"""Things, behind a key; and one action, which the end of the path names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from mockserver.core import contracts
from mockserver.core.action import ActionTable
from mockserver.core.errors import CrmError, InvalidPayload, Problem, Refused
from mockserver.core.http import Call, Malformed, load_json
from mockserver.core.store import Store
from mockserver.dialects.frame import Access, Dialect, Refusal, Reply, Route, Visit
from mockserver.sandboxes.engine import perform
from mockserver.sandboxes.sandbox import Sandbox, World

KEY = "toy-key"

REFUSALS = {
    "unauthenticated": Refusal(401, "Who are you?", "key", "T-02 documented", "send X-Toy-Key"),
    "not-found": Refusal(404, "Nothing at {path}", "route", "T-02 documented", "look elsewhere"),
    "method-not-allowed": Refusal(405, "Only {allowed}", "route", "T-02 documented", "use {allowed}"),
    "unsupported-action": Refusal(404, "No action {action}", "action", "T-02 documented", "there is shop/buy"),
    "missing-field": Refusal(422, "Give a {field}", "payload", "T-03 documented", "{field} is required"),
    "invalid-payload": Refusal(422, "{reason}", "payload", "T-03 documented", "{reason}"),
    "invalid-request": Refusal(400, "{reason}", "request", "T-01 documented", "{reason}"),
    "undeclared": Refusal(400, "{reason}", "request", "T-01 documented", "{reason}"),
    "crm-error": Refusal(400, "{reason}", "application", "T-03 documented", "{reason}"),
    "server-error": Refusal(500, "Sorry", "server", "T-02 documented", "see the log"),
    "contract-broken": Refusal(500, "Sorry: {reason}", "server", "T-02 documented", "see the log"),
}


def _enter(visit: Visit) -> None:
    if visit.enter(visit.call.headers.get("x-toy-key")) is None:
        raise Refused("unauthenticated")
    visit.passes("key")


def _json(visit: Visit) -> Any:
    try:
        return load_json(visit.call.body)
    except Malformed as error:
        raise Refused("invalid-request", reason=str(error)) from None


def _hold(visit: Visit, **parts: Any) -> None:
    violations = visit.hold_request(parts)
    if violations:
        raise Refused("invalid-request", reason=violations[0].sentence(), violations=violations)


def _list_things(visit: Visit) -> Any:
    _enter(visit)
    _hold(visit, query=visit.query())
    visit.admit()
    return [{"name": "a thing"}]


def _make_thing(visit: Visit) -> Any:
    _enter(visit)
    body = _json(visit)
    _hold(visit, json=body)
    visit.admit(body)
    return Reply(body, 201)


def _act(visit: Visit) -> Any:
    _enter(visit)
    app, name = visit.arguments
    action = dialect().actions.get((app, name))
    if action is None:
        raise Refused("unsupported-action", action=name)
    visit.passes("action")
    payload = _json(visit)
    if not isinstance(payload, dict):
        raise InvalidPayload("the body is no object")
    visit.hold_payload(action, payload)
    visit.admit(payload, action)
    return perform(
        visit.sandbox,
        action.run,
        payload,
        result=action.response,
        seal=lambda result: {"done": result},
        wire=visit.route.response,
    )


def _buy(_: Store, payload: Any) -> Any:
    return {"bought": payload["what"]}


def _word(_: Refusal, text: str, _problem: Problem, _visit: Visit) -> Any:
    return {"trouble": text}


def _relay(error: CrmError, _: Visit) -> tuple[int, Any, str]:
    return 400, {"trouble": error.message}, "T-03 documented"


def _credentials(_: World, suffix: str) -> Iterator[tuple[str, bool]]:
    yield KEY + suffix, True


def _call(sandbox: Sandbox) -> Call:
    return Call("GET", "/toy/things", "", {"x-toy-key": sandbox.key(KEY), "host": "localhost"}, b"")


@cache
def dialect() -> Dialect:
    loaded = contracts.load()
    return Dialect(
        name="toy",
        title="Toy",
        package=__package__ or "",
        prefixes=("/toy",),
        hosts=("api.toy.example",),
        routes=[
            Route("toy/http/list_things", _list_things, ("key", "request"), loaded),
            Route("toy/http/make_thing", _make_thing, ("key", "request"), loaded),
            Route("toy/http/act", _act, ("key", "action", "payload"), loaded),
        ],
        refusals=REFUSALS,
        error=loaded.of("toy/http/error", "response"),
        word=_word,
        relay=_relay,
        access=Access(
            _credentials,
            lambda url, sandbox: {"base_url": f"{url}/toy", "key": sandbox.key(KEY)},
            {"TOY_KEY": "key"},
            _call,
        ),
        actions=ActionTable("toy", {"shop/buy": _buy}, loaded),
    )
