"""The view that gives a sandbox the shape of somebody's own organisation."""

from __future__ import annotations

from typing import Any

from mockserver.control.frame import Ask
from mockserver.core.shape import YOURS, Source
from mockserver.world import shapes


def add_shape(ask: Ask) -> Any:
    """POST /sandboxes/{id}/shape: fields and objects as the vendors' own answers declare them."""
    sources = (Source(path, document) for path, document in ask.json["documents"].items())
    shape = shapes.combine(sources)
    ask.sandbox.transact(lambda store: shapes.declare(store, shape))
    declared = {table: len(records) for table, records in sorted(shape.records.items()) if records}
    return {"declared": declared, "evidence": YOURS, "taken": shape.taken, "left_out": shape.left_out}
