"""A person's records in Marketo; ``ids`` has the latest id of each sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mockserver.core.store import Record
from mockserver.world.people import Person
from mockserver.world.population.details import later, lead_source, one

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
