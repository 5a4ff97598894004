"""A person's records in HubSpot; ``ids`` has the latest id of each sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.core.store import Record
from mockserver.world.people import Person
from mockserver.world.population.details import amount, deal_name, later, stage


def contact(person: Person, ids: Mapping[str, Any]) -> Record:
    company, key, time = person.company, ids["hubspot/contact"], _time(person.stamp)
    properties = {
        "createdate": time,
        "email": person.email,
        "firstname": person.first_name,
        "lastname": person.last_name,
        "hs_all_contact_vids": key,
        "hs_email_domain": company.domain,
        "hs_full_name_or_email": person.name,
        "hs_is_contact": "true",
        **_sourced(key),
        "hs_pipeline": "contacts-lifecycle-pipeline",
        "lastmodifieddate": time,
        "lifecyclestage": _lifecycle_stage(person),
        "num_notes": "0",
        "company": company.name,
        "jobtitle": person.title,
        "phone": person.phone,
        "website": f"https://{company.domain}",
        "associatedcompanyid": ids["hubspot/company"],
    }
    return _record(key, time, properties)


def company(person: Person, ids: Mapping[str, Any]) -> Record:
    employer, key, time = person.company, ids["hubspot/company"], _time(person.stamp)
    properties = {
        "createdate": time,
        "domain": employer.domain,
        "name": employer.name,
        "hs_lastmodifieddate": time,
        **_sourced(key),
        "hs_pipeline": "companies-lifecycle-pipeline",
        "lifecyclestage": _lifecycle_stage(person),
        "phone": employer.phone,
        "website": f"https://{employer.domain}",
        "address": employer.street,
        "city": employer.city,
        "state": employer.state,
        "zip": employer.postal_code,
        "country": "United States",
        "industry": employer.industry[1],
        "annualrevenue": str(employer.revenue),
        "numberofemployees": str(employer.employees),
    }
    return _record(key, time, properties)


def deal(person: Person, ids: Mapping[str, Any]) -> Record:
    """The sale that Salesforce knows as an opportunity."""
    key, time = ids["hubspot/deal"], _time(later(person, 1))
    properties = {
        "amount": str(amount(person)),
        "closedate": _time(later(person, 60)),
        "createdate": time,
        "dealname": deal_name(person),
        "dealstage": stage(person).deal_stage,
        "hs_lastmodifieddate": time,
        **_sourced(key),
        "pipeline": "default",
    }
    return _record(key, time, properties)


def task(person: Person, ids: Mapping[str, Any]) -> Record:
    key, time = ids["hubspot/task"], _time(later(person, 2))
    properties = {
        "hs_createdate": time,
        "hs_lastmodifieddate": time,
        **_sourced(key),
        "hs_task_priority": "NONE",
        "hs_task_status": "NOT_STARTED",
        "hs_task_subject": f"Call {person.name}",
        "hs_task_type": "TODO",
        "hs_timestamp": _time(later(person, 7)),
    }
    return _record(key, time, properties)


def _lifecycle_stage(person: Person) -> str:
    return "customer" if person.company.is_customer else "lead"


def _sourced(key: str) -> dict[str, str]:
    """The id of a record and where it came from."""
    return {
        "hs_object_id": key,
        "hs_object_source": "INTEGRATION",
        "hs_object_source_id": "3630854",
        "hs_object_source_label": "INTEGRATION",
    }


def _record(key: str, time: str, properties: dict[str, str]) -> Record:
    return {"id": key, "properties": properties, "createdAt": time, "updatedAt": time, "archived": False}


def _time(stamp: str) -> str:
    return f"{stamp}Z"
