"""Any sequence of calls to both APIs and to control, in two sandboxes at once, against a model made of plain dicts."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
import requests
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mockserver.transport.server import Server
from tests.conftest import BOTH, Control, Oktopost, Refold

pytestmark = BOTH

EMAILS = st.sampled_from([f"{name}@machine.example" for name in ("ann", "ben", "cho", "dee")])
NAMES = st.sampled_from(["Ann", "Ben", "Cho"])
WHICH = st.integers(0, 1)


@dataclass
class Model:
    """What a sandbox should hold: people by e-mail address, with their id and first name; and how it is set."""

    people: dict[str, tuple[str, str]] = field(default_factory=dict)
    active: bool = True
    broken: bool = False


@dataclass
class Side:
    """A sandbox, the model of it, and what was kept of both."""

    okto: Oktopost
    refold: Refold
    control: Control
    first: int
    now: Model = field(default_factory=Model)
    kept: Model | None = None
    exported: tuple[Any, Model] | None = None
    calls: int = 0


class Worlds(RuleBasedStateMachine):
    """Each rule does one thing to a sandbox and to its model, and holds the answer against the model."""

    server: ClassVar[Server]
    http: ClassVar[requests.Session]

    def __init__(self) -> None:
        super().__init__()
        self.sides: list[Side] = []

    @initialize()
    def two_sandboxes(self) -> None:
        self.sides = [self.side(), self.side()]

    def side(self) -> Side:
        told = Control(self.http, self.server.url, "").told("POST", "/sandboxes")
        okto, refold, url = told["oktopost"], told["refold"], self.server.url
        control = Control(self.http, url, told["id"])
        return Side(
            Oktopost(
                self.http,
                url,
                okto["account_id"],
                okto["api_key"],
                okto["readonly_api_key"],
                okto["integrations"],
            ),
            Refold(self.http, url, refold["api_key"], refold["linked_account_id"], refold["session_token"]),
            control,
            control.told("GET", "records")["tables"]["hubspot/contact"],
        )

    def teardown(self) -> None:
        for side in self.sides:
            journal = side.control.told("GET", "journal?last=1")
            side.control.told("DELETE", "")
            assert (journal["kept"], journal["dropped"]) == (side.calls, 0), "every call is in the journal"

    # -- both dialects ---------------------------------------------------------------------------------------

    @rule(which=WHICH, email=EMAILS, name=NAMES)
    def create_by_oktopost(self, which: int, email: str, name: str) -> None:
        side = self.sides[which]
        answer = side.okto.act("hubspot/contact.create", {"data": {"email": email, "firstname": name}})
        side.calls += 1
        if not side.now.active:
            assert answer.headers["x-mock-outcome"] == "integration-disabled"
        elif email in side.now.people:
            assert answer.headers["x-mock-outcome"] == "crm-error"
        else:
            side.now.people[email] = answer.json()["IntegrationAction"]["contact"]["id"], name

    @rule(which=WHICH, email=EMAILS, name=NAMES)
    def create_by_refold(self, which: int, email: str, name: str) -> None:
        side = self.sides[which]
        answer = side.refold.execute("hubspot/create_contact", {"email": email, "firstname": name})
        side.calls += 1
        if side.now.broken:
            assert answer.status_code == 503
        elif email in side.now.people:
            assert answer.json()["node_status"] == "Errored"
        else:
            side.now.people[email] = answer.json()["data"]["id"], name

    @rule(which=WHICH, email=EMAILS)
    def look_up(self, which: int, email: str) -> None:
        side = self.sides[which]
        answer = side.okto.act("hubspot/contact.getByEmail", {"email": email})
        side.calls += 1
        if not side.now.active:
            assert answer.status_code == 400
            return
        contact = answer.json()["IntegrationAction"]["contact"]
        known = side.now.people.get(email)
        assert (contact and (contact["id"], contact["properties"]["firstname"])) == known

    @rule(which=WHICH, email=EMAILS, name=NAMES)
    def rename(self, which: int, email: str, name: str) -> None:
        side = self.sides[which]
        key = side.now.people.get(email, ("404404", ""))[0]
        answer = side.refold.execute("hubspot/update_contact", {"contactId": key, "firstname": name})
        side.calls += 1
        assert (answer.json()["node_status"] == "Success") == (email in side.now.people)
        if email in side.now.people:
            side.now.people[email] = key, name

    @rule(which=WHICH, email=EMAILS)
    def delete(self, which: int, email: str) -> None:
        side = self.sides[which]
        key = side.now.people.get(email, ("404404", ""))[0]
        answer = side.refold.execute("hubspot/delete_contact", {"contactId": key})
        side.calls += 1
        assert answer.json()["node_status"] == "Success"
        side.now.people.pop(email, None)

    # -- control ---------------------------------------------------------------------------------------------

    @rule(which=WHICH, email=EMAILS, name=NAMES)
    def add(self, which: int, email: str, name: str) -> None:
        side = self.sides[which]
        answer = side.control.ask("POST", "records/hubspot/contact", json={"email": email, "firstname": name})
        assert answer.status_code == (400 if email in side.now.people else 201)
        if answer.ok:
            side.now.people[email] = answer.json()["id"], name

    @rule(which=WHICH, email=EMAILS)
    def take_away(self, which: int, email: str) -> None:
        side = self.sides[which]
        key = side.now.people.pop(email, ("404404", ""))[0]
        answer = side.control.ask("DELETE", f"records/hubspot/contact/{key}")
        assert answer.status_code == (404 if key == "404404" else 200)

    @rule(which=WHICH, active=st.booleans())
    def switch(self, which: int, active: bool) -> None:  # noqa: FBT001 - hypothesis passes it by name
        side = self.sides[which]
        side.control.told("PATCH", "integrations/hubspot", {"state": "active" if active else "disabled"})
        side.now.active = active

    @rule(which=WHICH, broken=st.booleans())
    def plan(self, which: int, broken: bool) -> None:  # noqa: FBT001 - hypothesis passes it by name
        side = self.sides[which]
        side.control.told("DELETE", "faults")
        if broken:
            unavailable = {"match": "refold/hubspot/create_contact", "outcome": "unavailable", "times": None}
            side.control.told("POST", "faults", unavailable)
        side.now.broken = broken

    @rule(which=WHICH)
    def keep(self, which: int) -> None:
        side = self.sides[which]
        side.control.told("PUT", "snapshots/kept")
        side.kept = deepcopy(side.now)

    @precondition(lambda self: any(side.kept for side in self.sides))
    @rule()
    def restore(self) -> None:
        for side in self.sides:
            answer = side.control.ask("POST", "snapshots/kept/restore")
            assert answer.ok == (side.kept is not None)
            if side.kept is not None:
                side.now = Model(deepcopy(side.kept.people), side.kept.active, side.now.broken)

    @rule(which=WHICH)
    def export(self, which: int) -> None:
        side = self.sides[which]
        side.exported = side.control.told("GET", "state"), deepcopy(side.now)

    @precondition(lambda self: any(side.exported for side in self.sides))
    @rule(which=WHICH)
    def bring_in(self, which: int) -> None:
        side = self.sides[which]
        document, model = next(side.exported for side in self.sides if side.exported)
        side.control.told("PUT", "state", document)
        side.now = deepcopy(model)
        assert side.control.told("GET", "state") == document

    @rule(which=WHICH)
    def reset(self, which: int) -> None:
        side = self.sides[which]
        side.control.told("POST", "reset")
        side.now = Model()

    # -- what always holds -----------------------------------------------------------------------------------

    @invariant()
    def each_holds_what_its_model_holds(self) -> None:
        for side in self.sides:
            held = side.control.told("GET", f"records/hubspot/contact?offset={side.first}")
            people = {
                record["properties"]["email"]: (record["id"], record["properties"]["firstname"])
                for record in held["records"]
            }
            assert people == side.now.people
            assert held["total"] == side.first + len(people)


LIMITS = settings(
    max_examples=20,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.contract("X-03", "X-04")
def test_whatever_is_done_each_world_is_what_its_model_says(
    server: Server, http: requests.Session, kept_in: str
) -> None:
    Worlds.server, Worlds.http = server, http
    run_state_machine_as_test(Worlds, settings=settings(LIMITS, max_examples=20 if kept_in == "memory" else 5))
