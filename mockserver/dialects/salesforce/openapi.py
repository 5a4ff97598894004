"""Salesforce's REST API in an OpenAPI document."""

from __future__ import annotations

from typing import Final

from mockserver.dialects.frame import Route
from mockserver.dialects.salesforce.access import NAME, OPEN, ORGANISATION
from mockserver.openapi.description import Description
from mockserver.openapi.parts import Parts
from mockserver.sandboxes.sandbox import World


def _security(route: Route, _: Parts) -> list[dict[str, list[str]]]:
    return [{}] if route.key in OPEN else [{"session": []}]


def _samples(world: World) -> dict[str, str]:
    account = next(iter(world.state.tables["salesforce/Account"].scan()))
    user = next(iter(world.state.tables["salesforce/User"].scan()))
    return {
        "version": "59.0",
        "name": "Account",
        "id": account["Id"],
        "field": "Id",
        "value": account["Id"],
        "organization": ORGANISATION,
        "user": user["Id"],
    }


DESCRIPTION: Final = Description(
    title="Salesforce: REST API",
    servers=("https://login.salesforce.com", "https://sandbox.my.salesforce.com"),
    schemes={
        "session": {
            "type": "http",
            "scheme": "bearer",
            "description": "An access token of POST /services/oauth2/token, or the sandbox's ready-made one.",
        }
    },
    credentials=lambda world: {"session": world.names[NAME]["session"]},
    security=_security,
    samples=_samples,
)
