"""The Flask application under another server than ours: the same answers, and what a planted fault can do there."""

from __future__ import annotations

import json
import time

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from mockserver.core.http import MAX_BODY
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.app import create_app
from mockserver.world import fixtures as world

CONTACT = "/api/v2/integration-schema/hubspot/actions/get_contact_by_id/execute"
KEY = {"x-api-key": "tk-sandbox-key", "linked_account_id": "customer@example.com"}


@pytest.fixture
def app() -> Flask:
    return create_app(Gateway(Sandboxes(world.load())))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_call_is_answered() -> None:
    answer = create_app().test_client().post(CONTACT, headers=KEY, json={"contact_id": "51"})
    assert (answer.status_code, answer.headers["X-Mock-Outcome"]) == (200, "ok")
    assert answer.json is not None
    assert answer.json["node_status"] == "Success"


def test_a_hook_sees_whose_call_it_is(app: Flask) -> None:
    seen: list[str | None] = []
    app.before_request(lambda: seen.append(request.endpoint))
    calls = [(method, "/v2/integration") for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")]
    calls += [("GET", "/v2"), ("GET", "/v2/"), ("GET", "/v2/a//b")]
    for method, path in calls:
        app.test_client().open(path, method=method)
    assert seen == ["oktopost"] * len(calls)


def test_a_body_beyond_the_limit_is_refused_in_the_vendors_words(client: FlaskClient) -> None:
    answer = client.post(CONTACT, headers=KEY, data=b"x" * (MAX_BODY + 1))
    assert answer.json is not None
    assert (answer.status_code, answer.json["status_code"]) == (413, 413)


def test_a_delay_is_slept(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    answer = client.post(CONTACT, headers={**KEY, "X-Mock-Delay": "2.5"}, json={"contact_id": "51"})
    assert (answer.status_code, slept) == (200, [2.5])


@pytest.mark.parametrize("outcome", ["connection-reset", "empty-response", "truncated-body", "slow-body"])
def test_what_needs_the_connection_says_so(client: FlaskClient, outcome: str) -> None:
    answer = client.post(CONTACT, headers={**KEY, "X-Mock-Outcome": outcome}, json={"contact_id": "51"})
    assert (answer.status_code, f"{outcome} needs the connection" in answer.text) == (503, True)


def test_a_body_that_is_no_json_needs_no_connection(client: FlaskClient) -> None:
    answer = client.post(CONTACT, headers={**KEY, "X-Mock-Outcome": "malformed-json"}, json={"contact_id": "51"})
    assert (answer.status_code, answer.headers["X-Mock-Outcome"]) == (200, "malformed-json")
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.data)
