"""The actions of both dialects in an OpenAPI document: each payload and each answer to the leaf, told apart by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from json import loads
from typing import Any, Final

from mockserver.core.action import Action, ActionTable
from mockserver.openapi.fields import of_data
from mockserver.openapi.parts import FORM, JSON, media
from mockserver.openapi.schemas import PREFIX, Schema, Schemas, camel

EXECUTE_OKTOPOST: Final = "oktopost/http/execute_action"
EXECUTE_REFOLD: Final = "refold/http/execute_action"

ACTION_RESULTS: Final = "ActionResults"
"""The component that tells the result of each action of Oktopost; no message refers to it."""

_FORM: Final = "/$defs/request/properties/form"


# -- Oktopost: one operation for all actions, whose form names the action ----------------------------------------


def oktopost_body(
    table: ActionTable, schemas: Schemas, examples: Mapping[str, Any], integrations: Mapping[str, str]
) -> Schema:
    """The request body of all actions: a form whose field ``payload`` holds JSON.

    The payload is described as the object that its text holds, and ``encoding`` says that the field is JSON: this is
    how OpenAPI 3.1 describes a form with JSON in it, and what generators of clients and of forms understand. A string
    with ``contentSchema`` would be as true, and a string is all that they would make of it.
    """
    form = schemas.part(EXECUTE_OKTOPOST, _FORM)
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


def oktopost_answer(table: ActionTable, schemas: Schemas) -> Schema:
    """The success document of all actions: the result of any of them."""
    results = {action.key: schemas.ref(action.key, "/$defs/response") for action in table.values()}
    schemas.add(ACTION_RESULTS, _by_action(table, results))
    document = schemas.part(EXECUTE_OKTOPOST, "/$defs/response")
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


def oktopost_examples(
    table: ActionTable, documented: list[dict[str, Any]], integrations: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Each example: its name, the form with its payload as an object, and the result or None."""
    for example in documented:
        if "request" in example:
            form = dict(example["request"]["form"])
            form["payload"] = loads(form["payload"])
            yield _name(example), form, example.get("response", {}).get("IntegrationAction")
    for action in table.values():
        for example in action.schema["examples"]:
            form = {"id": integrations[action.app], "actionName": action.name, "payload": example["request"]}
            yield f"{action.app}/{action.name}: {_name(example)}", form, example.get("response")


# -- Refold: one operation for each action ----------------------------------------------------------------------


def refold_body(action: Action, schemas: Schemas, documented: list[dict[str, Any]]) -> Schema:
    """The request body of one action; ``documented`` are whole calls, some of them of this action."""
    examples = {_name(one): one["request"] for one in [*action.schema["examples"], *_bodies(action, documented)]}
    body = media(schemas.ref(action.key, "/$defs/request"), examples)
    return {"required": bool(action.required), "content": {JSON: body}}


def refold_answer(action: Action, schemas: Schemas) -> Schema:
    """The document of one action: its data when it succeeded, the application's own error when it did not."""
    forms = {name: schemas.part(EXECUTE_REFOLD, f"/$defs/{name}") for name in ("full", "short")}
    result = schemas.ref(action.key, "/$defs/response")
    succeeded = [_ended(form, "Success", result) for form in forms.values()]
    return schemas.add(
        f"{camel(action.app)}{camel(action.name)}Answer",
        {"title": action.name, "oneOf": [*succeeded, *_errored(forms, schemas)]},
    )


def _errored(forms: Mapping[str, Schema], schemas: Schemas) -> list[Schema]:
    data = schemas.part(EXECUTE_REFOLD, "/$defs/data")
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


def refold_examples(action: Action, documented: list[dict[str, Any]]) -> dict[str, Any]:
    """The documents of the examples that have a result, and of the documented calls."""
    sealed = [
        {**example, "response": {"data": example["response"], "node_status": "Success", "http_status": 200}}
        for example in action.schema["examples"]
        if "response" in example
    ]
    return {_name(one): one["response"] for one in [*sealed, *_bodies(action, documented)] if "response" in one}


def _bodies(action: Action, documented: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The documented calls of one action, with their JSON body as the request."""
    for example in documented:
        if example["request"]["path"] == {"slug": action.app, "action_id": action.name}:
            yield {**example, "request": example["request"]["json"]}


# -- both -------------------------------------------------------------------------------------------------------


def _name(example: Mapping[str, Any]) -> str:
    return f"{example['name']} (as documented)" if example.get("documented") else str(example["name"])
