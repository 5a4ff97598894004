"""The toy's API: notes on a board, listed, read and pinned."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from mockserver.core import contracts
from mockserver.core.action import ActionTable
from mockserver.core.errors import CrmError, InvalidPayload, Problem, Refused
from mockserver.core.http import Malformed, load_json
from mockserver.core.outcomes import Outcome
from mockserver.core.store import Record, Store
from mockserver.dialects.frame import CallContext, Dialect, Refusal, Route
from mockserver.dialects.limits import Limits
from mockserver.sandboxes.engine import perform
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from tests.toy_vendor.access import ACCESS

_WAIT: Final = (("retry-after", "{retry_after}"),)
_EVIDENCE: Final = "T-01 choice"
_ROUTING: Final = "T-02 choice"
_EXECUTION: Final = "T-03 choice"

REFUSALS: Final = {
    "unauthenticated": Refusal(401, "who are you?", "key", _ROUTING, "send x-api-key"),
    "no-such-note": Refusal(404, "no note {id}", "note", _EVIDENCE, "GET /toy/v1/notes lists them"),
    "unsupported-action": Refusal(
        404, "no action {action}", "action", _EXECUTION, "board has pin", sample={"action": "tear"}
    ),
    "missing-field": Refusal(422, "{field} is missing", "payload", _EXECUTION, "fill in {field}"),
    "invalid-payload": Refusal(422, "{reason}", "payload", _EXECUTION, "{reason}", sample={"reason": "the text"}),
    "invalid-request": Refusal(400, "{reason}", "query", _EVIDENCE, "{reason}", sample={"reason": "the query"}),
    "undeclared": Refusal(400, "{reason}", "payload", _EVIDENCE, "leave it out", sample={"reason": "one more"}),
    "crm-error": Refusal(502, "{reason}", "application", _EXECUTION, "{reason}"),
    "host-refused": Refusal(403, "not on {bare}", "host", _EVIDENCE, "use localhost", sample={"bare": "x"}),
    "not-found": Refusal(404, "nothing at {path}", "route", _ROUTING, "try /toy/v1/notes"),
    "method-not-allowed": Refusal(
        405, "not with {method}", "route", _ROUTING, "use {allowed}", sample={"allowed": "GET"}
    ),
    "body-too-large": Refusal(413, "too large", "payload", _EVIDENCE, "send less"),
    "rate-limited": Refusal(429, "slower", "rate limit", _EVIDENCE, "wait {retry_after} s", headers=_WAIT),
    "server-error": Refusal(500, "oh no", "server", _EVIDENCE, "planned, or a defect"),
    "contract-broken": Refusal(500, "oh no: {reason}", "server", _EVIDENCE, "a defect", sample={"reason": "planned"}),
    "unavailable": Refusal(503, "not now", "server", _EVIDENCE, "planned: try again", headers=_WAIT),
    "unknown-outcome": Refusal(400, "no outcome {reason}", "server", _EVIDENCE, "{hint}"),
}


@cache
def dialect() -> Dialect:
    """The routes with their contracts, ready to answer."""
    loaded = contracts.load()
    views = {
        "list_notes": (list_notes, ("key", "query")),
        "get_note": (get_note, ("key", "note")),
        "execute_action": (execute_action, ("key", "action", "payload")),
    }
    return Dialect(
        name="toy",
        title="Toy",
        package=__package__ or "",
        prefixes=("/toy/v1",),
        hosts=("api.toy.example",),
        routes=[Route(f"toy/http/{name}", view, checks, loaded) for name, (view, checks) in views.items()],
        outcomes=(Outcome("no-such-note", "refusal", "there is no note of that id"),),
        refusals=REFUSALS,
        error=loaded.of("toy/http/error", "response"),
        word=_word,
        relay=_relay,
        access=ACCESS,
        owner=_owner,
        actions=ActionTable("toy", {"board/pin": _pin}, loaded),
        limits=Limits(((3, 60.0),)),
    )


def list_notes(context: CallContext) -> Any:
    """GET /toy/v1/notes: all of them, or those of a colour."""
    _enter(context)
    query = context.query()
    violations = context.hold_request({"query": query})
    if violations:
        raise Refused("invalid-request", reason=violations[0].sentence(), violations=violations)
    context.passes("query")
    context.admit()
    notes = context.sandbox.store().scan("toy/note")
    return {"notes": [note for note in notes if query.get("colour") in (None, note["colour"])]}


def get_note(context: CallContext) -> Any:
    """GET /toy/v1/notes/{id}."""
    _enter(context)
    context.facts["id"] = context.arguments[0]
    note = context.sandbox.store().get("toy/note", context.arguments[0])
    if note is None:
        raise Refused("no-such-note", **context.facts)
    context.passes("note")
    context.admit()
    return note


def execute_action(context: CallContext) -> Any:
    """POST /toy/v1/apps/{app}/{action}: 201 with the record."""
    _enter(context)
    app, name = context.arguments
    action = dialect().actions.get((app, name))
    if action is None:
        raise Refused("unsupported-action", action=name)
    context.exchange.action = action.key
    context.passes("action")
    try:
        payload = load_json(context.call.body)
    except Malformed as error:
        raise InvalidPayload(str(error)) from None
    context.exchange.payload = payload
    context.hold_payload(action, payload)
    context.passes("payload")
    context.admit(payload, action)
    wire = context.route.response
    return perform(context.sandbox, action.run, payload, result=action.response, seal=lambda note: note, wire=wire)


def _enter(context: CallContext) -> None:
    if context.enter(context.call.headers.get("x-api-key", "")) is None:
        raise Refused("unauthenticated")
    context.passes("key")


def _pin(store: Store, payload: Mapping[str, Any]) -> Record:
    note = {"id": f"n{store.next('toy/note')}", "text": payload["text"], "colour": payload.get("colour", "yellow")}
    store.insert("toy/note", note)
    return note


def _owner(sandboxes: Sandboxes, headers: Mapping[str, str]) -> Sandbox | None:
    found = sandboxes.find("toy", headers.get("x-api-key", ""))
    return found[0] if found else None


def _word(refusal: Refusal, text: str, problem: Problem, context: CallContext) -> dict[str, Any]:
    del refusal, problem, context
    return {"oops": text}


def _relay(error: CrmError, context: CallContext) -> tuple[int, dict[str, Any], str]:
    del context
    return REFUSALS[error.outcome].status, {"oops": error.message}, _EXECUTION
