"""What the store costs by its size: each operation at a thousand, a hundred thousand and a million contacts.

``python -m benchmarks.scale SIZE`` prints the figures of one size as JSON.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache, partial
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final
from urllib.parse import urlencode

from msgspec.structs import replace

from benchmarks.example import AUTHORIZATION, FORM, PATH
from benchmarks.places import PYTHON, ROOT, environment
from mockserver.core.http import Call
from mockserver.core.memory import uncollected
from mockserver.core.store import Base, Record, Table
from mockserver.crm.salesforce.ids import numbered_id
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes, World
from mockserver.world import fixtures as world

SIZES: Final = (1_000, 100_000, 1_000_000)
TABLE: Final = "salesforce/Contact"
_FIRST: Final = ("Ann", "Bob", "Cid", "Dora")
_FAMILIES: Final = 9_973
_BATCHES: Final = 9
_FIRST_NUMBER: Final = 10_000_000  # beyond the ids that the world itself gives


@cache
def _template() -> Record:
    """A contact as the application itself would store it."""
    return next(world.load().state.tables[TABLE].scan())


def contact(number: int) -> Record:
    """The contact of a number, always the same; every family name is shared by one in _FAMILIES."""
    first, family = _FIRST[number % len(_FIRST)], f"Family{number % _FAMILIES}"
    return {
        **_template(),
        "Id": numbered_id("003", _FIRST_NUMBER + number),
        "Email": f"user{number}@example{number % 977}.com",
        "FirstName": first,
        "LastName": family,
        "Name": f"{first} {family}",
        "Phone": f"+1-415-{number:07d}",
    }


def grown(size: int, name: str = TABLE, make: Callable[[int], Record] = contact) -> tuple[World, dict[str, float]]:
    """The default world with so many records more in a table; bytes and seconds of making it."""
    begun = world.load()
    gc.collect()
    empty = resident()
    with uncollected():
        records = list(map(make, range(size)))
        weighed = resident()
        started = time.perf_counter()
        known = begun.state.tables[name]
        table = Table(Base(known.base.spec, [*known.scan(), *records]))
        taken = time.perf_counter() - started
    figures = {
        "record_bytes": (weighed - empty) / size,
        "index_bytes": (resident() - weighed) / size,
        "index_seconds": taken,
    }
    state = begun.state._replace(tables=begun.state.tables.set(name, table))
    return replace(begun, state=state), figures


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def microseconds(act: Callable[[], Any], times: int) -> float:
    """The median of some batches, each the mean of so many calls."""
    batches = []
    for _ in range(_BATCHES):
        started = time.perf_counter()
        for _ in range(times):
            act()
        batches.append((time.perf_counter() - started) / times * 1e6)
    return median(batches)


def measure_size(size: int) -> dict[str, float]:
    """Every figure of one size; microseconds unless the name says otherwise."""
    begun, figures = grown(size)
    gc.freeze()
    sandboxes = Sandboxes(begun)
    sandbox = sandboxes.default
    table, some, fresh = begun.state.tables[TABLE], contact(size // 2), contact(size + 1)
    figures["get"] = microseconds(lambda: table.get(some["Id"]), 1_000)
    figures["find by e-mail"] = microseconds(lambda: table.find("Email", some["Email"]), 1_000)
    figures["insert"] = microseconds(lambda: table.insert(fresh), 300)
    figures["replace"] = microseconds(lambda: table.replace({**some, "Title": "Boss"}), 300)
    figures["delete"] = microseconds(lambda: table.delete(some["Id"]), 300)
    figures["page of 25"] = microseconds(lambda: table.page(size // 2, 25), 100)
    before, started = resident(), time.perf_counter()
    table.search("nobody")
    figures["first_search_seconds"] = time.perf_counter() - started
    figures["words_bytes"] = (resident() - before) / size
    figures["search, one hit"] = microseconds(lambda: table.search(some["Email"]), 50)
    figures["search, 20 hits"] = microseconds(lambda: table.search("bob", 20), 50)
    figures["snapshot"] = microseconds(sandbox.snapshot, 1_000)
    kept = sandbox.snapshot()
    figures["restore"] = microseconds(lambda: sandbox.restore(kept), 1_000)
    figures["reset"] = microseconds(sandbox.reset, 1_000)
    figures["new sandbox"] = microseconds(lambda: sandboxes.delete(sandboxes.create().id), 30)
    figures |= _after_writes(table, size)
    figures |= _calls(Gateway(sandboxes), size)
    return figures


def _after_writes(table: Table, size: int) -> dict[str, float]:
    """Searches and pages in a table with twenty thousand creates and a hundred deletions of its own."""
    written = table
    for number in range(20_000):
        written = written.insert(contact(size + number))
    for number in range(0, 1_000, 10):
        written = written.delete(contact(size + number)["Id"])
    written.search("nobody")
    wanted = contact(size + 7_777)["Email"]
    written.page(0, 1)
    return {
        "search after 20,000 creates": microseconds(lambda: written.search(wanted), 50),
        "page of 25 after deletions": microseconds(lambda: written.page(size, 25), 50),
    }


def _calls(gateway: Gateway, size: int) -> dict[str, float]:
    """Whole calls through the gateway, and the slowest of a hundred look-ups."""
    some, numbers = contact(size // 2), count(size + 100_000)
    data = {"FirstName": "New", "LastName": "Person"}
    payloads: dict[str, Callable[[], Any]] = {
        "contact.getById": lambda: {"id": some["Id"]},
        "contact.getByEmail": lambda: {"email": some["Email"]},
        "contact.create": lambda: {"data": {**data, "Email": f"new{next(numbers)}@example.com"}},
        "contact.update": lambda: {"id": some["Id"], "data": {"Title": "Boss"}},
        "contact.search": lambda: {"search": some["Email"]},
    }
    figures: dict[str, float] = {}
    for action, payload in payloads.items():
        figures[action] = microseconds(partial(_act_on, gateway, action, payload), 200)
    taken = []
    for _ in range(5_000):
        started = time.perf_counter()
        act(gateway, "contact.getByEmail", {"email": some["Email"]})
        taken.append((time.perf_counter() - started) * 1e6)
    figures["p99 of contact.getByEmail"] = quantiles(taken, n=100)[98]
    return figures


def _act_on(gateway: Gateway, action: str, payload: Callable[[], Any]) -> None:
    act(gateway, action, payload())


def act(gateway: Gateway, action: str, payload: Any) -> None:
    """One good call; RuntimeError when it is refused."""
    form = {**FORM, "actionName": action, "payload": json.dumps(payload)}
    headers = {
        "host": "localhost",
        "authorization": AUTHORIZATION,
        "content-type": "application/x-www-form-urlencoded",
    }
    answer = gateway.respond(Call("POST", PATH, "", headers, urlencode(form).encode()), gateway.dialects[0])
    if answer.status != 200:
        raise RuntimeError(f"{action} is answered {answer.status}: {answer.body.decode()}")


def populated(people: int) -> float:
    """Seconds to load the default world with so many generated people."""
    started = time.perf_counter()
    world.load(populate=people)
    return time.perf_counter() - started


def measure(sizes: tuple[int, ...] = SIZES, people: int = 100_000) -> dict[str, Any]:
    """All sizes, each in a process of its own, and the time to make people."""
    return {
        "sizes": {str(size): _in_process(str(size)) for size in sizes},
        "people": people,
        "populate_seconds": _in_process("populate", str(people)),
    }


def _in_process(*arguments: str) -> Any:
    command = [PYTHON, "-m", "benchmarks.scale", *arguments]
    sys.stderr.write(f"  {' '.join(arguments)}\n")
    done = subprocess.run(command, cwd=ROOT, env=dict(environment()), check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


if __name__ == "__main__":
    shown = populated(int(sys.argv[2])) if sys.argv[1] == "populate" else measure_size(int(sys.argv[1]))
    sys.stdout.write(json.dumps(shown))
