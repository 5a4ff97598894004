"""Contacts in HubSpot, through Refold, with httpx and async."""

from __future__ import annotations

import os
from typing import Any, Self

import httpx


class NotSaved(Exception):
    """HubSpot did not take the contact; the text is its own reason."""


class Refold:
    """One linked account, found by the environment."""

    def __init__(self) -> None:
        self._client = httpx.AsyncClient(
            base_url=os.environ.get("REFOLD_BASE_URL", "https://api.gocobalt.io"),
            headers={
                "x-api-key": os.environ["REFOLD_API_KEY"],
                "linked_account_id": os.environ["REFOLD_LINKED_ACCOUNT_ID"],
            },
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def execute(self, slug: str, action: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer of an action: ``data``, ``node_status``, ``http_status``; httpx.HTTPStatusError when refused."""
        response = await self._client.post(f"/api/v2/integration-schema/{slug}/actions/{action}/execute", json=body)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer


async def save(refold: Refold, email: str, company: str) -> str:
    """The id of a new contact; NotSaved when HubSpot refuses it."""
    answer = await refold.execute("hubspot", "create_contact", {"email": email, "company": company})
    if answer["node_status"] != "Success":
        raise NotSaved(answer["data"]["message"])
    return str(answer["data"]["id"])
