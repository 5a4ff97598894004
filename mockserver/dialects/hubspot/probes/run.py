"""A probe of HubSpot's own API: its calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from mockserver.checks.client import Reply
from mockserver.checks.probes import ProbeRun

VARIABLES: Final[Mapping[str, str]] = {
    "HUBSPOT_ACCESS_TOKEN": "a private app's token that may read and write contacts, companies and deals",
}
"""The environment variables that these probes read."""

REQUIRED: Final = ("HUBSPOT_ACCESS_TOKEN",)


class HubSpotRun(ProbeRun):
    """One probe under way."""

    __slots__ = ()

    def call(self, method: str, path: str, body: Any = None, *, login: str = "token") -> Reply:
        """A call below ``/crm/v3``, or of a path that begins with a slash; ``login``: token, wrong or none."""
        options = {} if body is None else {"json": body}
        request = self.build(method, path if path.startswith("/") else f"/crm/v3/{path}", **options)
        if login != "none":
            token = self.value("HUBSPOT_ACCESS_TOKEN") if login == "token" else f"wrong-{uuid4().hex}"
            request.headers["authorization"] = f"Bearer {token}"
        return self.send(request)

    def error(self, reply: Reply, status: int, category: str, statement: str) -> None:
        """A call is refused with a status and a category."""
        self.status(reply, status, statement)
        self.equal(reply, "category", category, statement)
