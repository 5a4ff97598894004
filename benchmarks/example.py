"""The one call that every program answers: a contact by e-mail, as a form; and the same in other programs' formats."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

ACCOUNT: Final = "001000000000001"
KEY: Final = "okto-sandbox-key"
EMAIL: Final = "john@example.com"
PATH: Final = "/v2/integration-action"
FORM: Final = {
    "id": "014000000000001",
    "actionName": "contact.getByEmail",
    "payload": json.dumps({"email": EMAIL}, separators=(",", ":")),
}
AUTHORIZATION: Final = "Basic " + b64encode(f"{ACCOUNT}:{KEY}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request as the load generator sends it, over and over."""

    method: str
    path: str
    headers: dict[str, str]
    body: str = ""


CALL: Final = Request(
    "POST",
    PATH,
    {"Authorization": AUTHORIZATION, "Content-Type": "application/x-www-form-urlencoded"},
    urlencode(FORM),
)


CUSTOMER: Final = Request(
    "POST",
    "/v1/customers",
    {"Authorization": "Bearer sk_test_123", "Content-Type": "application/x-www-form-urlencoded"},
    urlencode({"email": EMAIL}),
)
"""What is closest to the call among those of stripe-mock: credentials, a form, a document held to a contract."""

_DATA: Final = "/services/data/v59.0"
_FILTER: Final = {"propertyName": "email", "operator": "EQ", "value": EMAIL}
OWN_CALLS: Final = {
    "Salesforce: record by id": ("GET", f"{_DATA}/sobjects/Contact/0035g0000000001AAA", None),
    "Salesforce: query": ("GET", f"{_DATA}/query?q=SELECT+Id,+Email+FROM+Contact+WHERE+Email='{EMAIL}'", None),
    "HubSpot: contact by id": ("GET", "/crm/v3/objects/contacts/51", None),
    "HubSpot: search": (
        "POST", "/crm/v3/objects/contacts/search", {"filterGroups": [{"filters": [_FILTER]}], "limit": 10},
    ),
    "Marketo: lead by e-mail": ("GET", f"/rest/v1/leads.json?filterType=email&filterValues={EMAIL}", None),
}  # fmt: skip
"""The commonest calls of the CRMs' own APIs: method, path with its query, body."""


def own_calls() -> dict[str, Request]:
    """The same as the load generator sends them, with credentials of the default sandbox."""
    from mockserver.dialects.gateway import Gateway
    from mockserver.sandboxes.sandbox import Sandboxes
    from mockserver.world import fixtures as world

    gateway, found = Gateway(Sandboxes(world.load())), {}
    for name, (method, path, body) in OWN_CALLS.items():
        dialect = gateway.dialect_of(path.partition("?")[0])
        if dialect is None:
            raise RuntimeError(f"nobody answers for {path}")
        said = dialect.access.call(gateway.sandboxes.default).headers
        headers = {field: value for field, value in said.items() if field != "host"}  # the load generator's own
        if body:
            headers["content-type"] = "application/json"
        found[name] = Request(method, path, headers, json.dumps(body) if body else "")
    return found


def answer() -> Any:
    """What the mock answers to the call, for the programs that answer a constant."""
    from mockserver.core.http import Call
    from mockserver.dialects.gateway import Gateway
    from mockserver.sandboxes.sandbox import Sandboxes
    from mockserver.world import fixtures as world

    gateway = Gateway(Sandboxes(world.load()))
    headers = {name.lower(): value for name, value in CALL.headers.items()} | {"host": "localhost"}
    call = Call(CALL.method, CALL.path, "", headers, CALL.body.encode())
    dialect = gateway.dialect_of(PATH)
    if dialect is None:
        raise RuntimeError(f"nobody answers for {PATH}")
    return json.loads(gateway.respond(call, dialect).body)


def openapi(document: Any) -> dict[str, Any]:
    """The call as an OpenAPI document, with ``document`` as the example of its answer."""
    properties = document["IntegrationAction"]
    contact = {
        "type": "object",
        "required": list(properties),
        "properties": {name: {"type": [_type(value), "null"]} for name, value in properties.items()},
    }
    form = {
        "type": "object",
        "required": list(FORM),
        "properties": {name: {"type": "string", "minLength": 1} for name in FORM},
    }
    envelope = {
        "type": "object",
        "required": ["Result", "IntegrationAction"],
        "properties": {"Result": {"type": "boolean"}, "IntegrationAction": contact},
    }
    operation = {
        "operationId": "executeAction",
        "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form}}},
        "responses": {
            "200": {
                "description": "done",
                "content": {"application/json": {"schema": envelope, "example": document}},
            }
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "contact.getByEmail", "version": "1"},
        "paths": {PATH: {"post": operation}},
    }


def openapi_30(document: Any) -> dict[str, Any]:
    """The same in OpenAPI 3.0, for the programs that know no other."""
    made = openapi(document)
    made["openapi"] = "3.0.3"
    operation = made["paths"][PATH]["post"]
    envelope = operation["responses"]["200"]["content"]["application/json"]["schema"]
    members = envelope["properties"]["IntegrationAction"]["properties"]
    for name, member in members.items():
        members[name] = {"type": member["type"][0], "nullable": True}
    return made


def _type(value: Any) -> str:
    return "boolean" if isinstance(value, bool) else "string"
