"""What shared worlds promise: nothing acknowledged is lost, and all see one order, whatever is killed or cut."""

from __future__ import annotations

import math
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from queue import SimpleQueue
from random import Random
from typing import Any

import pytest
import requests

from mockserver.sandboxes.shared.log import LEASE
from tests.between import Between
from tests.conftest import Control, Oktopost
from tests.engine import Engine, running
from tests.linear import Operation, why_not
from tests.receiver import PATIENCE
from tests.serving import serving as serving_http
from tests.test_cli import ended, one_line, run, serving, url_of
from tests.test_saving import client

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children are found by /proc")

RECORDS, CLIENTS, STEPS = 3, 64, 8


@pytest.fixture(scope="module")
def own() -> Iterator[Engine]:
    """An engine that may be killed."""
    with running() as engine:
        yield engine


def children(process: int) -> list[int]:
    """The processes that a process started."""
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@contextmanager
def workers(url: str, prefix: str, count: int) -> Iterator[tuple[Any, str]]:
    """A server of several processes, and where it listens."""
    with serving("--store", url, "--store-prefix", prefix, "--workers", str(count), "--grace", "0") as (process, line):
        try:
            yield process, url_of(line)
        finally:
            process.terminate()
            process.wait(60)


class Register:
    """The title of some leads, which many read and write at once."""

    def __init__(self, told: Any, url: str, leads: list[str]) -> None:
        self._told = told
        self._url = url
        self._leads = leads
        self._lock = threading.Lock()
        self.histories: dict[str, list[Operation]] = {lead: [] for lead in leads}
        self.failed = 0

    def play(self, number: int) -> None:
        """What one client does."""
        chance = Random(number)
        with requests.Session() as http:
            http.trust_env = False
            okto = client(http, self._url, self._told)
            for step in range(STEPS):
                lead = chance.choice(self._leads)
                if chance.random() < 0.5:
                    self._write(okto, lead, f"{number}.{step}")
                else:
                    self.read(okto, lead)

    def _write(self, okto: Oktopost, lead: str, value: str) -> None:
        begun, end = time.monotonic(), math.inf
        try:
            answer = okto.act("salesforce/lead.update", {"id": lead, "data": {"Title": value}})
            if answer.status_code == 200:
                end = time.monotonic()
        except requests.ConnectionError:
            pass
        self._note(lead, Operation("write", value, begun, end))

    def read(self, okto: Oktopost, lead: str) -> bool:
        """Read once; whether there was an answer."""
        begun = time.monotonic()
        try:
            answer = okto.act("salesforce/lead.getById", {"id": lead})
        except requests.ConnectionError:
            return False
        if answer.status_code == 200:
            value = answer.json()["IntegrationAction"]["Title"]
            self._note(lead, Operation("read", value, begun, time.monotonic()))
        return answer.status_code == 200

    def _note(self, lead: str, done: Operation) -> None:
        with self._lock:
            self.histories[lead].append(done)
            self.failed += done.ended == math.inf


def played(url: str, http: requests.Session, meanwhile: Any = None) -> Register:
    """The history of many clients on a few records."""
    told = Control(http, url, "").told("POST", "/sandboxes")
    okto = client(http, url, told)
    lead = {"data": {"LastName": "Doe", "Company": "Acme", "Title": "begun"}}
    made = [okto.result("salesforce/lead.create", lead)["id"] for _ in range(RECORDS)]
    register = Register(told, url, made)
    with ThreadPoolExecutor(CLIENTS) as threads:
        clients = [threads.submit(register.play, number) for number in range(CLIENTS)]
        if meanwhile is not None:
            meanwhile(register, clients)
        for one in clients:
            one.result()
    for key in made:
        while not register.read(okto, key):  # the last look is one of the history
            pass
    return register


def hold(register: Register) -> None:
    """All histories could have happened one after the other."""
    for history in register.histories.values():
        assert {one.kind for one in history if one.ended < math.inf} == {"read", "write"}
        assert why_not(history, "begun") is None


def test_the_checker_knows_what_cannot_have_been() -> None:
    first, second = Operation("write", "a", 1, 2), Operation("write", "b", 3, 4)
    good = [first, second, Operation("read", "a", 2, 3.5), Operation("read", "b", 3.5, 5)]
    assert why_not(good, "") is None
    assert why_not([*good, Operation("read", "a", 5, 6)], "") is not None
    assert why_not([*good, Operation("read", "c", 5, 6)], "") is not None
    assert why_not([first, Operation("read", "", 3, 4)], "") is not None
    unknown = Operation("write", "c", 3, math.inf)
    assert why_not([first, unknown, Operation("read", "a", 9, 10)], "") is None
    assert why_not([first, unknown, Operation("read", "c", 4, 5), Operation("read", "a", 9, 10)], "") is not None


def test_what_eight_workers_and_sixty_four_clients_see_is_one_order(own: Engine, http: requests.Session) -> None:
    def disturb(register: Register, clients: list[Any]) -> None:
        chance, killed = Random(1), 0
        between.chance = 0.02
        while not all(one.done() for one in clients):
            if sum(map(len, register.histories.values())) > 40 * (killed + 1):
                os.kill(chance.choice(children(process.pid)), signal.SIGKILL)
                killed += 1
        between.chance = 0.0
        assert killed > 2

    with Between(own) as between, workers(between.url, "order", 8) as (process, url):
        before = set(children(process.pid))
        assert len(before) == 8
        undisturbed = played(url, http)
        assert undisturbed.failed == 0
        hold(undisturbed)
        hold(played(url, http, disturb))
        assert between.cut > 2
        while len(children(process.pid)) < 8:
            pass
        assert set(children(process.pid)) != before


def test_an_engine_that_is_killed_and_started_again_has_all_that_was_acknowledged(
    own: Engine, http: requests.Session
) -> None:
    def restart(register: Register, clients: list[Any]) -> None:
        while sum(map(len, register.histories.values())) < CLIENTS * 2 and not all(one.done() for one in clients):
            pass
        own.kill()
        own.start()

    with workers(own.url, "restart", 2) as (process, url):
        hold(played(url, http, restart))
        known = children(process.pid)
        assert ended(process, signal.SIGTERM) == (0, "")
        assert not [one for one in known if Path(f"/proc/{one}").exists()]


def test_what_a_killed_worker_was_sending_another_one_sends(own: Engine, http: requests.Session) -> None:
    received: SimpleQueue[bytes] = SimpleQueue()
    killed = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.put(self.rfile.read(int(self.headers["content-length"])))
            if killed.is_set():
                self.send_response(204)
                self.end_headers()
            else:
                killed.wait(PATIENCE)  # and nobody is there to be answered

        def log_message(self, *_: Any) -> None: ...

    with serving_http(Handler) as hook, workers(own.url, "left", 2) as (process, url):
        control = Control(http, url, Control(http, url, "").told("POST", "/sandboxes")["id"])
        made = control.told("POST", "records/oktopost/webhook", {"Name": "m", "Event": "postSent", "Url": hook})
        control.told("POST", "deliveries", {"dialect": "oktopost", "event": "postSent", "data": {"Id": "1"}})
        first = received.get(timeout=PATIENCE)
        for one in children(process.pid):
            os.kill(one, signal.SIGKILL)
        killed.set()
        with own.client() as known:  # as if its time had passed
            for name, until in known.zrange("{left}:owed", 0, -1, withscores=True):
                known.zadd("{left}:owed", {name: until - LEASE})
        assert received.get(timeout=PATIENCE) == first
        with requests.Session() as fresh:
            fresh.trust_env = False
            control = Control(fresh, url, control.sandbox)
            (told,) = control.told("GET", "deliveries?wait=10")["deliveries"]
            log = control.told("GET", "records/oktopost/webhookLog")["records"]
        assert (told["status"], [one["status"] for one in told["tries"]]) == ("delivered", [204])
        assert [one["ResponseCode"] for one in log if one["WebhookId"] == made["Id"]] == [204]
        assert received.empty()


def test_workers_end_with_a_parent_that_is_killed(own: Engine) -> None:
    with serving("--store", own.url, "--store-prefix", "orphans", "--workers", "2") as (process, _):
        known = children(process.pid)
        process.kill()
        for one in known:
            while Path(f"/proc/{one}").exists() and "Z" not in Path(f"/proc/{one}/stat").read_text().split()[2]:
                pass


@pytest.mark.parametrize(
    ("options", "end"),
    [
        (["--workers", "2"], "needs --store"),
        (["--store", "redis://:secret@127.0.0.1:1/0"], "redis://127.0.0.1:1/0 gives no answer"),
        (["--store", "http://127.0.0.1/"], "redis://"),
        (["--store", "redis+sentinel://:secret@127.0.0.1/"], "no cluster or sentinel is asked"),
        (["--store", "redis://127.0.0.1:1/0", "--save", "x"], "stay in the store"),
    ],
)
def test_what_cannot_be_shared_is_told(options: list[str], end: str) -> None:
    assert end in one_line(run("serve", "--port", "0", *options))
