"""What the routes of the portal do: properties and their groups, owners, pipelines, merging and removing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from mockserver.core.errors import CrmError
from mockserver.core.store import Record, Store
from mockserver.crm.hubspot import actions, definitions, merging
from mockserver.crm.hubspot.batch import each, error_body
from mockserver.crm.hubspot.errors import invalid, refusal
from mockserver.dialects.hubspot.asking import Asked
from mockserver.dialects.hubspot.objects import linked, shown

_OWNERS: Final = "hubspot/owner"
_OWNERS_PAGE: Final = 100
_LARGEST_OWNERS_PAGE: Final = 500


# -- properties ------------------------------------------------------------------------------------------------


def list_properties(store: Store, asked: Asked) -> Record:
    """GET /crm/v3/properties/{objectType}."""
    return {"results": definitions.properties(store, asked.kind, archived=asked.is_set("archived"))}


def get_property(store: Store, asked: Asked) -> Record:
    """GET /crm/v3/properties/{objectType}/{propertyName}."""
    return definitions.read(store, asked.kind, asked.path["propertyName"], archived=asked.is_set("archived"))


def create_property(store: Store, asked: Asked) -> Record:
    """POST /crm/v3/properties/{objectType}."""
    return definitions.create(store, asked.kind, asked.body)


def update_property(store: Store, asked: Asked) -> Record:
    """PATCH /crm/v3/properties/{objectType}/{propertyName}."""
    return definitions.update(store, asked.kind, asked.path["propertyName"], asked.body)


def archive_property(store: Store, asked: Asked) -> None:
    """DELETE /crm/v3/properties/{objectType}/{propertyName}."""
    definitions.archive(store, asked.kind, asked.path["propertyName"])


def create_properties(store: Store, asked: Asked) -> Record:
    """POST /crm/v3/properties/{objectType}/batch/create."""
    return _each(store, asked, lambda one: definitions.create(store, asked.kind, one))


def read_properties(store: Store, asked: Asked) -> Record:
    """POST /crm/v3/properties/{objectType}/batch/read."""
    archived = asked.body.get("archived") is True
    return _each(store, asked, lambda one: definitions.read(store, asked.kind, one["name"], archived=archived))


def archive_properties(store: Store, asked: Asked) -> None:
    """POST /crm/v3/properties/{objectType}/batch/archive."""
    for one in asked.body["inputs"]:
        if definitions.find(store, asked.kind, one["name"]) is not None:
            definitions.archive(store, asked.kind, one["name"])


def _each(store: Store, asked: Asked, act: Callable[[Mapping[str, Any]], Record]) -> Record:
    return each(store, asked.body["inputs"], act, _named_error).as_json(store)


def _named_error(error: CrmError, one: Mapping[str, Any]) -> Record:
    body = error_body(error)
    return {**body, "context": {**body.get("context", {}), "name": [one["name"]]}}


def list_groups(store: Store, asked: Asked) -> Record:
    """GET /crm/v3/properties/{objectType}/groups."""
    return {"results": definitions.groups(store, asked.kind)}


def get_group(store: Store, asked: Asked) -> Record:
    """GET /crm/v3/properties/{objectType}/groups/{groupName}."""
    return definitions.read_group(store, asked.kind, asked.path["groupName"])


def create_group(store: Store, asked: Asked) -> Record:
    """POST /crm/v3/properties/{objectType}/groups."""
    return definitions.create_group(store, asked.kind, asked.body)


def update_group(store: Store, asked: Asked) -> Record:
    """PATCH /crm/v3/properties/{objectType}/groups/{groupName}."""
    return definitions.update_group(store, asked.kind, asked.path["groupName"], asked.body)


def archive_group(store: Store, asked: Asked) -> None:
    """DELETE /crm/v3/properties/{objectType}/groups/{groupName}."""
    definitions.archive_group(store, asked.kind, asked.path["groupName"])


# -- owners and pipelines --------------------------------------------------------------------------------------


def list_owners(store: Store, asked: Asked) -> Record:
    """GET /crm/v3/owners."""
    limit = actions.page_size(store, asked.query.get("limit", _OWNERS_PAGE), most=_LARGEST_OWNERS_PAGE)
    after = actions.page_start(store, asked.query.get("after"))
    email, archived = asked.query.get("email", "").lower(), asked.is_set("archived")
    found = [
        owner
        for owner in store.scan(_OWNERS)
        if owner["archived"] is archived and (not email or owner["email"].lower() == email)
    ]
    more = {"paging": {"next": {"after": str(after + limit)}}} if len(found) > after + limit else {}
    return {"results": found[after : after + limit], **linked(more, asked)}


def get_owner(store: Store, asked: Asked) -> Record:
    """GET /crm/v3/owners/{ownerId}."""
    name, key, archived = asked.query.get("idProperty") or "id", asked.path["ownerId"], asked.is_set("archived")
    for owner in store.scan(_OWNERS):
        if str(owner[name]) == key and owner["archived"] is archived:
            return owner
    raise _missing(store, "resource not found")


def list_pipelines(store: Store, asked: Asked) -> Record:
    """GET /crm/v3/pipelines/{objectType}."""
    return {"results": definitions.pipelines(store, asked.kind)}


def get_pipeline(store: Store, asked: Asked) -> Record:
    """GET /crm/v3/pipelines/{objectType}/{pipelineId}."""
    for pipeline in definitions.pipelines(store, asked.kind):
        if pipeline["id"] == asked.path["pipelineId"]:
            return pipeline
    raise _missing(store, f"No pipeline exists with id: {asked.path['pipelineId']}")


def list_stages(store: Store, asked: Asked) -> Record:
    """GET /crm/v3/pipelines/{objectType}/{pipelineId}/stages."""
    return {"results": get_pipeline(store, asked)["stages"]}


def get_stage(store: Store, asked: Asked) -> Record:
    """GET /crm/v3/pipelines/{objectType}/{pipelineId}/stages/{stageId}."""
    stages: list[Record] = get_pipeline(store, asked)["stages"]
    for stage in stages:
        if stage["id"] == asked.path["stageId"]:
            return stage
    raise _missing(store, f"No stage exists with id: {asked.path['stageId']}")


def _missing(store: Store, message: str) -> CrmError:
    return refusal(store, 404, "OBJECT_NOT_FOUND", message)


# -- records that become one, or none --------------------------------------------------------------------------


def merge_objects(store: Store, asked: Asked) -> Record:
    """POST /crm/v3/objects/{objectType}/merge."""
    if asked.kind == "task":
        raise invalid(store, "Objects of the type TASK cannot be merged")
    primary, other = (str(asked.body[name]) for name in ("primaryObjectId", "objectIdToMerge"))
    return shown(store, asked.kind, merging.merge(store, asked.kind, primary, other))


def purge_contact(store: Store, asked: Asked) -> None:
    """POST /crm/v3/objects/{objectType}/gdpr-delete."""
    if asked.kind != "contact":
        raise invalid(store, "Only contacts can be deleted for good")
    key, name = str(asked.body["objectId"]), asked.body.get("idProperty") or None
    found = actions.find(store, "contact", key, id_property=name)
    archived = found or actions.find(store, "contact", key, id_property=name, archived=True)
    if archived is not None:
        merging.purge(store, archived["id"])
