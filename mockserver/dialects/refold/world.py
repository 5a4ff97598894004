"""How records of Refold's own are made."""

from __future__ import annotations

from typing import Final

from mockserver.core.clock import moment
from mockserver.core.store import Record, Store
from mockserver.dialects.refold import access, connections, webhooks, workflows
from mockserver.dialects.refold.linked_accounts import new_id
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.world.tables import Tables


def _new_linked_account(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {
        "_id": new_id(store),
        "associated_org": sandbox.world.names["refold"]["org_id"],
        "environment": "test",
        "name": given.get("account_id", ""),
        "udf": [],
        "integrations": [],
        "__v": 0,
    }


def _new_application(sandbox: Sandbox, store: Store, given: Record) -> Record:
    slug = given.get("slug", "")
    return {
        "name": slug,
        "icon": "",
        "description": "",
        "auth_type": "oauth2",
        "type": slug,
        "app_id": new_id(store),
        "tags": [],
        "ecosystem": False,
        "auth_type_options": {},
        "auth_input_map": [],
    }


def _new_workflow(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {
        "_id": new_id(store),
        "draft_id": new_id(store),
        "name": "",
        "description": "",
        "alias": None,
        "slug": workflows.DEFAULT_APPLICATION["slug"],
        "linked_account_id": sandbox.world.names["refold"]["linked_account_id"],
        "published": True,
        "current_version": 1,
        "events": [],
        "nodes": [workflows.START],
        "payload": None,
        "schema": None,
    }


def _new_event(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {"_id": new_id(store), "name": "", "response": [], "raw_response": "{}"}


def _new_webhook(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return webhooks.new(new_id(store), access.org_id(sandbox), "http://127.0.0.1/", moment(store.now()))


TABLES: Final = Tables(
    beginnings={
        "refold/linkedAccount": _new_linked_account,
        "refold/application": _new_application,
        "refold/workflow": _new_workflow,
        "refold/event": _new_event,
        "refold/webhook": _new_webhook,
    },
    due=connections.expire_due,
    fixed={"refold/execution": "executing a workflow, or firing an event, writes it"},
)
