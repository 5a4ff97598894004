"""What a call of Marketo's API asks for: path, query, form and JSON body, one set of names."""

from __future__ import annotations

import re
from typing import Any, Final

from mockserver.core.errors import Refused, Violation
from mockserver.core.http import MAX_VALUES, Call, Malformed, load_json, parse_form, parse_pairs
from mockserver.dialects.bodies import FORM, JSON, MULTIPART, media_type
from mockserver.dialects.frame import CallContext, is_empty

MOST_URI: Final = 8 * 1024
MOST_BODY: Final = 1024 * 1024

_IMPORT: Final = "/import_leads"
"""The route whose body is a file of up to 10 MB."""

_METHODS: Final = frozenset(("GET", "POST", "DELETE"))
_UNDECLARED: Final = frozenset(("_method", "access_token"))
"""Parameters that every call may carry: the one says what a POST means to be, the other is not read any more."""

_BRACKETS: Final = re.compile(r"\[[0-9]*\]$")


def method(call: Call) -> str:
    """What a call means to be: a POST may carry another method under ``_method`` in its query or form."""
    if call.method != "POST" or (b"_method=" not in call.body and "_method=" not in call.query):
        return call.method
    try:
        meant = dict(_pairs(call)).get("_method", "").upper()
    except Malformed:
        return call.method
    return meant if meant in _METHODS else call.method


def read(context: CallContext) -> dict[str, Any]:
    """The parameters of a call by name, those of the path first; the route's contract holds.

    A parameter whose value is empty counts as absent, as does null. Refused for what cannot be read, is too long,
    misses a required parameter or has a wrong value.
    """
    call, route = context.call, context.route
    if len(call.raw or call.path) + len(call.query) > MOST_URI:
        raise Refused("uri-too-long")
    if len(call.body) > MOST_BODY and not route.key.endswith(_IMPORT):
        raise Refused("body-too-large")
    part = "form" if route.declared["form"] else "query"
    path = context.path()
    fields = _fields(context, part)
    document = _document(context)
    context.undeclared({name.strip() for name in document} - route.declared["json"], "body", "member")
    _hold(context, {"path": path, part: fields, "json": document})
    context.passes("request")
    return {**document, **fields, **path}


def _pairs(call: Call) -> list[tuple[str, str]]:
    """The fields of query and form; a name may have brackets behind it, as arrays get from some clients."""
    pairs = parse_pairs(call.query, "query") if call.query else []
    if media_type(call.headers.get("content-type", "")) == FORM:
        pairs += parse_form(call.body)
    return [(_BRACKETS.sub("", name), value) for name, value in pairs]


def _fields(context: CallContext, part: str) -> dict[str, Any]:
    try:
        pairs = _pairs(context.call)
    except Malformed as error:
        raise Refused("invalid-request", value="", type="form", reason=str(error), evidence="X-02 choice") from None
    given = [(name, value) for name, value in pairs if name not in _UNDECLARED and value.strip()]
    fields: dict[str, Any] = context.fields(given, part)
    for name in context.route.lists[part].keys() & fields.keys():
        fields[name] = [value.strip() for value in fields[name] if value.strip()]
    context.take_query(fields)
    return {name: value for name, value in fields.items() if value != []}


def _document(context: CallContext) -> dict[str, Any]:
    call = context.call
    kind = media_type(call.headers.get("content-type", ""))
    if not call.body.strip() or kind == FORM:
        return {}
    if kind not in ("", JSON) and not kind.endswith("+json"):
        if kind == MULTIPART and context.route.key.endswith(_IMPORT):
            return {}
        raise Refused("invalid-content-type", content_type=kind)
    try:
        document = load_json(call.body, most=MAX_VALUES)
    except Malformed as error:
        raise Refused("invalid-json", reason=f"the body is {error}") from None
    context.exchange.payload = document
    if not isinstance(document, dict):
        raise Refused("invalid-json", reason="the body is JSON, but no object")
    return {name: value for name, value in document.items() if value is not None and name not in _UNDECLARED}


def _hold(context: CallContext, parts: dict[str, Any]) -> None:
    violations = context.hold_request(parts)
    if not violations:
        return
    first = violations[0]
    name = first.pointer.partition(".")[2] or first.pointer
    if first.pointer.startswith("path."):
        raise Refused("not-found", path=context.call.path, known=first.sentence(), violations=violations)
    if first.keyword == "required" or is_empty(_value_at(parts, first)):
        raise Refused("missing-parameter", name=name, violations=violations)
    reason = "; ".join(found.sentence() for found in violations)
    raise Refused("invalid-request", value=first.got.strip('"'), type=first.expected, reason=reason,
                  violations=violations)  # fmt: skip


def _value_at(parts: dict[str, Any], found: Violation) -> Any:
    """The value in the wrong place, where it is a parameter itself; True for one that lies deeper."""
    part, _, name = found.pointer.partition(".")
    held = parts.get(part)
    return held.get(name, True) if isinstance(held, dict) else True
