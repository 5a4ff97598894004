"""Oktopost: integrations, and actions on the application behind one; fields in, an envelope with Result out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any, Final

from mockserver.core import contracts
from mockserver.core.action import ActionTable
from mockserver.core.errors import (
    CrmError,
    InvalidPayload,
    MissingFields,
    Problem,
    Refused,
    did_you_mean,
)
from mockserver.core.http import MAX_VALUES, Malformed, TooMuch, load_json
from mockserver.core.outcomes import Outcome
from mockserver.core.store import Record, Store
from mockserver.dialects.bodies import FORM, JSON, MULTIPART
from mockserver.dialects.frame import CallContext, Dialect, Refusal, Route
from mockserver.dialects.limits import Limits
from mockserver.dialects.oktopost import account
from mockserver.dialects.oktopost.access import ACCESS, Grant
from mockserver.dialects.oktopost.actions import ACTIONS
from mockserver.dialects.oktopost.guards import (
    NAME,
    PERMISSION,
    authenticate,
    find_integration,
    hold_parts,
    need_field,
    need_permission,
    owner,
    read_form,
)
from mockserver.dialects.oktopost.resources import fresh_id
from mockserver.sandboxes.engine import perform

ACTION_PATH: Final = "/v2/integration-action"
TYPES: Final = ("salesforce", "marketo", "hubspot")
"""The integration types that have actions."""

_FIELDS: Final = (
    "Id", "Created", "Modified", "Status", "State", "AccountId", "Type", "Version", "CnameId", "SettingsData",
)  # fmt: skip
"""What I-04 shows of an integration, in its order."""

_CHECKS: Final = ("authentication", "permission", "request", "integration")
_ACTION_CHECKS: Final = (*_CHECKS, "status", "state", "type", "action", "payload", "token")
_READ_CHECKS: Final = ("authentication", "request", "integration")
_CNAME: Final = "custom domain"

_CRM_EVIDENCE: Final[Mapping[str, str]] = {
    "NOT_FOUND": "O-21 choice",
    "ENTITY_IS_DELETED": "O-21 choice",
    "MALFORMED_ID": "O-21 choice",
    "REQUIRED_FIELD_MISSING": "O-22 choice",
    "INVALID_FIELD": "O-22 choice",
    "INVALID_FIELD_FOR_INSERT_UPDATE": "O-22 choice",
    "1006": "O-23 choice",
    "VALIDATION_ERROR": "O-24 choice",
    "CONFLICT": "O-24 choice",
}
"""The statement on an error of an application, by the code that its line begins with; O-15 speaks of all others."""

_LOGIN_HINT: Final = "send HTTP Basic ACCOUNT_ID:API_KEY, for example: curl -u 001000000000001:okto-sandbox-key …"
_SAMPLE: Final = {
    "id": "014000000000009",
    "type": "facebook",
    "action": "contact.create",
    "suggestion": f"actions exist for {', '.join(TYPES)}",
}
_PAYLOAD_ADVICE: Final = "payload is a JSON object in one form field: encode it, as curl --data-urlencode does"
_FORM_HINT: Final = (
    "it is {content_type}: send Content-Type: application/x-www-form-urlencoded, for example with curl -d name=value"
)
OUTCOMES: Final = (
    Outcome(
        "null-contact",
        "result",
        "a HubSpot look-up that finds nobody: contact is null",
        possible=lambda action: action is not None and action.response.is_valid({"contact": None}),
    ),
    Outcome("expired-integration-token", "refusal", "the integration's own token has expired"),
    Outcome("no-permission", "refusal", "the API key lacks the permission"),
    Outcome("cname-not-found", "refusal", "the account has no such custom domain"),
    Outcome("record-not-found", "refusal", "the account has no such user, team, lead or other record"),
    Outcome("read-only-key", "refusal", "the API key may only read"),
    Outcome("invalid-page-size", "refusal", "a page of a list cannot have so many items"),
    Outcome("integration-invalid", "refusal", "the integration's status is invalid"),
    Outcome("integration-disabled", "refusal", "the integration's state is disabled"),
    Outcome("unsupported-type", "refusal", "integrations of this type have no actions"),
    Outcome("wrong-content-type", "refusal", "the body is neither a form nor JSON"),
)
"""What only a call of this API can come to."""

REFUSALS: Final = {
    "unauthenticated": Refusal(
        401, "Authentication failed: invalid API credentials", "authentication", "O-16 documented", _LOGIN_HINT,
        elsewhere="I-12 public", headers=(("www-authenticate", 'Basic realm="Oktopost"'),),
    ),
    "expired-integration-token": Refusal(
        401, "Authentication failed: expired integration token", "token", "O-16 documented",
        "reconnect integration {id}, or let its token be valid again through the control API", sample=_SAMPLE,
    ),
    "no-permission": Refusal(
        403, f"The API key does not have the permission: {PERMISSION}", "permission", "O-10 public",
        f"use a key that has the permission {PERMISSION}", elsewhere="I-10 choice",
    ),
    "read-only-key": Refusal(
        403, "The API key may only read", "permission", "O-85 choice",
        f"use a key that has a permission, such as {PERMISSION}",
    ),
    "record-not-found": Refusal(
        404, "{kind} not found: {id}", "record", "O-86 choice", "{id} is no {kind} of this account: list them to see",
        sample={"kind": "User", "id": "00A000000000009"},
    ),
    "invalid-page-size": Refusal(
        400, "Page size {size} is not valid.", "request", "O-70 public", "page size {size}: {reason}",
        sample={"size": "7", "reason": 'query._count: expected one of 25, 50, 100, got "7"'},
    ),
    "integration-not-found": Refusal(
        404, "Integration not found: {id}", "integration", "O-11 documented",
        "{form}{id} is no integration of this account: GET /v2/integration lists them", elsewhere="I-11 documented",
        sample={**_SAMPLE, "form": ""},
    ),
    "cname-not-found": Refusal(
        404, "Custom domain not found: {cname}", _CNAME, "I-02 choice",
        "{cname} is no custom domain of this account: one is known by its id, such as 0CN000000000000",
        sample={"cname": "0CN000000000009"},
    ),
    "integration-invalid": Refusal(
        400, "Integration status must be valid, it is invalid: {id}", "status", "O-12 documented",
        "reconnect integration {id}, or choose one whose Status is valid", sample=_SAMPLE,
    ),
    "integration-disabled": Refusal(
        400, "Integration state must be enabled, it is disabled: {id}", "state", "O-12 documented",
        "enable it: POST /v2/integration/{id} with state=active", sample=_SAMPLE,
    ),
    "unsupported-type": Refusal(
        400, "Integration type is not supported: {type}", "type", "O-13 documented",
        f"{{id}} is of type {{type}}: actions exist for {', '.join(TYPES)}", sample=_SAMPLE,
    ),
    "unsupported-action": Refusal(
        400, "Action is not supported for {type}: {action}", "action", "O-14 documented", "{suggestion}",
        sample=_SAMPLE,
    ),
    "missing-field": Refusal(
        400, "Missing required field: {field}", "payload", "O-07 documented",
        "a required field must be there and not empty: {field}", elsewhere="I-06 documented",
    ),
    "invalid-payload": Refusal(
        400, "Invalid payload: {reason}", "payload", "O-15 documented", "{reason}",
        sample={"reason": "the document: expected object, got []"},
    ),
    "crm-error": Refusal(
        400, "{reason}", "application", "O-15 documented", "the application refused: {reason}",
    ),
    "invalid-request": Refusal(
        400, "Invalid request: {reason}", "request", "X-02 choice", "{reason}",
        sample={"reason": "query._count: expected one of 25, 50, 100, got \"7\""},
    ),
    "wrong-content-type": Refusal(
        400, f"The body must be {FORM}, {JSON} or {MULTIPART}, it is {{content_type}}", "request",
        "O-01 choice", _FORM_HINT, sample={"content_type": "text/plain"},
    ),
    "undeclared": Refusal(
        400, "Undeclared in strict mode: {reason}", "request", "O-19 choice",
        "{reason}: leave it out, or set the sandbox's strict mode to warn",
        sample={"reason": "payload.extra: expected a declared field, got an undeclared one"},
    ),
    "host-refused": Refusal(
        403, "The Host {bare} is not answered here", "host", "X-02 choice",
        "use localhost or 127.0.0.1, or start the server with --allow-host {bare}", sample={"bare": "mock.example"},
    ),
    "not-found": Refusal(
        404, "Resource not found: {path}", "route", "I-12 public",
        "{known}",
    ),
    "method-not-allowed": Refusal(
        405, "Method {method} is not allowed here, only {allowed}", "route", "X-02 choice", "use {allowed}",
        headers=(("allow", "{allowed}"),), sample={"allowed": "OPTIONS"},
    ),
    "body-too-large": Refusal(
        413, "The body is larger than 10 MiB", "request", "X-02 choice", "send at most 10485760 bytes",
    ),
    "rate-limited": Refusal(
        429, "Rate limit exceeded, retry after {retry_after} s", "rate limit", "I-12 public",
        "wait {retry_after} s: more than 60 calls in a minute or 120 in 5 s block for 15 minutes; a day has 20,000",
        headers=(("retry-after", "{retry_after}"),),
    ),
    "server-error": Refusal(
        500, "Unexpected server error", "server", "O-17 documented", "planned, or a defect of this server: see its log",
        elsewhere="I-12 public",
    ),
    "contract-broken": Refusal(
        500, "Unexpected server error: {reason}", "server", "X-01 choice",
        "a defect of this server, nothing was stored: {reason}",
        sample={"reason": "planned"},
    ),
    "unavailable": Refusal(
        503, "Service unavailable", "server", "X-02 choice", "planned, or the store gives no answer: try again",
        headers=(("retry-after", "{retry_after}"),),
    ),
    "unknown-outcome": Refusal(
        400, "Unknown outcome: {reason}", "server", "X-02 choice", "{hint}",
    ),
}  # fmt: skip
"""Every way in which this API says no, by the name of its outcome. The wording is ours unless O-07 quotes it."""


@cache
def actions() -> ActionTable:
    """The table of all actions with their contracts."""
    return ActionTable(NAME, ACTIONS, contracts.load())


@cache
def dialect() -> Dialect:
    """The routes with their contracts, ready to answer."""
    loaded = contracts.load()
    routes = [
        Route("oktopost/http/execute_action", execute_action, _ACTION_CHECKS, loaded),
        Route("oktopost/http/list_integrations", list_integrations, ("authentication", "request"), loaded),
        Route("oktopost/http/connect_integration", connect_integration, (*_CHECKS[:3], _CNAME), loaded),
        Route("oktopost/http/get_integration", get_integration, _READ_CHECKS, loaded),
        Route("oktopost/http/update_integration", update_integration, (*_CHECKS, _CNAME), loaded),
        Route("oktopost/http/delete_integration", delete_integration, _CHECKS, loaded),
        *account.routes(loaded),
    ]
    error = loaded.of("oktopost/http/error", "response")
    return Dialect(
        name=NAME,
        title="Oktopost",
        package=__package__ or "",
        prefixes=("/v2",),
        hosts=("api.oktopost.com", "eu-api.oktopost.com"),
        routes=routes,
        outcomes=OUTCOMES,
        settings={"oktopost_errors": "api"},
        refusals=REFUSALS,
        error=error,
        word=word,
        relay=relay,
        access=ACCESS,
        owner=owner,
        actions=actions(),
        statements={"O": "Oktopost: executing an action, and what an account has", "I": "Oktopost: integrations"},
        limits=Limits(((60, 60.0), (120, 5.0)), block=900.0, day=20_000),
        missing_evidence=missing_evidence,
        stray=stray,
    )


# -- the routes: the documented checks in the documented order, then the act -----------------------------------


def execute_action(context: CallContext) -> Any:
    """O-01: POST /v2/integration-action."""
    grant = authenticate(context)
    need_permission(context, grant)
    form = read_form(context)
    integration_id = need_field(context, form, "id", "O-02 documented")
    context.passes("request")
    integration = find_integration(context, grant, integration_id, part="form")
    name = context.facts["action"] = form.get("actionName", "")
    action = actions().get((integration["Type"], name))
    if action is not None:  # whatever refuses the call from here on, it is told under the action that was meant
        context.exchange.action = action.key
    if integration["Status"] != "valid":
        raise Refused("integration-invalid", **context.facts)
    context.passes("status")
    if integration["State"] != "active":
        raise Refused("integration-disabled", **context.facts)
    context.passes("state")
    if integration["Type"] not in TYPES:
        raise Refused("unsupported-type", **context.facts)
    context.passes("type")
    need_field(context, form, "actionName", "O-03 documented")
    if action is None:
        raise Refused("unsupported-action", suggestion=suggestion(integration["Type"], name), **context.facts)
    context.passes("action")
    payload = read_payload(form.get("payload", ""))
    context.exchange.payload = payload
    context.hold_payload(action, payload)
    context.passes("payload")
    if integration.get("TokenExpired"):
        raise Refused("expired-integration-token", **context.facts)
    context.passes("token")
    context.admit(payload, action)
    run = _no_contact if context.result == "null-contact" else action.run
    document = perform(
        context.sandbox, run, payload, result=action.response, seal=_action_envelope, wire=context.route.response
    )
    return _noted(context, document)


def list_integrations(context: CallContext) -> Any:
    """I-01: GET /v2/integration."""
    grant = authenticate(context)
    query = hold_parts(context, query=context.query())["query"]
    context.admit()
    return perform(
        context.sandbox, partial(_list, grant.account_id), query, seal=_page_envelope, wire=context.route.response
    )


def get_integration(context: CallContext) -> Any:
    """I-05: GET /v2/integration/{id}."""
    grant = authenticate(context)
    query = hold_parts(context, query=context.query())["query"]
    integration = find_integration(context, grant, context.arguments[0])
    context.admit()
    shown = _shown(integration)
    if query.get("withAssets") == "1":
        shown["Assets"] = integration["Assets"]
    return perform(context.sandbox, lambda *_: shown, None, seal=_integration_envelope, wire=context.route.response)


def connect_integration(context: CallContext) -> Any:
    """I-06: POST /v2/integration."""
    grant = authenticate(context)
    need_permission(context, grant)
    form = hold_parts(context, form=read_form(context))["form"]
    find_cname(context, grant, form)
    context.admit(form)
    return perform(
        context.sandbox,
        partial(_connect, grant.account_id),
        form,
        seal=_integration_envelope,
        wire=context.route.response,
    )


def update_integration(context: CallContext) -> Any:
    """I-07: POST /v2/integration/{id}."""
    grant = authenticate(context)
    need_permission(context, grant)
    form = hold_parts(context, form=read_form(context))["form"]
    integration = find_integration(context, grant, context.arguments[0])
    find_cname(context, grant, form)
    context.admit(form)
    return perform(
        context.sandbox,
        partial(_update, integration["Id"]),
        form,
        seal=_done_envelope,
        wire=context.route.response,
    )


def delete_integration(context: CallContext) -> Any:
    """I-08: DELETE /v2/integration/{id}."""
    grant = authenticate(context)
    need_permission(context, grant)
    hold_parts(context, query=context.query())
    integration = find_integration(context, grant, context.arguments[0])
    context.admit()
    return perform(
        context.sandbox,
        _delete,
        integration["Id"],
        seal=_done_envelope,
        wire=context.route.response,
    )


# -- the checks ------------------------------------------------------------------------------------------------


def find_cname(context: CallContext, grant: Grant, form: dict[str, str]) -> None:
    """I-02: a custom domain that a form names must be one of the account's."""
    if "cnameId" in form:
        cname = context.facts["cname"] = form["cnameId"]
        found = context.sandbox.state.tables["oktopost/cname"].get(cname)
        if found is None or found["AccountId"] != grant.account_id:
            raise Refused("cname-not-found", **context.facts)
    context.passes(_CNAME)


def read_payload(text: str) -> Any:
    """O-04: the JSON of the form field; nothing at all is the empty object."""
    if not text.strip():
        return {}
    try:
        return load_json(text, most=MAX_VALUES)
    except TooMuch as error:
        raise InvalidPayload(str(error), evidence="X-02 choice") from None
    except Malformed as error:
        raise InvalidPayload(str(error), advice=_PAYLOAD_ADVICE) from None


def missing_evidence(fields: Sequence[str], payload: Any) -> str:
    """O-07 speaks of a field that is not there, O-08 of an empty one; what else but "" is empty is our choice."""
    given = [payload[name] for name in fields if name in payload]
    if len(given) < len(fields):
        return "O-07 documented"
    return "O-08 documented" if "" in given else "O-08 choice"


def stray(path: str) -> str:
    """O-87: what a path is that nothing answers."""
    name = path.removeprefix("/v2/").partition("/")[0]
    served = sorted({route.path.split("/")[2] for route in dialect().routes})
    if name in account.LEFT_OUT:
        return f"the vendor has /v2/{name}, and this server leaves it out: below /v2 it has {', '.join(served)}"
    return f"nothing is served at {path}: {did_you_mean(name, served)}below /v2 there are {', '.join(served)}"


def suggestion(app: str, name: str) -> str:
    """What the caller may have meant by an action's name."""
    names = actions().names(app)
    return f"{did_you_mean(name, names)}{app} has {', '.join(names)}"


# -- what the routes do with integrations ----------------------------------------------------------------------


def _list(account_id: str, store: Store, query: dict[str, str]) -> dict[str, Any]:
    kind, page, count = query.get("type"), int(query.get("_page", 0)), int(query.get("_count", 25))
    found = [
        integration
        for integration in store.find("oktopost/integration", "AccountId", account_id)
        if kind is None or integration["Type"] == kind
    ]
    shown = found[page * count : (page + 1) * count]
    return {"Items": [_shown(item) for item in shown], "Total": len(found)}


def _shown(integration: Record) -> dict[str, Any]:
    return {name: integration[name] for name in _FIELDS}


def _connect(account_id: str, store: Store, form: dict[str, str]) -> dict[str, Any]:
    integration_id = fresh_id(store, "oktopost/integration", "014{:012d}")
    moment = f"{store.now():%Y-%m-%d %H:%M:%S}"
    integration = {
        "Id": integration_id,
        "Created": moment,
        "Modified": moment,
        "Status": "valid",
        "State": "active",
        "AccountId": account_id,
        "Type": form["type"],
        "Version": 1,
        "CnameId": form["cnameId"],
        "SettingsData": {},
        "Assets": {"Credentials": [], "Boards": []},
        "TokenExpired": False,
    }
    store.insert("oktopost/integration", integration)
    return {name: integration[name] for name in ("Id", "Type", "Status", "State")}


def _update(integration_id: str, store: Store, form: dict[str, str]) -> None:
    integration = store.get("oktopost/integration", integration_id)
    if integration is None:  # deleted by another call between its check and this act
        raise Refused("integration-not-found", id=integration_id)
    changes: dict[str, Any] = {"Modified": f"{store.now():%Y-%m-%d %H:%M:%S}"}
    if "state" in form:
        changes["State"] = form["state"]
    if "cnameId" in form:
        changes["CnameId"] = form["cnameId"]
    store.replace("oktopost/integration", {**integration, **changes})


def _delete(store: Store, integration_id: str) -> None:
    if store.get("oktopost/integration", integration_id) is None:  # as in _update
        raise Refused("integration-not-found", id=integration_id)
    store.delete("oktopost/integration", integration_id)


_NOBODY: Final = {"contact": None}


def _noted(context: CallContext, document: dict[str, Any]) -> dict[str, Any]:
    """The answer to an action; that it found nobody is an outcome of its own."""
    if document["IntegrationAction"] == _NOBODY and context.exchange.outcome == "ok":
        context.exchange.outcome = "null-contact"
    return document


def _no_contact(store: Store, payload: Any) -> dict[str, None]:
    return _NOBODY


# -- the envelope ----------------------------------------------------------------------------------------------


def _action_envelope(result: Any) -> dict[str, Any]:
    return {"Result": True, "IntegrationAction": result}


def _integration_envelope(integration: Any) -> dict[str, Any]:
    return {"Result": True, "Integration": integration}


def _page_envelope(page: dict[str, Any]) -> dict[str, Any]:
    return {"Result": True, **page}


def _done_envelope(_: Any) -> dict[str, Any]:
    return {"Result": True}


def word(refusal: Refusal, text: str, problem: Problem, context: CallContext) -> dict[str, Any]:
    """O-06, I-12: the failure envelope; several missing fields or violations are several strings."""
    texts = [text]
    if isinstance(problem, MissingFields):
        texts = [refusal.text.format(field=field) for field in problem.fields]
    elif isinstance(problem, InvalidPayload) and problem.violations:
        sentences = (violation.sentence() for violation in problem.violations)
        texts = [refusal.text.format(reason=sentence) for sentence in sentences]
    return {"Result": False, "Errors": _errors(texts, problem, context)}


def _errors(texts: list[str], problem: Problem, context: CallContext) -> Any:
    """An array of strings for actions, one text in an object elsewhere, which is where the official SDK looks."""
    if problem.outcome == "not-found":
        return []
    as_array = context.known_sandbox.settings["oktopost_errors"] == "array"
    if as_array or context.call.path.removesuffix("/") == ACTION_PATH:
        return texts
    return {"API": {"Error": "; ".join(texts)}}


def relay(error: CrmError, context: CallContext) -> tuple[int, dict[str, Any], str]:
    """O-15: an error of the application is a 400 of ours with its text."""
    code = error.message.partition(":")[0]
    evidence = _CRM_EVIDENCE.get(code, REFUSALS["crm-error"].evidence)
    return 400, {"Result": False, "Errors": [error.message]}, evidence
