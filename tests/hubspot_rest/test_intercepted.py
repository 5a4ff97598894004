"""HubSpot's own client with its built-in address, led to a sandbox."""

from __future__ import annotations

import pytest
from hubspot import HubSpot
from hubspot.crm.owners.exceptions import UnauthorizedException
from urllib3.util.retry import Retry

import mockserver

TOKEN = "pat-na1-sandbox"


@pytest.mark.contract("H-01", "H-05")
def test_an_application_with_a_built_in_address_reaches_the_sandbox() -> None:
    with mockserver.intercept(other_hosts="refuse") as sandbox:
        suffix = sandbox.oktopost.api_key.removeprefix("okto-sandbox-key")
        client = HubSpot(access_token=TOKEN + suffix)
        assert client.crm.contacts.basic_api.get_by_id("51").id == "51"
        page = client.crm.contacts.basic_api.get_page(limit=1)
        assert page.results[0].id == "51"
        with pytest.raises(UnauthorizedException):
            HubSpot(access_token="nobody").crm.owners.owners_api.get_page()
        sandbox.assert_called("hubspot/http/get_object", times=1, status=200)
        answer = client.api_request({"path": "/crm/v3/owners"})
        assert answer.status_code == 200
        assert len(sandbox.journal) == 3


@pytest.mark.contract("H-19")
def test_the_clients_own_retries_are_made() -> None:
    with mockserver.intercept() as sandbox:
        suffix = sandbox.oktopost.api_key.removeprefix("okto-sandbox-key")
        client = HubSpot(
            access_token=TOKEN + suffix, retry=Retry(total=2, status_forcelist=(429, 503), backoff_factor=0)
        )
        sandbox.fail_next("hubspot/*", "rate-limited")
        assert client.crm.contacts.basic_api.get_by_id("51").id == "51"
        assert [call.outcome for call in sandbox.journal] == ["rate-limited", "ok"]
