"""What Marketo does with its people and static lists.

Functions answer entries; :func:`mockserver.crm.marketo.errors.answer` puts Marketo's envelope around them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from mockserver.core.errors import CrmError
from mockserver.core.store import Record, Store
from mockserver.crm.marketo import activities
from mockserver.crm.marketo.errors import no_such_field, not_found, refusal, skipped, timed_out
from mockserver.crm.marketo.fields import LOOKUP_FIELDS, SEARCHABLE_TYPES, Field, Unfit, field, fitted, stamp
from mockserver.crm.steps import Steps

LEADS: Final = "marketo/lead"
LISTS: Final = "marketo/list"
MEMBERSHIPS: Final = "marketo/membership"
DEFAULT_FIELDS: Final = ("id", "firstName", "lastName", "email", "updatedAt", "createdAt")
"""What Marketo shows of a person when no fields are asked for."""
NEW_LEADS_AFTER: Final = 1_000_000
"""New people get the ids above, clear of those that somebody writes into fixtures."""
ACTIONS: Final = ("createOrUpdate", "createOnly", "updateOnly", "createDuplicate")
"""What :func:`sync_leads` can be told to do with each person."""
MOST_INPUTS: Final = 300
MOST_MATCHES: Final = 1000
MOST_MERGED: Final = 25
PARTITION: Final = 1
"""The id of the one partition of an instance here, in which everybody is."""
_NUMBER: Final = re.compile("[0-9]{1,18}")


def busy(store: Store) -> CrmError:
    """What Marketo answers when it cannot serve anyone."""
    return refusal(store, "608", "API Temporarily Unavailable")


# -- static lists ----------------------------------------------------------------------------------------------


def lists(store: Store) -> list[Record]:
    """Every static list, in order of creation."""
    return list(store.scan(LISTS))


def find_list(store: Store, key: str | int) -> Record:
    """The list of that id, a number or its text; CrmError 1013."""
    found = store.get(LISTS, int(key)) if _NUMBER.fullmatch(str(key)) else None
    if found is None:
        raise not_found(store, "list", key)
    return found


def add_to_list(store: Store, key: str | int, lead_ids: Sequence[int]) -> list[Record]:
    """Put people into a list: an entry for each id, in their order; a member counts as added again."""
    return _each_of_list(store, key, lead_ids, _add_member)


def remove_from_list(store: Store, key: str | int, lead_ids: Sequence[int]) -> list[Record]:
    """Take people out of a list: an entry for each id, in their order."""
    return _each_of_list(store, key, lead_ids, _remove_member)


def membership(store: Store, key: str | int, lead_ids: Sequence[int]) -> list[Record]:
    """Whether each of the people is in a list: ``memberof`` or ``notmemberof``."""
    return _each_of_list(store, key, lead_ids, _member_status)


def leads_of_list(store: Store, key: str | int) -> list[Record]:
    """The stored people of a list, sorted by id."""
    members = store.find(MEMBERSHIPS, "listId", find_list(store, key)["id"])
    found = (store.get(LEADS, member["leadId"]) for member in members)
    return sorted((lead for lead in found if lead), key=lambda lead: lead["id"])


def lists_of_lead(store: Store, lead_id: int) -> list[Record]:
    """``{"listId", "createdAt", "updatedAt"}`` for each list that the person is in, sorted by list."""
    rows = sorted(store.find(MEMBERSHIPS, "leadId", lead_id), key=lambda row: row["listId"])
    return [{"listId": row["listId"], "createdAt": row["createdAt"], "updatedAt": row["createdAt"]} for row in rows]


# -- people ----------------------------------------------------------------------------------------------------


def sync_leads(
    store: Store, given: Sequence[Mapping[str, Any]], *, action: str = "createOrUpdate", lookup_field: str = "email"
) -> list[Record]:
    """Create or update people: an entry for each, in their order.

    ``action`` is one of :data:`ACTIONS`. CrmError for what refuses the whole call: too many people, an unknown or
    read-only field, a field that people cannot be looked up by.
    """
    if len(given) > MOST_INPUTS:
        raise _too_many(store, len(given))
    _check_lookup(store, lookup_field)
    if lookup_field == "id" and action != "updateOnly":
        raise refusal(store, "1003", "Invalid data: lookupField 'id' goes with the action 'updateOnly' only")
    for data in given:
        for name in data:
            if name != lookup_field:
                _writable_field(store, name)
    steps = Steps(lambda: timed_out(store))
    return [_sync(store, data, action, lookup_field, steps) for data in given]


def delete_leads(store: Store, lead_ids: Sequence[int]) -> list[Record]:
    """Delete people, their memberships with them: an entry for each id, in their order."""
    return _each(store, lead_ids, _delete)


def leads_by(store: Store, filter_type: str, values: Sequence[Any], names: Sequence[str] = ()) -> list[Record]:
    """The people whose field ``filter_type`` has one of the values, sorted by id, with the fields ``names``.

    CrmError 1011 for a field that people cannot be looked up by, 1006 for an unknown one, 1003 for too many.
    """
    for name in dict.fromkeys(names):
        _known_field(store, name)
    if len(values) > MOST_INPUTS:
        raise _too_many(store, len(values), "values")
    _check_lookup(store, filter_type)
    found = {lead["id"]: lead for lead in _looked_up(store, filter_type, values, Steps(lambda: timed_out(store)))}
    if len(found) > MOST_MATCHES:
        raise refusal(store, "1003", "Too many results match the filter")
    return [shown(store, found[key], names) for key in sorted(found)]


def shown(store: Store, lead: Record, names: Sequence[str] = ()) -> Record:
    """A person with these fields, the id first: null for one without a value, false for a checkbox."""
    asked = ("id", *(name for name in names if name != "id")) if names else DEFAULT_FIELDS
    return {name: lead[name] if name in lead else _empty(_known_field(store, name)) for name in asked}


def find_lead(store: Store, lead_id: int) -> Record:
    """The stored person of that id; CrmError 1004."""
    lead = store.get(LEADS, lead_id)
    if lead is None:
        raise refusal(store, "1004", f"Lead '{lead_id}' not found")
    return lead


def merge_leads(store: Store, winner_id: int, loser_ids: Sequence[int]) -> None:
    """Merge people into one: its own values, else the others' in their order, and all their lists and activities.

    CrmError 1004 when one does not exist, 1080 for more than :data:`MOST_MERGED`.
    """
    if len(loser_ids) > MOST_MERGED:
        raise refusal(store, "1080", f"Cannot merge more than {MOST_MERGED} leads")
    winner, *losers = [find_lead(store, lead_id) for lead_id in (winner_id, *dict.fromkeys(loser_ids))]
    if winner["id"] in {loser["id"] for loser in losers}:
        raise refusal(store, "1003", f"Invalid data: lead {winner['id']} cannot be merged into itself")
    values = {name: value for lead in reversed((winner, *losers)) for name, value in lead.items()}
    for loser in losers:
        _hand_over(store, loser, winner)
    _update(store, winner, values | {name: winner[name] for name in ("id", "createdAt", "updatedAt")})


def _sync(store: Store, data: Mapping[str, Any], action: str, lookup_field: str, steps: Steps) -> Record:
    kinds = {name: _known_field(store, name) for name in data}
    try:
        values = {name: fitted(name, value, kinds[name]) for name, value in data.items()}
    except Unfit as unfit:
        return skipped(unfit.code, unfit.message)
    if action == "createDuplicate":
        return _create(store, values)
    return _save(store, values, action, lookup_field, steps)


def _save(store: Store, values: Record, action: str, lookup_field: str, steps: Steps) -> Record:
    key = values.get(lookup_field)
    if key is None:
        return skipped("1003", f"Value for lookup field '{lookup_field}' not found")
    found = _looked_up(store, lookup_field, [key], steps)
    if not found:
        return skipped("1004", "Lead not found") if action == "updateOnly" else _create(store, values)
    if action == "createOnly":
        return skipped("1005", "Lead already exists")
    if len(found) > 1:
        return skipped("1007", "Multiple lead match lookup criteria")
    return _update(store, found[0], values)


def _create(store: Store, values: Record) -> Record:
    number = activities.new_id(store, LEADS, after=NEW_LEADS_AFTER)
    now = stamp(store.now())
    lead = {"id": number} | _without_nulls(values) | {"createdAt": now, "updatedAt": now}
    store.insert(LEADS, lead)
    activities.log_new_lead(store, lead)
    return {"id": number, "status": "created"}


def _update(store: Store, lead: Record, values: Record) -> Record:
    """A change of nothing leaves everything as it is, ``updatedAt`` too."""
    changed = _without_nulls(lead | values)
    if changed != lead:
        store.replace(LEADS, changed | {"updatedAt": stamp(store.now())})
        activities.log_changes(store, lead, changed)
    return {"id": lead["id"], "status": "updated"}


def _delete(store: Store, lead: Record) -> Record:
    for row in store.find(MEMBERSHIPS, "leadId", lead["id"]):
        store.delete(MEMBERSHIPS, row["id"])
    store.delete(LEADS, lead["id"])
    activities.log_deleted_lead(store, lead)
    return {"status": "deleted"}


def _hand_over(store: Store, loser: Record, winner: Record) -> None:
    for row in store.find(MEMBERSHIPS, "leadId", loser["id"]):
        _add_member(store, row["listId"], winner)
        store.delete(MEMBERSHIPS, row["id"])
    activities.reassign(store, loser["id"], winner["id"])
    store.delete(LEADS, loser["id"])


def _looked_up(store: Store, name: str, values: Sequence[Any], steps: Steps) -> list[Record]:
    """The people that have one of the values, text in any case; only the id and the e-mail address have an index."""
    if name == "id":
        leads = (store.get(LEADS, int(value)) for value in values if _NUMBER.fullmatch(str(value)))
        return [lead for lead in leads if lead]
    wanted = {str(value).lower() for value in values}
    if name == "leadPartitionId":
        return list(steps.each(store.scan(LEADS), 1)) if str(PARTITION) in wanted else []
    if name in store.state.tables[LEADS].base.spec.indexes:
        return [lead for value in wanted for lead in store.find(LEADS, name, value)]
    people = steps.each(store.scan(LEADS), 1)
    return [lead for lead in people if name in lead and str(lead[name]).lower() in wanted]


def _check_lookup(store: Store, name: str) -> None:
    """People are looked up by some standard fields, or a custom field of one of some types."""
    known = field(store, name)
    custom = known is not None and known.custom and known.data_type in SEARCHABLE_TYPES
    if name not in LOOKUP_FIELDS and not custom:
        raise refusal(store, "1011", f"Lookup field '{name}' not supported")


def check_ids(store: Store, lead_ids: Sequence[Any]) -> None:
    """CrmError when there is no id, and when there are too many."""
    if not lead_ids:
        raise refusal(store, "1003", "Lead ids not specified")
    if len(lead_ids) > MOST_INPUTS:
        raise _too_many(store, len(lead_ids))


def _too_many(store: Store, number: int, what: str = "leads") -> CrmError:
    return refusal(store, "1003", f"Invalid data: at most {MOST_INPUTS} {what} in one call, got {number}")


def _each(store: Store, lead_ids: Sequence[int], act: Callable[[Store, Record], Record]) -> list[Record]:
    """An entry for each id, in their order: what ``act`` answers of the person, 1004 where there is none."""
    check_ids(store, lead_ids)
    entries = []
    for lead_id in lead_ids:
        lead = store.get(LEADS, lead_id)
        entries.append({"id": lead_id} | (act(store, lead) if lead else skipped("1004", "Lead not found")))
    return entries


def _each_of_list(
    store: Store, key: str | int, lead_ids: Sequence[int], act: Callable[[Store, int, Record], Record]
) -> list[Record]:
    list_id = find_list(store, key)["id"]
    return _each(store, lead_ids, lambda store, lead: act(store, list_id, lead))


def _membership_key(list_id: int, lead: Record) -> str:
    return f"{list_id}:{lead['id']}"


def _add_member(store: Store, list_id: int, lead: Record) -> Record:
    key = _membership_key(list_id, lead)
    if store.get(MEMBERSHIPS, key) is None:
        row = {"id": key, "listId": list_id, "leadId": lead["id"], "createdAt": stamp(store.now())}
        store.insert(MEMBERSHIPS, row)
    return {"status": "added"}


def _remove_member(store: Store, list_id: int, lead: Record) -> Record:
    key = _membership_key(list_id, lead)
    if store.get(MEMBERSHIPS, key) is None:
        return skipped("1015", "Lead not in list")
    store.delete(MEMBERSHIPS, key)
    return {"status": "removed"}


def _member_status(store: Store, list_id: int, lead: Record) -> Record:
    is_member = store.get(MEMBERSHIPS, _membership_key(list_id, lead)) is not None
    return {"status": "memberof" if is_member else "notmemberof"}


def _without_nulls(values: Record) -> Record:
    return {name: value for name, value in values.items() if value is not None}


def _empty(known: Field) -> bool | None:
    return False if known.data_type == "boolean" else None


def _known_field(store: Store, name: str) -> Field:
    known = field(store, name)
    if known is None:
        raise no_such_field(store, name)
    return known


def _writable_field(store: Store, name: str) -> Field:
    known = _known_field(store, name)
    if known.read_only:
        raise refusal(store, "1003", f"Invalid data: field '{name}' is read-only")
    return known
