"""What a vendor's folder says to the control API: the module ``control`` there, where it has one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver import dialects
from mockserver.core.store import Record
from mockserver.sandboxes.sandbox import World


@dataclass(frozen=True, slots=True)
class Integrations:
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


def integrations() -> Iterator[Integrations]:
    """Those of all dialects."""
    for dialect in dialects.load():
        module = dialect.part("control")
        if module is not None:
            yield module.INTEGRATIONS
