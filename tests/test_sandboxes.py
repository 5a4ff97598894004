"""Worlds beside each other: found by their credentials, bounded in number and time, repeatable byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from threading import Event
from typing import Any
from uuid import RFC_4122, UUID

import pytest
import requests
from msgspec.structs import replace

from mockserver.dialects.gateway import Gateway, credentials
from mockserver.dialects.refold.access import org_id
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes, TooManySandboxes, World
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.conftest import BOTH, Control, Oktopost, Refold

pytestmark = BOTH

LEAD = {"data": {"LastName": "Doe", "Company": "Acme"}}


class Timer:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Swept(Sandboxes):
    """Sandboxes that tell when somebody looked for those whose time is over."""

    def __init__(self, begun: World, *, timer: Timer) -> None:
        self.swept = Event()
        super().__init__(begun, timer=timer)

    def sweep(self) -> None:
        super().sweep()
        self.swept.set()


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
    names = begun.names
    for sandbox in made:
        for dialect, credential in (credential for credential, _ in sandbox.credentials()):
            found = sandboxes.find(dialect, credential)
            assert found is not None
            assert found[0] is sandbox
        assert sandboxes.find("oktopost", (names["oktopost"]["account_id"], sandbox.key(names["oktopost"]["api_key"])))
        assert sandboxes.find("refold", ("key", sandbox.key(names["refold"]["api_key"])))
        assert sandbox.state.tables is begun.state.tables, "a new sandbox shares the records it begins with"
    assert len({org_id(sandbox) for sandbox in made}) == 10_000


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


def test_more_sandboxes_than_there_may_be_make_room_as_soon_as_their_time_is_over(begun: World, timer: Timer) -> None:
    many, few = Sandboxes(begun, timer=timer), Sandboxes(begun, limit=2, timer=timer)
    for _ in range(3):
        many.create(ttl=0.5)
    few.load(many.as_json(), lambda world, *_: world)
    assert len(few) == 4
    timer.now = 0.75
    few.create()
    assert len(few) == 2


def test_a_ttl_of_its_own_counts_before_the_servers_idle_time(begun: World, timer: Timer) -> None:
    sandboxes = Sandboxes(begun, idle=60, timer=timer)
    short, long = sandboxes.create(ttl=5), sandboxes.create(ttl=1_000)
    timer.now = 70
    sandboxes.sweep()
    assert sandboxes.get(short.id) is None
    assert sandboxes.get(long.id) is long


def test_a_ttl_is_kept_though_nobody_creates_a_sandbox(begun: World, timer: Timer, http: requests.Session) -> None:
    sandboxes = Swept(begun, timer=timer)
    with Server(Gateway(sandboxes)) as server:
        okto = client(http, server, sandboxes.create(ttl=5))
        other = sandboxes.create(ttl=5)
        assert okto.get("/v2/integration").status_code == 200
        timer.now = 6
        assert okto.get("/v2/integration").status_code == 401
        assert sandboxes.find("refold", ("key", other.key(begun.names["refold"]["api_key"]))) is None
        sandboxes.create(ttl=5)
        timer.now = 12
        for _ in range(2):  # the one that runs now may have begun before
            sandboxes.swept.clear()
            assert sandboxes.swept.wait(60), "the server sweeps by itself"
        assert len(sandboxes) == 1


@pytest.mark.contract("X-04")
def test_request_ids_never_repeat_while_the_journal_keeps_a_call(control: Control, okto: Oktopost) -> None:
    def asked() -> str:
        return okto.get("/v2/integration").headers["x-mock-request-id"]

    control.told("PUT", "snapshots/early")
    first = asked()
    seen = [first, asked()]
    control.told("POST", "snapshots/early/restore")
    seen.append(asked())
    control.told("POST", "reset")
    seen.append(asked())
    control.told("PUT", "state", control.told("GET", "state"))
    seen.append(asked())
    assert len(set(seen)) == len(seen)
    control.told("DELETE", "journal")
    control.told("POST", "reset")
    assert asked() == first, "with nothing left to be confused with, a reset begins the same ids again"


@pytest.mark.contract("X-04", "O-62")
def test_a_refused_call_does_not_shift_the_uuid_of_a_later_record(control: Control, okto: Oktopost) -> None:
    event = {
        "id": "evt-{{uuid}}",
        "eventTypeId": server_template(control),
        "email": "contact@example.com",
    }
    plain = okto.result("hubspot/event.upsert", event)["event"]["id"]
    control.told("DELETE", "journal")
    control.told("POST", "reset")
    for broken in ({**event, "email": "no address"}, {**event, "eventTypeId": "0"}, {}):
        assert okto.act("hubspot/event.upsert", broken).status_code == 400
    assert okto.result("hubspot/event.upsert", event)["event"]["id"] == plain


def server_template(control: Control) -> Any:
    """The id of a template of events that the sandbox has."""
    return control.told("GET", "records/hubspot/eventTemplate")["records"][0]["id"]


@pytest.mark.parametrize(("path", "status"), [("/v2/integration", 200), ("/v2/nothing", 404)])
def test_a_call_keeps_its_sandbox_alive(
    begun: World, timer: Timer, http: requests.Session, path: str, status: int
) -> None:
    sandboxes = Sandboxes(begun, timer=timer)
    with Server(Gateway(sandboxes)) as server:
        used, unused = sandboxes.create(ttl=60), sandboxes.create(ttl=60)
        timer.now = 50
        assert client(http, server, used).get(path).status_code == status
        timer.now = 100
        listed = http.get(f"{server.url}/__mock__/sandboxes", timeout=30).json()
    assert [row["id"] for row in listed["sandboxes"]] == ["default", used.id]
    assert sandboxes.get(unused.id) is None


def test_the_credentials_of_a_dropped_sandbox_are_nobodys(begun: World) -> None:
    sandboxes = Sandboxes(begun)
    sandbox = sandboxes.create()
    credentials = [credential for credential, _ in sandbox.credentials()]
    assert {dialect for dialect, _ in credentials} == set(sandbox.world.names)
    sandboxes.delete(sandbox.id)
    assert [sandboxes.find(dialect, credential) for dialect, credential in credentials] == [None] * len(credentials)


@pytest.mark.parametrize("used", [False, True], ids=["before anybody called it", "after a call"])
def test_every_credential_names_its_sandbox_until_it_is_dropped(begun: World, used: bool) -> None:  # noqa: FBT001
    sandboxes = Sandboxes(begun)
    made = [sandboxes.create() for _ in range(100)]
    first, dropped = made[0], made[50]
    credentials = dict(dropped.credentials())
    (dialect, credential), _ = next(dropped.credentials())
    if used:
        named = sandboxes.find(dialect, credential)
        assert named is not None
        assert named[0] is dropped
    key = begun.names["oktopost"]["api_key"]
    sandboxes.alias(dropped.id, dropped.key(key), "built-in")
    account = begun.names["oktopost"]["account_id"]
    aliased = sandboxes.find("oktopost", (account, "built-in"))
    assert aliased is not None
    assert aliased[0] is dropped
    sandboxes.delete(dropped.id)
    assert [sandboxes.find(*named) for named in credentials] == [None] * len(credentials)
    assert sandboxes.find("oktopost", (account, "built-in")) is None
    for sandbox in (first, made[99]):
        assert [found and found[0] for found in (sandboxes.find(*named) for named, _ in sandbox.credentials())] == [
            sandbox
        ] * len(credentials)
    ready_made = [credential for credential, _ in begun.credentials_of("")]
    for lent in (first, None):
        sandboxes.lend(lent)
        found = [sandboxes.find(*named) for named in ready_made]
        assert {one[0].id for one in found if one} == {sandboxes.default.id if lent is None else lent.id}
        assert None not in found


def test_the_default_sandbox_stays(begun: World, timer: Timer) -> None:
    sandboxes = Sandboxes(begun, idle=1, timer=timer)
    timer.now = 1_000
    sandboxes.sweep()
    assert sandboxes.get("default") is sandboxes.default
    with pytest.raises(ValueError, match="reset it instead"):
        sandboxes.delete("default")


# -- what a sandbox is set to ----------------------------------------------------------------------------------


@pytest.mark.contract("R-07", "I-12")
@pytest.mark.parametrize("limit", [("oktopost", 60, 900), ("refold", 20, 1)])
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


@pytest.mark.contract("I-12")
def test_retry_after_is_the_time_until_the_next_call_may_pass(control: Control, okto: Oktopost) -> None:
    control.told("PUT", "clock", {"frozen": "2026-01-01T00:00:00Z"})
    control.told("PATCH", "", {"rate_limits": True})
    for _ in range(30):
        okto.get("/v2/integration")
    control.told("PUT", "clock", {"advance": "PT20S"})
    for _ in range(30):
        okto.get("/v2/integration")
    assert okto.get("/v2/integration").headers["Retry-After"] == "900"
    control.told("PUT", "clock", {"advance": "PT899.5S"})
    assert okto.act("hubspot/contact.getById", {"id": "51"}).headers["Retry-After"] == "1"
    control.told("PUT", "clock", {"advance": "PT0.5S"})
    assert okto.get("/v2/integration").status_code == 200


@pytest.mark.contract("I-12")
def test_a_day_has_twenty_thousand_calls_until_midnight_in_utc(
    control: Control, okto: Oktopost, sandbox: Sandbox
) -> None:
    control.told("PUT", "clock", {"frozen": "2026-01-01T23:00:00Z"})
    control.told("PATCH", "", {"rate_limits": True})
    okto.get("/v2/integration")
    counted = replace(sandbox.state.windows["oktopost"], today=19_999)
    sandbox.set("windows", sandbox.state.windows.set("oktopost", counted))
    assert okto.get("/v2/integration").status_code == 200
    assert okto.get("/v2/integration").headers["Retry-After"] == "3600"
    control.told("PUT", "clock", {"advance": "PT1H"})
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


@pytest.mark.contract("X-04")
def test_chance_and_the_ids_of_calls_are_drawn_with_the_seed(begun: World) -> None:
    drawn = [Sandboxes(world.variant(begun, seed=seed)).default for seed in (1, 1, 2)]
    for one, again, other in (
        [sandbox.store().random().random() for sandbox in drawn],
        [sandbox.request_id() for sandbox in drawn],
    ):
        assert one == again != other


def test_ids_have_the_form_of_a_random_uuid(okto: Oktopost) -> None:
    for _ in range(16):
        drawn = UUID(okto.get("/v2/nothing").headers["x-mock-request-id"])
        assert (drawn.version, drawn.variant) == (4, RFC_4122)


def test_ids_and_credentials_are_those_of_no_other_server() -> None:
    one, other = (Sandboxes(world.load(), limit=60) for _ in range(2))
    made = [sandboxes.create() for sandboxes in (one, other) for _ in range(50)]
    for told in (attrgetter("id"), attrgetter("suffix"), org_id):
        assert len({told(sandbox) for sandbox in made}) == 100
    assert min(len(sandbox.id) for sandbox in made) == len("sb-") + 16
    assert {one.find(*credential) for credential, _ in other.create().credentials()} == {None}


def test_a_seed_makes_ids_the_same_where_it_is_asked_for() -> None:
    one, other, third = (Sandboxes(world.load(), id_seed=seed) for seed in (1, 1, 2))
    ids = [[sandboxes.create().id for _ in range(3)] for sandboxes in (one, other, third)]
    assert ids[0] == ids[1]
    assert not {*ids[0]} & {*ids[2]}


def test_the_ready_made_credentials_are_lent_and_given_back() -> None:
    sandboxes = Sandboxes(world.load())

    def named() -> set[str]:
        found = [sandboxes.find(*credential) for credential, _ in sandboxes.world.credentials_of("")]
        return {one[0].id for one in found if one is not None}

    one, other = sandboxes.create(), sandboxes.create()
    assert named() == {"default"}
    assert sandboxes.lend(one) is sandboxes.default
    assert named() == {one.id}
    assert sandboxes.lend(other) is one
    sandboxes.delete(one.id)
    assert named() == {other.id}
    sandboxes.delete(other.id)
    assert named() == {"default"}
