"""Every branch of every dialect's refusals is reached, and names the statement that it rests on."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from mockserver import dialects
from mockserver.core import statements
from mockserver.core.http import Answer, Call
from mockserver.dialects.frame import Dialect, Route
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures as world
from tests.planted.refusals import CALLS, PLANNED, everywhere, refused

WORLD = world.load()
DIALECTS = list(dialects.load())
ROWS = [
    pytest.param(name, *row, id=f"{name} {row[0]} {row[1]} {number}")
    for name, rows in CALLS.items()
    for number, row in enumerate(rows)
]
KNOWN = {f"{told.id} {told.kind}" for told in statements.load()}


def told(answer: Answer) -> tuple[str, str]:
    headers = dict(answer.headers)
    return headers["x-mock-outcome"], headers["x-mock-evidence"]


def expected(dialect: Dialect, outcome: str) -> str:
    """What the table says of the call that shows how a dialect is accessed."""
    refusal = dialect.refusals[outcome]
    call = dialect.access.call(Sandboxes(WORLD).default)
    (route,) = [route for route in dialect.routes if (route.method, route.path) == (call.method, path_of(route, call))]
    return refusal.evidence if route.executes else refusal.elsewhere or refusal.evidence


def unreached(dialect: Dialect) -> set[str]:
    """The outcomes that no call here comes to."""
    reached = {outcome for outcome, _, _ in CALLS[dialect.name]}
    return dialect.refusals.keys() - reached - {outcome for outcome, _ in everywhere(dialect, Sandboxes(WORLD))}


def path_of(route: Route, call: Any) -> str:
    """The route's own path where it is the one of a call: its parameters stand for whatever is there."""
    own, given = route.path.split("/"), call.path.split("/")
    same = len(own) == len(given) and all("{" in one or one == other for one, other in zip(own, given, strict=False))
    return route.path if same else ""


@pytest.mark.parametrize(("dialect", "outcome", "evidence", "call"), ROWS)
def test_a_refusal_names_the_statement_of_the_branch_that_decided(
    dialect: str, outcome: str, evidence: str, call: Any
) -> None:
    assert told(refused(dialect, call)) == (outcome, evidence)
    assert evidence in KNOWN


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_what_every_dialect_refuses_names_its_statement(dialect: Dialect) -> None:
    for outcome, call in everywhere(dialect, Sandboxes(WORLD)):
        came, evidence = told(refused(dialect.name, call))
        refusal = dialect.refusals[outcome]
        assert (came, evidence in (refusal.evidence, refusal.elsewhere)) == (outcome, True)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_no_branch_of_the_table_is_left_out(dialect: Dialect) -> None:
    """Each outcome is come to by a call, or known to need more than that, and then it is planned."""
    assert unreached(dialect) - PLANNED.keys() == set()
    for outcome in unreached(dialect):
        sandboxes = Sandboxes(WORLD)
        call = dialect.access.call(sandboxes.default)
        planned = replace(call, headers={**call.headers, "x-mock-outcome": outcome})
        assert told(Gateway(sandboxes).respond_to_any(planned)) == (outcome, expected(dialect, outcome))


def test_what_calls_come_to_is_not_kept_as_what_they_cannot_come_to() -> None:
    assert set.union(*map(unreached, DIALECTS)) == PLANNED.keys()


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_each_statement_of_the_table_is_named_by_a_call(dialect: Dialect) -> None:
    """On routes that execute actions and on the others, where they rest on different ones."""
    named = {(outcome, evidence) for outcome, evidence, _ in CALLS[dialect.name]}
    outcomes = {outcome for outcome, _ in named}
    asked = {
        (outcome, evidence)
        for outcome, refusal in dialect.refusals.items()
        for evidence in (refusal.evidence, refusal.elsewhere)
        if evidence and outcome in outcomes
    }
    assert asked - named == set()


@pytest.mark.parametrize(
    ("dialect", "path", "hint"),
    [
        ("refold", "/api/v2/public/applications", ": did you mean /api/v2/public/application? actions are"),
        (
            "refold", "/api/v2/public/hubspot/actions/create_contact/execute",
            ": did you mean /api/v2/integration-schema/{slug}/actions/{action_id}/execute? ",
        ),
        ("salesforce", "/services/oauth/token", ": did you mean /services/oauth2/token? GET /services/data/"),
        ("hubspot", "/crm/v3/object/contacts", ": did you mean /crm/v3/objects/{objectType}? the objects are below "),
        ("hubspot", "/crm/v3/nothing", "/crm/v3/nothing: the objects are below /crm/v3/objects/"),
        ("marketo", "/rest/v1/leads", ": did you mean /rest/v1/leads.json? the API is at /identity/oauth/token and "),
    ],
)  # fmt: skip
def test_a_path_that_nothing_answers_is_met_with_the_one_that_was_meant(dialect: str, path: str, hint: str) -> None:
    headers = dict(refused(dialect, Call("GET", path, "", {"host": "localhost"})).headers)
    assert f"nothing is served at {path}" in headers["x-mock-hint"]
    assert hint in headers["x-mock-hint"]


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/services/data/v99.0/sobjects", "version 99.0 is not served: GET /services/data lists what is"),
        ("/services/data/v59.0/sobjects/Led", "there is no object Led: did you mean Lead? GET /services/data/v59.0/"),
        ("/services/data/v59.0/jobs/ingest/7", "there is no ingest job 7: GET /services/data/v59.0/jobs/ingest lists"),
    ],
)
def test_what_salesforce_does_not_find_is_named(path: str, hint: str) -> None:
    headers = {"host": "localhost", "authorization": "Bearer sandbox-salesforce-session"}
    call = Call("GET", path, "", headers)
    assert dict(refused("salesforce", call).headers)["x-mock-hint"].startswith(hint)
