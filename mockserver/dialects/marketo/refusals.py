"""Every way in which Marketo's API says no, most of them with HTTP status 200."""

from __future__ import annotations

from typing import Final

from mockserver.core.outcomes import Outcome
from mockserver.dialects.frame import Refusal

OUTCOMES: Final = (
    Outcome("unknown-client", "refusal", "401: no API client has this id"),
    Outcome("invalid-client", "refusal", "401: the client's secret is another one"),
    Outcome("unsupported-grant", "refusal", "400: tokens are granted for client credentials only"),
    Outcome("no-token", "refusal", "600: there is no access token"),
    Outcome("expired-token", "refusal", "602: the access token has expired"),
    Outcome("access-denied", "refusal", "603: the API user lacks the permission"),
    Outcome("request-timeout", "refusal", "604: the call took too long"),
    Outcome("daily-quota", "refusal", "the day's calls are used up: 607 of Marketo, 429 of HubSpot"),
    Outcome("invalid-json", "refusal", "609: the body is no JSON object"),
    Outcome("invalid-content-type", "refusal", "612: the body is of another media type"),
    Outcome("invalid-multipart", "refusal", "613: the body is no multipart form with a file"),
    Outcome("too-many-at-once", "refusal", "615: too many calls at the same time"),
    Outcome("transient-error", "refusal", "713: something passing, try again"),
    Outcome("missing-parameter", "refusal", "1002: a required parameter is absent or empty"),
    Outcome("too-many-jobs", "refusal", "1029: the queue of bulk jobs is full"),
    Outcome("uri-too-long", "refusal", "414: path and query are longer than 8 KiB"),
    Outcome("bad-gateway", "refusal", "502: nobody answers behind the gateway"),
)
"""What only a call of this API can come to."""

_RENEW: Final = (
    "ask /identity/oauth/token for another; marketorestpython renews by its own clock only: until then it repeats the "
    "call ten times and answers None"
)
_DEFECT: Final = (
    "; marketorestpython 0.5.25 drops the header when it repeats a call after a code such as 606, which then shows here"
)

REFUSALS: Final = {
    "unknown-client": Refusal(
        401, "No client with requested id: {client}", "authentication", "M-03 documented",
        "there is no client \"{client}\": use the client_id of this sandbox", code="unauthorized",
        sample={"client": "nobody"},
    ),
    "invalid-client": Refusal(
        401, "Bad client credentials", "authentication", "M-03 documented",
        "use the client_secret that goes with the client_id", code="invalid_client",
    ),
    "unsupported-grant": Refusal(
        400, "Unsupported grant type: {grant}", "grant", "M-03 choice", "send grant_type=client_credentials",
        code="unsupported_grant_type", sample={"grant": "password"},
    ),
    "no-token": Refusal(
        200, "Access token not specified", "authentication", "M-04 choice",
        "send Authorization: Bearer with a token; access_token in the query is no longer read" + _DEFECT, code="600",
    ),
    "unauthenticated": Refusal(
        200, "Access token invalid", "authentication", "M-04 documented", _RENEW, code="601",
    ),
    "expired-token": Refusal(
        200, "Access token expired", "authentication", "M-04 documented", _RENEW, code="602",
    ),
    "access-denied": Refusal(
        200, "Access denied", "permission", "M-05 documented", "planned: the API user lacks the permission",
        code="603",
    ),
    "request-timeout": Refusal(
        200, "Request time-out", "server", "M-05 documented", "planned: try again", code="604",
    ),
    "method-not-allowed": Refusal(
        200, "Request method '{method}' not supported", "route", "M-05 public", "use {allowed}",
        code="605", headers=(("allow", "{allowed}"),), sample={"allowed": "OPTIONS"},
    ),
    "rate-limited": Refusal(
        200, "Max rate limit '100' exceeded with in '20' secs", "rate limit", "M-33 public",
        "wait {retry_after} s: 100 calls in 20 s; marketorestpython 0.5.25 repeats the call without its token, "
        "which comes back as 600", code="606",
    ),
    "daily-quota": Refusal(
        200, "Daily quota reached", "rate limit", "M-33 documented",
        "50,000 calls a day: wait {retry_after} s, until midnight in Central Standard Time",
        code="607",
    ),
    "unavailable": Refusal(
        200, "API Temporarily Unavailable", "server", "M-05 documented",
        "planned, or the store gives no answer: try again", code="608",
    ),
    "invalid-json": Refusal(
        200, "Invalid JSON", "request", "M-05 documented", "{reason}: send a JSON object", code="609",
        sample={"reason": "not valid JSON: unexpected end of data"},
    ),
    "not-found": Refusal(
        200, "Requested resource not found", "route", "M-05 documented",
        "{known}", code="610", sample={"known": "nothing is served at this path"},
    ),
    "server-error": Refusal(
        200, "System error", "server", "M-05 documented", "planned, or a defect of this server: see its log",
        code="611",
    ),
    "invalid-content-type": Refusal(
        200, "Invalid Content Type", "request", "M-05 documented",
        "the body is {content_type}: send application/json, or a form where a form is taken", code="612",
        sample={"content_type": "text/plain"},
    ),
    "invalid-multipart": Refusal(
        200, "Invalid Multipart Request", "request", "M-05 documented", "{reason}", code="613",
        sample={"reason": "the form has no part with the name file"},
    ),
    "too-many-at-once": Refusal(
        200, "Concurrent access limit '10' reached", "rate limit", "M-33 public",
        "make fewer calls at once: ten may be under way", code="615",
    ),
    "transient-error": Refusal(
        200, "Transient Error", "server", "M-05 documented", "planned: try again", code="713",
    ),
    "invalid-request": Refusal(
        200, "Invalid value '{value}'. Required of type '{type}'", "request", "M-06 documented", "{reason}",
        code="1001", sample={"value": "x", "type": "integer", "reason": "query.batchSize: expected a number, got x"},
    ),
    "missing-parameter": Refusal(
        200, "Missing value for the required parameter '{name}'", "request", "M-06 documented",
        "send {name}: an empty value counts as none", code="1002", sample={"name": "filterType"},
    ),
    "undeclared": Refusal(
        200, "Undeclared in strict mode: {reason}", "request", "M-06 choice",
        "{reason}: leave it out, or set the sandbox's strict mode to warn", code="1003",
        sample={"reason": "query.extra: expected a declared field, got an undeclared one"},
    ),
    "too-many-jobs": Refusal(
        200, "Too many jobs in queue", "application", "M-31 documented", "planned: wait until a job is done",
        code="1029",
    ),
    "crm-error": Refusal(
        200, "{reason}", "application", "M-05 documented", "Marketo refused: {reason}",
    ),
    "host-refused": Refusal(
        403, "The Host {bare} is not answered here", "host", "X-02 choice",
        "use localhost or 127.0.0.1, or start the server with --allow-host {bare}", code="603",
        sample={"bare": "mock.example"},
    ),
    "body-too-large": Refusal(
        413, "Request Entity Too Large", "request", "M-34 documented", "a body has at most 1 MB, an import 10 MB",
        code="413",
    ),
    "uri-too-long": Refusal(
        414, "Request-URI Too Long", "request", "M-34 documented",
        "path and query have at most 8 KB: send the parameters as a form with _method=GET", code="414",
    ),
    "contract-broken": Refusal(
        500, "System error: {reason}", "server", "X-01 choice",
        "a defect of this server, nothing was stored: {reason}", code="611", sample={"reason": "planned"},
    ),
    "bad-gateway": Refusal(
        502, "Bad Gateway", "server", "M-05 documented", "planned: try again", code="502",
    ),
    "unknown-outcome": Refusal(
        400, "Unknown outcome: {reason}", "server", "X-02 choice", "{hint}", code="1003",
    ),
}  # fmt: skip
"""By the name of the outcome. A code that is no number is one of OAuth's, for which the answer has another form."""
