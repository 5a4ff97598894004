"""A call that takes long is given up on the event loop and begun anew in a thread, and answered as any other."""

from __future__ import annotations

from importlib import import_module
from threading import current_thread
from typing import Any

import pytest

from mockserver.core.http import Answer
from mockserver.core.hurry import Lengthy
from mockserver.crm import steps
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandbox
from tests.conftest import Control, Refold

QUERY = {"query": "SELECT Id, Email FROM Lead WHERE LastName LIKE '%a%' ORDER BY LastName"}
SOQL = "refold/salesforce/get_entity_with_soql"


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the threads in which calls were begun anew, as they are; every question takes long."""
    names: list[str] = []
    respond_anew = Gateway.respond_anew

    def recorded(gateway: Gateway, lengthy: Lengthy) -> Answer:
        names.append(current_thread().name)
        return respond_anew(gateway, lengthy)

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


def test_a_refusal_of_what_cannot_be_done_at_all_needs_no_second_try(
    refold: Refold, monkeypatch: pytest.MonkeyPatch, threads: list[str]
) -> None:
    import_module("mockserver.crm.salesforce.soql.query")  # it takes long to load, which is another reason
    monkeypatch.setattr(steps, "MOST", 0)
    refused = refold.execute("salesforce/get_entity_with_soql", QUERY).json()
    assert (refused["http_status"], threads) == (400, [])
