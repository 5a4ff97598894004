"""Making one of HubSpot's records of two, and removing a contact for good."""

from __future__ import annotations

from mockserver.core.clock import moment
from mockserver.core.store import Record, Store
from mockserver.crm.hubspot import actions, associations, history
from mockserver.crm.hubspot.catalogue import catalogue
from mockserver.crm.hubspot.errors import invalid
from mockserver.crm.hubspot.events import EVENTS


def merge(store: Store, object_type: str, primary: str, other: str) -> Record:
    """The primary record with what only the other one has, and the other's associations; the other is archived.

    CrmError 404 when there is no such record, 400 when both are the same.
    """
    kept, gone = actions.read(store, object_type, primary), actions.read(store, object_type, other)
    if primary == other:
        raise invalid(store, f"Cannot merge object {primary} with itself")
    known = catalogue(object_type)
    gained = {
        name: value
        for name, value in gone["properties"].items()
        if name not in known.derived and not kept["properties"].get(name)
    }
    associations.move(store, object_type, other, primary)
    actions.archive(store, object_type, other)
    now = moment(store.now())
    merged = actions.changed(object_type, kept, gained, now)
    store.replace(f"hubspot/{object_type}", merged)
    return merged


def purge(store: Store, contact_id: str) -> None:
    """Remove a contact, its events and all that is known of its past; nothing when there is none."""
    actions.archive(store, "contact", contact_id)
    for table in (actions.ARCHIVED, history.TABLE):
        if store.get(table, f"contact/{contact_id}") is not None:
            store.delete(table, f"contact/{contact_id}")
    for event in store.find(EVENTS, "objectId", contact_id):
        store.delete(EVENTS, event["id"])
