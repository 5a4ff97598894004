"""Servers that break one statement each: this one, with one thing of its calls or of its answers changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qs

import httpx
import orjson
from msgspec.structs import replace

from mockserver.checks.client import Client
from mockserver.checks.conformance import Conformance
from mockserver.checks.findings import BROKEN
from mockserver.checks.verification import Results, perform, verdicts
from mockserver.cli.commands.verify import target_of
from mockserver.core.http import Answer, Call
from mockserver.dialects import named
from mockserver.dialects.frame import Dialect
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures as world

ENVIRONMENT: Final = {
    "OKTOPOST_ACCOUNT_ID": "001000000000001",
    "OKTOPOST_API_KEY": "okto-sandbox-key",
    "OKTOPOST_READONLY_API_KEY": "okto-readonly-key",
    "OKTOPOST_EXPIRED_INTEGRATION": "014000000000007",
    "OKTOPOST_FOREIGN_INTEGRATION": "014000000000101",
    "REFOLD_API_KEY": "tk-sandbox-key",
    "REFOLD_LINKED_ACCOUNT_ID": "customer@example.com",
    "REFOLD_SESSION_TOKEN": "sandbox-session-token",
    "VERIFY_EVENT_TYPE": "12345",
    "VERIFY_MARKETO_LEAD": "100",
    "VERIFY_ACTIVITY_TYPE": "100001",
}
"""What is known of the shipped records."""

Twist = Callable[[Call, Answer], Answer | None]
"""Makes another answer of a right one; None leaves it."""


class Broken(Gateway):
    """A server that breaks one thing; ``misread`` changes a call before it is answered."""

    def __init__(self, twist: Twist, misread: Callable[[Call], Call] = lambda call: call) -> None:
        super().__init__(Sandboxes(world.load()))
        self._twist = twist
        self._misread = misread

    def respond(self, call: Call, dialect: Dialect) -> Answer:
        """The right answer, and then not."""
        answer = super().respond(self._misread(call), dialect)
        twisted = self._twist(call, answer)
        return answer if twisted is None else twisted


class InProcess(httpx.AsyncBaseTransport):
    """Carries calls to a gateway without a network."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The gateway's answer."""
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in request.headers.raw}
        url, body = request.url, await request.aread()
        answer = self._gateway.respond_to_any(
            Call(request.method, url.path, url.query.decode(), {**headers, "host": "localhost"}, body)
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=httpx.ByteStream(answer.body))


@cache
def _conformance() -> Conformance:
    """One for all servers, which have the same integrations: it learns nothing of one that is wrong of another."""
    return Conformance()


def verified(server: Gateway | InProcess, *, writes: bool = False, interval: float = 0.0) -> tuple[Client, Results]:
    """All probes on a server of this process."""
    urls = {named("oktopost"): "http://localhost", named("refold"): "http://localhost"}
    client = Client(
        target_of(urls, ENVIRONMENT.get),
        _conformance(),
        interval=interval,
        wait=lambda _: None,
        transport=server if isinstance(server, InProcess) else InProcess(server),
    )
    try:
        *_, results = perform(client, writes=writes)
    finally:
        client.close()
    return client, results


def blamed(client: Client, results: Results) -> set[str]:
    """The statements that `verify` calls broken."""
    return {verdict.name.partition(" ")[0] for verdict in verdicts(client, results) if verdict.state == BROKEN}


def found_in_recording(client: Client) -> set[str]:
    """The statements that `check` calls broken by the server, in a recording of the same calls."""
    conformance = _conformance()
    told = (conformance.hold(exchange) for exchange in client.exchanges)
    return {
        one.ground.statement
        for verdict in told
        for one in verdict.findings
        if one.severity == "error" and one.side == "response"
    }


# -- the twists ------------------------------------------------------------------------------------------------


def document(answer: Answer) -> Any:
    """The JSON of an answer."""
    return orjson.loads(answer.body) if answer.body else None


def with_body(answer: Answer, value: Any, status: int | None = None) -> Answer:
    """The answer with another document."""
    return Answer(answer.status if status is None else status, orjson.dumps(value), answer.headers)


def outcome(answer: Answer) -> str:
    """What this server says that it came to."""
    return dict(answer.headers).get("x-mock-outcome", "")


def same(call: Call, answer: Answer) -> Answer | None:
    """No change."""
    return None


def on(
    name: str, status: int, text: str = "?", *, path: str = "", result: Any = None, when: Callable[[Call], bool] = bool
) -> Twist:
    """Another status, in the vendor's own envelope, where this server comes to an outcome."""

    def twist(call: Call, answer: Answer) -> Answer | None:
        if outcome(answer) != name or not call.path.startswith(path) or not when(call):
            return None
        if status < 400:
            return with_body(answer, result, status)
        if call.path.startswith("/api"):
            kind = {400: "BAD_REQUEST", 403: "FORBIDDEN", 404: "NOT_FOUND"}.get(status, "INTERNAL_SERVER_ERROR")
            told = {"status_code": status, "http_error_type": kind, "message": text}
            return with_body(answer, {**document(answer), **told}, status)
        errors = [text] if call.path == ACTION else {"API": {"Error": text}}
        return with_body(answer, {"Result": False, "Errors": errors}, status)

    return twist


def at(path: str, change: Callable[[Any], Any], *, method: str = "", name: str = "", status: int = 200) -> Twist:
    """Another document at a path that ends so, and for an action of that name."""

    def twist(call: Call, answer: Answer) -> Answer | None:
        fits = call.path.endswith(path) and method in ("", call.method) and (not name or name.encode() in call.body)
        return with_body(answer, change(document(answer))) if answer.status == status and fits else None

    return twist


def at_action(name: str, change: Callable[[Any], Any]) -> Twist:
    """Another result of an action of Oktopost."""
    return at(
        "/integration-action",
        lambda told: {**told, "IntegrationAction": change(told["IntegrationAction"])},
        name=f"actionName={name}",
    )


def worded(old: bytes, new: bytes) -> Twist:
    """Other words in every answer."""
    return lambda call, answer: Answer(answer.status, answer.body.replace(old, new), answer.headers)


def errors(change: Callable[[Any], Any], path: str = "/v2") -> Twist:
    """Another document for every error below a path."""

    def twist(call: Call, answer: Answer) -> Answer | None:
        if answer.status < 400 or not call.path.startswith(path):
            return None
        return with_body(answer, change(document(answer)))

    return twist


def html_errors(call: Call, answer: Answer) -> Answer | None:
    """A page for every error."""
    return Answer(answer.status, b"<html>", [("content-type", "text/html")]) if answer.status >= 400 else None


def called_html(call: Call, answer: Answer) -> Answer | None:
    """Right documents of a wrong media type."""
    kept = [pair for pair in answer.headers if pair[0] != "content-type"]
    return Answer(answer.status, answer.body, [*kept, ("content-type", "text/html")]) if answer.status == 200 else None


def no_challenge(call: Call, answer: Answer) -> Answer | None:
    """401 without the header that HTTP asks for."""
    return Answer(answer.status, answer.body, [pair for pair in answer.headers if pair[0] != "www-authenticate"])


def created_for_success(call: Call, answer: Answer) -> Answer | None:
    """201 for actions."""
    if call.path == ACTION and answer.status == 200:
        return Answer(201, answer.body, answer.headers)
    return None


def foreign_is_forbidden(call: Call, answer: Answer) -> Answer | None:
    """403 where the integration is another account's."""
    foreign = b"014000000000101" in call.body or call.path.endswith("014000000000101")
    told: Any = ["not yours"] if call.path == ACTION else {"API": {"Error": "not yours"}}
    return with_body(answer, {"Result": False, "Errors": told}, 403) if foreign else None


def blank_is_a_value(call: Call, answer: Answer) -> Answer | None:
    """An empty text is looked up."""
    if b"%22email%22%3A%22" in call.body and outcome(answer) == "missing-field":
        return with_body(answer, {"Result": False, "Errors": ["NOT_FOUND: nobody has this address"]})
    return None


def application_errors_as_status(call: Call, answer: Answer) -> Answer | None:
    """The application's status outside."""
    if outcome(answer) == "crm-error" and call.path.startswith("/api"):
        return Answer(document(answer)["http_status"], answer.body, answer.headers)
    return None


def unsorted_members(told: Any) -> Any:
    """The members of integrations in another order."""
    return {**told, "Items": [dict(sorted(item.items())) for item in told["Items"]]}


# -- calls that are read wrongly -------------------------------------------------------------------------------


def deaf_to_underscores(call: Call) -> Call:
    """A proxy that drops headers whose names have underscores."""
    return replace(call, headers={name: value for name, value in call.headers.items() if "_" not in name})


def without_query(*names: str) -> Callable[[Call], Call]:
    """Some fields of the query are not looked at."""

    def misread(call: Call) -> Call:
        kept = "&".join(pair for pair in call.query.split("&") if pair.partition("=")[0] not in names)
        return replace(call, query=kept)

    return misread


def any_key_may(call: Call) -> Call:
    """The permission of a key is not looked at."""
    full = "Basic MDAxMDAwMDAwMDAwMDAxOm9rdG8tc2FuZGJveC1rZXk="
    readonly = "Basic MDAxMDAwMDAwMDAwMDAxOm9rdG8tcmVhZG9ubHkta2V5"
    login = call.headers.get("authorization")
    return replace(call, headers={**call.headers, "authorization": full}) if login == readonly else call


def deletes_nothing(call: Call) -> Call:
    """DELETE is answered, and nothing is done."""
    return replace(call, method="GET" if call.method == "DELETE" and call.path.startswith("/v2") else call.method)


def keeps_state(call: Call) -> Call:
    """A change of state is answered, and nothing is done."""
    known = call.method == "POST" and call.path.startswith("/v2/integration/")
    return replace(call, body=b"cnameId=0CN000000000000") if known else call


def updates_nothing(call: Call) -> Call:
    """An update of an account writes the name that a look-up finds there already."""
    form = parse_qs(call.body.decode(errors="replace")) if call.path == ACTION else {}
    if form.get("actionName") != ["account.update"]:
        return call
    return replace(call, body=call.body.replace(b"-2%22", b"%22"))


ACTION: Final = "/v2/integration-action"
_NOBODY: Final = {"Result": True, "IntegrationAction": {"contact": None}}


@dataclass(frozen=True)
class Server:
    """One server; ``statement`` is the one that it breaks, ``also`` what that breaks as well.

    ``writes``: only a run that writes can find it; ``seen``: whether a recording of the calls shows it to `check`.
    """

    name: str
    statement: str
    twist: Twist = same
    misread: Callable[[Call], Call] = lambda call: call
    also: str = ""
    writes: bool = False
    seen: bool = False


SERVERS: Final = (
    Server("201 for a success", "O-05", created_for_success, seen=True),
    Server(
        "Error instead of Errors",
        "O-06",
        errors(lambda told: {"Result": False, "Error": told["Errors"]}),
        seen=True,
        also="I-12",
    ),
    Server("other words for a missing field", "O-07", worded(b"Missing required field: ", b"Missing field: ")),
    Server("an empty field passes as a value", "O-08", blank_is_a_value),
    Server(
        "the payload is checked before the action",
        "O-09",
        on("unsupported-action", 400, "Missing required field: email", path="/v2"),
    ),
    Server("another account's integration is forbidden, not unknown", "O-11", foreign_is_forbidden, also="I-11"),
    Server("a disabled integration works", "O-12", on("integration-disabled", 200, result=_NOBODY), also="O-07 O-37"),
    Server(
        "any payload will do",
        "O-15",
        on("invalid-payload", 200, path=ACTION, result=_NOBODY),
        seen=True,
        also="O-37 O-55",
    ),
    Server("403 for a wrong key", "O-16", on("unauthenticated", 403, path="/v2")),
    Server("404 for nobody", "O-20", on("null-contact", 404)),
    Server(
        "Total counts the page",
        "I-01",
        at("/v2/integration", lambda told: {**told, "Total": len(told["Items"])}, method="GET"),
    ),
    Server("the filter by type is ignored", "I-02", misread=without_query("type"), seen=True),
    Server("members in another order", "I-04", at("/v2/integration", unsorted_members, method="GET")),
    Server(
        "assets for whoever reads an integration",
        "I-05",
        at(
            "/v2/integration/014000000000001",
            lambda told: {**told, "Integration": {**told["Integration"], "Assets": {"Credentials": [], "Boards": []}}},
        ),
        seen=True,
    ),
    Server("the header of underscores is dropped", "R-02", misread=deaf_to_underscores),
    Server(
        "contacts instead of results",
        "R-05",
        lambda call, answer: (
            worded(b'"results"', b'"contacts"')(call, answer) if call.path.endswith("/get_contact/execute") else None
        ),
        seen=True,
    ),
    Server(
        "the same request_id for every refusal",
        "R-07",
        errors(lambda told: {**told, "request_id": "9f1c2a4e-0f3e-4a1c-8a6a-0a0a0a0a0a0a"}, "/api"),
    ),
    Server("other words for a wrong token", "R-09", worded(b"Invalid session token", b"Bad session")),
    Server("the application's status as the HTTP status", "R-13", application_errors_as_status, also="R-07"),
    Server("no parameter is required", "R-19", worded(b'"required":true', b'"required":false')),
    Server("pages of HTML for errors", "O-06", html_errors, seen=True, also="I-12 R-07 X-02"),
    Server(
        "JSON that is called HTML",
        "O-05",
        called_html,
        seen=True,
        also="I-01 I-05 O-70 O-72 O-73 O-74 O-75 O-76 O-77 O-78 O-79 O-80 O-82 O-83 R-04 R-11 R-21 "
        "R-37 R-38 R-61 R-69 R-72 R-74",
    ),
    Server(
        "one text instead of several",
        "O-06",
        errors(
            lambda told: {
                **told,
                "Errors": told["Errors"][0] if isinstance(told["Errors"], list) and told["Errors"] else told["Errors"],
            }
        ),
        seen=True,
    ),
    Server(
        "Result is missing",
        "O-05",
        at("/integration-action", lambda told: {"IntegrationAction": told["IntegrationAction"]}),
        seen=True,
    ),
    Server("the permission is not looked at", "O-10", misread=any_key_may, also="O-85"),
    Server("an expired integration token works", "O-16", on("expired-integration-token", 200, result=_NOBODY)),
    Server("a type without actions has some", "O-13", on("unsupported-type", 200, result=_NOBODY)),
    Server("404 for an action that nobody has", "O-14", on("unsupported-action", 404, path="/v2")),
    Server(
        "500 without an integration's id",
        "O-02",
        on("missing-field", 500, path=ACTION, when=lambda call: b"id=" not in call.body),
        seen=True,
    ),
    Server(
        "500 without an action's name",
        "O-03",
        on("missing-field", 500, path=ACTION, when=lambda call: b"actionName" not in call.body),
        seen=True,
    ),
    Server(
        "a payload must be there",
        "O-04",
        lambda call, answer: (
            with_body(answer, {"Result": False, "Errors": ["Payload?"]}, 400)
            if call.path == ACTION and b"payload" not in call.body and answer.status == 200
            else None
        ),
    ),
    Server(
        "fields that nobody knows are refused",
        "O-19",
        lambda call, answer: (
            with_body(answer, {"Result": False, "Errors": ["colourOfHair?"]}, 400)
            if b"colourOfHair" in call.body and call.path == ACTION
            else None
        ),
    ),
    Server(
        "nobody in Salesforce is null",
        "O-21",
        on("crm-error", 200, path=ACTION, result={"Result": True, "IntegrationAction": None}),
        also="O-32 O-37",
    ),
    Server("no challenge for credentials", "O-18", no_challenge),
    Server(
        "totalSize counts something else", "O-47", at_action("case.getAll", lambda found: {**found, "totalSize": 99})
    ),
    Server(
        "another lead than asked for",
        "O-31",
        at_action("lead.getById", lambda found: {**found, "Email": "somebody@else.com"}),
    ),
    Server(
        "Marketo's success is missing",
        "O-54",
        at_action("list.getAll", lambda found: {"result": found["result"]}),
        seen=True,
    ),
    Server(
        "pages count from 1", "I-03", misread=lambda call: replace(call, query=call.query.replace("_page=0", "_page=1"))
    ),
    Server(
        "an unknown integration is an empty one",
        "I-12",
        on("integration-not-found", 200, path="/v2/integration/", result={"Result": True, "Integration": None}),
        also="I-05 I-11 O-02",
    ),
    Server(
        "errors of lists as an array",
        "I-12",
        errors(
            lambda told: {
                "Result": False,
                "Errors": [told["Errors"]["API"]["Error"]] if isinstance(told["Errors"], dict) else told["Errors"],
            }
        ),
    ),
    Server(
        "node_status is missing", "R-04", at("/execute", lambda told: {"data": told["data"]}), seen=True, also="R-16"
    ),
    Server(
        "a status that is a text",
        "R-07",
        errors(lambda told: {**told, "status_code": str(told["status_code"])}, "/api"),
        seen=True,
        also="X-02",
    ),
    Server("other words for a missing parameter", "R-08", worded(b"Required parameter ", b"Parameter ")),
    Server("400 for an action that Refold has not", "R-10", on("unsupported-action", 400, path="/api")),
    Server(
        "actions without their ids",
        "R-11",
        at("/actions", lambda told: [{"name": one["name"]} for one in told]),
        seen=True,
    ),
    Server("the linked account in the query is not looked at", "R-03", misread=without_query("linked_account_id")),
    Server(
        "an account that is not connected works",
        "R-15",
        on(
            "not-connected",
            200,
            result={"data": {"results": [], "paging": {}}, "node_status": "Success", "http_status": 200},
        ),
    ),
    Server(
        "a parameter of any type",
        "R-22",
        on(
            "invalid-payload",
            200,
            path="/api",
            result={"data": {"results": [], "paging": {}}, "node_status": "Success", "http_status": 200},
        ),
        seen=True,
    ),
    Server(
        "parameters that nobody knows are refused",
        "R-23",
        lambda call, answer: (
            with_body(
                answer,
                {
                    "status_code": 400,
                    "http_error_type": "BAD_REQUEST",
                    "error_code": "VALIDATION_ERROR",
                    "message": "colourOfHair?",
                    "request_id": "9f1c2a4e-0f3e-4a1c-8a6a-0a0a0a0a0a0a",
                },
                400,
            )
            if b"colourOfHair" in call.body and call.path.startswith("/api")
            else None
        ),
    ),
    Server(
        "applications in an object", "R-21", at("/public/application", lambda told: {"applications": told}), seen=True
    ),
    Server(
        "a contact that is listed is not found",
        "R-16",
        at("/search_contacts/execute", lambda told: {**told, "data": {**told["data"], "results": []}}),
    ),
    Server(
        "the key's linked account is taken for granted",
        "R-02",
        misread=lambda call: (
            replace(call, headers={"linked_account_id": "customer@example.com", **call.headers})
            if "linked_account_id" not in call.query
            else call
        ),
    ),
    Server(
        "HTML for a method that a path has not",
        "X-02",
        lambda call, answer: html_errors(call, answer) if answer.status == 405 else None,
    ),
    Server("a configuration that there is not in other words", "R-36", on("config-not-found", 404, "Not Found")),
    Server(
        "what needs consent again does not say so",
        "R-29",
        lambda call, answer: (
            with_body(answer, [{**one, "reauth_required": True} for one in document(answer)])
            if call.path.endswith("/application") and call.method == "GET" and answer.status == 200
            else None
        ),
    ),
    Server("any state gives consent", "R-26", on("invalid-state", 200, path="/api", result={}), seen=True),
    Server(
        "a workflow's end is kept to itself",
        "R-71",
        lambda call, answer: (
            with_body(answer, {**document(answer), "status": "RUNNING"})
            if "/public/execution/" in call.path and answer.status == 200
            else None
        ),
        writes=True,
    ),
    Server("nothing is deleted", "I-08", misread=deletes_nothing, writes=True),
    Server("a change of state is lost", "I-07", misread=keeps_state, writes=True, also="I-13"),
    Server(
        "a new integration is told whole",
        "I-06",
        at(
            "/v2/integration",
            lambda told: {**told, "Integration": {**told["Integration"], "Version": 1}},
            method="POST",
        ),
        writes=True,
    ),
    Server("an update is lost", "O-43", misread=updates_nothing, writes=True),
    Server(
        "a new contact has other properties",
        "R-06",
        at(
            "/create_contact/execute",
            lambda told: {
                **told,
                "data": {**told["data"], "properties": {**told["data"]["properties"], "jobtitle": "Clerk"}},
            },
        ),
        writes=True,
    ),
)
"""One wrong behaviour each."""
