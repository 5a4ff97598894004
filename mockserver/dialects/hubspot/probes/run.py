"""A probe of HubSpot's own API: its calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from mockserver.checks.client import Reply
from mockserver.checks.probes import ProbeRun

VARIABLES: Final[Mapping[str, str]] = {
    "HUBSPOT_ACCESS_TOKEN": "a private app's token that may read and write contacts, companies and deals",
    "HUBSPOT_READONLY_ACCESS_TOKEN": "another one, which may read contacts and not write them",
    "HUBSPOT_CLIENT_ID": "the client id of an app that is installed in the account",
    "HUBSPOT_CLIENT_SECRET": "its secret",
    "HUBSPOT_REFRESH_TOKEN": "a refresh token of it in this account",
    "HUBSPOT_DEVELOPER_API_KEY": "the developer account's key that the app's event templates are asked for with",
}
"""The environment variables that these probes read."""

_TOKEN: Final = "HUBSPOT_ACCESS_TOKEN"  # noqa: S105 - the name of a variable
REQUIRED: Final = (_TOKEN,)


class HubSpotRun(ProbeRun):
    """One probe under way."""

    def call(self, method: str, path: str, body: Any = None, *, login: str = "token") -> Reply:
        """A call below ``/crm/v3``, or of a path that begins with a slash.

        ``login``: token, wrong or none, or the name of the variable that the token is in.
        """
        options = {} if body is None else {"json": body}
        request = self.build(method, path if path.startswith("/") else f"/crm/v3/{path}", **options)
        if login != "none":
            variable = _TOKEN if login == "token" else login
            token = f"wrong-{uuid4().hex}" if login == "wrong" else self.value(variable)
            request.headers["authorization"] = f"Bearer {token}"
        return self.send(request)

    def grant(self, **changes: str) -> Reply:
        """What a refresh token of the app is traded for, some fields of the form changed."""
        fields = {
            "grant_type": "refresh_token",
            "client_id": self.value("HUBSPOT_CLIENT_ID"),
            "client_secret": self.value("HUBSPOT_CLIENT_SECRET"),
            "refresh_token": self.value("HUBSPOT_REFRESH_TOKEN"),
        }
        return self.send(self.build("POST", "/oauth/v1/token", data={**fields, **changes}))

    def error(self, reply: Reply, status: int, category: str, statement: str) -> None:
        """A call is refused with a status and a category."""
        self.status(reply, status, statement)
        self.equal(reply, "category", category, statement)
