"""Workflows of linked accounts: made as drafts, published, listed, executed, deleted."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

from mockserver.core.clock import moment
from mockserver.core.errors import Refused
from mockserver.core.outcomes import Outcome
from mockserver.core.store import Record, Store
from mockserver.dialects.frame import Refusal
from mockserver.dialects.refold import executions
from mockserver.dialects.refold.acting import Asked, answering, between
from mockserver.dialects.refold.linked_accounts import new_id, page_of

TABLE: Final = "refold/workflow"

DEFAULT_APPLICATION: Final = {"_id": "6553f0a1c2d3e4f5a6b7c000", "name": "Custom", "icon": "", "slug": "custom"}
"""The organisation's own application, where workflows lie that are made without a slug."""

START: Final = {"id": "1", "type": "start", "name": "Start"}
"""The node that every workflow begins with."""

_SAMPLE: Final = {
    "workflow": "000000000000000000000000",
    "slug": "pipedrive",
    "published": "PUT …/publish publishes it",
}

OUTCOMES: Final = (
    Outcome("workflow-not-found", "refusal", "the linked account has no such workflow"),
    Outcome("workflow-foreign", "refusal", "the workflow is private to another linked account"),
    Outcome("workflow-unpublished", "refusal", "a workflow that is not published is executed"),
    Outcome("workflow-draft", "refusal", "a draft, or what is not published, is to be unpublished"),
    Outcome("missing-workflow-slug", "refusal", "a workflow is executed without the header slug"),
    Outcome("unknown-slug", "refusal", "a workflow is made for an application that there is not"),
)

REFUSALS: Final = {
    "workflow-not-found": Refusal(
        404, "No workflow found with the provided ID.", "workflow", "R-62 public",
        "there is no workflow {workflow} for this caller: GET /api/v2/public/workflow lists them",
        code="INVALID_WORKFLOW_ID", sample=_SAMPLE,
    ),
    "workflow-foreign": Refusal(
        403, "Workflow is private to another linked account", "workflow", "R-62 public",
        "send the linked_account_id that owns {workflow}", code="SERVER_ERROR", sample=_SAMPLE,
    ),
    "workflow-unpublished": Refusal(
        400, "Workflow {workflow} is not published", "workflow", "R-67 choice",
        "PUT /api/v2/public/workflow/{workflow}/publish with published true", code="INVALID_WORKFLOW_ID",
        sample=_SAMPLE,
    ),
    "workflow-draft": Refusal(
        400, "Only public and published workflows can be unpublished", "workflow", "R-63 public",
        "send the id that publishing answered, of a workflow that is published", code="INVALID_WORKFLOW_ID",
    ),
    "missing-workflow-slug": Refusal(
        400, "Server Error", "request", "R-67 public", "send the header slug with the application of the workflow",
        code="SERVER_ERROR",
    ),
    "unknown-slug": Refusal(
        500, "Application with slug {slug} not found", "slug", "R-60 public",
        "there is no application {slug}: GET /api/v2/public/application lists them", code="SERVER_ERROR",
        sample=_SAMPLE,
    ),
}  # fmt: skip

ERRORS: Final = {"missing-workflow-slug": "Workflow ID and slug are required"}
"""What the member ``error`` says where it is no code (R-67)."""


def create(store: Store, asked: Asked) -> Any:
    """R-60: a draft, and the workflow that publishing it makes."""
    slug = asked.body.get("slug") or DEFAULT_APPLICATION["slug"]
    if slug != DEFAULT_APPLICATION["slug"] and store.get("refold/application", slug) is None:
        raise Refused("unknown-slug", slug=slug)
    now = moment(store.now())
    workflow = {
        "_id": new_id(store),
        "draft_id": new_id(store),
        "name": asked.body["name"],
        "description": asked.body.get("description") or "",
        "alias": None,
        "slug": slug,
        "linked_account_id": asked.account,
        "published": False,
        "current_version": 0,
        "events": [],
        "nodes": [START],
        "payload": None,
        "schema": None,
        "createdAt": now,
        "updatedAt": now,
    }
    store.insert(TABLE, workflow)
    return {"workflow": _draft(store, asked.org, workflow)}


def find_all(store: Store, asked: Asked) -> Any:
    """R-61: a page of the workflows that the caller may see."""
    query = asked.query
    own = {"private": (asked.account,), "public": (None,)}.get(query.get("scope", ""), (asked.account, None))
    is_wanted = between(query)
    found = [
        workflow
        for workflow in store.scan(TABLE)
        if workflow["linked_account_id"] in own
        and query.get("slug", workflow["slug"]) == workflow["slug"]
        and query.get("name", "").lower() in workflow["name"].lower()
        and query.get("published", str(workflow["published"]).lower()) == str(workflow["published"]).lower()
        and is_wanted(workflow["createdAt"])
    ]
    listed = [_listed(store, asked.org, workflow) for workflow in found]
    return {**page_of(listed, int(query.get("page", 1)), int(query.get("limit", 10))), "schema": None}


def get(store: Store, asked: Asked) -> Any:
    """R-62: a workflow with its nodes and edges."""
    workflow = find(store, asked)
    return {**_listed(store, asked.org, workflow), "nodes": _nodes(workflow), "edges": _edges(workflow)}


def publish(store: Store, asked: Asked) -> Any:
    """R-63: publish a draft, or unpublish what was published."""
    workflow = find(store, asked)
    wanted = asked.body["published"]
    if not wanted and (not workflow["published"] or asked.path["workflow_id"] == workflow["draft_id"]):
        raise Refused("workflow-draft")
    version = workflow["current_version"] + wanted
    changed = {**workflow, "published": wanted, "current_version": version, "updatedAt": moment(store.now())}
    store.replace(TABLE, changed)
    return {**_listed(store, asked.org, changed), "nodes": _nodes(changed)}


def delete(store: Store, asked: Asked) -> Any:
    """R-64: a workflow with its draft; what ran stays."""
    store.delete(TABLE, find(store, asked)["_id"])
    return {"success": True, "triggers_deregistered": True}


def request_structure(store: Store, asked: Asked) -> Any:
    """R-65: what a workflow expects when it is executed."""
    workflow = find(store, asked)
    schema = workflow["schema"]
    return {"payload": workflow["payload"], "schema": schema, "schema_interpreted": schema and _interpreted(schema)}


def _interpreted(schema: Record) -> dict[str, str]:
    required = schema.get("required", ())
    return {
        name: f"{member.get('type', 'any')}{' (required)' if name in required else ''}"
        for name, member in schema.get("properties", {}).items()
    }


def execute(store: Store, asked: Asked) -> Any:
    """R-66: run a published workflow: at once, or (the default) while the sandbox's clock goes on."""
    slug = asked.headers.get("slug", "").strip()
    if not slug:
        raise Refused("missing-workflow-slug")
    workflow = find(store, asked, slug=slug)
    if not workflow["published"]:
        raise Refused("workflow-unpublished", workflow=asked.path["workflow_id"])
    inner = asked.body.get("payload")
    payload = inner if isinstance(inner, dict) and len(asked.body) == 1 else asked.body
    start = executions.Start(
        asked.sandbox,
        asked.account,
        payload or workflow["payload"] or {},
        config_id=asked.headers.get("config_id") or asked.account,
        at_once=asked.headers.get("sync_execution", "").lower() == "true",
        result=asked.result,
    )
    execution = executions.run(store, workflow, start, application(store, workflow["slug"]))
    if not start.at_once:
        return {"message": "Workflow execution started", "execution_id": execution["_id"]}
    return executions.outcome(execution)


def find(store: Store, asked: Asked, slug: str | None = None) -> Record:
    """The workflow that a path names by an id, a draft's id or, below a slug, by an alias; Refused when it may not."""
    name = asked.path["workflow_id"]
    found = [store.get(TABLE, name), *store.find(TABLE, "draft_id", name)]
    if slug is not None:
        found += store.find(TABLE, "alias", name)
    seen = [workflow for workflow in found if workflow and slug in (None, workflow["slug"])]
    own = [workflow for workflow in seen if workflow["linked_account_id"] in (asked.account, None)]
    if own:
        return own[0]
    raise Refused("workflow-foreign" if seen else "workflow-not-found", workflow=name)


def listening(store: Store, account: str, event: str, slug: str | None) -> list[Record]:
    """The published workflows of an account that an event starts, of one application or of all."""
    return [
        workflow
        for workflow in store.scan(TABLE)
        if workflow["published"]
        and event in workflow["events"]
        and workflow["linked_account_id"] in (account, None)
        and slug in (None, workflow["slug"])
    ]


_CHECKS: Final = ("authentication", "request", "workflow")

VIEWS: Final = {
    "create_workflow": (answering(create), ("authentication", "request", "slug")),
    "list_workflows": (answering(find_all), _CHECKS[:-1]),
    "get_workflow": (answering(get), _CHECKS),
    "publish_workflow": (answering(publish), _CHECKS),
    "delete_workflow": (answering(delete), _CHECKS),
    "get_request_structure": (answering(request_structure), _CHECKS),
    "execute_workflow": (answering(execute, free=True), _CHECKS),
}


# -- as they are shown -----------------------------------------------------------------------------------------


def application(store: Store, slug: str) -> Record:
    """The application that a workflow belongs to: id, name, icon and slug."""
    item = store.get("refold/application", slug)
    if item is None:
        return DEFAULT_APPLICATION
    return {"_id": item["app_id"], "name": item["name"], "icon": item["icon"], "slug": slug}


def _listed(store: Store, org: str, workflow: Record) -> Record:
    owner = application(store, workflow["slug"])
    return {
        "_id": workflow["_id"],
        "name": workflow["name"],
        "description": workflow["description"],
        "org_id": org,
        "published": workflow["published"],
        "slug": workflow["slug"],
        "associated_application": {name: owner[name] for name in ("_id", "name", "slug")},
        "environment": "test",
        "linked_account_id": workflow["linked_account_id"],
        "public_access_workflow": workflow["linked_account_id"] is not None,
        "is_v2": True,
        "current_version": workflow["current_version"],
        "createdAt": workflow["createdAt"],
        "updatedAt": workflow["updatedAt"],
    }


def _draft(store: Store, org: str, workflow: Record) -> Record:
    listed = _listed(store, org, workflow)
    return {
        **listed,
        "_id": workflow["draft_id"],
        "associated_workflow": workflow["_id"],
        "nodes": _nodes(workflow),
    }


def _nodes(workflow: Record) -> list[Record]:
    """The nodes in their order, each behind the one before."""
    nodes = workflow["nodes"]
    ids = [node["id"] for node in nodes]
    return [
        {
            "id": node["id"],
            "type": node["type"],
            "name": node["name"],
            "incoming_nodes": ids[max(place - 1, 0) : place],
            "outgoing_nodes": ids[place + 1 : place + 2],
            "data": {name: node[name] for name in ("action", "input") if name in node} or None,
        }
        for place, node in enumerate(nodes)
    ]


def _edges(workflow: Record) -> list[Record]:
    ids = [node["id"] for node in workflow["nodes"]]
    return [{"source": one, "target": other} for one, other in pairwise(ids)]
