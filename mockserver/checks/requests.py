"""What a client sent, read and checked by the functions that answer a live call."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from mockserver.checks.documents import repeated_members
from mockserver.checks.exchanges import NotCovered, join
from mockserver.checks.findings import Finding, Ground
from mockserver.checks.grounds import Scale
from mockserver.checks.rules import Breach, CheckedExchange
from mockserver.core.action import Action
from mockserver.core.errors import InvalidPayload, MissingFields, Problem, Refused, Violation
from mockserver.core.http import Answer, load_json
from mockserver.core.statements import KINDS
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
        for breach in checked.breaches:
            ground = self._scale.of_evidence(breach.statement)
            pointer = join(checked.prefix, breach.pointer)
            finding = self._scale.finding("request", pointer, breach.expected, breach.got, ground)
            checked.findings.append(self._weighed(checked, finding))
        checked.findings.extend(self._undeclared(checked))
        checked.findings.extend(self._repeated(checked))
        checked.findings.extend(self._credentials(checked))
        checked.findings.extend(self._failed(checked))

    def _read(self, checked: CheckedExchange) -> None:
        actions = checked.rules.read(checked, self._integrations)
        if actions:
            _hold_payload(checked, actions)

    # -- what is found -----------------------------------------------------------------------------------------

    def _judge(self, checked: CheckedExchange, problem: Problem) -> Iterator[Finding]:
        answer = checked.recorded.answer
        for finding in self._said(checked, problem):
            yield self._weighed(checked, finding)
        if answer is not None:
            yield from self._wrong_status(checked, problem, answer)

    def _weighed(self, checked: CheckedExchange, finding: Finding) -> Finding:
        """A finding on a request, as heavy as it is where the server refused that request."""
        answer = checked.recorded.answer
        refused = answer is not None and answer.status >= 400
        return replace(finding, severity="info") if refused and self._forgiving else finding

    def _said(self, checked: CheckedExchange, problem: Problem) -> Iterator[Finding]:
        """What a problem says is wrong with the request."""
        for violation in problem.violations:
            pointer = join(checked.prefix, violation.pointer)
            ground = self._ground(checked, problem, violation)
            yield self._scale.finding("request", pointer, violation.expected, violation.got, ground)
        if not problem.violations:
            pointer, expected, got = _unread(checked, problem)
            yield self._scale.finding(
                "request", pointer, expected, got, self._scale.of_refusal(checked.dialect, problem, checked.context)
            )

    def _ground(self, checked: CheckedExchange, problem: Problem, violation: Violation) -> Ground:
        """The statement of the branch that refuses a violation, at the line of the schema that asks for it.

        What an action asks for is the action's own statement, unless the branch rests on less.
        """
        own = self._scale.grounds.of_violation(checked.key, "request", violation)
        branch = self._scale.of_refusal(checked.dialect, _deciding(checked, problem, violation), checked.context)
        told = checked.rules.evidence.get(violation.pointer)
        if told is not None and not isinstance(problem, MissingFields):
            branch = self._scale.of_evidence(told)
        if checked.actions and KINDS.index(branch.kind) <= KINDS.index(own.kind):
            return own
        return replace(branch, file=own.file, line=own.line)

    def _wrong_status(self, checked: CheckedExchange, problem: Problem, answer: Answer) -> Iterator[Finding]:
        """A request that must be refused was not, or with a status that no check up to the failing one has."""
        due = checked.dialect.refuse(problem, checked.context)
        if answer.status in {due.status, *_statuses_before(checked, problem)}:
            return
        text = "; ".join(checked.rules.texts(load_json(due.body)))
        ground = self._scale.of_refusal(checked.dialect, problem, checked.context)
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
        if answer.status < 400 and not breach.got:
            yield replace(finding, severity="warning")
        else:
            yield self._weighed(checked, finding)

    def _failed(self, checked: CheckedExchange) -> Iterator[Finding]:
        """What the journal says was wrong with a request in which nothing wrong is to be seen.

        An error of the application and a limit are no checks of the route: they say nothing of the client's contract.
        """
        failed = checked.recorded.failed
        if failed is None or any(finding.side == "request" for finding in checked.findings):
            return
        ground = self._scale.of_evidence(failed.evidence)
        expected, got = f"to pass the check of its {failed.name}", failed.hint or "a refusal"
        finding = self._scale.finding("request", "", expected, got, ground)
        own = failed.name in checked.route.checks
        yield self._weighed(checked, finding) if own else replace(finding, severity="info")

    def _repeated(self, checked: CheckedExchange) -> Iterator[Finding]:
        """A member that stands twice in one object: which of the two counts, every reader decides for itself."""
        texts = {checked.prefix or "body": checked.recorded.call.body}
        if "payload" in (form := checked.context.exchange.form or {}):
            texts = {"payload": form["payload"].encode(errors="replace")}
        for prefix, text in texts.items():
            for name in repeated_members(text):
                ground = self._scale.grounds.of_part(checked.key, "request")
                finding = self._scale.finding("request", join(prefix, name), "one member of a name", "several", ground)
                yield replace(finding, severity="warning")

    def _undeclared(self, checked: CheckedExchange) -> Iterator[Finding]:
        refusal = checked.dialect.refusals.get("undeclared")
        usual = refusal.evidence if refusal else ""
        for found in checked.context.exchange.findings:
            evidence = checked.rules.evidence.get(found.pointer, usual)
            ground = self._scale.of_evidence(evidence) if evidence else self._scale.grounds.of_file(checked.route.key)
            yield Finding("request", found.pointer, found.expected, found.got, ground, "warning")


def _deciding(checked: CheckedExchange, problem: Problem, violation: Violation) -> Problem:
    """The problem that one violation alone would be: one refusal may name fields that are missing and others."""
    if not isinstance(problem, MissingFields) or not checked.prefix:
        return problem
    if violation.pointer not in problem.fields:
        return InvalidPayload(problem.message)
    return MissingFields(
        [violation.pointer], evidence=checked.dialect.missing_evidence([violation.pointer], checked.payload)
    )


def _refuse_unknown_action(checked: CheckedExchange, problem: Problem) -> None:
    """NotCovered for an action that the server has, or may have, and the documents and `--actions` have not."""
    answer = checked.recorded.answer
    if problem.outcome != "unsupported-action" or answer is None:
        return
    due = checked.dialect.refusals[problem.outcome].status
    if answer.status < 400 or (checked.rules.open_catalogue and answer.status != due):
        _, _, action = _unread(checked, problem)
        raise NotCovered(f"no contract covers the action {action}: --actions declares it")


def _statuses_before(checked: CheckedExchange, problem: Problem) -> set[int]:
    """The statuses of the refusals that may come before the one of a problem: of earlier checks, or at any time."""
    refusals, checks = checked.dialect.refusals, checked.route.checks
    failed = refusals[problem.outcome].check if problem.outcome in refusals else ""
    earlier = checks[: checks.index(failed)] if failed in checks else checks
    return {
        refusal.status for outcome, refusal in refusals.items() if refusal.check in earlier or outcome in _AT_ANY_TIME
    }


class _Reading(Struct, frozen=True):
    """A payload as one action reads it.

    ``problem``: the refusal it would get; ``undeclared``: the fields that the action does not know; ``breaches``: what
    it breaks of what is documented on its fields beside the schema.
    """

    action: Action
    problem: Problem | None
    undeclared: Sequence[Violation]

    breaches: Sequence[Breach] = ()

    def weight(self) -> tuple[int, int]:
        """How badly the payload fits: what it breaks, then what it has too much."""
        broken = 0 if self.problem is None else max(1, len(self.problem.violations))
        return broken + len(self.breaches), len(self.undeclared)


def _hold_payload(checked: CheckedExchange, actions: Sequence[Action]) -> None:
    """Hold the payload against each action that it can mean; the one that it fits best decides."""
    readings = sorted((_reading(checked, action) for action in actions), key=_Reading.weight)
    checked.actions = [reading.action for reading in readings]
    checked.context.exchange.findings.extend(readings[0].undeclared)
    checked.breaches = readings[0].breaches
    if readings[0].problem is not None:
        raise readings[0].problem


def _reading(checked: CheckedExchange, action: Action) -> _Reading:
    context = dataclasses.replace(checked.context, exchange=Exchange(checked.recorded.call))
    problem = None
    try:
        context.hold_payload(action, checked.payload)
    except Problem as found:
        problem = found
    breaches = [] if problem is not None else list(checked.rules.fields(action, checked.payload))
    return _Reading(action, problem, context.exchange.findings, breaches)


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
