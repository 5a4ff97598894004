"""Everything that has a page, found by a few words: the pages themselves, actions, records, sandboxes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from msgspec import Struct

from mockserver import dialects
from mockserver.console.gist import values
from mockserver.core.store import Record
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.world import records
from mockserver.world.records import RecordError

_EACH: Final = 8
"""How many of a kind are offered."""

_OF_A_TABLE: Final = 3
_LONGEST: Final = 80


class Found(Struct, frozen=True):
    """One thing that has a page: the console's view of it, and the view's arguments."""

    group: str
    title: str
    note: str
    view: str
    arguments: Mapping[str, Any]


def find(words: Sequence[str], sandbox: Sandbox, sandboxes: Sandboxes, pages: Sequence[tuple[str, str]]) -> list[Found]:
    """What fits all of the words, a few of each kind."""
    kinds = (
        (one for one in _pages(sandbox, pages) if _fits(words, one)),
        (one for one in _actions(sandbox) if _fits(words, one)),
        _records(words, sandbox),
        (one for one in _sandboxes(sandboxes) if _fits(words, one)),
    )
    return [one for kind in kinds for one in islice(kind, _EACH)]


def _fits(words: Sequence[str], found: Found) -> bool:
    text = f"{found.group} {found.title} {found.note}".lower()
    return all(word.lower() in text for word in words)


def _pages(sandbox: Sandbox, pages: Sequence[tuple[str, str]]) -> Iterator[Found]:
    for view, title in pages:
        yield Found("Page", title, "", view, {"sandbox_id": sandbox.id})


def _actions(sandbox: Sandbox) -> Iterator[Found]:
    for action in dialects.actions():
        dialect, app, name = action.key.split("/")
        arguments = {"sandbox_id": sandbox.id, "dialect": dialect, "app": app, "name": name}
        yield Found("Action", action.key, action.schema["description"][:_LONGEST], "action", arguments)


def _sandboxes(sandboxes: Sandboxes) -> Iterator[Found]:
    for one in sandboxes:
        yield Found("Sandbox", one.name, one.id if one.id != one.name else "", "calls", {"sandbox_id": one.id})


def _records(words: Sequence[str], sandbox: Sandbox) -> Iterator[Found]:
    """The records that a word is the key of, then those in which every word begins a word."""
    if not words:
        return
    for name, table in sorted(sandbox.state.tables.items()):
        key = table.base.spec.key
        named = _by_key(sandbox, name, words[0]) if len(words) == 1 else None
        for record in [named] if named else table.search(" ".join(words), _OF_A_TABLE):
            yield _record(sandbox, name, key, record)


def _by_key(sandbox: Sandbox, table: str, key: str) -> Record | None:
    try:
        return records.get(sandbox, table, key)
    except RecordError:
        return None


def _record(sandbox: Sandbox, table: str, key: str, record: Record) -> Found:
    app, _, name = table.partition("/")
    arguments = {"sandbox_id": sandbox.id, "app": app, "name": name, "key": record[key]}
    return Found("Record", name_of(record, key), f"{table} {record[key]}", "record", arguments)


_NAMES: Final = (("name",), ("fullname",), ("firstname", "lastname"), ("dealname",), ("subject",), ("email",))
"""The members that say what a record is called, the best first."""


def name_of(record: Record, key: str) -> str:
    """What people call a record; its key when it has no name."""
    known = {name.lower().replace("_", ""): text for name, text in reversed(list(values(record))) if text}
    for wanted in _NAMES:
        parts = [known[name] for name in wanted if name in known]
        if parts:
            return " ".join(parts)[:_LONGEST]
    return str(record[key])
