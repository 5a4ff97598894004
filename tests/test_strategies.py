"""What hypothesis draws for tests: payloads that the contracts allow, records that a table could hold."""

from __future__ import annotations

import builtins
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings

from mockserver import strategies
from mockserver.core import contracts
from mockserver.testing import Action, Table
from mockserver.testing.calls import known_actions

LOADED = contracts.load()
PAYLOADS = [key for key in known_actions() if "request" in LOADED.documents.get(key, {}).get("$defs", ())]
RECORDS = [key.removeprefix("records/") for key in LOADED.documents if key.startswith("records/")]
FEW = settings(max_examples=3, deadline=None, database=None, derandomize=True, suppress_health_check=[*HealthCheck])


def _drawn(strategy: Any) -> list[Any]:
    drawn: list[Any] = []

    @FEW
    @given(strategy)
    def draw(value: Any) -> None:
        drawn.append(value)

    draw()
    return drawn


@pytest.mark.parametrize("action", PAYLOADS[::6])
def test_payloads_are_what_the_contract_allows(action: str) -> None:
    drawn = _drawn(strategies.payloads(cast("Action", action)))
    assert drawn
    assert all(LOADED.of(action, "request").is_valid(payload) for payload in drawn)


@pytest.mark.parametrize("table", RECORDS[::3])
def test_records_are_what_the_table_holds(table: str) -> None:
    drawn = _drawn(strategies.records(cast("Table", table)))
    assert drawn
    assert all(LOADED.record(table).is_valid(record) for record in drawn)


def test_a_misspelt_name_is_told() -> None:
    with pytest.raises(ValueError, match=r"there is no action 'oktopost/salesforce/lead\.creat': did you mean"):
        strategies.payloads(cast("Action", "oktopost/salesforce/lead.creat"))
    with pytest.raises(ValueError, match="there is no table 'salesforce/Leads': did you mean salesforce/Lead"):
        strategies.records(cast("Table", "salesforce/Leads"))


def test_without_hypothesis_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def missing(name: str, *others: Any) -> Any:
        if name.startswith("hypothesis"):
            raise ModuleNotFoundError(name=name)
        return original(name, *others)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ImportError, match=r"hypothesis is not installed: pip install 'mockserver\[hypothesis\]'"):
        strategies.payloads("oktopost/salesforce/account.delete")
