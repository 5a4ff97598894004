"""What the documents say of HubSpot's calls that read, and of refusals that change nothing."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockserver.checks.probes import Probe, table
from mockserver.dialects.hubspot.probes.run import HubSpotRun

_NO_ID: Final = "999999999999999"


def no_token(login: str, run: HubSpotRun) -> None:
    """401 in the vendor's envelope."""
    reply = run.call("GET", "objects/contacts", login=login)
    run.error(reply, 401, "INVALID_AUTHENTICATION", "H-01 recorded")
    run.equal(reply, "status", "error", "H-20")
    run.found(reply, "correlationId", "H-20")


def names_of_types(run: HubSpotRun) -> None:
    """Plural, singular and id are one type; others are none."""
    for name in ("contacts", "contact", "0-1"):
        run.status(run.call("GET", f"objects/{name}?limit=1"), 200, "H-02 recorded")
    run.status(run.call("GET", "objects/verify_widgets"), 400, "H-02 recorded")


def page(run: HubSpotRun) -> None:
    """A page, and the next one behind it."""
    first = run.call("GET", "objects/contacts?limit=1")
    key = run.result(first, "results[0].id", "H-05")
    kind = first.headers.get("content-type", "nothing")
    run.that(kind == "application/json;charset=utf-8", first, "headers.content-type", "H-18 recorded",
             expected="application/json;charset=utf-8", got=kind)  # fmt: skip
    after = first.at("paging.next.after")
    if after is not None:
        second = run.call("GET", f"objects/contacts?limit=1&after={after}")
        other = run.result(second, "results[0].id", "H-05")
        run.that(other != key, second, "results[0].id", "H-05", expected="another record", got=str(other))


def one_contact(run: HubSpotRun) -> None:
    """A record with the properties that are asked for, found by a search for its address as well."""
    listed = run.call("GET", "objects/contacts?limit=1&properties=email")
    contact = run.result(listed, "results[0]", "H-05")
    read = run.call("GET", f"objects/contacts/{contact['id']}?properties=email")
    run.equal(read, "properties.email", contact["properties"].get("email"), "H-04")
    dated = run.call("GET", f"/crm/objects/2026-03/contacts/{contact['id']}")
    run.equal(dated, "id", contact["id"], "H-21")
    if contact["properties"].get("email"):
        wanted = {"propertyName": "email", "operator": "EQ", "value": contact["properties"]["email"]}
        found = run.call("POST", "objects/contacts/search", {"filterGroups": [{"filters": [wanted]}]})
        run.equal(found, "results[0].id", contact["id"], "H-08")


def nobody(run: HubSpotRun) -> None:
    """404 OBJECT_NOT_FOUND."""
    run.error(run.call("GET", f"objects/contacts/{_NO_ID}"), 404, "OBJECT_NOT_FOUND", "H-20 recorded")


def bad_searches(run: HubSpotRun) -> None:
    """An operator that there is not, and more results than a page has."""
    wrong = {"filterGroups": [{"filters": [{"propertyName": "email", "operator": "LIKE", "value": "x"}]}]}
    run.error(run.call("POST", "objects/contacts/search", wrong), 400, "VALIDATION_ERROR", "H-08 recorded")
    run.status(run.call("POST", "objects/contacts/search", {"limit": 201}), 400, "H-09")


def batches(run: HubSpotRun) -> None:
    """207 for ids of nobody's, 400 for too many."""
    body = {"properties": ["email"], "inputs": [{"id": _NO_ID}]}
    reply = run.call("POST", "objects/contacts/batch/read", body)
    run.status(reply, 207, "H-12 recorded")
    run.equal(reply, "errors[0].category", "OBJECT_NOT_FOUND", "H-12 recorded")
    many = {"properties": ["email"], "inputs": [{"id": str(number)} for number in range(1, 102)]}
    run.status(run.call("POST", "objects/contacts/batch/read", many), 400, "H-10 recorded")


def kinds_of_associations(run: HubSpotRun) -> None:
    """Labels in the fourth version, names in the third."""
    labels = run.call("GET", "/crm/v4/associations/contacts/companies/labels")
    run.result(labels, "results[0].typeId", "H-16")
    run.result(run.call("GET", "associations/contacts/companies/types"), "results[0].id", "H-15")


def records_that_nothing_leads_to(run: HubSpotRun) -> None:
    """207 with an error for each input of which nothing is associated."""
    body = {"inputs": [{"id": _NO_ID}]}
    reply = run.call("POST", "/crm/v4/associations/contacts/companies/batch/read", body)
    run.status(reply, 207, "H-14 recorded")
    run.equal(reply, "errors[0].subCategory", "crm.associations.NO_ASSOCIATIONS_FOUND", "H-14 recorded")


def limits(run: HubSpotRun) -> None:
    """Headers tell what is left, but not those of a search."""
    name = "x-hubspot-ratelimit-remaining"
    for reply, told in (
        (run.call("GET", "objects/contacts?limit=1"), True),
        (run.call("POST", "objects/contacts/search", {"limit": 1}), False),
    ):
        got = reply.headers.get(name, "nothing")
        expected = "a number" if told else "nothing"
        run.that(got.isdigit() == told, reply, f"headers.{name}", "H-19", expected=expected, got=got)


def history(run: HubSpotRun) -> None:
    """The earlier values of a property."""
    reply = run.call("GET", "objects/contacts?limit=1&propertiesWithHistory=createdate")
    run.result(reply, "results[0].propertiesWithHistory.createdate[0].timestamp", "H-31")


def scopes(run: HubSpotRun) -> None:
    """403 for a change by a token that may not make it, which changes nothing."""
    body = {"properties": {"email": f"{run.client.mark}-scopes@example.com"}}
    reply = run.call("POST", "objects/contacts", body, login="HUBSPOT_READONLY_ACCESS_TOKEN")
    run.error(reply, 403, "MISSING_SCOPES", "H-32 recorded")
    run.found(reply, "errors[0].context.requiredGranularScopes[0]", "H-32 recorded")


def grants(run: HubSpotRun) -> None:
    """A refresh token is traded for an access token that says what it is; another one is refused."""
    granted = run.grant()
    token = run.result(granted, "access_token", "H-26")
    run.equal(granted, "token_type", "bearer", "H-26")
    run.found(run.send(run.build("GET", f"/oauth/v1/access-tokens/{token}")), "hub_id", "H-26")
    wrong = run.grant(refresh_token=f"wrong-{run.client.mark}")
    run.status(wrong, 400, "H-26 recorded")
    run.equal(wrong, "status", "BAD_REFRESH_TOKEN", "H-26 recorded")


def event_templates(run: HubSpotRun) -> None:
    """Those of the app that the refresh token is of."""
    key = run.value("HUBSPOT_DEVELOPER_API_KEY")
    token = run.result(run.grant(), "access_token", "H-26")
    app = run.found(run.send(run.build("GET", f"/oauth/v1/access-tokens/{token}")), "app_id", "H-26")
    path = f"/integrators/timeline/v3/{app}/event-templates"
    listed = run.send(run.build("GET", path, params={"hapikey": key}))
    run.result(listed, "results", "H-29")
    missing = run.send(run.build("GET", f"{path}/{_NO_ID}", params={"hapikey": key}))
    run.status(missing, 404, "H-29")


def definitions(run: HubSpotRun) -> None:
    """Properties and their groups."""
    run.result(run.call("GET", "properties/contacts"), "results[0].name", "H-22")
    run.equal(run.call("GET", "properties/contacts/email"), "name", "email", "H-22")
    run.result(run.call("GET", "properties/contacts/groups"), "results[0].name", "H-23")


def portal(run: HubSpotRun) -> None:
    """Owners and pipelines."""
    owner = run.result(run.call("GET", "owners?limit=1"), "results[0].id", "H-24")
    run.equal(run.call("GET", f"owners/{owner}"), "id", owner, "H-24")
    pipeline = run.result(run.call("GET", "pipelines/deals"), "results[0].id", "H-25")
    run.result(run.call("GET", f"pipelines/deals/{pipeline}/stages"), "results[0].id", "H-25")


PROBES: Final[tuple[Probe[HubSpotRun], ...]] = table(
    "hubspot",
    (
        ("no token", "H-01 H-20", partial(no_token, "none")),
        ("a token of nobody's", "H-01 H-20", partial(no_token, "wrong")),
        ("names of types", "H-02", names_of_types),
        ("a page of contacts", "H-05 H-18", page),
        ("one contact", "H-04 H-08 H-21", one_contact),
        ("a contact that is not there", "H-20", nobody),
        ("searches that are none", "H-08 H-09", bad_searches),
        ("batches", "H-10 H-12", batches),
        ("records that nothing leads to", "H-14", records_that_nothing_leads_to),
        ("limits", "H-19", limits),
        ("history", "H-31", history),
        ("scopes", "H-32", scopes),
        ("grants", "H-26", grants),
        ("event templates", "H-29", event_templates),
        ("kinds of associations", "H-15 H-16", kinds_of_associations),
        ("properties and groups", "H-22 H-23", definitions),
        ("owners and pipelines", "H-24 H-25", portal),
    ),
)
