"""Lists, their members and the log of people behave as a few sets and a list do, whatever the calls and their order."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from mockserver.transport.server import Server
from tests.marketo_rest.conftest import Rest

LISTS = st.sampled_from([1234, 1235, 1236])
EMAILS = st.sampled_from([f"{name}@new.example" for name in ("ada", "bob", "cyd", "dee")])
CITIES = st.sampled_from(["Lisbon", "Oslo", None])
LEADS = "/rest/v1/leads.json"


class World(RuleBasedStateMachine):
    """What the API should know: people by id, members by list, and the log as (person, type, field)."""

    def __init__(self, server: Server, http: requests.Session) -> None:
        super().__init__()
        self.server = server
        self.sandbox = server.gateway.sandboxes.create()
        self.rest = Rest(http, server.url, self.sandbox)
        self.headers = {"authorization": f"Bearer {self.rest.token()}"}
        self.people: dict[int, dict[str, Any]] = {}
        self.deleted: list[int] = []
        self.log: list[tuple[int, int, str | None]] = []
        self.members: dict[int, set[int]] = {
            number: {lead["id"] for lead in self.result("GET", f"/rest/v1/lists/{number}/leads.json")}
            for number in (1234, 1235, 1236)
        }
        page = self.rest.ask("GET", "/rest/v1/activities/pagingtoken.json?sinceDatetime=2026-01-01")
        self.token = page.json()["nextPageToken"]

    def teardown(self) -> None:
        self.server.gateway.sandboxes.delete(self.sandbox.id)

    def result(self, method: str, path: str, **options: Any) -> Any:
        return self.rest.result(method, path, headers=self.headers, **options)

    def of(self, email: str) -> int:
        """The person of an address; an id of nobody's where there is none."""
        return next((number for number, lead in self.people.items() if lead["email"] == email), 5)

    @rule(email=EMAILS, city=CITIES)
    def sync(self, email: str, city: str | None) -> None:
        (entry,) = self.result("POST", LEADS, json={"input": [{"email": email, "city": city}]})
        number = self.of(email)
        if number not in self.people:
            assert entry["status"] == "created"
            assert entry["id"] not in {*self.people, *self.deleted}
            self.people[entry["id"]] = {"email": email, "city": city}
            self.log.append((entry["id"], 12, None))
            return
        assert entry == {"id": number, "status": "updated"}
        if self.people[number]["city"] != city:
            self.log.append((number, 13, "city"))
        self.people[number]["city"] = city

    @rule(email=EMAILS)
    def delete(self, email: str) -> None:
        number = self.of(email)
        (entry,) = self.result("POST", "/rest/v1/leads/delete.json", params={"id": number})
        assert entry["status"] == ("deleted" if number in self.people else "skipped")
        if self.people.pop(number, None):
            self.deleted.append(number)
            self.log.append((number, 37, email))
            for members in self.members.values():
                members.discard(number)

    @rule(where=LISTS, emails=st.lists(EMAILS, min_size=1, max_size=3))
    def add(self, where: int, emails: list[str]) -> None:
        numbers = [self.of(email) for email in emails]
        body = {"input": [{"id": number} for number in numbers]}
        told = [entry["status"] for entry in self.result("POST", f"/rest/v1/lists/{where}/leads.json", json=body)]
        assert told == ["added" if number in self.people else "skipped" for number in numbers]
        self.members[where].update(self.people.keys() & set(numbers))

    @rule(where=LISTS, email=EMAILS)
    def remove(self, where: int, email: str) -> None:
        number = self.of(email)
        (entry,) = self.result("DELETE", f"/rest/v1/lists/{where}/leads.json", params={"id": number})
        assert entry["status"] == ("removed" if number in self.members[where] else "skipped")
        self.members[where].discard(number)

    @rule(winner=EMAILS, loser=EMAILS)
    def merge(self, winner: str, loser: str) -> None:
        one, other = self.of(winner), self.of(loser)
        path = f"/rest/v1/leads/{one}/merge.json?leadIds={other}"
        done = self.rest.ask("POST", path, headers=self.headers).json()["success"]
        assert done == (one != other and {one, other} <= self.people.keys())
        if not done:
            return
        lost = self.people.pop(other)
        self.deleted.append(other)
        self.log = [(one if lead == other else lead, kind, what) for lead, kind, what in self.log]
        if self.people[one]["city"] is None and lost["city"] is not None:
            self.people[one]["city"] = lost["city"]
            self.log.append((one, 13, "city"))
        for members in self.members.values():
            if other in members:
                members.discard(other)
                members.add(one)

    @rule(where=LISTS, email=EMAILS)
    def ask(self, where: int, email: str) -> None:
        number = self.of(email)
        (entry,) = self.result("GET", f"/rest/v1/lists/{where}/leads/ismember.json", params={"id": number})
        known = "memberof" if number in self.members[where] else "notmemberof"
        assert entry["status"] == (known if number in self.people else "skipped")

    @invariant()
    def the_people_and_the_members_are_those(self) -> None:
        for where, members in self.members.items():
            rows = self.result("GET", f"/rest/v1/lists/{where}/leads.json")
            assert [lead["id"] for lead in rows] == sorted(members)
        if self.people:
            asked = {"filterType": "id", "filterValues": ",".join(map(str, self.people)), "fields": "email,city"}
            rows = self.result("GET", LEADS, params=asked)
            assert {row["id"]: {"email": row["email"], "city": row["city"]} for row in rows} == self.people

    @invariant()
    def the_log_tells_what_happened_in_order(self) -> None:
        rows: list[dict[str, Any]] = []
        token = self.token
        for _ in range(100):
            path = f"/rest/v1/activities.json?activityTypeIds=12,13,37&batchSize=7&nextPageToken={token}"
            page = self.rest.ask("GET", path, headers=self.headers).json()
            rows += page.get("result", [])
            token = page["nextPageToken"]
            if not page["moreResult"]:
                break
        dates = [row["activityDate"] for row in rows]
        assert dates == sorted(dates)
        assert [
            (row["leadId"], row["activityTypeId"], row.get("primaryAttributeValue"))
            for row in rows
            if row["leadId"] in {*self.people, *self.deleted}
        ] == self.log


@pytest.mark.contract("M-09", "M-11", "M-16", "M-17", "M-21", "M-23", "M-24", "M-27")
def test_lists_members_and_log_are_what_a_model_says(server: Server, http: requests.Session) -> None:
    class Here(World):
        def __init__(self) -> None:
            super().__init__(server, http)

    chosen = settings(max_examples=10, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Here, settings=chosen)
