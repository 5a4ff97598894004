"""Marketo's own REST API: a table of routes over the records that the other APIs share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta, timezone
from functools import cache, partial
from typing import Any, Final

from mockserver.core import contracts
from mockserver.core.action import ActionTable, Run
from mockserver.core.errors import CrmError, Problem, Refused
from mockserver.dialects.frame import CallContext, Dialect, Refusal, Reply, Route, View
from mockserver.dialects.limits import Limits
from mockserver.dialects.marketo import access, activities, assets, bulk, leads, parameters, stats
from mockserver.dialects.marketo.access import ACCESS, NAME
from mockserver.dialects.marketo.refusals import OUTCOMES, REFUSALS
from mockserver.sandboxes.engine import perform
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes

SCOPE: Final = "apis@acme.example"
_CHECKS: Final = ("authentication", "request")
_IDENTITY: Final = "/identity"

LIMITS: Final = Limits(
    ((100, 20.0),),
    day=50_000,
    zone=timezone(timedelta(hours=-6)),
    at_once=10,
    of_day="daily-quota",
    of_moment="too-many-at-once",
    free=frozenset(("request-timeout", "unavailable", "server-error", "contract-broken")),
)
"""M-33: the day begins at midnight in US Central Standard Time."""

Seal = Callable[[CallContext, dict[str, Any]], dict[str, Any]]
"""The envelope around the members of an answer."""

LEADS: Final[Mapping[str, Run]] = {
    "get_lead": leads.get_lead,
    "find_leads": leads.find_leads,
    "sync_leads": leads.sync_leads,
    "delete_leads": leads.delete_leads,
    "post_delete_leads": leads.delete_leads,
    "push_leads": leads.push_leads,
    "associate_lead": leads.associate_lead,
    "merge_leads": leads.merge_leads,
    "describe_leads": leads.describe_leads,
    "describe_leads2": leads.describe_leads2,
    "list_fields": leads.list_fields,
    "get_field": leads.get_field,
    "create_fields": leads.create_fields,
    "list_partitions": leads.list_partitions,
    "update_partitions": leads.update_partitions,
    "list_memberships": leads.list_memberships,
    "list_lists": leads.list_lists,
    "get_list": leads.get_list,
    "list_members": leads.list_members,
    "list_members_of_list": leads.list_members,
    "add_members": leads.add_members,
    "remove_members": leads.remove_members,
    "check_members": leads.check_members,
    "list_activity_types": activities.list_types,
    "list_custom_activity_types": activities.list_custom_types,
    "describe_custom_activity_type": activities.describe_custom_type,
    "get_paging_token": activities.get_paging_token,
    "list_activities": activities.list_activities,
    "list_lead_changes": activities.list_lead_changes,
    "list_deleted_leads": activities.list_deleted_leads,
    "add_activities": activities.add_activities,
    "list_campaigns": leads.list_campaigns,
    "get_campaign": leads.get_campaign,
    "trigger_campaign": leads.trigger_campaign,
    "schedule_campaign": leads.schedule_campaign,
}
"""The lead database: schema file below ``schemas/marketo/http`` -> what answers."""

ASSETS: Final[Mapping[str, Run]] = {
    "browse_static_lists": assets.browse_static_lists,
    "get_static_list": assets.get_static_list,
    "get_static_list_by_name": assets.get_static_list_by_name,
    "create_static_list": assets.create_static_list,
    "update_static_list": assets.update_static_list,
    "delete_static_list": assets.delete_static_list,
    "get_folder_by_name": assets.get_folder_by_name,
}
"""The asset API, whose envelope is another one."""


@cache
def actions() -> ActionTable:
    """No route of this API executes an action by its name."""
    return ActionTable(NAME, {}, contracts.load())


@cache
def dialect() -> Dialect:
    """The routes with their contracts, ready to answer."""
    loaded = contracts.load()
    views: dict[str, View] = {
        "get_token": get_token,
        "post_token": get_token,
        **{name: partial(serve, run=run, seal=seal_database) for name, run in LEADS.items()},
        **{name: partial(serve, run=run, seal=seal_asset) for name, run in ASSETS.items()},
        **{name: partial(tell, about=about) for name, about in stats.STATS.items()},
        **{name: partial(serve, run=run, seal=seal_database) for name, run in bulk.JOBS.items()},
        **{name: partial(send, file=file) for name, file in bulk.FILES.items()},
        "import_leads": import_leads,
    }
    routes = [Route(f"marketo/http/{name}", view, _CHECKS, loaded) for name, view in views.items()]
    return Dialect(
        name=NAME,
        title="Marketo",
        package=__package__ or "",
        prefixes=(_IDENTITY, "/rest", "/bulk"),
        # Paths that one client makes: it goes up from /rest by a raw /rest/../bulk/v1.
        mount="/rest/..",
        hosts=("*.mktorest.com",),
        routes=routes,
        places="the API is at /identity/oauth/token and below /rest/v1/, /rest/asset/v1/ and /bulk/v1/",
        outcomes=OUTCOMES,
        refusals=REFUSALS,
        error=loaded.of("marketo/http/error", "response"),
        word=word,
        relay=relay,
        access=ACCESS,
        owner=owner,
        actions=actions(),
        limits=LIMITS,
        statements={"M": "Marketo"},
        method=parameters.method,
        media="application/json;charset=UTF-8",
    )


# -- the views: authentication, then the request, then the act -------------------------------------------------


def get_token(context: CallContext) -> Any:
    """M-01: GET or POST /identity/oauth/token."""
    given = parameters.read(context)
    context.facts["client"], context.facts["grant"] = given.get("client_id", ""), given.get("grant_type", "")
    sandbox = access.find_client(context.sandboxes, context.facts["client"])
    if sandbox is None:
        raise Refused("unknown-client", **context.facts)
    context.enter_sandbox(sandbox, counted=False)
    if given.get("client_secret") != access.client_secret(sandbox):
        raise Refused("invalid-client")
    if context.facts["grant"] != "client_credentials":
        raise Refused("unsupported-grant", **context.facts)
    context.passes("authentication")
    context.admit()
    token, left = access.grant(sandbox)
    document = {"access_token": token, "token_type": "bearer", "expires_in": left, "scope": SCOPE}
    return perform(sandbox, lambda *_: document, None, seal=lambda value: value, wire=context.route.response)


def serve(context: CallContext, *, run: Run, seal: Seal) -> Any:
    """Any call of the lead database or the asset API."""
    authenticate(context)
    given = parameters.read(context)
    context.admit(given)
    return perform(context.sandbox, run, given, seal=partial(seal, context), wire=context.route.response)


def import_leads(context: CallContext) -> Any:
    """M-32: POST /bulk/v1/leads.json."""
    authenticate(context)
    given = parameters.read(context)
    content = bulk.file_in(context)
    context.admit(given)
    run, wire = bulk.import_leads, context.route.response
    return perform(context.sandbox, run, {**given, "file": content}, seal=partial(seal_database, context), wire=wire)


def send(context: CallContext, *, file: Callable[[CallContext, Mapping[str, Any]], Reply]) -> Any:
    """Any call that is answered with a file."""
    authenticate(context)
    given = parameters.read(context)
    context.admit(given)
    return file(context, given)


def tell(context: CallContext, *, about: Callable[[Sandbox], dict[str, Any]]) -> Any:
    """Any call that asks about calls."""
    authenticate(context)
    given = parameters.read(context)
    context.admit(given)
    told = about(context.sandbox)
    return perform(
        context.sandbox, lambda *_: told, given, seal=partial(seal_database, context), wire=context.route.response
    )


def authenticate(context: CallContext) -> None:
    """M-04: ``Authorization: Bearer`` with a token, which also names the sandbox."""
    token = _bearer(context.call.headers)
    if not token:
        raise Refused("no-token")
    sandbox = access.owner(context.sandboxes, token)
    if sandbox is None:
        raise Refused("unauthenticated")
    # Calls with an expired token count for no limit.
    if access.is_expired(sandbox, token):
        raise Refused("expired-token")
    context.enter_sandbox(sandbox)
    context.passes("authentication")


def owner(sandboxes: Sandboxes, headers: Mapping[str, str]) -> Sandbox | None:
    """The sandbox of an access token, be it expired by now."""
    return access.owner(sandboxes, _bearer(headers))


def _bearer(headers: Mapping[str, str]) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


# -- the envelopes ---------------------------------------------------------------------------------------------


def seal_database(context: CallContext, members: dict[str, Any]) -> dict[str, Any]:
    """M-05: the envelope of the lead database."""
    return {"requestId": request_id(context), "success": True, **members}


def seal_asset(context: CallContext, members: dict[str, Any]) -> dict[str, Any]:
    """M-05: the envelope of the asset API."""
    return {"success": True, "errors": [], "requestId": request_id(context), "warnings": [], **members}


def request_id(context: CallContext) -> str:
    """Two hexadecimal numbers: one of this call's own, and the time in milliseconds."""
    fresh = int(context.request_id()[-5:], 16)
    return f"{fresh:x}#{max(0, round(context.known_sandbox.clock.timestamp() * 1000)):x}"


def word(refusal: Refusal, text: str, _problem: Problem, context: CallContext) -> dict[str, Any]:
    """A refusal in Marketo's envelope, or in the form of OAuth's errors where tokens are granted."""
    if context.call.path.startswith(_IDENTITY) or not refusal.code.isdecimal():
        code = refusal.code if not refusal.code.isdecimal() else "invalid_request"
        return {"error": code, "error_description": text}
    errors = [{"code": refusal.code, "message": text}]
    return {"requestId": request_id(context), "success": False, "errors": errors}


def relay(error: CrmError, context: CallContext) -> tuple[int, dict[str, Any], str]:
    """An error of the application is one of this API: the same envelope, with this call's id."""
    return error.status, {**error.body, "requestId": request_id(context)}, REFUSALS[error.outcome].evidence
