"""Oktopost in an OpenAPI document: one operation for all actions, whose form names the action."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from json import dumps, loads
from typing import Any, Final

from mockserver.core.action import Action, ActionTable
from mockserver.dialects.frame import Refusal, Route
from mockserver.dialects.oktopost.data_fields import of_data
from mockserver.openapi.description import Description
from mockserver.openapi.operations import Operations
from mockserver.openapi.parts import FORM, JSON, Operation, example_name, media
from mockserver.openapi.schemas import PREFIX, Schema, Schemas, camel
from mockserver.sandboxes.sandbox import World

_EXECUTE: Final = "oktopost/http/execute_action"

_RESULTS: Final = "ActionResults"
"""The component that tells the result of each action; no message refers to it."""

_FORM: Final = "/$defs/request/properties/form"


def _actions(operations: Operations, route: Route) -> Iterator[tuple[str, str, Operation]]:
    """The one operation of all actions."""
    table, schemas = operations.dialect.actions, operations.schemas
    integrations: Mapping[str, str] = operations.world.names["oktopost"]["integrations"]
    documented = operations.parts.file(route.key)["examples"]
    examples = list(_examples(table, documented, integrations))
    requests = {name: form for name, form, _ in examples}
    answers = {
        name: {"Result": True, "IntegrationAction": result} for name, _, result in examples if result is not None
    }
    operation = {
        **operations.head(route),
        "requestBody": _text_body(table, schemas, requests)
        if operations.text_payloads
        else _body(table, schemas, requests, integrations),
        "responses": operations.responses(route, _answer(table, schemas), answers),
    }
    yield route.path, route.method.lower(), operation


def _body(table: ActionTable, schemas: Schemas, examples: Mapping[str, Any], integrations: Mapping[str, str]) -> Schema:
    """The request body of all actions: a form whose field ``payload`` holds JSON.

    The payload is described as the object that its text holds, and ``encoding`` says that the field is JSON: this is
    how OpenAPI 3.1 describes a form with JSON in it, and what generators of clients and of forms understand. A string
    with ``contentSchema`` would be as true, and a string is all that they would make of it.
    """
    form = schemas.part(_EXECUTE, _FORM)
    properties = form["properties"]
    by_name = {name: [action for action in table.values() if action.name == name] for _, name in table}
    variants = {name: _variant(name, found, form, schemas, integrations) for name, found in by_name.items()}
    whole = {
        "id": properties["id"],
        "actionName": {
            "description": properties["actionName"]["description"],
            "type": "string",
            "enum": list(variants),
        },
        "payload": {
            "description": properties["payload"]["description"],
            "type": "object",
            "additionalProperties": True,
        },
    }
    first = next(iter(examples.values()))
    told: Schema = {
        **form,
        "description": "actionName says which action is meant, and with it what payload holds.",
        "properties": {name: {**schema, "examples": [first[name]]} for name, schema in whole.items()},
        "discriminator": {
            "propertyName": "actionName",
            "mapping": {name: variant["$ref"] for name, variant in variants.items()},
        },
        "oneOf": list(variants.values()),
    }
    body = {**media(schemas.add("ExecuteActionForm", told), examples), "encoding": {"payload": {"contentType": JSON}}}
    return {"required": True, "content": {FORM: body}}


def _text_body(table: ActionTable, schemas: Schemas, examples: Mapping[str, Any]) -> Schema:
    """The same form as it is sent, for tools that know no JSON in a form: ``payload`` is a text like the others."""
    form = schemas.part(_EXECUTE, _FORM)
    sent = {name: {**given, "payload": dumps(given["payload"])} for name, given in examples.items()}
    first = next(iter(sent.values()))
    known = form["properties"]
    properties: Schema = {
        "id": known["id"],
        "actionName": {
            "description": known["actionName"]["description"],
            "type": "string",
            "enum": list(dict.fromkeys(name for _, name in table)),
        },
        "payload": {
            "description": known["payload"]["description"],
            "type": "string",
            "contentMediaType": JSON,
        },
    }
    told = {**form, "properties": {name: {**one, "example": first[name]} for name, one in properties.items()}}
    return {"required": True, "content": {FORM: media(schemas.add("ExecuteActionForm", told), sent)}}


def _variant(
    name: str, actions: list[Action], form: Schema, schemas: Schemas, integrations: Mapping[str, str]
) -> Schema:
    """The form of one action name; where several applications have it, the payload of any of them.

    The examples of ``id`` are the default sandbox's integrations that have the action.
    """
    payloads = [_payload(action, schemas) for action in actions]
    needed = all(action.required for action in actions)
    variant: Schema = {
        "title": name,
        "description": " ".join(action.schema["description"] for action in actions),
        "type": "object",
        "required": [*form["required"], "payload"] if needed else list(form["required"]),
        "properties": {
            "id": {**form["properties"]["id"], "examples": [integrations[action.app] for action in actions]},
            "actionName": {"const": name, "type": "string"},
            "payload": payloads[0] if len(payloads) == 1 else {"anyOf": payloads},
        },
        "x-applications": [action.app for action in actions],
        "x-evidence": [entry for action in actions for entry in action.schema["evidence"]],
    }
    return schemas.add(f"{camel(name)}Form", variant)


def _payload(action: Action, schemas: Schemas) -> Schema:
    """The payload of one action; a ``data`` that the contract leaves open is told the fields of the record."""
    reference = schemas.ref(action.key, "/$defs/request")
    fields = of_data(action, schemas.contracts)
    if fields:
        data = schemas.part(action.key, "/$defs/request/properties/data", properties=fields, additionalProperties=True)
        schemas.named[reference["$ref"].removeprefix(PREFIX)]["properties"]["data"] = data
    return reference


def _answer(table: ActionTable, schemas: Schemas) -> Schema:
    """The success document of all actions: the result of any of them."""
    results = {action.key: schemas.ref(action.key, "/$defs/response") for action in table.values()}
    schemas.add(_RESULTS, _by_action(table, results))
    document = schemas.part(_EXECUTE, "/$defs/response")
    properties = document["properties"]
    described = properties["IntegrationAction"]["description"]
    several = {"description": described, "anyOf": _different(results.values())}
    return schemas.add("ExecuteActionAnswer", {**document, "properties": {**properties, "IntegrationAction": several}})


def _different(schemas: Iterable[Schema]) -> list[Schema]:
    return list({str(schema): schema for schema in schemas}.values())


def _by_action(table: ActionTable, results: Mapping[str, Schema]) -> Schema:
    """An object that nobody sends: it lets the user of generated types name the result of one action."""
    return {
        "description": "What each action answers in IntegrationAction, by application and action name.",
        "type": "object",
        "properties": {f"{action.app}/{action.name}": results[action.key] for action in table.values()},
    }


def _examples(
    table: ActionTable, documented: list[dict[str, Any]], integrations: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Each example: its name, the form with its payload as an object, and the result or None."""
    for example in documented:
        if "request" in example:
            form = dict(example["request"]["form"])
            form["payload"] = loads(form["payload"])
            yield example_name(example), form, example.get("response", {}).get("IntegrationAction")
    for action in table.values():
        for example in action.schema["examples"]:
            form = {"id": integrations[action.app], "actionName": action.name, "payload": example["request"]}
            yield f"{action.app}/{action.name}: {example_name(example)}", form, example.get("response")


def _samples(world: World) -> dict[str, str]:
    return {"id": next(iter(world.names["oktopost"]["integrations"].values()))}


_ELSEWHERE: Final = ".elsewhere"
"""Ends the name of an example of routes that execute no action, where ``Errors`` has another form."""


def _reword(refusal: Refusal, example: dict[str, Any]) -> dict[str, Any]:
    """The example of a refusal as those routes answer it."""
    text = "; ".join(example["value"]["Errors"])
    value = {"Result": False, "Errors": {"API": {"Error": text}}}
    return {**example, "value": value, "x-evidence": refusal.elsewhere or refusal.evidence}


DESCRIPTION: Final = Description(
    title="Oktopost: integrations and integration actions",
    servers=("https://api.oktopost.com", "https://eu-api.oktopost.com"),
    schemes={
        "basic": {
            "type": "http",
            "scheme": "basic",
            "description": "The account id is the user, the API key the password.",
        }
    },
    credentials=lambda world: {"basic": "{account_id}:{api_key}".format(**world.names["oktopost"])},
    security=lambda _route, _parts: [{"basic": []}],
    samples=_samples,
    actions=_actions,
    extras=(_RESULTS,),
    forms={_ELSEWHERE: _reword},
    form=lambda route: "" if route.executes else _ELSEWHERE,
)
