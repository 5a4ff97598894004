"""What Schemathesis has to be told about these APIs: ``SCHEMATHESIS_HOOKS=mockserver.openapi.schemathesis_hooks``.

A form field that holds JSON is sent as JSON; a parameter that may hold the text of JSON gets such a text. Actions act
on an integration of the right type, and no call takes away what the run itself lives on. A refusal of what was asked
for, such as a record that is not there, is no fault of the document.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote, urlencode

import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis import AuthContext, Case, HookContext, Response
from schemathesis.core.failures import AcceptedNegativeData, ServerError
from schemathesis.openapi.checks import (
    AllowHeaderMismatch,
    EnsureResourceAvailability,
    MissingHeaderNotRejected,
    RejectedPositiveData,
    UnsupportedMethodResponse,
)

AnyCase = Case[Any]

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"

ABOUT_SHAPE: Final = frozenset(("request", "payload", "parameters"))
"""The checks (``X-Mock-Check``) that hold a request against its contract; the others ask whether it can be done."""

UNTOLD: Final = frozenset(("missing-account-id", "invalid-locator", "missing-slug", "unknown-webhook-event"))
"""Outcomes of a shape that no schema can tell: one credential needs it and another does not, or an answer names it."""

DESTRUCTIVE: Final = frozenset(
    ("update_integration", "delete_integration", "delete_linked_account", "disconnect_application")
)
"""Operations that would end the run if they hit the integrations and the linked account that it uses."""

OF_ANOTHER: Final = frozenset(("cname-not-found",))
"""Outcomes of 404 about something else that the call names than the resource of its path."""

OF_VENDORS: Final = frozenset(("verification-failed", "unknown-slug"))
"""Refusals that a vendor itself words as errors of its server."""

OF_ACCEPTED: Final = (AcceptedNegativeData, MissingHeaderNotRejected, UnsupportedMethodResponse)
"""Failures that say: the call was taken, judged by its status alone."""

NOBODYS: Final = "0" * 15
"""An id that nothing has."""

_PLAIN: Final = st.one_of(st.none(), st.booleans(), st.integers(-1_000_000, 1_000_000), st.text(max_size=20))

schemathesis.openapi.format("json-object", st.dictionaries(st.text(max_size=20), _PLAIN, max_size=3).map(json.dumps))
schemathesis.openapi.format("json-array", st.lists(st.integers(1, 1_000_000), min_size=1, max_size=3).map(json.dumps))


# -- JSON in a form, JSON in a text -----------------------------------------------------------------------------


@schemathesis.serializer(FORM)
def form(context: schemathesis.SerializationContext, value: Any) -> bytes | None:
    """The body of a form: a field that ``encoding`` declares to be JSON is its JSON text, whatever it holds."""
    body = context.case.body
    if not isinstance(body, Mapping):
        return _unlike_a_form(value)
    return urlencode(list(_fields(body, _json_fields(context.case)))).encode()


def _unlike_a_form(value: Any) -> bytes | None:
    if value is None or isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode(errors="surrogatepass")


def _fields(body: Mapping[str, Any], in_json: frozenset[str]) -> Iterator[tuple[str, str]]:
    for name, value in body.items():
        as_it_is = isinstance(value, str) and name not in in_json
        yield name, value if as_it_is else json.dumps(value)


def _json_fields(case: AnyCase) -> frozenset[str]:
    body = case.operation.get_body_for_media_type(FORM)
    encoding = body.definition.get("encoding", {}) if body else {}
    return frozenset(name for name, declared in encoding.items() if declared.get("contentType") == JSON)


@schemathesis.hook
def before_load_schema(context: HookContext, raw_schema: dict[str, Any]) -> None:
    """Let texts with a ``contentSchema`` be generated as texts of such JSON."""
    _tell_formats(raw_schema)


def _tell_formats(node: Any) -> None:
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _tell_formats(inner)
    if isinstance(node, dict) and node.get("contentMediaType") == JSON and "contentSchema" in node:
        kinds = node.pop("type", "string")
        shape = node.pop("contentSchema")["type"]
        node.pop("pattern", None)  # it is about the text, of which the format says more
        others = [kind for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind != "string"]
        node["anyOf"] = [{"type": "string", "format": f"json-{shape}"}, *({"type": kind} for kind in others)]


# -- where calls go ---------------------------------------------------------------------------------------------


@schemathesis.hook
def before_call(context: HookContext, case: AnyCase, kwargs: dict[str, Any]) -> None:
    """Send an action to an integration of its type, and a destructive call to what nobody needs."""
    raw = case.operation.schema.raw_schema
    if isinstance(case.body, dict) and _is_id(case.body.get("id")):
        found = _integrations(raw, case.body.get("actionName"))
        if found:
            case.body["id"] = found[len(json.dumps(case.body)) % len(found)]
    if case.operation.definition.raw.get("operationId") in DESTRUCTIVE:
        for name, value in case.path_parameters.items():
            if unquote(str(value)) in _needed(raw):
                case.path_parameters[name] = NOBODYS


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) == len(NOBODYS) and value.isascii() and value.isalnum()


def _integrations(raw: Mapping[str, Any], action: Any) -> list[str]:
    """The integrations that have an action of this name."""
    schemas = raw["components"]["schemas"]
    variant = schemas.get("ExecuteActionForm", {"discriminator": {"mapping": {}}})["discriminator"]["mapping"]
    if not isinstance(action, str) or action not in variant:
        return []
    found: list[str] = schemas[variant[action].rpartition("/")[2]]["properties"]["id"]["examples"]
    return found


def _needed(raw: Mapping[str, Any]) -> set[str]:
    """What other calls need: the ids that the document gives as examples, and every application."""
    needed = {tag["name"] for tag in raw["tags"]}
    for methods in raw["paths"].values():
        for operation in methods.values():
            needed.update(parameter["example"] for parameter in operation["parameters"] if "example" in parameter)
    return needed


@schemathesis.auth(refresh_interval=None)
class OfTheDefaultSandbox:
    """The credentials that the document tells; a session token is a fresh one, because some calls end theirs."""

    def get(self, case: AnyCase, context: AuthContext) -> list[tuple[str, str, str]]:
        """(header or query, name, value) of the first way to authenticate that the operation knows."""
        ways = case.operation.schema.raw_schema["components"]["securitySchemes"]
        told = case.operation.definition.raw["security"]
        known = [way for way in told if all("x-sandbox" in ways[name] or name in _FRESH for name in way)]
        return [_credential(name, case, ways) for name in known[0]] if known else []

    def set(self, case: AnyCase, data: list[tuple[str, str, str]], context: AuthContext) -> None:
        """Send them."""
        for place, name, value in data:
            if place == "header":
                case.headers[name] = value
            else:
                case.query = {**(case.query or {}), name: value}


def _credential(name: str, case: AnyCase, ways: Mapping[str, Any]) -> tuple[str, str, str]:
    way = ways[name]
    if way["type"] == "apiKey":
        return way["in"], way["name"], way["x-sandbox"]
    if way["scheme"] == "basic":
        return "header", "Authorization", f"Basic {b64encode(way['x-sandbox'].encode()).decode()}"
    token = _FRESH[name](case.operation.schema.get_base_url(), ways) if name in _FRESH else way["x-sandbox"]
    return "header", "Authorization", f"Bearer {token}"


def _session_token(url: str, ways: Mapping[str, Any]) -> str:
    response = requests.post(
        f"{url}/api/v2/public/session-token",
        params={"force_refresh": "true"},
        headers={"x-api-key": ways["apiKey"]["x-sandbox"]},
        json={"linked_account_id": ways["linkedAccount"]["x-sandbox"]},
        timeout=30,
    )
    return str(response.json()["token"])


def _access_token(url: str, ways: Mapping[str, Any]) -> str:
    client = {ways[name]["name"]: ways[name]["x-sandbox"] for name in ("clientId", "clientSecret")}
    asked = {"grant_type": "client_credentials", **client}
    return str(requests.get(f"{url}/identity/oauth/token", params=asked, timeout=30).json()["access_token"])


_FRESH: Final[Mapping[str, Callable[[str, Mapping[str, Any]], str]]] = {
    "sessionToken": _session_token,
    "accessToken": _access_token,
}
"""Ways to authenticate with what has to be asked for first: (address, ways) -> the token."""


# -- what counts ------------------------------------------------------------------------------------------------


@schemathesis.hook
def filter_failure(context: HookContext, failure: Any, case: AnyCase, response: Response) -> bool:
    """Whether a failure is one: a well-formed call may be refused for what it asks, and a refusal may come with 200."""
    outcome = "".join(response.headers.get("x-mock-outcome", []))
    check = "".join(response.headers.get("x-mock-check", []))
    if isinstance(failure, OF_ACCEPTED) and check:
        return False
    is_one = _IS_FAILURE.get(type(failure))
    return is_one is None or is_one(failure, case, outcome, check)


_IS_FAILURE: Final[Mapping[type, Callable[[Any, AnyCase, str, str], bool]]] = {
    AcceptedNegativeData: lambda failure, case, outcome, check: not _leaves_empty(case),
    ServerError: lambda failure, case, outcome, check: outcome not in OF_VENDORS,
    EnsureResourceAvailability: lambda failure, case, outcome, check: outcome not in OF_ANOTHER,
    RejectedPositiveData: lambda failure, case, outcome, check: check in ABOUT_SHAPE and outcome not in UNTOLD,
    AllowHeaderMismatch: lambda failure, case, outcome, check: (
        not set(failure.undocumented_methods) <= _methods_of_patterns(case)
    ),
    UnsupportedMethodResponse: lambda failure, case, outcome, check: (
        failure.method.upper() not in _methods_of_patterns(case)
    ),
}
"""(failure, call, outcome, failed check) -> whether a failure of a kind is one; every other kind is."""


def _leaves_empty(case: AnyCase) -> bool:
    """Whether a value of the call is empty, which counts as not given."""
    parts = (part for part in (case.query, case.body) if isinstance(part, Mapping))
    return any(value is None or value == "" for part in parts for value in part.values())


def _methods_of_patterns(case: AnyCase) -> set[str]:
    """The methods of every path that fits the call's, aliases too: ``/x/{id}`` may have some that ``/x/y`` lacks."""
    return {
        method.upper()
        for path, methods in case.operation.schema.raw_schema["paths"].items()
        for method, operation in methods.items()
        if any(_fits(pattern, case.operation.path) for pattern in (path, *operation.get("x-aliases", ())))
    }


def _fits(pattern: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\\{.*?\\}", "[^/]+", re.escape(pattern)), path) is not None
