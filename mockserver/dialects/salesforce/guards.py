"""The checks that the routes share: version, session, object, body; and how a view acts on the records."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

from mockserver.core.errors import Refused, cut, did_you_mean
from mockserver.core.http import MAX_VALUES, Malformed, load_json, parse_form
from mockserver.core.store import Store
from mockserver.crm.salesforce.objects import org_of
from mockserver.dialects.bodies import FORM, JSON, media_type
from mockserver.dialects.frame import CallContext
from mockserver.dialects.salesforce import sessions
from mockserver.dialects.salesforce.access import NAME
from mockserver.sandboxes.engine import hold, perform

VERSIONS: Final = tuple(f"{number}.0" for number in range(31, 68))
"""The versions of the API that are served."""

_OWN_DOMAIN: Final = ".my.salesforce.com"
_VENDOR: Final = "salesforce.com"
_FALSE_OR_TRUE: Final = re.compile(r"(?i)true|false")

T = TypeVar("T")


def enter(context: CallContext) -> str:
    """S-05, S-03: a served version and a session that is alive; answers the version as URLs have it, ``v59.0``."""
    version = context.arguments[0]
    if version not in VERSIONS:
        raise Refused("not-found", known=f"version {cut(version)} is not served: GET /services/data lists what is")
    authenticate(context)
    return f"v{version}"


def authenticate(context: CallContext) -> str:
    """S-03: the access token, in a header or as ``oauth_token``, names the sandbox; answers the token."""
    token = given_token(context)
    if context.outer is None:
        if context.enter(sessions.credential(token)) is None or sessions.is_revoked(context.sandbox, token):
            raise Refused("unauthenticated")
        if not context.is_let_in:
            sessions.count(context.sandbox)
    context.passes("authentication")
    return token


def given_token(context: CallContext) -> str:
    """The access token of a call, "" for none."""
    return sessions.sent(context.call.headers) or context.query().get("oauth_token", "")


def named_object(context: CallContext, name: str) -> str:
    """The object of that name in any case; Refused ``not-found``."""
    objects = org_of(context.sandbox.store()).objects
    known = objects.get(name.lower())
    if known is None:
        meant = did_you_mean(name, [one.name for one in objects.values()])
        listed = "GET /services/data/v59.0/sobjects lists them"
        raise Refused("not-found", known=f"there is no object {cut(name)}: {meant}{listed}")
    return known.name


def read_json(context: CallContext) -> Any:
    """S-12: the body as JSON; Refused for none, for another media type, for what cannot be read."""
    call = context.call
    if not call.body.strip():
        reason = "The HTTP entity body is required, but this request has no entity body."
        raise Refused("invalid-payload", reason=reason)
    kind = media_type(call.headers.get("content-type", ""))
    if kind and kind != JSON:
        raise Refused("wrong-content-type", content_type=kind)
    try:
        body = load_json(call.body, most=MAX_VALUES)
    except Malformed as error:
        raise Refused("invalid-payload", reason=str(error)) from None
    context.exchange.payload = body
    return body


def read_object(context: CallContext) -> dict[str, Any]:
    """The body as a JSON object."""
    body = read_json(context)
    if not isinstance(body, dict):
        raise Refused("invalid-payload", reason="The HTTP entity body is no JSON object")
    return body


def read_text(context: CallContext) -> str:
    """The body as text; Refused when it is not UTF-8."""
    try:
        return context.call.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("invalid-payload", reason=f"the body is not UTF-8: {error.reason}") from None


def hold_request(context: CallContext, **parts: Any) -> None:
    """Hold the parts of a call (query, json, form, xml) against the route's contract."""
    violations = context.hold_request(parts)
    if violations:
        reason = "; ".join(found.sentence() for found in violations)
        outcome = "invalid-payload" if violations[0].pointer.startswith("json") else "invalid-request"
        raise Refused(outcome, reason=reason, violations=violations)
    context.passes("request")


def hold_query(context: CallContext) -> dict[str, str]:
    """The query as the route's contract asks for it."""
    query = context.query()
    hold_request(context, query=query)
    return query


def hold_json(context: CallContext) -> dict[str, Any]:
    """The body as the route's contract asks for it; members that it does not know are noted."""
    body = read_object(context)
    context.undeclared(body.keys() - context.route.declared["json"], "body", "member")
    hold_request(context, json=body, query=context.query())
    return body


def read_fields(context: CallContext) -> dict[str, str]:
    """The fields of a form and of the query, of which the form's count."""
    kind = media_type(context.call.headers.get("content-type", FORM))
    if context.call.body and kind != FORM:
        raise Refused("wrong-content-type", content_type=kind)
    try:
        form = context.fields(parse_form(context.call.body), "form")
    except Malformed as error:
        raise Refused("invalid-request", reason=str(error)) from None
    context.exchange.form = form
    return {**context.query(), **form}


def is_true(value: Any) -> bool:
    """Whether a flag of a query or a body is set."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def instance_url(context: CallContext) -> str:
    """S-03: where the API lies for whoever called: its own domain under the vendor's hosts, else as it was asked."""
    host = context.call.headers.get("host", "localhost")
    name = host.partition(":")[0].lower()
    if name == _VENDOR or name.endswith(f".{_VENDOR}"):
        return f"https://{name if name.endswith(_OWN_DOMAIN) else f'sandbox{_OWN_DOMAIN}'}"
    return f"{context.call.scheme}://{host}"


def answer_with(context: CallContext, document: T, status: int | None = None) -> T:
    """A document for which nothing is stored, held against the route's contract."""
    contract = context.route.successes[status or context.route.status] or context.route.response
    hold(contract, document)
    return document


def act(context: CallContext, run: Callable[[Store], Any]) -> Any:
    """What ``run`` answers on the sandbox's records, held against the route's contract."""
    return perform(
        context.sandbox, lambda store, _: run(store), None, seal=lambda value: value, wire=context.route.response
    )


def is_secret(context: CallContext, suffix: str, name: str, given: str) -> bool:
    """Whether a text is the secret of that name that goes with a credential of that suffix."""
    known: str = context.sandbox.world.names[NAME][name]
    return given == known + suffix
