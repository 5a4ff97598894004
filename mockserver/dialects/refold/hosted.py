"""The hosted page, what it knows of its look, and what clients ask about the organisation."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from mockserver.core.errors import Refused
from mockserver.core.store import Record, Store
from mockserver.dialects.frame import CallContext, Reply
from mockserver.dialects.refold import linked_accounts, sessions
from mockserver.dialects.refold.access import org_id
from mockserver.dialects.refold.calls import address, answer_with, hold_query, need_token, read_body
from mockserver.sandboxes.engine import perform

TABLE: Final = "refold/hosted"

_HEADERS: Final = (("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"))
"""No word against frames: applications show this page in one (R-39)."""


def create_connect_url(context: CallContext) -> Any:
    """R-39: POST /api/v2/public/connect-url: the address of the hosted page for a session token."""
    token, account_id = need_token(context, refusal="invalid-token")
    body = read_body(context)
    config_id = hold_query(context).get("config_id") or account_id
    context.admit(body)
    seal = {"hosted_url": f"{address(context)}/connect/{token}"}

    def keep(store: Store, properties: Record) -> None:
        hosted = {"token": token, "config_id": config_id, "properties": properties}
        (store.insert if store.get(TABLE, token) is None else store.replace)(TABLE, hosted)

    return perform(context.sandbox, keep, body, seal=lambda _: seal, wire=context.route.response)


def get_hosted_properties(context: CallContext) -> Any:
    """R-39: GET /api/v2/public/hosted-properties: what was sent with the last connect-url, or nothing."""
    token, _ = need_token(context, refusal="invalid-token")
    hold_query(context)
    context.admit()
    hosted = context.sandbox.state.tables[TABLE].get(token)
    return answer_with(context, hosted["properties"] if hosted else {})


def show_hosted_page(context: CallContext) -> Any:
    """R-39: GET /connect/{token}: a page that asks this API for the applications and connects them."""
    found = sessions.read(context.sandboxes, context.arguments[0])
    if found is None:
        raise Refused("invalid-token")
    context.enter_sandbox(found[0])
    context.passes("authentication")
    hold_query(context)
    context.admit()
    return Reply({}, headers=_HEADERS, body=_page(), media="text/html; charset=utf-8")


def get_org_basics(context: CallContext) -> Any:
    """R-37: GET /api/v3/org/basics: the organisation and the linked account of a session token."""
    _, account_id = need_token(context)
    hold_query(context)
    account = linked_accounts.find(context.sandbox.store(), account_id)
    context.admit()
    shown = linked_accounts.shown(context.sandbox, account)
    basics = {"_id": org_id(context.sandbox), "name": "Sandbox", "environment": "test", "linked_account": shown}
    return answer_with(context, basics)


VIEWS: Final = {
    "create_connect_url": (create_connect_url, ("authentication", "request")),
    "get_hosted_properties": (get_hosted_properties, ("authentication", "request")),
    "show_hosted_page": (show_hosted_page, ("authentication", "request")),
    "get_org_basics": (get_org_basics, ("authentication", "request")),
}


@cache
def _page() -> bytes:
    return Path(__file__).with_name("hosted.html").read_bytes()
