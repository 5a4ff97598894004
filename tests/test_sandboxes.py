"""Worlds beside each other: found by their credentials, bounded in number and time, repeatable byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from mockserver import world
from mockserver.gateway import Gateway, credentials
from mockserver.sandbox import Sandbox, Sandboxes, TooManySandboxes, World
from mockserver.server import Server
from tests.conftest import Control, Oktopost, Refold

LEAD = {"data": {"LastName": "Doe", "Company": "Acme"}}


class Timer:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture(scope="module")
def begun() -> Any:
    return world.load()


def client(http: requests.Session, server: Server, sandbox: Sandbox) -> Oktopost:
    """An Oktopost client of a sandbox."""
    told: Any = credentials(server.url, sandbox)["oktopost"]
    return Oktopost(
        http, server.url, told["account_id"], told["api_key"], told["readonly_api_key"], told["integrations"]
    )


@pytest.fixture
def neighbour(server: Server, http: requests.Session) -> Iterator[Oktopost]:
    """A client of another sandbox of the same server."""
    other = server.gateway.sandboxes.create("neighbour")
    yield client(http, server, other)
    server.gateway.sandboxes.delete(other.id)


def test_what_one_sandbox_stores_another_does_not_have(okto: Oktopost, neighbour: Oktopost) -> None:
    made = okto.result("salesforce/lead.create", LEAD)["id"]
    assert okto.act("salesforce/lead.getById", {"id": made}).status_code == 200
    assert neighbour.act("salesforce/lead.getById", {"id": made}).headers["x-mock-outcome"] == "crm-error"


def test_a_fault_in_one_sandbox_is_not_seen_in_another(control: Control, okto: Oktopost, neighbour: Oktopost) -> None:
    control.told("POST", "faults", {"match": "oktopost/*", "outcome": "rate-limited", "times": None})
    assert okto.act("salesforce/case.getAll").status_code == 429
    assert neighbour.act("salesforce/case.getAll").status_code == 200


def test_a_frozen_clock_in_one_sandbox_does_not_stop_another(
    control: Control, okto: Oktopost, neighbour: Oktopost
) -> None:
    control.told("PUT", "clock", {"frozen": "2001-01-01T00:00:00Z"})
    mine, theirs = (one.result("hubspot/contact.create", {"data": {"email": "t@x.co"}}) for one in (okto, neighbour))
    assert mine["contact"]["createdAt"] == "2001-01-01T00:00:00.000Z"
    assert theirs["contact"]["createdAt"] > "2001"


@pytest.mark.contract("X-04")
def test_the_same_seed_time_and_calls_give_the_same_bytes_in_any_sandbox(
    server: Server, http: requests.Session, control: Control
) -> None:
    def played(seed: int) -> list[bytes]:
        made = control.told("POST", "/sandboxes", {"seed": seed})["id"]
        sandbox = server.gateway.sandboxes.get(made)
        assert sandbox is not None
        control.told("PUT", f"/sandboxes/{made}/clock", {"frozen": "2026-01-01T00:00:00Z"})
        fault = {"match": "oktopost/marketo/*", "outcome": "unavailable", "probability": 0.5, "times": None}
        control.told("POST", f"/sandboxes/{made}/faults", fault)
        okto = client(http, server, sandbox)
        answers = [okto.act("salesforce/lead.create", LEAD).content]
        answers += [okto.act("marketo/list.getAll").content for _ in range(12)]
        answers += [http.get(f"{server.url}/api/v2/nothing", timeout=30).headers["x-mock-outcome"].encode()]
        refused = okto.act("hubspot/contact.create", {"data": {"nonsense": "x"}})
        answers += [refused.content, refused.headers["x-mock-request-id"].encode()]
        control.told("DELETE", f"/sandboxes/{made}")
        return answers

    once = played(7)
    assert played(7) == once
    assert played(8) != once
    assert len(set(once[1:13])) > 1, "a fault of probability a half hits some calls and not others"


@pytest.mark.contract("X-04")
def test_reset_begins_the_same_bytes_again(control: Control, okto: Oktopost, refold: Refold) -> None:
    def played() -> list[bytes]:
        control.told("PUT", "clock", {"frozen": "2026-01-01T00:00:00Z"})
        token = {"linked_account_id": refold.linked_account}
        return [
            okto.act("marketo/lead.create", {"data": {"Email": "new@example.com"}}).content,
            refold.request("POST", "/api/v2/public/session-token", json=token).content,
            refold.execute("hubspot/create_contact", {"email": "nobody"}).content,
        ]

    once = played()
    control.told("POST", "reset")
    assert played() == once


# -- how many, and how long ------------------------------------------------------------------------------------


def test_ten_thousand_live_at_once_and_each_is_found_by_its_key(begun: World) -> None:
    sandboxes = Sandboxes(begun, limit=10_001)
    made = [sandboxes.create() for _ in range(10_000)]
    assert len(sandboxes) == 10_001
    names = begun.credentials
    for sandbox in made:
        found = sandboxes.by_oktopost_key(names.oktopost_account, sandbox.key(names.oktopost_key))
        assert found is not None
        assert found[0] is sandbox
        assert sandboxes.by_refold_key(sandbox.key(names.refold_key)) is sandbox
        assert sandbox.state is begun.state, "a new sandbox shares the records it begins with"
    assert len({sandbox.org_id for sandbox in made}) == 10_000


def test_one_too_many_is_refused_with_what_to_do(begun: World, http: requests.Session) -> None:
    with Server(Gateway(Sandboxes(begun, limit=2))) as server:
        place = f"{server.url}/__mock__/sandboxes"
        made = http.post(place, timeout=30).json()["id"]
        refused = http.post(place, timeout=30)
        assert refused.status_code == 409
        assert "--max-sandboxes" in refused.json()["error"]["message"]
        http.delete(f"{place}/{made}", timeout=30)
        assert http.post(place, timeout=30).status_code == 201


def test_an_unused_sandbox_makes_room_after_its_idle_time(begun: World, timer: Timer) -> None:
    sandboxes = Sandboxes(begun, limit=3, idle=60, timer=timer)
    early, late = sandboxes.create("early"), sandboxes.create("late")
    timer.now = 50
    late.last_used = timer.now
    with pytest.raises(TooManySandboxes):
        sandboxes.create()
    timer.now = 61
    sandboxes.create()
    assert sandboxes.get(early.id) is None
    assert sandboxes.get(late.id) is late
    timer.now = 1_000
    sandboxes.sweep()
    assert [sandbox.id for sandbox in sandboxes] == ["default"]


def test_a_ttl_of_its_own_counts_before_the_servers_idle_time(begun: World, timer: Timer) -> None:
    sandboxes = Sandboxes(begun, idle=60, timer=timer)
    short, long = sandboxes.create(ttl=5), sandboxes.create(ttl=1_000)
    timer.now = 70
    sandboxes.sweep()
    assert sandboxes.get(short.id) is None
    assert sandboxes.get(long.id) is long


def test_a_call_keeps_its_sandbox_alive(begun: World, timer: Timer, http: requests.Session) -> None:
    sandboxes = Sandboxes(begun, timer=timer)
    with Server(Gateway(sandboxes)) as server:
        used, unused = sandboxes.create(ttl=60), sandboxes.create(ttl=60)
        timer.now = 50
        client(http, server, used).act("salesforce/case.getAll")
        timer.now = 100
        listed = http.get(f"{server.url}/__mock__/sandboxes", timeout=30).json()
    assert [row["id"] for row in listed["sandboxes"]] == ["default", used.id]
    assert sandboxes.get(unused.id) is None


def test_the_credentials_of_a_dropped_sandbox_are_nobodys(begun: World) -> None:
    sandboxes = Sandboxes(begun)
    sandbox, names = sandboxes.create(), begun.credentials
    sandboxes.delete(sandbox.id)
    assert sandboxes.by_oktopost_key(names.oktopost_account, sandbox.key(names.oktopost_key)) is None
    assert sandboxes.by_refold_key(sandbox.key(names.refold_key)) is None
    assert sandboxes.by_fixed_token(sandbox.key(names.refold_session_token)) is None
    assert sandboxes.by_org(sandbox.org_id) is None


def test_the_default_sandbox_stays(begun: World, timer: Timer) -> None:
    sandboxes = Sandboxes(begun, idle=1, timer=timer)
    timer.now = 1_000
    sandboxes.sweep()
    assert sandboxes.get("default") is sandboxes.default
    with pytest.raises(ValueError, match="reset it instead"):
        sandboxes.delete("default")


# -- what a sandbox is set to ----------------------------------------------------------------------------------


@pytest.mark.contract("R-07", "I-12")
@pytest.mark.parametrize("limit", [("oktopost", 60, 60), ("refold", 20, 1)])
def test_the_documented_rate_limits_hold_by_the_sandboxes_clock(
    control: Control, okto: Oktopost, refold: Refold, limit: tuple[str, int, int]
) -> None:
    dialect, calls, seconds = limit

    def call() -> requests.Response:
        if dialect == "oktopost":
            return okto.get("/v2/integration")
        return refold.request("GET", "/api/v2/public/application")

    control.told("PUT", "clock", {"frozen": "2026-01-01T00:00:00Z"})
    control.told("PATCH", "", {"rate_limits": True})
    assert {call().status_code for _ in range(calls)} == {200}
    refused = call()
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, str(seconds))
    assert refused.headers["x-mock-outcome"] == "rate-limited"
    control.told("PUT", "clock", {"advance": f"PT{seconds}S"})
    assert call().status_code == 200


def test_retry_after_is_the_time_until_the_next_call_may_pass(control: Control, okto: Oktopost) -> None:
    control.told("PUT", "clock", {"frozen": "2026-01-01T00:00:00Z"})
    control.told("PATCH", "", {"rate_limits": True})
    for _ in range(30):
        okto.get("/v2/integration")
    control.told("PUT", "clock", {"advance": "PT20S"})
    for _ in range(30):
        okto.get("/v2/integration")
    assert okto.get("/v2/integration").headers["Retry-After"] == "40"
    control.told("PUT", "clock", {"advance": "PT39.5S"})
    assert okto.get("/v2/integration").headers["Retry-After"] == "1"
    control.told("PUT", "clock", {"advance": "PT0.5S"})
    assert okto.get("/v2/integration").status_code == 200


def test_a_clock_that_goes_back_does_not_lock_anybody_out(control: Control, okto: Oktopost) -> None:
    control.told("PATCH", "", {"rate_limits": True})
    for moment in ("2026-01-01T00:00:00Z", "2026-01-01T00:00:30Z"):
        control.told("PUT", "clock", {"frozen": moment})
        for _ in range(30):
            okto.get("/v2/integration")
    for moment in ("2026-01-01T00:00:15Z", "2020-01-01T00:00:00Z"):
        control.told("PUT", "clock", {"frozen": moment})
        assert okto.get("/v2/integration").status_code == 200


UNDECLARED = ["form", "query", "payload", "refold body", "refold query", "refold get"]


def _undeclared_call(place: str, okto: Oktopost, refold: Refold) -> requests.Response:
    contact = {"email": "new@example.com"}
    url = "/api/v2/integration-schema/hubspot/actions/create_contact/execute?extra=1"
    calls = {
        "form": lambda: okto.act("salesforce/case.getAll", extra="1"),
        "query": lambda: okto.get("/v2/integration?extra=1"),
        "payload": lambda: okto.act("salesforce/case.getAll", {"extra": 1}),
        "refold body": lambda: refold.execute("hubspot/create_contact", {**contact, "extra": 1}),
        "refold query": lambda: refold.request("POST", url, json=contact),
        "refold get": lambda: refold.request("GET", "/api/v2/integration-schema/hubspot/actions?extra=1"),
    }
    return calls[place]()


@pytest.mark.contract("O-19", "R-23")
@pytest.mark.parametrize("place", UNDECLARED)
def test_strict_mode_warns_fails_or_keeps_quiet(control: Control, okto: Oktopost, refold: Refold, place: str) -> None:
    found = {}
    for mode in ("warn", "fail", "off"):
        control.told("PATCH", "", {"strict": mode})
        answer = _undeclared_call(place, okto, refold)
        entry = control.told("GET", "journal?last=1")["entries"][0]
        found[mode] = answer.headers["x-mock-outcome"], [finding["pointer"] for finding in entry["findings"]]
        if mode == "warn":  # what it stored must not stand in the way of the next call
            control.told("POST", "reset")
    pointer = found["warn"][1]
    assert len(pointer) == 1
    assert pointer[0].endswith(".extra")
    assert found == {"warn": ("ok", pointer), "fail": ("undeclared", pointer), "off": ("ok", [])}


def test_a_seed_of_its_own_makes_other_people(begun: World) -> None:
    one, two = (world.variant(begun, seed=seed, populate=3).state.as_json() for seed in (1, 2))
    assert one != two
    assert one == world.variant(begun, seed=1, populate=3).state.as_json()


def test_ids_and_credentials_are_those_of_no_other_server() -> None:
    one, other = (Sandboxes(world.load(), limit=60) for _ in range(2))
    made = [sandboxes.create() for sandboxes in (one, other) for _ in range(50)]
    for told in ("id", "suffix", "org_id"):
        assert len({getattr(sandbox, told) for sandbox in made}) == 100
    assert min(len(sandbox.id) for sandbox in made) == len("sb-") + 16
    names = one.world.credentials
    assert one.by_oktopost_key(names.oktopost_account, other.create().key(names.oktopost_key)) is None


def test_a_seed_makes_ids_the_same_where_it_is_asked_for() -> None:
    one, other, third = (Sandboxes(world.load(), id_seed=seed) for seed in (1, 1, 2))
    ids = [[sandboxes.create().id for _ in range(3)] for sandboxes in (one, other, third)]
    assert ids[0] == ids[1]
    assert not {*ids[0]} & {*ids[2]}


def test_the_ready_made_credentials_are_lent_and_given_back() -> None:
    sandboxes = Sandboxes(world.load())
    names = sandboxes.world.credentials

    def named() -> set[str]:
        found = sandboxes.by_oktopost_key(names.oktopost_account, names.oktopost_key)
        assert found is not None
        by_key, by_token = (
            sandboxes.by_refold_key(names.refold_key),
            sandboxes.by_fixed_token(names.refold_session_token),
        )
        assert by_key is not None
        assert by_token is not None
        return {found[0].id, by_key.id, by_token.id}

    one, other = sandboxes.create(), sandboxes.create()
    assert named() == {"default"}
    assert sandboxes.lend(one) is sandboxes.default
    assert named() == {one.id}
    assert sandboxes.lend(other) is one
    sandboxes.delete(one.id)
    assert named() == {other.id}
    sandboxes.delete(other.id)
    assert named() == {"default"}
