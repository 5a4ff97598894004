"""HubSpot's API in an OpenAPI document."""

from __future__ import annotations

from typing import Final

from mockserver.dialects.frame import Route
from mockserver.dialects.hubspot.routes import OPEN
from mockserver.openapi.description import Description
from mockserver.openapi.parts import Parts

_BEARER: Final = "hubspotToken"


def _security(route: Route, _: Parts) -> list[dict[str, list[str]]]:
    """A token, but for the routes that grant and describe tokens."""
    return [{}] if route.key.rpartition("/")[2] in OPEN else [{_BEARER: []}]


DESCRIPTION: Final = Description(
    title="HubSpot: the CRM API",
    servers=("https://api.hubapi.com",),
    schemes={
        _BEARER: {
            "type": "http",
            "scheme": "bearer",
            "description": "A private app's access token, or one of POST /oauth/v1/token.",
        }
    },
    credentials=lambda world: {_BEARER: world.names["hubspot"]["access_token"]},
    security=_security,
    samples=lambda _: {
        "objectType": "contacts",
        "objectId": "51",
        "toObjectType": "companies",
        "appId": "99",
        "eventTemplateId": "12345",
    },
)
