"""What changes a sandbox, as JSON: the form that outlives a process.

A document of this form has a version, FORMAT: whoever finds another one cannot read it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from immutables import Map

from mockserver.core.clock import Clock
from mockserver.core.faults import Faults, Planned
from mockserver.core.http import dump_json
from mockserver.core.store import WINDOWS, State, Write

FORMAT: Final = 1
"""The version of the form."""


class Snapshot(NamedTuple):
    """What a sandbox held at one moment, ``taken`` by its own clock, after so many ``calls`` of the journal's."""

    state: State
    taken: datetime
    calls: int = 0


class Held(NamedTuple):
    """All that a sandbox holds and a change may change: its state, and the snapshots by their names, oldest first.

    ``initial`` is the state that it began with, to which a reset leads back.
    """

    initial: State
    state: State
    snapshots: Mapping[str, Snapshot] = MappingProxyType({})

    @classmethod
    def of(cls, initial: State) -> Held:
        """What a new sandbox holds."""
        return cls(initial, initial)

    def apply(self, writes: Iterable[Write]) -> Held:
        """What is held after writes: those of a state, and those of _WHOLE."""
        held, state = self, self.state
        for write in writes:
            change = _WHOLE.get(write[0])
            if change is None:
                state = state.apply((write,))
            else:
                held = change(held._replace(state=state), write[1], write[2])
                state = held.state
        return held._replace(state=state)

    def as_json(self) -> Any:
        """All of it, told as what leads there from the beginning."""
        return {
            "writes": dump_writes(self.state.writes_since(self.initial), self.initial),
            "snapshots": [
                {
                    "name": name,
                    "taken": kept.taken.timestamp(),
                    "calls": kept.calls,
                    "writes": dump_writes(kept.state.writes_since(self.initial), self.initial),
                }
                for name, kept in self.snapshots.items()
            ],
        }

    @classmethod
    def from_json(cls, initial: State, document: Mapping[str, Any]) -> Held:
        """The inverse of :meth:`as_json`."""
        snapshots = {
            kept["name"]: _snapshot(apply_writes(initial, kept["writes"]), kept["taken"], kept["calls"])
            for kept in document["snapshots"]
        }
        return cls(initial, apply_writes(initial, document["writes"]), snapshots)


def _snapshot(state: State, taken: float, calls: int) -> Snapshot:
    """A snapshot as it is told: when, in seconds since 1970, and behind how many calls."""
    return Snapshot(state, datetime.fromtimestamp(taken, UTC), calls)


def _restored(held: Held, name: str, _: Any) -> Held:
    kept = held.snapshots[name].state
    return held._replace(state=held.state._replace(tables=kept.tables, sequences=kept.sequences))


_WHOLE: Final[Mapping[str, Callable[[Held, str, Any], Held]]] = {
    "reset": lambda held, _, __: held._replace(state=held.initial),
    "keep": lambda held, name, told: held._replace(snapshots={**held.snapshots, name: _snapshot(held.state, *told)}),
    "drop": lambda held, name, _: held._replace(
        snapshots={other: kept for other, kept in held.snapshots.items() if other != name}
    ),
    "restore": _restored,
}
"""What changes more than a state's members: (``reset``, "", None), (``keep``, name of a snapshot, [when, behind how
many calls]), (``drop`` or ``restore``, name of a snapshot, None)."""


def dump_writes(writes: Iterable[Write], begun: State) -> list[Any]:
    """Writes on a state as JSON."""
    windows = begun.windows
    told = []
    for kind, name, value in writes:
        if kind != "set":
            told.append((kind, name, value))
        elif name != "windows":
            told.append((kind, name, _MEMBERS[name].dump(value)))
        else:
            changed = {key: window for key, window in value.items() if windows.get(key) is not window}
            document = {key: [window.kind, window.as_json(windows.get(key))] for key, window in changed.items()}
            told.append((kind, name, {"gone": [key for key in windows if key not in value], "changed": document}))
            windows = value
        if kind == "reset":
            windows = Map()
    return told


def load_writes(told: Iterable[Any], begun: State) -> list[Write]:
    """The inverse of :func:`dump_writes`."""
    windows = begun.windows
    writes: list[Write] = []
    for kind, name, document in told:
        value = document
        if kind == "set" and name == "windows":
            for key in document["gone"]:
                windows = windows.delete(key)
            for key, (of, window) in document["changed"].items():
                windows = windows.set(key, WINDOWS[of].from_json(window, windows.get(key)))
            value = windows
        elif kind == "set":
            value = _MEMBERS[name].load(document)
        elif kind == "reset":
            windows = Map()
        writes.append((kind, name, value))
    return writes


def apply_writes(begun: State, told: Iterable[Any]) -> State:
    """The state after writes that are told as JSON."""
    return begun.apply(load_writes(told, begun))


class _Member(NamedTuple):
    """A member of a state as JSON, and back."""

    dump: Callable[[Any], Any]
    load: Callable[[Any], Any]


def _dump_faults(faults: Faults) -> Any:
    # A browser's lost call may be sent again until a moment of the process's own timer.
    ahead = time.time() - time.monotonic()
    lost = [
        [
            *called[:3],
            called[3].hex(),
            until + ahead,
            planned.source,
            planned.outcome,
            planned.delay,
            planned.retry_after,
        ]
        for called, (until, planned) in faults.lost.items()
    ]
    return {**faults.as_json(), "lost": lost}


def _load_faults(document: Any) -> Faults:
    ahead = time.time() - time.monotonic()
    lost = {
        (method, path, query, bytes.fromhex(body)): (until - ahead, Planned(*planned))
        for method, path, query, body, until, *planned in document["lost"]
    }
    faults = Faults.from_json(document)
    return Faults(faults.rules, faults.made, Map(lost))


_MEMBERS: Final[Mapping[str, _Member]] = {
    "seed": _Member(int, int),
    "clock": _Member(Clock.as_json, Clock.from_json),
    "settings": _Member(dict, dict),
    "faults": _Member(_dump_faults, _load_faults),
    "sequences": _Member(dict, Map),
}


def digest(state: State, *others: Any) -> str:
    """What names the world that sandboxes begin with: its records, and whatever else decides over it."""
    named = blake2b(dump_json([FORMAT, others]), digest_size=16)
    for name in sorted(state.tables):
        named.update(dump_json([name, state.tables[name].as_json()]))
    named.update(dump_json({name: state.sequences[name] for name in sorted(state.sequences)}))
    return named.hexdigest()
