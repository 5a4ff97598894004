"""How records of Oktopost's own are made: new ones, and the leads that made-up people are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.dialects.oktopost import shape
from mockserver.dialects.oktopost.account import EVENTS, RESOURCES, added
from mockserver.dialects.oktopost.leads import LEAD
from mockserver.dialects.oktopost.resources import Resource
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.world.people import TEN, Person
from mockserver.world.tables import Tables

_ACCOUNT: Final = "001000000000001"
"""The account whose leads made-up people are."""


def _times(now: datetime) -> Record:
    return dict.fromkeys(("Created", "Modified", "ActivityDate"), f"{now:%Y-%m-%d %H:%M:%S}")


def _new_integration(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {
        "Status": "valid",
        "State": "active",
        "AccountId": sandbox.world.names["oktopost"]["account_id"],
        "Version": 1,
        "CnameId": None,
        "SettingsData": {},
        "Assets": {"Credentials": [], "Boards": []},
        "TokenExpired": False,
    }


def _new(resource: Resource, sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {"AccountId": sandbox.world.names["oktopost"]["account_id"], **resource.completed(store, given)}


def lead(person: Person, ids: Mapping[str, Any]) -> Record:
    """The lead that somebody is who has opened a post."""
    profile = f"https://www.linkedin.com/in/{person.email.partition('@')[0]}"
    return {
        "Id": ids[LEAD],
        "ParentId": None,
        "AccountId": _ACCOUNT,
        "Type": "lead",
        "Email": person.email,
        "Name": person.name,
        "FirstName": person.first_name,
        "LastName": person.last_name,
        "Photo": None,
        "Phone": person.phone,
        "IsTracked": True,
        "Profiles": [{"Network": "LinkedIn", "Url": profile}],
        "Links": {},
    }


TABLES: Final = Tables(
    take_shape=shape.take,
    times=_times,
    beginnings={
        "oktopost/integration": _new_integration,
        **{resource.table: partial(_new, resource) for resource in RESOURCES},
    },
    keys={"oktopost/integration": "014{:012d}", **{resource.table: resource.key for resource in RESOURCES}},
    fixed={"oktopost/account": "holds the API keys that name sandboxes"},
    added={table: partial(added, table=table) for table in EVENTS},
    mix=tuple((LEAD,) if number % 3 == 0 else () for number in range(TEN)),
    makers={LEAD: lead},
    ids={LEAD: "0ld{:012d}".format},
)
