"""Marketo in an OpenAPI document."""

from __future__ import annotations

from typing import Final

from mockserver.dialects.frame import Route
from mockserver.openapi.description import Description
from mockserver.openapi.parts import Parts
from mockserver.sandboxes.sandbox import World


def _security(route: Route, _parts: Parts) -> list[dict[str, list[str]]]:
    of_client: dict[str, list[str]] = {"clientId": [], "clientSecret": []}
    return [of_client] if route.path.startswith("/identity") else [{"accessToken": []}]


def _credentials(world: World) -> dict[str, str]:
    names = world.names["marketo"]
    return {"clientId": names["client_id"], "clientSecret": names["client_secret"]}


def _samples(_world: World) -> dict[str, str]:
    return {
        "leadId": "100",
        "winnerId": "100",
        "listId": "1234",
        "campaignId": "3001",
        "apiName": "clickedSocialPost_c",
        "name": "email",
    }


DESCRIPTION: Final = Description(
    title="Marketo: leads, lists and activities",
    servers=("https://123-ABC-456.mktorest.com",),
    schemes={
        "accessToken": {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of /identity/oauth/token, good for an hour.",
        },
        "clientId": {
            "type": "apiKey",
            "in": "query",
            "name": "client_id",
            "description": "An API client's id, with grant_type=client_credentials beside it.",
        },
        "clientSecret": {"type": "apiKey", "in": "query", "name": "client_secret", "description": "Its secret."},
    },
    credentials=_credentials,
    security=_security,
    samples=_samples,
)
