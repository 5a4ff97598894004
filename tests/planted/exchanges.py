"""Exchanges with one planted error each: in what a client sends, or in what a server answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import quote, urlencode

import orjson
from msgspec.structs import replace

from mockserver import dialects
from mockserver.checks.conformance import Conformance
from mockserver.checks.exchanges import Recorded
from mockserver.checks.findings import Verdict
from mockserver.core.http import Answer, Call
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures as world
from tests import payloads

APPS: Final = {f"01400000000000{number}": app for number, app in enumerate(("salesforce", "marketo", "hubspot"), 1)}
"""The application behind each of the default integrations."""

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
ACTION: Final = "/v2/integration-action"
LOGIN: Final = {"host": "localhost", "authorization": "Basic MDAxMDAwMDAwMDAwMDAxOm9rdG8tc2FuZGJveC1rZXk="}
KEY: Final = {"host": "localhost", "x-api-key": "tk-sandbox-key", "linked_account_id": "customer@example.com"}


def form(fields: Mapping[str, str] | str, *, path: str = ACTION, **headers: str) -> Call:
    """A form that is sent to Oktopost."""
    body = fields if isinstance(fields, str) else urlencode(fields)
    return Call("POST", path, "", {**LOGIN, "content-type": FORM, **headers}, body.encode())


def act(name: str, payload: Any, *, app: str = "salesforce", **fields: str) -> Call:
    """An action of Oktopost; ``payload`` is a document, or text as it is sent."""
    number = next(number for number, owner in APPS.items() if owner == app)
    text = payload if isinstance(payload, str) else orjson.dumps(payload).decode()
    return form({"id": number, "actionName": name, "payload": text, **fields})


def get(path: str, query: str = "") -> Call:
    """A call of Oktopost that reads."""
    return Call("GET", path, query, LOGIN)


def execute(name: str, body: Any, *, method: str = "POST", **headers: str) -> Call:
    """An action of Refold, ``slug/action_id``; ``body`` is a document, or bytes as they are sent."""
    slug, _, action = name.partition("/")
    path = f"/api/v2/integration-schema/{slug}/actions/{quote(action)}/execute"
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return Call(method, path, "", {**KEY, "content-type": JSON, **headers}, content)


def refold(method: str, path: str, body: Any = None, query: str = "") -> Call:
    """Another call of Refold."""
    content = b"" if body is None else orjson.dumps(body)
    return Call(method, f"/api/v2/{path}", query, {**KEY, "content-type": JSON}, content)


def without(call: Call, *names: str) -> Call:
    """The call without some headers."""
    return replace(call, headers={name: value for name, value in call.headers.items() if name not in names})


def exchange(call: Call) -> Recorded:
    """The call with this server's answer to it."""
    return Recorded("", call, Gateway(Sandboxes(_world())).respond_to_any(call))


_world: Final = cache(world.load)


def verdict(recorded: Recorded, **options: Any) -> Verdict:
    """What `check` says of an exchange, the applications of the integrations known."""
    return Conformance(integrations=APPS, **options).hold(recorded)


def found(told: Verdict, severity: str = "error", *, side: str = "") -> set[str]:
    """The statements, with the kind of their evidence, that findings of a weight rest on, of both sides or of one."""
    return {
        f"{one.ground.statement} {one.ground.kind}"
        for one in told.findings
        if one.severity == severity and side in ("", one.side)
    }


# -- what a client sends ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Request:
    """A call with one error, the statement that it breaks, and how much the finding weighs."""

    name: str
    call: Call
    statement: str
    severity: str = "error"


_LEAD: Final = {"email": "john@acme.com"}
_ACTIVITY: Final = {"leadId": 12345, "activityTypeId": 100001, "primaryAttributeValue": "x"}
_SEARCH: Final = {"propertyName": "email", "operator": "EQ", "value": "contact@example.com"}

REQUESTS: Final = (
    Request("a required field is missing", act("lead.getByEmail", {}), "O-32 documented"),
    Request("a required field is an empty text", act("lead.getByEmail", {"email": ""}), "O-32 documented"),
    Request("a required field is null", act("lead.getByEmail", {"email": None}), "O-08 choice"),
    Request("a required object is empty", act("lead.create", {"data": {}}), "O-08 choice"),
    Request("one of two required fields is missing", act("lead.update", {"data": {"Title": "x"}}), "O-35 documented"),
    Request("an e-mail address is a number", act("lead.getByEmail", {"email": 5}), "O-32 documented"),
    Request("an object is a text", act("lead.create", {"data": "LastName=Roe"}), "O-34 documented"),
    Request(
        "an item of a list is a text",
        act("list.addLeads", {"listId": "1234", "leadIds": [100, "x"]}, app="marketo"),
        "O-55 documented",
    ),
    Request(
        "a list's id is a number",
        act("list.addLeads", {"listId": 1234, "leadIds": [100]}, app="marketo"),
        "O-55 documented",
    ),
    Request(
        "an integer is a text",
        act("activity.addCustom", {**_ACTIVITY, "leadId": "12345"}, app="marketo"),
        "O-58 documented",
    ),
    Request(
        "a moment is not ISO 8601",
        act("activity.addCustom", {**_ACTIVITY, "activityDate": "yesterday"}, app="marketo"),
        "O-25 documented",
    ),
    Request(
        "attributes are an array",
        act("activity.addCustom", {**_ACTIVITY, "attributes": ["x"]}, app="marketo"),
        "O-58 documented",
    ),
    Request(
        "extra data are a text",
        act("event.upsert", {"id": "e", "eventTypeId": "12345", "email": "a@b.co", "extraData": "x"}, app="hubspot"),
        "O-62 documented",
    ),
    Request("a payload is not JSON", act("lead.getByEmail", "{email}"), "O-15 documented"),
    Request("a payload is an array", act("lead.getByEmail", ["x"]), "O-32 documented"),
    Request("a payload is cut off", act("lead.getByEmail", '{"email": "john@acme.com"'), "O-15 documented"),
    Request("an integration's id is missing", form({"actionName": "case.getAll"}), "O-02 documented"),
    Request("an integration's id is too short", form({"id": "12345", "actionName": "case.getAll"}), "O-02 choice"),
    Request("the action's name is missing", form({"id": "014000000000001"}), "O-03 documented"),
    Request("an action that nobody has", act("lead.conjure", {}), "O-14 documented"),
    Request("another application's action", act("list.getAll", {}), "O-14 documented"),
    Request(
        "a label instead of an API name",
        act("lead.update", {"id": payloads.LEAD, "data": {"Last Name": "x"}}),
        "O-22 documented",
    ),
    Request(
        "a field that lead.create does not list",
        act("lead.create", {"data": {"Email": "a@b.co", "firstName": "x"}}, app="marketo"),
        "O-23 documented",
    ),
    Request(
        "a property of HubSpot in capitals",
        act("contact.create", {"data": {"email": "new@b.co", "LastName": "x"}}, app="hubspot"),
        "O-24 documented",
    ),
    Request(
        "a member that stands twice",
        act("lead.getByEmail", '{"email": "john@acme.com", "email": "john@acme.com"}'),
        "O-32 documented",
        "warning",
    ),
    Request(
        "a field that the action does not know",
        act("lead.getByEmail", {**_LEAD, "colour": "x"}),
        "O-19 choice",
        "warning",
    ),
    Request(
        "a JSON body instead of a form",
        Call(
            "POST",
            ACTION,
            "",
            {**LOGIN, "content-type": JSON},
            b'{"id": "014000000000001", "actionName": "case.getAll"}',
        ),
        "O-01 public",
        "warning",
    ),
    Request("a body of plain text", form("id=014000000000001", **{"content-type": "text/plain"}), "O-01 choice"),
    Request(
        "a token instead of account and key",
        form({"id": "014000000000001", "actionName": "case.getAll"}, authorization="Bearer x"),
        "O-18 public",
    ),
    Request(
        "no credentials at all",
        without(form({"id": "014000000000001", "actionName": "case.getAll"}, accept="*/*"), "authorization"),
        "O-18 public",
    ),
    Request(
        "credentials without the account",
        form({"id": "014000000000001", "actionName": "case.getAll"}, authorization="Basic b2t0by1zYW5kYm94LWtleQ=="),
        "O-18 public",
    ),
    Request("a page's length that is not offered", get("/v2/integration", "_count=10"), "O-70 public"),
    Request("a type that nobody has", get("/v2/integration", "type=fax"), "I-02 choice"),
    Request("an integration without a custom domain", form({"type": "cd"}, path="/v2/integration"), "I-06 documented"),
    Request("a state of another name", form({"state": "on"}, path="/v2/integration/014000000000001"), "I-07 choice"),
    Request("a method that a path has not", Call("PUT", "/v2/integration", "", LOGIN), "X-02 choice"),
    Request("a required parameter is missing", execute("hubspot/create_contact", {"firstname": "x"}), "R-19 public"),
    Request(
        "a second required parameter is missing",
        execute("hubspot/search_contacts", {**_SEARCH, "operator": ""}),
        "R-19 public",
    ),
    Request("a parameter of another type", execute("hubspot/get_contact", {"limit": ["1"]}), "R-22 choice"),
    Request("parameters that are an array", execute("hubspot/get_contact", ["limit"]), "R-22 choice"),
    Request("parameters that are not JSON", execute("hubspot/get_contact", b"limit=1"), "X-02 choice"),
    Request("an action that Refold has not", execute("hubspot/conjure", {}), "R-10 documented"),
    Request("an application that Refold has not", execute("pipedrive/create_contact", {}), "R-10 choice"),
    Request(
        "a parameter that the action does not know",
        execute("hubspot/get_contact", {"colour": "x"}),
        "R-23 choice",
        "warning",
    ),
    Request(
        "account and key instead of a token",
        without(execute("hubspot/get_contact", {}, authorization="Basic eA=="), "x-api-key"),
        "R-02 documented",
    ),
    Request(
        "a key without a linked account",
        without(execute("hubspot/get_contact", {}), "linked_account_id"),
        "R-02 documented",
    ),
    Request("a linked account without an id", refold("POST", "public/linked-account", {}), "R-21 public"),
    Request("a session token for nobody", refold("POST", "public/session-token", {}), "R-12 public"),
)
"""Errors of a client. What this server answers is in each case the refusal that is due, or a success."""


# -- what a server answers -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reply:
    """A right exchange whose answer is changed, the statement that this breaks, and how much the finding weighs.

    ``also``: another one that it breaks.
    """

    name: str
    call: Call
    change: Callable[[Answer], Answer]
    statement: str
    severity: str = "error"
    also: str = ""


def _status(status: int) -> Callable[[Answer], Answer]:
    return lambda answer: replace(answer, status=status)


def _json(change: Callable[[Any], Any], status: int | None = None) -> Callable[[Answer], Answer]:
    return lambda answer: replace(
        answer, status=status or answer.status, body=orjson.dumps(change(orjson.loads(answer.body)))
    )


def _body(body: bytes, status: int | None = None, kind: str = JSON) -> Callable[[Answer], Answer]:
    return lambda answer: Answer(status or answer.status, body, [("content-type", kind)])


def _set(pointer: str, value: Any) -> Callable[[Answer], Answer]:
    """Another value at a dotted pointer; ``...`` takes the member away."""

    def change(document: Any) -> Any:
        *steps, last = (int(step) if step.isdigit() else step for step in pointer.split("."))
        place = document
        for step in steps:
            place = place[step]
        if value is ...:
            del place[last]
        else:
            place[last] = value
        return document

    return _json(change)


def _refusal(text: str) -> bytes:
    return orjson.dumps({"Result": False, "Errors": [text]})


def _error(status: int, kind: str, message: str, **more: Any) -> bytes:
    told = {"status_code": status, "http_error_type": kind, "error_code": "SERVER_ERROR", "message": message}
    return orjson.dumps({**told, "request_id": "9f1c2a4e-0f3e-4a1c-8a6a-0a0a0a0a0a0a", **more})


_BY_EMAIL: Final = act("lead.getByEmail", _LEAD)
_MISSING: Final = act("lead.getByEmail", {})
_CONTACT: Final = act("contact.getByEmail", {"email": "contact@example.com"}, app="hubspot")
_LISTS: Final = act("list.getAll", {}, app="marketo")
_PAGE: Final = get("/v2/integration")
_ONE: Final = get("/v2/integration/014000000000001")
_GET: Final = execute("hubspot/get_contact", {"limit": "1"})
_CREATE: Final = execute("hubspot/create_contact", {"email": "new@example.com"})
_NO_EMAIL: Final = execute("hubspot/create_contact", {})
_ACCOUNTS: Final = refold("GET", "public/linked-account")

REPLIES: Final = (
    Reply("201 for a success", _BY_EMAIL, _status(201), "O-05 documented"),
    Reply("302 for a success", _BY_EMAIL, _status(302), "O-05 documented"),
    Reply("Result is missing", _BY_EMAIL, _set("Result", ...), "O-05 documented"),
    Reply("Result is a text", _BY_EMAIL, _set("Result", "true"), "O-05 documented"),
    Reply(
        "IntegrationAction under another name",
        _BY_EMAIL,
        _json(lambda told: {"Result": True, "Action": told["IntegrationAction"]}),
        "O-05 documented",
    ),
    Reply("a success in HTML", _BY_EMAIL, _body(b"<html>", kind="text/html"), "O-05 documented"),
    Reply(
        "JSON that is called HTML",
        _BY_EMAIL,
        lambda answer: Answer(200, answer.body, [("content-type", "text/html")]),
        "O-05 documented",
    ),
    Reply(
        "an answer that is cut off", _BY_EMAIL, lambda answer: replace(answer, body=answer.body[:-5]), "O-05 documented"
    ),
    Reply("an error in HTML", _MISSING, _body(b"<html>", kind="text/html"), "O-06 documented"),
    Reply(
        "Error instead of Errors",
        _MISSING,
        _json(lambda told: {"Result": False, "Error": told["Errors"]}),
        "O-06 documented",
    ),
    Reply(
        "one text instead of several",
        _MISSING,
        _json(lambda told: {"Result": False, "Errors": told["Errors"][0]}),
        "O-06 documented",
    ),
    Reply("an error that calls itself a success", _MISSING, _set("Result", True), "O-06 documented"),
    Reply("404 for a missing field", _MISSING, _status(404), "O-07 documented"),
    Reply("500 for a missing field", _MISSING, _body(_refusal("Internal error"), 500), "O-07 documented"),
    Reply(
        "a success without a required field",
        _MISSING,
        _body(b'{"Result": true, "IntegrationAction": {"Id": "00Q5g0000000001EAA"}}', 200),
        "O-07 documented",
    ),
    Reply(
        "a field is called missing that is there",
        _BY_EMAIL,
        _body(_refusal("Missing required field: email"), 400),
        "O-07 documented",
    ),
    Reply(
        "500 for a payload that is not JSON", act("lead.getByEmail", "{"), _body(_refusal("?"), 500), "O-15 documented"
    ),
    Reply(
        "422 for a field of the wrong type",
        act("lead.getByEmail", {"email": 5}),
        _body(_refusal("?"), 422),
        "O-15 documented",
    ),
    Reply("500 for an action that nobody has", act("lead.conjure", {}), _body(_refusal("?"), 500), "O-14 documented"),
    Reply("an array for a record", _BY_EMAIL, _set("IntegrationAction", []), "O-32 choice"),
    Reply(
        "a contact without its properties", _CONTACT, _set("IntegrationAction.contact.properties", ...), "O-59 choice"
    ),
    Reply("a contact whose id is a number", _CONTACT, _set("IntegrationAction.contact.id", 51), "O-59 choice"),
    Reply("Marketo's answer without its success", _LISTS, _set("IntegrationAction.success", ...), "O-54 choice"),
    Reply("a total that is a text", _PAGE, _set("Total", "7"), "I-01 documented"),
    Reply("a page without its items", _PAGE, _set("Items", ...), "I-01 documented"),
    Reply("an integration without its state", _PAGE, _set("Items.0.State", ...), "I-01 documented"),
    Reply("a state of another name", _PAGE, _set("Items.0.State", "on"), "I-01 documented"),
    Reply("a moment in ISO 8601", _ONE, _set("Integration.Created", "2026-01-01T00:00:00Z"), "I-05 documented"),
    Reply("a version that is a text", _ONE, _set("Integration.Version", "1"), "I-05 documented"),
    Reply(
        "an error of a list where nobody reads it",
        get("/v2/integration/014999999999999"),
        _set("Errors", {"Error": "?"}),
        "I-12 public",
    ),
    Reply(
        "a look-up of nobody that is null",
        act("contact.getByEmail", {"email": "nobody@b.co"}, app="hubspot"),
        _set("IntegrationAction", None),
        "O-20 documented",
        also="O-59 choice",
    ),
    Reply("a total that is less than the page", _PAGE, _set("Total", 1), "I-01 documented"),
    Reply(
        "an integration of another type than asked for",
        get("/v2/integration", "type=cd"),
        _set("Items.0.Type", "ga"),
        "I-02 documented",
    ),
    Reply(
        "more integrations than a page has",
        _PAGE,
        _json(lambda told: {**told, "Items": told["Items"] * 9, "Total": 99}),
        "I-03 documented",
    ),
    Reply("another integration than asked for", _ONE, _set("Integration.Id", "014000000000002"), "I-05 documented"),
    Reply(
        "assets that nobody asked for",
        _ONE,
        _set("Integration.Assets", {"Credentials": [], "Boards": []}),
        "I-05 documented",
    ),
    Reply(
        "no assets where they were asked for",
        get(_ONE.path, "withAssets=1"),
        _set("Integration.Assets", ...),
        "I-05 documented",
    ),
    Reply(
        "an integration of another type than connected",
        form({"type": "cd", "cnameId": "0CN000000000000"}, path="/v2/integration"),
        _set("Integration.Type", "ga"),
        "I-06 documented",
    ),
    Reply(
        "204 for a deletion",
        Call("DELETE", "/v2/integration/014000000000001", "", LOGIN),
        _body(b"", 204),
        "I-08 documented",
    ),
    Reply("an error that is sent as a success", _MISSING, _status(200), "O-05 documented", also="O-07 documented"),
    Reply(
        "more contacts than asked for",
        _GET,
        _json(lambda told: {**told, "data": {**told["data"], "results": told["data"]["results"] * 2}}),
        "R-05 documented",
    ),
    Reply("a new contact without what was given", _CREATE, _set("data.properties.email", ...), "R-06 documented"),
    Reply("node_status is missing", _GET, _set("node_status", ...), "R-04 documented"),
    Reply("data is missing", _GET, _set("data", ...), "R-04 documented"),
    Reply(
        "a page whose results are elsewhere",
        _GET,
        _json(lambda told: {**told, "data": {"contacts": told["data"]["results"], "paging": {}}}),
        "R-05 documented",
    ),
    Reply("a contact whose properties are no texts", _CREATE, _set("data.properties.num_notes", 0), "R-05 documented"),
    Reply(
        "an application's error as a success",
        execute("hubspot/get_contact_by_id", {"contact_id": "9"}),
        _set("http_status", 200),
        "R-13 public",
    ),
    Reply("the error has no id", _NO_EMAIL, _set("request_id", ...), "R-07 documented"),
    Reply("the error's id is no UUID", _NO_EMAIL, _set("request_id", "17"), "R-07 documented"),
    Reply("the envelope has another status", _NO_EMAIL, _set("status_code", 422), "R-07 documented"),
    Reply("the envelope has another word", _NO_EMAIL, _set("http_error_type", "NOT_FOUND"), "R-07 documented"),
    Reply(
        "500 for a parameter that is missing",
        _NO_EMAIL,
        _body(_error(500, "INTERNAL_SERVER_ERROR", "?"), 500),
        "R-08 documented",
    ),
    Reply(
        "404 in the words for a parameter that is missing",
        _NO_EMAIL,
        _body(_error(404, "NOT_FOUND", "Required parameter 'email' is missing"), 404),
        "R-08 documented",
    ),
    Reply("a success without a required parameter", _NO_EMAIL, lambda _: _answer_to(_CREATE), "R-08 documented"),
    Reply("a page of linked accounts without its length", _ACCOUNTS, _set("limit", ...), "R-21 public"),
    Reply(
        "an answer's member that stands twice",
        _PAGE,
        _body(b'{"Result": true, "Items": [], "Total": 0, "Total": 1}'),
        "I-01 documented",
        "warning",
    ),
    Reply("a member that no document declares", _PAGE, _set("Took", 3), "I-01 documented", "info"),
    Reply("a state of a node that no document lists", _GET, _set("node_status", "Stalled"), "R-04 documented", "info"),
)
"""Errors of a server that one exchange shows."""


def _answer_to(call: Call) -> Answer:
    answer = exchange(call).answer
    assert answer is not None
    return answer


def changed(reply: Reply) -> Recorded:
    """The exchange with its error."""
    right = exchange(reply.call)
    assert right.answer is not None
    return replace(right, answer=reply.change(right.answer))


# -- what nobody may be blamed for -----------------------------------------------------------------------------


@cache
def right_calls() -> tuple[Call, ...]:
    """Every action of both APIs of actions, and their other routes that read."""
    return tuple(_right_calls())


def _right_calls() -> Iterator[Call]:
    for name, payload in payloads.OKTOPOST.items():
        app, _, action = name.partition("/")
        yield act(action, payload, app=app)
    for name, payload in payloads.REFOLD.items():
        yield execute(name, payload)
    yield from (_PAGE, _ONE, get(_ONE.path, "withAssets=1"), get("/v2/integration", "type=cd&_page=0&_count=50"))
    yield form({"type": "cd", "cnameId": "0CN000000000000"}, path="/v2/integration")
    yield form({"state": "disabled"}, path="/v2/integration/014000000000001")
    yield Call("DELETE", "/v2/integration/014000000000001", "", LOGIN)
    for path in ("integration-schema/hubspot/actions", "integration-schema/hubspot/actions/create_contact",
                 "public/application", "public/application/hubspot", "public/linked-account"):  # fmt: skip
        yield refold("GET", path)
    yield refold("POST", "public/session-token", {"linked_account_id": "customer@example.com"})
    # What depends on the records alone is the server's to judge: nobody is to blame.
    yield act("lead.getByEmail", {"email": "nobody@example.com"})
    yield act("contact.getByEmail", {"email": "nobody@example.com"}, app="hubspot")
    yield act("lead.create", {"data": {"LastName": "Roe", "Company": "Acme", "Favourite_Colour__c": "red"}})
    yield act("lead.create", {"data": {"Email": "zoe@b.co", "Score__c": 5}}, app="marketo")
    yield act("contact.create", {"data": {"email": "zoe@b.co", "own_property_2": "x"}}, app="hubspot")
    yield act("activity.addCustom", {**_ACTIVITY, "activityDate": "2026-01-01"}, app="marketo")
    yield act("case.getAll", "")
    yield form({"id": "014000000000005", "actionName": "case.getAll"})
    yield form({"id": "014999999999999", "actionName": "case.getAll"})
    yield execute("hubspot/get_contact_by_id", {"contact_id": "9"})
    yield execute("hubspot/get_contact", {"limit": 1})
    yield Call("HEAD", "/v2/integration", "", LOGIN)
    for dialect in dialects.load():
        yield dialect.access.call(Sandboxes(_world()).default)
