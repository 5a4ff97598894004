"""Cobalt, now Refold: actions on a linked account's application; JSON in, data with node_status out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any, Final

from mockserver.core import contracts
from mockserver.core.action import Action
from mockserver.core.errors import CrmError, MissingFields, Problem, Refused, did_you_mean
from mockserver.core.outcomes import Outcome
from mockserver.dialects.frame import CallContext, Dialect, Refusal, Route
from mockserver.dialects.limits import Limits
from mockserver.dialects.refold import (
    configurations,
    connections,
    credentials,
    events,
    executions,
    hosted,
    http_request,
    linked_accounts,
    sessions,
    webhooks,
    workflows,
)
from mockserver.dialects.refold.access import ACCESS, org_id
from mockserver.dialects.refold.actions import table
from mockserver.dialects.refold.calls import (
    answer_with,
    find_account,
    hold_body,
    hold_query,
    identify,
    name_account,
    need_key,
    need_token,
    read_body,
)
from mockserver.sandboxes.engine import perform
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes

NAME: Final = "refold"

SHORT_HOST: Final = "app.refold.ai"
"""The host whose documentation (seed of get_contact) shows an envelope without http_status."""

_V3_TEXTS: Final = {
    "unsupported-action": "Action {action} not found in Application {slug}",
    "integration-not-found": "Application app_type '{slug}' not found",
}
"""What the pages on that host say where the older ones have other words."""

_CHECKS: Final = ("authentication", "request")
_ACCOUNT_CHECKS: Final = (*_CHECKS, "linked account")
_SLUG_CHECKS: Final = (*_CHECKS, "slug")
_ACTION_CHECKS: Final = ("authentication", "action", "connection", "parameters")

ACCOUNT_IDS: Final = ("linked_account_id", "account_id")
"""The names that a body may give a linked account's id under."""

_SAMPLE: Final = {
    "slug": "pipedrive",
    "action": "create_deal",
    "linked_account": "nobody@example.com",
    "org": "000000000000000000000000",
    "applications": "salesforce, marketo, hubspot",
    "suggestion": "the applications are salesforce, marketo, hubspot",
}
_KEY_HINT: Final = (
    "send x-api-key and linked_account_id, for example tk-sandbox-key and customer@example.com, "
    "or Authorization: Bearer with a session token"
)

OUTCOMES: Final = (
    Outcome("invalid-credentials", "refusal", "the API key is nobody's"),
    Outcome("invalid-token", "refusal", "what came is no session token"),
    Outcome("no-credentials", "refusal", "there are no credentials at all"),
    Outcome("missing-linked-account", "refusal", "an API key without a linked account"),
    Outcome("not-connected", "refusal", "the linked account has not connected the application"),
    Outcome("application-not-found", "refusal", "the organisation offers no such application"),
    Outcome("linked-account-not-found", "refusal", "no such linked account to read or delete"),
    Outcome("linked-account-unknown", "refusal", "no such linked account to mint a token for"),
    Outcome("linked-account-exists", "refusal", "a linked account of this id is there already"),
    Outcome("missing-token-account", "refusal", "a token is asked for without a linked account"),
    Outcome(
        "node-failed",
        "refusal",
        "the application refuses, and node_status is Failed",
        possible=lambda action: action is not None,
    ),
    Outcome("missing-account-id", "refusal", "a linked account is saved without an id"),
    *connections.OUTCOMES,
    *credentials.OUTCOMES,
    *configurations.OUTCOMES,
    *workflows.OUTCOMES,
    *executions.OUTCOMES,
    *events.OUTCOMES,
    *webhooks.OUTCOMES,
)
"""What only a call of this API can come to."""

REFUSALS: Final = {
    "unauthenticated": Refusal(
        401, "Invalid session token", "authentication", "R-09 documented", _KEY_HINT, code="SERVER_ERROR"
    ),
    "invalid-credentials": Refusal(
        401, "Invalid Credentials", "authentication", "R-09 public", _KEY_HINT, code="SERVER_ERROR"
    ),
    "invalid-token": Refusal(
        401, "Invalid token", "authentication", "R-12 public",
        "send Authorization: Bearer with a token of POST /api/v2/public/session-token", code="INVALID_TOKEN",
    ),
    "no-credentials": Refusal(
        401, "Authorization Token Missing", "authentication", "R-09 choice", _KEY_HINT, code="INVALID_TOKEN"
    ),
    "missing-linked-account": Refusal(
        400, "linked_account_id header is required when using org API key authentication.", "authentication",
        "R-02 choice", "send the header linked_account_id (with underscores), or the query parameter of that name",
        code="MISSING_LINKED_ACCOUNT_ID",
    ),
    "unsupported-action": Refusal(
        404, "Action not found for the specified slug and action_id", "action", "R-10 documented", "{suggestion}",
        code="SERVER_ERROR", elsewhere="R-11 public", sample=_SAMPLE,
    ),
    "integration-not-found": Refusal(
        404, "Integration slug not found", "slug", "R-11 choice",
        "there is no {slug}: the applications are {applications}", code="SERVER_ERROR", sample=_SAMPLE,
    ),
    "application-not-found": Refusal(
        404, "Application with app_type '{slug}' not found for org {org}", "slug", "R-21 public",
        "there is no {slug}: the applications are {applications}", code="EXTERNAL_API_FAILURE", sample=_SAMPLE,
    ),
    "not-connected": Refusal(
        400, "Application Authentication not found for linked_account_id {linked_account} and app {slug}",
        "connection", "R-15 public", "connect {slug} for {linked_account}, or use a linked account that has it",
        code="SERVER_ERROR", sample=_SAMPLE,
    ),
    "linked-account-not-found": Refusal(
        404, "Linked Account with account id {linked_account} for org {org} in environment test not found",
        "linked account", "R-21 public", "there is no {linked_account}: GET /api/v2/public/linked-account lists them",
        code="SERVER_ERROR",
        sample=_SAMPLE,
    ),
    "linked-account-unknown": Refusal(
        400, "No linked account found for account id : {linked_account} in environment test", "linked account",
        "R-12 choice", "create {linked_account} with POST /api/v2/public/linked-account",
        code="INVALID_LINKED_ACCOUNT_ID", sample=_SAMPLE,
    ),
    "linked-account-exists": Refusal(
        400, "Linked account with id {linked_account} already exists in the test environment", "linked account",
        "R-21 public", "PUT /api/v2/public/linked-account updates {linked_account}", code="SERVER_ERROR",
        sample=_SAMPLE,
    ),
    "missing-token-account": Refusal(
        400, "linked_account_id is required", "request", "R-12 public",
        "send linked_account_id in the body: text that is not blank", code="SERVER_ERROR",
    ),
    "missing-account-id": Refusal(
        400, "linked_account_id required", "request", "R-21 public",
        "send linked_account_id (or account_id) in the body: text that is not blank", code="INVALID_LINKED_ACCOUNT_ID",
    ),
    "missing-field": Refusal(
        400, "Required parameter '{field}' is missing", "parameters", "R-08 documented",
        "a required parameter must be there and not empty: {field}", code="VALIDATION_ERROR",
    ),
    "invalid-payload": Refusal(
        400, "{reason}", "parameters", "R-22 choice", "{reason}", elsewhere="R-21 choice",
        code="VALIDATION_ERROR", sample={"reason": "The body must be a JSON object, one key per parameter"},
    ),
    "invalid-request": Refusal(
        400, "{reason}", "request", "R-21 choice", "{reason}", code="VALIDATION_ERROR",
        sample={"reason": "query.limit: expected text matching \"^[1-9][0-9]{0,8}$\", got \"0\""},
    ),
    "undeclared": Refusal(
        400, "Undeclared in strict mode: {reason}", "parameters", "R-23 choice",
        "{reason}: leave it out, or set the sandbox's strict mode to warn", code="VALIDATION_ERROR",
        sample={"reason": "payload.extra: expected a declared field, got an undeclared one"},
    ),
    "crm-error": Refusal(
        200, "{reason}", "application", "R-13 public", "the application refused: {reason}",
    ),
    "node-failed": Refusal(
        200, "{reason}", "application", "R-04 documented", "the application refused: {reason}",
    ),
    **workflows.REFUSALS,
    **executions.REFUSALS,
    **events.REFUSALS,
    **webhooks.REFUSALS,
    "host-refused": Refusal(
        403, "The Host {bare} is not answered here", "host", "X-02 choice",
        "use localhost or 127.0.0.1, or start the server with --allow-host {bare}", code="SERVER_ERROR",
        sample={"bare": "mock.example"},
    ),
    "not-found": Refusal(
        404, "Cannot {method} {path}", "route", "X-02 choice",
        "{known}", code="SERVER_ERROR", sample={"known": "nothing is served at this path"},
    ),
    "method-not-allowed": Refusal(
        405, "Method {method} is not allowed here, only {allowed}", "route", "X-02 choice", "use {allowed}",
        code="SERVER_ERROR", headers=(("allow", "{allowed}"),), sample={"allowed": "OPTIONS"},
    ),
    "body-too-large": Refusal(
        413, "The body is larger than 10 MiB", "request", "X-02 choice", "send at most 10485760 bytes",
        code="VALIDATION_ERROR",
    ),
    "rate-limited": Refusal(
        429, "Rate limit exceeded, retry after {retry_after} s", "rate limit", "R-07 public",
        "wait {retry_after} s: at most 20 calls in a second", code="SERVER_ERROR",
        headers=(("retry-after", "{retry_after}"),),
    ),
    "server-error": Refusal(
        500, "Server Error", "server", "R-07 public", "planned, or a defect of this server: see its log",
        code="SERVER_ERROR",
    ),
    "contract-broken": Refusal(
        500, "Server Error: {reason}", "server", "X-01 choice",
        "a defect of this server, nothing was stored: {reason}", code="SERVER_ERROR",
        sample={"reason": "planned"},
    ),
    "unavailable": Refusal(
        503, "Service Unavailable", "server", "X-02 choice",
        "planned, or the store gives no answer: try again", code="SERVER_ERROR",
        headers=(("retry-after", "{retry_after}"),),
    ),
    "unknown-outcome": Refusal(
        400, "Unknown outcome: {reason}", "server", "X-02 choice", "{hint}", code="VALIDATION_ERROR",
    ),
    **connections.REFUSALS,
    **credentials.REFUSALS,
    **configurations.REFUSALS,
}  # fmt: skip
"""Every way in which this API says no, by the name of its outcome."""

ERROR_TYPES: Final = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    408: "REQUEST_TIMEOUT",
    413: "PAYLOAD_TOO_LARGE",
    414: "URI_TOO_LONG",
    429: "TOO_MANY_REQUESTS",
    431: "REQUEST_HEADER_FIELDS_TOO_LARGE",
    500: "INTERNAL_SERVER_ERROR",
    503: "SERVICE_UNAVAILABLE",
}
"""The http_error_type of each status (R-07)."""


actions: Final = table
"""The table of all actions with their contracts."""


@cache
def dialect() -> Dialect:
    """The routes with their contracts, ready to answer."""
    loaded = contracts.load()
    views = {
        "execute_action": (execute_action, _ACTION_CHECKS),
        "list_actions": (list_actions, _SLUG_CHECKS),
        "get_action": (get_action, (*_CHECKS, "action")),
        "create_session_token": (create_session_token, _ACCOUNT_CHECKS),
        "revoke_session_token": (revoke_session_token, _CHECKS),
        "get_active_linked_account": (get_active_linked_account, _CHECKS),
        "list_linked_accounts": (list_linked_accounts, _CHECKS),
        "create_linked_account": (create_linked_account, _ACCOUNT_CHECKS),
        "upsert_linked_account": (upsert_linked_account, _CHECKS),
        "get_linked_account": (get_linked_account, _ACCOUNT_CHECKS),
        "delete_linked_account": (delete_linked_account, _ACCOUNT_CHECKS),
        "list_applications": (list_applications, _CHECKS),
        "get_application": (get_application, _SLUG_CHECKS),
        **connections.VIEWS,
        **configurations.VIEWS,
        **hosted.VIEWS,
        **credentials.VIEWS,
        **workflows.VIEWS,
        **executions.VIEWS,
        **events.VIEWS,
        **webhooks.VIEWS,
    }
    routes = [Route(f"refold/http/{name}", view, checks, loaded) for name, (view, checks) in views.items()]
    error = loaded.of("refold/http/error", "response")
    return Dialect(
        name=NAME,
        title="Cobalt / Refold",
        package=__package__ or "",
        prefixes=("/api/v2", "/api/v1", "/api/v3", "/connect"),
        hosts=("api.gocobalt.io", "app.refold.ai"),
        routes=routes,
        outcomes=OUTCOMES,
        settings={
            "refold_envelope": "full",
            "refold_errors": "v2",
            "refold_session_lifetime": 24 * 3600,
            "refold_connection_lifetime": 0,
            "refold_consent": "ask",
            "refold_node_seconds": 0.5,
        },
        refusals=REFUSALS,
        error=error,
        word=word,
        relay=relay,
        access=ACCESS,
        owner=owner,
        actions=actions(),
        statements={"R": "Cobalt and Refold"},
        limits=Limits(((20, 1.0),)),
        cors=True,
        missing_evidence=missing_evidence,
        places=(
            "actions are executed at /api/v2/integration-schema/{slug}/actions/{action_id}/execute, the rest is below "
            "/api/v2/public/"
        ),
    )


# -- the routes: the documented checks in the documented order, then the act -----------------------------------


def execute_action(context: CallContext) -> Any:
    """R-01: POST /api/v2/integration-schema/{slug}/actions/{action_id}/execute."""
    linked_account = identify(context)
    action = find_action(context, *context.arguments)
    slug = action.app
    if not linked_accounts.is_connected(context.sandbox.store(), linked_account, slug):
        raise Refused("not-connected", **context.facts)
    context.passes("connection")
    payload = read_body(context)
    context.hold_payload(action, payload)
    context.passes("parameters")
    context.admit(payload, action)
    known = {name: value for name, value in payload.items() if name in action.declared}
    if action.name == http_request.NAME:
        return answer_with(context, _envelope(http_request.ask(context, slug, known), form=_form(context)))
    return perform(
        context.sandbox,
        action.run,
        known,
        result=action.response,
        seal=partial(_envelope, form=_form(context)),
        wire=context.route.response,
    )


def list_actions(context: CallContext) -> Any:
    """R-11: GET /api/v2/integration-schema/{slug}/actions."""
    identify(context)
    hold_query(context)
    slug = context.facts["slug"] = context.arguments[0]
    found = [action for (app, _), action in actions().items() if app == slug]
    if not found:
        raise Refused("integration-not-found", applications=connections.slugs(context), **context.facts)
    context.passes("slug")
    context.admit()
    listed = [
        {"name": action.schema["name"], "action_id": action.name, "description": action.schema["description"]}
        for action in found
    ]
    return answer_with(context, listed)


def get_action(context: CallContext) -> Any:
    """R-11, "Get Action Parameters": GET /api/v2/integration-schema/{slug}/actions/{action_id}."""
    identify(context)
    hold_query(context)
    action = find_action(context, *context.arguments)
    context.admit()
    properties = action.schema["$defs"]["request"].get("properties", {})
    listed = [
        {"name": name, "label": field["title"], "required": name in action.required, "type": field["x-type"]}
        for name, field in properties.items()
    ]
    return answer_with(context, listed)


def create_session_token(context: CallContext) -> Any:
    """R-12: POST /api/v2/public/session-token."""
    need_key(context)
    body = read_body(context)
    account_id = name_account(context, body, "linked_account_id", refusal="missing-token-account")
    hold_body(context, body)
    account = context.sandbox.state.tables["refold/linkedAccount"].get(account_id)
    if account is None:
        raise Refused("linked-account-unknown", **context.facts)
    context.passes("linked account")
    context.admit(body)
    fresh = context.query().get("force_refresh") == "true"
    return answer_with(context, sessions.granted(context.sandbox, account, fresh=fresh))


def revoke_session_token(context: CallContext) -> Any:
    """R-12: POST /api/v2/public/session-token/revoke."""
    token, account_id = need_token(context, refusal="invalid-token")
    hold_query(context)
    context.admit()
    return answer_with(context, {"success": True, "revoked_count": sessions.revoke(context.sandbox, token, account_id)})


def get_active_linked_account(context: CallContext) -> Any:
    """R-21: GET /api/v2/public/session/active-linked-account."""
    _, account_id = need_token(context, refusal="invalid-token")
    hold_query(context)
    account = find_account(context, account_id)
    context.admit()
    return answer_with(context, linked_accounts.shown(context.sandbox, account))


def list_linked_accounts(context: CallContext) -> Any:
    """R-21: GET /api/v2/public/linked-account, a page of ten by default."""
    need_key(context)
    query = hold_query(context)
    context.admit()
    page, limit = max(int(query.get("page", 1)), 1), int(query.get("limit", 10))
    found = linked_accounts.with_field(context.sandbox.store(), query)
    accounts = [linked_accounts.shown(context.sandbox, account) for account in found]
    return answer_with(context, linked_accounts.page_of(accounts, page, limit))


def create_linked_account(context: CallContext) -> Any:
    """R-21: POST /api/v2/public/linked-account."""
    need_key(context)
    body = read_body(context)
    account_id = name_account(context, body, *ACCOUNT_IDS, refusal="missing-account-id")
    hold_body(context, body)
    if context.sandbox.state.tables["refold/linkedAccount"].get(account_id) is not None:
        raise Refused("linked-account-exists", **context.facts)
    context.passes("linked account")
    context.admit(body)
    return perform(
        context.sandbox,
        partial(linked_accounts.create, org_id(context.sandbox), account_id),
        body,
        seal=linked_accounts.created,
        wire=context.route.response,
    )


def upsert_linked_account(context: CallContext) -> Any:
    """R-21: PUT /api/v2/public/linked-account, flat or below ``payload``; a session token names the account."""
    tokened = bool(context.call.headers.get("authorization"))
    account_id = need_token(context)[1] if tokened else need_key(context)
    body = read_body(context)
    nested = body.get("payload")
    given = {**body, **nested} if isinstance(nested, dict) else body
    account_id = account_id or name_account(context, given, *ACCOUNT_IDS, refusal="missing-account-id")
    hold_body(context, body)
    context.admit(body)
    return perform(
        context.sandbox,
        partial(linked_accounts.upsert, org_id(context.sandbox), account_id),
        given,
        seal=partial(linked_accounts.upserted, context.sandbox),
        wire=context.route.response,
    )


def get_linked_account(context: CallContext) -> Any:
    """R-21: GET /api/v2/public/linked-account/{id}."""
    need_key(context)
    hold_query(context)
    account = find_account(context, context.arguments[0])
    context.admit()
    return answer_with(context, linked_accounts.shown(context.sandbox, account))


def delete_linked_account(context: CallContext) -> Any:
    """R-21: DELETE /api/v2/public/linked-account/{id}; its session tokens end with it."""
    need_key(context)
    hold_query(context)
    account = find_account(context, context.arguments[0])
    context.admit()
    return perform(
        context.sandbox,
        linked_accounts.delete,
        account["account_id"],
        seal=lambda _: {"message": "User deleted successfully"},
        wire=context.route.response,
    )


def list_applications(context: CallContext) -> Any:
    """R-21: GET /api/v2/public/application."""
    account_id = identify(context)
    query = hold_query(context)
    context.admit()
    applications = list(context.sandbox.state.tables["refold/application"].scan())
    connections.expire(context, account_id, applications)
    items = [linked_accounts.application_seen_by(context.sandbox, account_id, item) for item in applications]
    return answer_with(context, [item for item in items if linked_accounts.is_wanted(item, query)])


def get_application(context: CallContext) -> Any:
    """R-21: GET /api/v2/public/application/{slug}."""
    account_id = identify(context)
    hold_query(context)
    item = connections.find_application(context, context.arguments[0])
    context.admit()
    connections.expire(context, account_id, [item])
    return answer_with(context, linked_accounts.application_seen_by(context.sandbox, account_id, item))


# -- the checks ------------------------------------------------------------------------------------------------


def owner(sandboxes: Sandboxes, headers: Mapping[str, str]) -> Sandbox | None:
    """The sandbox of an organisation's key, or else of a session token."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    by_token = sessions.owner(sandboxes, token.strip()) if scheme.lower() == "bearer" else None
    by_key = sandboxes.find(NAME, ("key", headers.get("x-api-key", "")))
    return by_key[0] if by_key else by_token


def find_action(context: CallContext, slug: str, action_id: str) -> Action:
    """R-10: slug and action_id must name an action."""
    context.facts["slug"], context.facts["action"] = slug, action_id
    action = actions().get((slug, action_id))
    if action is None:
        evidence = "" if actions().names(slug) else "R-10 choice"
        suggestion = _suggestion(context, slug, action_id)
        raise Refused("unsupported-action", evidence=evidence, suggestion=suggestion, **context.facts)
    if context.route.executes:
        context.exchange.action = action.key
    context.passes("action")
    return action


def _suggestion(context: CallContext, slug: str, action_id: str) -> str:
    names = actions().names(slug)
    if not names:
        return f"the applications are {connections.slugs(context)}"
    return f"{did_you_mean(action_id, names)}{slug} has {', '.join(names)}"


# -- the envelope ----------------------------------------------------------------------------------------------


def _is_v3(context: CallContext) -> bool:
    return context.call.headers.get("host", "").partition(":")[0].lower() == SHORT_HOST


def _form(context: CallContext) -> str:
    """Which of the documented envelopes answers: the sandbox's, or on the newer host that of its page."""
    chosen: str = context.sandbox.settings["refold_envelope"]
    return "short" if chosen == "full" and _is_v3(context) else chosen


def _envelope(data: Any, *, form: str, node_status: str = "Success", http_status: int = 200) -> dict[str, Any]:
    if form == "success":
        return {"success": node_status == "Success", "data": data}
    if form == "short":
        return {"node_status": node_status, "data": data}
    return {"data": data, "node_status": node_status, "http_status": http_status}


def word(refusal: Refusal, text: str, problem: Problem, context: CallContext) -> dict[str, Any]:
    """R-07: the error envelope; of several missing parameters the first in the catalogue's order is named (R-23)."""
    newer = _is_v3(context) or context.known_sandbox.settings["refold_errors"] == "v3"
    if isinstance(problem, MissingFields):
        text = refusal.text.format(field=problem.fields[0])
    elif newer and problem.outcome in _V3_TEXTS:
        text = _V3_TEXTS[problem.outcome].format_map({**refusal.sample, **context.facts})
    external = refusal.code == "EXTERNAL_API_FAILURE"
    document = {
        "status_code": refusal.status,
        "http_error_type": "EXTERNAL_API_ERROR" if external else ERROR_TYPES[refusal.status],
        "error_code": refusal.code,
        "message": text,
        "request_id": context.request_id(),
    }
    error = workflows.ERRORS.get(problem.outcome, refusal.code if newer else None)
    return {**document, "error": error} if error else document


def missing_evidence(fields: Sequence[str], _: Any) -> str:
    """R-08 shows one missing parameter; that the first of several is named is R-23."""
    return "R-08 documented" if len(fields) == 1 else "R-23 choice"


def relay(error: CrmError, context: CallContext) -> tuple[int, dict[str, Any], str]:
    """R-13: an error of the application: outer 200, the application's status and body inside."""
    node_status = "Failed" if error.outcome == "node-failed" else "Errored"
    answered = _envelope(error.body, form=_form(context), node_status=node_status, http_status=error.status)
    return 200, answered, REFUSALS[error.outcome].evidence
