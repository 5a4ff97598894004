"""What the routes of associations do, in the words of the third and of the fourth version of the API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.crm.hubspot import actions, associations
from mockserver.crm.hubspot.actions import TYPE_IDS
from mockserver.crm.hubspot.associations import CATEGORY, AssociationType
from mockserver.crm.hubspot.batch import Batch, each, error_body
from mockserver.crm.hubspot.errors import invalid, invalid_associations
from mockserver.dialects.hubspot.asking import Asked
from mockserver.dialects.hubspot.objects import linked

PAGE: Final = 500
"""How many associations a page has, at most and by default."""


# -- one association -------------------------------------------------------------------------------------------


def associate_default(store: Store, asked: Asked) -> Record:
    """PUT /crm/v4/objects/{objectType}/{objectId}/associations/default/{toObjectType}/{toObjectId}."""
    origin, target = asked.kind, asked.path["toObjectType"]
    ends = asked.path["objectId"], asked.path["toObjectId"]
    kind = _default(store, origin, target)
    _join(store, kind, *ends)
    return Batch([_joined(kind, *ends)], []).as_json(store)


def associate(store: Store, asked: Asked) -> Record:
    """PUT /crm/v4/objects/{objectType}/{objectId}/associations/{toObjectType}/{toObjectId}."""
    origin, target = asked.kind, asked.path["toObjectType"]
    ends = asked.path["objectId"], asked.path["toObjectId"]
    wanted = [associations.types().get(spec["associationTypeId"]) for spec in asked.body]
    dangling = [one for kind in wanted if kind for one in _dangling(store, kind, (origin, ends[0]), (target, ends[1]))]
    if dangling:
        raise invalid_associations(store, list(dict.fromkeys(dangling)))
    kinds = [_kind(store, spec, origin, target) for spec in asked.body]
    for kind in kinds:
        _join(store, kind, *ends)
    return _labelled(kinds, origin, target, *ends)


def _dangling(
    store: Store, kind: AssociationType, begin: tuple[str, str], end: tuple[str, str]
) -> Iterator[tuple[str, str]]:
    """The ends, each a type of object and an id, that are no records of the types that this one associates."""
    for meant, (named, key) in ((kind.origin, begin), (kind.target, end)):
        if meant != named or store.get(f"hubspot/{meant}", key) is None:
            yield meant, key


def list_associations(store: Store, asked: Asked) -> Record:
    """GET /crm/v4/objects/{objectType}/{objectId}/associations/{toObjectType}."""
    key, target = asked.path["objectId"], asked.path["toObjectType"]
    actions.read(store, asked.kind, key)
    limit = actions.page_size(store, asked.query.get("limit", PAGE), most=PAGE)
    after = actions.page_start(store, asked.query.get("after"))
    found = _seen(store, f"{asked.kind}/{key}", target)
    more = {"paging": {"next": {"after": str(after + limit)}}} if len(found) > after + limit else {}
    return {"results": found[after : after + limit], **linked(more, asked)}


def dissociate(store: Store, asked: Asked) -> None:
    """DELETE /crm/v4/objects/{objectType}/{objectId}/associations/{toObjectType}/{toObjectId}."""
    target = f"{asked.path['toObjectType']}/{asked.path['toObjectId']}"
    associations.dissociate(store, f"{asked.kind}/{asked.path['objectId']}", target)


def list_labels(store: Store, asked: Asked) -> Record:
    """GET /crm/v4/associations/{fromObjectType}/{toObjectType}/labels."""
    kinds = associations.types_between(*_types(asked))
    return {"results": [{"category": CATEGORY, "typeId": kind.id, "label": kind.label} for kind in kinds]}


# -- batches of the fourth version -----------------------------------------------------------------------------


def create_associations(store: Store, asked: Asked) -> Record:
    """POST /crm/v4/associations/{fromObjectType}/{toObjectType}/batch/create."""
    origin, target = _types(asked)

    def write(one: Mapping[str, Any]) -> Record:
        ends = _ends(one)
        kinds = [_kind(store, spec, origin, target) for spec in one["types"]]
        for kind in kinds:
            _join(store, kind, *ends)
        return _labelled(kinds, origin, target, *ends)

    return _each(store, asked, write)


def associate_defaults(store: Store, asked: Asked) -> Record:
    """POST /crm/v4/associations/{fromObjectType}/{toObjectType}/batch/associate/default."""
    kind = _default(store, *_types(asked))

    def write(one: Mapping[str, Any]) -> Record:
        ends = _ends(one)
        _join(store, kind, *ends)
        return _joined(kind, *ends)

    return _each(store, asked, write)


def read_associations(store: Store, asked: Asked) -> Record:
    """POST /crm/v4/associations/{fromObjectType}/{toObjectType}/batch/read."""
    origin, target = _types(asked)
    results, errors = [], []
    for one in asked.body["inputs"]:
        key, after = str(one["id"]), actions.page_start(store, one.get("after") or None)
        found = _seen(store, f"{origin}/{key}", target)
        if not found:
            errors.append(_none(origin, target, key))
            continue
        more = {"paging": {"next": {"after": str(after + PAGE)}}} if len(found) > after + PAGE else {}
        results.append({"from": {"id": key}, "to": found[after : after + PAGE], **more})
    return Batch(results, errors).as_json(store)


def archive_associations(store: Store, asked: Asked) -> None:
    """POST /crm/v4/associations/{fromObjectType}/{toObjectType}/batch/archive."""
    origin, target = _types(asked)
    for one in asked.body["inputs"]:
        for end in one["to"]:
            associations.dissociate(store, f"{origin}/{one['from']['id']}", f"{target}/{end['id']}")


def archive_labels(store: Store, asked: Asked) -> None:
    """POST /crm/v4/associations/{fromObjectType}/{toObjectType}/batch/labels/archive."""
    origin, target = _types(asked)
    for one in asked.body["inputs"]:
        begin, end = _ends(one)
        type_ids = {_kind(store, spec, origin, target).id for spec in one["types"]}
        associations.dissociate(store, f"{origin}/{begin}", f"{target}/{end}", type_ids)


# -- batches of the third version ------------------------------------------------------------------------------


def create_associations_v3(store: Store, asked: Asked) -> Record:
    """POST /crm/v3/associations/{fromObjectType}/{toObjectType}/batch/create."""
    names = _names(asked)

    def write(one: Mapping[str, Any]) -> Record:
        ends = _ends(one)
        _join(store, _named(store, names, one["type"]), *ends)
        return {"from": {"id": ends[0]}, "to": {"id": ends[1]}, "type": one["type"]}

    return _each(store, asked, write)


def read_associations_v3(store: Store, asked: Asked) -> Record:
    """POST /crm/v3/associations/{fromObjectType}/{toObjectType}/batch/read."""
    origin, target = _types(asked)
    results, errors = [], []
    for one in asked.body["inputs"]:
        key = str(one["id"])
        found = associations.associated(store, f"{origin}/{key}", target)
        if found:
            ends = [{"id": end, "type": kind.name} for end, kinds in found.items() for kind in kinds]
            results.append({"from": {"id": key}, "to": ends})
        else:
            errors.append(_none(origin, target, key))
    return Batch(results, errors).as_json(store)


def archive_associations_v3(store: Store, asked: Asked) -> None:
    """POST /crm/v3/associations/{fromObjectType}/{toObjectType}/batch/archive."""
    origin, target = _types(asked)
    names = _names(asked)
    for one in asked.body["inputs"]:
        begin, end = _ends(one)
        associations.dissociate(store, f"{origin}/{begin}", f"{target}/{end}", {_named(store, names, one["type"]).id})


def list_association_types(store: Store, asked: Asked) -> Record:
    """GET /crm/v3/associations/{fromObjectType}/{toObjectType}/types."""
    return {"results": [{"id": str(kind.id), "name": kind.name} for kind in _names(asked).values()]}


# -- what they share -------------------------------------------------------------------------------------------


def _types(asked: Asked) -> tuple[str, str]:
    return asked.path["fromObjectType"], asked.path["toObjectType"]


def _ends(one: Mapping[str, Any]) -> tuple[str, str]:
    return str(one["from"]["id"]), str(one["to"]["id"])


def _names(asked: Asked) -> dict[str, AssociationType]:
    return {kind.name: kind for kind in associations.types_between(*_types(asked))}


def _named(store: Store, names: Mapping[str, AssociationType], name: str) -> AssociationType:
    if name not in names:
        raise invalid(store, f"{name} is not a valid association type; valid ones are [{', '.join(names)}]")
    return names[name]


def _default(store: Store, origin: str, target: str) -> AssociationType:
    try:
        return associations.default_type(origin, target)
    except LookupError:
        raise invalid(store, f"No association type is defined from {origin} to {target}") from None


def _kind(store: Store, spec: Mapping[str, Any], origin: str, target: str) -> AssociationType:
    """The type that an entry asks for; CrmError 400 when it does not lead from the one to the other."""
    kind = associations.types().get(spec["associationTypeId"])
    if kind is None or (kind.origin, kind.target) != (origin, target):
        number = spec["associationTypeId"]
        raise invalid(store, f"association type {number} does not lead from {origin} to {target}")
    return kind


def _join(store: Store, kind: AssociationType, begin: str, end: str) -> None:
    """Associate two records; CrmError 400 when there is no such record, or it is the same twice."""
    for object_type, key in ((kind.origin, begin), (kind.target, end)):
        if store.get(f"hubspot/{object_type}", key) is None:
            raise invalid(
                store,
                f"{key} is not a valid ID",
                context={"INVALID_OBJECT_IDS": [f"{object_type.upper()}={key} is not valid"]},
                subCategory="crm.associations.INVALID_IDENTIFIER",
            )
    if (kind.origin, begin) == (kind.target, end):
        raise invalid(
            store,
            f"Object {begin} cannot be associated to itself ({end})",
            subCategory="crm.associations.INVALID_IDENTIFIER",
        )
    associations.associate(store, f"{kind.origin}/{begin}", kind, f"{kind.target}/{end}")


def _joined(kind: AssociationType, begin: str, end: str) -> Record:
    spec = {"associationCategory": CATEGORY, "associationTypeId": kind.id}
    return {"from": {"id": begin}, "to": {"id": end}, "associationSpec": spec}


def _labelled(kinds: Iterable[AssociationType], origin: str, target: str, begin: str, end: str) -> Record:
    """The answer to whoever associates two records; their ids are numbers in it, as in recorded answers."""
    return {
        "fromObjectTypeId": TYPE_IDS[origin],
        "fromObjectId": int(begin),
        "toObjectTypeId": TYPE_IDS[target],
        "toObjectId": int(end),
        "labels": [kind.label for kind in kinds if kind.label],
    }


def _seen(store: Store, origin: str, target: str) -> list[Record]:
    return [
        {
            "toObjectId": int(key),
            "associationTypes": [{"category": CATEGORY, "typeId": kind.id, "label": kind.label} for kind in kinds],
        }
        for key, kinds in associations.associated(store, origin, target).items()
    ]


def _none(origin: str, target: str, key: str) -> Record:
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
        "message": f"No {target} is associated with {origin} {key}.",
        "context": {"fromObjectId": [key], "fromObjectType": [origin], "toObjectType": [target]},
    }


def _each(store: Store, asked: Asked, write: Callable[[Mapping[str, Any]], Record]) -> Record:
    return each(store, asked.body["inputs"], write, lambda error, _: error_body(error)).as_json(store)
