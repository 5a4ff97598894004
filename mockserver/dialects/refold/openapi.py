"""Cobalt / Refold in an OpenAPI document: one operation for each action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from mockserver.core.action import Action
from mockserver.dialects.frame import Route
from mockserver.dialects.refold.routes import actions
from mockserver.openapi.description import Description
from mockserver.openapi.operations import Operations
from mockserver.openapi.parts import JSON, Operation, Parts, example_name, media
from mockserver.openapi.schemas import PREFIX, Schema, Schemas, camel
from mockserver.sandboxes.sandbox import World

_EXECUTE: Final = "refold/http/execute_action"

_TOKEN_REFUSALS: Final = frozenset(("unauthenticated", "invalid-token"))
"""What a route that accepts a session token may answer to one."""


def _actions(operations: Operations, route: Route) -> Iterator[tuple[str, str, Operation]]:
    """An operation for each action."""
    head = operations.head(route)
    parameters = [parameter for parameter in head["parameters"] if parameter["in"] != "path"]
    documented = operations.parts.file(route.key)["examples"]
    for action in operations.dialect.actions.values():
        path = route.path.replace("{slug}", action.app).replace("{action_id}", action.name)
        document = _answer(action, operations.schemas)
        operation = {
            **head,
            "operationId": f"{action.app}_{action.name}",
            "tags": [action.app],
            "summary": action.schema["name"],
            "description": action.schema["description"],
            "parameters": parameters,
            "requestBody": _body(action, operations.schemas, documented),
            "responses": operations.responses(route, document, _examples(action, documented)),
            "x-action": action.key,
            "x-evidence": action.schema["evidence"],
        }
        yield path, route.method.lower(), operation


def _body(action: Action, schemas: Schemas, documented: list[dict[str, Any]]) -> Schema:
    """The request body of one action; ``documented`` are whole calls, some of them of this action."""
    examples = {example_name(one): one["request"] for one in [*action.schema["examples"], *_bodies(action, documented)]}
    body = media(schemas.ref(action.key, "/$defs/request"), examples)
    return {"required": bool(action.required), "content": {JSON: body}}


def _answer(action: Action, schemas: Schemas) -> Schema:
    """The document of one action: its data when it succeeded, the application's own error when it did not."""
    forms = {name: schemas.part(_EXECUTE, f"/$defs/{name}") for name in ("full", "short")}
    result = schemas.ref(action.key, "/$defs/response")
    succeeded = [_ended(form, "Success", result) for form in forms.values()]
    return schemas.add(
        f"{camel(action.app)}{camel(action.name)}Answer",
        {"title": action.name, "oneOf": [*succeeded, *_errored(forms, schemas)]},
    )


def _errored(forms: Mapping[str, Schema], schemas: Schemas) -> list[Schema]:
    data = schemas.part(_EXECUTE, "/$defs/data")
    for name, form in forms.items():
        component = f"Errored{camel(name)}"
        if component not in schemas.named:
            schemas.add(component, _ended(form, "Errored", data))
    return [{"$ref": f"{PREFIX}Errored{camel(name)}"} for name in forms]


def _ended(form: Schema, status: str, data: Schema) -> Schema:
    """One form of the envelope for one node_status: what ``if`` and ``then`` say of it becomes plain properties."""
    properties = {**form["properties"], "data": data, "node_status": {"const": status, "type": "string"}}
    if form.get("if", {}).get("properties", {}).get("node_status") == {"const": status}:
        for name, narrowed in form["then"]["properties"].items():
            properties[name] = {**properties[name], **narrowed}
    kept = {name: value for name, value in form.items() if name not in ("if", "then")}
    return {**kept, "description": f"{form['description']} node_status is {status}.", "properties": properties}


def _examples(action: Action, documented: list[dict[str, Any]]) -> dict[str, Any]:
    """The documents of the examples that have a result, and of the documented calls."""
    sealed = [
        {**example, "response": {"data": example["response"], "node_status": "Success", "http_status": 200}}
        for example in action.schema["examples"]
        if "response" in example
    ]
    return {example_name(one): one["response"] for one in [*sealed, *_bodies(action, documented)] if "response" in one}


def _bodies(action: Action, documented: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The documented calls of one action, with their JSON body as the request."""
    for example in documented:
        if example["request"]["path"] == {"slug": action.app, "action_id": action.name}:
            yield {**example, "request": example["request"]["json"]}


def _security(route: Route, parts: Parts) -> list[dict[str, list[str]]]:
    headers = parts.request(route.key).get("headers", {}).get("properties", {})
    ways: list[dict[str, list[str]]] = []
    if "x-api-key" in headers:
        both: dict[str, list[str]] = {"apiKey": [], "linkedAccount": []}
        ways.append(both if "linked_account_id" in headers else {"apiKey": []})
    if _TOKEN_REFUSALS.intersection(parts.refusals(route.key)) and "{token}" not in route.path:
        ways.append({"sessionToken": []})
    return ways or [{}]


def _credentials(world: World) -> dict[str, str]:
    names = world.names["refold"]
    return {
        "apiKey": names["api_key"],
        "linkedAccount": names["linked_account_id"],
        "sessionToken": names["session_token"],
    }


def _samples(world: World) -> dict[str, str]:
    action = next(iter(actions().values()))
    account_id: str = world.names["refold"]["linked_account_id"]
    return {"linked_account_id": account_id, "slug": action.app, "action_id": action.name}


DESCRIPTION: Final = Description(
    title="Cobalt / Refold: actions of linked accounts",
    servers=("https://api.gocobalt.io", "https://app.refold.ai"),
    schemes={
        "apiKey": {
            "type": "apiKey",
            "in": "header",
            "name": "x-api-key",
            "description": "The organisation's API key.",
        },
        "linkedAccount": {
            "type": "apiKey",
            "in": "header",
            "name": "linked_account_id",
            "description": "The linked account that a call with an API key acts for; underscores, not hyphens.",
        },
        "sessionToken": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "A token of POST /api/v2/public/session-token, which names the linked account.",
        },
    },
    credentials=_credentials,
    security=_security,
    samples=_samples,
    actions=_actions,
)
