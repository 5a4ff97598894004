"""Objects and their records: describe, create, read, update, upsert, delete, and what changed when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from heapq import nlargest
from typing import Any, Final
from urllib.parse import quote, unquote_plus

from mockserver.core.errors import Refused
from mockserver.core.store import Record, Store
from mockserver.crm.salesforce import actions as salesforce
from mockserver.crm.salesforce import deleted, describe, errors
from mockserver.crm.salesforce.ids import well_formed
from mockserver.crm.salesforce.objects import answered, described, org_of, table_of, url_of
from mockserver.dialects.frame import Reply, Visit
from mockserver.dialects.salesforce import conditions, sessions
from mockserver.dialects.salesforce.guards import (
    VERSIONS,
    act,
    answer_with,
    enter,
    hold_query,
    is_true,
    named_object,
    read_object,
)
from mockserver.dialects.salesforce.login import identity_url

RECENT: Final = 200
"""The most records that the list of recent ones has."""

_CREATED_TOLD: Final = 46
"""Since this version an upsert says whether it created the record."""

_RESOURCES: Final = (
    "composite",
    "jobs/ingest",
    "jobs/query",
    "limits",
    "parameterizedSearch",
    "query",
    "queryAll",
    "recent",
    "search",
    "sobjects",
)

LIMITS: Final[Mapping[str, int]] = {
    "ConcurrentAsyncGetReportInstances": 200,
    "DailyApiRequests": sessions.DAILY,
    "DailyAsyncApexExecutions": 250_000,
    "DailyBulkApiBatches": 15_000,
    "DailyBulkV2QueryFileStorageMB": 976_562,
    "DailyBulkV2QueryJobs": 10_000,
    "DataStorageMB": 5,
    "FileStorageMB": 20,
    "HourlyTimeBasedWorkflow": 1_000,
    "MassEmail": 5_000,
    "SingleEmail": 5_000,
}
"""The limits of a sandbox's organisation; only the calls of a day are counted."""


def list_versions(visit: Visit) -> Any:
    """S-05: GET /services/data, which asks for no session."""
    versions = [
        {"label": f"Version {version}", "url": f"/services/data/v{version}", "version": version} for version in VERSIONS
    ]
    return answer_with(visit, versions)


def list_resources(visit: Visit) -> Any:
    """S-05: GET /services/data/v{version}."""
    version = enter(visit)
    visit.admit()
    found = {name: f"/services/data/{version}/{name}" for name in _RESOURCES}
    return answer_with(visit, {**found, "identity": identity_url(visit)})


def get_limits(visit: Visit) -> Any:
    """S-11: GET limits."""
    enter(visit)
    visit.admit()
    used = {"DailyApiRequests": min(sessions.used(visit.sandbox), sessions.DAILY)}
    return answer_with(
        visit, {name: {"Max": most, "Remaining": most - used.get(name, 0)} for name, most in LIMITS.items()}
    )


def count_records(visit: Visit) -> Any:
    """S-19: GET limits/recordCount, for the objects of ``sObjects`` that there are, or for all."""
    enter(visit)
    wanted = {name.lower() for name in hold_query(visit).get("sObjects", "").split(",") if name}
    visit.admit()
    store = visit.sandbox.store()
    names = [name for name in sorted(_names(store)) if not wanted or name.lower() in wanted]
    return answer_with(visit, {"sObjects": [{"count": store.count(table_of(name)), "name": name} for name in names]})


def list_recent(visit: Visit) -> Any:
    """S-19: GET recent."""
    version = enter(visit)
    limit = min(int(hold_query(visit).get("limit", RECENT)), RECENT)
    visit.admit()
    store = visit.sandbox.store()
    found = [(name, record) for name in _names(store) for record in _recent(store, name, limit)]
    newest = nlargest(limit, found, key=lambda item: (item[1].get("LastModifiedDate", ""), item[1]["Id"]))
    return answer_with(visit, [_mentioned(name, record, version) for name, record in newest])


def _names(store: Store) -> list[str]:
    return [one.name for one in org_of(store).objects.values()]


def _recent(store: Store, name: str, limit: int) -> list[Record]:
    return nlargest(
        limit, store.scan(table_of(name)), key=lambda record: (record.get("LastModifiedDate", ""), record["Id"])
    )


def _mentioned(name: str, record: Record, version: str) -> Record:
    titled = record.get(describe.NAME_FIELDS.get(name, "Name"))
    return {"attributes": _attributes(name, record, version), "Id": record["Id"], "Name": titled}


def describe_global(visit: Visit) -> Any:
    """S-10: GET sobjects."""
    version = enter(visit)
    visit.admit()
    return _since(visit, lambda store: describe.describe_global(store, version))


def describe_object(visit: Visit) -> Any:
    """S-10: GET sobjects/{name}/describe."""
    version = enter(visit)
    name = named_object(visit, visit.arguments[1])
    visit.admit()
    return _since(visit, lambda store: describe.describe(store, name, version))


def _since(visit: Visit, tell: Callable[[Store], Record]) -> Reply:
    """S-43: a description with the time of its last change, or 304 to a client that knows it."""
    store = visit.sandbox.store()
    there = conditions.Validators(describe.described_since(store))
    if conditions.is_known(visit.call, there):
        return Reply(None, 304, there.headers())
    return Reply(answer_with(visit, tell(store), 200), 200, there.headers())


def get_object(visit: Visit) -> Any:
    """S-10: GET sobjects/{name}, the object's row and the records that were changed last."""
    version = enter(visit)
    name = named_object(visit, visit.arguments[1])
    visit.admit()
    store = visit.sandbox.store()
    row = describe.describe_row(store, name, version)
    recent = [_mentioned(name, record, version) for record in _recent(store, name, 5)]
    return answer_with(visit, {"objectDescribe": row, "recentItems": recent})


def create_record(visit: Visit) -> Any:
    """S-08: POST sobjects/{name}, and S-09: POST sobjects/{name}/Id."""
    version = enter(visit)
    name = named_object(visit, visit.arguments[1])
    data = read_object(visit)
    visit.admit(data)
    saved = act(visit, lambda store: salesforce.saved(salesforce.create(store, name, data)))
    return Reply(saved, headers=[("location", url_of(name, saved["id"], version))])


def get_record(visit: Visit) -> Any:
    """S-08: GET sobjects/{name}/{id}, with the fields of ``fields`` or all; S-43: 304 to a client that knows them."""
    version = enter(visit)
    name, key = named_object(visit, visit.arguments[1]), _key(visit.arguments[2])
    fields = _wanted(hold_query(visit))
    visit.admit()
    store = visit.sandbox.store()
    record = salesforce.find_record(store, name, key)
    there = conditions.validators(name, record)
    if conditions.is_known(visit.call, there):
        return Reply(None, 304, there.headers())
    return Reply(answer_with(visit, picked(store, name, record, fields, version), 200), 200, there.headers())


def update_record(visit: Visit) -> Any:
    """S-08: PATCH sobjects/{name}/{id}."""
    enter(visit)
    name, key = named_object(visit, visit.arguments[1]), _key(visit.arguments[2])
    data = read_object(visit)
    visit.admit(data)

    def update(store: Store) -> None:
        record = salesforce.find_record(store, name, key)
        conditions.hold_write(visit.call, conditions.validators(name, record))
        salesforce.update(store, name, key, data)

    visit.sandbox.transact(update)
    return Reply()


def delete_record(visit: Visit) -> Any:
    """S-08: DELETE sobjects/{name}/{id}."""
    enter(visit)
    name, key = named_object(visit, visit.arguments[1]), _key(visit.arguments[2])
    visit.admit()
    visit.sandbox.transact(lambda store: salesforce.delete(store, name, key))
    return Reply()


def get_by_external_id(visit: Visit) -> Any:
    """S-09: GET sobjects/{name}/{field}/{value}."""
    version = enter(visit)
    _, name, field, _ = visit.arguments
    value = _external_value(visit)
    name = named_object(visit, name)
    fields = _wanted(hold_query(visit))
    visit.admit()

    def find(store: Store) -> Record:
        return picked(store, name, salesforce.find_by(store, name, field, value, version), fields, version)

    return act(visit, find)


def delete_by_external_id(visit: Visit) -> Any:
    """S-09: DELETE sobjects/{name}/{field}/{value}."""
    version = enter(visit)
    _, name, field, _ = visit.arguments
    value = _external_value(visit)
    name = named_object(visit, name)
    visit.admit()
    visit.sandbox.transact(
        lambda store: salesforce.delete(store, name, salesforce.find_by(store, name, field, value, version)["Id"])
    )
    return Reply()


def upsert_record(visit: Visit) -> Any:
    """S-09: PATCH sobjects/{name}/{field}/{value}."""
    version = enter(visit)
    _, name, field, _ = visit.arguments
    value = _external_value(visit)
    name = named_object(visit, name)
    only = is_true(hold_query(visit).get("updateOnly"))
    data = read_object(visit)
    visit.admit(data)
    told = float(visit.arguments[0]) >= _CREATED_TOLD

    def upsert(store: Store) -> Record:
        key, fresh = salesforce.upsert(store, name, field, value, data, update_only=only, version=version)
        return {**salesforce.saved(key), "created": fresh}

    saved = act(visit, upsert)
    fresh = saved["created"]
    if not told:
        del saved["created"]
    if fresh:
        return Reply(saved, 201, [("location", url_of(name, saved["id"], version))])
    return Reply(saved, 200) if told else Reply(None, 204)


def list_updated(visit: Visit) -> Any:
    """S-13: GET sobjects/{name}/updated."""
    return _changed(visit, deleted.updated_between)


def list_deleted(visit: Visit) -> Any:
    """S-13: GET sobjects/{name}/deleted."""
    return _changed(visit, deleted.deleted_between)


def _changed(visit: Visit, find: Any) -> Any:
    enter(visit)
    name = named_object(visit, visit.arguments[1])
    query = hold_query(visit)
    start, end = (_moment(name, query[name]) for name in ("start", "end"))
    visit.admit()
    return act(visit, partial(_between, find, name, start, end))


def _between(find: Any, name: str, start: datetime, end: datetime, store: Store) -> Any:
    return find(store, name, start, end)


def _moment(name: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("invalid-request", reason=f"query.{name}: {text} is no date and time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def picked(store: Store, name: str, record: Record, fields: Sequence[str], version: str) -> Record:
    """A record as REST answers it: its attributes, then the named fields, or all; CrmError for an unknown name."""
    target = described(store, name)
    full = answered(store, name, record)
    chosen = []
    for field in fields:
        known = target.named(field)
        if known is None:
            raise errors.no_such_column(field, target)
        chosen.append(known.name)
    return {"attributes": _attributes(name, record, version), **{field: full[field] for field in chosen or full}}


def _attributes(name: str, record: Record, version: str) -> Record:
    return {"type": name, "url": url_of(name, record["Id"], version)}


def _wanted(query: Mapping[str, str]) -> list[str]:
    return [name.strip() for name in query.get("fields", "").split(",") if name.strip()]


def _external_value(visit: Visit) -> str:
    """S-09: the value of an external id, in which an unescaped plus sign is a space."""
    call = visit.call
    return unquote_plus((call.raw or quote(call.path, safe="/+")).rstrip("/").rpartition("/")[2])


def _key(text: str) -> str:
    """S-12: what stands in the place of an id and is none is taken for the name of a field."""
    if not well_formed(text):
        raise errors.no_external_id(text)
    return text
