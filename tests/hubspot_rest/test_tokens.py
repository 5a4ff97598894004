"""OAuth by HubSpot's own client: tokens for an app, by the sandbox's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import jwt
import pytest
from hubspot import HubSpot
from hubspot.crm.contacts.exceptions import UnauthorizedException
from hubspot.oauth.exceptions import ApiException

from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Server
from tests.hubspot_rest.conftest import Rest


@pytest.fixture
def app(sandbox: Sandbox) -> dict[str, str]:
    return {
        "client_id": sandbox.key("sandbox-hubspot-client-id"),
        "client_secret": sandbox.key("sandbox-hubspot-client-secret"),
    }


@pytest.fixture
def refresh(sandbox: Sandbox) -> str:
    return sandbox.key("sandbox-hubspot-refresh")


@pytest.mark.contract("H-26")
def test_a_refresh_token_is_good_for_access_tokens(
    client: HubSpot, server: Server, app: dict[str, str], refresh: str
) -> None:
    granted = client.oauth.tokens_api.create(grant_type="refresh_token", refresh_token=refresh, **app)
    assert (granted.expires_in, granted.token_type, granted.refresh_token) == (1800, "bearer", refresh)
    own = HubSpot(access_token=granted.access_token, host=server.url)
    assert own.crm.contacts.basic_api.get_by_id("51").id == "51"
    told = client.oauth.access_tokens_api.get(granted.access_token)
    assert (told.token, told.token_type, told.hub_id) == (granted.access_token, "access", 12345678)
    about = client.oauth.refresh_tokens_api.get(refresh)
    assert (about.client_id, about.token_type) == (app["client_id"], "refresh")


@pytest.mark.contract("H-26")
def test_a_code_and_the_app_alone_are_grants_too(client: HubSpot, app: dict[str, str], refresh: str) -> None:
    create = client.oauth.tokens_api.create
    granted = create(grant_type="authorization_code", code="any", redirect_uri="http://localhost/", **app)
    assert granted.refresh_token == refresh


@pytest.mark.contract("H-01", "H-26")
def test_an_access_token_expires_by_the_sandboxs_clock(
    client: HubSpot, server: Server, app: dict[str, str], refresh: str, sandbox: Sandbox
) -> None:
    sandbox.set("clock", sandbox.clock.freeze(datetime(2026, 1, 1, tzinfo=UTC)))
    granted = client.oauth.tokens_api.create(grant_type="refresh_token", refresh_token=refresh, **app)
    sandbox.set("clock", sandbox.clock.advance(timedelta(seconds=1800 + 75)))
    own = HubSpot(access_token=granted.access_token, host=server.url)
    with pytest.raises(UnauthorizedException) as caught:
        own.crm.contacts.basic_api.get_by_id("51")
    assert '"category":"EXPIRED_AUTHENTICATION"' in caught.value.body
    assert "expired 75 second(s) ago." in caught.value.body
    assert '"expire time":["2026-01-01T00:30:00.000Z"]' in caught.value.body


@pytest.mark.contract("H-26")
@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"refresh_token": "other"}, "BAD_REFRESH_TOKEN"),
        ({"client_id": "other"}, "BAD_CLIENT_ID"),
        ({"client_secret": "other"}, "BAD_CLIENT_SECRET"),
        ({"grant_type": "other"}, "BAD_GRANT_TYPE"),
        ({"grant_type": "authorization_code"}, "BAD_AUTH_CODE"),
    ],
)
def test_a_token_is_not_granted_to_anybody(
    client: HubSpot, app: dict[str, str], refresh: str, change: dict[str, str], status: str
) -> None:
    asked = {"grant_type": "refresh_token", "refresh_token": refresh, **app, **change}
    with pytest.raises(ApiException) as caught:
        client.oauth.tokens_api.create(**asked)
    assert caught.value.status == 400
    assert f'"status":"{status}"' in caught.value.body


@pytest.mark.contract("H-26")
def test_a_deleted_refresh_token_grants_nothing(client: HubSpot, app: dict[str, str], refresh: str) -> None:
    client.oauth.refresh_tokens_api.archive(refresh)
    with pytest.raises(ApiException):
        client.oauth.tokens_api.create(grant_type="refresh_token", refresh_token=refresh, **app)
    with pytest.raises(ApiException):
        client.oauth.refresh_tokens_api.get(refresh)


@pytest.mark.contract("H-01")
@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Bearer nobody"}, {"authorization": "Basic eDp5"}, {"authorization": "Bearer"}]
)
def test_a_call_without_a_token_is_refused(rest: Rest, headers: dict[str, str]) -> None:
    answer = rest.request("GET", "/crm/v3/objects/widgets", headers=headers)
    assert answer.status_code == 401
    told = answer.json()
    assert told["category"] == "INVALID_AUTHENTICATION"
    assert told["message"].startswith("Authentication credentials not found. This API supports OAuth 2.0")
    assert answer.headers["x-mock-evidence"] == "H-01 recorded"


@pytest.mark.contract("H-26")
def test_a_forged_token_is_nobodys(rest: Rest, app: dict[str, str]) -> None:
    forged = jwt.encode({"client_id": app["client_id"], "exp": 9e9}, "x" * 32, algorithm="HS256")
    assert rest.request("GET", "/crm/v3/owners", headers={"authorization": f"Bearer {forged}"}).status_code == 401
