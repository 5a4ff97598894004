"""What the vendor's own clients do for a customer, as probes that take away again what they made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from mockserver.checks.client import NotTried
from mockserver.checks.probes import table
from mockserver.core.contracts import shown
from mockserver.dialects.refold.probes.embedding import applications, refused
from mockserver.dialects.refold.probes.run import RefoldRun


@contextmanager
def customer(run: RefoldRun, mark: str) -> Iterator[str]:
    """A linked account that is deleted again."""
    number = f"{run.client.mark}-{mark}@example.com"
    made = run.call("POST", "/public/linked-account", {"linked_account_id": number}, by="nothing")
    run.result(made, "account_id", "R-21")
    try:
        yield number
    finally:
        run.call("DELETE", f"/public/linked-account/{number}", by="nothing")


def new_customer(run: RefoldRun) -> None:
    """Who has nothing connected is asked for consent, sees a page of his own, and may disconnect what he has not."""
    with customer(run, "new") as account:
        slugs = [item["slug"] for item in applications(run) if "oauth2" in item.get("auth_type_options", {})]
        if not slugs:
            raise NotTried("no application of the organisation asks for consent")
        for method in ("GET", "POST"):
            reply = run.call(method, f"/api/v1/{slugs[0]}/integrate", account=account)
            url = str(run.result(reply, "auth_url", "R-25"))
            run.that(url.startswith("http"), reply, "auth_url", "R-25", expected="an address", got=url[:40])
        gone = run.call("DELETE", f"/api/v1/linked-acc/integration/{slugs[0]}", account=account)
        run.equal(gone, "account_id", account, "R-28")
        minted = run.call("POST", "/public/session-token", {"linked_account_id": account}, by="nothing")
        headers = {"authorization": f"Bearer {run.result(minted, 'token', 'R-12')}"}
        look = {"name": run.client.mark}
        hosted = run.call("POST", "/public/connect-url", look, login="none", headers=headers)
        run.result(hosted, "hosted_url", "R-39")
        kept = run.call("GET", "/public/hosted-properties", login="none", headers=headers)
        run.equal(kept, "", look, "R-39")


def keys_that_are_missing(run: RefoldRun) -> None:
    """No application takes keys that are not there."""
    slugs = [item["slug"] for item in applications(run) if "keybased" in item.get("auth_type_options", {})]
    if not slugs:
        raise NotTried("no application of the organisation is connected by keys")
    path = f"/public/linked-account/integration/save-key-credentials/{slugs[0]}"
    with customer(run, "keys") as account:
        reply = run.call("PUT", path, {}, account=account)
    run.status(reply, 500, "R-27 public")
    text = str(reply.at("message"))
    is_told = text.startswith("Failed to verify credentials: ")
    run.that(is_told, reply, "message", "R-27 public", expected="Failed to verify credentials: …", got=shown(text))


def credentials_of_no_kind(run: RefoldRun) -> None:
    """Credentials are texts."""
    body = {"slug": applications(run)[0]["slug"], "auth_object": {"access_token": 1}}
    with customer(run, "tokens") as account:
        reply = run.call("PUT", "/public/migrate-token", body, account=account)
    refused(run, reply, 400, "auth_object values must be valid strings", "R-78 public")


def life_of_a_configuration(run: RefoldRun) -> None:
    """It is made, read by either family of paths, changed and deleted; afterwards it is gone."""
    slug, name = applications(run)[0]["slug"], run.client.mark
    one = f"/slug/{slug}/config/{name}"
    made = run.call("POST", "/public/config", {"slug": slug, "config_id": name})
    run.equal(made, "config_id", name, "R-30")
    try:
        for family in ("public", "f-sdk"):
            run.equal(run.call("GET", f"/{family}{one}", login="token"), "config_id", name, "R-41")
        listed = run.call("GET", f"/public/slug/{slug}/configs")
        names = [item.get("config_id") for item in listed.document or () if isinstance(item, dict)]
        run.that(name in names, listed, "[].config_id", "R-30", expected=name, got="none of this name")
        fields = run.result(made, "fields", "R-31")
        _set_a_field(run, slug, name, fields)
        unknown = run.call("PATCH", f"/public{one}/workflows/none", {"enabled": False}, login="token")
        run.status(unknown, 404, "R-36 public")
    finally:
        gone = run.call("DELETE", f"/public{one}")
    run.equal(gone, "message", "Installation Deleted Success", "R-30")
    run.status(run.call("GET", f"/public{one}"), 404, "R-36")


def _set_a_field(run: RefoldRun, slug: str, name: str, fields: list[dict[str, Any]]) -> None:
    """A select takes an option of its own, tells of another value, and loses both."""
    choices = [field for field in fields if field.get("field_type") == "select" and field.get("options")]
    single = [field for field in choices if not field.get("multiple") and not field.get("parent")]
    if not single:
        for statement in ("R-32", "R-33", "R-35"):
            run.tried_half(statement, "the application has no field of the kind select")
        return
    field = single[0]
    path = f"/public/config/field/{field['id']}?config_id={name}"
    right = field["options"][0]["value"]
    run.equal(run.call("PUT", path, {"value": right}, headers={"slug": slug}), "value", right, "R-32")
    read = run.call("GET", path, headers={"slug": slug})
    run.equal(read, "value", right, "R-33")
    wrong = {"slug": slug, "config_id": name, "fields": {field["id"]: "no such option"}, "workflows": []}
    told = run.call("PUT", "/public/config", wrong)
    run.equal(told, "field_errors[0].id", field["id"], "R-35 choice")
    cleared = run.call("DELETE", path, headers={"slug": slug})
    run.equal(cleared, "value", None, "R-33")


def life_of_a_workflow(run: RefoldRun) -> None:
    """It is made, published, executed and deleted; afterwards it is gone."""
    slug, name = applications(run)[0]["slug"], run.client.mark
    made = run.call("POST", "/public/workflow", {"name": name, "description": "verify", "slug": slug})
    draft = run.result(made, "workflow._id", "R-60")
    run.equal(made, "workflow.published", False, "R-60")
    published = draft
    try:
        listed = run.call("GET", f"/public/workflow?name={name}&limit=10")
        run.equal(listed, "docs[0].name", name, "R-61")
        run.equal(run.call("GET", f"/public/workflow/{draft}"), "name", name, "R-62")
        run.status(run.call("GET", f"/public/workflow/request-structure/{draft}"), 200, "R-65")
        reply = run.call("PUT", f"/public/workflow/{draft}/publish", {"published": True}, login="token")
        published = run.result(reply, "_id", "R-63")
        _execute(run, slug, published)
    finally:
        gone = run.call("DELETE", f"/public/workflow/{published}", login="token")
    run.equal(gone, "success", True, "R-64")
    reply = run.call("GET", f"/public/workflow/{published}")
    refused(run, reply, 404, "No workflow found with the provided ID.", "R-62 public")


def _execute(run: RefoldRun, slug: str, workflow: str) -> None:
    headers = {"slug": slug, "sync_execution": "true"}
    ended = run.call("POST", f"/public/workflow/{workflow}/execute", {}, headers=headers)
    number = run.result(ended, "execution_id", "R-66")
    run.client.left_behind.append(f"Refold execution {number}")
    run.equal(ended, "errored", False, "R-66")
    found = run.call("GET", f"/public/execution/{number}")
    run.equal(found, "status", "COMPLETED", "R-71")
    run.result(found, "nodes", "R-70")
    page = run.call("GET", f"/public/execution?workflow_id={workflow}&status=COMPLETED")
    run.equal(page, "docs[0]._id", number, "R-69")


def life_of_an_event(run: RefoldRun) -> None:
    """It is defined, read at both paths, fired though nobody listens, and deleted."""
    body = {"name": run.client.mark, "response": {"id": "1"}}
    made = run.call("POST", "/public/application/event", body, by="nothing")
    run.status(made, 200, "R-72")
    defined = [item for item in made.document or () if isinstance(item, dict) and item.get("name") == run.client.mark]
    run.that(defined, made, "[].name", "R-72", expected=run.client.mark, got="no such event")
    if not defined:
        return
    number = defined[0]["_id"]
    try:
        run.equal(run.call("GET", f"/public/event/{number}", by="nothing"), "name", run.client.mark, "R-72")
        fired = run.call("POST", "/public/event", {"event": run.client.mark, "payload": {}})
        run.equal(fired, "message", "Webhook Fired Success", "R-73")
    finally:
        run.call("DELETE", f"/public/application/event/{number}", by="nothing")
    run.status(run.call("GET", f"/public/event/{number}", by="nothing"), 404, "R-72")


def life_of_a_webhook(run: RefoldRun) -> None:
    """It is made, changed, told of more and of less, and removed."""
    before = run.call("GET", "/public/webhook", by="nothing").document
    body = {"webhook_url": f"https://{run.client.mark}.example/", "webhook_events": ["Workflow Completed"]}
    made = run.call("POST", "/public/webhook", body, by="nothing")
    number = run.result(made, "_id", "R-74")
    try:
        run.equal(made, "webhook_events", ["Workflow Completed"], "R-74")
        changed = run.call("PUT", f"/public/webhook/{number}", {"is_enabled": False}, by="nothing")
        run.equal(changed, "is_enabled", False, "R-74")
        if before:
            raise NotTried("the older calls change the oldest webhook, which is not the probe's")
        more = run.call("POST", "/public/webhook/subscribe", {"webhook_events": ["workflow-errored"]}, by="nothing")
        run.equal(more, "webhook_events", ["Workflow Completed", "Workflow Errored"], "R-75")
        less = run.call("POST", "/public/webhook/unsubscribe", {"webhook_event": "Workflow Errored"}, by="nothing")
        run.equal(less, "webhook_events", ["Workflow Completed"], "R-75")
    finally:
        run.call("DELETE", f"/public/webhook/{number}", by="nothing")


PROBES: Final = table(
    "refold",
    (
        ("a new customer", "R-25 R-28 R-39", new_customer),
        ("keys that are missing", "R-27", keys_that_are_missing),
        ("credentials that are no texts", "R-78", credentials_of_no_kind),
        ("the life of a configuration", "R-30 R-31 R-32 R-33 R-35 R-36 R-41", life_of_a_configuration),
        ("the life of a workflow", "R-60 R-61 R-62 R-63 R-64 R-65 R-66 R-69 R-70 R-71", life_of_a_workflow),
        ("the life of an event", "R-72 R-73", life_of_an_event),
        ("the life of a webhook", "R-74 R-75", life_of_a_webhook),
    ),
    writes=True,
)
