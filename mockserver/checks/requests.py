"""What a client sent, read and held by the functions that answer a live call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mockserver.checks.exchanges import Held, join
from mockserver.checks.findings import Finding
from mockserver.checks.grounds import Scale
from mockserver.core.action import Action
from mockserver.core.errors import InvalidPayload, Problem, Refused, Violation, did_you_mean
from mockserver.core.http import Answer, load_json
from mockserver.dialects.bodies import READERS
from mockserver.dialects.oktopost import routes as oktopost
from mockserver.dialects.refold import routes as refold
from mockserver.sandboxes.journal import Exchange


class RequestChecks:
    """Holds requests. ``forgiving``: one that breaks its contract and was refused is worth an info only."""

    def __init__(self, scale: Scale, integrations: Mapping[str, str], *, forgiving: bool) -> None:
        self._scale = scale
        self._integrations = integrations
        self._forgiving = forgiving

    def hold(self, held: Held) -> None:
        """Read the request, and note what is wrong with it and what the server failed to refuse."""
        if held.problem is None and not held.recorded.unread:
            try:
                self._read(held)
            except Problem as problem:
                held.problem = problem
        if held.problem is not None:
            held.findings.extend(self._judge(held, held.problem))
        held.findings.extend(self._undeclared(held))

    def _read(self, held: Held) -> None:
        visit, route = held.visit, held.route
        if route.key == "oktopost/http/execute_action":
            form = oktopost.read_form(visit)
            integration = oktopost.need_field(visit, form, "id", "O-02 documented")
            name = oktopost.need_field(visit, form, "actionName", "O-03 documented")
            actions = self._meant(oktopost.well_formed(visit, integration, part="form"), name)
            held.prefix = "payload"
            held.payload = oktopost.read_payload(form.get("payload", ""))
            _hold_payload(held, actions)
        elif route.key == "refold/http/execute_action":
            action = refold.find_action(visit, *visit.arguments)
            held.prefix = "payload"
            held.payload = refold.read_body(visit)
            _hold_payload(held, [action])
        elif route.declared["form"]:
            oktopost.hold_parts(visit, form=oktopost.read_form(visit))
        elif route.declared["json"]:
            held.payload = refold.read_body(visit)
            refold.hold_body(visit, held.payload)
        else:
            oktopost.hold_parts(visit, query=visit.query())

    def _meant(self, integration: str, name: str) -> list[Action]:
        """The actions that a name can mean: those of the integration's application, where that is known."""
        app = self._integrations.get(integration)
        found = [action for action in oktopost.actions().values() if action.name == name and app in (None, action.app)]
        if not found:
            names = sorted({action.name for action in oktopost.actions().values() if app in (None, action.app)})
            raise Refused(
                "unsupported-action", action=name, type=app or "any application", near=did_you_mean(name, names)
            )
        return found

    # -- what is found -----------------------------------------------------------------------------------------

    def _judge(self, held: Held, problem: Problem) -> Iterator[Finding]:
        answer = held.recorded.answer
        refused = answer is not None and answer.status >= 400
        for finding in self._said(held, problem):
            yield replace(finding, severity="info") if refused and self._forgiving else finding
        if answer is not None and not refused:
            yield self._unrefused(held, problem, answer)

    def _said(self, held: Held, problem: Problem) -> Iterator[Finding]:
        """What a problem says is wrong with the request."""
        for violation in problem.violations:
            ground = self._scale.grounds.of_violation(held.key, "request", violation)
            pointer = join(held.prefix, violation.pointer)
            yield self._scale.finding("request", pointer, violation.expected, violation.got, ground)
        if not problem.violations:
            pointer, expected, got = _unread(held, problem)
            yield self._scale.finding(
                "request", pointer, expected, got, self._scale.of_refusal(held.dialect, problem, held.visit)
            )

    def _unrefused(self, held: Held, problem: Problem, answer: Answer) -> Finding:
        """A request that must be refused was not."""
        due = held.dialect.refuse(problem, held.visit)
        document = load_json(due.body)
        text = "; ".join(oktopost.error_texts(document)) if "Errors" in document else document["message"]
        ground = self._scale.of_refusal(held.dialect, problem, held.visit)
        return self._scale.finding("response", "status", f"{due.status} ({text})", str(answer.status), ground)

    def _undeclared(self, held: Held) -> Iterator[Finding]:
        statement = "O-19" if held.dialect.name == "oktopost" else "R-23"
        for found in held.visit.exchange.findings:
            encoded = found.pointer == "headers.content-type"
            ground = self._scale.grounds.of_statement("O-01" if encoded else statement, "public" if encoded else None)
            yield Finding("request", found.pointer, found.expected, found.got, ground, "warning")


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


def _hold_payload(held: Held, actions: Sequence[Action]) -> None:
    """Hold the payload against each action that it can mean; the one that it fits best decides."""
    readings = sorted((_reading(held, action) for action in actions), key=_Reading.weight)
    held.actions = [reading.action for reading in readings]
    held.visit.exchange.findings.extend(readings[0].undeclared)
    if readings[0].problem is not None:
        raise readings[0].problem


def _reading(held: Held, action: Action) -> _Reading:
    visit = replace(held.visit, exchange=Exchange(held.recorded.call))
    problem = None
    try:
        visit.hold_payload(action, held.payload)
    except Problem as found:
        problem = found
    return _Reading(action, problem, visit.exchange.findings)


def _unread(held: Held, problem: Problem) -> tuple[str, str, str]:
    """Pointer, expectation and what came, for a problem that no schema has found."""
    context = problem.context if isinstance(problem, Refused) else {}
    if problem.outcome == "method-not-allowed":
        return "method", f"one of {context['allowed']}", context["method"]
    if problem.outcome == "wrong-content-type":
        return "headers.content-type", " or ".join(READERS), context["content_type"]
    if problem.outcome == "unsupported-action" and held.dialect.name == "oktopost":
        return "form.actionName", _expected(f"an action of {context['type']}", context["near"]), context["action"]
    if problem.outcome == "unsupported-action":
        slug, action_id = held.visit.arguments
        near = did_you_mean(action_id, refold.actions().names(slug))
        return "path.action_id", _expected(f"an action of {slug}", near), action_id
    if isinstance(problem, InvalidPayload):
        return held.prefix or "body", "a JSON object", problem.message
    return "", "a request that can be read", context.get("reason", problem.message)


def _expected(what: str, near: str) -> str:
    return f"{what} ({near.strip()})" if near else what
