"""How records of Salesforce are made: new ones, and those of made-up people.

``ids`` has the latest id of each sequence of a population.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from mockserver.core.store import Record, Store, TableSpec
from mockserver.crm.salesforce import actions, errors, shape
from mockserver.crm.salesforce.ids import numbered_id
from mockserver.crm.salesforce.objects import CUSTOM_FIELDS, CUSTOM_OBJECTS, KEY_PREFIXES, described, org_of
from mockserver.crm.salesforce.rules import INTEGRATION_USER_ID
from mockserver.crm.salesforce.values import timestamp
from mockserver.world.details import amount, deal_name, later, lead_source, one, stage
from mockserver.world.people import Person
from mockserver.world.tables import Tables, arranged, created

_LEAD_STATUSES: Final = ("Open - Not Contacted", "Working - Contacted", "Closed - Not Converted")
_CASE_STATUSES: Final = ("New", "Working", "Escalated", "Closed")
_CASE_ORIGINS: Final = ("Phone", "Email", "Web")
_PRIORITIES: Final = ("High", "Medium", "Low")
_SUBJECTS: Final = (
    "Scheduled post was not published",
    "Cannot connect a social profile",
    "Report shows last month twice",
    "Link preview has the wrong picture",
    "Colleague cannot sign in",
    "Lead was not synchronised",
)
_COMMENTS: Final = (
    "We can see the same and are looking for the cause.",
    "Please try again; we changed a setting on our side.",
)
_TASKS: Final = ("Call", "Email", "Send Letter", "Send Quote")


def account(person: Person, ids: Mapping[str, Any]) -> Record:
    company = person.company
    return {
        "Id": ids["salesforce/Account"],
        "Name": company.name,
        "Type": "Customer - Direct",
        "Phone": company.phone,
        "Website": f"https://{company.domain}",
        "BillingStreet": company.street,
        "BillingCity": company.city,
        "BillingState": company.state,
        "BillingPostalCode": company.postal_code,
        "BillingCountry": "United States",
        "Industry": company.industry[0],
        "AnnualRevenue": company.revenue,
        "NumberOfEmployees": company.employees,
        "OwnerId": INTEGRATION_USER_ID,
        **_saved(person.stamp),
        "IsCustomerPortal": False,
        "IsDeleted": False,
    }


def contact(person: Person, ids: Mapping[str, Any]) -> Record:
    company = person.company
    return {
        "Id": ids["salesforce/Contact"],
        "Email": person.email,
        "FirstName": person.first_name,
        "LastName": person.last_name,
        "Name": person.name,
        "AccountId": ids["salesforce/Account"],
        "Title": person.title,
        "Phone": person.phone,
        "MailingStreet": company.street,
        "MailingCity": company.city,
        "MailingState": company.state,
        "MailingPostalCode": company.postal_code,
        "MailingCountry": "United States",
        "LeadSource": lead_source(person),
        "HasOptedOutOfEmail": False,
        "HasOptedOutOfFax": False,
        "DoNotCall": False,
        "CanAllowPortalSelfReg": False,
        "OwnerId": INTEGRATION_USER_ID,
        **_saved(person.stamp),
        "IsEmailBounced": False,
        "IsDeleted": False,
    }


def lead(person: Person, ids: Mapping[str, Any]) -> Record:
    company = person.company
    return {
        "Id": ids["salesforce/Lead"],
        "Email": person.email,
        "FirstName": person.first_name,
        "LastName": person.last_name,
        "Name": person.name,
        "Company": company.name,
        "Title": person.title,
        "Phone": person.phone,
        "Website": f"https://{company.domain}",
        "Street": company.street,
        "City": company.city,
        "State": company.state,
        "PostalCode": company.postal_code,
        "Country": "United States",
        "LeadSource": lead_source(person),
        "Status": one(_LEAD_STATUSES, person, 3),
        "Industry": company.industry[0],
        "NumberOfEmployees": company.employees,
        "HasOptedOutOfEmail": False,
        "DoNotCall": False,
        "OwnerId": INTEGRATION_USER_ID,
        "IsConverted": False,
        "IsUnreadByOwner": False,
        **_saved(person.stamp),
        "IsDeleted": False,
    }


def opportunity(person: Person, ids: Mapping[str, Any]) -> Record:
    """A sale to the account, which HubSpot knows as a deal."""
    reached, dollars = stage(person), amount(person)
    won, lost = reached.name == "Closed Won", reached.name == "Closed Lost"
    category = "Closed" if won else "Omitted" if lost else "Pipeline"
    return {
        "Id": ids["salesforce/Opportunity"],
        "Name": deal_name(person),
        "AccountId": ids["salesforce/Account"],
        "StageName": reached.name,
        "CloseDate": later(person, 60)[:10],
        "Amount": dollars,
        "Probability": reached.probability,
        "ExpectedRevenue": dollars * reached.probability / 100,
        "IsClosed": won or lost,
        "IsWon": won,
        "ForecastCategory": category,
        "ForecastCategoryName": category,
        "HasOpportunityLineItem": False,
        "OwnerId": INTEGRATION_USER_ID,
        **_saved(later(person, 1)),
        "IsDeleted": False,
    }


def task(person: Person, ids: Mapping[str, Any]) -> Record:
    """Something to do about the lead, or about the contact and the sale."""
    return {
        "Id": ids["salesforce/Task"],
        **(_about_sale(ids) if person.company.is_customer else {"WhoId": ids["salesforce/Lead"]}),
        "Subject": one(_TASKS, person, 4),
        "ActivityDate": later(person, 7)[:10],
        "Status": "Not Started",
        "Priority": "Normal",
        "IsHighPriority": False,
        "OwnerId": INTEGRATION_USER_ID,
        "IsClosed": False,
        **_saved(later(person, 2)),
        "IsArchived": False,
        "IsReminderSet": False,
        "IsRecurrence": False,
        "IsDeleted": False,
    }


def case(person: Person, ids: Mapping[str, Any]) -> Record:
    status, opened = one(_CASE_STATUSES, person, 5), later(person, 30)
    closed = later(person, 35) if status == "Closed" else None
    return {
        "Id": ids["salesforce/Case"],
        "CaseNumber": ids["salesforce/CaseNumber"],
        "ContactId": ids["salesforce/Contact"],
        "AccountId": ids["salesforce/Account"],
        "Subject": one(_SUBJECTS, person, 6),
        "Status": status,
        "Priority": one(_PRIORITIES, person, 7),
        "Origin": one(_CASE_ORIGINS, person, 4),
        "SuppliedName": person.name,
        "SuppliedEmail": person.email,
        "IsVisibleInSelfService": False,
        "IsClosed": closed is not None,
        **({"ClosedDate": _time(closed)} if closed else {}),
        "IsClosedOnCreate": False,
        "IsEscalated": status == "Escalated",
        "HasCommentsUnreadByOwner": False,
        "HasSelfServiceComments": False,
        "OwnerId": INTEGRATION_USER_ID,
        **_saved(opened, closed),
        "IsDeleted": False,
    }


def case_comment(person: Person, ids: Mapping[str, Any]) -> Record:
    return {
        "Id": ids["salesforce/CaseComment"],
        "ParentId": ids["salesforce/Case"],
        "IsPublished": True,
        "CommentBody": one(_COMMENTS, person, 0),
        **_saved(later(person, 31)),
        "IsDeleted": False,
    }


def _about_sale(ids: Mapping[str, Any]) -> Record:
    return {
        "WhoId": ids["salesforce/Contact"],
        "WhatId": ids["salesforce/Opportunity"],
        "AccountId": ids["salesforce/Account"],
    }


def _saved(created: str, modified: str | None = None) -> Record:
    """Who saved a record when, from stamps."""
    first = _time(created)
    last = _time(modified) if modified else first
    return {
        "CreatedDate": first,
        "CreatedById": INTEGRATION_USER_ID,
        "LastModifiedDate": last,
        "LastModifiedById": INTEGRATION_USER_ID,
        "SystemModstamp": last,
    }


def _time(stamp: str) -> str:
    return f"{stamp[:19]}.000+0000"


def _create(store: Store, spec: TableSpec, given: Record) -> Record:
    """Created by Salesforce from the fields that a client may write; the others are then set as given."""
    name = spec.name.partition("/")[2]
    try:
        known = described(store, name)
    except KeyError:
        raise errors.no_such_object(name) from None
    fields = known.by_lower_name
    fixed = {
        fields[key.lower()].name: value
        for key, value in given.items()
        if key.lower() in fields and not fields[key.lower()].createable
    }
    data = {key: value for key, value in given.items() if key.lower() not in {one.lower() for one in fixed}}
    record = created(store, spec, lambda trial: actions.create(trial, name, data))
    return arranged({**record, **fixed}, known.fields)


def _declare_object(store: Store, _: TableSpec, given: Record) -> Record:
    """A custom object, with a prefix of ids that no other has."""
    known = org_of(store)
    if str(given.get("name", "")).lower() in known.objects:
        raise errors.refusal("DUPLICATE_DEVELOPER_NAME", [(f"There is an object {given['name']} already", [])])
    taken, number = known.by_prefix, 0
    while f"a{number:02}" in taken:
        number += 1
    return {"keyPrefix": f"a{number:02}", "lastModifiedDate": timestamp(store.now()), **given}


def _declare_field(store: Store, _: TableSpec, given: Record) -> Record:
    """A custom field of an object that there is."""
    name, _dot, field = str(given.get("fullName", "")).partition(".")
    known = org_of(store).objects
    if name.lower() not in known:
        raise errors.no_such_object(name)
    if known[name.lower()].named(field) is not None:
        raise errors.refusal("DUPLICATE_DEVELOPER_NAME", [(f"{name} has a field {field} already", [])])
    targets = given.get("referenceTo", ())
    unknown = [target for target in targets if str(target).lower() not in known] if isinstance(targets, list) else []
    if unknown:
        raise errors.no_such_object(str(unknown[0]))
    return {"lastModifiedDate": timestamp(store.now()), **given}


def _case_number(number: int) -> str:
    return f"{1000 + number:08d}"


_CUSTOMER: Final = ("salesforce/Account", "salesforce/Contact", "salesforce/Opportunity")
_CASE: Final = ("salesforce/CaseNumber", "salesforce/Case")

TABLES: Final = Tables(
    take_shape=shape.take,
    finish_shape=shape.finish,
    create={
        **{f"salesforce/{name}": _create for name in (*KEY_PREFIXES, "custom")},
        CUSTOM_OBJECTS: _declare_object,
        CUSTOM_FIELDS: _declare_field,
    },
    mix=(
        # three people at a customer
        _CUSTOMER,
        ("salesforce/Contact", *_CASE, "salesforce/CaseComment"),
        ("salesforce/Contact", *_CASE),
        # three at another customer
        (*_CUSTOMER, "salesforce/Task"),
        ("salesforce/Contact",),
        ("salesforce/Contact",),
        # four at a prospect, of which Salesforce has no account
        ("salesforce/Lead", "salesforce/Task"),
        ("salesforce/Lead",),
        ("salesforce/Lead",),
        (),
    ),
    makers={
        "salesforce/Account": account,
        "salesforce/Contact": contact,
        "salesforce/Lead": lead,
        "salesforce/Opportunity": opportunity,
        "salesforce/Task": task,
        "salesforce/Case": case,
        "salesforce/CaseComment": case_comment,
    },
    ids={
        **{f"salesforce/{name}": partial(numbered_id, prefix) for name, prefix in KEY_PREFIXES.items()},
        "salesforce/CaseNumber": _case_number,
    },
)
