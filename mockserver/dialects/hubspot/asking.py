"""The one way of a call of HubSpot's API: token, type of object, request, then the act and its status."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import replace

from mockserver.core.errors import CrmError, Refused, Violation
from mockserver.core.http import MAX_VALUES, Malformed, load_json, parse_pairs
from mockserver.core.shape import YOURS
from mockserver.core.store import Store
from mockserver.crm.hubspot.actions import TYPE_IDS
from mockserver.crm.hubspot.associations import PLURALS
from mockserver.crm.hubspot.catalogue import declares
from mockserver.dialects.bodies import JSON, media_type
from mockserver.dialects.frame import CallContext, Reply, View
from mockserver.dialects.hubspot import scopes, tokens
from mockserver.dialects.limits import Limits
from mockserver.sandboxes.engine import perform

MEDIA: Final = "application/json;charset=utf-8"
HTML: Final = "text/html;charset=utf-8"
CHECKS: Final = ("authentication", "object type", "scope", "request")

DEVELOPER_KEY: Final = "hapikey"
"""The parameter of a developer's key, in the routes that declare it."""

_TYPES: Final[Mapping[str, str]] = {name: kind for kind in TYPE_IDS for name in (kind, PLURALS[kind], TYPE_IDS[kind])}
"""Every name of a type of object: contact, contacts and 0-1."""
_TYPE_ID: Final = re.compile(r"\d+-\d+", re.ASCII)


class Asked(Struct, frozen=True):
    """What a call asks for: the parameters of its path (types of object by their one name), its query, its body.

    ``url``: the address it was sent to, without the query; ``pairs``: the query as it was sent.
    """

    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any
    url: str
    pairs: Sequence[tuple[str, str]]

    @property
    def kind(self) -> str:
        """The type of the objects that are asked for."""
        return self.path["objectType"]

    def is_set(self, name: str) -> bool:
        """Whether a parameter of the query is true, in any case of its letters; whatever else it is, it is not."""
        return str(self.query.get(name, "")).lower() == "true"

    def link(self, after: str) -> str:
        """The address of the page after this one."""
        kept = [(name, value) for name, value in self.pairs if name != "after"]
        return f"{self.url}?{urlencode([*kept, ('after', after)])}"


Act = Callable[[Store, Asked], Any]
"""What a route does: a document, or None where the answer has no body."""


def answering(act: Act, documented: Limits | None = None) -> View:
    """The view of a route that needs a token: its checks in their order, then the act.

    ``documented``: the limits of the route by itself, beside those of all calls.
    """

    def view(context: CallContext) -> Reply:
        granted = authenticate(context)
        context.count(context.route.key, documented)
        asked = read(context, granted)
        context.admit(asked.body)
        document = perform(context.sandbox, act, asked, wire=context.route.response, seal=lambda value: value)
        return Reply(document, _status(context, document), media=MEDIA)

    return view


def _status(context: CallContext, document: Any) -> int:
    """207 for a batch of which not all went well, else the status of a success."""
    partly = 207 in context.route.successes and "errors" in document
    return 207 if partly else context.route.status


def rendering(act: Act) -> View:
    """The view of a route whose document is a text of HTML."""
    answer = answering(act)

    def view(context: CallContext) -> Reply:
        reply: Reply = answer(context)
        return replace(reply, body=reply.document.encode(), media=HTML)

    return view


def creating(act: Act) -> View:
    """The view of a route that makes a record: the answer says where it is."""
    answer = answering(act)

    def view(context: CallContext) -> Reply:
        reply: Reply = answer(context)
        return replace(reply, headers=[("location", f"{_url(context).rstrip('/')}/{reply.document['id']}")])

    return view


def authenticate(context: CallContext) -> Collection[str]:
    """The bearer's token names the sandbox and has not expired; answers what it allows."""
    scheme, _, token = context.call.headers.get("authorization", "").partition(" ")
    granted: Collection[str] | None
    if scheme.lower() == "bearer":
        granted = context.enter(("token", token.strip()))
        if granted is None:
            granted = tokens.enter(context, token.strip()).scopes
    else:
        granted = context.enter(("developer", _developer_key(context)))
        if granted is None:
            raise Refused("unauthenticated")
    context.passes("authentication")
    return granted


def _developer_key(context: CallContext) -> str:
    """What stands in the query of a route that takes such a key."""
    if not context.call.query or DEVELOPER_KEY not in context.route.declared["query"]:
        return ""
    try:
        return dict(parse_pairs(context.call.query, "query")).get(DEVELOPER_KEY, "")
    except Malformed:
        return ""


def read(context: CallContext, granted: Collection[str]) -> Asked:
    """What the call asks for, when it names types of objects that there are and keeps the route's contract.

    ``granted`` are the scopes of its token.
    """
    path = {name: object_type(value) if name.endswith("bjectType") else value for name, value in context.path().items()}
    context.passes("object type")
    _check_scopes(context, path, granted)
    query, body = context.query(), _body(context)
    parts: dict[str, Any] = {"path": path, "query": query}
    if body is not None:
        parts["json"] = body
    hold(context, parts)
    pairs = parse_pairs(context.call.query, "query") if context.call.query else []
    return Asked(path, query, body, _url(context), pairs)


def _check_scopes(context: CallContext, path: Mapping[str, str], granted: Collection[str]) -> None:
    if granted is not scopes.all_scopes():
        kind = path.get("objectType") or path.get("fromObjectType", "")
        needed = scopes.required(context.route.key.rpartition("/")[2], kind)
        if not any(scope in granted for scope in needed):
            context.facts["scopes"] = list(needed)
            raise Refused("missing-scopes", needed=", ".join(needed))
    context.passes("scope")


def hold(context: CallContext, parts: Mapping[str, Any]) -> None:
    """Hold a call against the contract of its route; Refused with HubSpot's words for what is wrong first."""
    violations = context.hold_request(parts)
    if violations:
        raise Refused("invalid-request", reason=_reason(violations), violations=violations)
    context.passes("request")


def _reason(violations: Sequence[Violation]) -> str:
    missing = [found.pointer.rpartition(".")[2] for found in violations if found.keyword == "required"]
    if missing:
        return f"Invalid input JSON on line 1, column 2. Some required fields were not set: [{', '.join(missing)}]"
    return f"Invalid input JSON on line 1, column 1: {violations[0].sentence()}"


def object_type(name: str) -> str:
    """The one name of a type of object; Refused when there is no such type."""
    kind = _TYPES.get(name.lower())
    if kind is None:
        text = "Invalid object or event type id" if _TYPE_ID.fullmatch(name) else "Unable to infer object type from"
        raise Refused("unknown-object-type", reason=f"{text}: {name}")
    return kind


def _body(context: CallContext) -> Any:
    call = context.call
    if not call.body.strip():
        return None
    kind = media_type(call.headers.get("content-type", ""))
    if kind and kind != JSON and not kind.endswith("+json"):
        reason = f"Invalid input JSON: the body must be {JSON}, it is {kind}"
        raise Refused("invalid-request", reason=reason, evidence="X-02 choice")
    try:
        body = load_json(call.body, most=MAX_VALUES)
    except Malformed as error:
        reason = f"Invalid input JSON on line 1, column 1: {error}"
        raise Refused("invalid-request", reason=reason, evidence="X-02 choice") from None
    context.exchange.payload = body
    if isinstance(body, dict) and context.route.declared["json"]:
        context.undeclared(body.keys() - context.route.declared["json"], "body", "member")
    return body


def _url(context: CallContext) -> str:
    call = context.call
    host = call.headers.get("host", "")
    scheme = "https" if host.endswith((".hubapi.com", ".hubspot.com")) else "http"
    return f"{scheme}://{host}{call.raw or call.path}"


def of_call(error: CrmError, context: CallContext) -> tuple[int, Reply, str]:
    """An error of the records as the API answers it: under the id of the call.

    What the portal declares itself is the evidence of a refusal that names it.
    """
    document = {**error.body, "correlationId": context.request_id()}
    details = [one.get("context", {}) for one in error.body.get("errors", ())]
    named = [name for detail in details for name in detail.get("propertyName", ())]
    kind = YOURS if named and declares(context.sandbox.store(), named) else "recorded"
    return error.status, Reply(document, media=MEDIA), f"H-20 {kind}"
