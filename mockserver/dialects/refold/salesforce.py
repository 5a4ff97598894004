"""Refold's Salesforce actions: named parameters in, what Salesforce answers out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.crm.parameters import fields, text
from mockserver.crm.salesforce import actions as salesforce

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "Account": (
        "Name",
        "Type",
        "Industry",
        "Phone",
        "Website",
        "AnnualRevenue",
        "NumberOfEmployees",
        "BillingStreet",
        "BillingCity",
        "BillingState",
        "BillingPostalCode",
        "BillingCountry",
        "OwnerId",
        "Description",
    ),
    "Contact": (
        "FirstName",
        "LastName",
        "Email",
        "Phone",
        "MobilePhone",
        "Title",
        "Department",
        "AccountId",
        "MailingStreet",
        "MailingCity",
        "MailingState",
        "MailingPostalCode",
        "MailingCountry",
        "OwnerId",
        "Description",
    ),
    "Lead": (
        "FirstName",
        "LastName",
        "Company",
        "Email",
        "Phone",
        "MobilePhone",
        "Title",
        "Website",
        "Industry",
        "LeadSource",
        "Status",
        "Rating",
        "Street",
        "City",
        "State",
        "PostalCode",
        "Country",
        "OwnerId",
        "Description",
    ),
    "Opportunity": (
        "Name",
        "StageName",
        "CloseDate",
        "Amount",
        "AccountId",
        "Probability",
        "Type",
        "LeadSource",
        "NextStep",
        "OwnerId",
        "Description",
    ),
}
"""The parameters that are fields of the record; the others of an action have other uses, or none."""


def create(store: Store, payload: Mapping[str, Any], *, sobject: str) -> Record:
    """A new record of the parameters and ``additional_fields``; CrmError as Salesforce's create."""
    return salesforce.create(store, {"data": _data(payload, sobject)}, sobject=sobject)


def update(store: Store, payload: Mapping[str, Any], *, sobject: str, key: str) -> Record:
    """The record that the parameter ``key`` names takes the others; CrmError as Salesforce's update."""
    changes = {"id": text(payload[key]), "data": _data(payload, sobject)}
    return salesforce.update(store, changes, sobject=sobject)


def delete(store: Store, payload: Mapping[str, Any], *, sobject: str, key: str) -> Record:
    """Delete the record that the parameter ``key`` names; CrmError as Salesforce's delete."""
    return salesforce.delete(store, {"id": text(payload[key])}, sobject=sobject)


def query(store: Store, payload: Mapping[str, Any]) -> Record:
    """What the SOQL in the parameter ``query`` finds; CrmError when it is no query."""
    return _queried(store, str(text(payload["query"])))


def list_records(store: Store, payload: Mapping[str, Any], *, sobject: str) -> Record:
    """Every record, or the first ``limit``, each with its standard fields; CrmError when limit is no number."""
    limit = payload.get("limit")
    clause = "" if _is_blank(limit) else f"LIMIT {text(limit)}"
    return _queried(store, f"SELECT FIELDS(STANDARD) FROM {sobject} {clause}")  # noqa: S608 - reads only


def _queried(store: Store, text: str) -> Record:
    from mockserver.crm.salesforce.soql import (
        query as soql,  # a fifth of the time of a start, and few calls are queries
    )

    return soql.query(store, text)


def _data(payload: Mapping[str, Any], sobject: str) -> Record:
    """The fields to write. A parameter left blank is absent: only ``additional_fields`` empties a field."""
    named = {name: text(payload.get(name)) for name in FIELDS[sobject] if not _is_blank(payload.get(name))}
    return fields(named | {"additional_fields": payload.get("additional_fields")})


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
