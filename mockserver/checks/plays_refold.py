"""What the documents say of Cobalt's and Refold's API, as plays that read only and refusals that change nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final
from uuid import uuid4

from mockserver.checks.play import Play
from mockserver.checks.stage import NotTried, Reply, Trial
from mockserver.core.action import Action
from mockserver.core.contracts import shown
from mockserver.core.errors import did_you_mean
from mockserver.dialects.refold import routes as refold

_CATALOGUE: Final = {"hubspot": "R-16", "salesforce": "R-17", "marketo": "R-18 choice"}
_TEN: Final = (
    "firstname", "lastname", "email", "phone", "company", "website", "jobtitle", "hubspot_owner_id", "associations",
    "additional_fields",
)  # fmt: skip
"""The parameters of create_contact (R-19)."""

_NO_ID: Final = "999999999999999"


def refused(trial: Trial, reply: Reply, envelope: tuple[int, str, str], message: str | None, statement: str) -> None:
    """The failure envelope with this status, type and code; ``message`` None for any."""
    status, kind, code = envelope
    trial.status(reply, status, statement)
    trial.equal(reply, "status_code", status, statement)
    trial.equal(reply, "http_error_type", kind, statement)
    trial.equal(reply, "error_code", code, statement)
    if message is not None:
        trial.equal(reply, "message", message, statement)


_UNAUTHORIZED: Final = (401, "UNAUTHORIZED", "SERVER_ERROR")
_INVALID: Final = (400, "BAD_REQUEST", "VALIDATION_ERROR")


# -- credentials -----------------------------------------------------------------------------------------------


def no_credentials(trial: Trial) -> None:
    """401 as well."""
    trial.status(trial.execute("hubspot/get_contact", {"limit": "1"}, login="none"), 401, "R-09 choice")


def wrong_token(trial: Trial) -> None:
    """401 in the documented words."""
    reply = trial.execute("hubspot/get_contact", {"limit": "1"}, login="wrong-token")
    refused(trial, reply, _UNAUTHORIZED, "Invalid session token", "R-09")


def wrong_key(trial: Trial) -> None:
    """401 in the published words."""
    reply = trial.execute("hubspot/get_contact", {"limit": "1"}, login="wrong-key")
    refused(trial, reply, _UNAUTHORIZED, "Invalid Credentials", "R-09 public")


def key_without_account(trial: Trial) -> None:
    """400: a key speaks for an organisation, not for a customer."""
    reply = trial.execute("hubspot/get_contact", {"limit": "1"}, by="nothing")
    message = "linked_account_id header is required when using org API key authentication."
    refused(trial, reply, (400, "BAD_REQUEST", "MISSING_LINKED_ACCOUNT_ID"), message, "R-02 public")


def both_credentials(trial: Trial) -> None:
    """A key with the header of underscores, or a session token alone."""
    trial.status(trial.execute("hubspot/get_contact", {"limit": "1"}), 200, "R-02")
    trial.status(trial.execute("hubspot/get_contact", {"limit": "1"}, login="token"), 200, "R-02")


def account_in_the_query(trial: Trial) -> None:
    """The query may name the linked account."""
    trial.status(trial.execute("hubspot/get_contact", {"limit": "1"}, by="query"), 200, "R-03")


def unconnected_account(trial: Trial) -> None:
    """400 for a linked account that has not connected the application."""
    nobody = f"nobody-{uuid4().hex[:12]}@example.com"
    reply = trial.execute("hubspot/get_contact", {"limit": "1"}, account=nobody)
    message = f"Application Authentication not found for linked_account_id {nobody} and app hubspot"
    trial.status(reply, 400, "R-15 choice")
    trial.equal(reply, "message", message, "R-15")


# -- actions and their parameters ------------------------------------------------------------------------------


def unknown_action(trial: Trial) -> None:
    """404 in the documented words; for an unknown slug too."""
    envelope, message = (404, "NOT_FOUND", "SERVER_ERROR"), "Action not found for the specified slug and action_id"
    refused(trial, trial.execute("hubspot/conjure_contact", {}), envelope, message, "R-10")
    refused(trial, trial.execute("no-such-app/create_contact", {}), envelope, message, "R-10 choice")


def request_ids(trial: Trial) -> None:
    """Each refusal has a request_id of its own."""
    first, second = (trial.execute("hubspot/conjure_contact", {}) for _ in range(2))
    one, other = first.at("request_id"), second.at("request_id")
    trial.that(one != other, second, "request_id", "R-07 choice", expected="another one than before", got=shown(other))


def missing_parameter(trial: Trial) -> None:
    """400 in the documented words."""
    reply = trial.execute("hubspot/create_contact", {"firstname": "Zoe"})
    refused(trial, reply, _INVALID, "Required parameter 'email' is missing", "R-08")


def missing_parameters(action: Action, statement: str, trial: Trial) -> None:
    """The first missing parameter in the catalogue's order is named."""
    reply = trial.execute(f"{action.app}/{action.name}", {})
    refused(trial, reply, _INVALID, f"Required parameter '{action.required[0]}' is missing", statement)


def parameter_of_another_type(trial: Trial) -> None:
    """400 that names the parameter; a number passes as text."""
    reply = trial.execute("hubspot/get_contact", {"limit": ["1"]})
    refused(trial, reply, _INVALID, None, "R-22")
    text = str(reply.at("message"))
    trial.that("limit" in text, reply, "message", "R-22", expected="a text that names limit", got=shown(text))
    trial.status(trial.execute("hubspot/get_contact", {"limit": 1}), 200, "R-22")
    refused(trial, trial.execute("hubspot/get_contact", ["limit"]), _INVALID, None, "R-22")


def unknown_parameter(trial: Trial) -> None:
    """It changes nothing."""
    reply = trial.execute("hubspot/get_contact", {"limit": "1", "colourOfHair": "blue"})
    trial.status(reply, 200, "R-23")


def page_of_contacts(trial: Trial) -> None:
    """HubSpot's own page, in the envelope of a success."""
    reply = trial.execute("hubspot/get_contact", {"limit": "1"})
    trial.status(reply, 200, "R-04")
    trial.equal(reply, "node_status", "Success", "R-04")
    results = trial.result(reply, "data.results", "R-05")
    trial.that(len(results) <= 1, reply, "data.results", "R-05", expected="at most 1", got=str(len(results)))
    trial.result(reply, "data.paging", "R-05")


def one_contact(trial: Trial) -> None:
    """A listed contact is found by its id and by a search for its address."""
    contact = trial.result(trial.execute("hubspot/get_contact", {"limit": "1"}), "data.results[0]", "R-05")
    found = trial.execute("hubspot/get_contact_by_id", {"contact_id": contact["id"]})
    trial.equal(found, "data.id", contact["id"], "R-16")
    email = contact["properties"].get("email")
    if email:
        query = {"propertyName": "email", "operator": "EQ", "value": email}
        found = trial.execute("hubspot/search_contacts", query)
        trial.equal(found, "data.results[0].id", contact["id"], "R-16")


def error_of_the_application(trial: Trial) -> None:
    """Outer 200, node_status Errored, the application's own status and body inside."""
    reply = trial.execute("hubspot/get_contact_by_id", {"contact_id": _NO_ID})
    trial.status(reply, 200, "R-13")
    trial.equal(reply, "node_status", "Errored", "R-13")
    trial.equal(reply, "http_status", 404, "R-13")


def accounts_of_salesforce(trial: Trial) -> None:
    """Salesforce's own records, by the slug alone."""
    trial.equal(trial.execute("salesforce/get_accounts", {}), "node_status", "Success", "R-14")
    reply = trial.execute("salesforce/get_entity_with_soql", {"query": "SELECT Id FROM Account LIMIT 1"})
    trial.equal(reply, "node_status", "Success", "R-17")


def lists_of_marketo(trial: Trial) -> None:
    """Marketo's own answer."""
    trial.equal(trial.execute("marketo/get_lists", {}), "node_status", "Success", "R-18 choice")


# -- the catalogue ---------------------------------------------------------------------------------------------


def catalogue(slug: str, trial: Trial) -> None:
    """The actions of an application: the published ones are among them."""
    reply = trial.refold("GET", f"/integration-schema/{slug}/actions")
    trial.status(reply, 200, "R-11")
    listed = reply.document if isinstance(reply.document, list) else []
    ids = {item.get("action_id") for item in listed if isinstance(item, dict)}
    for name in refold.actions().names(slug):
        near = did_you_mean(name, [str(one) for one in ids]) or "no such action"
        trial.that(name in ids, reply, "[].action_id", _CATALOGUE[slug], expected=name, got=near.strip())


def parameters_of_create_contact(trial: Trial) -> None:
    """Ten parameters, e-mail the one that is required."""
    reply = trial.refold("GET", "/integration-schema/hubspot/actions/create_contact")
    trial.status(reply, 200, "R-11")
    listed = [item for item in reply.document if isinstance(item, dict)] if isinstance(reply.document, list) else []
    told = {item.get("name"): item for item in listed}
    for name in _TEN:
        trial.that(name in told, reply, "[].name", "R-19", expected=name, got="no such parameter")
    required = [name for name, item in told.items() if item.get("required")]
    trial.that(required == ["email"], reply, "[].required", "R-19", expected="email alone", got=shown(required))


# -- applications and linked accounts --------------------------------------------------------------------------


def applications(trial: Trial) -> None:
    """All of them, and one by its slug."""
    reply = trial.refold("GET", "/public/application")
    trial.status(reply, 200, "R-21")
    listed = reply.document if isinstance(reply.document, list) else []
    slug = next((item["slug"] for item in listed if isinstance(item, dict) and item.get("slug")), None)
    if slug is None:
        raise NotTried("the organisation offers no application")
    trial.equal(trial.refold("GET", f"/public/application/{slug}"), "slug", slug, "R-21")


def linked_accounts(trial: Trial) -> None:
    """A page of them, and one by its id."""
    page = trial.refold("GET", "/public/linked-account?limit=1", by="nothing")
    trial.equal(page, "limit", 1, "R-21")
    number = trial.result(page, "docs[0].account_id", "R-21")
    found = trial.refold("GET", f"/public/linked-account/{number}", by="nothing")
    trial.equal(found, "account_id", number, "R-21")
    nobody = trial.refold("GET", f"/public/linked-account/nobody-{uuid4().hex}", by="nothing")
    trial.status(nobody, 404, "R-21")


def account_of_a_token(trial: Trial) -> None:
    """A session token speaks for one linked account."""
    reply = trial.refold("GET", "/public/session/active-linked-account", login="token")
    trial.equal(reply, "account_id", trial.stage.target.value("REFOLD_LINKED_ACCOUNT_ID"), "R-12")


def garbage(trial: Trial) -> None:
    """Whatever is sent is answered in the envelope."""
    for method, path, status in (("GET", "/no-such-thing", 404), ("DELETE", "/public/application", 405)):
        reply = trial.refold(method, path)
        trial.status(reply, status, "X-02")
        trial.equal(reply, "status_code", status, "X-02")


def _actions() -> Iterator[Play]:
    """One play for each action with a required parameter."""
    for action in refold.actions().values():
        if action.required:
            statement = _CATALOGUE[action.app]
            name = f"refold: {action.app} {action.name} asks for {action.required[0]}"
            run: Any = partial(missing_parameters, action, statement)
            yield Play(name, (statement.partition(" ")[0], "R-08", "R-07"), run)


def _play(name: str, statements: str, run: Callable[[Trial], None]) -> Play:
    return Play(f"refold: {name}", tuple(statements.split()), run)


PLAYS: Final = (
    _play("no credentials", "R-09 R-07", no_credentials),
    _play("a wrong session token", "R-09 R-07", wrong_token),
    _play("a wrong key", "R-09 R-07", wrong_key),
    _play("a key without a linked account", "R-02", key_without_account),
    _play("a key with a linked account, and a session token", "R-02 R-01", both_credentials),
    _play("the linked account in the query", "R-03", account_in_the_query),
    _play("an application that is not connected", "R-15", unconnected_account),
    _play("an action that nobody has", "R-10", unknown_action),
    _play("an id for each refusal", "R-07", request_ids),
    _play("a parameter that is missing", "R-08", missing_parameter),
    *_actions(),
    _play("a parameter of the wrong type", "R-22", parameter_of_another_type),
    _play("parameters that the action does not know", "R-23", unknown_parameter),
    _play("a page of HubSpot's contacts", "R-04 R-05", page_of_contacts),
    _play("one contact of HubSpot", "R-05 R-16", one_contact),
    _play("an error of the application itself", "R-13", error_of_the_application),
    _play("records of Salesforce", "R-14 R-17", accounts_of_salesforce),
    _play("lists of Marketo", "R-18", lists_of_marketo),
    *(
        _play(f"the actions of {slug}", f"R-11 {statement.partition(' ')[0]}", partial(catalogue, slug))
        for slug, statement in _CATALOGUE.items()
    ),
    _play("the parameters of create_contact", "R-11 R-19", parameters_of_create_contact),
    _play("applications", "R-21", applications),
    _play("linked accounts", "R-21", linked_accounts),
    _play("the linked account of a token", "R-12 R-21", account_of_a_token),
    _play("garbage", "X-02", garbage),
)
