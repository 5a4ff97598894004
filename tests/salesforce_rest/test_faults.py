"""Planned misbehaviour and strict mode, and the vendor's own hosts without a line of setting up."""

from __future__ import annotations

from typing import Any

import pytest
from requests import Session
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceExpiredSession, SalesforceGeneralError

from mockserver import intercept
from mockserver.dialects.salesforce.sessions import DAILY, note, use
from mockserver.sandboxes.sandbox import Sandbox
from tests.conftest import Control
from tests.salesforce_rest.conftest import Rest, content_of

QUERY = "query?q=SELECT+COUNT()+FROM+Lead"


@pytest.mark.contract("S-12")
@pytest.mark.parametrize(
    ("outcome", "status", "code"),
    [
        ("unauthenticated", 401, "INVALID_SESSION_ID"),
        ("rate-limited", 403, "REQUEST_LIMIT_EXCEEDED"),
        ("row-locked", 400, "UNABLE_TO_LOCK_ROW"),
        ("server-error", 500, "UNKNOWN_EXCEPTION"),
        ("unavailable", 503, "SERVER_UNAVAILABLE"),
    ],
)
def test_a_planted_fault_is_salesforces_own_error_once(
    rest: Rest, control: Control, outcome: str, status: int, code: str
) -> None:
    control.told("POST", "faults", {"match": "salesforce/http/query", "outcome": outcome, "times": 1})
    assert rest.refused("GET", QUERY)[:2] == (status, code)
    assert rest.ask("GET", QUERY).status_code == 200


@pytest.mark.contract("S-12")
def test_simple_salesforce_sees_planted_faults_as_its_own_exceptions(sf: Any, control: Control) -> None:
    control.told("POST", "faults", {"match": "salesforce/*", "outcome": "unauthenticated", "times": 1})
    with pytest.raises(SalesforceExpiredSession):
        sf.query("SELECT Id FROM Lead")
    control.told("POST", "faults", {"match": "salesforce/http/create_record", "outcome": "unavailable", "times": 1})
    with pytest.raises(SalesforceGeneralError) as refused:
        sf.Lead.create({"LastName": "x", "Company": "y"})
    assert content_of(refused)[0]["errorCode"] == "SERVER_UNAVAILABLE"


@pytest.mark.contract("S-12")
def test_a_planted_end_of_sessions_is_that_of_those_which_are_there(
    rest: Rest, session: Session, control: Control
) -> None:
    login = {name: rest.names[name] for name in ("username", "password", "security_token")}
    sf: Any = Salesforce(**login, session=session)
    for _ in range(2):
        control.told("POST", "faults", {"match": "salesforce/*", "outcome": "unauthenticated", "times": None})
        before = sf.session_id
        assert sf.query("SELECT COUNT() FROM Lead")["totalSize"] > 0
        assert sf.Lead.create({"LastName": "x", "Company": "y"})["success"]
        assert sf.session_id != before
    assert rest.refused("GET", QUERY)[:2] == (401, "INVALID_SESSION_ID")


@pytest.mark.contract("S-11")
def test_an_organisation_with_limits_has_so_many_calls_in_a_day(rest: Rest, control: Control, sandbox: Sandbox) -> None:
    control.told("PATCH", "", {"rate_limits": True})
    assert rest.ask("GET", QUERY).status_code == 200
    sandbox.transact(lambda store: note(store, type(use(store))(use(store).day, DAILY)))
    assert rest.refused("GET", QUERY) == (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
    control.told("PATCH", "", {"rate_limits": False})
    assert rest.ask("GET", QUERY).status_code == 200


@pytest.mark.contract("S-12")
def test_strict_mode_refuses_what_no_document_declares(rest: Rest, control: Control) -> None:
    assert rest.ask("GET", f"{QUERY}&colour=red").status_code == 200
    control.told("PATCH", "", {"strict": "fail"})
    assert rest.refused("GET", f"{QUERY}&colour=red")[:2] == (400, "INVALID_ARGUMENT")
    assert rest.ask("GET", QUERY).status_code == 200


@pytest.mark.contract("S-01", "S-03", "S-08")
def test_simple_salesforce_needs_no_setting_where_the_hosts_are_intercepted() -> None:
    with intercept() as world:
        names: dict[str, Any] = {"username": "admin@sandbox.example", "password": "sandbox-password"}
        sf: Any = Salesforce(**names, security_token="sandbox-security-token")
        assert sf.sf_instance == "sandbox.my.salesforce.com"
        key = sf.Lead.create({"LastName": "Intercepted", "Company": "y"})["id"]
        assert [record["Id"] for record in world.records("salesforce/Lead") if record["LastName"] == "Intercepted"] == [
            key
        ]
