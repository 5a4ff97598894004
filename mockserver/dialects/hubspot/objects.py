"""What the routes of objects do: the four types with the same calls, one by one and in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.crm.hubspot import actions, associations, batch, history, search
from mockserver.crm.hubspot.actions import TYPE_IDS
from mockserver.crm.hubspot.errors import PORTAL_ID, invalid
from mockserver.dialects.hubspot.asking import Asked, object_type

_BESIDE_PROPERTIES: Final = frozenset(("associations", "objectWriteTraceId"))
_TIMES: Final[Sequence[str]] = ("createdAt", "updatedAt", "archivedAt")

MOST_WITH_HISTORY: Final = 50
_TOO_MANY_WITH_HISTORY: Final = (
    f"The maximum number of inputs supported in a batch request for property histories is {MOST_WITH_HISTORY}"
)


def create_object(store: Store, asked: Asked) -> Record:
    """POST /crm/v3/objects/{objectType}."""
    body = asked.body
    given = body.get("properties")
    if given is None:
        given = {name: value for name, value in body.items() if name not in _BESIDE_PROPERTIES}
    record = actions.create(store, asked.kind, given, body.get("associations") or ())
    return whole(store, asked.kind, record)


def get_object(store: Store, asked: Asked) -> Record:
    """GET /crm/v3/objects/{objectType}/{objectId}."""
    id_property = asked.query.get("idProperty") or None
    archived = asked.is_set("archived")
    key = asked.path["objectId"]
    record = actions.read(store, asked.kind, key, id_property=id_property, archived=archived)
    return _asked_for(store, asked, record)


def list_objects(store: Store, asked: Asked) -> Record:
    """GET /crm/v3/objects/{objectType}."""
    most = MOST_WITH_HISTORY if _given(asked.query.get("propertiesWithHistory")) else actions.LARGEST_PAGE
    page = actions.list_page(
        store,
        asked.kind,
        limit=actions.page_size(store, asked.query.get("limit"), most=most),
        after=actions.page_start(store, asked.query.get("after")),
        archived=asked.is_set("archived"),
    )
    results = [_asked_for(store, asked, record) for record in page["results"]]
    return {"results": results, **linked(page, asked)}


def update_object(store: Store, asked: Asked) -> Record:
    """PATCH /crm/v3/objects/{objectType}/{objectId}."""
    given = asked.body["properties"]
    id_property = asked.query.get("idProperty") or None
    record = actions.update(store, asked.kind, asked.path["objectId"], given, id_property=id_property)
    return shown(store, asked.kind, record, tuple(given))


def archive_object(store: Store, asked: Asked) -> None:
    """DELETE /crm/v3/objects/{objectType}/{objectId}."""
    actions.archive(store, asked.kind, asked.path["objectId"])


def search_objects(store: Store, asked: Asked) -> Record:
    """POST /crm/v3/objects/{objectType}/search."""
    body = asked.body or {}
    groups = [group["filters"] for group in body.get("filterGroups") or ()]
    if body.get("filters"):
        groups.append(body["filters"])
    found = search.search(
        store,
        asked.kind,
        filter_groups=groups,
        query=body.get("query") or "",
        sort=_sort(store, body.get("sorts") or ()),
        limit=actions.page_size(store, body.get("limit"), most=search.LARGEST_RESULT),
        after=actions.page_start(store, body.get("after") or None),
    )
    names = body.get("properties") or ()
    return {**found, "results": [shown(store, asked.kind, record, names) for record in found["results"]]}


def _sort(store: Store, sorts: Sequence[str | Mapping[str, str]]) -> tuple[str, bool] | None:
    """The property to sort by, and whether downwards."""
    if not sorts:
        return None
    if len(sorts) > 1:
        raise invalid(store, f"a search takes one sort, not {len(sorts)}")
    given = sorts[0]
    if isinstance(given, str):
        return given.removeprefix("-"), given.startswith("-")
    return given["propertyName"], given.get("direction") == "DESCENDING"


# -- batches ---------------------------------------------------------------------------------------------------


def create_objects(store: Store, asked: Asked) -> Record:
    """POST …/batch/create."""
    done = batch.create(store, asked.kind, asked.body["inputs"])
    return _told(store, done, lambda record: whole(store, asked.kind, record))


def read_objects(store: Store, asked: Asked) -> Record:
    """POST …/batch/read."""
    body = asked.body
    if body.get("propertiesWithHistory") and len(body["inputs"]) > MOST_WITH_HISTORY:
        raise invalid(store, _TOO_MANY_WITH_HISTORY)
    done = batch.read(
        store,
        asked.kind,
        [str(one["id"]) for one in body["inputs"]],
        id_property=body.get("idProperty") or None,
        archived=asked.is_set("archived"),
    )
    names, past = body.get("properties") or (), body.get("propertiesWithHistory") or ()

    def show(record: Record) -> Record:
        return with_history(store, asked.kind, shown(store, asked.kind, record, names), record, past)

    return _told(store, done, show)


def update_objects(store: Store, asked: Asked) -> Record:
    """POST …/batch/update."""
    return _written(store, asked, batch.update)


def upsert_objects(store: Store, asked: Asked) -> Record:
    """POST …/batch/upsert."""
    return _written(store, asked, batch.upsert)


def archive_objects(store: Store, asked: Asked) -> None:
    """POST …/batch/archive."""
    batch.archive(store, asked.kind, [str(one["id"]) for one in asked.body["inputs"]])


def _written(
    store: Store, asked: Asked, write: Callable[[Store, str, Sequence[Mapping[str, Any]]], batch.Batch]
) -> Record:
    inputs = [{**one, "id": str(one["id"])} for one in asked.body["inputs"]]
    names = tuple(dict.fromkeys(name for one in inputs for name in one["properties"]))
    return _told(store, write(store, asked.kind, inputs), lambda record: shown(store, asked.kind, record, names))


def _told(store: Store, done: batch.Batch, show: Callable[[Record], Record]) -> Record:
    return batch.Batch([show(record) for record in done.results], done.errors).as_json(store)


# -- how a record is shown -------------------------------------------------------------------------------------


def shown(store: Store, kind: str, record: Record, names: Sequence[str] = ()) -> Record:
    """A record with the properties asked for, or those of its type that are always shown."""
    projected = actions.projected(store, kind, record, names)
    times: Record = {name: short(projected[name]) for name in _TIMES if name in projected}
    address = f"https://app.hubspot.com/contacts/{PORTAL_ID}/record/{TYPE_IDS[kind]}/{record['id']}"
    return {**projected, **times, "url": address}


def whole(store: Store, kind: str, record: Record) -> Record:
    """A record with every property that it has."""
    return shown(store, kind, record, tuple(record["properties"]))


def with_history(store: Store, kind: str, document: Record, record: Record, names: Sequence[str]) -> Record:
    """A record as it is shown, with the earlier values of some properties where they are asked for."""
    if not names:
        return document
    return {**document, "propertiesWithHistory": history.shown(store, kind, record, names)}


def short(moment: str) -> str:
    """A time as the API writes it outside of properties: without a fraction of zero."""
    return moment.replace(".000Z", "Z")


def linked(page: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    """The member ``paging`` of a page that is not the last one, with the address of the next."""
    if "paging" not in page:
        return {}
    after = page["paging"]["next"]["after"]
    return {"paging": {"next": {"after": after, "link": asked.link(after)}}}


def _asked_for(store: Store, asked: Asked, record: Record) -> Record:
    past = _given(asked.query.get("propertiesWithHistory"))
    document = shown(store, asked.kind, record, _given(asked.query.get("properties")))
    document = with_history(store, asked.kind, document, record, past)
    targets = [object_type(name) for name in _given(asked.query.get("associations"))]
    found = associations.shown(store, asked.kind, record["id"], targets)
    return {**document, "associations": found} if found else document


def _given(names: Iterable[str] | None) -> list[str]:
    return [name for name in dict.fromkeys(names or ()) if name]
