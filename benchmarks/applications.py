"""What the CRMs' own APIs cost by the size of the state: calls that an index serves, at a thousand and a million.

``python -m benchmarks.applications TABLE SIZE`` prints the figures of one table of one size as JSON, microseconds of
processor time for each call. A call that finds or writes ten records costs the same however many others there are.
"""

# ruff: noqa: S608 - the queries are what is measured

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from statistics import median
from time import process_time
from typing import Any, Final
from urllib.parse import quote

from benchmarks import scale
from benchmarks.calls import own_api
from benchmarks.places import PYTHON, ROOT, environment
from mockserver.core.http import Answer
from mockserver.core.store import Record
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures as world

SIZES: Final = (scale.SIZES[0], scale.SIZES[-1])
_BATCHES: Final = 7
_TIMES: Final = 30
_FIRST_NUMBER: Final = 10_000_000  # beyond the ids that the world itself gives
_DATA: Final = "/services/data/v59.0"

Row = tuple[str, str, str, Any]
"""What a call is named, its method, its path with the query, its body."""


@cache
def _template(table: str) -> Record:
    return next(world.load().state.tables[table].scan())


def _email(number: int) -> str:
    return f"user{number}@example.com"


def _contact(number: int) -> Record:
    return {**scale.contact(number), "Email": _email(number)}


def _portal_contact(number: int) -> Record:
    record, key = _template("hubspot/contact"), str(_FIRST_NUMBER + number)
    return {**record, "id": key, "properties": {**record["properties"], "email": _email(number)}}


def _lead(number: int) -> Record:
    return {**_template("marketo/lead"), "id": _FIRST_NUMBER + number, "email": _email(number)}


def _salesforce(some: list[int]) -> Iterator[Row]:
    emails = [_email(number) for number in some]
    keys = [_contact(number)["Id"] for number in some]
    wanted = ", ".join(f"'{email}'" for email in emails)
    new = [{"attributes": {"type": "Contact"}, "LastName": "New", "Email": f"new{at}@example.com"} for at in range(10)]
    known = [{"attributes": {"type": "Contact"}, "LastName": "Known", "Email": email} for email in emails]

    def query(text: str) -> str:
        return f"{_DATA}/query?q={quote(text)}"

    yield "query by e-mail", "GET", query(f"SELECT Id, Name FROM Contact WHERE Email = '{emails[0]}'"), None
    yield "query by ten e-mails", "GET", query(f"SELECT Id FROM Contact WHERE Email IN ({wanted})"), None
    yield "query by id, with its parent", "GET", query(f"SELECT Account.Name FROM Contact WHERE Id = '{keys[0]}'"), None
    yield "get", "GET", f"{_DATA}/sobjects/Contact/{keys[0]}", None
    yield "upsert by e-mail", "PATCH", f"{_DATA}/sobjects/Contact/Email/{emails[0]}", {"Title": "Boss"}
    yield "create ten", "POST", f"{_DATA}/composite/sobjects", {"records": new}
    yield "upsert ten by e-mail", "PATCH", f"{_DATA}/composite/sobjects/Contact/Email", {"records": known}


def _hubspot(some: list[int]) -> Iterator[Row]:
    objects, emails = "/crm/v3/objects/contacts", [_email(number) for number in some]
    same = {"propertyName": "email", "operator": "EQ", "value": emails[0]}
    unknown = [{"properties": {"email": f"new{at}@example.com"}} for at in range(10)]
    keys = {"idProperty": "email", "properties": [], "inputs": [{"id": email} for email in emails]}
    ids = [{"id": str(_FIRST_NUMBER + number), "properties": {"jobtitle": "Boss"}} for number in some]
    upserts = [{"id": email, "idProperty": "email", "properties": {"jobtitle": "Boss"}} for email in emails]
    yield "search by e-mail", "POST", f"{objects}/search", {"filterGroups": [{"filters": [same]}], "limit": 10}
    yield "search by a word", "POST", f"{objects}/search", {"query": emails[0], "limit": 10}
    yield "get by e-mail", "GET", f"{objects}/{emails[0]}?idProperty=email", None
    yield "page of ten", "GET", f"{objects}?limit=10", None
    yield "read ten by e-mail", "POST", f"{objects}/batch/read", keys
    yield "create ten", "POST", f"{objects}/batch/create", {"inputs": unknown}
    yield "update ten", "POST", f"{objects}/batch/update", {"inputs": ids}
    yield "upsert ten by e-mail", "POST", f"{objects}/batch/upsert", {"inputs": upserts}


def _marketo(some: list[int]) -> Iterator[Row]:
    leads, emails = "/rest/v1/leads.json", [_email(number) for number in some]
    keys = [_FIRST_NUMBER + number for number in some]
    new = [{"email": f"new{at}@example.com"} for at in range(10)]
    known = [{"email": email, "title": "Boss"} for email in emails]
    yield "ten by e-mail", "GET", f"{leads}?filterType=email&filterValues={','.join(emails)}", None
    yield "ten by id", "GET", f"{leads}?filterType=id&filterValues={','.join(map(str, keys))}", None
    yield "get", "GET", f"/rest/v1/lead/{keys[0]}.json", None
    yield "create ten", "POST", leads, {"input": new}
    yield "update ten by e-mail", "POST", leads, {"input": known}
    yield "delete ten", "POST", "/rest/v1/leads/delete.json", {"input": [{"id": key} for key in keys]}


TABLES: Final[Mapping[str, tuple[str, Callable[[int], Record], Callable[[list[int]], Iterator[Row]]]]] = {
    "salesforce/Contact": ("Salesforce", _contact, _salesforce),
    "hubspot/contact": ("HubSpot", _portal_contact, _hubspot),
    "marketo/lead": ("Marketo", _lead, _marketo),
}
"""Table -> the application, the record of a number, the calls for the records of some numbers."""


def measure_table(table: str, size: int) -> dict[str, float]:
    """Microseconds of processor time by call."""
    application, make, rows = TABLES[table]
    served = Gateway(Sandboxes(scale.grown(size, table, make)[0]))
    gc.freeze()
    some = list(range(0, size, size // 10))
    return {f"{application}: {name}": _cost(own_api(served, *call)) for name, *call in rows(some)}


def _cost(act: Callable[[], Answer]) -> float:
    batches = []
    for _ in range(_BATCHES):
        started = process_time()
        for _ in range(_TIMES):
            act()
        batches.append((process_time() - started) / _TIMES * 1e6)
    return median(batches)


def measure(sizes: tuple[int, ...] = SIZES) -> dict[str, dict[str, float]]:
    """The figures by size, each table in a process of its own."""
    return {
        str(size): {name: cost for table in TABLES for name, cost in _in_process(table, str(size)).items()}
        for size in sizes
    }


def _in_process(*arguments: str) -> dict[str, float]:
    command = [PYTHON, "-m", "benchmarks.applications", *arguments]
    sys.stderr.write(f"  {' '.join(arguments)}\n")
    done = subprocess.run(command, cwd=ROOT, env=dict(environment()), check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure_table(sys.argv[1], int(sys.argv[2]))))
