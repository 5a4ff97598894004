"""HubSpot's own client, as anybody installs it, and a bare HTTP client; both speak to one sandbox over a socket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import requests
from hubspot import HubSpot

from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Server


@dataclass
class Rest:
    """Speaks HubSpot's API to one sandbox."""

    http: requests.Session
    url: str
    token: str

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        options.setdefault("headers", {"authorization": f"Bearer {self.token}"})
        return self.http.request(method, self.url + path, timeout=30, **options)

    def ask(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        """The document of an answer that has this status."""
        response = self.request(method, path, json=body)
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    def made(self, kind: str, **properties: Any) -> str:
        """The id of a new record."""
        made: str = self.ask("POST", f"/crm/v3/objects/{kind}", {"properties": properties}, status=201)["id"]
        return made


@pytest.fixture
def rest(server: Server, sandbox: Sandbox, http: requests.Session) -> Rest:
    return Rest(http, server.url, sandbox.key("pat-na1-sandbox"))


@pytest.fixture
def client(server: Server, sandbox: Sandbox) -> HubSpot:
    return HubSpot(access_token=sandbox.key("pat-na1-sandbox"), host=server.url)
