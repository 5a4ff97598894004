"""What a run did to a sandbox's records, as a page shows it: record by record, field by field, with the calls."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from mockserver.console.palette import name_of
from mockserver.console.sentence import capitalized
from mockserver.control.changes import Run, own_fields, run_between
from mockserver.control.frame import Denied, invalid
from mockserver.core import contracts
from mockserver.core.changes import Change, between
from mockserver.sandboxes.journal import Entry
from mockserver.sandboxes.sandbox import Sandbox

PAGE: Final = 25
"""How many changes a page shows."""

_CALLS: Final = 50
"""How many calls are offered as marks; the others are reached by the address."""

_ROUTE: Final = "control/list_changes"


class Field(Struct, frozen=True):
    """One field that differs: ``before`` and ``after`` are None where it had no value.

    ``is_own``: only the application itself sets it.
    """

    name: str
    before: str | None
    after: str | None
    is_own: bool


class Shown(Struct, frozen=True):
    """One changed record; ``calls`` made the change, ``is_there`` says whether the record can be opened."""

    kind: str
    table: str
    key: str
    title: str
    fields: Sequence[Field]
    calls: Sequence[Entry]
    is_there: bool


class Page(Struct, frozen=True):
    """A page of changes: how many there are of each kind and in each table, and ``refusal`` when they are not known."""

    shown: Sequence[Shown]
    kinds: Mapping[str, int]
    tables: Mapping[str, int]
    total: int
    refusal: str = ""


def page_of(sandbox: Sandbox, begin: str, end: str, table: str, offset: int) -> Page:
    """The changes between two marks, of one table or, without a name, of all."""
    try:
        _check(sandbox, begin, end)
        run = run_between(sandbox, begin, end)
    except Denied as denied:
        return Page([], {}, {}, 0, capitalized(str(denied)))
    found = [change for change in run.changes if table in ("", change.table)]
    return Page(
        shown=[_shown(sandbox, change, run) for change in found[offset : offset + PAGE]],
        kinds=Counter(change.kind for change in found),
        tables=Counter(change.table for change in run.changes),
        total=len(found),
    )


def made_by(sandbox: Sandbox, entry: Entry) -> list[Shown]:
    """What one call changed, as far as the journal keeps it."""
    seen = entry.exchange
    if seen.before is None or seen.after is None:
        return []
    run = Run(list(between(seen.before, seen.after)), [])
    return [_shown(sandbox, change, run) for change in run.changes[:PAGE]]


def marks(sandbox: Sandbox, *chosen: str) -> list[tuple[str, str]]:
    """The marks that can be chosen, each with what it means: the start, snapshots, the latest calls that wrote."""
    found = {"start": "how the sandbox began"}
    found |= {f"snapshot:{name}": f"snapshot {name}" for name in sandbox.snapshots}
    writing = [entry for entry in sandbox.journal.recall() if entry.exchange.before is not None]
    found |= {f"call:{entry.number}": f"after call {entry.number}: {_called(entry)}" for entry in writing[-_CALLS:]}
    found |= {mark: mark for mark in chosen if mark not in (*found, "now")}
    return [*found.items(), ("now", "now")]


def _called(entry: Entry) -> str:
    return entry.exchange.action or entry.exchange.call.path


def _check(sandbox: Sandbox, begin: str, end: str) -> None:
    """Denied when a mark is none, as the control API says it."""
    asked = {"path": {"id": sandbox.id}, "query": {"from": begin, "to": end}}
    violations = contracts.load().of(_ROUTE, "request").violations(asked)
    if violations:
        raise invalid(violations)


def _shown(sandbox: Sandbox, change: Change, run: Run) -> Shown:
    record = change.after or change.before or {}
    spec = sandbox.state.spec(change.table)
    numbers = set(run.calls(change))
    return Shown(
        kind=change.kind,
        table=change.table,
        key=str(change.key),
        title=name_of(record, spec.key),
        fields=list(_fields(sandbox, change)),
        calls=[entry for entry in run.writing if entry.number in numbers],
        is_there=change.table in sandbox.state.tables and sandbox.state.table(change.table).get(change.key) is not None,
    )


def _fields(sandbox: Sandbox, change: Change) -> Iterator[Field]:
    """The fields that differ, those first that only a caller sets; of a new or deleted record those with a value."""
    found = change.fields()
    own = own_fields(sandbox, change.table, found)
    for name in sorted(found, key=lambda name: name in own):
        before, after = (_text(found[name], when) for when in ("before", "after"))
        if change.kind == "updated" or before or after:
            yield Field(name, before, after, name in own)


def _text(values: Mapping[str, Any], when: str) -> str | None:
    value = values.get(when)
    if value is None:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
