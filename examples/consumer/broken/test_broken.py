"""What a broken client gets to read: these tests fail, on purpose. Run them with `pytest broken`."""

import contextlib

import pytest
from crm_sync.leads import Oktopost, Refused, remember

from mockserver.testing import Mockserver

pytestmark = pytest.mark.usefixtures("mockserver_env")


def test_a_mistake_that_the_application_swallows(mockserver: Mockserver) -> None:
    with contextlib.suppress(Refused):
        Oktopost().act("marketo", "list.addLeads", {"listId": "1234", "leadIds": [12345, "67890"]})


def test_a_call_that_is_not_what_the_test_asks_for(mockserver: Mockserver) -> None:
    remember(Oktopost(), "ada@example.com", "Lovelace", "Analytical")
    mockserver.assert_called(
        "oktopost/salesforce/lead.create", payload={"data": {"Email": "ada@example.org", "LastName": "Lovelace"}}
    )
