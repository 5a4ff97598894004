"""What the vendor's own clients rest on: connections, configurations, workflows; as probes that read only."""

from __future__ import annotations

from typing import Any, Final
from uuid import uuid4

from mockserver.checks.client import NotTried, Reply
from mockserver.checks.probes import table
from mockserver.dialects.refold.probes.run import RefoldRun

_NO_ID: Final = "ffffffffffffffffffffffff"


def applications(run: RefoldRun) -> list[dict[str, Any]]:
    """What the organisation offers; NotTried when that is nothing."""
    listed = run.call("GET", "/public/application").document
    found = [item for item in listed if isinstance(item, dict) and item.get("slug")] if isinstance(listed, list) else []
    if not found:
        raise NotTried("the organisation offers no application")
    return found


def connections(run: RefoldRun) -> None:
    """Both families of paths say alike what is connected, and what needs consent again."""
    reply = run.call("GET", "/public/application", login="token")
    run.status(reply, 200, "R-24")
    listed = reply.document if isinstance(reply.document, list) else []
    for number, item in enumerate(listed):
        states = [one.get("status") for one in item.get("connected_accounts") or ()]
        run.equal(reply, f"[{number}].reauth_required", "expired" in states, "R-29")
    same = run.call("GET", "/f-sdk/application", login="token")
    run.that(same.document == reply.document, same, "", "R-41", expected="what /public answers", got="something else")


def refused(run: RefoldRun, reply: Reply, status: int, message: str, statement: str) -> None:
    """A refusal with its status, in these words."""
    run.status(reply, status, statement)
    run.equal(reply, "message", message, statement)


def consent_of_nobody(run: RefoldRun) -> None:
    """A state that nobody asked for connects nothing."""
    slug = applications(run)[0]["slug"]
    reply = run.call("GET", f"/api/v1/{slug}/callback?code=1&state={uuid4().hex}", login="none")
    run.status(reply, 400, "R-26 choice")


def configuration_of_nobody(run: RefoldRun) -> None:
    """404 for a configuration and 400 for a field that there is not, in the published words."""
    slug = applications(run)[0]["slug"]
    name = f"nobody-{uuid4().hex}"
    for family in ("public", "f-sdk"):
        reply = run.call("GET", f"/{family}/slug/{slug}/config/{name}", login="token")
        refused(run, reply, 404, f"Config with config id {name} not found", "R-36 public")
    for method in ("GET", "POST"):
        reply = run.call(method, f"/public/config/field/{_NO_ID}", headers={"slug": slug})
        refused(run, reply, 400, f"Field with id {_NO_ID} not found", "R-33 public")
    body = {"rule_column": {"lhs": "nothing"}}
    reply = run.call("POST", f"/public/config/rule-engine/{_NO_ID}", body, headers={"slug": slug})
    run.status(reply, 400, "R-34 public")


def organisation(run: RefoldRun) -> None:
    """What getAccountDetails and the choice of a way to connect ask for."""
    run.status(run.call("GET", "/api/v3/org/basics", login="token"), 200, "R-37")
    slug = applications(run)[0]["slug"]
    run.result(run.call("GET", f"/public/slug/{slug}/auth-config", login="token"), "docs", "R-38")


def preflight(run: RefoldRun) -> None:
    """A page of another origin may call, with the headers that the browser SDK sends."""
    asked = "authorization,content-type,slug,sync_execution"
    request = run.build("OPTIONS", "/api/v2/f-sdk/config")
    request.headers["origin"] = "https://customer.example"
    request.headers["access-control-request-method"] = "PUT"
    request.headers["access-control-request-headers"] = asked
    reply = run.client.send(request)  # no contract describes the answer to a preflight
    run.that(reply.status in (200, 204), reply, "status", "R-40", expected="200 or 204", got=str(reply.status))


def workflows(run: RefoldRun) -> None:
    """A page of them, and refusals of one that there is not."""
    run.result(run.call("GET", "/public/workflow?page=1&limit=100"), "docs", "R-61")
    reply = run.call("GET", f"/public/workflow/{_NO_ID}")
    refused(run, reply, 404, "No workflow found with the provided ID.", "R-62 public")
    reply = run.call("POST", f"/public/workflow/{_NO_ID}/execute", {})
    refused(run, reply, 400, "Server Error", "R-67 public")


def executions(run: RefoldRun) -> None:
    """A page of them without nodes; one of them has some."""
    page = run.call("GET", "/public/execution?page=1&limit=10&status=All")
    docs = run.result(page, "docs", "R-69")
    with_nodes = [one for one in docs if isinstance(one, dict) and "nodes" in one]
    run.that(not with_nodes, page, "docs[].nodes", "R-69", expected="no nodes in a list", got="some")
    reply = run.call("GET", f"/public/execution/{_NO_ID}")
    refused(run, reply, 404, "Execution not found", "R-70 public")
    if docs:
        run.result(run.call("GET", f"/public/execution/{docs[0]['_id']}"), "nodes", "R-70")


def events(run: RefoldRun) -> None:
    """Both paths list the same; nobody fires what is not defined."""
    one, other = (run.call("GET", f"/public/{path}", by="nothing") for path in ("application/event", "event"))
    run.status(one, 200, "R-72")
    run.that(one.document == other.document, other, "", "R-72", expected="the same at both paths", got="other events")
    reply = run.call("POST", "/public/event", {"event": f"nobody-{uuid4().hex}", "payload": {}})
    refused(run, reply, 404, "Trigger not found", "R-73 public")


def webhooks(run: RefoldRun) -> None:
    """An array of them; 400 for one that there is not and for an event that nothing tells of."""
    run.status(run.call("GET", "/public/webhook", by="nothing"), 200, "R-74")
    reply = run.call("DELETE", f"/public/webhook/{_NO_ID}", by="nothing")
    refused(run, reply, 400, "Webhook not found", "R-74 public")
    body = {"webhook_url": "https://hooks.example/", "webhook_events": ["Nothing Happened"]}
    reply = run.call("POST", "/public/webhook", body, by="nothing")
    run.status(reply, 400, "R-74 public")


PROBES: Final = table(
    "refold",
    (
        ("what is connected", "R-24 R-29 R-41", connections),
        ("a consent that nobody asked for", "R-26", consent_of_nobody),
        ("a configuration that there is not", "R-33 R-34 R-36 R-41", configuration_of_nobody),
        ("the organisation", "R-37 R-38", organisation),
        ("a page of another origin", "R-40", preflight),
        ("workflows", "R-61 R-62 R-67", workflows),
        ("executions", "R-69 R-70", executions),
        ("events", "R-72 R-73", events),
        ("webhooks", "R-74", webhooks),
    ),
)
