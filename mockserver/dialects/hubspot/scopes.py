"""What a token must be allowed to do for each route: any one of the scopes that stand beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Final

from mockserver.crm.hubspot.associations import PLURALS

_READ: Final = ("crm.objects.{}.read",)
_WRITE: Final = ("crm.objects.{}.write",)
_READ_SCHEMA: Final = ("crm.schemas.{}.read", "crm.objects.{}.read")
_WRITE_SCHEMA: Final = ("crm.schemas.{}.write",)
_OWNERS: Final = ("crm.objects.owners.read",)
_TIMELINE: Final = ("timeline",)
_EVENTS: Final = ("analytics.behavioral_events.send",)

OF_ROUTES: Final[Mapping[str, tuple[str, ...]]] = {
    "create_object": _WRITE,
    "list_objects": _READ,
    "get_object": _READ,
    "update_object": _WRITE,
    "archive_object": _WRITE,
    "search_objects": _READ,
    "create_objects": _WRITE,
    "read_objects": _READ,
    "update_objects": _WRITE,
    "upsert_objects": _WRITE,
    "archive_objects": _WRITE,
    "associate_default": _WRITE,
    "associate_objects": _WRITE,
    "list_associations": _READ,
    "dissociate_objects": _WRITE,
    "list_labels": _READ,
    "create_associations": _WRITE,
    "associate_defaults": _WRITE,
    "read_associations": _READ,
    "archive_associations": _WRITE,
    "archive_labels": _WRITE,
    "create_associations_v3": _WRITE,
    "read_associations_v3": _READ,
    "archive_associations_v3": _WRITE,
    "list_association_types": _READ,
    "merge_objects": _WRITE,
    "purge_contact": _WRITE,
    "list_properties": _READ_SCHEMA,
    "get_property": _READ_SCHEMA,
    "create_property": _WRITE_SCHEMA,
    "update_property": _WRITE_SCHEMA,
    "archive_property": _WRITE_SCHEMA,
    "create_properties": _WRITE_SCHEMA,
    "read_properties": _READ_SCHEMA,
    "archive_properties": _WRITE_SCHEMA,
    "list_property_groups": _READ_SCHEMA,
    "get_property_group": _READ_SCHEMA,
    "create_property_group": _WRITE_SCHEMA,
    "update_property_group": _WRITE_SCHEMA,
    "archive_property_group": _WRITE_SCHEMA,
    "list_owners": _OWNERS,
    "get_owner": _OWNERS,
    "list_pipelines": _READ_SCHEMA,
    "get_pipeline": _READ_SCHEMA,
    "list_stages": _READ_SCHEMA,
    "get_stage": _READ_SCHEMA,
    "create_event": _TIMELINE,
    "create_events": _TIMELINE,
    "get_event": _TIMELINE,
    "get_event_detail": _TIMELINE,
    "get_event_render": _TIMELINE,
    "list_event_templates": _TIMELINE,
    "get_event_template": _TIMELINE,
    "create_event_template": _TIMELINE,
    "update_event_template": _TIMELINE,
    "archive_event_template": _TIMELINE,
    "create_template_token": _TIMELINE,
    "update_template_token": _TIMELINE,
    "archive_template_token": _TIMELINE,
    "send_event": _EVENTS,
    "send_events": _EVENTS,
}
"""Name of a route -> its scopes, with a place for the type of object that its path names first."""

_OF_TYPES: Final[Mapping[str, str]] = {**PLURALS, "task": "contacts"}
"""Tasks have no scopes of their own."""


def required(route: str, kind: str = "") -> tuple[str, ...]:
    """The scopes of which a call of a route needs one; ``kind`` is the type of object that it is about."""
    return tuple(scope.format(_OF_TYPES.get(kind, "")) for scope in OF_ROUTES[route])


@cache
def all_scopes() -> Collection[str]:
    """Every scope that a route asks for, sorted."""
    found = {scope for route in OF_ROUTES for kind in _OF_TYPES for scope in required(route, kind)}
    return tuple(sorted({"oauth", *found}))


@cache
def reading() -> Collection[str]:
    """The scopes that change nothing."""
    return tuple(scope for scope in all_scopes() if scope.endswith(".read"))
