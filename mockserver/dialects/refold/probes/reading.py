"""What the documents say of Cobalt's and Refold's API, as probes that read only and refusals that change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final
from uuid import uuid4

from mockserver.checks.client import NotTried, Reply
from mockserver.checks.probes import Probe, Row, table
from mockserver.core.action import Action
from mockserver.core.contracts import shown
from mockserver.core.errors import did_you_mean
from mockserver.dialects.refold import routes
from mockserver.dialects.refold.probes.run import RefoldRun

_CATALOGUE: Final = {"hubspot": "R-16", "salesforce": "R-17", "marketo": "R-18 choice"}
_TEN: Final = (
    "firstname", "lastname", "email", "phone", "company", "website", "jobtitle", "hubspot_owner_id", "associations",
    "additional_fields",
)  # fmt: skip
"""The parameters of create_contact (R-19)."""

_NO_ID: Final = "999999999999999"


def expect_refusal(
    run: RefoldRun, reply: Reply, envelope: tuple[int, str, str], message: str | None, statement: str
) -> None:
    """The failure envelope with this status, type and code; ``message`` None for any."""
    status, kind, code = envelope
    run.status(reply, status, statement)
    run.equal(reply, "status_code", status, statement)
    run.equal(reply, "http_error_type", kind, statement)
    run.equal(reply, "error_code", code, statement)
    if message is not None:
        run.equal(reply, "message", message, statement)


_UNAUTHORIZED: Final = (401, "UNAUTHORIZED", "SERVER_ERROR")
_INVALID: Final = (400, "BAD_REQUEST", "VALIDATION_ERROR")


# -- credentials -----------------------------------------------------------------------------------------------


def no_credentials(run: RefoldRun) -> None:
    """401 as well."""
    run.status(run.execute("hubspot/get_contact", {"limit": "1"}, login="none"), 401, "R-09 choice")


def wrong_token(run: RefoldRun) -> None:
    """401 in the documented words."""
    reply = run.execute("hubspot/get_contact", {"limit": "1"}, login="wrong-token")
    expect_refusal(run, reply, _UNAUTHORIZED, "Invalid session token", "R-09")


def wrong_key(run: RefoldRun) -> None:
    """401 in the published words."""
    reply = run.execute("hubspot/get_contact", {"limit": "1"}, login="wrong-key")
    expect_refusal(run, reply, _UNAUTHORIZED, "Invalid Credentials", "R-09 public")


def key_without_account(run: RefoldRun) -> None:
    """400: a key speaks for an organisation, not for a customer."""
    reply = run.execute("hubspot/get_contact", {"limit": "1"}, by="nothing")
    message = "linked_account_id header is required when using org API key authentication."
    expect_refusal(run, reply, (400, "BAD_REQUEST", "MISSING_LINKED_ACCOUNT_ID"), message, "R-02 public")


def both_credentials(run: RefoldRun) -> None:
    """A key with the header of underscores, or a session token alone."""
    run.status(run.execute("hubspot/get_contact", {"limit": "1"}), 200, "R-02")
    run.status(run.execute("hubspot/get_contact", {"limit": "1"}, login="token"), 200, "R-02")


def account_in_the_query(run: RefoldRun) -> None:
    """The query may name the linked account."""
    run.status(run.execute("hubspot/get_contact", {"limit": "1"}, by="query"), 200, "R-03")


def unconnected_account(run: RefoldRun) -> None:
    """400 for a linked account that has not connected the application."""
    nobody = f"nobody-{uuid4().hex[:12]}@example.com"
    reply = run.execute("hubspot/get_contact", {"limit": "1"}, account=nobody)
    message = f"Application Authentication not found for linked_account_id {nobody} and app hubspot"
    run.status(reply, 400, "R-15 choice")
    run.equal(reply, "message", message, "R-15")


# -- actions and their parameters ------------------------------------------------------------------------------


def unknown_action(run: RefoldRun) -> None:
    """404 in the documented words; for an unknown slug too."""
    envelope, message = (404, "NOT_FOUND", "SERVER_ERROR"), "Action not found for the specified slug and action_id"
    expect_refusal(run, run.execute("hubspot/conjure_contact", {}), envelope, message, "R-10")
    expect_refusal(run, run.execute("no-such-app/create_contact", {}), envelope, message, "R-10 choice")


def request_ids(run: RefoldRun) -> None:
    """Each refusal has a request_id of its own."""
    first, second = (run.execute("hubspot/conjure_contact", {}) for _ in range(2))
    one, other = first.at("request_id"), second.at("request_id")
    run.that(one != other, second, "request_id", "R-07 choice", expected="another one than before", got=shown(other))


def missing_parameter(run: RefoldRun) -> None:
    """400 in the documented words."""
    reply = run.execute("hubspot/create_contact", {"firstname": "Zoe"})
    expect_refusal(run, reply, _INVALID, "Required parameter 'email' is missing", "R-08")


def missing_parameters(action: Action, statement: str, run: RefoldRun) -> None:
    """The first missing parameter in the catalogue's order is named."""
    reply = run.execute(f"{action.app}/{action.name}", {})
    expect_refusal(run, reply, _INVALID, None, statement)
    run.equal(reply, "message", f"Required parameter '{action.required[0]}' is missing", "R-08")


def parameter_of_another_type(run: RefoldRun) -> None:
    """400 that names the parameter; a number passes as text."""
    reply = run.execute("hubspot/get_contact", {"limit": ["1"]})
    expect_refusal(run, reply, _INVALID, None, "R-22")
    text = str(reply.at("message"))
    run.that("limit" in text, reply, "message", "R-22", expected="a text that names limit", got=shown(text))
    run.status(run.execute("hubspot/get_contact", {"limit": 1}), 200, "R-22")
    expect_refusal(run, run.execute("hubspot/get_contact", ["limit"]), _INVALID, None, "R-22")


def unknown_parameter(run: RefoldRun) -> None:
    """It changes nothing."""
    reply = run.execute("hubspot/get_contact", {"limit": "1", "colourOfHair": "blue"})
    run.status(reply, 200, "R-23")


def page_of_contacts(run: RefoldRun) -> None:
    """HubSpot's own page, in the envelope of a success."""
    reply = run.execute("hubspot/get_contact", {"limit": "1"})
    run.status(reply, 200, "R-04")
    run.equal(reply, "node_status", "Success", "R-04")
    results = run.result(reply, "data.results", "R-05")
    run.that(len(results) <= 1, reply, "data.results", "R-05", expected="at most 1", got=str(len(results)))
    run.result(reply, "data.paging", "R-05")


def one_contact(run: RefoldRun) -> None:
    """A listed contact is found by its id and by a search for its address."""
    contact = run.result(run.execute("hubspot/get_contact", {"limit": "1"}), "data.results[0]", "R-05")
    found = run.execute("hubspot/get_contact_by_id", {"contact_id": contact["id"]})
    run.equal(found, "data.id", contact["id"], "R-16")
    email = contact["properties"].get("email")
    if email:
        query = {"propertyName": "email", "operator": "EQ", "value": email}
        found = run.execute("hubspot/search_contacts", query)
        run.equal(found, "data.results[0].id", contact["id"], "R-16")


def error_of_the_application(run: RefoldRun) -> None:
    """Outer 200, node_status Errored, the application's own status and body inside."""
    reply = run.execute("hubspot/get_contact_by_id", {"contact_id": _NO_ID})
    run.status(reply, 200, "R-13")
    run.equal(reply, "node_status", "Errored", "R-13")
    run.equal(reply, "http_status", 404, "R-13")


def accounts_of_salesforce(run: RefoldRun) -> None:
    """Salesforce's own records, by the slug alone."""
    run.equal(run.execute("salesforce/get_accounts", {}), "node_status", "Success", "R-14")
    reply = run.execute("salesforce/get_entity_with_soql", {"query": "SELECT Id FROM Account LIMIT 1"})
    run.equal(reply, "node_status", "Success", "R-17")


def lists_of_marketo(run: RefoldRun) -> None:
    """Marketo's own answer."""
    run.equal(run.execute("marketo/get_lists", {}), "node_status", "Success", "R-18 choice")


# -- the catalogue ---------------------------------------------------------------------------------------------


def catalogue(slug: str, run: RefoldRun) -> None:
    """The actions of an application: the published ones are among them."""
    reply = run.call("GET", f"/integration-schema/{slug}/actions")
    run.status(reply, 200, "R-11")
    listed = reply.document if isinstance(reply.document, list) else []
    run.that(listed, reply, "", "R-11", expected="actions", got="none")
    ids = {item.get("action_id") for item in listed if isinstance(item, dict)}
    for name in routes.actions().names(slug):
        near = did_you_mean(name, [str(one) for one in ids]) or "no such action"
        run.that(name in ids, reply, "[].action_id", _CATALOGUE[slug], expected=name, got=near.strip())


def parameters_of_create_contact(run: RefoldRun) -> None:
    """Ten parameters, e-mail the one that is required."""
    reply = run.call("GET", "/integration-schema/hubspot/actions/create_contact")
    run.status(reply, 200, "R-11")
    listed = [item for item in reply.document if isinstance(item, dict)] if isinstance(reply.document, list) else []
    run.that(listed, reply, "", "R-11", expected="parameters", got="none")
    told = {item.get("name"): item for item in listed}
    for name in _TEN:
        run.that(name in told, reply, "[].name", "R-19", expected=name, got="no such parameter")
    required = [name for name, item in told.items() if item.get("required")]
    run.that(required == ["email"], reply, "[].required", "R-19", expected="email alone", got=shown(required))


# -- applications and linked accounts --------------------------------------------------------------------------


def applications(run: RefoldRun) -> None:
    """All of them, and one by its slug."""
    reply = run.call("GET", "/public/application")
    run.status(reply, 200, "R-21")
    listed = reply.document if isinstance(reply.document, list) else []
    slug = next((item["slug"] for item in listed if isinstance(item, dict) and item.get("slug")), None)
    if slug is None:
        raise NotTried("the organisation offers no application")
    run.equal(run.call("GET", f"/public/application/{slug}"), "slug", slug, "R-21")


def linked_accounts(run: RefoldRun) -> None:
    """A page of them, and one by its id."""
    page = run.call("GET", "/public/linked-account?limit=1", by="nothing")
    run.equal(page, "limit", 1, "R-21")
    number = run.result(page, "docs[0].account_id", "R-21")
    found = run.call("GET", f"/public/linked-account/{number}", by="nothing")
    run.equal(found, "account_id", number, "R-21")
    nobody = run.call("GET", f"/public/linked-account/nobody-{uuid4().hex}", by="nothing")
    run.status(nobody, 404, "R-21")


def account_of_a_token(run: RefoldRun) -> None:
    """A session token speaks for one linked account."""
    reply = run.call("GET", "/public/session/active-linked-account", login="token")
    run.equal(reply, "account_id", run.value("REFOLD_LINKED_ACCOUNT_ID"), "R-12")


def garbage(run: RefoldRun) -> None:
    """Whatever is sent is answered in the envelope."""
    for method, path, status in (("GET", "/no-such-thing", 404), ("DELETE", "/public/application", 405)):
        reply = run.call(method, path)
        run.status(reply, status, "X-02")
        run.equal(reply, "status_code", status, "X-02")


def _actions() -> Iterator[Row[RefoldRun]]:
    """One probe for each action with a required parameter."""
    for action in routes.actions().values():
        if action.required:
            statement = _CATALOGUE[action.app]
            name = f"{action.app} {action.name} asks for {action.required[0]}"
            run: Any = partial(missing_parameters, action, statement)
            yield name, f"{statement.partition(' ')[0]} R-08 R-07", run


PROBES: Final[tuple[Probe[RefoldRun], ...]] = table(
    "refold",
    (
        ("no credentials", "R-09 R-07", no_credentials),
        ("a wrong session token", "R-09 R-07", wrong_token),
        ("a wrong key", "R-09 R-07", wrong_key),
        ("a key without a linked account", "R-02", key_without_account),
        ("a key with a linked account, and a session token", "R-02 R-01", both_credentials),
        ("the linked account in the query", "R-03", account_in_the_query),
        ("an application that is not connected", "R-15", unconnected_account),
        ("an action that nobody has", "R-10", unknown_action),
        ("an id for each refusal", "R-07", request_ids),
        ("a parameter that is missing", "R-08", missing_parameter),
        *_actions(),
        ("a parameter of the wrong type", "R-22", parameter_of_another_type),
        ("parameters that the action does not know", "R-23", unknown_parameter),
        ("a page of HubSpot's contacts", "R-04 R-05", page_of_contacts),
        ("one contact of HubSpot", "R-05 R-16", one_contact),
        ("an error of the application itself", "R-13", error_of_the_application),
        ("records of Salesforce", "R-14 R-17", accounts_of_salesforce),
        ("lists of Marketo", "R-18", lists_of_marketo),
        *(
            (f"the actions of {slug}", f"R-11 {statement.partition(' ')[0]}", partial(catalogue, slug))
            for slug, statement in _CATALOGUE.items()
        ),
        ("the parameters of create_contact", "R-11 R-19", parameters_of_create_contact),
        ("applications", "R-21", applications),
        ("linked accounts", "R-21", linked_accounts),
        ("the linked account of a token", "R-12 R-21", account_of_a_token),
        ("garbage", "X-02", garbage),
    ),
)
