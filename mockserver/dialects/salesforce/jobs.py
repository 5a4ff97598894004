"""The jobs of both Bulk APIs, as a sandbox keeps them; what no answer shows of a job is below its member ``_``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from mockserver.core.store import Record, Store
from mockserver.crm.salesforce.ids import numbered_id
from mockserver.crm.salesforce.rules import integration_user
from mockserver.crm.salesforce.values import timestamp
from mockserver.dialects.salesforce.sessions import note, use

MOST_JOBS: Final = 100
"""How many jobs a sandbox keeps; the oldest goes."""


def opened(store: Store, operation: str, sobject: str) -> Record:
    """What a new job is in either API, not kept yet."""
    now = timestamp(store.now())
    return {
        "id": numbered_id("750", store.next("salesforce/job")),
        "operation": operation,
        "object": sobject,
        "createdById": integration_user(store),
        "createdDate": now,
        "systemModstamp": now,
        "state": "Open",
    }


def found(store: Store, key: str) -> Record | None:
    """The job of that id."""
    return use(store).jobs.get(key)


def keep(store: Store, job: Record) -> Record:
    """Keep a job as it is from now on; answers what is shown of it."""
    known = use(store)
    latest = list({**known.jobs, job["id"]: job}.items())[-MOST_JOBS:]
    note(store, replace(known, jobs=dict(latest)))
    return shown(job)


def change(store: Store, job: Record, changes: Mapping[str, Any]) -> Record:
    """Keep a job with some members changed, and the time; answers it."""
    job = {**job, **changes, "systemModstamp": timestamp(store.now())}
    keep(store, job)
    return job


def forget(store: Store, key: str) -> None:
    """Keep a job no longer."""
    known = use(store)
    note(store, replace(known, jobs={name: job for name, job in known.jobs.items() if name != key}))


def shown(job: Record) -> Record:
    """What answers show of a job or a batch."""
    return {name: value for name, value in job.items() if name != "_"}
