"""Salesforce's REST API: the routes, what they refuse, and how a refusal reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from mockserver.core import contracts
from mockserver.core.action import ActionTable
from mockserver.core.errors import CrmError, Problem
from mockserver.core.http import Call
from mockserver.core.outcomes import Outcome
from mockserver.core.shape import YOURS
from mockserver.core.store import Store
from mockserver.crm.salesforce.objects import declares
from mockserver.dialects.frame import CallContext, Dialect, Refusal, Route, View
from mockserver.dialects.salesforce import (
    batches,
    bulk,
    collections,
    composite,
    layouts,
    login,
    queries,
    records,
    sessions,
)
from mockserver.dialects.salesforce.access import ACCESS, NAME, SOAP
from mockserver.dialects.salesforce.guards import given_token

_LOGIN: Final = ("request", "authentication")
_SESSION: Final = ("authentication",)
_REQUEST: Final = ("authentication", "request")

VIEWS: Final[Mapping[str, tuple[View, Sequence[str]]]] = {
    "soap": (login.soap, _LOGIN),
    "grant_token": (login.create_token, ("authentication",)),
    "revoke_token": (login.revoke_token, _LOGIN),
    "get_identity": (login.get_identity, _SESSION),
    "get_user_info": (login.get_user_info, _SESSION),
    "post_user_info": (login.get_user_info, _SESSION),
    "list_versions": (records.list_versions, ()),
    "list_resources": (records.list_resources, _SESSION),
    "get_limits": (records.get_limits, _SESSION),
    "count_records": (records.count_records, _REQUEST),
    "list_recent": (records.list_recent, _REQUEST),
    "query": (queries.query, _REQUEST),
    "query_all": (queries.query_all, _REQUEST),
    "query_more": (queries.query_more, _SESSION),
    "query_all_more": (queries.query_more, _SESSION),
    "search": (queries.search, _REQUEST),
    "search_by_parameters": (queries.search_by_parameters, _REQUEST),
    "search_by_document": (queries.search_by_document, _REQUEST),
    "describe_global": (records.describe_global, _SESSION),
    "describe_object": (records.describe_object, _SESSION),
    "list_layouts": (layouts.list_layouts, _SESSION),
    "get_layout": (layouts.get_layout, _SESSION),
    "list_named_layouts": (layouts.list_named_layouts, _SESSION),
    "list_compact_layouts": (layouts.list_compact_layouts, _SESSION),
    "list_approval_layouts": (layouts.list_approval_layouts, _SESSION),
    "list_list_views": (layouts.list_list_views, _SESSION),
    "describe_list_view": (layouts.describe_list_view, _SESSION),
    "list_view_results": (layouts.list_view_results, _REQUEST),
    "list_tabs": (layouts.list_tabs, _SESSION),
    "get_theme": (layouts.get_theme, _SESSION),
    "get_object_info": (records.get_object, _SESSION),
    "list_updated": (records.list_updated, _REQUEST),
    "list_deleted": (records.list_deleted, _REQUEST),
    "create_record": (records.create_record, _REQUEST),
    "create_record_by_id": (records.create_record, _REQUEST),
    "get_record": (records.get_record, _REQUEST),
    "update_record": (records.update_record, _REQUEST),
    "delete_record": (records.delete_record, _SESSION),
    "get_by_external_id": (records.get_by_external_id, _REQUEST),
    "upsert_record": (records.upsert_record, _REQUEST),
    "delete_by_external_id": (records.delete_by_external_id, _SESSION),
    "create_records": (collections.create_records, _REQUEST),
    "update_records": (collections.update_records, _REQUEST),
    "upsert_records": (collections.upsert_records, _REQUEST),
    "delete_records": (collections.delete_records, _REQUEST),
    "get_records": (collections.get_records, _REQUEST),
    "retrieve_records": (collections.retrieve_records, _REQUEST),
    "create_tree": (collections.create_tree, _REQUEST),
    "composite": (composite.composite, _REQUEST),
    "batch": (composite.batch, _REQUEST),
    "create_ingest_job": (bulk.create_ingest_job, _REQUEST),
    "upload_batch": (bulk.upload_batch, _REQUEST),
    "change_ingest_job": (bulk.change_ingest_job, _REQUEST),
    "get_ingest_job": (bulk.get_job, _SESSION),
    "delete_ingest_job": (bulk.delete_job, _SESSION),
    "list_results": (bulk.list_results, _SESSION),
    "create_query_job": (bulk.create_query_job, _REQUEST),
    "get_query_job": (bulk.get_job, _SESSION),
    "delete_query_job": (bulk.delete_job, _SESSION),
    "list_query_results": (bulk.list_query_results, _REQUEST),
    "create_batch_job": (batches.create_job, _REQUEST),
    "get_batch_job": (batches.get_job, _SESSION),
    "change_batch_job": (batches.change_job, _REQUEST),
    "add_batch": (batches.add_batch, _REQUEST),
    "list_batches": (batches.list_batches, _SESSION),
    "get_batch": (batches.get_batch, _SESSION),
    "get_batch_request": (batches.get_batch_request, _SESSION),
    "list_batch_results": (batches.list_batch_results, _SESSION),
    "get_batch_result": (batches.get_batch_result, _SESSION),
}
"""Every route by the name of its schema file: its view and the checks that it makes in their order."""

OUTCOMES: Final = (
    Outcome("invalid-login", "refusal", "user name, password or security token are wrong"),
    Outcome("invalid-grant", "refusal", "the user of a token request is not authenticated"),
    Outcome("expired-token", "refusal", "a refresh token is unknown or was revoked"),
    Outcome("invalid-assertion", "refusal", "the assertion is no JSON Web Token"),
    Outcome("invalid-audience", "refusal", "the assertion was made for somebody else"),
    Outcome("unknown-client", "refusal", "the consumer key is nobody's"),
    Outcome("wrong-client-secret", "refusal", "the consumer secret is wrong"),
    Outcome("unsupported-grant", "refusal", "the grant type is none of those that are served"),
    Outcome("unknown-token", "refusal", "a token to be revoked is nobody's"),
    Outcome("invalid-locator", "refusal", "no open query has this locator"),
    Outcome("invalid-job-state", "refusal", "a bulk job cannot be changed any more"),
    Outcome("invalid-job", "refusal", "a job of batches is not known, or cannot be opened"),
    Outcome("no-batch", "refusal", "a job has no batch of that id"),
    Outcome("no-batch-result", "refusal", "a batch has no result of that id"),
    Outcome("row-locked", "refusal", "another transaction holds the record"),
    Outcome("precondition-failed", "refusal", "the record or description is not the one that the client knows"),
    Outcome("wrong-content-type", "refusal", "the body is neither a form nor JSON"),
)
"""What only a call of this API can come to."""

_LOGIN_HINT: Final = "use the user name, password and security token of the sandbox, which `mockserver serve` prints"
_SESSION_HINT: Final = (
    "send Authorization: Bearer with the sandbox's access token, for example sandbox-salesforce-session, "
    "or log in again"
)

REFUSALS: Final = {
    "unauthenticated": Refusal(
        401, "Session expired or invalid", "authentication", "S-12 documented", _SESSION_HINT, code="INVALID_SESSION_ID"
    ),
    "invalid-login": Refusal(
        500, "Invalid username, password, security token; or user locked out.", "authentication", "S-01 public",
        _LOGIN_HINT, code="INVALID_LOGIN",
    ),
    "invalid-grant": Refusal(
        400, "authentication failure", "authentication", "S-02 documented", _LOGIN_HINT, code="invalid_grant"
    ),
    "expired-token": Refusal(
        400, "expired access/refresh token", "authentication", "S-02 documented", "use the sandbox's refresh token",
        code="invalid_grant",
    ),
    "invalid-assertion": Refusal(
        400, "invalid assertion", "authentication", "S-02 choice", "send a JSON Web Token as assertion",
        code="invalid_grant",
    ),
    "invalid-audience": Refusal(
        400, "Audience validation failed", "authentication", "S-02 documented",
        "aud is https://login.salesforce.com, https://test.salesforce.com or the address of this server",
        code="invalid_grant",
    ),
    "unknown-client": Refusal(
        400, "client identifier invalid", "authentication", "S-02 public", "use the sandbox's consumer key",
        code="invalid_client_id",
    ),
    "wrong-client-secret": Refusal(
        400, "invalid client credentials", "authentication", "S-02 choice", "use the sandbox's consumer secret",
        code="invalid_client",
    ),
    "unsupported-grant": Refusal(
        400, "grant type not supported", "authentication", "S-02 choice",
        "grant_type is password, client_credentials, refresh_token or urn:ietf:params:oauth:grant-type:jwt-bearer",
        code="unsupported_grant_type",
    ),
    "unknown-token": Refusal(
        400, "invalid token", "authentication", "S-03 choice", "send a token that is alive",
        code="unsupported_token_type",
    ),
    "invalid-locator": Refusal(
        400, "invalid query locator", "request", "S-06 public",
        "use the last nextRecordsUrl of one of the ten latest queries", code="INVALID_QUERY_LOCATOR",
    ),
    "invalid-job-state": Refusal(
        400, "Invalid job state: {state}", "request", "S-21 choice", "the job is {state}: create another one",
        code="INVALIDJOBSTATE", sample={"state": "JobComplete"},
    ),
    "invalid-job": Refusal(
        400, "{reason}", "request", "S-23 documented", "use the id of a job that this sandbox has opened",
        code="InvalidJob", sample={"reason": "Unable to find object: Nothing"},
    ),
    "no-batch": Refusal(
        400, "Unable to find batch: {reason}", "request", "S-23 documented", "use the id of a batch of this job",
        code="InvalidBatch", sample={"reason": "7510000000000001"},
    ),
    "no-batch-result": Refusal(
        400, "{reason}", "request", "S-23 choice",
        "ask for the results of a batch that is Completed, by the ids that it lists", code="InvalidBatch",
        sample={"reason": "Batch not completed"},
    ),
    "row-locked": Refusal(
        400, "unable to obtain exclusive access to this record", "server", "S-12 choice", "planned: try again",
        code="UNABLE_TO_LOCK_ROW",
    ),
    "precondition-failed": Refusal(
        412, "Precondition Failed", "request", "S-43 documented",
        "read the record again and send its ETag or Last-Modified", code="PRECONDITION_FAILED",
    ),
    "wrong-content-type": Refusal(
        415, "Content-Type header specified in HTTP request is not supported: {content_type}", "request",
        "S-12 choice", "send application/json, to the routes of OAuth a form", code="UNSUPPORTED_MEDIA_TYPE",
        sample={"content_type": "text/plain"},
    ),
    "invalid-payload": Refusal(
        400, "{reason}", "request", "S-12 choice", "{reason}", code="JSON_PARSER_ERROR",
        sample={"reason": "The HTTP entity body is required, but this request has no entity body."},
    ),
    "invalid-request": Refusal(
        400, "{reason}", "request", "S-12 choice", "{reason}", code="INVALID_ARGUMENT",
        sample={"reason": "query: expected the field ids, got none"},
    ),
    "undeclared": Refusal(
        400, "Undeclared in strict mode: {reason}", "request", "S-12 choice", "{reason}", code="INVALID_ARGUMENT",
        sample={"reason": "query.colour: expected a declared field, got an undeclared one"},
    ),
    "crm-error": Refusal(
        400, "{reason}", "application", "S-12 choice", "{reason}", code="UNKNOWN_EXCEPTION", others=(404,),
    ),
    "not-found": Refusal(
        404, "The requested resource does not exist", "route", "S-12 recorded",
        "{known}", code="NOT_FOUND", sample={"known": "nothing is served at this path"},
    ),
    "method-not-allowed": Refusal(
        405, "HTTP Method '{method}' not allowed. Allowed are {allowed}", "route", "S-12 public", "use {allowed}",
        code="METHOD_NOT_ALLOWED", headers=(("allow", "{allowed}"),), sample={"allowed": "GET, HEAD"},
    ),
    "body-too-large": Refusal(
        413, "The body is larger than 10 MiB", "request", "S-12 choice", "send at most 10485760 bytes",
        code="EXCEEDED_MAX_SIZE_REQUEST",
    ),
    "host-refused": Refusal(
        403, "The Host header names {host}, which is not this server", "host", "X-02 choice",
        "name the server 127.0.0.1 or localhost, or start it with --allow-host {bare}",
        code="FUNCTIONALITY_NOT_ENABLED",
        sample={"host": "elsewhere.example", "bare": "elsewhere.example"},
    ),
    "rate-limited": Refusal(
        403, "TotalRequests Limit exceeded.", "rate limit", "S-11 documented",
        "an organisation has 15000 calls in a day", code="REQUEST_LIMIT_EXCEEDED",
    ),
    "server-error": Refusal(
        500, "An unexpected error occurred.", "server", "S-12 documented",
        "planned, or a defect of this server: see its log", code="UNKNOWN_EXCEPTION",
    ),
    "contract-broken": Refusal(
        500, "An unexpected error occurred: {reason}", "server", "X-01 choice",
        "a defect of this server, nothing was stored: {reason}", code="UNKNOWN_EXCEPTION",
        sample={"reason": "planned"},
    ),
    "unavailable": Refusal(
        503, "The server is too busy to handle this request.", "server", "S-12 documented",
        "planned, or the store gives no answer: try again",
        code="SERVER_UNAVAILABLE", headers=(("retry-after", "{retry_after}"),),
    ),
    "unknown-outcome": Refusal(
        400, "Unknown outcome: {reason}", "server", "X-02 choice", "{hint}", code="INVALID_ARGUMENT"
    ),
}  # fmt: skip
"""Every way in which this API says no, by the name of its outcome."""

_OF_OAUTH: Final = frozenset((
    "invalid-grant", "expired-token", "invalid-assertion", "invalid-audience", "unknown-client", "wrong-client-secret",
    "unsupported-grant", "unknown-token",
))  # fmt: skip
"""Refusals that read as OAuth wants it; the others are a list of errors."""


@cache
def dialect() -> Dialect:
    """The routes with their contracts, ready to answer."""
    loaded = contracts.load()
    routes = [Route(f"{NAME}/http/{name}", view, checks, loaded) for name, (view, checks) in VIEWS.items()]
    return Dialect(
        name=NAME,
        title="Salesforce",
        package=__package__ or "",
        prefixes=("/services", "/id"),
        hosts=("login.salesforce.com", "test.salesforce.com", "*.my.salesforce.com", "*.salesforce.com"),
        routes=routes,
        outcomes=OUTCOMES,
        refusals=REFUSALS,
        error=loaded.of(f"{NAME}/http/error", "response"),
        word=word,
        relay=relay,
        access=ACCESS,
        actions=ActionTable(NAME, {}, loaded),
        owner=sessions.owner,
        statements={"S": "Salesforce: REST and Bulk APIs"},
        method=method,
        headers=usage,
        spares=spares,
        places="GET /services/data/v59.0 lists what there is",
    )


def word(refusal: Refusal, text: str, problem: Problem, context: CallContext) -> Any:
    """S-12: a list of errors; an OAuth error where OAuth asks for one, a fault where SOAP does."""
    route: Route | None = context.route
    if context.call.path.startswith(batches.PREFIX):
        return batches.refusal(refusal, text, problem.outcome, context)
    if route is not None and route.key == SOAP:
        return login.fault(refusal.code, text, 500)
    if problem.outcome in _OF_OAUTH:
        return {"error": refusal.code, "error_description": text}
    return [{"message": text, "errorCode": refusal.code}]


def relay(error: CrmError, context: CallContext) -> tuple[int, Any, str]:
    """S-12: an error of the records is the answer as it stands.

    Where it names what the organisation itself declares, that is its evidence.
    """
    evidence = REFUSALS[error.outcome].evidence
    told = [one for one in error.body if isinstance(one, Mapping)]  # some errors are a list of addresses, or a document
    named = [name for one in told for name in one.get("fields") or ()]
    if named and declares(context.sandbox.store(), named):
        evidence = f"{evidence.partition(' ')[0]} {YOURS}"
    return error.status, error.body, evidence


def method(call: Call) -> str:
    """S-12: a POST may be another method by its query field ``_HttpMethod``."""
    if call.method == "POST" and "_HttpMethod=" in call.query:
        return call.query.partition("_HttpMethod=")[2].partition("&")[0].upper()
    return call.method


def spares(context: CallContext, store: Store, outcome: str) -> bool:
    """S-12: a planted end of sessions is that of those which are there: who logs in again is let in.

    Clients log in again and repeat the call for as long as the error lasts.
    """
    return outcome == "unauthenticated" and sessions.is_later(store, given_token(context))


def usage(context: CallContext) -> Sequence[tuple[str, str]]:
    """S-11: on every answer below a version, how many calls of the day are used."""
    if not context.call.path.startswith("/services/data/v"):
        return ()
    return (("sforce-limit-info", f"api-usage={sessions.used(context.known_sandbox)}/{sessions.DAILY}"),)
