"""What Salesforce computes when a record is saved: names, flags, amounts, and who saved it when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.crm.salesforce.ids import numbered_id
from mockserver.crm.salesforce.objects import KEY_PREFIXES, SObject, table_of
from mockserver.crm.salesforce.values import timestamp

INTEGRATION_USER_ID: Final = numbered_id(KEY_PREFIXES["User"], 1)
"""Who saves records in a sandbox that has no user."""

Rule = Callable[[Store, Record, Record], Mapping[str, Any]]
"""(store, the record to be saved, the caller's values) -> computed values, None for an empty one."""

PROBABILITIES: Final = {
    "Prospecting": 10,
    "Qualification": 10,
    "Needs Analysis": 20,
    "Value Proposition": 50,
    "Id. Decision Makers": 60,
    "Perception Analysis": 70,
    "Proposal/Price Quote": 75,
    "Negotiation/Review": 90,
    "Closed Won": 100,
    "Closed Lost": 0,
}
"""The stages of the default sales process and their probabilities in percent."""


_FORECASTS: Final = {
    "Omitted": "Omitted",
    "Pipeline": "Pipeline",
    "Best Case": "BestCase",
    "Commit": "Forecast",
    "Closed": "Closed",
}
"""What people call a forecast category, and what the platform calls it."""


def created(store: Store, sobject: SObject, values: Record) -> Record:
    """A new record: a fresh id, defaults, the caller's values, audit fields, computed fields."""
    user, now = integration_user(store), timestamp(store.now())
    owner = {"OwnerId": user} if "OwnerId" in sobject.fields else {}
    audit = {"CreatedDate": now, "CreatedById": user}
    given = {name: value for name, value in values.items() if value is not None}
    fresh = {"Id": _fresh_id(store, sobject), **sobject.defaults, **owner, **given, **audit}
    if sobject.custom:
        fresh = {**fresh, "Name": _drawn_name(store, sobject) or given.get("Name") or fresh["Id"]}
    if sobject.name == "Case":
        fresh |= {"CaseNumber": _case_number(store), "IsClosedOnCreate": _closed(fresh)}
    return _computed(store, sobject, fresh | _modified(user, now), given)


def updated(store: Store, sobject: SObject, record: Record, values: Record) -> Record:
    """The record with the caller's values, new audit fields and computed fields."""
    audit = _modified(integration_user(store), timestamp(store.now()))
    return _computed(store, sobject, {**record, **values, **audit}, values)


def integration_user(store: Store) -> str:
    """The id of the user the integrations act as: the org's first."""
    first = store.page(table_of("User"), 0, 1)
    return str(first[0]["Id"]) if first else INTEGRATION_USER_ID


def _fresh_id(store: Store, sobject: SObject) -> str:
    """The next id of the object that no record has or had (fixtures may bring their own)."""
    while True:
        key = numbered_id(sobject.prefix, store.next(sobject.table))
        if store.get(sobject.table, key) is None and not store.deleted(sobject.table, key):
            return key


def _drawn_name(store: Store, sobject: SObject) -> str | None:
    """The next name of a custom object that numbers its records."""
    if sobject.number_format is None:
        return None
    before, _, rest = sobject.number_format.partition("{")
    zeros, _, after = rest.partition("}")
    return f"{before}{store.next(f'{sobject.table}/Name'):0{len(zeros)}d}{after}"


def _case_number(store: Store) -> str:
    return f"{1000 + store.next('salesforce/CaseNumber'):08d}"


def _closed(case: Record) -> bool:
    return case.get("Status") == "Closed"


def _modified(user: str, now: str) -> Record:
    return {"LastModifiedDate": now, "LastModifiedById": user, "SystemModstamp": now}


def _computed(store: Store, sobject: SObject, record: Record, values: Record) -> Record:
    """The record with its object's computed fields, in the order of the fields and without empty ones."""
    rule = _RULES.get(sobject.name)
    full = {**record, **rule(store, record, values)} if rule else record
    return {name: full[name] for name in sobject.fields if full.get(name) is not None}


def _person(_store: Store, record: Record, _values: Record) -> Mapping[str, Any]:
    return {"Name": " ".join(filter(None, (record.get("FirstName"), record.get("LastName"))))}


def _task(store: Store, record: Record, _values: Record) -> Mapping[str, Any]:
    return {
        "IsClosed": record["Status"] == "Completed",
        "IsHighPriority": record["Priority"] == "High",
        "AccountId": _account_of(store, record.get("WhatId")) or _account_of(store, record.get("WhoId")),
    }


def _account_of(store: Store, key: str | None) -> str | None:
    """The account behind a reference: itself, or that of a contact, opportunity or case."""
    if key is None:
        return None
    if key.startswith(KEY_PREFIXES["Account"]):
        return key
    for name in ("Contact", "Opportunity", "Case"):
        if key.startswith(KEY_PREFIXES[name]):
            return (store.get(table_of(name), key) or {}).get("AccountId")
    return None


def _case(store: Store, record: Record, values: Record) -> Mapping[str, Any]:
    """A closed case keeps the moment of its closing; a contact brings its account."""
    closed = _closed(record)
    found = {
        "IsClosed": closed,
        "ClosedDate": (record.get("ClosedDate") or record["LastModifiedDate"]) if closed else None,
    }
    if values.get("ContactId") and not record.get("AccountId"):
        found["AccountId"] = _account_of(store, record["ContactId"])
    return found


def _opportunity(_store: Store, record: Record, values: Record) -> Mapping[str, Any]:
    """A stage brings its probability and its forecast category unless the caller gives them.

    The expected revenue is the probability's share of the amount.
    """
    stage, probability = record["StageName"], record.get("Probability")
    if "StageName" in values and values.get("Probability") is None:
        probability = PROBABILITIES.get(stage, probability)
    won, closed = stage == "Closed Won", stage in ("Closed Won", "Closed Lost")
    category = "Closed" if won else "Omitted" if closed else "Pipeline"
    if "StageName" not in values or values.get("ForecastCategoryName"):
        category = record.get("ForecastCategoryName") or category
    amount = record.get("Amount")
    share = None if amount is None or probability is None else amount * probability / 100
    return {
        "IsClosed": closed,
        "IsWon": won,
        "Probability": probability,
        "ExpectedRevenue": share,
        "ForecastCategory": _FORECASTS.get(category, "Pipeline"),
        "ForecastCategoryName": category,
    }


_RULES: Final[Mapping[str, Rule]] = {
    "Lead": _person,
    "Contact": _person,
    "Task": _task,
    "Case": _case,
    "Opportunity": _opportunity,
}
