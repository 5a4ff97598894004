"""OpenAPI 3.1 descriptions of the dialects, made from their schema files, route tables and refusals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mockserver import __version__, contracts
from mockserver.action import ActionTable
from mockserver.dialects import oktopost, refold
from mockserver.dialects.frame import Dialect
from mockserver.openapi.actions import ACTION_RESULTS
from mockserver.openapi.operations import Operations
from mockserver.openapi.refusals import Refusals, header_components
from mockserver.openapi.schemas import PREFIX, Schemas
from mockserver.sandbox import Sandboxes, World

Document = dict[str, Any]

LOCAL: Final = "http://127.0.0.1:4010"
"""Where ``mockserver serve`` listens by default."""


@dataclass(frozen=True, slots=True)
class Api:
    """One dialect as a document describes it; ``hosts`` are the vendor's own servers."""

    title: str
    dialect: Callable[[], Dialect]
    actions: Callable[[], ActionTable]
    hosts: tuple[str, ...]
    security: Mapping[str, Mapping[str, str]]


APIS: Final[Mapping[str, Api]] = {
    "oktopost": Api(
        "Oktopost: integrations and integration actions",
        oktopost.dialect,
        oktopost.actions,
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
        refold.dialect,
        refold.actions,
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
}
"""What can be described, by name."""

VENDORS: Final = ("oktopost", "refold")
"""What the document without a choice describes."""

_INTRODUCTION: Final = """\
Made from the schema files, route tables and refusals that the server itself answers by.

`x-evidence` says what a behaviour rests on: `documented` (the vendor's page on this API), `public` (another public
text of the vendor) or `choice` (ours, with its reason). Every refusal carries headers that name the failed check,
what would have been right, and its evidence.
"""


def describe(names: Iterable[str], world: World, *, server: str = LOCAL) -> Document:
    """The document of some dialects together; ``server`` is where they are served."""
    chosen = {name: APIS[name] for name in names}
    schemas = Schemas(contracts.load())
    sandboxes = Sandboxes(world)
    paths: dict[str, dict[str, Any]] = {}
    responses: dict[str, Any] = {}
    examples: dict[str, Any] = {}
    for api in chosen.values():
        refusals = _refusals(api, schemas, sandboxes)
        responses |= refusals.of_no_route()
        examples |= refusals.examples()
        for path, method, operation in _operations(api, schemas, refusals, world).all():
            paths.setdefault(path, {})[method] = operation
    results = [PREFIX + ACTION_RESULTS] if ACTION_RESULTS in schemas.named else []
    return {
        "openapi": "3.1.0",
        "info": _info(list(chosen.values())),
        "servers": _servers(server, chosen.values()),
        "tags": _tags(paths),
        "paths": paths,
        "components": {
            "schemas": schemas.reachable(paths, responses, results),
            "responses": responses,
            "examples": examples,
            "headers": header_components(json.dumps([paths, responses])),
            "securitySchemes": {name: way for api in chosen.values() for name, way in _security(api, world)},
        },
    }


def _refusals(api: Api, schemas: Schemas, sandboxes: Sandboxes) -> Refusals:
    dialect = api.dialect()
    documents = contracts.load().documents
    named = {name for route in dialect.routes for name in documents[route.key]["route"].get("refusals", ())}
    key = f"{dialect.name}/http/error"
    error, documented = schemas.ref(key, "/$defs/response"), documents[key]["examples"]
    return Refusals(dialect, sandboxes, error=error, documented=documented, specific=frozenset(named))


def _operations(api: Api, schemas: Schemas, refusals: Refusals, world: World) -> Operations:
    return Operations(
        api.dialect(), api.actions(), contracts=contracts.load(), schemas=schemas, refusals=refusals, world=world
    )


def _security(api: Api, world: World) -> Iterator[tuple[str, dict[str, str]]]:
    """The ways to authenticate, with the default sandbox's own credentials (``user:password`` for Basic)."""
    names = world.credentials
    known = {
        "basic": f"{names.oktopost_account}:{names.oktopost_key}",
        "apiKey": names.refold_key,
        "linkedAccount": names.refold_linked_account,
        "sessionToken": names.refold_session_token,
    }
    for name, way in api.security.items():
        yield name, {**way, "x-sandbox": known[name]}


def _info(apis: Sequence[Api]) -> dict[str, Any]:
    return {
        "title": " and ".join(api.title for api in apis),
        "version": __version__,
        "description": _INTRODUCTION,
        "license": {"name": "MIT", "identifier": "MIT"},
    }


def _servers(server: str, apis: Iterable[Api]) -> list[dict[str, str]]:
    vendors = [{"url": host, "description": "The vendor's own."} for api in apis for host in api.hosts]
    return [{"url": server, "description": "This mock server."}, *vendors]


def _tags(paths: Mapping[str, Mapping[str, Any]]) -> list[dict[str, str]]:
    found = [tag for methods in paths.values() for operation in methods.values() for tag in operation["tags"]]
    return [{"name": tag} for tag in dict.fromkeys(found)]
