"""How records of Marketo are made: new ones, and those of made-up people.

``ids`` has the latest id of each sequence of a population.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.crm.marketo import shape
from mockserver.crm.marketo.actions import NEW_LEADS_AFTER
from mockserver.crm.marketo.fields import stamp
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.world.details import later, lead_source, one
from mockserver.world.people import Person
from mockserver.world.tables import Tables

_LISTS: Final = (1234, 1235, 1236)
_ACTIVITY_TYPE: Final = 100001
_NETWORKS: Final = ("LinkedIn", "Twitter", "Facebook", "Instagram")


def lead(person: Person, ids: Mapping[str, Any]) -> Record:
    company, time = person.company, _time(person.stamp)
    return {
        "id": ids["marketo/lead"],
        "email": person.email,
        "firstName": person.first_name,
        "lastName": person.last_name,
        "title": person.title,
        "company": company.name,
        "industry": company.industry[0],
        "website": f"https://{company.domain}",
        "phone": person.phone,
        "mainPhone": company.phone,
        "address": company.street,
        "city": company.city,
        "state": company.state,
        "country": "United States",
        "postalCode": company.postal_code,
        "leadSource": lead_source(person),
        "leadScore": person.lot % 100,
        "createdAt": time,
        "updatedAt": time,
    }


def membership(person: Person, ids: Mapping[str, Any]) -> Record:
    list_id, lead_id = one(_LISTS, person, 3), ids["marketo/lead"]
    return {
        "id": f"{list_id}:{lead_id}",
        "listId": list_id,
        "leadId": lead_id,
        "createdAt": _time(later(person, 1)),
    }


def activity(person: Person, ids: Mapping[str, Any]) -> Record:
    """A click on a post."""
    number, network = ids["marketo/activity"], one(_NETWORKS, person, 5)
    post = f"https://social.example/{network.lower()}/{person.lot % 10**6}"
    return {
        "id": number,
        "marketoGUID": str(number),
        "leadId": ids["marketo/lead"],
        "activityDate": _time(later(person, 3)),
        "activityTypeId": _ACTIVITY_TYPE,
        "primaryAttributeValue": post,
        "attributes": [{"name": "Post URL", "value": post}, {"name": "Network", "value": network}],
    }


def _time(stamp: str) -> str:
    return f"{stamp[:19]}Z"


def _times(now: datetime) -> Record:
    return dict.fromkeys(("createdAt", "updatedAt", "activityDate"), stamp(now))


def _new_membership(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {"id": f"{given.get('listId')}:{given.get('leadId')}"}


def _without_attributes(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {"attributes": []}


def _lead_id(number: int) -> int:
    return NEW_LEADS_AFTER + number


_MEMBER: Final = ("marketo/lead", "marketo/membership")

TABLES: Final = Tables(
    take_shape=shape.take,
    finish_shape=shape.finish,
    times=_times,
    beginnings={
        "marketo/membership": _new_membership,
        "marketo/activity": _without_attributes,
        "marketo/activityType": _without_attributes,
    },
    by_key={"marketo/activity": lambda key: {"marketoGUID": str(key)}},
    first={"marketo/lead": NEW_LEADS_AFTER, "marketo/activityType": 100_000},
    mix=(
        (*_MEMBER, "marketo/activity"),
        ("marketo/lead",),
        (),
        _MEMBER,
        ("marketo/lead", "marketo/activity"),
        (),
        (*_MEMBER, "marketo/activity"),
        _MEMBER,
        (),
        (*_MEMBER, "marketo/activity"),
    ),
    makers={"marketo/lead": lead, "marketo/membership": membership, "marketo/activity": activity},
    ids={"marketo/lead": _lead_id, "marketo/activity": int},
)
