"""Refold's actions: named parameters in, what the application answers out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any, Final

from mockserver.core import contracts
from mockserver.core.action import ActionTable, Run
from mockserver.core.contracts import shown
from mockserver.core.errors import MissingFields
from mockserver.core.offload import load
from mockserver.core.store import Record, Store
from mockserver.crm.hubspot import actions as hubspot
from mockserver.crm.hubspot import search as hubspot_search
from mockserver.crm.hubspot.errors import invalid
from mockserver.crm.marketo import actions as marketo
from mockserver.crm.marketo.activities import add_activities
from mockserver.crm.marketo.errors import answer, refusal
from mockserver.crm.salesforce import actions as salesforce
from mockserver.dialects.refold import http_request
from mockserver.dialects.refold.parameters import document, fields, text

MARKETO_FIELDS: Final = (
    "firstName",
    "lastName",
    "company",
    "title",
    "phone",
    "website",
    "address",
    "city",
    "state",
    "country",
    "postalCode",
)
"""The fields that create_or_update_lead takes as parameters of their own."""

SALESFORCE_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
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


# -- HubSpot ---------------------------------------------------------------------------------------------------


def create_object(store: Store, payload: Mapping[str, Any], *, object_type: str) -> Record:
    """A new record of the parameters and ``additional_fields``, with its ``associations``."""
    return hubspot.create(store, object_type, fields(payload), payload.get("associations") or ())


def update_contact(store: Store, payload: Mapping[str, Any]) -> Record:
    """The contact ``contactId`` takes the other parameters, where "" clears one."""
    changes = fields(payload, without=("contactId",))
    key = str(text(payload["contactId"]))
    return hubspot.update(store, "contact", key, changes, payload.get("associations") or ())


def delete_contact(store: Store, payload: Mapping[str, Any]) -> Record:
    """Archive the contact ``contactId``; HubSpot has nothing to say about it, not even when there is none."""
    hubspot.archive(store, "contact", str(text(payload["contactId"])))
    return {}


def get_contact(store: Store, payload: Mapping[str, Any]) -> Record:
    """The contact ``contact_id``."""
    return hubspot.read(store, "contact", str(text(payload["contact_id"])))


def list_contacts(store: Store, payload: Mapping[str, Any]) -> Record:
    """A page of contacts, or the one of ``contact_id``; the last page has an empty ``paging``, as published."""
    limit = hubspot.page_size(store, text(payload.get("limit")))
    after = hubspot.page_start(store, text(payload.get("after")))
    if payload.get("contact_id") is not None:
        contact = store.get("hubspot/contact", str(text(payload["contact_id"])))
        return {"results": [contact] if contact else [], "paging": {}}
    page = hubspot.list_page(store, "contact", limit=limit, after=after)
    if "paging" not in page:
        return {**page, "paging": {}}
    following = page["paging"]["next"]["after"]
    link = f"https://api.hubapi.com/crm/v3/objects/contacts?limit={limit}&after={following}"
    return {**page, "paging": {"next": {"after": following, "link": link}}}


def search_contacts(store: Store, payload: Mapping[str, Any]) -> Record:
    """The contacts that pass one filter; several values stand in one text, apart by semicolons or else commas."""
    given = (str(text(payload.get(name) or "")) for name in ("propertyName", "operator", "value", "query"))
    hubspot_search.refuse_long(store, sum(map(len, given)))
    name, value = str(text(payload["operator"])), str(text(payload["value"]))
    operands: dict[str, Any] = {"value": value}
    if name in hubspot_search.LISTS:
        operands = {"values": _listed(value)}
    elif name == "BETWEEN":
        operands = _bounds(store, value)
    one = {"propertyName": str(text(payload["propertyName"])), "operator": name, **operands}
    limit = hubspot.page_size(store, text(payload.get("limit")), most=hubspot_search.LARGEST_RESULT)
    query = str(text(payload.get("query") or ""))
    return hubspot_search.search(store, "contact", filter_groups=[[one]], query=query, limit=limit)


def _listed(value: str) -> list[str]:
    parts = value.split(";" if ";" in value else ",")
    return [part.strip() for part in parts if part.strip()]


def _bounds(store: Store, value: str) -> dict[str, str]:
    bounds = _listed(value)
    if len(bounds) != 2:
        raise invalid(store, f'BETWEEN needs a lower and an upper value, such as "1;9", not "{value}"')
    return {"value": bounds[0], "highValue": bounds[1]}


# -- Salesforce ------------------------------------------------------------------------------------------------


def create_sobject(store: Store, payload: Mapping[str, Any], *, sobject: str) -> Record:
    """A new record of the parameters and ``additional_fields``."""
    return salesforce.saved(salesforce.create(store, sobject, _data(payload, sobject)))


def update_sobject(store: Store, payload: Mapping[str, Any], *, sobject: str, key: str) -> Record:
    """The record that the parameter ``key`` names takes the others."""
    return salesforce.saved(salesforce.update(store, sobject, text(payload[key]), _data(payload, sobject)))


def delete_sobject(store: Store, payload: Mapping[str, Any], *, sobject: str, key: str) -> Record:
    """Delete the record that the parameter ``key`` names."""
    return salesforce.saved(salesforce.delete(store, sobject, text(payload[key])))


def query(store: Store, payload: Mapping[str, Any]) -> Record:
    """What the SOQL in the parameter ``query`` finds."""
    return _queried(store, str(text(payload["query"])))


def list_sobjects(store: Store, payload: Mapping[str, Any], *, sobject: str) -> Record:
    """Every record, or the first ``limit``, each with its standard fields; CrmError when limit is no number."""
    limit = payload.get("limit")
    clause = "" if _is_blank(limit) else f"LIMIT {text(limit)}"
    return _queried(store, f"SELECT FIELDS(STANDARD) FROM {sobject} {clause}")  # noqa: S608 - reads only


def _queried(store: Store, text: str) -> Record:
    found: Record = load("mockserver.crm.salesforce.soql.query").query(store, text)
    return found


def _data(payload: Mapping[str, Any], sobject: str) -> Record:
    """The fields to write. A parameter left blank is absent: only ``additional_fields`` empties a field."""
    known = SALESFORCE_FIELDS[sobject]
    named = {name: text(payload.get(name)) for name in known if not _is_blank(payload.get(name))}
    return fields(named | {"additional_fields": payload.get("additional_fields")})


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


# -- Marketo ---------------------------------------------------------------------------------------------------


def get_lists(store: Store, _payload: Mapping[str, Any]) -> Record:
    """Every static list, in order of creation."""
    return answer(store, marketo.lists(store))


def add_leads_to_list(store: Store, payload: Mapping[str, Any]) -> Record:
    """Put the people ``lead_ids`` (an array or its JSON text) into the list ``list_id``."""
    ids = document(payload, "lead_ids", list)
    if not ids:  # the JSON text of an empty array gets past the contract
        raise MissingFields(["lead_ids"])
    marketo.check_ids(store, ids)
    for value in ids:
        if isinstance(value, bool) or not isinstance(value, int):
            raise refusal(store, "1001", f"Invalid value '{shown(value)}'. Required of type 'integer'")
    return answer(store, marketo.add_to_list(store, str(text(payload["list_id"])), ids))


def create_or_update_lead(store: Store, payload: Mapping[str, Any]) -> Record:
    """Update the person with this ``email``, or create one, from the parameters."""
    named = {name: payload[name] for name in (*MARKETO_FIELDS, "additional_fields") if name in payload}
    lead = fields(named) | {"email": text(payload["email"])}
    return answer(store, marketo.sync_leads(store, [lead]))


def get_lead_by_email(store: Store, payload: Mapping[str, Any]) -> Record:
    """The people with this e-mail address, each with the ``fields`` asked for (comma-separated)."""
    asked = str(text(payload.get("fields") or "")).split(",")
    names = [name.strip() for name in asked if name.strip()]
    return answer(store, marketo.leads_by(store, "email", [text(payload["email"])], names))


def add_custom_activity(store: Store, payload: Mapping[str, Any]) -> Record:
    """Write a custom activity into a person's log."""
    activity = {
        "leadId": payload["lead_id"],
        "activityTypeId": payload["activity_type_id"],
        "primaryAttributeValue": text(payload["primary_attribute_value"]),
        "attributes": document(payload, "attributes", dict),
        "activityDate": text(payload.get("activity_date")),
    }
    return answer(store, add_activities(store, [activity]))


ACTIONS: Final[dict[str, Run]] = {
    "hubspot/httprequest": http_request.run,
    "hubspot/create_contact": partial(create_object, object_type="contact"),
    "hubspot/create_task": partial(create_object, object_type="task"),
    "hubspot/create_company": partial(create_object, object_type="company"),
    "hubspot/create_deal": partial(create_object, object_type="deal"),
    "hubspot/update_contact": update_contact,
    "hubspot/delete_contact": delete_contact,
    "hubspot/get_contact": list_contacts,
    "hubspot/get_contact_by_id": get_contact,
    "hubspot/search_contacts": search_contacts,
    "salesforce/httprequest": http_request.run,
    "salesforce/get_entity_with_soql": query,
    "salesforce/get_accounts": partial(list_sobjects, sobject="Account"),
    "salesforce/create_account": partial(create_sobject, sobject="Account"),
    "salesforce/update_account": partial(update_sobject, sobject="Account", key="account_id"),
    "salesforce/delete_account": partial(delete_sobject, sobject="Account", key="account_id"),
    "salesforce/create_contact": partial(create_sobject, sobject="Contact"),
    "salesforce/create_lead": partial(create_sobject, sobject="Lead"),
    "salesforce/create_opportunity": partial(create_sobject, sobject="Opportunity"),
    "marketo/httprequest": http_request.run,
    "marketo/get_lists": get_lists,
    "marketo/add_leads_to_list": add_leads_to_list,
    "marketo/create_or_update_lead": create_or_update_lead,
    "marketo/get_lead_by_email": get_lead_by_email,
    "marketo/add_custom_activity": add_custom_activity,
}
"""The actions that are offered, in the vendor's order; each key is the place of its schema file."""


@cache
def table() -> ActionTable:
    """The table of all actions with their contracts."""
    return ActionTable("refold", ACTIONS, contracts.load())
