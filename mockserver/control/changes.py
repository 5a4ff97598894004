"""The view of what became of a sandbox's records between two marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from msgspec import Struct

from mockserver.control.frame import Ask, Denied, unknown
from mockserver.control.tables import asked
from mockserver.core.changes import Change, between
from mockserver.core.store import Tables
from mockserver.sandboxes.journal import Entry
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.world.records import check_table
from mockserver.world.tables import read_only

PAGE: Final = 1_000
"""How many changes a page has when nobody says."""

_KINDS: Final = ("created", "updated", "deleted")


class Run(Struct, frozen=True):
    """What became of a sandbox's records between two marks: the changes, and the calls that may have made them."""

    changes: Sequence[Change]
    writing: Sequence[Entry]

    def calls(self, change: Change) -> list[int]:
        """The numbers of the calls that wrote the record, as far as the journal keeps them."""
        return [
            entry.number
            for entry in self.writing
            if _record(entry.exchange.before, change) is not _record(entry.exchange.after, change)
        ]


def run_between(sandbox: Sandbox, begin: str, end: str) -> Run:
    """What a run did between two marks; Denied when they are not known any more."""
    entries = sandbox.journal.recall()
    (first, before), (last, after) = (_known(sandbox, entries, mark) for mark in (begin, end))
    writing = [entry for entry in entries if first < entry.number <= last and entry.exchange.before is not None]
    return Run(list(between(before, after)), writing)


def own_fields(sandbox: Sandbox, table: str, names: Iterable[str]) -> list[str]:
    """Those of a table's fields that only the application itself sets."""
    kept = read_only(sandbox.state.spec(table).schema)
    return [name for name in names if name.rpartition(".")[2] in kept]


def list_changes(ask: Ask) -> Any:
    """GET /sandboxes/{id}/changes: what was created, updated and deleted between two marks, by field and call."""
    sandbox = ask.sandbox
    marks = {name: ask.query.get(name, default) for name, default in (("from", "start"), ("to", "now"))}
    wanted = ask.query.get("table")
    if wanted is not None and wanted not in sandbox.state.tables:
        asked(lambda: check_table(sandbox, wanted))
    run = run_between(sandbox, marks["from"], marks["to"])
    found = [change for change in run.changes if wanted in (None, change.table)]
    offset, limit = ask.number("offset", 0), ask.number("limit", PAGE)
    kinds = Counter(change.kind for change in found)
    return {
        **marks,
        "changes": [_told(sandbox, run, change) for change in found[offset : offset + limit]],
        **{kind: kinds[kind] for kind in _KINDS},
        "next": offset + limit if offset + limit < len(found) else None,
    }


def _told(sandbox: Sandbox, run: Run, change: Change) -> dict[str, Any]:
    document = change.as_json()
    return {
        **document,
        "read_only": own_fields(sandbox, change.table, document["fields"]),
        "calls": run.calls(change),
    }


def _known(sandbox: Sandbox, entries: Sequence[Entry], mark: str) -> tuple[int, Tables]:
    """The number of the last call before a mark, and the records there; Denied when they are not known any more."""
    if mark == "now":
        return sandbox.journal.numbered, sandbox.state.tables
    if mark == "start":
        return 0, sandbox.initial.tables
    kind, _, name = mark.partition(":")
    if kind == "snapshot":
        snapshot = sandbox.snapshots.get(name)
        if snapshot is None:
            raise unknown("snapshot", name, list(sandbox.snapshots))
        return snapshot.calls, snapshot.state.tables
    number = int(name)
    found = next((entry.exchange.after for entry in entries if entry.number == number), None)
    if found is None:
        held = [entry.number for entry in entries if entry.exchange.after is not None]
        known = f"calls {held[0]} to {held[-1]} are known" if held else "no call is known"
        raise Denied("not-found", f"the records after call {number} are not kept: {known}; a snapshot lasts longer")
    return number, found


def _record(tables: Tables | None, change: Change) -> Any:
    table = None if tables is None else tables.get(change.table)
    return None if table is None else table.get(change.key)
