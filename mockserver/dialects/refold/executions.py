"""What ran: an execution of a workflow's nodes, which the sandbox's clock shows one after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, Final

from msgspec import Struct

from mockserver.core.clock import moment
from mockserver.core.errors import CrmError, Problem, Refused
from mockserver.core.outcomes import Outcome
from mockserver.core.store import Record, Store
from mockserver.dialects.frame import Refusal, missing_fields
from mockserver.dialects.refold import webhooks
from mockserver.dialects.refold.acting import Asked, answering, between
from mockserver.dialects.refold.actions import table
from mockserver.dialects.refold.linked_accounts import is_connected, new_id, page_of
from mockserver.sandboxes.sandbox import Sandbox

TABLE: Final = "refold/execution"

ENDS: Final = {
    "execution-errored": ("ERRORED", "Errored"),
    "execution-stopped": ("STOPPED", "Stopped"),
    "execution-timed-out": ("TIMED_OUT", "Timed_Out"),
}
"""How an execution ends for which a fault plans it, and its last node."""

_OF_NODES: Final = {"Success": "COMPLETED", **{node: status for status, node in ENDS.values()}}

SOURCES: Final = {"API_CALL": "API Call", "SCHEDULE": "Schedule", "EVENT": "Event"}
"""The sources of executions as the OpenAPI file spells them, with the words of the pages."""

OUTCOMES: Final = (
    *(
        Outcome(
            name,
            "result",
            f"the call is done; an execution that it starts ends as {status}",
            possible=lambda action: action is None,
        )
        for name, (status, _) in ENDS.items()
    ),
    Outcome("execution-not-found", "refusal", "the linked account has no such execution"),
)

REFUSALS: Final = {
    "execution-not-found": Refusal(
        404, "Execution not found", "execution", "R-70 public",
        "there is no execution {execution} of this linked account: GET /api/v2/public/execution lists them",
        code="RESOURCE_NOT_FOUND", sample={"execution": "000000000000000000000000"},
    ),
}  # fmt: skip


class Start(Struct, frozen=True):
    """What starts an execution: for whom, with which payload, and whether the call waits for its end.

    ``event``: the event that starts it, None for a call; ``result``: how a fault plans it to end, else ``ok``.
    """

    sandbox: Sandbox
    account: str
    payload: Mapping[str, Any]
    config_id: str
    event: Record | None = None
    at_once: bool = False
    result: str = "ok"


def run(store: Store, workflow: Record, start: Start, application: Record) -> Record:
    """R-68: run a workflow's nodes until one fails, and keep what they did."""
    nodes = list(_run_nodes(store, workflow, start))
    now = store.now()
    execution = {
        "_id": new_id(store),
        "name": f"Execution for workflow {workflow['_id']}",
        "associated_application": {name: application[name] for name in ("_id", "name", "icon")},
        "associated_workflow": {"_id": workflow["_id"], "name": workflow["name"], "icon": ""},
        "slug": workflow["slug"],
        "source": "Event" if start.event else "API Call",
        "trigger_application_event": start.event["name"] if start.event else "API Call",
        "associated_event_id": start.event["_id"] if start.event else None,
        "linked_account_id": start.account,
        "config_id": start.config_id,
        "type_of_execution": "SYNC" if start.at_once else "ASYNC",
        "createdAt": moment(now),
        "steps": len(workflow["nodes"]),
        "nodes": nodes,
    }
    store.insert(TABLE, execution)
    webhooks.tell_of_end(start.sandbox, store, execution, _OF_NODES[nodes[-1]["node_status"]])
    return execution


def _run_nodes(store: Store, workflow: Record, start: Start) -> Iterator[Record]:
    """What each node did, up to the first that failed; a planned failure is the last node's."""
    planned = ENDS.get(start.result)
    for place, node in enumerate(workflow["nodes"], 1):
        given = _filled(node.get("input", start.payload), start.payload)
        if planned and place == len(workflow["nodes"]):
            status, output = planned[1], {"message": f"planned: {start.result}"}
        elif node["type"] == "start":
            status, output = (
                "Success",
                {
                    "message": "Workflow started successfully",
                    "node_id": node["id"],
                    "node_type": "start",
                    "status": "initialized",
                },
            )
        else:
            status, output = _act(store, start.account, node.get("slug", workflow["slug"]), node["action"], given)
        yield {
            "node_id": node["id"],
            "node_name": node["name"],
            "node_type": node["type"],
            "node_status": status,
            "is_batch": False,
            "attempts_made": 1,
            "maximum_attempts": 1,
            "execution_time": round(store.settings["refold_node_seconds"] * 1000),
            "input_data": given,
            "latest_output": output,
        }
        if status != "Success":
            return


def _act(store: Store, account: str, slug: str, name: str, given: Any) -> tuple[str, Any]:
    """Run an action of an application as a node; answers the node's status and output."""
    if not is_connected(store, account, slug):
        reason = f"Application Authentication not found for linked_account_id {account} and app {slug}"
        return "Errored", {"message": reason}
    action = table().get((slug, name))
    if action is None or action.relays:
        return "Errored", {"message": f"Action {name} not found in Application {slug}"}
    if not action.request.is_valid(given):
        missing = missing_fields(action.required, given)
        reason = f"Required parameter '{missing[0]}' is missing" if missing else ""
        return "Errored", {"message": reason or action.request.violations(given)[0].sentence()}
    mark = store.mark()
    try:
        return "Success", action.run(store, {name: given[name] for name in given if name in action.declared})
    except Problem as problem:
        store.undo(mark)
        return "Errored", problem.body if isinstance(problem, CrmError) else {"message": problem.message}


def _filled(value: Any, payload: Mapping[str, Any]) -> Any:
    """A node's input, with what the payload has in the place of each text ``{{payload.name}}``."""
    if isinstance(value, dict):
        filled = {name: _filled(inner, payload) for name, inner in value.items()}
        return {name: inner for name, inner in filled.items() if inner is not None}
    if isinstance(value, str) and value.startswith("{{payload.") and value.endswith("}}"):
        found: Any = payload
        for step in value[len("{{payload.") : -2].split("."):
            found = found.get(step) if isinstance(found, dict) else None
        return found
    return value


def outcome(execution: Record) -> dict[str, Any]:
    """R-66: what a call that waited for the end is answered."""
    last = execution["nodes"][-1]
    errored = last["node_status"] != "Success"
    answer = {
        "execution_id": execution["_id"],
        "return_value": None if errored else last["latest_output"],
        "errored": errored,
        "status_code": 500 if errored else 200,
    }
    return {**answer, "execution_error": last["latest_output"]} if errored else answer


# -- as they are shown -----------------------------------------------------------------------------------------


def shown(execution: Record, now: datetime, org: str) -> Record:
    """An execution as it stands at a moment: the nodes that have ended by then (R-71)."""
    begun = datetime.fromisoformat(execution["createdAt"])
    ends = list(accumulate(node["execution_time"] for node in execution["nodes"]))
    elapsed = (now - begun) / timedelta(milliseconds=1)
    waited = execution["type_of_execution"] == "SYNC"
    done = len(ends) if waited else sum(end <= elapsed for end in ends)
    nodes = execution["nodes"][:done]
    status = _OF_NODES[nodes[-1]["node_status"]] if done == len(ends) else "RUNNING"
    succeeded = sum(node["node_status"] == "Success" for node in nodes)
    updated = begun + timedelta(milliseconds=0 if waited or not done else ends[done - 1])
    hidden = ("slug", "source", "steps", "associated_event_id")
    event = execution["associated_event_id"]
    return {
        **{name: value for name, value in execution.items() if name not in hidden},
        **({"associated_event_id": event} if event else {}),
        "org_id": org,
        "environment": "test",
        "status": status,
        "completion_percentage": 100 * succeeded // execution["steps"],
        "updatedAt": moment(updated),
        "nodes": nodes,
    }


def get(store: Store, asked: Asked) -> Any:
    """R-70: one execution with its nodes."""
    found = store.get(TABLE, asked.path["execution_id"])
    if found is None or found["linked_account_id"] != asked.account:
        raise Refused("execution-not-found", execution=asked.path["execution_id"])
    return shown(found, store.now(), asked.org)


def find_all(store: Store, asked: Asked) -> Any:
    """R-69: a page of what ran for the linked account, the newest first."""
    query = asked.query
    is_then = between(query)
    own = store.find(TABLE, "linked_account_id", asked.account)
    kept = [one for one in own if is_then(one["createdAt"]) and _is_wanted(one, query)]
    kept.sort(key=lambda one: (one["createdAt"], one["_id"]), reverse=query.get("sortAsc") != "true")
    status = query.get("status", "All")
    now = store.now()
    listed = [shown(one, now, asked.org) for one in kept]
    for one in listed:
        del one["nodes"]
    listed = [one for one in listed if status in ("All", one["status"])]
    return page_of(listed, int(query.get("page", 1)), int(query.get("limit", 10)))


def _is_wanted(execution: Record, query: Mapping[str, str]) -> bool:
    source = query.get("execution_source", "All")
    workflow = execution["associated_workflow"]
    return (
        SOURCES.get(source.upper(), source) in ("All", execution["source"])
        and query.get("execution_type", "All") in ("All", execution["type_of_execution"])
        and query.get("workflow_id", workflow["_id"]) == workflow["_id"]
        and query.get("execution_id", execution["_id"]) == execution["_id"]
        and query.get("workflow_name", "").lower() in workflow["name"].lower()
        and execution["slug"] in query.get("slug", execution["slug"]).split(",")
    )


VIEWS: Final = {
    "list_executions": (answering(find_all), ("authentication", "request")),
    "get_execution": (answering(get), ("authentication", "request", "execution")),
}
