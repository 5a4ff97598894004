"""What is taken of somebody's own organisation, and what is not."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct, field

from mockserver.core import contracts
from mockserver.core.store import Record

YOURS: Final = "yours"
"""The kind of evidence that a declaration of somebody's own organisation is."""


class Source(Struct, frozen=True):
    """One document of a shape: its path (of the file, or of the URL that answered it) and its contents."""

    path: str
    document: Any


class Shape(Struct, eq=False):
    """What is taken of an organisation.

    ``records``: table to the declarations by their keys; ``settings`` of sandboxes; ``taken``: the sources that were
    understood; ``left_out``: what was not taken, each in a sentence that names its area; ``notes``: what one document
    says of a declaration in another.
    """

    records: dict[str, dict[Any, Record]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def declare(self, table: str, key: Any, record: Record, what: str) -> None:
        """Take a declaration, or list it with the reason when no sandbox could hold it."""
        contract = contracts.load().record(table)
        if contract.is_valid(record):
            self.records.setdefault(table, {})[key] = record
        else:
            self.leave_out(what, contract.violations(record)[0].sentence())

    def leave_out(self, what: str, why: str) -> None:
        """List what is not taken."""
        self.left_out.append(f"{what}: {why}")
