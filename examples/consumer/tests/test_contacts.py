"""The contacts module, asynchronous, against a sandbox of each test's own."""

import httpx
import pytest
from crm_sync.contacts import NotSaved, Refold, save

from mockserver.testing import Mockserver

pytestmark = [pytest.mark.usefixtures("mockserver_env"), pytest.mark.asyncio]


async def test_a_contact_is_saved(mockserver: Mockserver) -> None:
    async with Refold() as refold:
        contact_id = await save(refold, "ada@example.com", "Analytical")
    assert mockserver.records("hubspot/contact")[-1]["id"] == contact_id
    mockserver.assert_called("refold/hubspot/create_contact", payload={"company": "Analytical"}, times=1)


async def test_a_contact_that_is_there_already_is_not_saved_twice(mockserver: Mockserver) -> None:
    mockserver.add("hubspot/contact", email="ada@example.com")
    async with Refold() as refold:
        with pytest.raises(NotSaved, match="already exists"):
            await save(refold, "ada@example.com", "Analytical")


async def test_an_outage_is_an_error(mockserver: Mockserver) -> None:
    mockserver.fail_next("refold/*", "unavailable")
    async with Refold() as refold:
        with pytest.raises(httpx.HTTPStatusError, match="503"):
            await save(refold, "ada@example.com", "Analytical")


async def test_a_connection_that_breaks_is_an_error(mockserver: Mockserver) -> None:
    mockserver.fail_next("refold/*", "connection-reset")
    async with Refold() as refold:
        with pytest.raises(httpx.TransportError):
            await save(refold, "ada@example.com", "Analytical")
    assert len(mockserver.calls("refold/hubspot/create_contact")) == 1


async def test_the_built_in_address(mockserver_intercept: Mockserver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REFOLD_BASE_URL")
    async with Refold() as refold:
        await save(refold, "ada@example.com", "Analytical")
    assert mockserver_intercept.journal[0].headers["host"] == "api.gocobalt.io"
