"""The leads module, against a sandbox of each test's own."""

import json
import subprocess
import sys

import pytest
from crm_sync.leads import Oktopost, Refused, remember

from mockserver.testing import Mockserver

pytestmark = pytest.mark.usefixtures("mockserver_env")


def test_a_new_lead_is_created_once(mockserver: Mockserver) -> None:
    oktopost = Oktopost()
    first = remember(oktopost, "ada@example.com", "Lovelace", "Analytical")
    assert remember(oktopost, "ada@example.com", "Lovelace", "Analytical") == first
    mockserver.assert_called(
        "oktopost/salesforce/lead.create", times=1, payload={"data": {"Email": "ada@example.com"}}, status=200
    )
    assert mockserver.records("salesforce/Lead")[-1]["Company"] == "Analytical"


def test_a_known_lead_is_found(mockserver: Mockserver) -> None:
    known = mockserver.add("salesforce/Lead", Email="grace@example.com", LastName="Hopper", Company="Navy")
    assert remember(Oktopost(), "grace@example.com", "Hopper", "Navy") == known["Id"]
    mockserver.assert_not_called("oktopost/salesforce/lead.create")


def test_a_rate_limit_is_waited_for(mockserver: Mockserver) -> None:
    mockserver.fail_next("oktopost/salesforce/lead.create", "rate-limited", times=2, retry_after=0)
    remember(Oktopost(), "ada@example.com", "Lovelace", "Analytical")
    outcomes = [call.outcome for call in mockserver.calls("oktopost/salesforce/lead.create")]
    assert outcomes == ["rate-limited", "rate-limited", "ok"]


@pytest.mark.parametrize("trouble", ["disabled", "expired"])
def test_an_integration_that_cannot_be_used_is_told(mockserver: Mockserver, trouble: str) -> None:
    if trouble == "disabled":
        mockserver.disable("salesforce")
    else:
        mockserver.expire_token("salesforce")
    with pytest.raises(Refused, match=trouble):
        remember(Oktopost(), "ada@example.com", "Lovelace", "Analytical")


@pytest.mark.mockserver(expect=["missing-field"])
def test_an_empty_email_is_refused_by_the_api(mockserver: Mockserver) -> None:
    with pytest.raises(Refused, match="Missing required field: email"):
        remember(Oktopost(), "", "Nobody", "Nowhere")
    assert mockserver.journal[-1].outcome == "missing-field"


@pytest.mark.parametrize("number", range(8))
def test_each_test_has_a_world_of_its_own(mockserver: Mockserver, number: int) -> None:
    before = len(mockserver.records("salesforce/Lead"))
    remember(Oktopost(), f"person{number}@example.com", "Same", "Company")
    assert len(mockserver.records("salesforce/Lead")) == before + 1


def test_the_application_in_a_process_of_its_own(mockserver: Mockserver) -> None:
    program = "from crm_sync.leads import *; print(remember(Oktopost(), 'ada@example.com', 'Lovelace', 'Analytical'))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == mockserver.records("salesforce/Lead")[-1]["Id"]


def test_the_built_in_address(mockserver_intercept: Mockserver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OKTOPOST_BASE_URL")
    remember(Oktopost(), "ada@example.com", "Lovelace", "Analytical")
    (call,) = mockserver_intercept.calls("oktopost/salesforce/lead.create")
    assert call.headers["host"] == "api.oktopost.com"
    assert json.dumps(call.payload).count("ada@example.com") == 1
