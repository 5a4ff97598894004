"""The views of a sandbox's records, and of its whole world as one document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import chain, islice
from typing import Any, TypeVar

from mockserver.control.frame import Ask, Denied, invalid
from mockserver.control.views import PAGE, counts, get_sandbox
from mockserver.control.worlds import Whole
from mockserver.core import contracts
from mockserver.core.errors import MOST_VIOLATIONS, Violation, and_more, cut, did_you_mean
from mockserver.core.memory import uncollected
from mockserver.core.store import State, TableSpec
from mockserver.sandboxes.engine import hold
from mockserver.world import records
from mockserver.world.records import RecordError

T = TypeVar("T")


def list_tables(ask: Ask) -> Any:
    """GET /sandboxes/{id}/records: every table with its number of records."""
    return {"tables": counts(ask.sandbox.state)}


def list_records(ask: Ask) -> Any:
    """GET /sandboxes/{id}/records/{app}/{object}: a page in order of creation, of all or of those found."""
    name = asked(lambda: records.check_table(ask.sandbox, _name(ask)))
    table = ask.sandbox.state.table(name)
    offset, limit = ask.number("offset", 0), ask.number("limit", PAGE)
    if "search" in ask.query:
        found = table.search(ask.query["search"])
        return {"records": found[offset : offset + limit], "total": len(found)}
    return {"records": table.page(offset, limit), "total": len(table)}


def add_record(ask: Ask) -> Any:
    """POST /sandboxes/{id}/records/{app}/{object}: a new record, completed as the application would."""
    return asked(lambda: records.add(ask.sandbox, _name(ask), ask.json))


def get_record(ask: Ask) -> Any:
    """GET /sandboxes/{id}/records/{app}/{object}/{key}."""
    return asked(lambda: records.get(ask.sandbox, _name(ask), ask.path["key"]))


def put_record(ask: Ask) -> Any:
    """PUT /sandboxes/{id}/records/{app}/{object}/{key}: the whole record as it shall be."""
    return asked(lambda: records.put(ask.sandbox, _name(ask), ask.path["key"], ask.json))


def delete_record(ask: Ask) -> Any:
    """DELETE /sandboxes/{id}/records/{app}/{object}/{key}: this record only; nothing else is touched."""
    asked(lambda: records.delete(ask.sandbox, _name(ask), ask.path["key"]))
    return {"deleted": 1}


def add_lookalike(ask: Ask) -> Any:
    """POST /sandboxes/{id}/lookalikes/{app}/{object}/{key}: a second record like it, which is another one."""
    return asked(lambda: records.add_lookalike(ask.sandbox, _name(ask), ask.path["key"]))


def get_state(ask: Ask) -> Any:
    """GET /sandboxes/{id}/state: the world as one document, the same bytes until something changes."""
    document = ask.sandbox.as_json()
    for name, table in document["tables"].items():
        contract = contracts.load().record(ask.sandbox.state.spec(name).schema)
        for record in table["records"]:
            hold(contract, record)
    return Whole(document)


def put_state(ask: Ask) -> Any:
    """PUT /sandboxes/{id}/state: the world becomes that of a document; journal and snapshots stay."""
    sandbox = ask.sandbox
    specs = _check_tables(ask.json["tables"], sandbox.initial)
    for spec in specs:
        held = ask.json["tables"].get(spec.name, {})
        keys = chain((record[spec.key] for record in held.get("records", ())), held.get("deleted", ()))
        twice = next((key for key, times in Counter(keys).items() if times > 1), None)
        if twice is not None:
            raise Denied("invalid-request", f"json.tables.{spec.name}: the {spec.key} {twice} stands there twice")
    with uncollected():
        sandbox.load(ask.json)
    return get_sandbox(ask)


def _check_tables(tables: Mapping[str, Any], begun: State) -> list[TableSpec]:
    """How the tables are kept; Denied when one is none of ``begun``, or holds what breaks the schema of its records."""
    specs = []
    for name, table in tables.items():
        try:
            specs.append(begun.spec(name))
        except KeyError:
            names = sorted(begun.tables)
            pointer = f"json.tables.{cut(name)}"
            violation = Violation(pointer, f"one of {', '.join(names)}", "another table", "additionalProperties")
            raise Denied(
                "invalid-request",
                f"{violation.sentence()}; {did_you_mean(name, names)}".rstrip("; "),
                violations=[violation],
            ) from None
        contract = contracts.load().record(specs[-1].schema)
        broken = (
            replace(violation, pointer=f"json.tables.{name}.records[{position}].{violation.pointer}".rstrip("."))
            for position, record in enumerate(table["records"])
            if not contract.is_valid(record)
            for violation in contract.violations(record)
        )
        violations = list(islice(broken, MOST_VIOLATIONS + 1))
        if violations:
            raise invalid([*violations[:MOST_VIOLATIONS], *([and_more()] if violations[MOST_VIOLATIONS:] else [])])
    return specs


def _name(ask: Ask) -> str:
    return f"{ask.path['app']}/{ask.path['object']}"


def asked(act: Callable[[], T]) -> T:
    """What records answer; their refusals are this API's."""
    try:
        return act()
    except RecordError as error:
        raise Denied(error.kind, str(error), violations=error.violations) from None
