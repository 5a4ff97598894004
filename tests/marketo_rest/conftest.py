"""Marketo's own API as its public clients speak it, over a real socket, to the test's sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import requests
from marketorestpython.client import MarketoClient

from mockserver.dialects.marketo import access
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Server


@dataclass
class Rest:
    """Calls of the API without any client, with a token."""

    http: requests.Session
    url: str
    sandbox: Sandbox

    @property
    def client(self) -> dict[str, str]:
        """What a token is asked for with."""
        return {
            "grant_type": "client_credentials",
            "client_id": access.client_id(self.sandbox),
            "client_secret": access.client_secret(self.sandbox),
        }

    def token(self) -> str:
        """An access token."""
        response = self.http.get(f"{self.url}/identity/oauth/token", params=self.client, timeout=30)
        return str(response.json()["access_token"])

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """A call with a token, unless it brings its own headers."""
        options.setdefault("headers", {"authorization": f"Bearer {self.token()}"})
        return self.http.request(method, self.url + path, timeout=30, **options)

    def result(self, method: str, path: str, **options: Any) -> Any:
        """The result of a call that succeeds."""
        document = self.ask(method, path, **options).json()
        assert document["success"], document
        return document["result"]

    def codes(self, method: str, path: str, **options: Any) -> list[str]:
        """The codes of a call that is refused with HTTP status 200."""
        response = self.ask(method, path, **options)
        assert (response.status_code, response.json()["success"]) == (200, False), response.text
        return [error["code"] for error in response.json()["errors"]]


@pytest.fixture
def rest(http: requests.Session, server: Server, sandbox: Sandbox) -> Rest:
    return Rest(http, server.url, sandbox)


@pytest.fixture
def marketo(server: Server, sandbox: Sandbox) -> MarketoClient:
    """The client as it is installed: it keeps to five calls a second."""
    client = MarketoClient("123-ABC-456", access.client_id(sandbox), access.client_secret(sandbox))
    client.host = server.url
    return client
