"""How a call of this API is read: who calls and for which linked account, its body and its query."""

from __future__ import annotations

from typing import Any

from mockserver.core.errors import InvalidPayload, Refused
from mockserver.core.http import MAX_VALUES, Malformed, load_json, parse_pairs
from mockserver.core.store import Record
from mockserver.dialects.frame import CallContext, is_empty
from mockserver.dialects.refold import linked_accounts, sessions
from mockserver.dialects.refold.access import org_id
from mockserver.sandboxes.engine import perform


def identify(context: CallContext) -> str:
    """R-02: a session token, or an API key with a linked account; answers the linked account's id."""
    headers = context.call.headers
    if headers.get("authorization"):
        account_id = need_token(context)[1]
        context.facts["linked_account"] = account_id
        return account_id
    need_key(context, known=False)
    account_id = headers.get("linked_account_id") or headers.get("linked-account-id") or ""
    if not account_id.strip():
        account_id = context.query().get("linked_account_id", "")
    if not account_id.strip():
        raise Refused("missing-linked-account")
    context.facts["linked_account"] = account_id
    context.passes("authentication")
    return account_id


def need_key(context: CallContext, *, known: bool = True) -> str:
    """R-09: the organisation's API key, which also names the sandbox; it speaks for no linked account yet: ""."""
    key = context.call.headers.get("x-api-key")
    if not key:
        raise Refused("no-credentials")
    if context.enter(("key", key)) is None:
        raise Refused("invalid-credentials")
    if known:
        context.passes("authentication")
    return ""


def need_token(context: CallContext, *, refusal: str = "unauthenticated") -> tuple[str, str]:
    """R-02, R-12: a session token that is ours, not expired, not revoked; answers it and its linked account."""
    scheme, _, token = context.call.headers.get("authorization", "").partition(" ")
    if not scheme:
        raise Refused("no-credentials")
    found = sessions.read(context.sandboxes, token.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        raise Refused(refusal)
    sandbox, account_id = found
    context.enter_sandbox(sandbox)
    context.passes("authentication")
    return token.strip(), account_id


def read_body(context: CallContext) -> Any:
    """R-01: the body is a JSON object; nothing at all is the empty one."""
    call = context.call
    if not call.body.strip():
        payload: Any = {}
    else:
        kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind and kind != "application/json" and not kind.endswith("+json"):
            raise InvalidPayload(f"The body must be application/json, it is {kind}", evidence="X-02 choice")
        try:
            payload = load_json(call.body, most=MAX_VALUES)
        except Malformed as error:
            raise InvalidPayload(f"The body is {error}", evidence="X-02 choice") from None
    context.exchange.payload = payload
    context.query()
    if not isinstance(payload, dict):
        reason = "The body must be a JSON object, one key per parameter"
        raise InvalidPayload(reason, evidence="R-22 choice")
    return payload


def hold_body(context: CallContext, body: dict[str, Any]) -> None:
    """Hold the body, and the query beside it, against the route's contract."""
    context.undeclared(body.keys() - context.route.declared["json"], "body", "member")
    violations = context.hold_request({"json": body, "query": context.query()})
    if violations:
        raise InvalidPayload("; ".join(found.sentence() for found in violations), violations=violations)
    context.passes("request")


def hold_query(context: CallContext) -> dict[str, str]:
    """The query as the route's contract asks for it."""
    query = context.query()
    violations = context.hold_request({"query": query})
    if violations:
        reason = "; ".join(found.sentence() for found in violations)
        raise Refused("invalid-request", reason=reason, violations=violations)
    context.passes("request")
    return query


def name_account(context: CallContext, body: dict[str, Any], *names: str, refusal: str) -> str:
    """The id that a body gives to a linked account, under the first of the names that it fills."""
    given = [body[name] for name in names if not is_empty(body.get(name))]
    if not given:
        raise Refused(refusal)
    account_id = context.facts["linked_account"] = linked_accounts.text_of(given[0])
    return account_id


def find_account(context: CallContext, account_id: str) -> Record:
    """R-21: the linked account must exist."""
    context.facts["org"] = org_id(context.sandbox)
    account = linked_accounts.find(context.sandbox.store(), account_id)
    context.passes("linked account")
    return account


def answer_with(context: CallContext, document: Any) -> Any:
    """A document that nothing is stored for, held against the route's contract."""
    return perform(context.sandbox, lambda *_: document, None, seal=lambda value: value, wire=context.route.response)


def need_linked_account(context: CallContext, account_id: str) -> Record:
    """R-12: the linked account must exist, as those calls word it that act for one."""
    account = context.sandbox.state.tables[linked_accounts.TABLE].get(account_id)
    if account is None:
        raise Refused("linked-account-unknown", **context.facts)
    context.passes("linked account")
    return account


def read_open_query(context: CallContext) -> dict[str, str]:
    """A query that may hold what no document declares, because an application asks for it."""
    try:
        pairs = parse_pairs(context.call.query, "query")
    except Malformed as error:
        raise Refused("invalid-request", reason=str(error), evidence="X-02 choice") from None
    query = dict(pairs)
    context.take_query(query)
    return query


def address(context: CallContext) -> str:
    """How the caller reached this server, such as http://localhost:4010."""
    headers = context.call.headers
    host = headers.get("host", "localhost")
    is_vendors = host.partition(":")[0].lower() in context.dialect.hosts
    scheme = "https" if is_vendors or headers.get("x-forwarded-proto") == "https" else context.call.scheme
    return f"{scheme}://{host}"
