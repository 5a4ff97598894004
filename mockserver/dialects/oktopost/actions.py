"""Oktopost's actions: a payload in, what the application answers out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from mockserver.core.action import Run
from mockserver.core.store import Record, Store
from mockserver.crm.hubspot import actions as hubspot
from mockserver.crm.hubspot import events as hubspot_events
from mockserver.crm.marketo import actions as marketo
from mockserver.crm.marketo.activities import add_activities
from mockserver.crm.marketo.errors import answer, no_such_field
from mockserver.crm.salesforce import actions as salesforce
from mockserver.crm.salesforce import errors as salesforce_errors
from mockserver.crm.salesforce.objects import answered, table_of

MARKETO_NAMES: Final[Mapping[str, str]] = {
    "Email": "email",
    "Company": "company",
    "FirstName": "firstName",
    "LastName": "lastName",
    "Phone": "phone",
    "StreetAddress": "address",
    "City": "city",
    "State": "state",
    "Country": "country",
    "ZipCode": "postalCode",
    "JobTitle": "title",
    "WorkPhone": "workPhone",
    "WorkEmail": "workEmail",
}
"""What lead.create calls a field -> what Marketo calls it."""

# -- Salesforce ------------------------------------------------------------------------------------------------


def get_sobject(store: Store, payload: Mapping[str, Any], *, sobject: str) -> Record:
    """The record ``id``."""
    return salesforce.get(store, sobject, payload["id"])


def get_sobject_by_email(store: Store, payload: Mapping[str, Any], *, sobject: str) -> Record:
    """The record with that e-mail address in any case, of several the one created last; CrmError if none."""
    matches = store.find(table_of(sobject), "Email", payload["email"])
    if not matches:
        raise salesforce_errors.not_found(f"{sobject} with Email {salesforce_errors.shown(payload['email'])}")
    return answered(store, sobject, max(matches, key=salesforce.creation))


def search_sobjects(store: Store, payload: Mapping[str, Any], *, sobject: str) -> Record:
    """``{"searchRecords": [record, …]}`` of those in which ``search`` is found."""
    return {"searchRecords": salesforce.search(store, sobject, payload["search"])}


def list_sobjects(store: Store, _payload: Mapping[str, Any], *, sobject: str) -> Record:
    """Every record, in order of creation."""
    return salesforce.query_result(store, sobject, store.scan(table_of(sobject)))


def create_sobject(store: Store, payload: Mapping[str, Any], *, sobject: str) -> Record:
    """A new record of the fields in ``data``."""
    return salesforce.saved(salesforce.create(store, sobject, payload["data"]))


def update_sobject(store: Store, payload: Mapping[str, Any], *, sobject: str) -> Record:
    """The record ``id`` takes the fields of ``data``."""
    return salesforce.saved(salesforce.update(store, sobject, payload["id"], payload["data"]))


def delete_sobject(store: Store, payload: Mapping[str, Any], *, sobject: str) -> Record:
    """Delete the record ``id`` with what belongs to it."""
    return salesforce.saved(salesforce.delete(store, sobject, payload["id"]))


def get_comments(store: Store, payload: Mapping[str, Any]) -> Record:
    """The comments of the case ``caseId``, oldest first; CrmError when there is no such case."""
    case = salesforce.find_record(store, "Case", payload["caseId"])
    comments = store.find(table_of("CaseComment"), "ParentId", case["Id"])
    return salesforce.query_result(store, "CaseComment", sorted(comments, key=salesforce.creation))


def create_comment(store: Store, payload: Mapping[str, Any]) -> Record:
    """A comment on the case ``caseId``, whatever ParentId ``data`` names."""
    case = salesforce.find_record(store, "Case", payload["caseId"])
    data = {name: value for name, value in payload["data"].items() if name.lower() != "parentid"}
    return salesforce.saved(salesforce.create(store, "CaseComment", {**data, "ParentId": case["Id"]}))


def update_comment(store: Store, payload: Mapping[str, Any]) -> Record:
    """The comment ``commentId`` takes the fields of ``data``; CrmError unless it is one of ``caseId``."""
    case = salesforce.find_record(store, "Case", payload["caseId"])
    comment = salesforce.find_record(store, "CaseComment", payload["commentId"])
    if comment["ParentId"] != case["Id"]:
        raise salesforce_errors.not_found(f"CaseComment {comment['Id']} of Case {case['Id']}")
    return salesforce.saved(salesforce.update(store, "CaseComment", comment["Id"], payload["data"]))


# -- Marketo ---------------------------------------------------------------------------------------------------


def get_lists(store: Store, _payload: Mapping[str, Any]) -> Record:
    """Every static list, in order of creation."""
    return answer(store, marketo.lists(store))


def add_leads(store: Store, payload: Mapping[str, Any]) -> Record:
    """Put people into a static list: one entry for each of ``leadIds``, in their order."""
    return answer(store, marketo.add_to_list(store, payload["listId"], payload["leadIds"]))


def create_lead(store: Store, payload: Mapping[str, Any]) -> Record:
    """Create the person that ``data`` describes in Oktopost's names; skipped when the e-mail is taken."""
    data = {_lead_create_name(store, name): value for name, value in payload["data"].items()}
    return answer(store, marketo.sync_leads(store, [data], action="createOnly"))


def create_update_lead(store: Store, payload: Mapping[str, Any]) -> Record:
    """Update the person with this ``email``, or create one; ``data`` in Marketo's or Oktopost's names."""
    data = {MARKETO_NAMES.get(name, name): value for name, value in payload["data"].items()}
    return answer(store, marketo.sync_leads(store, [data | {"email": payload["email"]}]))


def add_activity(store: Store, payload: Mapping[str, Any]) -> Record:
    """Write a custom activity into a person's log; skipped when there is no such person."""
    return answer(store, add_activities(store, [payload]))


def _lead_create_name(store: Store, name: str) -> str:
    """Marketo's name of a field of lead.create; a custom field has one name in both."""
    if name not in MARKETO_NAMES and not name.endswith("__c"):
        raise no_such_field(store, name)
    return MARKETO_NAMES.get(name, name)


# -- HubSpot ---------------------------------------------------------------------------------------------------


def get_contact_by_email(store: Store, payload: Mapping[str, Any]) -> Record:
    """``{"contact": …}`` with the contact of ``email``, or null."""
    found = store.find("hubspot/contact", "properties.email", payload["email"])
    return {"contact": found[0] if found else None}


def get_contact_by_id(store: Store, payload: Mapping[str, Any]) -> Record:
    """``{"contact": …}`` with the contact of ``id``, or null, whatever the id looks like."""
    return {"contact": store.get("hubspot/contact", payload["id"])}


def create_contact(store: Store, payload: Mapping[str, Any]) -> Record:
    """``{"contact": …}`` with a new contact of the properties in ``data``."""
    return {"contact": hubspot.create(store, "contact", payload["data"])}


def upsert_event(store: Store, payload: Mapping[str, Any]) -> Record:
    """``{"event": …}`` for an event of ``id``, new or put in place of the one there was."""
    event = hubspot_events.upsert(
        store,
        payload["id"],
        template=payload["eventTypeId"],
        email=payload["email"],
        tokens=payload.get("properties") or {},
        extra_data=payload.get("extraData"),
    )
    return {"event": event}


ACTIONS: Final[dict[str, Run]] = {
    "salesforce/lead.getById": partial(get_sobject, sobject="Lead"),
    "salesforce/lead.getByEmail": partial(get_sobject_by_email, sobject="Lead"),
    "salesforce/lead.search": partial(search_sobjects, sobject="Lead"),
    "salesforce/lead.create": partial(create_sobject, sobject="Lead"),
    "salesforce/lead.update": partial(update_sobject, sobject="Lead"),
    "salesforce/contact.getById": partial(get_sobject, sobject="Contact"),
    "salesforce/contact.getByEmail": partial(get_sobject_by_email, sobject="Contact"),
    "salesforce/contact.search": partial(search_sobjects, sobject="Contact"),
    "salesforce/contact.create": partial(create_sobject, sobject="Contact"),
    "salesforce/contact.update": partial(update_sobject, sobject="Contact"),
    "salesforce/account.getById": partial(get_sobject, sobject="Account"),
    "salesforce/account.create": partial(create_sobject, sobject="Account"),
    "salesforce/account.update": partial(update_sobject, sobject="Account"),
    "salesforce/account.delete": partial(delete_sobject, sobject="Account"),
    "salesforce/task.create": partial(create_sobject, sobject="Task"),
    "salesforce/case.getById": partial(get_sobject, sobject="Case"),
    "salesforce/case.getAll": partial(list_sobjects, sobject="Case"),
    "salesforce/case.create": partial(create_sobject, sobject="Case"),
    "salesforce/case.update": partial(update_sobject, sobject="Case"),
    "salesforce/caseComment.getById": partial(get_sobject, sobject="CaseComment"),
    "salesforce/caseComment.getByCaseId": get_comments,
    "salesforce/caseComment.create": create_comment,
    "salesforce/caseComment.update": update_comment,
    "marketo/list.getAll": get_lists,
    "marketo/list.addLeads": add_leads,
    "marketo/lead.createUpdate": create_update_lead,
    "marketo/lead.create": create_lead,
    "marketo/activity.addCustom": add_activity,
    "hubspot/contact.getByEmail": get_contact_by_email,
    "hubspot/contact.getById": get_contact_by_id,
    "hubspot/contact.create": create_contact,
    "hubspot/event.upsert": upsert_event,
}
"""The documented actions; each key is the place of its schema file below ``schemas/oktopost``."""
