"""The dearest calls that are known: what one client can send to make a server work for long.

Each is legal HTTP with the printed credentials, against a world of :data:`PEOPLE` generated people. Most are refused;
what a refusal costs is the question.

    python -m benchmarks.dear_calls
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from time import process_time
from typing import Any, Final
from urllib.parse import urlencode

from benchmarks.example import AUTHORIZATION, PATH

PEOPLE: Final = 30_000
"""How many generated people the world has (``serve --populate``)."""

FORM: Final[Mapping[str, str]] = {
    "authorization": AUTHORIZATION,
    "content-type": "application/x-www-form-urlencoded",
}
JSON: Final[Mapping[str, str]] = {
    "x-api-key": "tk-sandbox-key",
    "linked_account_id": "customer@example.com",
    "content-type": "application/json",
}
CONTROL: Final[Mapping[str, str]] = {"content-type": "application/json"}

_INTEGRATIONS: Final = {"salesforce": "014000000000001", "marketo": "014000000000002", "hubspot": "014000000000003"}
_SANDBOX: Final = "/__mock__/sandboxes/default"


@dataclass(frozen=True, slots=True)
class DearCall:
    """One call; ``make`` builds its body when it is needed, for some have ten megabytes."""

    name: str
    method: str
    path: str
    headers: Mapping[str, str]
    make: Callable[[], bytes]

    @property
    def body(self) -> bytes:
        """The bytes of the request's body."""
        return self.make()


def _form(action: str, payload: Callable[[], Any]) -> DearCall:
    app, _, name = action.partition("/")

    def body() -> bytes:
        text = json.dumps(payload(), separators=(",", ":"))
        return urlencode({"id": _INTEGRATIONS[app], "actionName": name, "payload": text}).encode()

    return DearCall("", "POST", PATH, FORM, body)


def _json(action: str, payload: Callable[[], Any]) -> DearCall:
    slug, _, name = action.partition("/")
    path = f"/api/v2/integration-schema/{slug}/actions/{name}/execute"
    return DearCall("", "POST", path, JSON, lambda: json.dumps(payload(), separators=(",", ":")).encode())


def _soql(*clauses: str) -> DearCall:
    return _json("salesforce/get_entity_with_soql", lambda: {"query": " ".join(clauses)})


def _search(operator: str, value: str, **more: str) -> DearCall:
    asked = {"propertyName": "lastname", "operator": operator, "value": value, **more}
    return _json("hubspot/search_contacts", lambda: asked)


def _control(method: str, path: str, document: Callable[[], Any] | None = None) -> DearCall:
    def body() -> bytes:
        return b"" if document is None else json.dumps(document()).encode()

    return DearCall("", method, f"{_SANDBOX}/{path}".rstrip("/"), CONTROL, body)


def _leads(count: int) -> dict[str, Any]:
    return {"format": 2, "tables": {"marketo/lead": {"records": [{"id": number} for number in range(count)]}}}


_ORS: Final = " OR ".join(f"LastName = '{number}'" for number in range(50))
_KEYS: Final = ", ".join(("LastName", "FirstName", "Email", "Phone") * 8)

_CALLS: Final[Mapping[str, DearCall]] = {
    "wrong lead ids, 9.9 MB": _form("marketo/list.addLeads", lambda: {"listId": "1", "leadIds": ["x"] * 900_000}),
    "wrong lead ids, as many as are read": _form(
        "marketo/list.addLeads", lambda: {"listId": "1", "leadIds": ["x"] * 99_000}
    ),
    "lead ids, as many as are read": _form(
        "marketo/list.addLeads", lambda: {"listId": "1234", "leadIds": [1] * 99_000}
    ),
    "empty associations": _json(
        "hubspot/create_contact", lambda: {"email": "a@b.example", "associations": [{}] * 49_000}
    ),
    "undeclared keys, 600,000": _json("hubspot/create_contact", lambda: {f"k{number}": 1 for number in range(600_000)}),
    "undeclared keys, as many as are read": _json(
        "hubspot/create_contact", lambda: {f"k{number}": 1 for number in range(99_000)}
    ),
    "unknown properties": _form(
        "hubspot/contact.create", lambda: {"data": {f"p{number}": "x" for number in range(99_000)}}
    ),
    "an e-mail address of 9 MB": _form("hubspot/contact.create", lambda: {"data": {"email": "a@" + "a." * 4_500_000}}),
    "a name of 9 MB": _form("salesforce/contact.create", lambda: {"data": {"LastName": "x" * 9_000_000}}),
    "a field's name of 9 MB": _form("marketo/lead.create", lambda: {"data": {"x" * 9_000_000: "x"}}),
    "89,000 empty lists": _json("hubspot/create_contact", lambda: {"email": "x", "deep": [[[]] * 99] * 900}),
    "50,000 stars": _search("CONTAINS_TOKEN", "*" * 50_000),
    "many words with stars": _search("CONTAINS_TOKEN", " ".join(f"*{number}*" for number in range(500))),
    "two stars over all": _search("NOT_CONTAINS_TOKEN", "*a*e*"),
    "many values": _search("NOT_IN", ";".join(map(str, range(600)))),
    "a search for one letter": _search("HAS_PROPERTY", "1", query="a e"),
    "50 ORs": _soql("SELECT Id FROM Contact WHERE", _ORS),
    "32 sort keys": _soql("SELECT Id FROM Contact ORDER BY", _KEYS),
    "parents of parents": _soql("SELECT Id FROM Contact WHERE Account.Owner.Manager.Manager.Name != 'x' LIMIT 1"),
    "a pattern of blanks": _soql("SELECT Id FROM Contact WHERE Name LIKE '%", "_" * 20 + "x%'"),
    "a query of 100,000 characters": _soql(
        "SELECT Id FROM Contact WHERE LastName IN (", ",".join(["'x'"] * 24_900), ")"
    ),
    "all columns of all": _soql("SELECT FIELDS(STANDARD) FROM Contact"),
    "all of a table": _json("salesforce/get_accounts", dict),
    "the whole state": _control("GET", "state"),
    "a state of bad records": _control("PUT", "state", lambda: _leads(100_000)),
    "a state of records that stand there twice": _control("PUT", "state", lambda: _doubled(20_000)),
}


def _doubled(count: int) -> dict[str, Any]:
    times = {"createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"}
    records = [{"id": 1 + number % (count - 1), "email": "a@b.example", **times} for number in range(count)]
    return {"format": 2, "tables": {"marketo/lead": {"records": records}}}


def dear_calls() -> Iterator[DearCall]:
    """All of them, each under its name."""
    for name, call in _CALLS.items():
        yield DearCall(name, call.method, call.path, call.headers, call.make)


def main() -> None:
    """Print what each costs in this process: processor time, and the answer's status and size."""
    from mockserver.dialects.gateway import Gateway
    from mockserver.sandboxes.sandbox import Sandboxes
    from mockserver.transport.app import create_app
    from mockserver.world import fixtures as world

    gc.freeze()  # as the server does
    client = create_app(Gateway(Sandboxes(world.load(populate=PEOPLE)))).test_client()
    for call in dear_calls():
        body = call.body

        def sent(call: DearCall = call, body: bytes = body) -> tuple[int, int]:
            answer = client.open(call.path, method=call.method, headers=dict(call.headers), data=body)
            return answer.status_code, len(answer.get_data())

        sent()  # makes indexes and compiles contracts
        started = process_time()
        status, size = sent()
        taken = process_time() - started
        sys.stdout.write(f"{taken * 1000:8.0f} ms  {status}  {len(body):>9} B  {size:>9} B  {call.name}\n")


if __name__ == "__main__":
    main()
