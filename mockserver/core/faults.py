"""Planned misbehaviour: which call of a sandbox gets which outcome, how late, and how broken on the wire."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from hashlib import blake2b
from random import Random
from threading import Lock
from time import monotonic
from typing import Any, Final

from mockserver.core.http import Call
from mockserver.core.outcomes import LOST, WIRE

MAX_DELAY: Final = 600.0
"""The longest planned delay, in seconds."""

MOST_RULES: Final = 1_000
"""How many rules a sandbox keeps; one that has fired as often as it may counts until it is removed."""

MAGIC: Final = "user@{}.mock.example"
"""The form of an e-mail address that asks for an outcome wherever it stands in the data of a call."""

_SENDS_AGAIN: Final = 2.0
"""Seconds within which a browser has sent a lost call again, which it does at once."""

_MAGIC: Final = re.compile(r"@([a-z-]+)\.mock\.example(?![\w.-])", re.IGNORECASE)


@dataclass(slots=True)
class Fault:
    """A rule of a sandbox: calls whose action matches ``match`` get ``outcome``.

    ``match`` is a shell pattern over action keys; ``after`` matching calls pass untouched first; then ``times``
    calls are hit (None: all), each with ``probability``. ``delay`` is one of ``{"fixed": s}``,
    ``{"uniform": [a, b]}``, ``{"lognormal": {"median": s, "sigma": x}}`` in seconds.
    """

    id: str
    match: str
    outcome: str
    times: int | None = 1
    after: int = 0
    probability: float = 1.0
    delay: Mapping[str, Any] | None = None
    retry_after: int | None = None
    seen: int = 0
    fired: int = 0

    def as_json(self) -> dict[str, Any]:
        """The rule as the control API shows it."""
        return {
            "id": self.id,
            "match": self.match,
            "outcome": self.outcome,
            "times": self.times,
            "after": self.after,
            "probability": self.probability,
            "delay": self.delay,
            "retry_after": self.retry_after,
            "seen": self.seen,
            "fired": self.fired,
        }

    def hits(self, can: Callable[[str], bool], random: Callable[[], Random]) -> bool:
        """Whether this call, which matches, is hit; counts it, unless it ``can`` not come to the outcome at all."""
        if (self.times is not None and self.fired >= self.times) or not can(self.outcome):
            return False
        self.seen += 1
        if self.seen <= self.after or (self.probability < 1 and random().random() >= self.probability):
            return False
        self.fired += 1
        return True


@dataclass(frozen=True, slots=True)
class Planned:
    """What is planned for one call; ``source`` says by whom: a fault's id, ``header`` or ``magic``."""

    source: str
    outcome: str = "ok"
    delay: float = 0.0
    retry_after: int | None = None

    @property
    def wire(self) -> str | None:
        """The wire fault, when the outcome is one."""
        return self.outcome if self.outcome in WIRE else None


class TooManyRules(ValueError):
    """A sandbox keeps MOST_RULES rules, and no more."""


class Faults:
    """The rules of one sandbox, oldest first; the first that hits decides.

    ``changes`` counts what was done to them: planted, taken away, fired.
    """

    __slots__ = ("_lock", "_lost", "_made", "_matching", "changes", "rules")

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self._matching: dict[str, list[Fault]] = {}
        self.changes = 0
        self._made = 0
        self._lock = Lock()
        self._lost: dict[tuple[str, str, str, bytes], tuple[float, Planned]] = {}

    def plant(self, rule: Mapping[str, Any]) -> Fault:
        """Add a rule (members as :class:`Fault`, without id and counters); TooManyRules when there is no room."""
        with self._lock:
            if len(self.rules) >= MOST_RULES:
                raise TooManyRules(f"a sandbox keeps {MOST_RULES} rules: remove some of them first")
            self._made += 1
            self.changes += 1
            fault = Fault(id=f"fault-{self._made}", **{name: _whole(value) for name, value in rule.items()})
            self._hold([*self.rules, fault])
        return fault

    def get(self, fault_id: str) -> Fault | None:
        """The rule of an id."""
        return next((fault for fault in self.rules if fault.id == fault_id), None)

    def remove(self, fault_id: str) -> bool:
        """Take a rule away; False when there is none of that id."""
        with self._lock:
            kept = [fault for fault in self.rules if fault.id != fault_id]
            found = len(kept) < len(self.rules)
            self._hold(kept)
            self.changes += 1
        return found

    def clear(self) -> None:
        """Take all rules away; new ones get new ids."""
        with self._lock:
            self._hold([])
            self.changes += 1

    def as_json(self) -> dict[str, Any]:
        """The rules with their counters, as a state document holds them."""
        with self._lock:
            return {"made": self._made, "rules": [fault.as_json() for fault in self.rules]}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Faults:
        """The inverse of :meth:`as_json`."""
        faults = cls()
        faults._made = int(document["made"])
        faults.rules = [
            Fault(**{name: _whole(value) if name in _COUNTS else value for name, value in rule.items()})
            for rule in document["rules"]
        ]
        return faults

    def plan(self, action: str, can: Callable[[str], bool], random: Callable[[], Random], call: Call) -> Planned | None:
        """What the rules plan for a call of ``action``, which ``can`` come to some outcomes only; or None.

        A browser that loses a call on a connection it used before sends it again by itself, and its page never
        learns of the loss. So what a browser sends again at once is the same call still: hit, and not counted.
        """
        with self._lock:
            planned = self._found(call) or self._hit(action, can, random)
            if planned is not None and planned.outcome in LOST and call.reused and _is_of_browser(call):
                now = monotonic()
                self._lost = {key: kept for key, kept in self._lost.items() if now < kept[0]}
                self._lost[_identity(call)] = now + planned.delay + _SENDS_AGAIN, replace(planned, delay=0.0)
            return planned

    def _found(self, call: Call) -> Planned | None:
        """What hit this call when it was sent for the first time, if it was lost just now."""
        until, planned = self._lost.pop(_identity(call), (0.0, None)) if self._lost else (0.0, None)
        return planned if monotonic() < until else None

    def _hit(self, action: str, can: Callable[[str], bool], random: Callable[[], Random]) -> Planned | None:
        matching = self._matching.get(action)
        if matching is None:
            found = [fault for fault in self.rules if fnmatchcase(action, fault.match)]
            matching = self._matching[action] = found
        for fault in matching:
            if fault.hits(can, random):
                self.changes += 1
                delay = drawn(fault.delay, random) if fault.delay else 0.0
                return Planned(fault.id, fault.outcome, delay, fault.retry_after)
        return None

    def _hold(self, rules: list[Fault]) -> None:
        """Have these rules, and find anew which of them match an action. Called with the lock held."""
        self.rules, self._matching = rules, {}


def _is_of_browser(call: Call) -> bool:
    return call.headers.get("user-agent", "").startswith("Mozilla/")


def _identity(call: Call) -> tuple[str, str, str, bytes]:
    """What tells whether two calls are one that was sent twice."""
    return call.method, call.path, call.query, blake2b(call.body, digest_size=16).digest()


_COUNTS: Final = frozenset(("times", "after", "retry_after", "seen", "fired"))


def _whole(value: Any) -> Any:
    """A whole number as an int: JSON Schema's integers include 2.0, a ``Retry-After`` does not."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def drawn(delay: Mapping[str, Any], random: Callable[[], Random]) -> float:
    """Seconds drawn from a delay's description, at most MAX_DELAY."""
    if "fixed" in delay:
        seconds = float(delay["fixed"])
    elif "uniform" in delay:
        seconds = random().uniform(*delay["uniform"])
    else:
        shape = delay["lognormal"]
        seconds = random().lognormvariate(math.log(shape["median"]), shape["sigma"])
    return min(seconds, MAX_DELAY)


def seconds(text: str) -> float:
    """The delay that an ``X-Mock-Delay`` header asks for; ValueError says what it must be."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number <= MAX_DELAY:
        raise ValueError(f"X-Mock-Delay must be seconds from 0 to {MAX_DELAY:g}, not {text}")
    return number


def planned_by_magic(value: Any) -> Planned | None:
    """What a magic value in the payload asks for: an e-mail at ``@<outcome>.mock.example``, at any depth."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            found = _MAGIC.search(item)
            if found:
                return Planned("magic", found[1].lower())
        elif isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return None
