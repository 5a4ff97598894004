"""Planned misbehaviour: which call of a sandbox gets which outcome, how late, and how broken on the wire."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from hashlib import blake2b
from random import Random
from time import monotonic
from typing import Any, Final, TypeAlias

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

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


class Fault(Struct, frozen=True):
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

    def is_due(self, random: Callable[[], Random]) -> bool:
        """Whether the call that was counted last is hit."""
        return self.seen > self.after and (self.probability >= 1 or random().random() < self.probability)


class Planned(Struct, frozen=True):
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


_Lost: TypeAlias = Map[tuple[str, str, str, bytes], tuple[float, Planned]]


@dataclass(frozen=True, slots=True)
class Faults:
    """The rules of one sandbox, oldest first; the first that hits decides. Immutable: what changes them answers others.

    ``made`` counts the rules there ever were; ``lost`` are calls of browsers that were lost just now, and until when
    they may be sent again.
    """

    rules: tuple[Fault, ...] = ()
    made: int = 0
    lost: _Lost = field(default_factory=Map)
    _matching: dict[str, list[int]] = field(default_factory=dict, repr=False, compare=False)
    """The places of the rules that match an action, as far as asked; shared as long as the same rules are there."""

    def plant(self, rule: Mapping[str, Any]) -> Faults:
        """With one more rule (members as :class:`Fault`, without id and counters); TooManyRules when it has no room."""
        if len(self.rules) >= MOST_RULES:
            raise TooManyRules(f"a sandbox keeps {MOST_RULES} rules: remove some of them first")
        fault = Fault(id=f"fault-{self.made + 1}", **{name: _whole(value) for name, value in rule.items()})
        return Faults((*self.rules, fault), self.made + 1, self.lost)

    def get(self, fault_id: str) -> Fault | None:
        """The rule of an id."""
        return next((fault for fault in self.rules if fault.id == fault_id), None)

    def remove(self, fault_id: str) -> Faults:
        """Without the rule of an id, which need not be there: what it lost is not lost again."""
        lost = Map({called: kept for called, kept in self.lost.items() if kept[1].source != fault_id})
        return Faults(tuple(fault for fault in self.rules if fault.id != fault_id), self.made, lost)

    def clear(self) -> Faults:
        """Without any rule; new ones get new ids."""
        return Faults((), self.made)

    def as_json(self) -> dict[str, Any]:
        """The rules with their counters, as a state document holds them."""
        return {"made": self.made, "rules": [fault.as_json() for fault in self.rules]}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Faults:
        """The inverse of :meth:`as_json`."""
        rules = (
            Fault(**{name: _whole(value) if name in _COUNTS else value for name, value in rule.items()})
            for rule in document["rules"]
        )
        return cls(tuple(rules), int(document["made"]))

    def plan(
        self, action: str, can: Callable[[str], bool], random: Callable[[], Random], call: Call
    ) -> tuple[Planned | None, Faults]:
        """What the rules plan for a call of ``action``, which ``can`` come to some outcomes only; and the rules after.

        A browser that loses a call on a connection it used before sends it again by itself, and its page never
        learns of the loss. So what a browser sends again at once is the same call still: hit, and not counted.
        """
        until, planned = self.lost.get(_identity(call), (0.0, None)) if self.lost else (0.0, None)
        if planned is not None and monotonic() < until:
            after = Faults(self.rules, self.made, self.lost.delete(_identity(call)), self._matching)
        else:
            planned, after = self._hit(action, can, random)
        if planned is None or planned.outcome not in LOST or not call.reused or not _is_of_browser(call):
            return planned, after
        now = monotonic()
        lost = Map({key: kept for key, kept in after.lost.items() if now < kept[0]})
        again = now + planned.delay + _SENDS_AGAIN, replace(planned, delay=0.0)
        return planned, Faults(after.rules, self.made, lost.set(_identity(call), again), self._matching)

    def _hit(
        self, action: str, can: Callable[[str], bool], random: Callable[[], Random]
    ) -> tuple[Planned | None, Faults]:
        rules, planned = self.rules, None
        for place in self._places(action):
            fault = rules[place]
            if (fault.times is not None and fault.fired >= fault.times) or not can(fault.outcome):
                continue
            seen = replace(fault, seen=fault.seen + 1)
            if seen.is_due(random):
                delay = drawn(fault.delay, random) if fault.delay else 0.0
                planned = Planned(fault.id, fault.outcome, delay, fault.retry_after)
                seen = replace(seen, fired=seen.fired + 1)
            rules = (*rules[:place], seen, *rules[place + 1 :])
            if planned is not None:
                break
        return planned, self if rules is self.rules else Faults(rules, self.made, self.lost, self._matching)

    def _places(self, action: str) -> list[int]:
        found = self._matching.get(action)
        if found is None:
            found = [place for place, fault in enumerate(self.rules) if fnmatchcase(action, fault.match)]
            self._matching[action] = found
        return found


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
