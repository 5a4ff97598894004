"""One call as a test sees it, read from the journal, and whose fault it is when it went wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from msgspec import Struct

from mockserver import dialects
from mockserver.core.errors import did_you_mean
from mockserver.core.outcomes import blamed
from mockserver.dialects.frame import Dialect


class RecordedCall(Struct, frozen=True):
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
    claimed: bool = True

    @classmethod
    def from_json(cls, entry: Mapping[str, Any], *, claimed: bool = True) -> RecordedCall:
        """A call of an entry as the journal shows it."""
        request, response = entry["request"], entry["response"]
        return cls(
            number=entry["number"],
            sandbox=entry["sandbox"],
            time=entry["time"],
            dialect=entry["dialect"],
            action=entry["action"],
            method=request["method"],
            path=request["path"],
            query=request["query"],
            headers=request["headers"],
            form=request["form"],
            payload=request["payload"],
            status=entry["status"],
            outcome=entry["outcome"],
            response=_json_or_text(response["body"]),
            response_headers=response["headers"],
            failed_check=entry["checks"]["failed"],
            violations=entry["violations"],
            findings=entry["findings"],
            hint=entry["hint"],
            evidence=entry["evidence"],
            fault=entry["fault"],
            duration_ms=entry["duration_ms"],
            claimed=claimed,
        )

    @classmethod
    def from_tally(cls, tally: Mapping[str, Any], sandbox: str, *, claimed: bool = True) -> RecordedCall:
        """The first call of a tally, as far as it is known."""
        first = tally["first"]
        return cls(
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


def _json_or_text(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body


def known_actions() -> tuple[str, ...]:
    """The keys of all actions and routes."""
    return _known_actions(dialects.load())


@cache
def _known_actions(loaded: tuple[Dialect, ...]) -> tuple[str, ...]:
    actions = {action.key for dialect in loaded for action in dialect.actions.values()}
    return tuple(sorted(actions | {route.key for dialect in loaded for route in dialect.routes}))


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
