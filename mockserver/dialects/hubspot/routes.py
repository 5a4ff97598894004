"""The routes of HubSpot's API, how it says no, and what every answer of it tells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from mockserver.core import contracts
from mockserver.core.action import ActionTable
from mockserver.core.errors import Problem
from mockserver.core.outcomes import Outcome
from mockserver.dialects import limits
from mockserver.dialects.frame import CallContext, Dialect, Refusal, Reply, Route, View
from mockserver.dialects.hubspot import linking, objects, portal, timeline, tokens
from mockserver.dialects.hubspot.access import ACCESS
from mockserver.dialects.hubspot.asking import CHECKS, MEDIA, Act, answering, creating, of_call, rendering
from mockserver.dialects.limits import Limits

NAME: Final = "hubspot"

ACTS: Final[Mapping[str, Act]] = {
    "list_objects": objects.list_objects,
    "get_object": objects.get_object,
    "update_object": objects.update_object,
    "archive_object": objects.archive_object,
    "create_objects": objects.create_objects,
    "read_objects": objects.read_objects,
    "update_objects": objects.update_objects,
    "upsert_objects": objects.upsert_objects,
    "archive_objects": objects.archive_objects,
    "associate_default": linking.associate_default,
    "associate_objects": linking.associate,
    "list_associations": linking.list_associations,
    "dissociate_objects": linking.dissociate,
    "list_labels": linking.list_labels,
    "create_associations": linking.create_associations,
    "associate_defaults": linking.associate_defaults,
    "read_associations": linking.read_associations,
    "archive_associations": linking.archive_associations,
    "archive_labels": linking.archive_labels,
    "create_associations_v3": linking.create_associations_v3,
    "read_associations_v3": linking.read_associations_v3,
    "archive_associations_v3": linking.archive_associations_v3,
    "list_association_types": linking.list_association_types,
    "merge_objects": portal.merge_objects,
    "purge_contact": portal.purge_contact,
    "list_properties": portal.list_properties,
    "get_property": portal.get_property,
    "create_property": portal.create_property,
    "update_property": portal.update_property,
    "archive_property": portal.archive_property,
    "create_properties": portal.create_properties,
    "read_properties": portal.read_properties,
    "archive_properties": portal.archive_properties,
    "list_property_groups": portal.list_groups,
    "get_property_group": portal.get_group,
    "create_property_group": portal.create_group,
    "update_property_group": portal.update_group,
    "archive_property_group": portal.archive_group,
    "list_owners": portal.list_owners,
    "get_owner": portal.get_owner,
    "list_pipelines": portal.list_pipelines,
    "get_pipeline": portal.get_pipeline,
    "list_stages": portal.list_stages,
    "get_stage": portal.get_stage,
    "create_event": timeline.create_event,
    "create_events": timeline.create_events,
    "get_event": timeline.get_event,
    "get_event_detail": timeline.get_event_detail,
    "list_event_templates": timeline.list_event_templates,
    "get_event_template": timeline.get_event_template,
    "create_event_template": timeline.create_event_template,
    "update_event_template": timeline.update_event_template,
    "archive_event_template": timeline.archive_event_template,
    "create_template_token": timeline.create_template_token,
    "update_template_token": timeline.update_template_token,
    "archive_template_token": timeline.archive_template_token,
    "send_event": timeline.send_event,
    "send_events": timeline.send_events,
}
"""What each route does for a caller with a token; the key is the name of its schema file."""

LIMITS: Final = Limits(((150, 10.0),), day=500_000, of_day="daily-quota")
TOLD: Final = Limits((*LIMITS.windows, (15, 1.0)), day=LIMITS.day)
"""What headers tell: the fifteen calls of a second are told still, but kept no more."""
SEARCHES: Final = Limits(((5, 1.0),), outcome="search-limited")
SEARCH: Final = f"{NAME}/http/search_objects"
"""The route whose answers tell no limits."""

POLICIES: Final[Mapping[str, str]] = {
    "rate-limited": "TEN_SECONDLY_ROLLING",
    "search-limited": "SECONDLY",
    "daily-quota": "DAILY",
}
"""The name of each limit, by the outcome of a call that is one too many."""

SPECIAL: Final[Mapping[str, View]] = {
    "create_object": creating(objects.create_object),
    "search_objects": answering(objects.search_objects, SEARCHES),
    "get_event_render": rendering(timeline.get_event_render),
}
"""The routes that need a token, too, and something besides."""

OPEN: Final[Mapping[str, tuple[View, tuple[str, ...]]]] = {
    "create_token": (tokens.create_token, tokens.CHECKS),
    "get_access_token": (tokens.get_access_token, ("authentication",)),
    "get_refresh_token": (tokens.get_refresh_token, ("grant",)),
    "delete_refresh_token": (tokens.delete_refresh_token, ("grant",)),
}
"""The routes that ask for no token, with their own checks."""

OUTCOMES: Final = (
    Outcome("bad-client-id", "refusal", "no such app"),
    Outcome("bad-client-secret", "refusal", "the secret is not the app's"),
    Outcome("bad-grant-type", "refusal", "no such way to ask for a token"),
    Outcome("bad-auth-code", "refusal", "a token is asked for without a code"),
    Outcome("bad-refresh-token", "refusal", "the refresh token is nobody's, or was deleted"),
    Outcome("expired-token", "refusal", "the access token's time is over"),
    Outcome("unknown-object-type", "refusal", "there is no such type of object"),
    Outcome("missing-scopes", "refusal", "403: the token does not allow this"),
    Outcome("search-limited", "refusal", "429: too many searches in a second"),
    Outcome("daily-quota", "refusal", "the day's calls are used up: 607 of Marketo, 429 of HubSpot"),
)
"""What only a call of this API can come to."""

_HINT: Final = "send Authorization: Bearer with the sandbox's access token, for example pat-na1-sandbox"

REFUSALS: Final = {
    "unauthenticated": Refusal(
        401,
        "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more "
        "details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
        "authentication", "H-01 recorded", _HINT, code="INVALID_AUTHENTICATION",
    ),
    "expired-token": Refusal(
        401, "The OAuth token used to make this call expired {late} second(s) ago.", "authentication",
        "H-01 recorded", "ask POST /oauth/v1/token for another one", code="EXPIRED_AUTHENTICATION",
        sample={"late": "75"},
    ),
    "unknown-object-type": Refusal(
        400, "{reason}", "object type", "H-02 recorded", "the types are contacts, companies, deals and tasks",
        sample={"reason": "Unable to infer object type from: widgets"},
    ),
    "missing-scopes": Refusal(
        403,
        "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: "
        "https://developers.hubspot.com/scopes.",
        "scope", "H-32 recorded", "use a token that is granted {needed}", code="MISSING_SCOPES",
        sample={"needed": "crm.objects.contacts.write"},
    ),
    "bad-client-id": Refusal(
        400, "missing or unknown client id", "client", "H-26 choice", "send the sandbox's client_id",
        code="BAD_CLIENT_ID",
    ),
    "bad-client-secret": Refusal(
        400, "missing or invalid client secret", "client", "H-26 choice", "send the sandbox's client_secret",
        code="BAD_CLIENT_SECRET",
    ),
    "bad-grant-type": Refusal(
        400, "missing or unknown grant type", "request", "H-26 choice",
        "grant_type is refresh_token, authorization_code or client_credentials", code="BAD_GRANT_TYPE",
    ),
    "bad-auth-code": Refusal(
        400, "missing or unknown auth code", "grant", "H-26 choice", "send any code with grant_type authorization_code",
        code="BAD_AUTH_CODE",
    ),
    "bad-refresh-token": Refusal(
        400, "missing or invalid refresh token", "grant", "H-26 recorded", "send the sandbox's refresh_token",
        code="BAD_REFRESH_TOKEN",
    ),
    "invalid-request": Refusal(
        400, "{reason}", "request", "H-20 recorded", "{reason}",
        sample={"reason": "Invalid input JSON on line 1, column 2. Some required fields were not set: [properties]"},
    ),
    "undeclared": Refusal(
        400, "Undeclared in strict mode: {reason}", "request", "X-02 choice",
        "{reason}: leave it out, or set the sandbox's strict mode to warn", code="VALIDATION_ERROR",
        sample={"reason": "body.extra: expected a declared member, got an undeclared one"},
    ),
    "crm-error": Refusal(
        400, "{reason}", "records", "H-20 recorded", "{reason}", others=(404, 409, 504),
    ),
    "host-refused": Refusal(
        403, "The Host {bare} is not answered here", "host", "X-02 choice",
        "use localhost or 127.0.0.1, or start the server with --allow-host {bare}", sample={"bare": "mock.example"},
    ),
    "not-found": Refusal(
        404, "Cannot {method} {path}", "route", "X-02 choice",
        "{known}", sample={"known": "nothing is served at this path"},
    ),
    "method-not-allowed": Refusal(
        405, "Method {method} is not allowed here, only {allowed}", "route", "X-02 choice", "use {allowed}",
        headers=(("allow", "{allowed}"),), sample={"allowed": "OPTIONS"},
    ),
    "body-too-large": Refusal(
        413, "The body is larger than 10 MiB", "request", "X-02 choice", "send at most 10485760 bytes",
        code="VALIDATION_ERROR",
    ),
    "rate-limited": Refusal(
        429, "You have reached your ten_secondly_rolling limit.", "rate limit", "H-19 recorded",
        "wait {retry_after} s: at most 150 calls in ten seconds", code="RATE_LIMITS",
    ),
    "search-limited": Refusal(
        429, "You have reached your secondly limit.", "rate limit", "H-19 recorded",
        "wait a second: at most five searches in one", code="RATE_LIMITS",
    ),
    "daily-quota": Refusal(
        429, "You have reached your daily limit.", "rate limit", "H-19 recorded",
        "wait {retry_after} s: at most 500,000 calls a day", code="RATE_LIMITS",
    ),
    "server-error": Refusal(
        500, "internal error", "server", "X-02 choice", "planned, or a defect of this server: see its log",
    ),
    "contract-broken": Refusal(
        500, "internal error: {reason}", "server", "X-01 choice",
        "a defect of this server, nothing was stored: {reason}", sample={"reason": "planned"},
    ),
    "unavailable": Refusal(
        503, "Service Unavailable", "server", "X-02 choice", "planned, or the store gives no answer: try again",
        headers=(("retry-after", "{retry_after}"),),
    ),
    "unknown-outcome": Refusal(400, "Unknown outcome: {reason}", "server", "X-02 choice", "{hint}"),
}  # fmt: skip
"""Every way in which this API says no, by the name of its outcome."""


@cache
def dialect() -> Dialect:
    """The routes with their contracts, ready to answer."""
    loaded = contracts.load()
    special = {name: (view, CHECKS) for name, view in SPECIAL.items()}
    views = {**{name: (answering(act), CHECKS) for name, act in ACTS.items()}, **special, **OPEN}
    routes = [Route(f"hubspot/http/{name}", view, checks, loaded) for name, (view, checks) in views.items()]
    return Dialect(
        name=NAME,
        title="HubSpot: the CRM API",
        package=__package__ or "",
        prefixes=("/crm", "/oauth/v1", "/events/v3", "/integrators/timeline"),
        hosts=("api.hubapi.com", "*.hubapi.com", "api.hubspot.com"),
        routes=routes,
        places="the objects are below /crm/v3/objects/",
        refusals=REFUSALS,
        error=loaded.of("hubspot/http/error", "response"),
        word=word,
        relay=of_call,
        access=ACCESS,
        actions=ActionTable(NAME, {}, loaded),
        outcomes=OUTCOMES,
        mount="/hubspot",
        owner=tokens.owner,
        statements={"H": "HubSpot: the CRM API"},
        limits=LIMITS,
        first_counts=True,
        media=MEDIA,
        headers=headers,
    )


def word(refusal: Refusal, text: str, problem: Problem, context: CallContext) -> Reply:
    """H-20: the body of an error, under the id of the call."""
    is_grant = refusal.code.startswith("BAD_")
    status = refusal.code if is_grant else "error"
    document: dict[str, Any] = {"status": status, "message": text, "correlationId": context.request_id()}
    if problem.outcome in POLICIES:
        document |= {"errorType": "RATE_LIMIT", "policyName": POLICIES[problem.outcome]}
    if problem.outcome == "missing-scopes":
        document |= _of_scopes(context.facts.get("scopes", ["crm.objects.contacts.write"]))
    if problem.outcome == "expired-token" and "expired" in context.facts:
        document["context"] = {"expire time": [context.facts["expired"]]}
    if refusal.code and not is_grant:
        document["category"] = refusal.code
    return Reply(document, media=MEDIA)


def _of_scopes(needed: list[str]) -> dict[str, Any]:
    return {
        "errors": [
            {
                "message": "One or more of the following scopes are required.",
                "context": {"requiredGranularScopes": needed},
            }
        ],
        "links": {"scopes": "https://developers.hubspot.com/scopes"},
    }


def headers(context: CallContext) -> list[tuple[str, str]]:
    """H-19, H-20: the id of the call, and what is left of the limits, but for searches."""
    told = [("x-hubspot-correlation-id", context.request_id())]
    if context.exchange.action == SEARCH:
        return told
    (left, in_second), today = limits.remaining(context.known_sandbox, NAME, TOLD)
    if "oauth" not in context.facts:
        told += [("x-hubspot-ratelimit-daily", str(TOLD.day)), ("x-hubspot-ratelimit-daily-remaining", str(today))]
    return [
        *told,
        ("x-hubspot-ratelimit-interval-milliseconds", "10000"),
        ("x-hubspot-ratelimit-max", "150"),
        ("x-hubspot-ratelimit-remaining", str(left)),
        ("x-hubspot-ratelimit-secondly", "15"),
        ("x-hubspot-ratelimit-secondly-remaining", str(in_second)),
    ]
