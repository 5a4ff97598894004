"""What all dialects share: routes, refusals by name, and the way from a call to an answer."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from heapq import nsmallest
from importlib import import_module
from importlib.util import find_spec
from operator import attrgetter
from types import ModuleType
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from mockserver import crm
from mockserver.core import faults
from mockserver.core.action import Action, ActionTable
from mockserver.core.contracts import Contract, Contracts
from mockserver.core.errors import (
    MOST_VIOLATIONS,
    BrokenContract,
    CrmError,
    InvalidPayload,
    MissingFields,
    Problem,
    Refused,
    Violation,
    and_more,
    cut,
    did_you_mean,
)
from mockserver.core.faults import Planned
from mockserver.core.http import Answer, Call, Effect, Malformed, dump_json, parse_pairs
from mockserver.core.offload import require_thread
from mockserver.core.outcomes import APPLICATION, LOST, OUTCOMES, Outcome
from mockserver.core.store import Store
from mockserver.dialects import limits
from mockserver.dialects.access import Access
from mockserver.dialects.limits import Limits
from mockserver.dialects.routing import Found, Routes, parameters_of, suggest_path
from mockserver.sandboxes.journal import Exchange
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes

_log: Final = logging.getLogger("mockserver")

JSON_TYPE: Final = ("content-type", "application/json")
NOTHING: Final[Mapping[str, Any]] = {}


class Refusal(Struct, frozen=True):
    """One way of saying no: a row of a dialect's table.

    ``text`` and ``hint`` are format strings over the context of the call; ``check`` is the documented check that
    fails; ``evidence`` is a statement's id with its kind; ``code`` is the dialect's own error code; ``sample`` is
    what a planned refusal says where the call itself gives nothing to say; ``elsewhere`` is the evidence on routes
    that execute no action, empty where it is the same; ``others`` are further statuses that errors of the application
    itself come with.
    """

    status: int
    text: str
    check: str
    evidence: str
    hint: str
    code: str = ""
    elsewhere: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    sample: Mapping[str, str] = NOTHING
    others: tuple[int, ...] = ()


class Unsent(Exception):
    """A wire fault that loses the call before anything is done: no answer is sent at all."""


Owner = Callable[[Sandboxes, Mapping[str, str]], Sandbox | None]
"""The sandbox that a vendor's credential in a call's headers names, whether it may do anything now or not."""


@dataclass(slots=True)
class CallContext:
    """One call on its way through a dialect's checks: what is known of it, and what it still needs."""

    sandboxes: Sandboxes
    call: Call
    exchange: Exchange
    arguments: Sequence[str] = ()
    dialect: Dialect = None  # type: ignore[assignment] # this and the next are set before any view sees the context
    route: Route = None  # type: ignore[assignment]
    facts: dict[str, Any] = field(default_factory=dict)
    effect: Effect | None = None
    result: str = "ok"
    owners: Sequence[Owner] = ()
    control: str = "/__mock__"
    """Where the control API lies, and the pages beside it that an answer may lead to."""
    outer: CallContext | None = None
    """The context of the call that this one came in, where one call holds several."""
    is_let_in: bool = False
    """Whether the call is counted, and planned for, already: it is not again when it is begun anew."""
    sandbox: Sandbox = field(init=False)
    """The world this call acts in; known once its credential is."""
    is_known: bool = field(init=False, default=False)
    """Whether the sandbox is."""
    _query: dict[str, str] | None = None

    def __getattr__(self, name: str) -> Any:
        """What is asked for too early: an attribute that has no value yet."""
        raise AttributeError(f"a view asked for the {name} before it authenticated the call")

    @property
    def known_sandbox(self) -> Sandbox:
        """The sandbox, or the default one for a call whose credential names none."""
        return self.sandbox if self.is_known else self.sandboxes.default

    def begin_anew(self) -> None:
        """Go through the checks again from the first: what the call came to when it was let in stays as it is."""
        self.exchange.passed = 0
        self.exchange.findings = []

    def inner(self, call: Call) -> CallContext:
        """The context of a call that came in this one: in the same sandbox, let in already, and not told by itself."""
        require_thread()
        context = CallContext(self.sandboxes, call, Exchange(call, dialect=self.dialect.name), outer=self)
        context.sandbox, context.is_known = self.sandbox, True
        return context

    def request_id(self) -> str:
        """The id of this exchange, drawn when first asked for: by then the sandbox is known or never will be."""
        if not self.exchange.request_id:
            self.exchange.request_id = self.known_sandbox.request_id()
        return self.exchange.request_id

    def enter(self, credential: Hashable) -> Any:
        """What a credential grants: the call acts in the sandbox that it names, if the rate limits let it.

        None for a credential of nobody's; Refused ``rate-limited`` when it is one call too many.
        """
        found = self.sandboxes.find(self.dialect.name, credential)
        if found is None:
            return None
        self.enter_sandbox(found[0])
        return found[1]

    def enter_sandbox(self, sandbox: Sandbox, *, counted: bool = True) -> None:
        """The call acts in ``sandbox``, if the rate limits let it or do not count it; Refused when not."""
        self.sandbox, self.is_known = sandbox, True
        sandbox.last_used = self.sandboxes.timer()
        if counted:
            self.count(self.dialect.name, self.dialect.limits)

    def count(self, name: str, documented: limits.Limits | None) -> None:
        """Count the call under a name; Refused when it is one more than the limits let in."""
        if documented is not None and not self.is_let_in and self.sandbox.state.settings["rate_limits"]:
            limits.check(self.sandbox, name, documented, self.sandboxes.timer)

    def attribute(self) -> None:
        """Let a call that was refused before its credential was looked at be told in the sandbox that it names."""
        if not self.is_known:
            found = (owner(self.sandboxes, self.call.headers) for owner in self.owners)
            sandbox = next((sandbox for sandbox in found if sandbox is not None), None)
            if sandbox is not None:
                self.enter_sandbox(sandbox, counted=False)

    def passes(self, check: str) -> None:
        """A documented check was passed."""
        self.exchange.passed += 1

    def path(self) -> dict[str, str]:
        """The parameters of the path by name."""
        return dict(zip(self.route.parameters, self.arguments, strict=True))

    def query(self) -> dict[str, str]:
        """The query's fields; the last one of a name counts, as in most vendors' own languages."""
        if not self.call.query:
            return {}
        if self._query is None:
            try:
                pairs = parse_pairs(self.call.query, "query")
            except Malformed as error:
                raise Refused("invalid-request", reason=str(error), evidence="X-02 choice") from None
            self._query = self.fields(pairs, "query")
        return self._query

    def take_query(self, fields: dict[str, Any]) -> None:
        """What the query says, for a dialect that reads it together with the body."""
        self._query = fields

    def fields(self, pairs: Sequence[tuple[str, str]], part: str) -> dict[str, str]:
        """Pairs as a mapping; undeclared and repeated names become findings."""
        first = self.dialect.first_counts
        found: dict[str, Any] = dict(reversed(pairs) if first else pairs)
        lists = self.route.lists[part]
        declared = self.route.declared[part]
        if not found.keys() <= declared:
            self.undeclared(found.keys() - declared, part, "field")
        if len(found) != len(pairs):
            times = Counter(name for name, _ in pairs if name not in lists)
            repeated = {name for name, count in times.items() if count > 1}
            self._note_all(
                repeated, part, "one value", f"several, the {'first' if first else 'last'} counts", "repeated"
            )
        for name in lists.keys() & found.keys():
            values = [value for given, value in pairs if given == name]
            found[name] = [
                piece for value in values for piece in (value.split(lists[name]) if lists[name] else [value])
            ]
        return found

    def undeclared(self, names: set[str], part: str, kind: str) -> None:
        """Note fields that no document declares; in strict mode ``fail`` they refuse the call."""
        if names:
            self._note_all(names, part, f"a declared {kind}", "an undeclared one", "undeclared")

    def _note_all(self, names: set[str], part: str, expected: str, got: str, keyword: str) -> None:
        """A finding for each name, for the first MOST_VIOLATIONS of them when there are many."""
        for name in nsmallest(MOST_VIOLATIONS, names):
            self.note(Violation(f"{part}.{cut(name)}", expected, got, keyword))
        if len(names) > MOST_VIOLATIONS:
            self.note(and_more())

    def note(self, finding: Violation, *, evidence: str = "") -> None:
        """Note what no document declares; in strict mode ``fail`` it refuses the call."""
        strict = self.known_sandbox.settings["strict"]
        if strict == "off":
            return
        self.exchange.findings.append(finding)
        if strict == "fail":
            reason = finding.sentence()
            raise Refused("undeclared", violations=[finding], evidence=evidence, reason=reason, **self.facts)

    def hold_request(self, parts: Mapping[str, Any]) -> list[Violation]:
        """What the call's parts (path, query, form, json) break in the route's contract."""
        contract = self.route.request
        return [] if contract.is_valid(parts) else contract.violations(parts)

    def hold_payload(self, action: Action, payload: Any) -> None:
        """Hold a payload against its action's contract: MissingFields before InvalidPayload."""
        if isinstance(payload, dict) and not payload.keys() <= action.declared:
            self.undeclared(payload.keys() - action.declared, "payload", "field")
        if action.request.is_valid(payload):
            return
        violations = action.request.violations(payload)
        missing = missing_fields(action.required, payload)
        if missing:
            evidence = self.dialect.missing_evidence(missing, payload)
            strays = (name for name in payload if name not in action.declared)
            raise MissingFields(missing, violations=violations, evidence=evidence, given=strays)
        raise InvalidPayload("; ".join(found.sentence() for found in violations), violations=violations)

    def admit(self, payload: Any = None, action: Action | None = None) -> None:
        """The call is good: only a limit or a planted fault can still stop it. Holds no lock.

        A delay becomes the answer's effect, served by whoever sends it. A call inside another was let in with it.
        """
        if self.call.query:
            self.query()
        planned = None if self.outer or self.is_let_in else self._planned(payload, action)
        self.is_let_in = True
        if planned is None:
            return
        outcome = planned.outcome
        self.exchange.fault = planned.source
        self.effect = Effect(planned.delay, planned.wire)
        if planned.delay:
            limits.hold_back(self.sandbox, self.dialect.limits, self.sandboxes.timer() + planned.delay)
        if planned.wire:
            self.exchange.outcome = outcome
        if outcome in LOST:
            raise Unsent
        known = self.dialect.vocabulary[outcome]
        if known.kind == "result":
            self.result = outcome
        elif not planned.wire:
            raise self._planned_problem(planned, action)

    def _planned(self, payload: Any, action: Action | None) -> Planned | None:
        planned = self._planned_outcome(payload, action)
        delay = self.call.headers.get("x-mock-delay")
        if delay is None:
            return planned
        try:
            return replace(planned or Planned("header"), delay=faults.seconds(delay))
        except ValueError as error:
            raise Refused("invalid-request", reason=str(error), evidence="X-02 choice") from None

    def _planned_outcome(self, payload: Any, action: Action | None) -> Planned | None:
        asked = self.call.headers.get("x-mock-outcome")
        if asked is not None:
            return self._possible(Planned("header", asked.strip().lower()), action)
        if b".mock.example" in self.call.body.lower():
            magic = faults.planned_by_magic(payload)
            if magic is not None:
                return self._possible(magic, action)
        sandbox = self.sandbox
        if not sandbox.state.faults.rules:
            return None
        action_key = self.exchange.action

        def plan(store: Store) -> Planned | None:
            def can(outcome: str) -> bool:
                return self.dialect.can_come_to(outcome, action) and not self.dialect.spares(self, store, outcome)

            planned, after = store.state.faults.plan(action_key, can, store.random, self.call)
            if after is not store.state.faults:
                store.set("faults", after)
            return planned

        return sandbox.transact(plan)

    def _possible(self, planned: Planned, action: Action | None) -> Planned:
        """What the caller asks for, when this call can come to it; a misspelt wish must not pass in silence."""
        if not self.dialect.can_come_to(planned.outcome, action):
            self.exchange.fault = planned.source
            names = [name for name in self.dialect.vocabulary if self.dialect.can_come_to(name, action)]
            hint = f"{did_you_mean(planned.outcome, names)}this call can come to {', '.join(names)}"
            raise Refused("unknown-outcome", reason=planned.outcome, hint=hint)
        return planned

    def _planned_problem(self, planned: Planned, action: Action | None) -> Problem:
        wait = 1 if planned.retry_after is None else planned.retry_after
        own = {"method": self.call.method, "path": self.call.path, "retry_after": wait}
        sample = self.dialect.refusals[planned.outcome].sample
        return planned_problem(planned.outcome, self.sandbox, action, {**sample, **own, **self.facts})


View = Callable[[CallContext], Any]
"""A route's checks and its act, read downward; returns the document that is answered with 200."""


class Route:
    """One operation of a dialect: method, path pattern, view and contracts. ``key`` names its schema file.

    The schema file's ``route`` gives ``method``, ``path``, ``aliases`` (further paths with the same parameters) and
    ``success``: the one status of a success, or an object of status -> the name of the contract in ``$defs`` that its
    body keeps, null where it has none.
    """

    def __init__(self, key: str, view: View, checks: Sequence[str], contracts: Contracts) -> None:
        self.key = key
        self.view = view
        self.checks = tuple(checks)
        declared = contracts.documents[key]["route"]
        self.method: str = declared["method"]
        self.path: str = declared["path"]
        self.parameters = parameters_of(self.path)
        self.aliases: tuple[str, ...] = tuple(declared.get("aliases", ()))
        self.request: Contract = contracts.of(key, "request")
        success = declared["success"]
        named = {str(success): "response"} if isinstance(success, int) else success
        self.successes: dict[int, Contract | None] = {
            int(status): contracts.of(key, name) if name else None for status, name in named.items()
        }
        self.status = next(iter(self.successes))
        self.response: Contract = contracts.of(key, "response")
        self.executes: bool = declared.get("executes", False)
        """Whether it executes one of the dialect's actions, under whose key its calls are then told."""
        self.parts = frozenset(contracts.properties(key))
        """The parts of a request that its contract speaks of."""
        parts = ("path", "query", "form", "json")
        fields = {part: contracts.properties(key, part) for part in parts}
        self.declared = {part: frozenset(fields[part]) for part in parts}
        self.lists = {
            part: {name: field.get("x-separator", "") for name, field in fields[part].items() if "items" in field}
            for part in parts
        }
        """The fields of a query or form that may hold several values, with the text that separates those of one."""


class Reply(Struct):
    """A success that says more than a document: its status, further headers, a body that is not JSON.

    ``document`` is what the contract of ``status`` holds; ``body`` with its ``media`` type is sent in its place.
    """

    document: Any = None
    status: int | None = None
    headers: Sequence[tuple[str, str]] = ()
    body: bytes | None = None
    media: str = ""


def _encoded(reply: Reply, status: int, headers: Sequence[tuple[str, str]], media: str) -> Answer:
    """A reply as it is sent: its own body, or its document as JSON of the dialect's media type."""
    body = dump_json(reply.document) if reply.body is None else reply.body
    return Answer(status, body, [("content-type", reply.media or media), *headers, *reply.headers])


@dataclass(slots=True, eq=False)
class Dialect:
    """One vendor's way of speaking HTTP.

    ``title``: its name for people; ``package``: where its modules lie; ``prefixes``: the beginnings of its paths;
    ``mount``: a prefix below which all of them lie as well, "" for none; ``hosts``: shell patterns of its real host
    names; ``refusals``: how it says no, by outcome; ``error``: the contract of an error; ``word(refusal, text, problem,
    context)`` makes the vendor's error document, or a reply with it; ``relay(error, context)`` gives status, document
    and evidence of an error of the application itself; ``actions``: what one of its routes executes by name;
    ``outcomes``: what only its calls can come to; ``settings``: what can be set for it, with its defaults; ``limits``:
    the documented rate limits; ``statements``: the titles of its statements by the first letter of their ids;
    ``missing_evidence(fields, payload)``: what the refusal of a payload without those fields rests on;
    ``first_counts``: of a field that is given several times the first value counts, not the last; ``method``: what a
    call means to be, where another method may travel in it; ``places``: where its paths lie, for those who ask for
    another; ``stray(path)``: what to say of such a path instead, "" for the usual; ``owner`` tells whose a call is;
    ``media``: the media type of its documents; ``cors``: whether the vendor itself answers web pages of other origins;
    ``headers(context)``: what every answer says besides; ``spares(context, store, outcome)``: whether a rule that plans
    an outcome passes over a call.
    """

    name: str
    title: str
    package: str
    prefixes: Sequence[str]
    hosts: Sequence[str]
    routes: Sequence[Route]
    refusals: Mapping[str, Refusal]
    error: Contract
    word: Callable[[Refusal, str, Problem, CallContext], Any]
    relay: Callable[[CrmError, CallContext], tuple[int, Any, str]]
    access: Access
    actions: ActionTable
    outcomes: Sequence[Outcome] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    mount: str = ""
    owner: Owner = lambda _sandboxes, _headers: None
    limits: Limits | None = None
    statements: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    missing_evidence: Callable[[Sequence[str], Any], str] = lambda _fields, _payload: ""
    first_counts: bool = False
    method: Callable[[Call], str] = attrgetter("method")
    places: str = ""
    stray: Callable[[str], str] = lambda _path: ""
    media: str = "application/json"
    cors: bool = False
    headers: Callable[[CallContext], Sequence[tuple[str, str]]] = lambda _: ()
    spares: Callable[[CallContext, Store, str], bool] = lambda _context, _store, _outcome: False
    vocabulary: Mapping[str, Outcome] = field(init=False)
    _table: Routes[Route] = field(default_factory=Routes)
    _beginnings: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """ValueError when two routes answer for one method and path."""
        own = {outcome.name: outcome for outcome in self.outcomes}
        general = {
            name: outcome for name, outcome in OUTCOMES.items() if outcome.kind != "refusal" or name in self.refusals
        }
        self.vocabulary = {**general, **own}
        self._beginnings = tuple(f"{prefix}/" for prefix in self.paths())
        for route in self.routes:
            for path in (route.path, *route.aliases):
                self._table.add(route.method, path, route)

    def can_come_to(self, outcome: str, action: Action | None) -> bool:
        """Whether a call can be made to have an outcome; ``action`` is None for a route without one."""
        known = self.vocabulary.get(outcome)
        return known is not None and known.plannable and known.possible(action)

    def part(self, name: str) -> ModuleType | None:
        """The module of that name in the dialect's folder, where there is one: what it says to another package.

        Loaded when asked for: a server that answers calls needs none of them.
        """
        return _module(f"{self.package}.{name}")

    def route(self, key: str) -> Route:
        """The route of a key; KeyError when there is none."""
        for route in self.routes:
            if route.key == key:
                return route
        raise KeyError(key)

    def owns(self, path: str) -> bool:
        """Whether a path is this dialect's to answer, known or not."""
        return f"{path}/".startswith(self._beginnings)

    def paths(self) -> list[str]:
        """The beginnings of all its paths, those below the mount among them."""
        return [*self.prefixes, *([f"{self.mount}{prefix}" for prefix in self.prefixes] if self.mount else ())]

    def local(self, path: str) -> str:
        """A path without the mount."""
        return path[len(self.mount) :] if path.startswith(f"{self.mount}/") else path

    def find(self, call: Call) -> Found[Route]:
        """For each method that the call's path is served with: the route, and the values of its parameters."""
        if self.mount:
            return self._table.find(self.local(call.path), self.local(call.raw))
        return self._table.find(call.path, call.raw)

    def answer(self, context: CallContext) -> Answer:
        """The answer to a call, whatever the call is; raises nothing but NeedsThread."""
        try:
            answer = _success(context, self._route(context))
        except Problem as problem:
            context.attribute()
            limits.give_back(context.known_sandbox, self.name, self.limits, problem.outcome)
            answer = self.refuse(problem, context)
        except Unsent:
            answer = Answer(0, b"")
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, the caller gets the envelope
            _log.exception("%s %s failed", context.call.method, context.call.path)
            answer = self.refuse(Refused("server-error", reason=type(error).__name__), context)
        answer.effect = context.effect
        answer.headers += self.headers(context)
        return answer

    def not_found(self, call: Call) -> Refused:
        """The refusal of a path that nothing answers; ``known`` in it says what was wrong and what is there."""
        path = call.path
        known = self.stray(path)
        if not known:
            meant = suggest_path(path, [route.path for route in self.routes])
            known = f"nothing is served at {path}: {meant}{self.places}"
        return Refused("not-found", method=call.method, path=path, known=known)

    def _route(self, context: CallContext) -> Any:
        call = context.call
        context.dialect = self
        routes = self.find(call)
        if not routes:
            raise self.not_found(call)
        method = self.method(call)
        found = routes.get("GET" if method == "HEAD" else method)
        if found is None:
            raise Refused("method-not-allowed", method=method, allowed=allowed(routes))
        context.route, context.arguments = found
        context.exchange.action = context.route.key
        context.exchange.checks = context.route.checks
        if call.too_large:
            raise Refused("body-too-large")
        return context.route.view(context)

    def refuse(self, problem: Problem, context: CallContext, *, status: int | None = None) -> Answer:
        """The answer that says no, in this vendor's envelope; ``status``: another one than the table's."""
        exchange = context.exchange
        exchange.outcome = problem.outcome
        exchange.violations = problem.violations
        if isinstance(problem, BrokenContract):
            _log.error("%s", problem)
        if isinstance(problem, CrmError):
            refusal = self.refusals[problem.outcome]
            status, document, exchange.evidence = self.relay(problem, context)
            text = problem.message
            headers = []
        else:
            refusal = self.refusals.get(problem.outcome) or self.refusals["server-error"]
            if status is not None:
                refusal = replace(refusal, status=status)
            facts = _facts(problem, context)
            status, text = refusal.status, refusal.text.format_map(facts)
            document = self.word(refusal, text, problem, context)
            exchange.evidence = evidence_of(refusal, problem, context)
            headers = [(name, value.format_map(facts)) for name, value in refusal.headers]
        exchange.failed = _failed_check(refusal, context)
        exchange.hint = refusal.hint.format_map(_facts(problem, context))
        if problem.advice:
            exchange.hint += f"; {problem.advice}"
        reply = document if isinstance(document, Reply) else Reply(document)
        route: Route | None = context.route  # a call may be refused before it has one
        contract = self.error
        if route and status < 400:
            contract = route.successes.get(status) or route.response
        self._hold_refusal(contract, reply.document, text, context)
        return _encoded(reply, reply.status or status, headers, self.media)

    def _hold_refusal(self, contract: Contract, document: Any, text: str, context: CallContext) -> None:
        if not contract.is_valid(document):
            _log.error("the refusal %r breaks %s", text, contract.name)
            context.exchange.outcome = "contract-broken"
            context.exchange.violations = contract.violations(document)


def _success(context: CallContext, result: Any) -> Answer:
    route = context.route
    if not isinstance(result, Reply):
        if route.successes[route.status] is None:
            return Answer(route.status, b"")
        return Answer(route.status, dump_json(result), [("content-type", context.dialect.media)])
    status = result.status or route.status
    if result.body is None and route.successes[status] is None:
        return Answer(status, b"", [*result.headers])
    return _encoded(result, status, (), context.dialect.media)


def evidence_of(refusal: Refusal, problem: Problem, context: CallContext) -> str:
    """The statement that decided to refuse a call, with its kind."""
    if problem.evidence:
        return problem.evidence
    route: Route | None = context.route  # a call may be refused before it has one
    return refusal.evidence if route and route.executes else refusal.elsewhere or refusal.evidence


def _failed_check(refusal: Refusal, context: CallContext) -> str:
    """The documented check that said no: the first one not passed, where one outcome can come of several."""
    exchange = context.exchange
    documented = refusal.check in exchange.checks and exchange.passed < len(exchange.checks)
    return exchange.checks[exchange.passed] if documented else refusal.check


class _Facts(dict[str, Any]):
    """What a refusal's text can name; a name that the call never came to know reads as ``?``."""

    def __missing__(self, key: str) -> str:
        return "?"


def _facts(problem: Problem, context: CallContext) -> _Facts:
    own = problem.context if isinstance(problem, Refused) else {}
    if isinstance(problem, MissingFields):
        own = {"field": ", ".join(problem.fields)}
    return _Facts({**context.facts, "reason": problem.message, **own})


def missing_fields(required: Sequence[str], payload: Any) -> list[str]:
    """The required fields that a payload leaves out or empty, in their documented order."""
    if not isinstance(payload, dict):
        return []
    return [name for name in required if is_empty(payload.get(name))]


def is_empty(value: Any) -> bool:
    """Whether a value counts as not given: null, blank text, an empty object or array; 0 and false are values."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ({}, [])


def allowed(routes: Iterable[str]) -> str:
    """The value of an ``Allow`` header."""
    methods = {*routes, "OPTIONS"}
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods))


def planned_problem(outcome: str, sandbox: Sandbox, action: Action | None, context: Mapping[str, Any]) -> Problem:
    """The problem that a planned fault names, in the words of the real one; the call can come to ``outcome``."""
    if outcome in APPLICATION and action is not None:
        busy = crm.busy(action.app, sandbox.store())
        busy.outcome = outcome
        return busy
    if outcome == "missing-field" and action is not None:
        return MissingFields(action.required[:1])
    return Refused(outcome, **context)


@cache
def _module(name: str) -> ModuleType | None:
    return import_module(name) if find_spec(name) else None
