"""Leads: the people of the account's applications that each of them is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from mockserver.core.errors import Refused
from mockserver.core.store import Key, Record, Store, value_at
from mockserver.dialects.frame import CallContext
from mockserver.dialects.oktopost.guards import authenticate, find_integration, hold_parts, need_writing, read_form
from mockserver.dialects.oktopost.resources import answer

LEAD: Final = "oktopost/lead"

_PEOPLE: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "salesforce": (("salesforce/Contact", "Email"), ("salesforce/Lead", "Email")),
    "marketo": (("marketo/lead", "email"),),
    "hubspot": (("hubspot/contact", "properties.email"),),
}
"""Type of an integration -> where its application has people, each table with the field of their address."""


def is_listed(lead: Record, all_leads: str) -> bool:
    """O-79: whether a list has a lead: without ``all_leads`` only one with an address that can be one."""
    name, _, domain = lead["Email"].rpartition("@")
    return all_leads in ("true", "1") or bool(name.strip() and "." in domain.strip("."))


def remote_leads(store: Store, lead: Record) -> Record:
    """O-79: the records that a lead is, one in each application that the account is connected to."""
    links = [
        {
            "IntegrationID": integration["Id"],
            "RemoteIdentifier": identifier,
            "LinkedLeadId": lead["Id"],
            "IntegrationType": integration["Type"],
        }
        for integration, identifier in _links(store, lead)
    ]
    return {"RemoteLeads": links}


def _links(store: Store, lead: Record) -> Iterator[tuple[Record, str]]:
    for integration in store.find("oktopost/integration", "AccountId", lead["AccountId"]):
        works = integration["Status"] == "valid" and integration["State"] == "active"
        if works and not integration["TokenExpired"] and integration["Type"] in _PEOPLE:
            identifier = lead["Links"].get(integration["Id"]) or _by_address(store, integration["Type"], lead["Email"])
            if identifier is not None:
                yield integration, identifier


def _by_address(store: Store, kind: str, email: str) -> str | None:
    for table, path in _PEOPLE[kind]:
        for person in store.find(table, path, email) if email else ():
            return str(person[_key(store, table)])
    return None


def _key(store: Store, table: str) -> str:
    return store.state.tables[table].base.spec.key


def _person(store: Store, kind: str, identifier: str) -> tuple[Record, str] | None:
    """The person of an id, with the field of the address."""
    keys: list[Key] = [identifier]
    keys += [int(identifier)] if identifier.isascii() and identifier.isdigit() and len(identifier) < 16 else []
    for table, path in _PEOPLE.get(kind, ()):
        for key in keys:
            person = store.get(table, key)
            if person is not None:
                return person, path
    return None


def replace_lead_link(context: CallContext) -> Any:
    """O-81: POST /v2/lead-link-replace."""
    grant = authenticate(context)
    need_writing(context, grant)
    form = hold_parts(context, form=read_form(context))["form"]
    integration = find_integration(context, grant, form["integrationId"], part="form")
    context.admit(form)
    return answer(context, lambda store, _: _replace(store, integration, form))


def _replace(store: Store, integration: Record, form: Mapping[str, str]) -> dict[str, Any]:
    old, new = form["linkedRecordId"], form["newLinkedRecordId"]
    lead = _linked(store, integration, old)
    if lead is None:
        raise Refused("record-not-found", kind="Linked record", id=old)
    if _person(store, integration["Type"], new) is None:
        raise Refused("record-not-found", kind="Record", id=new)
    store.replace(LEAD, {**lead, "Links": {**lead["Links"], integration["Id"]: new}})
    return {}


def _linked(store: Store, integration: Record, identifier: str) -> Record | None:
    """The lead that is a record of an integration's application now."""
    found = _person(store, integration["Type"], identifier)
    email: str | None = value_at(*found) if found else None
    by_address = store.find(LEAD, "Email", email) if email else []
    by_hand = [lead for lead in store.find(LEAD, "AccountId", integration["AccountId"]) if lead["Links"]]
    for lead in [*by_address, *by_hand]:
        if lead["AccountId"] == integration["AccountId"] and (integration, identifier) in _links(store, lead):
            return lead
    return None
