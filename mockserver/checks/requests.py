"""What a client sent, read and checked by the functions that answer a live call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from mockserver.checks.exchanges import NotCovered, join
from mockserver.checks.findings import Finding
from mockserver.checks.grounds import Scale
from mockserver.checks.rules import CheckedExchange
from mockserver.core.action import Action
from mockserver.core.errors import InvalidPayload, Problem, Refused, Violation
from mockserver.core.http import Answer, load_json
from mockserver.dialects.bodies import READERS
from mockserver.sandboxes.journal import Exchange

_ADDED: Final = {"host", "content-type"}
"""The headers that a recording without headers still tells of."""

_AT_ANY_TIME: Final = ("rate-limited", "unavailable", "host-refused", "body-too-large")


class RequestChecks:
    """Holds requests. ``forgiving``: one that breaks its contract and was refused is worth an info only."""

    def __init__(self, scale: Scale, integrations: Mapping[str, str], *, forgiving: bool) -> None:
        self._scale = scale
        self._integrations = integrations
        self._forgiving = forgiving

    def hold(self, checked: CheckedExchange) -> None:
        """Read the request, and note what is wrong with it and what the server failed to refuse."""
        if checked.problem is None and not checked.recorded.unread:
            try:
                self._read(checked)
            except Problem as problem:
                checked.problem = problem
                _refuse_unknown_action(checked, problem)
        if checked.problem is not None:
            checked.findings.extend(self._judge(checked, checked.problem))
        checked.findings.extend(self._undeclared(checked))
        checked.findings.extend(self._credentials(checked))

    def _read(self, checked: CheckedExchange) -> None:
        actions = checked.rules.read(checked, self._integrations)
        if actions:
            _hold_payload(checked, actions)

    # -- what is found -----------------------------------------------------------------------------------------

    def _judge(self, checked: CheckedExchange, problem: Problem) -> Iterator[Finding]:
        answer = checked.recorded.answer
        refused = answer is not None and answer.status >= 400
        for finding in self._said(checked, problem):
            yield replace(finding, severity="info") if refused and self._forgiving else finding
        if answer is not None:
            yield from self._wrong_status(checked, problem, answer)

    def _said(self, checked: CheckedExchange, problem: Problem) -> Iterator[Finding]:
        """What a problem says is wrong with the request."""
        for violation in problem.violations:
            ground = self._scale.grounds.of_violation(checked.key, "request", violation)
            pointer = join(checked.prefix, violation.pointer)
            yield self._scale.finding("request", pointer, violation.expected, violation.got, ground)
        if not problem.violations:
            pointer, expected, got = _unread(checked, problem)
            yield self._scale.finding(
                "request", pointer, expected, got, self._scale.of_refusal(checked.dialect, problem, checked.visit)
            )

    def _wrong_status(self, checked: CheckedExchange, problem: Problem, answer: Answer) -> Iterator[Finding]:
        """A request that must be refused was not, or with a status that no check up to the failing one has."""
        due = checked.dialect.refuse(problem, checked.visit)
        if answer.status in {due.status, *_statuses_before(checked, problem)}:
            return
        text = "; ".join(checked.rules.texts(load_json(due.body)))
        ground = self._scale.of_refusal(checked.dialect, problem, checked.visit)
        yield self._scale.finding("response", "status", f"{due.status} ({text})", str(answer.status), ground)

    def _credentials(self, checked: CheckedExchange) -> Iterator[Finding]:
        """What is wrong with the credentials; that there are none is a warning where the call succeeded.

        Browsers leave credentials out of what they save, some recorders all headers.
        """
        recorded, answer = checked.recorded, checked.recorded.answer
        breach = checked.rules.credentials(checked)
        if answer is None or breach is None or recorded.partial or recorded.call.headers.keys() <= _ADDED:
            return
        ground = self._scale.grounds.of_statement(breach.statement)
        got = breach.got or "nothing"
        finding = self._scale.finding("request", breach.pointer, breach.expected, got, ground)
        if answer.status >= 400:
            yield replace(finding, severity="info") if self._forgiving else finding
        else:
            yield replace(finding, severity="warning") if not breach.got else finding

    def _undeclared(self, checked: CheckedExchange) -> Iterator[Finding]:
        refusal = checked.dialect.refusals.get("undeclared")
        usual = refusal.evidence.partition(" ")[0] if refusal else ""
        for found in checked.visit.exchange.findings:
            statement, _, kind = checked.rules.evidence.get(found.pointer, usual).partition(" ")
            grounds = self._scale.grounds
            ground = grounds.of_statement(statement, kind or None) if statement else grounds.of_file(checked.route.key)
            yield Finding("request", found.pointer, found.expected, found.got, ground, "warning")


def _refuse_unknown_action(checked: CheckedExchange, problem: Problem) -> None:
    """NotCovered for an action that the server has and the catalogue has not."""
    answer = checked.recorded.answer
    if problem.outcome == "unsupported-action" and answer is not None and answer.status < 400:
        _, _, action = _unread(checked, problem)
        raise NotCovered(f"no contract covers the action {action}, which the server has")


def _statuses_before(checked: CheckedExchange, problem: Problem) -> set[int]:
    """The statuses of the refusals that may come before the one of a problem: of earlier checks, or at any time."""
    refusals, checks = checked.dialect.refusals, checked.route.checks
    failed = refusals[problem.outcome].check if problem.outcome in refusals else ""
    earlier = checks[: checks.index(failed)] if failed in checks else checks
    return {
        refusal.status for outcome, refusal in refusals.items() if refusal.check in earlier or outcome in _AT_ANY_TIME
    }


@dataclass(frozen=True, slots=True)
class _Reading:
    """A payload as one action reads it: the refusal it would get, and the fields that the action does not know."""

    action: Action
    problem: Problem | None
    undeclared: Sequence[Violation]

    def weight(self) -> tuple[int, int]:
        """How badly the payload fits: what it breaks, then what it has too much."""
        broken = 0 if self.problem is None else max(1, len(self.problem.violations))
        return broken, len(self.undeclared)


def _hold_payload(checked: CheckedExchange, actions: Sequence[Action]) -> None:
    """Hold the payload against each action that it can mean; the one that it fits best decides."""
    readings = sorted((_reading(checked, action) for action in actions), key=_Reading.weight)
    checked.actions = [reading.action for reading in readings]
    checked.visit.exchange.findings.extend(readings[0].undeclared)
    if readings[0].problem is not None:
        raise readings[0].problem


def _reading(checked: CheckedExchange, action: Action) -> _Reading:
    visit = replace(checked.visit, exchange=Exchange(checked.recorded.call))
    problem = None
    try:
        visit.hold_payload(action, checked.payload)
    except Problem as found:
        problem = found
    return _Reading(action, problem, visit.exchange.findings)


def _unread(checked: CheckedExchange, problem: Problem) -> tuple[str, str, str]:
    """Pointer, expectation and what came, for a problem that no schema has found."""
    place = checked.rules.place(checked, problem)
    if place is not None:
        return place
    context = problem.context if isinstance(problem, Refused) else {}
    if problem.outcome == "method-not-allowed":
        return "method", f"one of {context['allowed']}", context["method"]
    if problem.outcome == "wrong-content-type":
        return "headers.content-type", " or ".join(READERS), context["content_type"]
    if isinstance(problem, InvalidPayload):
        return checked.prefix or "body", "a JSON object", problem.message
    return "", "a request that can be read", context.get("reason", problem.message)
