"""What marketorestpython's ``execute`` does by name: each method that this server answers, with what it is called with.

The other methods are called once with a placeholder for whatever they ask.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any, Final

from marketorestpython.client import MarketoClient

_KNOWN: Final = vars(MarketoClient).keys() - {"authenticate"}
METHODS: Final = [name for name in MarketoClient.execute.__code__.co_names if name in _KNOWN]
"""The names that ``execute`` knows: it has a table of the class's methods, and itself calls only ``authenticate``."""

Call = Callable[..., Any]
"""``execute``: the name of a method, then its arguments."""

_SINCE: Final = {"sinceDatetime": "2020-01-01"}
_OF_POSTS: Final = {"activityTypeIds": ["100001"], **_SINCE}
_POSTED: Final = {"activityTypeId": 100001, "activityDate": "2026-01-01T00:00:00Z", "primaryAttributeValue": "x"}
_EXPORTED: Final[dict[str, dict[str, Any]]] = {
    "leads": {"fields": ["id"], "filters": {"staticListId": 1234}},
    "activities": {"filters": {"createdAt": {"startAt": "2020-01-01"}, "activityTypeIds": [100001]}},
}


def _made(call: Call, name: str) -> int:
    (folder,) = call("get_folder_by_name", name="Group Lists")
    place = folder["folderId"]
    (made,) = call("create_list", name=name, folderId=place["id"], folderType=place["type"])
    return int(made["id"])


def _imported(call: Call, path: str) -> int:
    (batch,) = call("import_lead", format="csv", file=path, lookupField="email")
    return int(batch["batchId"])


def _job(call: Call, kind: str, *, queued: bool = False) -> str:
    (job,) = call(f"create_{kind}_export_job", **_EXPORTED[kind])
    if queued:
        call(f"enqueue_{kind}_export_job", job_id=job["exportId"])
    return str(job["exportId"])


def _statuses(told: Any) -> list[str]:
    return [one["status"] for one in told]


def _first(pages: Iterator[Any]) -> Any:
    return next(pages)


def _exports(kind: str) -> dict[str, Callable[[Call, str], object]]:
    """The calls of one kind of export."""

    def status(name: str, wanted: str, *, queued: bool = False) -> Callable[[Call, str], object]:
        method = f"{name}_{kind}_export_job"
        return lambda call, _: _statuses(call(method, job_id=_job(call, kind, queued=queued))) == [wanted]

    return {
        f"create_{kind}_export_job": lambda call, _: _job(call, kind),
        f"enqueue_{kind}_export_job": status("enqueue", "Queued"),
        f"cancel_{kind}_export_job": status("cancel", "Cancelled"),
        f"get_{kind}_export_job_status": lambda call, _: call(
            f"get_{kind}_export_job_status", job_id=_job(call, kind, queued=True)
        ),
        f"get_{kind}_export_job_file": lambda call, _: _file(call, kind),
        f"get_{kind}_export_jobs_list": lambda call, _: _job(call, kind) and call(f"get_{kind}_export_jobs_list"),
    }


def _file(call: Call, kind: str) -> Any:
    job = _job(call, kind, queued=True)
    call(f"get_{kind}_export_job_status", job_id=job)
    return call(f"get_{kind}_export_job_file", job_id=job)


CALLS: Final[dict[str, Callable[[Call, str], object]]] = {
    "get_lead_by_id": lambda call, _: call("get_lead_by_id", id=100),
    "get_multiple_leads_by_filter_type": lambda call, _: call(
        "get_multiple_leads_by_filter_type", filterType="id", filterValues=["100"]
    ),
    "get_multiple_leads_by_list_id": lambda call, _: call("get_multiple_leads_by_list_id", listId=1234),
    "get_multiple_leads_by_list_id_yield": lambda call, _: _first(
        call("get_multiple_leads_by_list_id_yield", listId=1234)
    ),
    "create_update_leads": lambda call, _: _statuses(call("create_update_leads", leads=[{"email": "a@new.example"}]))
    == ["created"],
    "associate_lead": lambda call, _: call("associate_lead", id=100, cookie="id:123-ABC-456&token:_mch-1"),
    "push_lead": lambda call, _: _statuses(
        call("push_lead", leads=[{"email": "p@new.example"}], programName="Autumn webinar", lookupField="email")
    ) == ["created"],
    "merge_lead": lambda call, _: call("merge_lead", id=100, leadIds=[200]),
    "get_lead_partitions": lambda call, _: call("get_lead_partitions"),
    "update_leads_partition": lambda call, _: _statuses(
        call("update_leads_partition", input=[{"id": 100, "partitionName": "Default"}])
    ) == ["updated"],
    "delete_lead": lambda call, _: _statuses(call("delete_lead", id=[300])) == ["deleted"],
    "get_deleted_leads": lambda call, _: call("get_deleted_leads", **_SINCE),
    "describe": lambda call, _: call("describe"),
    "describe2": lambda call, _: call("describe2"),
    "create_list": lambda call, _: _made(call, "One"),
    "update_list": lambda call, _: call("update_list", id=_made(call, "Two"), name="Two more"),
    "delete_list": lambda call, _: call("delete_list", id=_made(call, "Three")),
    "get_list_by_id": lambda call, _: call("get_list_by_id", id=_made(call, "Four")),
    "get_list_by_name": lambda call, _: _made(call, "Five") and call("get_list_by_name", name="Five"),
    "get_multiple_lists": lambda call, _: call("get_multiple_lists"),
    "browse_lists": lambda call, _: call("browse_lists"),
    "browse_lists_yield": lambda call, _: _first(call("browse_lists_yield")),
    "get_folder_by_name": lambda call, _: call("get_folder_by_name", name="Group Lists"),
    "add_leads_to_list": lambda call, _: _statuses(call("add_leads_to_list", listId=1234, id=[100])) == ["added"],
    "member_of_list": lambda call, _: _statuses(call("member_of_list", listId=1234, id=[100])) == ["memberof"],
    "remove_leads_from_list": lambda call, _: _statuses(call("remove_leads_from_list", listId=1234, id=[100]))
    == ["removed"],
    "get_campaign_by_id": lambda call, _: call("get_campaign_by_id", id=3001),
    "get_multiple_campaigns": lambda call, _: call("get_multiple_campaigns"),
    "schedule_campaign": lambda call, _: call("schedule_campaign", id=3002),
    "request_campaign": lambda call, _: call("request_campaign", id=3001, leads=[100]),
    "import_lead": _imported,
    "get_import_lead_status": lambda call, path: _statuses(
        call("get_import_lead_status", id=_imported(call, path))
    ) == ["Complete"],
    "get_import_failure_file": lambda call, path: "Nobody" in call(
        "get_import_failure_file", id=_imported(call, path)
    ),
    "get_import_warning_file": lambda call, path: call("get_import_warning_file", id=_imported(call, path)) == "",
    "get_activity_types": lambda call, _: call("get_activity_types"),
    "get_paging_token": lambda call, _: call("get_paging_token", **_SINCE),
    "add_custom_activities": lambda call, _: _statuses(
        call("add_custom_activities", input=[{"leadId": 100, **_POSTED}])
    ) == ["added"],
    "get_lead_activities": lambda call, _: call("get_lead_activities", **_OF_POSTS),
    "get_lead_activities_yield": lambda call, _: _first(call("get_lead_activities_yield", **_OF_POSTS)),
    "get_lead_changes": lambda call, _: call("get_lead_changes", fields=["email"], **_SINCE),
    "get_lead_changes_yield": lambda call, _: _first(call("get_lead_changes_yield", fields=["email"], **_SINCE)),
    "get_custom_activity_types": lambda call, _: call("get_custom_activity_types"),
    "describe_custom_activity_type": lambda call, _: call(
        "describe_custom_activity_type", apiName=call("get_custom_activity_types")[0]["apiName"]
    ),
    "get_daily_usage": lambda call, _: call("get_daily_usage"),
    "get_last_7_days_usage": lambda call, _: call("get_last_7_days_usage"),
    "get_daily_errors": lambda call, _: call("get_daily_errors") is not None,
    "get_last_7_days_errors": lambda call, _: call("get_last_7_days_errors") is not None,
    **_exports("leads"),
    **_exports("activities"),
}  # fmt: skip
"""A method -> whether it did what it is for, with ``execute`` and the path of a file of people."""

UNHURRIED: Final = SimpleNamespace(time=time.time, sleep=lambda _: None)
"""What the client takes for the machine's time: it would make five calls a second."""


def call_all(client: MarketoClient, people: str) -> dict[str, str | None]:
    """What became of each method: why it failed, None when it passed."""
    told: dict[str, str | None] = {}
    for name in [*CALLS, *(name for name in METHODS if name not in CALLS)]:
        called = CALLS.get(name, partial(_call_with_placeholders, name))
        try:
            told[name] = None if called(client.execute, people) else "it answered something else"
        except Exception as error:  # noqa: BLE001 - whatever the client raises is why it failed
            told[name] = f"{type(error).__name__}: {error}"
    return told


def _call_with_placeholders(name: str, call: Call, people: str) -> object:
    """Call a method with a placeholder for each argument that it needs."""
    _, *needed = inspect.signature(getattr(MarketoClient, name)).parameters.values()
    given = {one.name: "1" for one in needed if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD}
    known = {"file": people, "content": people, "folderType": "Folder", "type": "Text"}
    answer = call(name, **{argument: known.get(argument, value) for argument, value in given.items()}, **_of_job(name))
    if isinstance(answer, bytes):  # the file of an export: the client takes a refusal for one
        return None
    return _first(answer) if inspect.isgenerator(answer) else answer


def _of_job(name: str) -> dict[str, object]:
    """What the methods of export jobs ask, which their signatures do not tell."""
    if "_export_job" not in name or name.endswith("_list"):
        return {}
    kind = {"object_name": "car"} if "custom_objects" in name else {}
    return {**kind, **({"fields": ["id"], "filters": {}} if name.startswith("create_") else {"job_id": "1"})}
