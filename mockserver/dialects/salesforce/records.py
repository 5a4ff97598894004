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
from mockserver.dialects.frame import CallContext, Reply
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


def list_versions(context: CallContext) -> Any:
    """S-05: GET /services/data, which asks for no session."""
    versions = [
        {"label": f"Version {version}", "url": f"/services/data/v{version}", "version": version} for version in VERSIONS
    ]
    return answer_with(context, versions)


def list_resources(context: CallContext) -> Any:
    """S-05: GET /services/data/v{version}."""
    version = enter(context)
    context.admit()
    found = {name: f"/services/data/{version}/{name}" for name in _RESOURCES}
    return answer_with(context, {**found, "identity": identity_url(context)})


def get_limits(context: CallContext) -> Any:
    """S-11: GET limits."""
    enter(context)
    context.admit()
    used = {"DailyApiRequests": min(sessions.used(context.sandbox), sessions.DAILY)}
    return answer_with(
        context, {name: {"Max": most, "Remaining": most - used.get(name, 0)} for name, most in LIMITS.items()}
    )


def count_records(context: CallContext) -> Any:
    """S-19: GET limits/recordCount, for the objects of ``sObjects`` that there are, or for all."""
    enter(context)
    wanted = {name.lower() for name in hold_query(context).get("sObjects", "").split(",") if name}
    context.admit()
    store = context.sandbox.store()
    names = [name for name in sorted(_names(store)) if not wanted or name.lower() in wanted]
    return answer_with(context, {"sObjects": [{"count": store.count(table_of(name)), "name": name} for name in names]})


def list_recent(context: CallContext) -> Any:
    """S-19: GET recent."""
    version = enter(context)
    limit = min(int(hold_query(context).get("limit", RECENT)), RECENT)
    context.admit()
    store = context.sandbox.store()
    found = [(name, record) for name in _names(store) for record in _recent(store, name, limit)]
    newest = nlargest(limit, found, key=lambda item: (item[1].get("LastModifiedDate", ""), item[1]["Id"]))
    return answer_with(context, [_mentioned(name, record, version) for name, record in newest])


def _names(store: Store) -> list[str]:
    return [one.name for one in org_of(store).objects.values()]


def _recent(store: Store, name: str, limit: int) -> list[Record]:
    return nlargest(
        limit, store.scan(table_of(name)), key=lambda record: (record.get("LastModifiedDate", ""), record["Id"])
    )


def _mentioned(name: str, record: Record, version: str) -> Record:
    titled = record.get(describe.NAME_FIELDS.get(name, "Name"))
    return {"attributes": _attributes(name, record, version), "Id": record["Id"], "Name": titled}


def describe_global(context: CallContext) -> Any:
    """S-10: GET sobjects."""
    version = enter(context)
    context.admit()
    return _since(context, lambda store: describe.describe_global(store, version))


def describe_object(context: CallContext) -> Any:
    """S-10: GET sobjects/{name}/describe."""
    version = enter(context)
    name = named_object(context, context.arguments[1])
    context.admit()
    return _since(context, lambda store: describe.describe(store, name, version))


def _since(context: CallContext, tell: Callable[[Store], Record]) -> Reply:
    """S-43: a description with the time of its last change, or 304 to a client that knows it."""
    store = context.sandbox.store()
    there = conditions.Validators(describe.described_since(store))
    if conditions.is_known(context.call, there):
        return Reply(None, 304, there.headers())
    return Reply(answer_with(context, tell(store), 200), 200, there.headers())


def get_object(context: CallContext) -> Any:
    """S-10: GET sobjects/{name}, the object's row and the records that were changed last."""
    version = enter(context)
    name = named_object(context, context.arguments[1])
    context.admit()
    store = context.sandbox.store()
    row = describe.describe_row(store, name, version)
    recent = [_mentioned(name, record, version) for record in _recent(store, name, 5)]
    return answer_with(context, {"objectDescribe": row, "recentItems": recent})


def create_record(context: CallContext) -> Any:
    """S-08: POST sobjects/{name}, and S-09: POST sobjects/{name}/Id."""
    version = enter(context)
    name = named_object(context, context.arguments[1])
    data = read_object(context)
    context.admit(data)
    saved = act(context, lambda store: salesforce.saved(salesforce.create(store, name, data)))
    return Reply(saved, headers=[("location", url_of(name, saved["id"], version))])


def get_record(context: CallContext) -> Any:
    """S-08: GET sobjects/{name}/{id}, with the fields of ``fields`` or all; S-43: 304 to a client that knows them."""
    version = enter(context)
    name, key = named_object(context, context.arguments[1]), _key(context.arguments[2])
    fields = _wanted(hold_query(context))
    context.admit()
    store = context.sandbox.store()
    record = salesforce.find_record(store, name, key)
    there = conditions.validators(name, record)
    if conditions.is_known(context.call, there):
        return Reply(None, 304, there.headers())
    return Reply(answer_with(context, picked(store, name, record, fields, version), 200), 200, there.headers())


def update_record(context: CallContext) -> Any:
    """S-08: PATCH sobjects/{name}/{id}."""
    enter(context)
    name, key = named_object(context, context.arguments[1]), _key(context.arguments[2])
    data = read_object(context)
    context.admit(data)

    def update(store: Store) -> None:
        record = salesforce.find_record(store, name, key)
        conditions.hold_write(context.call, conditions.validators(name, record))
        salesforce.update(store, name, key, data)

    context.sandbox.transact(update)
    return Reply()


def delete_record(context: CallContext) -> Any:
    """S-08: DELETE sobjects/{name}/{id}."""
    enter(context)
    name, key = named_object(context, context.arguments[1]), _key(context.arguments[2])
    context.admit()
    context.sandbox.transact(lambda store: salesforce.delete(store, name, key))
    return Reply()


def get_by_external_id(context: CallContext) -> Any:
    """S-09: GET sobjects/{name}/{field}/{value}."""
    version = enter(context)
    _, name, field, _ = context.arguments
    value = _external_value(context)
    name = named_object(context, name)
    fields = _wanted(hold_query(context))
    context.admit()

    def find(store: Store) -> Record:
        return picked(store, name, salesforce.find_by(store, name, field, value, version), fields, version)

    return act(context, find)


def delete_by_external_id(context: CallContext) -> Any:
    """S-09: DELETE sobjects/{name}/{field}/{value}."""
    version = enter(context)
    _, name, field, _ = context.arguments
    value = _external_value(context)
    name = named_object(context, name)
    context.admit()
    context.sandbox.transact(
        lambda store: salesforce.delete(store, name, salesforce.find_by(store, name, field, value, version)["Id"])
    )
    return Reply()


def upsert_record(context: CallContext) -> Any:
    """S-09: PATCH sobjects/{name}/{field}/{value}."""
    version = enter(context)
    _, name, field, _ = context.arguments
    value = _external_value(context)
    name = named_object(context, name)
    only = is_true(hold_query(context).get("updateOnly"))
    data = read_object(context)
    context.admit(data)
    told = float(context.arguments[0]) >= _CREATED_TOLD

    def upsert(store: Store) -> Record:
        key, fresh = salesforce.upsert(store, name, field, value, data, update_only=only, version=version)
        return {**salesforce.saved(key), "created": fresh}

    saved = act(context, upsert)
    fresh = saved["created"]
    if not told:
        del saved["created"]
    if fresh:
        return Reply(saved, 201, [("location", url_of(name, saved["id"], version))])
    return Reply(saved, 200) if told else Reply(None, 204)


def list_updated(context: CallContext) -> Any:
    """S-13: GET sobjects/{name}/updated."""
    return _changed(context, deleted.updated_between)


def list_deleted(context: CallContext) -> Any:
    """S-13: GET sobjects/{name}/deleted."""
    return _changed(context, deleted.deleted_between)


def _changed(context: CallContext, find: Any) -> Any:
    enter(context)
    name = named_object(context, context.arguments[1])
    query = hold_query(context)
    start, end = (_moment(name, query[name]) for name in ("start", "end"))
    context.admit()
    return act(context, partial(_between, find, name, start, end))


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


def _external_value(context: CallContext) -> str:
    """S-09: the value of an external id, in which an unescaped plus sign is a space."""
    call = context.call
    return unquote_plus((call.raw or quote(call.path, safe="/+")).rstrip("/").rpartition("/")[2])


def _key(text: str) -> str:
    """S-12: what stands in the place of an id and is none is taken for the name of a field."""
    if not well_formed(text):
        raise errors.no_external_id(text)
    return text
