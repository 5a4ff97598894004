"""What the package for JavaScript is generated from: one document with the types, and the tables that it needs.

``python -m mockserver.openapi.javascript`` prints it; ``packages/javascript/generate.mjs`` makes TypeScript of it.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from mockserver import dialects
from mockserver.control.routes import routes
from mockserver.core import contracts
from mockserver.core.outcomes import BREAKING, OURS
from mockserver.openapi import CONTROL_API, describe
from mockserver.openapi.schemas import Schema, Schemas
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures


def described() -> dict[str, Any]:
    """``types``: OpenAPI of the control API with Actions, Credentials and Records; ``tables``: constants."""
    world = fixtures.load()
    document = describe([CONTROL_API.name], world, server="")
    schemas = Schemas(contracts.load())
    actions = {
        action.key: _object(
            {"payload": schemas.ref(action.key, "/$defs/request"), "result": schemas.ref(action.key, "/$defs/response")}
        )
        for action in dialects.actions()
    }
    records = {name: schemas.ref(f"records/{world.state.spec(name).schema}") for name in sorted(world.state.tables)}
    default = Sandboxes(world).default
    credentials = {dialect.name: _shape(dialect.access.describe("", default)) for dialect in dialects.load()}
    made = {"Actions": _object(actions), "Records": _object(records), "Credentials": _object(credentials)}
    document["components"]["schemas"] |= schemas.reachable(made) | made
    return {"types": document, "tables": _tables()}


def _tables() -> dict[str, Any]:
    """The routes of the control API by name, the hosts of each vendor, and who is to blame for an outcome."""
    return {
        "ROUTES": {route.key.removeprefix("control/"): [route.method, route.path] for route in routes()},
        "HOSTS": {dialect.name: list(dialect.hosts) for dialect in dialects.load()},
        "BLAME": dict.fromkeys(sorted(BREAKING), "application") | dict.fromkeys(sorted(OURS), "mockserver"),
    }


def _object(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties, "additionalProperties": False}


def _shape(value: Any) -> Schema:
    """The schema of what a dialect tells: texts, and objects of them."""
    if isinstance(value, dict):
        return _object({name: _shape(member) for name, member in value.items()})
    return {"type": "string"}


if __name__ == "__main__":
    json.dump(described(), sys.stdout)
