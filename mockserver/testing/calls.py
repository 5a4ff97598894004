"""One call as a test sees it, read from the journal, and whose fault it is when it went wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache, partial
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, Final

from mockserver import dialects
from mockserver.core.errors import did_you_mean
from mockserver.core.outcomes import blamed
from mockserver.dialects.frame import Dialect


class RecordedCall:
    """One request with its answer.

    ``action``: the key of the action or the route (``DIALECT/APPLICATION/NAME``, ``DIALECT/http/NAME``).
    ``payload``: the decoded payload or JSON body; ``form``: the form's fields; None when there was none.
    ``response``: the answer's JSON, or its text. ``violations`` and ``findings``: objects with ``pointer``,
    ``expected``, ``got``, ``keyword``. ``fault``: what planned this answer, or None. ``claimed``: whether the
    credential named a sandbox of the test. Of a call that the journal no longer holds, the headers, what was sent
    and what was answered are not known.
    """

    number: int
    sandbox: str
    time: str
    dialect: str
    action: str
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    form: Mapping[str, str] | None
    payload: Any
    status: int
    outcome: str
    response: Any
    response_headers: Mapping[str, str]
    failed_check: str | None
    violations: Sequence[Mapping[str, str]]
    findings: Sequence[Mapping[str, str]]
    hint: str | None
    evidence: str | None
    fault: str | None
    duration_ms: float
    claimed: bool

    __slots__ = ("_read", *__annotations__)

    def __init__(self, read: Callable[[], Mapping[str, Any]], **known: Any) -> None:
        """``read`` gives the entry as the journal shows it, for all that is not ``known``, once somebody asks."""
        keep = partial(object.__setattr__, self)
        keep("_read", read)
        for name, value in known.items():
            keep(name, value)

    if not TYPE_CHECKING:  # to a type checker it would be any attribute whatever

        def __getattr__(self, name: str) -> Any:
            """What was not asked for yet."""
            if name not in _READ:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            entry = self._read()
            for member, read in _READ.items():
                object.__setattr__(self, member, read(entry))
            return getattr(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a recorded call is what was: its {name} cannot be set")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RecordedCall) and _values(self) == _values(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in zip(_MEMBERS, _values(self), strict=True))
        return f"{type(self).__name__}({told})"

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy has been read, whatever becomes of the journal."""
        return _read_already, (dict(zip(_MEMBERS, _values(self), strict=True)),)

    @classmethod
    def from_json(cls, entry: Mapping[str, Any], *, claimed: bool = True) -> RecordedCall:
        """A call of an entry as the journal shows it."""
        return cls(lambda: entry, **{name: entry[name] for name in _KNOWN}, claimed=claimed)

    @classmethod
    def from_tally(cls, tally: Mapping[str, Any], sandbox: str, *, claimed: bool = True) -> RecordedCall:
        """The first call of a tally, as far as it is known."""
        first = tally["first"]
        return cls(
            dict,
            number=first["number"],
            sandbox=sandbox,
            time="",
            dialect=tally["dialect"],
            action=tally["action"],
            method=first["method"],
            path=first["path"],
            query="",
            headers={},
            form=None,
            payload=None,
            status=tally["status"],
            outcome=tally["outcome"],
            response=None,
            response_headers={},
            failed_check=first["failed"],
            violations=first["violations"],
            findings=(),
            hint=first["hint"],
            evidence=tally["evidence"] or None,
            fault="a fault" if tally["planned"] else None,
            duration_ms=0.0,
            claimed=claimed,
        )

    @property
    def sent(self) -> Any:
        """What an assertion about the payload compares: the payload, or the form of a call without one."""
        return self.form if self.payload is None else self.payload

    @property
    def blame(self) -> str | None:
        """Who broke the contract with this call: ``application``, ``mockserver`` or nobody (None)."""
        if self.outcome == "unknown-outcome":
            return "application"
        if self.fault is not None:
            return None
        # An integration id of another form is refused like an unknown one, yet no correct client sends it.
        return blamed(self.outcome) or ("application" if self.violations else None)

    def is_expected(self, expected: Sequence[str]) -> bool:
        """Whether a test that expects these outcomes accepts this call; a broken answer of ours never is."""
        return self.blame is None or (self.blame == "application" and self.outcome in expected)


def _read_already(known: Mapping[str, Any]) -> RecordedCall:
    return RecordedCall(dict, **known)


def _within(part: str, name: str, entry: Mapping[str, Any]) -> Any:
    return entry[part][name]


def _json_or_text(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body


_KNOWN: Final = ("number", "dialect", "action", "status", "outcome", "evidence", "fault")
"""What every call is asked for."""

_MEMBERS: Final = RecordedCall.__slots__[1:]
_values: Final = attrgetter(*_MEMBERS)
_READ: Final[Mapping[str, Callable[[Mapping[str, Any]], Any]]] = {
    **{name: itemgetter(name) for name in ("sandbox", "time", "violations", "findings", "hint", "duration_ms")},
    **{name: partial(_within, "request", name) for name in ("method", "path", "query", "headers", "form", "payload")},
    "response": lambda entry: _json_or_text(entry["response"]["body"]),
    "response_headers": partial(_within, "response", "headers"),
    "failed_check": partial(_within, "checks", "failed"),
}
"""The rest, which is read from the entry when somebody asks, and how."""


def known_actions() -> Mapping[str, None]:
    """The keys of all actions and routes, in their order."""
    return _known_actions(dialects.load())


@cache
def _known_actions(loaded: tuple[Dialect, ...]) -> Mapping[str, None]:
    actions = {action.key for dialect in loaded for action in dialect.actions.values()}
    return dict.fromkeys(sorted(actions | {route.key for dialect in loaded for route in dialect.routes}))


def check_action(pattern: str) -> str:
    """The pattern, when it names an action or, as a shell pattern, some; ValueError says what was meant."""
    if pattern not in known_actions() and not any(fnmatchcase(key, pattern) for key in known_actions()):
        meant = did_you_mean(pattern, known_actions())
        raise ValueError(f"there is no action {pattern!r}: {meant}`mockserver actions` lists them")
    return pattern


def check_outcomes(names: Sequence[str]) -> Sequence[str]:
    """The names, when all are outcomes; ValueError says what was meant."""
    if isinstance(names, str):
        raise ValueError(f"outcomes are given as a list, such as [{names!r}]")  # noqa: TRY004 - like the others
    known = dialects.outcomes() if names else {}
    for name in names:
        if name not in known:
            raise ValueError(f"there is no outcome {name!r}: {did_you_mean(name, known)}one of {', '.join(known)}")
    return names


def select(calls: Sequence[RecordedCall], pattern: str | None) -> list[RecordedCall]:
    """The calls whose action matches a shell pattern; all for None."""
    if pattern is None:
        return list(calls)
    return [call for call in calls if fnmatchcase(call.action, check_action(pattern))]
