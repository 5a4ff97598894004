"""Worlds in an engine: several processes have the same ones, and what happened counts once, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
import trustme

from benchmarks.programs import free_port
from mockserver import dialects
from mockserver.core.http import Call
from mockserver.core.store import Delivery, Told
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.deliveries import RING_BYTES, Sent
from mockserver.sandboxes.sandbox import Away, Sandbox, TooManySandboxes
from mockserver.sandboxes.shared import log
from mockserver.sandboxes.shared import sandbox as shared_sandbox
from mockserver.sandboxes.shared.log import Log, OtherWorld
from mockserver.sandboxes.shared.sandboxes import SharedSandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.between import Between
from tests.child import Child
from tests.conftest import Control
from tests.engine import Engine, running, shared
from tests.receiver import Receiver
from tests.test_cli import ROOT
from tests.test_sandboxes import LEAD, Timer, client


class Process:
    """Sandboxes as one process has them, with a server to call."""

    def __init__(self, sandboxes: SharedSandboxes) -> None:
        self.sandboxes = sandboxes
        self.gateway = Gateway(sandboxes)

    def respond(self, call: Call) -> Any:
        return self.gateway.respond_to_any(call)

    def trips(self, call: Call) -> int:
        """How many round trips a call takes."""
        before = self.sandboxes.log.asked
        answer = self.respond(call)
        assert answer.status == 200, answer.body
        return self.sandboxes.log.asked - before


@pytest.fixture
def prefix() -> str:
    return uuid4().hex


@pytest.fixture
def two(engine: Engine, prefix: str) -> tuple[Process, Process]:
    """Two processes over the same worlds."""
    return Process(shared(engine, prefix)), Process(shared(engine, prefix))


def twin(process: Process, sandbox: Sandbox) -> Sandbox:
    """The same sandbox in another process."""
    found = process.sandboxes.get(sandbox.id)
    assert found is not None
    return found


def execute(sandbox: Sandbox, action: str, payload: str) -> Call:
    """The call of one of HubSpot's actions by Oktopost."""
    access = dialects.named("oktopost").access
    assert access.execute is not None
    return access.execute(sandbox, "hubspot", action, payload)


def reading(sandbox: Sandbox) -> Call:
    return execute(sandbox, "contact.getByEmail", '{"email":"john@example.com"}')


def creating(sandbox: Sandbox) -> Call:
    return execute(sandbox, "contact.create", f'{{"data":{{"email":"{uuid4().hex}@example.com"}}}}')


def test_a_call_takes_one_round_trip_and_two_where_the_process_was_behind(two: tuple[Process, Process]) -> None:
    one, other = two
    mine = one.sandboxes.create()
    theirs = twin(other, mine)
    for process, sandbox in ((one, mine), (other, theirs)):
        process.respond(reading(sandbox))
    assert one.trips(reading(mine)) == 1
    assert one.trips(creating(mine)) == 1
    assert one.trips(reading(mine)) == 1
    assert other.trips(creating(theirs)) == 2
    assert one.trips(reading(mine)) == 2
    assert one.trips(reading(mine)) == 1


def test_a_read_takes_two_round_trips_at_most_however_much_others_write(
    two: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    mine = one.sandboxes.create()
    theirs = twin(other, mine)
    for process, sandbox in ((one, mine), (other, theirs)):
        process.respond(reading(sandbox))
    commit = one.sandboxes.log.commit

    def late(*asked: Any) -> Any:
        with ThreadPoolExecutor(1) as thread:  # out of the transaction that asks
            assert thread.submit(other.respond, creating(theirs)).result().status == 200
        return commit(*asked)

    monkeypatch.setattr(one.sandboxes.log, "commit", late)
    assert one.trips(reading(mine)) == 2
    monkeypatch.undo()
    entries = other.sandboxes.within(lambda: list(theirs.journal))
    assert [entry.exchange.action.rpartition(".")[2] for entry in entries[2:]] == ["create", "create", "getByEmail"]


def test_all_of_a_world_is_shared(two: tuple[Process, Process], http: requests.Session) -> None:
    with Server(two[0].gateway) as first, Server(two[1].gateway) as second:
        made = Control(http, first.url, "").told("POST", "/sandboxes", {"name": "one", "ttl": 600})
        here, there = (Control(http, server.url, made["id"]) for server in (first, second))
        mine, theirs = (two[number].sandboxes.get(made["id"]) for number in (0, 1))
        assert mine is not None
        assert theirs is not None
        okto, also = client(http, first, mine), client(http, second, theirs)
        lead = okto.result("salesforce/lead.create", LEAD)["id"]
        assert also.act("salesforce/lead.getById", {"id": lead}).status_code == 200
        here.told("PUT", "clock", {"frozen": "2026-01-01T00:00:00Z"})
        here.told("PUT", "snapshots/early")
        here.told("PATCH", "", {"strict": "fail", "name": "other"})
        here.told("POST", "faults", {"match": "oktopost/salesforce/case.*", "outcome": "unavailable", "times": 3})
        statuses = [one.act("salesforce/case.getAll").status_code for one in (okto, also) * 3]
        assert statuses == [503, 503, 503, 200, 200, 200]
        for path in ("", "state", "snapshots", "faults", "clock", "journal", "tallies"):
            told = [control.told("GET", path) for control in (here, there)]
            if path == "":
                assert told[0].pop("oktopost") != told[1].pop("oktopost")  # their servers have two addresses
                told = [{name: one[name] for name in ("name", "settings", "journal", "records")} for one in told]
            assert told[0] == told[1], path
        ids = [entry["request_id"] for entry in here.told("GET", "journal")["entries"]]
        assert len(ids) == len(set(ids)) == 8
        there.told("DELETE", "journal")
        there.told("POST", "snapshots/early/restore")
        there.told("POST", "reset")
        assert (here.told("GET", "journal")["kept"], okto.act("salesforce/lead.getById", {"id": lead}).status_code) == (
            0,
            400,
        )
        there.told("DELETE", "")
        assert okto.get("/v2/integration").status_code == 401


def test_the_number_of_sandboxes_is_that_of_all_processes(engine: Engine, prefix: str) -> None:
    one, other = (shared(engine, prefix, limit=3) for _ in range(2))
    made = [one.create(), other.create()]
    for sandboxes in (one, other):
        with pytest.raises(TooManySandboxes):
            sandboxes.create()
    assert other.delete(made[0].id)
    assert not one.delete(made[0].id)
    one.create()
    assert len({sandbox.id for sandbox in made}) == 2


def test_processes_that_draw_the_same_ids_make_other_sandboxes(engine: Engine, prefix: str) -> None:
    one, other = (shared(engine, prefix, id_seed=1) for _ in range(2))
    assert len({sandboxes.create().id for sandboxes in (one, other, one, other)}) == 4


def test_a_time_to_live_is_that_of_all_processes(engine: Engine, prefix: str) -> None:
    timer = Timer()
    timer.now = 1_000_000.0
    one, other = (shared(engine, prefix, timer=timer) for _ in range(2))
    used, unused = one.create(ttl=60), one.create(ttl=60)
    timer.now += 50
    Gateway(other).respond_to_any(reading(used))
    timer.now += 50
    assert one.get(used.id) is used
    assert one.get(unused.id) is None
    timer.now += 100
    other.sweep()
    assert [len(sandboxes) for sandboxes in (one, other) if sandboxes.get(used.id) is None] == [1, 1]


def test_worlds_that_began_otherwise_are_refused(engine: Engine, prefix: str) -> None:
    shared(engine, prefix)
    with pytest.raises(OtherWorld, match="--seed and --populate"):
        SharedSandboxes(world.load(seed=1), Log(engine.url, prefix), world.variant_of)
    with engine.client() as known:
        known.set(f"{{{prefix}}}:world", b'{"format":99,"world":""}')
    with pytest.raises(OtherWorld, match="format 99"):
        shared(engine, prefix)


def test_a_process_that_comes_late_reads_a_whole_state_and_what_came_after(
    engine: Engine, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_sandbox, "FOLDED", 2_000)
    one, behind = shared(engine, prefix), shared(engine, prefix)
    sandbox, known = one.create(), behind.default
    behind_too = behind.get(sandbox.id)
    assert behind_too is not None
    behind_too.transact(lambda store: store.count("salesforce/Lead"))
    sandbox.transact(lambda store: store.next("first"))
    sandbox.keep("early")
    for _ in range(100):
        sandbox.transact(lambda store: store.insert("refold/session", _session(store.next("n"))))
    one.folded()
    with engine.client() as client_:
        begin, version = map(int, client_.hmget(f"{{{prefix}}}:{sandbox.id}:meta", "begin", "version"))
        kept = client_.llen(f"{{{prefix}}}:{sandbox.id}:log")
    assert 0 < begin < version == kept + begin == 102
    for late in (shared(engine, prefix), behind):
        found = late.get(sandbox.id)
        assert found is not None
        assert found.transact(lambda store: store.state.as_json()) == sandbox.state.as_json()
        assert late.within(found.held).snapshots.keys() == {"early"}
    assert known.id == "default"


def test_what_calls_did_is_told_as_far_as_the_commits_go_back(
    engine: Engine, prefix: str, http: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_sandbox, "FOLDED", 2_000)
    one, other = Process(shared(engine, prefix)), Process(shared(engine, prefix))
    sandbox = one.sandboxes.create()
    for _ in range(20):
        assert one.respond(creating(sandbox)).status == 200
        one.sandboxes.folded()
    with engine.client() as known, Server(other.gateway) as server:
        begin = int(known.hget(f"{{{prefix}}}:{sandbox.id}:meta", "begin"))
        assert 1 < begin < 19
        control = Control(http, server.url, sandbox.id)
        for number in (begin, 19):
            told = control.told("GET", f"changes?from=call:{number}&table=hubspot/contact")
            assert [one["calls"] for one in told["changes"]] == [[call] for call in range(number + 1, 21)]
        status, error = control.refused("GET", f"changes?from=call:{begin - 1}")
        assert (status, f"calls {begin} to 20 are known" in error["message"]) == (404, True)


def _session(number: int) -> dict[str, Any]:
    return {"token": f"t{number}", "account_id": "a", "number": number, "revoked": False}


def test_an_answer_that_is_lost_is_no_change_that_is_made_twice(engine: Engine, prefix: str) -> None:
    with Between(engine) as between:
        sandboxes = SharedSandboxes(world.load(), Log(between.url, prefix), world.variant_of)
        process, sandbox = Process(sandboxes), sandboxes.create()
        process.respond(reading(sandbox))
        for call in (creating, reading, creating):
            between.lose_answers = 1
            assert process.respond(call(sandbox)).status == 200
        assert between.cut == 3
        other = Process(shared(engine, prefix))
        late = twin(other, sandbox)
        added = other.sandboxes.within(lambda: len(late.state.tables["hubspot/contact"]))
        assert added == len(late.initial.tables["hubspot/contact"]) + 2
        assert other.sandboxes.within(lambda: len(late.journal)) == 4
        assert sum(tally.calls for tally in late.journal.tallies) == 4


@pytest.fixture
def own() -> Iterator[Engine]:
    """An engine that the test may kill."""
    with running() as engine:
        yield engine


def test_an_engine_that_is_away_is_each_vendors_own_503_and_service_resumes_by_itself(
    own: Engine, prefix: str, http: requests.Session
) -> None:
    gateway = Gateway(shared(own, prefix))
    with Server(gateway) as server:
        sandbox = gateway.sandboxes.create()
        control, okto = Control(http, server.url, sandbox.id), client(http, server, sandbox)
        lead = okto.result("salesforce/lead.create", LEAD)["id"]
        calls = [(dialect, dialect.access.call(sandbox)) for dialect in dialects.load()]
        own.kill()
        for dialect, call in calls:
            url = f"{server.url}{call.path}?{call.query}"
            answer = http.request(call.method, url, headers=dict(call.headers), data=call.body, timeout=30)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1"), dialect.name
            assert answer.headers["x-mock-outcome"] == "unavailable"
            assert dialect.error.is_valid(answer.json())
        refused = control.ask("GET", "journal")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
        assert refused.json()["error"]["code"] == "unavailable"
        assert control.ask("GET", "/health").status_code == 200
        own.start()
        while okto.get("/v2/integration").status_code == 503:
            pass
        assert okto.act("salesforce/lead.getById", {"id": lead}).status_code == 200, "it was acknowledged"


def test_an_engine_that_lost_everything_begins_anew(own: Engine, prefix: str) -> None:
    process = Process(shared(own, prefix))
    sandbox = process.sandboxes.create()
    assert process.respond(creating(process.sandboxes.default)).status == 200
    with own.client() as known:
        known.flushall()
    assert process.respond(reading(sandbox)).status == 401
    assert process.respond(reading(process.sandboxes.default)).status == 200
    assert process.respond(creating(process.sandboxes.default)).status == 200


def test_an_engine_that_answers_nobody_holds_up_no_loop(
    engine: Engine, prefix: str, http: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "BUDGET", 120)
    with Between(engine) as between:
        gateway = Gateway(SharedSandboxes(world.load(), Log(between.url, prefix), world.variant_of))
        with Server(gateway) as server, ThreadPoolExecutor(1) as thread:
            server.application.load()
            call = client(requests.Session(), server, gateway.sandboxes.default)
            between.hold()
            waiting = thread.submit(call.get, "/v2/integration")
            assert Control(http, server.url, "default").ask("GET", "/health").status_code == 200
            assert not waiting.done()
            between.release()
            assert waiting.result().status_code == 200


def test_the_plugin_judges_what_was_called_in_an_engines_worlds(child: Child, engine_server: Server) -> None:
    result = child(
        """
def test_found(mockserver):
    assert act(mockserver, "hubspot/contact.getByEmail", {"email": "john@example.com"}).ok
    mockserver.assert_called("oktopost/hubspot/contact.getByEmail", times=1)

def test_swallowed(mockserver):
    act(mockserver, "marketo/list.addLeads", {"listId": "1234", "leadIds": [1, "two"]})
""",
        "--mockserver-url",
        engine_server.url,
    )
    result.assert_outcomes(passed=2, errors=1)


def test_an_open_page_hears_of_calls_that_another_process_answered(
    two: tuple[Process, Process], http: requests.Session
) -> None:
    with Server(two[0].gateway) as first, Server(two[1].gateway) as second:
        sandbox = two[0].sandboxes.create()
        assert first.gateway.instance == second.gateway.instance
        url = f"{first.url}/__mock__/sandboxes/{sandbox.id}/events"
        with http.get(url, params={"server": second.gateway.instance}, stream=True, timeout=60) as stream:
            lines = stream.iter_lines()
            next(line for line in lines if line.startswith(b"event: active"))
            client(requests.Session(), second, sandbox).act("salesforce/case.getAll")
            next(line for line in lines if line.startswith(b"event: calls"))
            assert b"case.getAll" in next(line for line in lines if line.startswith(b"data:"))
            Control(http, second.url, sandbox.id).told("DELETE", "")
            next(line for line in lines if line.startswith(b"event: gone"))


def test_who_waits_at_one_process_hears_of_a_call_to_another(
    two: tuple[Process, Process], http: requests.Session
) -> None:
    with Server(two[0].gateway) as first, Server(two[1].gateway) as second, ThreadPoolExecutor(1) as pool:
        sandbox = two[0].sandboxes.create()
        asked = pool.submit(Control(http, second.url, sandbox.id).told, "GET", "journal?wait=10")
        client(requests.Session(), first, sandbox).act("salesforce/case.getAll")
        assert [entry["action"] for entry in asked.result(30)["entries"]] == ["oktopost/salesforce/case.getAll"]


def test_what_one_process_sent_another_shows_and_sends_again(
    two: tuple[Process, Process], http: requests.Session, receiver: Receiver
) -> None:
    with Server(two[0].gateway) as first, Server(two[1].gateway) as second:
        sandbox = two[0].sandboxes.create()
        delivery = Delivery("oktopost", "told", receiver.url, [("x-one", "1")], b"\xff body")
        sandbox.transact(lambda store: store.deliver(delivery))
        for server, number in ((first, 1), (second, 2)):
            control = Control(http, server.url, sandbox.id)
            told = control.told("GET", "deliveries?wait=10")["deliveries"]
            assert [(one["number"], one["status"], len(one["tries"])) for one in told] == [(1, "delivered", number)]
            control.told("POST", "deliveries/1/send")
        Control(http, first.url, sandbox.id).told("DELETE", "deliveries")
        assert Control(http, second.url, sandbox.id).told("GET", "deliveries")["kept"] == 0


def test_what_a_process_left_unsent_another_sends_once_and_tells_the_vendors_log(
    engine: Engine, prefix: str, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, one, other = (shared(engine, prefix) for _ in range(3))
    monkeypatch.setattr(gone.sender, "send", lambda *_, **__: None)  # as if it were killed before it came to that
    sandbox = gone.create()
    told = Told("oktopost/webhookLog", "0wl1")
    sandbox.transact(lambda store: store.insert("oktopost/webhookLog", {**LOGGED, "Id": "0wl1"}))
    sandbox.transact(lambda store: store.deliver(Delivery("oktopost", "told", receiver.url, [], b"1", told=told)))
    sandbox.transact(lambda store: store.deliver(Delivery("oktopost", "told", receiver.url, [], b"2")))
    for sandboxes in (one, other):
        sandboxes.tend()
    mine = one.get(sandbox.id)
    assert mine is not None
    assert [sent.status for sent in mine.deliveries] == ["pending"] * 2, "it is another one's"
    monkeypatch.setattr(log, "LEASE", 0.0)
    gone.tend()
    monkeypatch.undo()
    one.tend()
    other.tend()
    gone.tend()
    mine.deliveries.wait(30)
    assert [(sent.status, len(sent.tries)) for sent in mine.deliveries] == [("delivered", 1)] * 2
    assert [receiver.next().body for _ in range(2)] == [b"1", b"2"]
    assert receiver.requests.empty()
    entry = one.within(lambda: mine.state.table("oktopost/webhookLog").get("0wl1"))
    assert entry is not None
    assert entry["ResponseCode"] == 204
    with engine.client() as known:
        assert known.keys(f"{{{prefix}}}:owed") == known.keys(f"{{{prefix}}}:senders") == []


LOGGED = {
    "WebhookId": "w", "AccountId": "a", "WebhookPayloadId": "p", "Created": "2026-01-01 00:00:00", "ResponseCode": 0,
    "ExecutionTime": 0, "Payload": {},
}  # fmt: skip


def test_what_is_forgotten_is_owed_no_more(engine: Engine, prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sandboxes = shared(engine, prefix)
    monkeypatch.setattr(sandboxes.sender, "send", lambda *_, **__: None)
    cleared, deleted = sandboxes.create(), sandboxes.create()
    large = Delivery("oktopost", "told", "http://127.0.0.1:1/", [], b"x" * (RING_BYTES // 2 + 1))
    for sandbox in (cleared, deleted):
        for _ in range(2):
            sandbox.transact(lambda store: store.deliver(large))
    with engine.client() as known:
        owed = f"{{{prefix}}}:owed"
        assert sorted(known.zrange(owed, 0, -1)) == sorted(f"{one.id} 2".encode() for one in (cleared, deleted))
        cleared.deliveries.clear()
        sandboxes.delete(deleted.id)
        assert known.zrange(owed, 0, -1) == []
    assert not cleared.deliveries.claim(Sent(2, cleared.clock.now(), large, True))


def test_a_process_that_stops_leaves_what_it_did_not_send_to_the_others(
    engine: Engine, prefix: str, receiver: Receiver
) -> None:
    one, other = (shared(engine, prefix) for _ in range(2))
    sandbox = one.create()
    receiver.answers = [(500, {}, b"")]
    sandbox.transact(lambda store: store.deliver(Delivery("oktopost", "told", receiver.url, [], b"1", (3_600.0,))))
    receiver.next()
    while not next(iter(sandbox.deliveries)).tries:
        pass
    one.sender.stop()
    other.tend()
    assert receiver.next().body == b"1"
    twin = other.get(sandbox.id)
    assert twin is not None
    twin.deliveries.wait(30)
    assert [[tried.status for tried in sent.tries] for sent in twin.deliveries] == [[500, 204]]


def test_a_member_of_a_cluster_is_refused_with_a_sentence(prefix: str) -> None:
    with running("--cluster-enabled", "yes", "--appendonly", "no") as one, pytest.raises(Away, match="no cluster"):
        shared(one, prefix)


RIGHTS = re.findall(r"`(~\{mockserver\}:\* [^`]+)`", (ROOT / "docs" / "shared.md").read_text(encoding="utf-8"))


def test_an_engine_behind_tls_and_a_log_in_needs_few_rights(tmp_path: Path) -> None:
    (rights,) = RIGHTS
    port, authority = free_port(), trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    known = authority.issue_cert("127.0.0.1")
    known.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "known.pem"))
    options = {
        "tls-port": str(port), "tls-cert-file": f"{tmp_path}/known.pem", "tls-key-file": f"{tmp_path}/known.pem",
        "tls-ca-cert-file": f"{tmp_path}/authority.pem", "tls-auth-clients": "no",
    }  # fmt: skip
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    with running(*words, "--user", "team", "on", ">p@ss", *rights.split()) as engine:
        place = f"127.0.0.1:{port}/0"
        trusted = f"ssl_ca_certs={tmp_path}/authority.pem"
        for refused in (f"rediss://team:p%40ss@{place}", f"rediss://team:other@{place}?{trusted}"):
            with pytest.raises(Away) as away:
                Log(refused).claim("")
            assert place in str(away.value)
            assert not any(secret in str(away.value) for secret in ("p@ss", "p%40ss", "other"))
        url = f"rediss://team:p%40ss@{place}?{trusted}"
        sandboxes = SharedSandboxes(world.load(), Log(url), world.variant_of)
        process, sandbox = Process(sandboxes), sandboxes.create(ttl=600)
        assert [process.respond(call(sandbox)).status for call in (creating, reading)] == [200, 200]
        sandbox.transact(lambda store: store.deliver(Delivery("oktopost", "told", "http://127.0.0.1:1/", [], b"")))
        sandbox.deliveries.wait(30)
        assert sandboxes.within(sandbox.journal.recall)[-1].exchange.after is not None
        sandboxes.follow([sandbox])
        sandboxes.tend()
        with pytest.raises(Away, match="has no permissions to access one of the keys"):
            Log(url, "others").claim("")
        with engine.client() as client_:
            assert [key for key in client_.scan_iter() if not key.startswith(b"{mockserver}:")] == []
