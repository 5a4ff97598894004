"""What the lead database answers: each function is (store, parameters) -> the members of the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.crm.marketo import actions, campaigns
from mockserver.crm.marketo import describe as described
from mockserver.crm.marketo.errors import refusal, skipped
from mockserver.dialects.marketo import paging

Given = Mapping[str, Any]
Members = dict[str, Any]

PARTITIONS: Final = ({"id": 1, "name": "Default", "description": "Default"},)
"""The one partition of an instance here."""

_COOKIE: Final = re.compile(r"(id:[^&]+&)?token:\S+")


def get_lead(store: Store, given: Given) -> Members:
    """The person of an id."""
    lead = actions.find_lead(store, int(given["leadId"]))
    return {"result": [actions.shown(store, lead, given.get("fields", ()))]}


def find_leads(store: Store, given: Given) -> Members:
    """The people whose field ``filterType`` has one of ``filterValues``."""
    found = actions.leads_by(store, given["filterType"], given["filterValues"], given.get("fields", ()))
    return _with_more(paging.page(found, given))


def sync_leads(store: Store, given: Given) -> Members:
    """Create or update people."""
    _check_partition(store, given.get("partitionName"))
    action, lookup = given.get("action", "createOrUpdate"), given.get("lookupField", "email")
    return {"result": actions.sync_leads(store, given["input"], action=action, lookup_field=lookup)}


def push_leads(store: Store, given: Given) -> Members:
    """Create or update people who come into a program."""
    campaigns.check_program(store, given["programName"])
    return sync_leads(store, {name: given[name] for name in given if name != "action"})


def delete_leads(store: Store, given: Given) -> Members:
    """Delete people."""
    return {"result": actions.delete_leads(store, ids(given))}


def associate_lead(store: Store, given: Given) -> Members:
    """Take note of a visitor's cookie; nothing here reads it."""
    actions.find_lead(store, int(given["leadId"]))
    if not _COOKIE.fullmatch(given["cookie"]):
        raise refusal(store, "1012", f"Invalid cookie value '{given['cookie']}'")
    return {}


def merge_leads(store: Store, given: Given) -> Members:
    """Merge people into one."""
    losers = [int(number) for name in ("leadIds", "leadId") for number in given.get(name, ())]
    if not losers:
        raise refusal(store, "1003", "Lead ids not specified")
    actions.merge_leads(store, int(given["winnerId"]), losers)
    return {}


def describe_leads(store: Store, _given: Given) -> Members:
    """Every field of a person."""
    return {"result": described.describe(store)}


def describe_leads2(store: Store, _given: Given) -> Members:
    """The same in the later form."""
    return {"result": [described.describe_object(store)]}


def list_fields(store: Store, given: Given) -> Members:
    """Every field as an administrator sees it, a page at a time."""
    return paging.page(described.fields(store), given)


def get_field(store: Store, given: Given) -> Members:
    """One of them."""
    return {"result": [described.find_field(store, given["name"])]}


def create_fields(store: Store, given: Given) -> Members:
    """New custom fields."""
    return {"result": described.create_fields(store, given["input"])}


def list_partitions(_store: Store, _given: Given) -> Members:
    """The partitions."""
    return {"result": list(PARTITIONS)}


def update_partitions(store: Store, given: Given) -> Members:
    """Move people into partitions: an entry for each."""
    return {"result": [_move(store, entry) for entry in given["input"]]}


def list_memberships(store: Store, given: Given) -> Members:
    """The lists that a person is in."""
    lead = actions.find_lead(store, int(given["leadId"]))
    return paging.page(actions.lists_of_lead(store, lead["id"]), given)


def list_lists(store: Store, given: Given) -> Members:
    """The static lists that a call's filters leave."""
    return paging.page([_list(row) for row in actions.lists(store) if is_wanted(row, given)], given)


def get_list(store: Store, given: Given) -> Members:
    """The static list of an id."""
    return {"result": [_list(actions.find_list(store, given["listId"]))]}


def list_members(store: Store, given: Given) -> Members:
    """The people of a list."""
    names = given.get("fields", ())
    rows = actions.leads_of_list(store, given["listId"])
    found = paging.page(rows, given)
    found["result"] = [actions.shown(store, lead, names) for lead in found["result"]]
    return _with_more(found)


def add_members(store: Store, given: Given) -> Members:
    """Put people into a list."""
    return {"result": actions.add_to_list(store, given["listId"], ids(given))}


def remove_members(store: Store, given: Given) -> Members:
    """Take people out of a list."""
    return {"result": actions.remove_from_list(store, given["listId"], ids(given))}


def check_members(store: Store, given: Given) -> Members:
    """Whether people are in a list."""
    return {"result": actions.membership(store, given["listId"], ids(given))}


def list_campaigns(store: Store, given: Given) -> Members:
    """The smart campaigns that a call's filters leave."""
    found = [row for row in store.scan(campaigns.CAMPAIGNS) if is_wanted(row, given)]
    return paging.page(found, given)


def get_campaign(store: Store, given: Given) -> Members:
    """The smart campaign of an id."""
    return {"result": [campaigns.find_campaign(store, int(given["campaignId"]))]}


def trigger_campaign(store: Store, given: Given) -> Members:
    """Let people pass a campaign."""
    leads = [int(lead["id"]) for lead in given["input"]["leads"]]
    return {"result": [campaigns.trigger(store, int(given["campaignId"]), leads)]}


def schedule_campaign(store: Store, given: Given) -> Members:
    """Have a campaign run at a time."""
    return {"result": [{"id": campaigns.find_campaign(store, int(given["campaignId"]))["id"]}]}


def ids(given: Given) -> list[int]:
    """The people that a call names: under ``id``, or one by one in ``input``."""
    return [int(number) for number in given.get("id", ())] + [int(entry["id"]) for entry in given.get("input", ())]


def is_wanted(row: Record, given: Given) -> bool:
    """Whether a list or a campaign passes the filters by id, name, program and workspace."""
    wanted = {name: given[name] for name in ("id", "name", "programName", "workspaceName") if name in given}
    return all(str(row.get(name)) in values for name, values in wanted.items())


def _list(row: Record) -> Record:
    return {**row, "workspaceId": 1, "workspaceName": row.get("workspaceName", "Default")}


def _with_more(found: Members) -> Members:
    return {**found, "moreResult": True} if "nextPageToken" in found else found


def _check_partition(store: Store, name: str | None) -> None:
    if name is not None and name not in {partition["name"] for partition in PARTITIONS}:
        raise refusal(store, "1008", f"Access denied to partition '{name}'")


def _move(store: Store, entry: Given) -> Record:
    number = int(entry["id"])
    if store.get(actions.LEADS, number) is None:
        return {"id": number, **skipped("1004", "Lead not found")}
    if entry["partitionName"] != PARTITIONS[0]["name"]:
        return {"id": number, **skipped("1008", f"Access denied to partition '{entry['partitionName']}'")}
    return {"id": number, "status": "updated"}
