"""Connections: how a linked account connects an application, by its owner's consent or by keys, and takes it away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import partial
from hashlib import blake2b
from typing import Any, Final

from mockserver.core.clock import moment
from mockserver.core.errors import Refused
from mockserver.core.outcomes import Outcome
from mockserver.core.store import Record, Store
from mockserver.dialects.frame import CallContext, Refusal, Reply, is_empty
from mockserver.dialects.refold import linked_accounts, webhooks
from mockserver.dialects.refold.access import org_id, secret
from mockserver.dialects.refold.calls import (
    address,
    answer_with,
    find_account,
    hold_query,
    identify,
    need_linked_account,
    read_body,
    read_open_query,
)
from mockserver.sandboxes.engine import perform
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes

APPLICATIONS: Final = "refold/application"
CONSENTS: Final = "refold/consent"

EXPIRED: Final = "connection-expired"

OAUTH2: Final = "oauth2"
KEYBASED: Final = "keybased"

_ORG_LENGTH: Final = 24
"""So many characters of a consent's state name the organisation, and so the sandbox."""

_CLOSING: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{title}</title>
<body><p>{title}. You may close this window.</p><script>window.close()</script></body></html>
"""

_SAMPLE: Final = {"slug": "hubspot", "auth_type": "keybased", "ways": "oauth2", "reason": "client_id is empty"}

OUTCOMES: Final = (
    Outcome("wrong-auth-type", "refusal", "the application is not connected in this way"),
    Outcome("invalid-state", "refusal", "a consent that nobody asked for, or that was given already"),
    Outcome("verification-failed", "refusal", "the application does not know the keys"),
    Outcome(
        EXPIRED,
        "result",
        "the call is done; connections to the applications that it reads need consent again",
        possible=lambda action: action is None,
    ),
)

REFUSALS: Final[Mapping[str, Refusal]] = {
    "wrong-auth-type": Refusal(
        400, "Application {slug} does not support auth type {auth_type}", "slug", "R-25 choice",
        "{slug} is connected by {ways}", code="VALIDATION_ERROR", sample=_SAMPLE,
    ),
    "invalid-state": Refusal(
        400, "Invalid state", "state", "R-26 choice",
        "a state counts once: ask GET /api/v1/<slug>/integrate for an auth_url", code="VALIDATION_ERROR",
    ),
    "verification-failed": Refusal(
        500, "Failed to verify credentials: {reason}", "credentials", "R-27 public",
        "{reason}: send each required name of the application's auth_input_map, not empty", code="SERVER_ERROR",
        sample=_SAMPLE,
    ),
}  # fmt: skip


# -- the routes ------------------------------------------------------------------------------------------------


def integrate(context: CallContext) -> Any:
    """R-25: GET and POST /api/v1/{slug}/integrate: where the owner of the account gives consent.

    What the client adds (a query or a JSON body) is for the application's own consent page and is not kept.
    """
    account_id = identify(context)
    if context.call.method == "POST":
        read_body(context)
    read_open_query(context)
    application = _connectable(context, context.arguments[0], account_id, OAUTH2)
    context.admit()
    ask = partial(_ask, context.sandbox, application["slug"])
    page = f"{address(context)}{context.control}/consent?state="
    return perform(
        context.sandbox, ask, account_id, seal=lambda state: {"auth_url": page + state}, wire=context.route.response
    )


def take_consent(context: CallContext) -> Any:
    """R-26: GET /api/v1/{slug}/callback, where the consent page sends the browser to; its state counts once."""
    query = read_open_query(context)
    state = query.get("state", "")
    context.enter(("org", state[:_ORG_LENGTH]))
    consent = context.known_sandbox.state.tables[CONSENTS].get(state)
    if consent is None or consent["slug"] != context.arguments[0]:
        raise Refused("invalid-state")
    context.passes("state")
    context.admit()
    given = bool(query.get("code")) and "error" not in query
    document = perform(
        context.sandbox,
        partial(_settle, context.sandbox, given),
        state,
        seal=lambda _: {"connected": given},
        wire=context.route.response,
    )
    title = "Connected" if given else "Not connected"
    return Reply(document, body=_CLOSING.format(title=title).encode(), media="text/html; charset=utf-8")


def save_keys(context: CallContext) -> Any:
    """R-27: POST /api/v2/app/{slug}/save, and PUT …/linked-account/integration/save-key-credentials/{slug}."""
    account_id = identify(context)
    body = read_body(context)
    read_open_query(context)
    application = _connectable(context, context.arguments[0], account_id, KEYBASED)
    fields = application["auth_type_options"][KEYBASED]
    context.undeclared(body.keys() - {field["name"] for field in fields}, "body", "member")
    missing = [field["name"] for field in fields if field["required"] and is_empty(body.get(field["name"]))]
    if missing:
        raise Refused("verification-failed", reason=f"{missing[0]} is empty")
    context.passes("credentials")
    context.admit(body)
    return perform(
        context.sandbox,
        partial(connect, context.sandbox, application, KEYBASED),
        account_id,
        seal=lambda _: {"success": True},
        wire=context.route.response,
    )


def disconnect_application(context: CallContext) -> Any:
    """R-21, R-28: DELETE …/linked-account/integration/{slug} and /api/v1/linked-acc/integration/{slug}."""
    account_id = identify(context)
    query = hold_query(context)
    find_account(context, account_id)
    context.admit()
    return perform(
        context.sandbox,
        partial(disconnect, context.sandbox, context.arguments[0], query.get("auth_type")),
        account_id,
        seal=partial(linked_accounts.shown, context.sandbox),
        wire=context.route.response,
    )


def list_auth_configs(context: CallContext) -> Any:
    """R-38: GET /api/v2/public/slug/{slug}/auth-config: no application here has more than its one."""
    identify(context)
    hold_query(context)
    find_application(context, context.arguments[0])
    context.admit()
    return answer_with(context, {"docs": []})


VIEWS: Final = {
    "get_integrate": (integrate, ("authentication", "slug", "linked account")),
    "post_integrate": (integrate, ("authentication", "slug", "linked account")),
    "take_consent": (take_consent, ("state",)),
    "save_keys": (save_keys, ("authentication", "slug", "linked account", "credentials")),
    "save_key_credentials": (save_keys, ("authentication", "slug", "linked account", "credentials")),
    "disconnect_application": (disconnect_application, ("authentication", "request", "linked account")),
    "list_auth_configs": (list_auth_configs, ("authentication", "request", "slug")),
}


# -- the checks ------------------------------------------------------------------------------------------------


def find_application(context: CallContext, slug: str, *, refusal: str = "application-not-found") -> Record:
    """R-21: the organisation must offer the application."""
    context.facts["slug"] = slug
    application = context.sandbox.state.tables[APPLICATIONS].get(slug)
    if application is None:
        raise Refused(refusal, **{**context.facts, "org": org_id(context.sandbox), "applications": slugs(context)})
    context.passes("slug")
    return application


def slugs(context: CallContext) -> str:
    """The applications that there are, for a hint."""
    return ", ".join(str(item["slug"]) for item in context.sandbox.state.tables[APPLICATIONS].scan())


def _connectable(context: CallContext, slug: str, account_id: str, auth_type: str) -> Record:
    """The application, when a linked account that exists can connect it in this way."""
    application = find_application(context, slug)
    need_linked_account(context, account_id)
    ways = application["auth_type_options"]
    if auth_type not in ways:
        raise Refused("wrong-auth-type", auth_type=auth_type, ways=", ".join(ways) or "nothing", **context.facts)
    return application


# -- what is kept ----------------------------------------------------------------------------------------------


def asked(sandboxes: Sandboxes, state: str) -> tuple[Sandbox, Record] | None:
    """The sandbox and the consent that a state asks for; None when nobody asked, or it was given already."""
    named = sandboxes.find("refold", ("org", state[:_ORG_LENGTH]))
    consent = named[0].state.tables[CONSENTS].get(state) if named else None
    return (named[0], consent) if named and consent else None


def _ask(sandbox: Sandbox, slug: str, store: Store, account_id: str) -> str:
    """Note that an account's owner is asked for consent; answers the state that stands for it."""
    number = store.next(CONSENTS)
    seal = blake2b(f"{number}".encode(), key=secret(sandbox), digest_size=16, person=b"consent").hexdigest()
    state = org_id(sandbox) + seal
    store.insert(CONSENTS, {"state": state, "slug": slug, "account_id": account_id})
    return state


def _settle(sandbox: Sandbox, given: bool, store: Store, state: str) -> None:  # noqa: FBT001 - of a partial
    """Take a consent off the list, and connect when it was given; Refused when another call was faster."""
    consent = store.get(CONSENTS, state)
    if consent is None:
        raise Refused("invalid-state")
    store.delete(CONSENTS, state)
    if given:
        application = store.get(APPLICATIONS, consent["slug"])
        if application is not None and store.get(linked_accounts.TABLE, consent["account_id"]) is not None:
            connect(sandbox, application, OAUTH2, store, consent["account_id"])


def connect(sandbox: Sandbox, application: Record, auth_type: str, store: Store, account_id: str) -> None:
    """Connect an application in one way, in place of the connection that was there; Refused without the account."""
    account = linked_accounts.find(store, account_id)
    made = connection(application, auth_type, store.now())
    others = [one for one in account["integrations"] if not is_of(one, application, auth_type)]
    changed = {**account, "integrations": [*others, made], "updatedAt": made["updatedAt"]}
    store.replace(linked_accounts.TABLE, changed)
    webhooks.tell_of_connection(sandbox, store, account_id, "Connection Created", application["slug"])


def connection(application: Record, auth_type: str, now: datetime) -> Record:
    """A connection to an application as an account keeps it, made now."""
    made = moment(now)
    return {
        "type": application["slug"],
        "name": application["name"],
        "icon": application["icon"],
        "app_id": application["app_id"],
        "auth_type": auth_type,
        "reauth_required": False,
        "createdAt": made,
        "updatedAt": made,
    }


def expire(context: CallContext, account_id: str, applications: Iterable[Record]) -> None:
    """R-29: end the consents that have lasted their time, and where a fault plans it those to these applications."""
    sandbox = context.sandbox
    planned = {application["slug"] for application in applications} if context.result == EXPIRED else set()

    def run(store: Store) -> None:
        account = store.get(linked_accounts.TABLE, account_id)
        if account is not None:
            _expire(sandbox, store, account, planned)

    sandbox.transact(run)


def expire_due(sandbox: Sandbox, store: Store) -> None:
    """R-29: end the consents of all accounts that have lasted their time."""
    for account in list(store.scan(linked_accounts.TABLE)):
        _expire(sandbox, store, account)


def _expire(sandbox: Sandbox, store: Store, account: Record, planned: Collection[str] = ()) -> None:
    ended = [
        one
        for one in account["integrations"]
        if not one["reauth_required"] and (one["type"] in planned or linked_accounts.is_expired(store, one))
    ]
    if not ended:
        return
    kept = [{**one, "reauth_required": True} if one in ended else one for one in account["integrations"]]
    store.replace(linked_accounts.TABLE, {**account, "integrations": kept, "updatedAt": linked_accounts.moment(store)})
    for one in ended:
        webhooks.tell_of_connection(sandbox, store, account["account_id"], "Connection Expired", one["type"])


def is_of(connection: Record, application: Record | None, auth_type: str) -> bool:
    """Whether a connection is one to an application of a kind; its own kind where the connection says none."""
    if application is None or connection["type"] != application["slug"]:
        return False
    return bool(connection.get("auth_type", application["auth_type"]) == auth_type)


def disconnect(sandbox: Sandbox, slug: str, auth_type: str | None, store: Store, account_id: str) -> Record:
    """The linked account without its connections to an application, or those of one kind; it need not have any.

    The account's configurations of the application go with its last connection. Refused without the account.
    """
    account = linked_accounts.find(store, account_id)
    application = store.get(APPLICATIONS, slug)
    kept = [
        one
        for one in account["integrations"]
        if one["type"] != slug or (auth_type and not is_of(one, application, auth_type))
    ]
    if not any(one["type"] == slug for one in kept):
        for config in store.find("refold/config", "account_id", account_id):
            if config["slug"] == slug:
                store.delete("refold/config", config["_id"])
    if len(kept) == len(account["integrations"]):
        return account
    changed = {**account, "integrations": kept, "updatedAt": linked_accounts.moment(store)}
    store.replace(linked_accounts.TABLE, changed)
    webhooks.tell_of_connection(sandbox, store, account_id, "Connection Deleted", slug)
    return changed
