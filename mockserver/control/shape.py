"""The view that gives a sandbox the shape of somebody's own organisation."""

from __future__ import annotations

from typing import Any

from mockserver.control.frame import Ask
from mockserver.core.shape import Shape, Source
from mockserver.core.store import Store
from mockserver.world import shapes


def add_shape(ask: Ask) -> Any:
    """POST /sandboxes/{id}/shape: fields and objects as the vendors' own answers declare them."""
    sources = (Source(path, document) for path, document in ask.json["documents"].items())
    shape = shapes.combine(sources)
    ask.sandbox.transact(lambda store: _declare(store, shape))
    declared = {table: len(records) for table, records in sorted(shape.records.items()) if records}
    return {"declared": declared, "taken": shape.taken, "left_out": shape.left_out}


def _declare(store: Store, shape: Shape) -> None:
    for table, records in shape.records.items():
        for key, record in records.items():
            known = store.get(table, key)
            if known is None:
                store.insert(table, record)
            elif known != record:
                store.replace(table, record)
    if shape.settings:
        store.set("settings", {**store.settings, **shape.settings})
