"""A client of each kind for the test's sandbox: plain HTTP, and simple-salesforce as it comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceError

from mockserver.dialects.salesforce.access import ACCESS
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.testing import leading
from mockserver.transport.server import Server

VERSION = "/services/data/v59.0"


@dataclass
class Rest:
    """Speaks plain HTTP to one sandbox; paths that begin with no slash lie below a version."""

    http: requests.Session
    url: str
    names: dict[str, Any]

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        options.setdefault("headers", {"Authorization": f"Bearer {self.names['access_token']}"})
        place = path if path.startswith("/") else f"{VERSION}/{path}"
        return self.http.request(method, self.url + place, timeout=30, **options)

    def told(self, method: str, path: str, **options: Any) -> Any:
        """The document of a success."""
        response = self.ask(method, path, **options)
        assert response.ok, response.text
        return response.json()

    def refused(self, method: str, path: str, **options: Any) -> tuple[int, str, str]:
        """Status, code and text of the one error of a refusal."""
        response = self.ask(method, path, **options)
        [error] = response.json()
        return response.status_code, error["errorCode"], error["message"]


def content_of(caught: pytest.ExceptionInfo[SalesforceError]) -> Any:
    """The document that simple-salesforce was refused with, which it says is bytes."""
    return caught.value.content


@pytest.fixture
def rest(server: Server, sandbox: Sandbox, http: requests.Session) -> Rest:
    return Rest(http, server.url, dict(ACCESS.describe(server.url, sandbox)))


@pytest.fixture
def session(server: Server) -> Iterator[requests.Session]:
    """What simple-salesforce takes as ``session``, so that its https reaches the server."""
    with leading.session(server.url) as led:
        yield led


@pytest.fixture
def sf(rest: Rest, session: requests.Session) -> Salesforce:
    return Salesforce(instance_url=rest.url, session_id=rest.names["access_token"], session=session)
