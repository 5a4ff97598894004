"""What both dialects share: routes, refusals by name, and the way from a call to an answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from mockserver import faults
from mockserver.action import Action
from mockserver.contracts import Contract, Contracts
from mockserver.crm import hubspot, marketo, salesforce
from mockserver.errors import (
    BrokenContract,
    CrmError,
    InvalidPayload,
    MissingFields,
    Problem,
    Refused,
    Violation,
    did_you_mean,
)
from mockserver.faults import Planned
from mockserver.http import Answer, Call, Effect, Malformed, dump_json, parse_pairs
from mockserver.journal import Exchange
from mockserver.outcomes import LOST, OUTCOMES
from mockserver.sandbox import Sandbox, Sandboxes
from mockserver.store import Store

_log: Final = logging.getLogger("mockserver")

JSON_TYPE: Final = ("content-type", "application/json")
NOTHING: Final[Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One way of saying no: a row of a dialect's table.

    ``text`` and ``hint`` are format strings over the context of the call; ``check`` is the documented check that
    fails; ``evidence`` is a statement's id with its kind; ``code`` is the dialect's own error code; ``sample`` is
    what a planned refusal says where the call itself gives nothing to say.
    """

    status: int
    text: str
    check: str
    evidence: str
    hint: str
    code: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    sample: Mapping[str, str] = field(default_factory=lambda: NOTHING)


class Unsent(Exception):
    """A wire fault that loses the call before anything is done: no answer is sent at all."""


@dataclass(slots=True)
class Visit:
    """One call on its way through a dialect's checks: what is known of it, and what it still needs."""

    sandboxes: Sandboxes
    call: Call
    exchange: Exchange
    arguments: Sequence[str] = ()
    dialect: Dialect = None  # type: ignore[assignment] # this and the next are set before any view sees the visit
    route: Route = None  # type: ignore[assignment]
    context: dict[str, Any] = field(default_factory=dict)
    effect: Effect | None = None
    nullify: bool = False
    _sandbox: Sandbox | None = None
    _query: dict[str, str] | None = None

    @property
    def sandbox(self) -> Sandbox:
        """The world this call acts in; known once its credential is."""
        if self._sandbox is None:
            raise RuntimeError("a view asked for the sandbox before it authenticated the call")
        return self._sandbox

    @property
    def known_sandbox(self) -> Sandbox:
        """The sandbox, or the default one for a call whose credential names none."""
        return self._sandbox or self.sandboxes.default

    def request_id(self) -> str:
        """The id of this exchange, drawn when first asked for: by then the sandbox is known or never will be."""
        if not self.exchange.request_id:
            self.exchange.request_id = self.known_sandbox.request_id()
        return self.exchange.request_id

    def enter(self, sandbox: Sandbox) -> None:
        """The credential is good: the call acts in ``sandbox``."""
        self._sandbox = sandbox
        sandbox.last_used = self.sandboxes.timer()

    def passes(self, check: str) -> None:
        """A documented check was passed."""
        self.exchange.passed += 1

    def query(self) -> dict[str, str]:
        """The query's fields; the last one of a name counts, as in the vendors' own languages."""
        if not self.call.query:
            return {}
        if self._query is None:
            try:
                pairs = parse_pairs(self.call.query, "query")
            except Malformed as error:
                raise Refused("invalid-request", reason=str(error)) from None
            self._query = self.fields(pairs, "query")
        return self._query

    def fields(self, pairs: Sequence[tuple[str, str]], part: str) -> dict[str, str]:
        """Pairs as a mapping; undeclared and repeated names become findings."""
        found = dict(pairs)
        declared = self.route.declared[part]
        self.undeclared(found.keys() - declared, part, "field")
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            repeated = sorted({name for name in names if names.count(name) > 1})
            for name in repeated:
                self._finding(Violation(f"{part}.{name}", "one value", "several, the last counts", "repeated"))
        return found

    def undeclared(self, names: set[str], part: str, kind: str) -> None:
        """Note fields that no document declares; in strict mode ``fail`` they refuse the call."""
        for name in sorted(names):
            self._finding(Violation(f"{part}.{name}", f"a declared {kind}", "an undeclared one", "undeclared"))

    def _finding(self, finding: Violation) -> None:
        strict = self.known_sandbox.settings["strict"]
        if strict == "off":
            return
        self.exchange.findings.append(finding)
        if strict == "fail":
            raise Refused("undeclared", violations=[finding], reason=finding.sentence(), **self.context)

    def hold_request(self, parts: Mapping[str, Any]) -> list[Violation]:
        """What the call's parts (path, query, form, json) break in the route's contract."""
        contract = self.route.request
        return [] if contract.is_valid(parts) else contract.violations(parts)

    def hold_payload(self, action: Action, payload: Any) -> None:
        """Hold a payload against its action's contract: MissingFields before InvalidPayload."""
        if isinstance(payload, dict):
            self.undeclared(payload.keys() - action.declared, "payload", "field")
        if action.request.is_valid(payload):
            return
        violations = action.request.violations(payload)
        missing = missing_fields(action.required, payload)
        if missing:
            raise MissingFields(missing, violations=violations)
        raise InvalidPayload("; ".join(found.sentence() for found in violations), violations=violations)

    def admit(self, payload: Any = None, action: Action | None = None) -> None:
        """The call is good: only a limit or a planted fault can still stop it. Holds no lock.

        A delay becomes the answer's effect, served by whoever sends it.
        """
        self.query()
        planned = self._planned(payload, action)
        if planned is None:
            return
        outcome = planned.outcome
        self.exchange.fault = planned.source
        self.effect = Effect(planned.delay, planned.wire)
        if planned.wire:
            self.exchange.outcome = outcome
        if outcome in LOST:
            raise Unsent
        if outcome == "null-contact":
            self.nullify = True
        elif outcome != "ok" and not planned.wire:
            raise self._planned_problem(planned, action)

    def _planned(self, payload: Any, action: Action | None) -> Planned | None:
        planned = self._planned_outcome(payload, action)
        delay = self.call.headers.get("x-mock-delay")
        if delay is None:
            return planned
        try:
            return replace(planned or Planned("header"), delay=faults.seconds(delay))
        except ValueError as error:
            raise Refused("invalid-request", reason=str(error)) from None

    def _planned_outcome(self, payload: Any, action: Action | None) -> Planned | None:
        asked = self.call.headers.get("x-mock-outcome")
        if asked is not None:
            return self._possible(Planned("header", asked.strip().lower()), action)
        if b".mock.example" in self.call.body.lower():
            magic = faults.planned_by_magic(payload)
            if magic is not None:
                return self._possible(magic, action)
        sandbox = self.sandbox
        if not sandbox.faults.rules:
            return None
        return sandbox.faults.plan(
            self.exchange.action,
            lambda outcome: can_come_to(outcome, self.exchange.dialect, action),
            sandbox.random,
            self.call,
        )

    def _possible(self, planned: Planned, action: Action | None) -> Planned:
        """What the caller asks for, when this call can come to it; a misspelt wish must not pass in silence."""
        if not can_come_to(planned.outcome, self.exchange.dialect, action):
            self.exchange.fault = planned.source
            names = [name for name in OUTCOMES if can_come_to(name, self.exchange.dialect, action)]
            hint = f"{did_you_mean(planned.outcome, names)}this call can come to {', '.join(names)}"
            raise Refused("unknown-outcome", reason=planned.outcome, hint=hint)
        return planned

    def _planned_problem(self, planned: Planned, action: Action | None) -> Problem:
        wait = 1 if planned.retry_after is None else planned.retry_after
        own = {"method": self.call.method, "path": self.call.path, "retry_after": wait}
        sample = self.dialect.refusals[planned.outcome].sample
        return planned_problem(planned.outcome, self.sandbox, action, {**sample, **own, **self.context})


def can_come_to(outcome: str, dialect: str, action: Action | None) -> bool:
    """Whether a call of a dialect can be made to have an outcome; ``action`` is None for a route without one."""
    known = OUTCOMES.get(outcome)
    if known is None or not known.plannable or dialect not in known.dialects:
        return False
    if outcome == "null-contact":
        return action is not None and action.response.is_valid({"contact": None})
    if outcome == "missing-field":
        return action is not None and bool(action.required)
    return outcome != "crm-error" or action is not None


View = Callable[[Visit], Any]
"""A route's checks and its act, read downward; returns the document that is answered with 200."""


class Route:
    """One operation of a dialect: method, path pattern, view and contracts. ``key`` names its schema file."""

    def __init__(self, key: str, view: View, checks: Sequence[str], contracts: Contracts) -> None:
        self.key = key
        self.view = view
        self.checks = tuple(checks)
        declared = contracts.documents[key]["route"]
        self.method: str = declared["method"]
        self.path: str = declared["path"]
        self.segments = tuple(self.path.split("/"))
        self.request: Contract = contracts.of(key, "request")
        self.response: Contract = contracts.of(key, "response")
        self.declared = {part: frozenset(contracts.properties(key, part)) for part in ("path", "query", "form", "json")}

    def arguments(self, segments: Sequence[str]) -> list[str] | None:
        """The values of the path's parameters when the segments match, else None."""
        values = []
        for mine, theirs in zip(self.segments, segments, strict=True):
            if mine.startswith("{"):
                values.append(theirs)
            elif mine != theirs:
                return None
        return values if all(values) else None


class Dialect:
    """One vendor's way of speaking HTTP.

    ``word(refusal, text, problem, visit)`` makes the vendor's error document; ``relay(error, visit)`` answers for an
    error of the application itself.
    """

    def __init__(
        self,
        name: str,
        prefix: str,
        *,
        routes: Sequence[Route],
        refusals: Mapping[str, Refusal],
        error: Contract,
        word: Callable[[Refusal, str, Problem, Visit], Any],
        relay: Callable[[CrmError, Visit], tuple[int, Any]],
    ) -> None:
        self.name = name
        self.prefix = prefix
        self.routes = routes
        self.refusals = refusals
        self._error = error
        self._word = word
        self._relay = relay
        self._exact: dict[str, dict[str, Route]] = {}
        self._patterns: dict[int, list[Route]] = {}
        for route in routes:
            if "{" in route.path:
                self._patterns.setdefault(len(route.segments), []).append(route)
            else:
                self._exact.setdefault(route.path, {})[route.method] = route

    def owns(self, path: str) -> bool:
        """Whether a path is this dialect's to answer, known or not."""
        return path.startswith(self.prefix) and path[len(self.prefix) : len(self.prefix) + 1] in ("", "/")

    def find(self, path: str) -> tuple[dict[str, Route], Sequence[str]]:
        """The routes of a path by method, and the values of its parameters; empty when there is none."""
        exact = self._exact.get(path)
        if exact is not None:
            return exact, ()
        segments = path.split("/")
        found: dict[str, Route] = {}
        values: Sequence[str] = ()
        for route in self._patterns.get(len(segments), ()):
            arguments = route.arguments(segments)
            if arguments is not None:
                found.setdefault(route.method, route)
                values = arguments
        return found, values

    def answer(self, visit: Visit) -> Answer:
        """The answer to a call, whatever the call is; never raises."""
        try:
            document = self._route(visit)
            answer = Answer(200, dump_json(document), [JSON_TYPE])
        except Problem as problem:
            answer = self.refuse(problem, visit)
        except Unsent:
            answer = Answer(0, b"")
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, the caller gets the envelope
            _log.exception("%s %s failed", visit.call.method, visit.call.path)
            answer = self.refuse(Refused("server-error", reason=type(error).__name__), visit)
        answer.effect = visit.effect
        return answer

    def _route(self, visit: Visit) -> Any:
        call = visit.call
        routes, visit.arguments = self.find(call.path)
        if not routes:
            raise Refused("not-found", method=call.method, path=call.path)
        route = routes.get("GET" if call.method == "HEAD" else call.method)
        if route is None:
            raise Refused("method-not-allowed", method=call.method, allowed=allowed(routes))
        visit.dialect, visit.route = self, route
        visit.exchange.action = route.key
        visit.exchange.checks = route.checks
        if call.too_large:
            raise Refused("body-too-large")
        return route.view(visit)

    def refuse(self, problem: Problem, visit: Visit) -> Answer:
        """The answer that says no, in this vendor's envelope."""
        exchange = visit.exchange
        exchange.outcome = problem.outcome
        exchange.violations = problem.violations
        if isinstance(problem, BrokenContract):
            _log.error("%s", problem)
        if isinstance(problem, CrmError):
            refusal = self.refusals["crm-error"]
            status, document = self._relay(problem, visit)
            text = problem.message
            headers = [JSON_TYPE]
        else:
            refusal = self.refusals.get(problem.outcome) or self.refusals["server-error"]
            context = _context(problem, visit)
            status, text = refusal.status, refusal.text.format_map(context)
            document = self._word(refusal, text, problem, visit)
            headers = [JSON_TYPE, *((name, value.format_map(context)) for name, value in refusal.headers)]
        exchange.failed = _failed_check(refusal, visit)
        exchange.evidence = refusal.evidence
        exchange.hint = refusal.hint.format_map(_context(problem, visit))
        if isinstance(problem, InvalidPayload) and problem.advice:
            exchange.hint += f"; {problem.advice}"
        self._hold_refusal(self._error if status >= 400 else visit.route.response, document, text, visit)
        return Answer(status, dump_json(document), headers)

    def _hold_refusal(self, contract: Contract, document: Any, text: str, visit: Visit) -> None:
        if not contract.is_valid(document):
            _log.error("the refusal %r breaks %s", text, contract.name)
            visit.exchange.outcome = "contract-broken"
            visit.exchange.violations = contract.violations(document)


def _failed_check(refusal: Refusal, visit: Visit) -> str:
    """The documented check that said no: the first one not passed, where one outcome can come of several."""
    exchange = visit.exchange
    documented = refusal.check in exchange.checks and exchange.passed < len(exchange.checks)
    return exchange.checks[exchange.passed] if documented else refusal.check


class _Context(dict[str, Any]):
    """What a refusal's text can name; a name that the call never came to know reads as ``?``."""

    def __missing__(self, key: str) -> str:
        return "?"


def _context(problem: Problem, visit: Visit) -> _Context:
    own = problem.context if isinstance(problem, Refused) else {}
    if isinstance(problem, MissingFields):
        own = {"field": ", ".join(problem.fields)}
    return _Context({**visit.context, "reason": problem.message, **own})


def missing_fields(required: Sequence[str], payload: Any) -> list[str]:
    """The required fields that a payload leaves out or empty, in their documented order."""
    if not isinstance(payload, dict):
        return []
    return [name for name in required if is_empty(payload.get(name))]


def is_empty(value: Any) -> bool:
    """Whether a value counts as not given: null, blank text, an empty object or array; 0 and false are values."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ({}, [])


def allowed(routes: Mapping[str, Route]) -> str:
    """The value of an ``Allow`` header."""
    methods = {*routes, "OPTIONS"}
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods))


_BUSY: Final[Mapping[str, Callable[[Store], CrmError]]] = {
    "salesforce": salesforce.busy,
    "marketo": marketo.busy,
    "hubspot": hubspot.busy,
}
"""The error that each application gives for no fault of the caller's."""


def planned_problem(outcome: str, sandbox: Sandbox, action: Action | None, context: Mapping[str, Any]) -> Problem:
    """The problem that a planned fault names, in the words of the real one; the call can come to ``outcome``."""
    if outcome == "crm-error" and action is not None:
        return _BUSY[action.app](sandbox.store())
    if outcome == "missing-field" and action is not None:
        return MissingFields(action.required[:1])
    return Refused(outcome, **context)
