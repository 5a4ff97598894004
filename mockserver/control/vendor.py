"""What a vendor's folder says to the control API: the module ``control`` there, where it has one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from mockserver import dialects
from mockserver.core.store import Record, Store
from mockserver.sandboxes.sandbox import Sandbox, World


class Integrations(Struct, frozen=True):
    """The records that stand between a vendor's calls and their applications.

    ``fields``: what the control API calls the record's fields, its key as ``id`` among them; ``named(world)``: the
    well-known ones, name -> key; ``broken``: (field, value, words) that let calls be refused; ``title(record)``: what
    people call one.
    """

    table: str
    fields: Mapping[str, str]
    named: Callable[[World], Mapping[str, str]]
    broken: Sequence[tuple[str, Any, str]]
    title: Callable[[Record], str]

    def shown(self, record: Record) -> dict[str, Any]:
        """A record as the control API answers it."""
        return {name: record[field] for name, field in self.fields.items()}


class Events(Struct, frozen=True):
    """What a vendor tells webhooks of.

    ``shapes``: event -> the schema file and its definition that say what such an event tells;
    ``tell(sandbox, store, event, data)`` sends one to the webhooks that ask for it.
    """

    shapes: Mapping[str, tuple[str, str]]
    tell: Callable[[Sandbox, Store, str, Mapping[str, Any]], None]


def integrations() -> Iterator[Integrations]:
    """Those of all dialects."""
    return (said for _, said in _said("INTEGRATIONS"))


def events() -> dict[str, Events]:
    """Those of each dialect that has webhooks."""
    return dict(_said("EVENTS"))


def _said(name: str) -> Iterator[tuple[str, Any]]:
    for dialect in dialects.load():
        said = getattr(dialect.part("control"), name, None)
        if said is not None:
            yield dialect.name, said
