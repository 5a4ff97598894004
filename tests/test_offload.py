"""A call that takes long is given up on the event loop and begun anew in a thread, and answered as any other."""

from __future__ import annotations

from importlib import import_module
from sys import modules
from threading import current_thread
from typing import Any

import pytest
import requests

from mockserver.core.http import Answer
from mockserver.core.offload import NeedsThread
from mockserver.crm import steps
from mockserver.dialects.gateway import Gateway
from mockserver.dialects.salesforce.sessions import used
from mockserver.sandboxes.sandbox import Sandbox
from tests.conftest import Control, Refold

QUERY = {"query": "SELECT Id, Email FROM Lead WHERE LastName LIKE '%a%' ORDER BY LastName"}
SOQL = "refold/salesforce/get_entity_with_soql"


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the threads in which calls were begun anew, as they are; every question takes long."""
    names: list[str] = []
    respond_anew = Gateway.respond_anew

    def recorded(gateway: Gateway, given_up: NeedsThread) -> Answer:
        names.append(current_thread().name)
        return respond_anew(gateway, given_up)

    monkeypatch.setattr(Gateway, "respond_anew", recorded)
    monkeypatch.setattr(steps, "PATIENCE", 0)
    return names


def _entries(control: Control) -> list[Any]:
    return list(control.told("GET", "journal")["entries"])


def test_what_takes_long_is_answered_in_a_thread_as_on_the_loop(
    refold: Refold, control: Control, monkeypatch: pytest.MonkeyPatch, threads: list[str]
) -> None:
    found = refold.execute("salesforce/get_entity_with_soql", QUERY)
    assert [name.rpartition("_")[0] for name in threads] == ["mockserver-long"]
    monkeypatch.setattr(steps, "PATIENCE", steps.MOST)
    assert refold.execute("salesforce/get_entity_with_soql", QUERY).json() == found.json()
    assert len(threads) == 1
    anew, at_once = _entries(control)
    for entry in (anew, at_once):
        assert (entry["outcome"], entry["checks"]["failed"]) == ("ok", None)
    assert anew["checks"] == at_once["checks"]
    assert found.headers["X-Mock-Request-Id"] == anew["request_id"] != at_once["request_id"]


def test_a_long_query_is_read_in_a_thread(refold: Refold, monkeypatch: pytest.MonkeyPatch, threads: list[str]) -> None:
    monkeypatch.setattr(steps, "PATIENCE", steps.MOST)
    query = "SELECT Id FROM Lead WHERE Email = 'contact@example.com'"
    short = refold.execute("salesforce/get_entity_with_soql", {"query": query})
    threads.clear()  # whoever asks first has the parser loaded in one
    assert refold.execute("salesforce/get_entity_with_soql", {"query": query}).json() == short.json()
    assert threads == []
    long = refold.execute("salesforce/get_entity_with_soql", {"query": query + " " * 1_000})
    assert [name.rpartition("_")[0] for name in threads] == ["mockserver-long"]
    assert long.json() == short.json()


@pytest.mark.contract("X-04")
def test_a_call_that_is_begun_anew_counts_once(
    refold: Refold, control: Control, sandbox: Sandbox, threads: list[str]
) -> None:
    planted = control.told("POST", "faults", {"match": SOQL, "outcome": "malformed-json", "times": 2})
    control.told("PATCH", "", {"rate_limits": True})
    answer = refold.execute("salesforce/get_entity_with_soql", QUERY | {"x": 1})
    assert answer.headers["X-Mock-Outcome"] == "malformed-json"
    assert len(threads) == 1
    assert control.told("GET", f"faults/{planted['id']}")["fired"] == 1
    assert len(sandbox.state.windows["refold"].times) == 1
    assert [len(entry["findings"]) for entry in _entries(control)] == [1]


@pytest.mark.contract("X-04")
@pytest.mark.parametrize(
    ("query", "module"),
    [("query?q=SELECT Id FROM Lead", "soql.query"), ("search?q=FIND {john} RETURNING Lead(Id)", "sosl")],
)
def test_a_module_that_takes_long_to_load_lets_no_fault_and_no_count_be_passed_over(
    control: Control, sandbox: Sandbox, threads: list[str], monkeypatch: pytest.MonkeyPatch, *, query: str, module: str
) -> None:
    session = sandbox.key(sandbox.world.names["salesforce"]["session"])

    def ask() -> requests.Response:
        headers = {"authorization": f"Bearer {session}"}
        return control.http.get(f"{control.url}/services/data/v59.0/{query}", headers=headers, timeout=30)

    ask()
    counted = used(sandbox)
    monkeypatch.delitem(modules, f"mockserver.crm.salesforce.{module}")
    control.told("POST", "faults", {"match": "salesforce/*", "outcome": "unavailable", "times": 1})
    assert [ask().status_code, ask().status_code] == [503, 200]
    assert used(sandbox) == counted + 2
    assert threads[-1].startswith("mockserver-long")


@pytest.mark.contract("X-04")
def test_a_search_that_is_begun_anew_counts_once_among_searches(
    refold: Refold, control: Control, sandbox: Sandbox, threads: list[str]
) -> None:
    control.told("PATCH", "", {"rate_limits": True})
    asked = {"filterGroups": [{"filters": [{"propertyName": "email", "operator": "CONTAINS_TOKEN", "value": "*o*"}]}]}
    key = sandbox.key(sandbox.world.names["hubspot"]["access_token"])
    url = f"{control.url}/crm/v3/objects/contacts/search"
    answer = control.http.post(url, json=asked, headers={"authorization": f"Bearer {key}"}, timeout=30)
    assert (answer.status_code, len(threads)) == (200, 1)
    assert [len(tally.times) for tally in sandbox.state.windows.values()] == [1, 1]
    sent = {"method": "POST", "url_path": "/crm/v3/objects/contacts/search", "body": asked}
    assert refold.execute("hubspot/httprequest", sent).json()["node_status"] == "Success"
    assert sorted(len(tally.times) for tally in sandbox.state.windows.values()) == [1, 2, 2]


def test_a_refusal_of_what_cannot_be_done_at_all_needs_no_second_try(
    refold: Refold, monkeypatch: pytest.MonkeyPatch, threads: list[str]
) -> None:
    import_module("mockserver.crm.salesforce.soql.query")  # it takes long to load, which is another reason
    monkeypatch.setattr(steps, "MOST", 0)
    refused = refold.execute("salesforce/get_entity_with_soql", QUERY).json()
    assert (refused["http_status"], threads) == (400, [])
