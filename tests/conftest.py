"""What all tests share: a live server over a real socket, a sandbox of it for each test, and two clients."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
import requests
from hypothesis import settings

import mockserver.transport.app  # noqa: F401 - pytester takes back what is first imported under it, Flask once and again
from mockserver.cli.commands import progress
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world

pytest_plugins = ["pytester", "tests.contract", "tests.child", "tests.receiver", "tests.engine"]

STORES = ("memory", "engine")
"""Where a server can have its sandboxes; what a module marks with ``pytestmark = BOTH`` is tried with each."""

BOTH = pytest.mark.stores(*STORES)

for _runner in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"):
    os.environ.pop(_runner, None)  # what a command writes for a runner is asked for where it is tested

settings.register_profile("untimed", deadline=None)  # a loaded machine is no mistake
settings.load_profile("untimed")


@pytest.fixture(autouse=True, scope="session")
def _no_progress() -> Iterator[None]:
    """A loaded machine is slow enough for a line about how far a command is, which no test of its output means."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(progress, "SECONDS", 1_000_000)
        yield


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try a test with each store that its module asks for."""
    marked = metafunc.definition.get_closest_marker("stores")
    if marked is not None and "kept_in" in metafunc.fixturenames:
        metafunc.parametrize("kept_in", marked.args, indirect=True, scope="session")


@pytest.fixture(scope="session")
def kept_in(request: pytest.FixtureRequest) -> str:
    """Where the server has its sandboxes."""
    kind: str = getattr(request, "param", "memory")
    return kind


@pytest.fixture(scope="session")
def memory_server() -> Iterator[Server]:
    """One server for the whole run of a worker; tests act in sandboxes of their own."""
    with Server(Gateway(Sandboxes(world.load()))) as running:
        running.application.load()  # pytester forgets the modules that are first imported while it is there
        yield running


@pytest.fixture
def server(request: pytest.FixtureRequest, kept_in: str) -> Server:
    """The server of a test."""
    running: Server = request.getfixturevalue(f"{kept_in}_server")
    return running


@pytest.fixture
def sandbox(server: Server) -> Iterator[Sandbox]:
    """A fresh sandbox of the server."""
    fresh = server.gateway.sandboxes.create()
    yield fresh
    server.gateway.sandboxes.delete(fresh.id)


@pytest.fixture(scope="session")
def http() -> Iterator[requests.Session]:
    """Connections that stay open from call to call, and look at no proxy or netrc of the machine."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


@dataclass
class Oktopost:
    """Speaks the Oktopost API to one sandbox."""

    http: requests.Session
    url: str
    account: str
    key: str
    readonly_key: str
    integrations: dict[str, str]

    def act(self, key: str, payload: Any = None, **form: Any) -> requests.Response:
        """Execute ``app/action``, for example ``act("salesforce/lead.getById", {"id": …})``."""
        app, _, action = key.partition("/")
        fields = {"id": self.integrations.get(app, app), "actionName": action}
        if payload is not None:
            fields["payload"] = orjson.dumps(payload).decode()
        return self.post("/v2/integration-action", {**fields, **form})

    def result(self, key: str, payload: Any = None) -> Any:
        """The result of an action that succeeds."""
        response = self.act(key, payload)
        assert response.status_code == 200, response.text
        return response.json()["IntegrationAction"]

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, form: dict[str, Any], **options: Any) -> requests.Response:
        return self.request("POST", path, data=form, **options)

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        options.setdefault("auth", (self.account, self.key))
        return self.http.request(method, self.url + path, timeout=30, **options)


@dataclass
class Refold:
    """Speaks the Cobalt/Refold API to one sandbox."""

    http: requests.Session
    url: str
    key: str
    linked_account: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"x-api-key": self.key, "linked_account_id": self.linked_account}

    def execute(self, key: str, body: Any, **options: Any) -> requests.Response:
        """Execute ``slug/action_id``."""
        slug, _, action = key.partition("/")
        return self.request("POST", f"/api/v2/integration-schema/{slug}/actions/{action}/execute", json=body, **options)

    def data(self, key: str, body: Any) -> Any:
        """The data of an execution that succeeds."""
        response = self.execute(key, body)
        assert response.status_code == 200, response.text
        document = response.json()
        assert document["node_status"] == "Success", response.text
        return document["data"]

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        options.setdefault("headers", self.headers)
        return self.http.request(method, self.url + path, timeout=30, **options)


@dataclass
class Control:
    """Asks the control API of a server; paths that begin with / are of the server, others of one sandbox."""

    http: requests.Session
    url: str
    sandbox: str

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        root = f"{self.url}/__mock__"
        place = f"{root}{path}" if path.startswith("/") else f"{root}/sandboxes/{self.sandbox}/{path}".rstrip("/")
        return self.http.request(method, place, timeout=60, **options)

    def told(self, method: str, path: str, json: Any = None, **options: Any) -> Any:
        """The document of an answer that is no refusal."""
        response = self.ask(method, path, json=json, **options)
        assert response.ok, response.text
        return response.json()

    def refused(self, method: str, path: str, json: Any = None, **options: Any) -> tuple[int, dict[str, Any]]:
        """Status and error of an answer that is one."""
        response = self.ask(method, path, json=json, **options)
        assert not response.ok, response.text
        error: dict[str, Any] = response.json()["error"]
        return response.status_code, error


@pytest.fixture
def control(server: Server, sandbox: Sandbox, http: requests.Session) -> Control:
    """The control API, at the test's sandbox."""
    return Control(http, server.url, sandbox.id)


@pytest.fixture
def okto(server: Server, sandbox: Sandbox, http: requests.Session) -> Oktopost:
    """An Oktopost client of the test's sandbox."""
    names = sandbox.world.names
    return Oktopost(
        http,
        server.url,
        names["oktopost"]["account_id"],
        sandbox.key(names["oktopost"]["api_key"]),
        sandbox.key(names["oktopost"]["readonly_api_key"]),
        dict(names["oktopost"]["integrations"]),
    )


@pytest.fixture
def refold(server: Server, sandbox: Sandbox, http: requests.Session) -> Refold:
    """A Refold client of the test's sandbox."""
    names = sandbox.world.names
    return Refold(
        http,
        server.url,
        sandbox.key(names["refold"]["api_key"]),
        names["refold"]["linked_account_id"],
        sandbox.key(names["refold"]["session_token"]),
    )
