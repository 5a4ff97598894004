"""OpenAPI 3.1 descriptions of the dialects and of the control API, made from what the server itself answers by."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mockserver import __version__
from mockserver.core import contracts
from mockserver.core.action import ActionTable
from mockserver.dialects.frame import Dialect
from mockserver.dialects.gateway import Options
from mockserver.dialects.oktopost import routes as oktopost
from mockserver.dialects.refold import routes as refold
from mockserver.openapi.actions import ACTION_RESULTS
from mockserver.openapi.control import ControlOperations
from mockserver.openapi.operations import Operations
from mockserver.openapi.parts import Operation, Parts
from mockserver.openapi.refusals import Refusals, header_components
from mockserver.openapi.schemas import PREFIX, Schemas
from mockserver.sandboxes.sandbox import DEFAULT, Sandboxes, World

Document = dict[str, Any]

CONTROL: Final = Options().control
"""Where the control API lies by default."""

LOCAL: Final = "http://127.0.0.1:4010"
"""Where ``mockserver serve`` listens by default."""


@dataclass(frozen=True, slots=True)
class Making:
    """What a document is made with; ``control`` is the prefix of the control API."""

    schemas: Schemas
    parts: Parts
    sandboxes: Sandboxes
    control: str


@dataclass(frozen=True, slots=True)
class Made:
    """What one API adds to a document: operations by path and method, and components."""

    operations: Iterator[tuple[str, str, Operation]]
    responses: Mapping[str, Any]
    examples: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Api:
    """One API that can be described; ``hosts`` are the vendor's own servers."""

    title: str
    make: Callable[[Making], Made]
    hosts: tuple[str, ...]
    security: Mapping[str, Mapping[str, str]]


def _dialect(making: Making, dialect: Dialect, table: ActionTable) -> Made:
    documents = contracts.load().documents
    named = {name for route in dialect.routes for name in making.parts.refusals(route.key)}
    key = f"{dialect.name}/http/error"
    refusals = Refusals(
        dialect,
        making.sandboxes,
        error=making.schemas.ref(key, "/$defs/response"),
        documented=documents[key]["examples"],
        specific=frozenset(named),
    )
    operations = Operations(
        dialect,
        table,
        parts=making.parts,
        schemas=making.schemas,
        refusals=refusals,
        integrations=making.sandboxes.world.names["oktopost"]["integrations"],
    )
    return Made(operations.all(), refusals.of_no_route(), refusals.examples())


def _control(making: Making) -> Made:
    parts = Parts(contracts.load(), making.schemas, {"id": DEFAULT})
    control = ControlOperations(making.control, parts=parts, schemas=making.schemas)
    return Made(control.all(), control.of_no_route(), {})


APIS: Final[Mapping[str, Api]] = {
    "oktopost": Api(
        "Oktopost: integrations and integration actions",
        lambda making: _dialect(making, oktopost.dialect(), oktopost.actions()),
        ("https://api.oktopost.com", "https://eu-api.oktopost.com"),
        {
            "basic": {
                "type": "http",
                "scheme": "basic",
                "description": "The account id is the user, the API key the password.",
            }
        },
    ),
    "refold": Api(
        "Cobalt / Refold: actions of linked accounts",
        lambda making: _dialect(making, refold.dialect(), refold.actions()),
        ("https://api.gocobalt.io", "https://app.refold.ai"),
        {
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
    ),
    "control": Api(
        "The control API of this server",
        _control,
        (),
        {
            "token": {
                "type": "apiKey",
                "in": "header",
                "name": "X-Mock-Token",
                "description": "What the server printed at its start; a server on loopback asks for none.",
            }
        },
    ),
}
"""What can be described, by name."""

VENDORS: Final = ("oktopost", "refold")
"""What the document without a choice describes."""

_INTRODUCTION: Final = """\
Made from the schema files, route tables and refusals that the server itself answers by.
"""

_OF_VENDORS: Final = """\

`x-evidence` says what a behaviour rests on: `documented` (the vendor's page on this API), `public` (another public
text of the vendor) or `choice` (ours, with its reason). Every refusal carries headers that name the failed check,
what would have been right, and its evidence.
"""


def describe(names: Iterable[str], world: World, *, server: str = LOCAL, control: str = CONTROL) -> Document:
    """The document of some APIs together; ``server`` is where they are served, ``control`` the control prefix."""
    chosen = [APIS[name] for name in names]
    schemas = Schemas(contracts.load())
    making = Making(schemas, Parts(contracts.load(), schemas, _samples(world)), Sandboxes(world), control)
    paths: dict[str, dict[str, Any]] = {}
    responses: dict[str, Any] = {}
    examples: dict[str, Any] = {}
    for api in chosen:
        made = api.make(making)
        responses |= made.responses
        examples |= made.examples
        for path, method, operation in made.operations:
            paths.setdefault(path, {})[method] = operation
    results = [PREFIX + ACTION_RESULTS] if ACTION_RESULTS in schemas.named else []
    return {
        "openapi": "3.1.0",
        "info": _info(chosen),
        "servers": _servers(server, chosen),
        "tags": _tags(paths),
        "paths": paths,
        "components": {
            "schemas": schemas.reachable(paths, responses, results),
            "responses": responses,
            "examples": examples,
            "headers": header_components(json.dumps([paths, responses])),
            "securitySchemes": {name: way for api in chosen for name, way in _security(api, world)},
        },
    }


def _samples(world: World) -> dict[str, str]:
    """What the default sandbox has, by the names of parameters of paths."""
    names = world.names
    action = next(iter(refold.actions().values()))
    integration = next(iter(names["oktopost"]["integrations"].values()))
    return {
        "id": integration,
        "linked_account_id": names["refold"]["linked_account_id"],
        "slug": action.app,
        "action_id": action.name,
    }


def _security(api: Api, world: World) -> Iterator[tuple[str, dict[str, str]]]:
    """The ways to authenticate, with the default sandbox's own credentials (``user:password`` for Basic)."""
    names = world.names
    known = {
        "basic": f"{names['oktopost']['account_id']}:{names['oktopost']['api_key']}",
        "apiKey": names["refold"]["api_key"],
        "linkedAccount": names["refold"]["linked_account_id"],
        "sessionToken": names["refold"]["session_token"],
    }
    for name, way in api.security.items():
        yield name, {**way, **({"x-sandbox": known[name]} if name in known else {})}


def _info(apis: list[Api]) -> dict[str, Any]:
    of_vendors = any(api.hosts for api in apis)
    return {
        "title": " and ".join(api.title for api in apis),
        "version": __version__,
        "description": _INTRODUCTION + _OF_VENDORS if of_vendors else _INTRODUCTION,
        "license": {"name": "MIT", "identifier": "MIT"},
    }


def _servers(server: str, apis: Iterable[Api]) -> list[dict[str, str]]:
    vendors = [{"url": host, "description": "The vendor's own."} for api in apis for host in api.hosts]
    return [{"url": server, "description": "This mock server."}, *vendors]


def _tags(paths: Mapping[str, Mapping[str, Any]]) -> list[dict[str, str]]:
    found = [tag for methods in paths.values() for operation in methods.values() for tag in operation["tags"]]
    return [{"name": tag} for tag in dict.fromkeys(found)]
