"""Calls that are refused, one for each branch of a dialect's refusals, with the statement that the branch rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode

import orjson
from msgspec.structs import replace

from mockserver.core.http import Answer, Call
from mockserver.dialects import named
from mockserver.dialects.frame import Dialect
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures as world
from tests.planted.exchanges import FORM, JSON, KEY, LOGIN, act, execute, form, get, refold

Ask: TypeAlias = Callable[[Call], Answer]
Steps: TypeAlias = Callable[[Ask], Call]
"""Makes the calls that have to come before, and gives the one that is refused."""

_OWN: Final = {"host": "localhost"}
_UNKNOWN: Final = "014999999999999"
_READER: Final = {**LOGIN, "authorization": "Basic MDAxMDAwMDAwMDAwMDAxOm9rdG8tcmVhZG9ubHkta2V5"}
_SF: Final = {**_OWN, "authorization": "Bearer sandbox-salesforce-session"}
_HUB: Final = {**_OWN, "authorization": "Bearer pat-na1-sandbox"}
_DATA: Final = "/services/data/v59.0"


def _sent(path: str, body: Any, headers: Mapping[str, str], method: str = "POST", query: str = "") -> Call:
    """A document, a form (a mapping beside a form's content type), or bytes."""
    if isinstance(body, bytes):
        return Call(method, path, query, dict(headers), body)
    if headers.get("content-type") == FORM:
        return Call(method, path, query, dict(headers), urlencode(body).encode())
    return Call(method, path, query, {"content-type": JSON, **headers}, b"" if body is None else orjson.dumps(body))


def _migrated(slug: str, credentials: Mapping[str, Any]) -> Call:
    return refold("PUT", "public/migrate-token", {"slug": slug, "auth_object": credentials})


def _token(**fields: str) -> Call:
    return _sent("/services/oauth2/token", fields, {**_OWN, "content-type": FORM})


def _hub_token(**fields: str) -> Call:
    return _sent("/oauth/v1/token", fields, {**_OWN, "content-type": FORM})


_CLIENT: Final = {"client_id": "sandbox-hubspot-client-id", "client_secret": "sandbox-hubspot-client-secret"}
_CONSUMER: Final = {"client_id": "sandbox-consumer-key", "client_secret": "sandbox-consumer-secret"}
_SOAP: Final = (
    b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
    b'<login xmlns="urn:partner.soap.sforce.com">'
    b"<username>nobody</username><password>x</password></login></e:Body></e:Envelope>"
)


def _marketo(path: str, body: Any = None, query: str = "", method: str = "GET", **headers: str) -> Call:
    return _sent(path, body, headers, method, query)


def _grant(query: str) -> Call:
    return Call("GET", "/identity/oauth/token", query, dict(_OWN))


_MUNCHKIN: Final = "grant_type=client_credentials&client_id=sandbox-marketo-client-id&client_secret="

_EVENT: Final = {"name": "candidate_created", "response": {}}
_HOOK: Final = {"webhook_url": "http://127.0.0.1/", "webhook_events": ["Everything"]}
_KEYS: Final = "public/linked-account/integration/save-key-credentials"
_WORKFLOW: Final = "f1a7e0c000000000000a0001"


def _made(answer: Answer) -> str:
    made: str = orjson.loads(answer.body)["workflow"]["_id"]
    return made


def _drafted(method: str, path: str, body: Any, **headers: str) -> Steps:
    """A call about a workflow that was made before it and is a draft."""

    def steps(ask: Ask) -> Call:
        draft = _made(ask(refold("POST", "public/workflow", {"name": "Draft", "slug": "hubspot"})))
        call = refold(method, f"public/workflow/{draft}/{path}", body)
        return replace(call, headers={**call.headers, **headers})

    return steps


def _of_another(ask: Ask) -> Call:
    ask(refold("POST", "public/linked-account", {"linked_account_id": "other"}))
    other = {**KEY, "linked_account_id": "other", "content-type": JSON}
    body = orjson.dumps({"name": "Theirs", "slug": "custom"})
    return refold("GET", f"public/workflow/{_made(ask(Call('POST', '/api/v2/public/workflow', '', other, body)))}")


def _unconnected(ask: Ask) -> Call:
    ask(refold("POST", "public/linked-account", {"linked_account_id": "other"}))
    return execute("hubspot/get_contact", {}, linked_account_id="other")


def _job(*before: Call, then: Call) -> Steps:
    """A call about a bulk job that was made before it; ``JOB`` in a path is its id."""

    def steps(ask: Ask) -> Call:
        job = orjson.loads(ask(before[0]).body)["id"]
        for call in before[1:]:
            ask(replace(call, path=call.path.replace("JOB", job)))
        return replace(then, path=then.path.replace("JOB", job))

    return steps


_ASYNC: Final = {**_OWN, "x-sfdc-session": "sandbox-salesforce-session"}
_BULK: Final = _sent(
    "/services/async/59.0/job", {"operation": "insert", "object": "Lead", "contentType": "JSON"}, _ASYNC
)
_ABORT: Final = _sent("/services/async/59.0/job/JOB", {"state": "Aborted"}, _ASYNC)

CALLS: Final[Mapping[str, tuple[tuple[str, str, Call | Steps], ...]]] = {
    "oktopost": (
        ("unauthenticated", "O-16 documented", replace(act("case.getAll", {}), headers=dict(_OWN))),
        ("unauthenticated", "I-12 public", replace(get("/v2/integration"), headers=dict(_OWN))),
        ("no-permission", "O-10 public", replace(act("case.getAll", {}), headers={**_READER, "content-type": FORM})),
        (
            "no-permission",
            "I-10 choice",
            replace(form({"type": "cd"}, path="/v2/integration"), headers={**_READER, "content-type": FORM}),
        ),
        (
            "read-only-key",
            "O-85 choice",
            replace(form({"name": "x"}, path="/v2/team"), headers={**_READER, "content-type": FORM}),
        ),
        ("record-not-found", "O-86 choice", get("/v2/team/014zzzzzzzzzzz9")),
        ("invalid-page-size", "O-70 public", get("/v2/integration", "_count=7")),
        ("integration-not-found", "O-11 documented", form({"id": _UNKNOWN, "actionName": "case.getAll"})),
        ("integration-not-found", "O-02 choice", form({"id": "5", "actionName": "case.getAll"})),
        ("integration-not-found", "I-11 documented", get(f"/v2/integration/{_UNKNOWN}")),
        ("cname-not-found", "I-02 choice", form({"type": "cd", "cnameId": "0CN999999999999"}, path="/v2/integration")),
        ("integration-disabled", "O-12 documented", form({"id": "014000000000004", "actionName": "case.getAll"})),
        ("integration-invalid", "O-12 documented", form({"id": "014000000000005", "actionName": "case.getAll"})),
        ("unsupported-type", "O-13 documented", form({"id": "014000000000006", "actionName": "case.getAll"})),
        ("unsupported-action", "O-14 documented", act("lead.conjure", {})),
        (
            "expired-integration-token",
            "O-16 documented",
            form({"id": "014000000000007", "actionName": "contact.getById", "payload": '{"id": "51"}'}),
        ),
        ("missing-field", "O-07 documented", act("lead.getByEmail", {})),
        ("missing-field", "O-02 documented", form({})),
        ("missing-field", "O-03 documented", form({"id": "014000000000001"})),
        ("missing-field", "I-06 documented", form({"type": "cd"}, path="/v2/integration")),
        ("invalid-payload", "O-15 documented", act("lead.getByEmail", "{")),
        ("crm-error", "O-15 documented", act("list.addLeads", {"listId": "77", "leadIds": [1]}, app="marketo")),
        ("crm-error", "O-21 choice", act("lead.getByEmail", {"email": "nobody@example.com"})),
        ("invalid-request", "X-02 choice", form("id=%FF")),
        ("invalid-request", "I-03 choice", get("/v2/integration", "_page=x")),
        ("wrong-content-type", "O-01 choice", replace(form("x"), headers={**LOGIN, "content-type": "text/plain"})),
        ("undeclared", "O-19 choice", act("case.getAll", {"colour": "red"})),
        ("not-found", "I-12 public", get("/v2/nothing")),
    ),
    "refold": (
        ("unauthenticated", "R-09 documented", execute("hubspot/get_contact", {}, authorization="Bearer x")),
        ("invalid-credentials", "R-09 public", execute("hubspot/get_contact", {}, **{"x-api-key": "x"})),
        ("no-credentials", "R-09 choice", replace(execute("hubspot/get_contact", {}), headers=dict(_OWN))),
        (
            "missing-linked-account",
            "R-02 choice",
            replace(execute("hubspot/get_contact", {}), headers={**_OWN, "x-api-key": KEY["x-api-key"]}),
        ),
        ("invalid-token", "R-12 public", Call("GET", "/connect/nobody", "", dict(_OWN))),
        ("unsupported-action", "R-10 documented", execute("hubspot/conjure", {})),
        ("unsupported-action", "R-10 choice", execute("pipedrive/create_contact", {})),
        ("unsupported-action", "R-11 public", refold("GET", "integration-schema/hubspot/actions/conjure")),
        ("integration-not-found", "R-11 choice", refold("GET", "integration-schema/pipedrive/actions")),
        ("credentials-no-text", "R-78 public", _migrated("hubspot", {"access_token": 1})),
        ("tokens-not-permitted", "R-78 public", _migrated("marketo", {"access_token": "a"})),
        ("keys-not-permitted", "R-78 public", _migrated("hubspot", {"api_key": "b"})),
        ("linked-account-absent", "R-78 public", replace(
            call := _migrated("hubspot", {"access_token": "a"}),
            headers={**call.headers, "linked_account_id": "nobody"})),
        ("application-not-found", "R-21 public", refold("GET", "public/application/pipedrive")),
        ("linked-account-not-found", "R-21 public", refold("GET", "public/linked-account/nobody")),
        (
            "linked-account-unknown",
            "R-12 choice",
            refold("POST", "public/session-token", {"linked_account_id": "nobody"}),
        ),
        (
            "linked-account-exists",
            "R-21 public",
            refold("POST", "public/linked-account", {"linked_account_id": "customer@example.com"}),
        ),
        ("missing-token-account", "R-12 public", refold("POST", "public/session-token", {})),
        ("missing-account-id", "R-21 public", refold("POST", "public/linked-account", {})),
        ("missing-field", "R-08 documented", execute("hubspot/create_contact", {})),
        ("invalid-payload", "R-22 choice", execute("hubspot/create_contact", ["email"])),
        ("invalid-payload", "X-02 choice", execute("hubspot/create_contact", b"{")),
        (
            "invalid-payload",
            "R-21 choice",
            refold("POST", "public/linked-account", {"linked_account_id": "x", "udf": 5}),
        ),
        ("invalid-request", "R-21 choice", refold("GET", "public/linked-account", query="limit=0")),
        ("undeclared", "R-23 choice", execute("hubspot/get_contact", {"colour": "red"})),
        ("crm-error", "R-13 public", execute("hubspot/get_contact_by_id", {"contact_id": "9"})),
        ("node-failed", "R-04 documented", execute("hubspot/create_contact", {"email": "u@node-failed.mock.example"})),
        ("workflow-not-found", "R-62 public", refold("GET", "public/workflow/nothing")),
        ("execution-not-found", "R-70 public", refold("GET", "public/execution/nothing")),
        ("event-not-found", "R-72 public", refold("GET", "public/application/event/nothing")),
        ("event-incomplete", "R-72 public", refold("POST", "public/application/event", {})),
        ("trigger-not-found", "R-73 public", refold("POST", "public/event/hubspot", {"event": "x", "payload": {}})),
        ("webhook-not-found", "R-74 public", refold("GET", "public/webhook/nothing")),
        ("config-not-found", "R-36 public", refold("GET", "public/slug/hubspot/config/nothing")),
        ("application-unknown", "R-36 public", refold("GET", "public/slug/pipedrive/configs")),
        ("missing-slug", "R-36 public", refold("POST", "public/config", {})),
        ("config-field-not-found", "R-36 public", refold("GET", "public/config/field/nothing")),
        ("event-exists", "R-72 public", refold("POST", "public/application/event", _EVENT)),
        ("unknown-webhook-event", "R-74 public", refold("POST", "public/webhook", _HOOK)),
        ("unknown-slug", "R-60 public", refold("POST", "public/workflow", {"name": "A", "slug": "pipedrive"})),
        ("missing-workflow-slug", "R-67 public", refold("POST", f"public/workflow/{_WORKFLOW}/execute", {})),
        ("workflow-unpublished", "R-67 choice", _drafted("POST", "execute", {}, slug="hubspot")),
        ("workflow-draft", "R-63 public", _drafted("PUT", "publish", {"published": False})),
        ("workflow-foreign", "R-62 public", _of_another),
        ("not-connected", "R-15 public", _unconnected),
        ("wrong-auth-type", "R-25 choice", Call("GET", "/api/v1/marketo/integrate", "", KEY)),
        ("verification-failed", "R-27 public", refold("PUT", f"{_KEYS}/marketo", {"client_id": ""})),
        ("invalid-state", "R-26 choice", Call("GET", "/api/v1/hubspot/callback", "state=x&code=y", dict(_OWN))),
        ("not-found", "X-02 choice", refold("GET", "nothing")),
    ),
    "salesforce": (
        ("unauthenticated", "S-12 documented", Call("GET", f"{_DATA}/limits", "", dict(_OWN))),
        (
            "invalid-login",
            "S-01 public",
            _sent("/services/Soap/u/59.0", _SOAP, {**_OWN, "content-type": "text/xml", "soapaction": "login"}),
        ),
        ("invalid-grant", "S-02 documented", _token(grant_type="password", username="x", password="y", **_CONSUMER)),
        ("expired-token", "S-02 documented", _token(grant_type="refresh_token", refresh_token="x", **_CONSUMER)),
        ("invalid-assertion", "S-02 choice", _token(
            grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer", assertion="x")),
        ("unknown-client", "S-02 public", _token(grant_type="password", client_id="x", client_secret="y")),
        ("wrong-client-secret", "S-02 choice", _token(
            grant_type="client_credentials", client_id="sandbox-consumer-key", client_secret="y")),
        ("unsupported-grant", "S-02 choice", _token(grant_type="magic")),
        ("precondition-failed", "S-43 documented", Call(
            "GET", f"{_DATA}/sobjects/Lead/00Q5g0000000001EAA", "",
            {**_SF, "if-unmodified-since": "Sat, 01 Jan 2000 00:00:00 GMT"})),
        ("unknown-token", "S-03 choice", _sent(
            "/services/oauth2/revoke", {"token": "x"}, {**_OWN, "content-type": FORM})),
        ("invalid-locator", "S-06 public", Call("GET", f"{_DATA}/query/01gx0-2000", "", _SF)),
        ("invalid-job", "S-23 documented", _sent(
            "/services/async/59.0/job", {"operation": "insert", "object": "Nothing", "contentType": "JSON"},
            {**_OWN, "x-sfdc-session": "sandbox-salesforce-session"})),
        ("wrong-content-type", "S-12 choice", _sent(
            f"{_DATA}/sobjects/Lead", b"x", {**_SF, "content-type": "text/plain"})),
        ("invalid-payload", "S-12 choice", _sent(f"{_DATA}/sobjects/Lead", b"{", {**_SF, "content-type": JSON})),
        (
            "invalid-job-state",
            "S-21 choice",
            _job(_BULK, _ABORT, then=_sent("/services/async/59.0/job/JOB/batch", [{"LastName": "x"}], _ASYNC)),
        ),
        (
            "no-batch",
            "S-23 documented",
            _job(_BULK, then=Call("GET", "/services/async/59.0/job/JOB/batch/nothing", "", _ASYNC)),
        ),
        ("undeclared", "S-12 choice", Call("GET", f"{_DATA}/limits", "colour=red", _SF)),
        ("invalid-request", "S-12 choice", Call(
            "GET", f"{_DATA}/sobjects/Lead/updated", "start=x&end=y", _SF)),
        ("crm-error", "S-12 choice", Call("GET", f"{_DATA}/query", "q=SELECT", _SF)),
        ("not-found", "S-12 recorded", Call("GET", f"{_DATA}/nothing", "", _SF)),
    ),
    "hubspot": (
        ("unauthenticated", "H-01 recorded", Call("GET", "/crm/v3/objects/contacts", "", dict(_OWN))),
        ("unknown-object-type", "H-02 recorded", Call("GET", "/crm/v3/objects/widgets", "", _HUB)),
        ("missing-scopes", "H-32 recorded", _sent(
            "/crm/v3/objects/contacts", {"properties": {}},
            {**_OWN, "authorization": "Bearer pat-na1-readonly-sandbox"})),
        ("bad-client-id", "H-26 choice", _hub_token(grant_type="refresh_token", client_id="x")),
        ("bad-client-secret", "H-26 choice", _hub_token(
            grant_type="refresh_token", client_id=_CLIENT["client_id"], client_secret="x")),
        ("bad-grant-type", "H-26 choice", _hub_token(**_CLIENT)),
        ("bad-auth-code", "H-26 choice", _hub_token(grant_type="authorization_code", **_CLIENT)),
        ("bad-refresh-token", "H-26 recorded", _hub_token(grant_type="refresh_token", refresh_token="x", **_CLIENT)),
        ("invalid-request", "H-20 recorded", _sent("/crm/v3/objects/contacts", {"properties": 5}, _HUB)),
        ("invalid-request", "X-02 choice", _sent("/crm/v3/objects/contacts", b"\xff", {**_HUB, "content-type": JSON})),
        ("crm-error", "H-20 recorded", Call("GET", "/crm/v3/objects/contacts/999999", "", _HUB)),
        ("undeclared", "X-02 choice", Call("GET", "/crm/v3/objects/contacts", "colour=red", _HUB)),
        ("not-found", "X-02 choice", Call("GET", "/crm/v3/nothing", "", _HUB)),
    ),
    "marketo": (
        ("unknown-client", "M-03 documented", _grant("grant_type=client_credentials&client_id=x&client_secret=y")),
        ("invalid-client", "M-03 documented", _grant(f"{_MUNCHKIN}x")),
        ("unsupported-grant", "M-03 choice", _grant(
            f"{_MUNCHKIN}sandbox-marketo-client-secret".replace("client_credentials", "password"))),
        ("no-token", "M-04 choice", Call("GET", "/rest/v1/leads/describe.json", "", dict(_OWN))),
        ("unauthenticated", "M-04 documented", Call(
            "GET", "/rest/v1/leads/describe.json", "", {**_OWN, "authorization": "Bearer x"})),
        ("invalid-json", "M-05 documented", _marketo(
            "/rest/v1/leads.json", b"{", method="POST", **{"content-type": JSON})),
        ("invalid-content-type", "M-05 documented", _marketo(
            "/rest/v1/leads.json", b"x", method="POST", **{"content-type": "text/plain"})),
        ("invalid-multipart", "M-05 documented", _marketo(
            "/bulk/v1/leads.json", b"x", "format=csv", "POST", **{"content-type": "multipart/form-data; boundary=b"})),
        ("invalid-request", "M-06 documented", _marketo(
            "/rest/v1/leads.json", None, "filterType=id&filterValues=1&batchSize=x")),
        ("invalid-request", "M-22 choice", _marketo(
            "/rest/v1/activities.json", None, "nextPageToken=x&activityTypeIds=1")),
        ("missing-parameter", "M-06 documented", _marketo("/rest/v1/leads.json")),
        ("uri-too-long", "M-34 documented", _marketo("/rest/v1/leads.json", None, f"filterValues={'x' * 9000}")),
        ("body-too-large", "M-34 documented", _marketo(
            "/rest/v1/leads.json", b" " * 1_100_000, method="POST", **{"content-type": JSON})),
        ("crm-error", "M-05 documented", _marketo("/rest/v1/list/999999/leads.json")),
        ("undeclared", "M-06 choice", _marketo("/rest/v1/leads/describe.json", None, "colour=red")),
        ("not-found", "M-05 documented", _marketo("/rest/v1/nothing.json")),
    ),
}  # fmt: skip
"""The outcome, the statement with the kind of its evidence, and the call that comes to it."""


def everywhere(dialect: Dialect, sandboxes: Sandboxes) -> Iterator[tuple[str, Call]]:
    """What every dialect refuses in one way: the outcome and a call that comes to it."""
    call = dialect.access.call(sandboxes.default)
    yield "host-refused", replace(call, headers={**call.headers, "host": "elsewhere.example"})
    yield "method-not-allowed", replace(call, method="TRACE")
    yield "body-too-large", replace(call, too_large=True)
    yield "unknown-outcome", replace(call, headers={**call.headers, "x-mock-outcome": "nonsense"})


PLANNED: Final[Mapping[str, str]] = {
    "rate-limited": "calls in a time: tests/test_faults.py makes them",
    "search-limited": "calls in a time: tests/hubspot_rest/test_refusals.py makes them",
    "daily-quota": "calls in a day: tests/hubspot_rest/test_refusals.py and tests/marketo_rest/test_calls.py make them",
    "too-many-at-once": "calls at one time: tests/marketo_rest/test_calls.py makes them",
    "expired-token": "a token grows old: both tests/hubspot_rest and tests/marketo_rest move the clock",
    "invalid-audience": "a signed assertion: tests/salesforce_rest/test_login.py makes one",
    "no-batch-result": "a batch that is under way: tests/salesforce_rest/test_batches.py asks for its result",
    "row-locked": "the vendor's own doing, which is only planned",
    "config-workflow-not-found": "a configuration with workflows: tests/test_refold_configurations.py makes one",
    "no-rule-field": "a configuration with a rule: tests/test_refold_configurations.py makes one",
    "access-denied": "the vendor's own doing, which is only planned",
    "request-timeout": "the vendor's own doing, which is only planned",
    "transient-error": "the vendor's own doing, which is only planned",
    "too-many-jobs": "the vendor's own doing, which is only planned",
    "bad-gateway": "the vendor's own doing, which is only planned",
    "server-error": "a defect of the server, or planned",
    "contract-broken": "a defect of the server, or planned",
    "unavailable": "the vendor's own doing, which is only planned",
}
"""The outcomes that one call, or a few, cannot come to, and why; each is planned in their place."""


def refused(dialect: str, asked: Call | Steps) -> Answer:
    """The answer of a fresh server in strict mode; a call of Marketo without a host is given one and a token."""
    sandboxes = Sandboxes(_world())
    sandboxes.default.change_settings({"strict": "fail"})
    gateway = Gateway(sandboxes)
    call = asked if isinstance(asked, Call) else asked(gateway.respond_to_any)
    if dialect == "marketo" and "host" not in call.headers:
        call = replace(call, headers={**named("marketo").access.call(sandboxes.default).headers, **call.headers})
    return gateway.respond_to_any(call)


_world: Final = cache(world.load)
