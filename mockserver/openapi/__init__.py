"""OpenAPI 3.1 descriptions of the dialects and of the control API, made from what the server itself answers by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from msgspec import Struct

from mockserver import __version__, dialects
from mockserver.core import contracts
from mockserver.dialects.frame import Dialect
from mockserver.dialects.gateway import Options
from mockserver.openapi.control import ControlOperations
from mockserver.openapi.description import Description, of
from mockserver.openapi.operations import Operations
from mockserver.openapi.parts import Operation, Parts
from mockserver.openapi.refusals import Refusals, header_components
from mockserver.openapi.schemas import PREFIX, Schemas
from mockserver.sandboxes.sandbox import DEFAULT, Sandboxes, World

Document = dict[str, Any]

_MOMENT: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When everything in a document happens, so that the same world gives the same one."""

CONTROL: Final = Options().control
"""Where the control API lies by default."""

LOCAL: Final = "http://127.0.0.1:4010"
"""Where ``mockserver serve`` listens by default."""


class Api(Struct, frozen=True):
    """One API that can be described; ``dialect`` is None for the control API."""

    name: str
    description: Description
    dialect: Dialect | None = None

    @property
    def title(self) -> str:
        return self.description.title


class Made(Struct, frozen=True):
    """What one API adds to a document: operations by path and method, and components."""

    operations: Iterator[tuple[str, str, Operation]]
    responses: Mapping[str, Any]
    examples: Mapping[str, Any]


CONTROL_API: Final = Api(
    "control",
    Description(
        "The control API of this server",
        schemes={
            "token": {
                "type": "apiKey",
                "in": "header",
                "name": "X-Mock-Token",
                "description": "What the server printed at its start; a server on loopback asks for none.",
            }
        },
    ),
)


def vendors() -> dict[str, Api]:
    """What the document without a choice describes: the APIs of all dialects, by name."""
    return {dialect.name: Api(dialect.name, of(dialect), dialect) for dialect in dialects.load()}


def apis() -> dict[str, Api]:
    """Everything that can be described, by name."""
    return {**vendors(), CONTROL_API.name: CONTROL_API}


def _of_dialect(api: Api, dialect: Dialect, schemas: Schemas, sandboxes: Sandboxes, *, text_payloads: bool) -> Made:
    parts = Parts(contracts.load(), schemas, api.description.samples(sandboxes.world))
    documents = contracts.load().documents
    named = {name for route in dialect.routes for name in parts.refusals(route.key)}
    key = f"{dialect.name}/http/error"
    refusals = Refusals(
        dialect,
        sandboxes,
        error=schemas.ref(key, "/$defs/response"),
        documented=documents[key]["examples"],
        specific=frozenset(named),
        forms=api.description.forms,
    )
    operations = Operations(
        dialect,
        api.description,
        sandboxes.world,
        parts=parts,
        schemas=schemas,
        refusals=refusals,
        text_payloads=text_payloads,
    )
    return Made(operations.all(), refusals.of_no_route(), refusals.examples())


def _of_control(prefix: str, schemas: Schemas) -> Made:
    parts = Parts(contracts.load(), schemas, {"id": DEFAULT})
    control = ControlOperations(prefix, parts=parts, schemas=schemas)
    return Made(control.all(), control.of_no_route(), {})


_INTRODUCTION: Final = """\
Made from the schema files, route tables and refusals that the server itself answers by.
"""

_OF_VENDORS: Final = """\

`x-evidence` says what a behaviour rests on: `documented` (the vendor's page on this API), `public` (another public
text of the vendor) or `choice` (ours, with its reason). Every refusal carries headers that name the failed check,
what would have been right, and its evidence.
"""


def describe(
    names: Iterable[str], world: World, *, server: str = LOCAL, control: str = CONTROL, text_payloads: bool = False
) -> Document:
    """The document of some APIs together; ``server`` is where they are served, ``control`` the control prefix.

    ``text_payloads``: JSON in a field of a form is described as the text that is sent, not as what it holds.
    """
    known = apis()
    chosen = [known[name] for name in names]
    schemas, sandboxes = Schemas(contracts.load()), Sandboxes(world)
    sandboxes.default.set("clock", sandboxes.default.clock.freeze(_MOMENT))
    paths: dict[str, dict[str, Any]] = {}
    responses: dict[str, Any] = {}
    examples: dict[str, Any] = {}
    for api in chosen:
        if api.dialect is None:
            made = _of_control(control, schemas)
        else:
            made = _of_dialect(api, api.dialect, schemas, sandboxes, text_payloads=text_payloads)
        responses |= made.responses
        examples |= made.examples
        for path, method, operation in made.operations:
            paths.setdefault(path, {})[method] = operation
    extras = [PREFIX + name for api in chosen for name in api.description.extras if name in schemas.named]
    return {
        "openapi": "3.1.0",
        "info": _info(chosen),
        "servers": _servers(server, chosen),
        "tags": _tags(paths),
        "paths": _with_items(paths),
        "components": {
            "schemas": _with_items(schemas.reachable(paths, responses, extras)),
            "responses": responses,
            "examples": examples,
            "headers": header_components(paths, responses),
            "securitySchemes": {name: way for api in chosen for name, way in _security(api.description, world)},
        },
    }


_VALUES: Final = ("example", "examples", "default", "const", "enum")
"""Members that hold values, not schemas."""


def _with_items(node: Any) -> Any:
    """A document whose arrays all say what their items are, anything where the schema does not: some tools need it."""
    if isinstance(node, list):
        return [_with_items(value) for value in node]
    if not isinstance(node, dict):
        return node
    told = {name: value if name in _VALUES else _with_items(value) for name, value in node.items()}
    kinds = node.get("type")
    is_array = kinds == "array" or (isinstance(kinds, list) and "array" in kinds)
    return {**told, "items": {}} if is_array and not told.keys() & {"items", "prefixItems"} else told


def _security(description: Description, world: World) -> Iterator[tuple[str, dict[str, str]]]:
    """The ways to authenticate, with the default sandbox's own credentials (``user:password`` for Basic)."""
    known = description.credentials(world)
    for name, way in description.schemes.items():
        yield name, {**way, **({"x-sandbox": known[name]} if name in known else {})}


def _info(apis: list[Api]) -> dict[str, Any]:
    of_vendors = any(api.dialect for api in apis)
    return {
        "title": " and ".join(api.title for api in apis),
        "version": __version__,
        "description": _INTRODUCTION + _OF_VENDORS if of_vendors else _INTRODUCTION,
        "license": {"name": "MIT", "identifier": "MIT"},
    }


def _servers(server: str, apis: Iterable[Api]) -> list[dict[str, str]]:
    vendors = [{"url": host, "description": "The vendor's own."} for api in apis for host in api.description.servers]
    return [{"url": server, "description": "This mock server."}, *vendors]


def _tags(paths: Mapping[str, Mapping[str, Any]]) -> list[dict[str, str]]:
    found = [tag for methods in paths.values() for operation in methods.values() for tag in operation["tags"]]
    return [{"name": tag} for tag in dict.fromkeys(found)]
