"""How records of HubSpot are made: new ones, and those of made-up people.

``ids`` has the latest id of each sequence of a population.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from mockserver.core.store import Record, Store, TableSpec
from mockserver.crm.hubspot import shape
from mockserver.crm.hubspot.actions import FIRST_IDS, create
from mockserver.crm.hubspot.catalogue import Property, catalogue
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.world.details import amount, deal_name, later, stage
from mockserver.world.people import Person
from mockserver.world.tables import Tables, created


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


def _create(store: Store, spec: TableSpec, given: Record) -> Record:
    """Created by HubSpot from properties (flat, or below ``properties``); read-only ones are then set as given."""
    name = spec.name.partition("/")[2]
    nested = isinstance(given.get("properties"), dict)
    properties = given["properties"] if nested else given
    around = {key: value for key, value in given.items() if key != "properties"} if nested else {}
    known = catalogue(name)
    fixed = {key: value for key, value in properties.items() if _read_only(known.properties, key)}
    data = {key: value for key, value in properties.items() if key not in fixed}
    record = {**created(store, spec, lambda trial: str(create(trial, name, data)["id"])), **around}
    shown = {key: record[fact] for key, fact in known.derived.items() if fact in record}
    return {**record, "properties": known.arranged({**record["properties"], **shown, **fixed})}


def _read_only(known: Mapping[str, Property], name: str) -> bool:
    return name in known and known[name].read_only


def _new_event(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {"objectType": "contacts", "tokens": {}}


def _new_event_template(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {"objectType": "contacts", "tokens": []}


def _record_id(first: int, number: int) -> str:
    return str(first - 1 + number)


_DEAL: Final = ("hubspot/company", "hubspot/contact", "hubspot/deal")

TABLES: Final = Tables(
    take_shape=shape.take,
    finish_shape=shape.finish,
    create={f"hubspot/{name}": _create for name in ("contact", "company", "deal", "task")},
    beginnings={"hubspot/event": _new_event, "hubspot/eventTemplate": _new_event_template},
    mix=(
        _DEAL,
        ("hubspot/contact",),
        ("hubspot/contact",),
        (*_DEAL, "hubspot/task"),
        (),
        (),
        ("hubspot/company", "hubspot/contact"),
        ("hubspot/contact",),
        ("hubspot/contact",),
        ("hubspot/contact",),
    ),
    makers={"hubspot/company": company, "hubspot/contact": contact, "hubspot/deal": deal, "hubspot/task": task},
    ids={f"hubspot/{name}": partial(_record_id, first) for name, first in FIRST_IDS.items()},
)
