"""Probes: what the documents say, tried on a live server. Each vendor's are in its dialect's folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from mockserver import dialects
from mockserver.checks import rules
from mockserver.checks.client import Client, Ended, NotTried, Reply
from mockserver.checks.findings import UNTRIED, Finding
from mockserver.core.contracts import shown
from mockserver.core.http import Call
from mockserver.dialects.frame import Dialect, Route

if TYPE_CHECKING:
    import httpx


class ProbeRun(Struct):
    """One probe under way: its calls, and what it finds. A vendor's own kind adds the calls of its API.

    ``halves``: the statements of which it tried a part only, with what it could not try; ``garbled``: the answers
    that broke their contract, after which the probe shows nothing of what it expected.
    """

    client: Client
    dialect: Dialect
    findings: list[Finding] = field(default_factory=list)
    halves: dict[str, str] = field(default_factory=dict)
    garbled: list[str] = field(default_factory=list)

    @property
    def is_asked(self) -> bool:
        """Whether the dialect's server is one of those that are verified."""
        return self.dialect.name in self.client.target.urls

    # -- calls -------------------------------------------------------------------------------------------------

    def build(self, method: str, path: str, **options: Any) -> httpx.Request:
        """A request to the dialect's server; NotTried when that one is not verified."""
        return self.client.build(self.dialect.name, method, path, **options)

    def send(self, request: httpx.Request) -> Reply:
        """The answer to a request, held against its contract."""
        reply = self.client.send(request)
        if self.told(reply) == self.client.facts.get(self._login):
            raise NotTried(f"{reply.about} is refused as the right credentials are: {', '.join(self.told(reply)[1])}")
        verdict = self.client.conformance.hold(self.client.exchanges[-1])
        if verdict.state == UNTRIED and reply.status < 400:
            self.garbled.append(f"{reply.about}: {verdict.reason}")
        for finding in verdict.findings:
            if finding.side == "response":
                if finding.severity == "error":
                    self.garbled.append(f"{reply.about}: {finding.sentence()}")
                self.findings.append(replace(finding, side=f"{reply.about}: response"))
        return reply

    def log_in(self, call: Callable[[Self], Reply], statement: str) -> int:
        """The status of the answer to a call with right credentials; whatever else is refused like it is not tried."""
        reply = call(self)
        if reply.status >= 400:
            self.status(reply, 200, statement)
            self.client.facts[self._login] = self.told(reply)
        return reply.status

    def told(self, reply: Reply) -> tuple[int, tuple[str, ...]]:
        """The status of an answer, and its texts if it is a refusal that can be read."""
        try:
            texts = tuple(rules.of(self.dialect).texts(reply.document)) if reply.status >= 400 else ()
        except (LookupError, TypeError):
            texts = ()
        return reply.status, texts

    @property
    def _login(self) -> str:
        return f"{self.dialect.name} refuses the log-in"

    def other(self, name: str) -> Any:
        """The same probe at another vendor's server, behind which the same records lie; NotTried without it."""
        if name not in self.client.target.urls:
            raise NotTried("the URL of this API is not given")
        dialect = dialects.named(name)
        return of(dialect).run(self.client, dialect, self.findings, self.halves, self.garbled)

    def value(self, name: str) -> str:
        """An environment variable; NotTried when it is not set."""
        return self.client.target.value(name)

    def option(self, name: str, default: str) -> str:
        """An environment variable that need not be set."""
        return self.client.target.known.get(name) or default

    def tried_half(self, statement: str, reason: str) -> None:
        """Only a part of a statement could be tried; ``reason`` says which part could not, and why."""
        self.halves[statement] = reason

    # -- expectations ------------------------------------------------------------------------------------------

    def that(self, holds: object, reply: Reply, pointer: str, statement: str, *, expected: str, got: str) -> None:
        """Note a finding unless something holds; ``statement`` is an id, with the kind of evidence if not the best.

        Behind an answer that broke its contract nothing more is looked for but whether calls are refused.
        """
        if holds or (self.garbled and pointer != "status"):
            return
        scale = self.client.conformance.scale
        finding = scale.finding(f"{reply.about}: response", pointer, expected, got, scale.of_evidence(statement))
        self.findings.append(finding)

    def equal(self, reply: Reply, pointer: str, expected: Any, statement: str) -> None:
        """A value of the answer is exactly this one."""
        got = reply.at(pointer)
        self.that(got == expected, reply, pointer, statement, expected=shown(expected), got=_value_at(reply, pointer))

    def status(self, reply: Reply, expected: int, statement: str) -> None:
        """The HTTP status is this one."""
        if self.garbled and expected < 400 and reply.status < 400:
            return
        self.that(reply.status == expected, reply, "status", statement, expected=str(expected), got=str(reply.status))

    def result(self, reply: Reply, pointer: str, statement: str) -> Any:
        """A value that the probe goes on with; Ended when the answer does not have it."""
        self.status(reply, 200, statement)
        return self.found(reply, pointer, statement)

    def found(self, reply: Reply, pointer: str, statement: str) -> Any:
        """The same, whatever the status."""
        value = reply.at(pointer)
        if value is None:
            self.that(False, reply, pointer, statement, expected="a value", got=_value_at(reply, pointer))
            raise Ended
        return value


def _value_at(reply: Reply, pointer: str) -> str:
    if reply.document is None:
        return shown(reply.body[:200].decode(errors="replace"))
    value = reply.at(pointer)
    return "nothing" if value is None else shown(value)


Run = TypeVar("Run", bound=ProbeRun)


class Probe(Struct, Generic[Run], frozen=True):
    """One row of a table of probes.

    ``statements``: the ids that it tries; ``run`` makes the calls and notes what it finds; ``writes``: it makes or
    changes records, and runs only where that is allowed.
    """

    name: str
    statements: tuple[str, ...]
    run: Callable[[Run], None]
    writes: bool = False


Row = tuple[str, str, Callable[[Run], None]]
"""A row of a table of probes: what is tried, the ids of the statements with blanks between, and the run."""


def table(dialect: str, rows: Iterable[Row[Run]], *, writes: bool = False) -> tuple[Probe[Run], ...]:
    """The probes of a dialect's table; ``writes`` is of all of them."""
    return tuple(Probe(f"{dialect}: {name}", tuple(ids.split()), run, writes) for name, ids, run in rows)


class Suite(Struct, Generic[Run], frozen=True):
    """The probes of one vendor.

    ``run``: what its probes are given; ``variables``: the environment variables that they read, with what each means;
    ``required``: those without which nothing can be asked; ``out_of_reach``: the statements that no client can try,
    with the reason; ``in_part``: those of which a client can try a part only, with what it cannot; ``login``: a call
    that every right credential is let in to, and ``login_statement`` the statement on credentials that says so.
    """

    probes: Sequence[Probe[Run]]
    run: type[Run]
    variables: Mapping[str, str] = field(default_factory=dict)
    required: Sequence[str] = ()
    out_of_reach: Mapping[str, str] = field(default_factory=dict)
    in_part: Mapping[str, str] = field(default_factory=dict)
    login: Callable[[Run], Reply] | None = None
    login_statement: str = ""


def of(dialect: Dialect) -> Suite[Any]:
    """The suite in a dialect's folder, or what can be tried of any vendor without credentials."""
    module = dialect.part("probes")
    if module is None:
        return Suite(tuple(_general(dialect)), ProbeRun)
    suite: Suite[Any] = module.SUITE
    return suite


# -- what can be tried of any vendor ---------------------------------------------------------------------------


def _general(dialect: Dialect) -> Iterator[Probe[ProbeRun]]:
    """Refusals that need no credentials: their status, and the vendor's own error document."""
    unknown = f"{dialect.prefixes[0]}/mockserver-verify/no/such/path"
    if not dialect.find(Call("GET", unknown)):
        yield from _refusal(dialect, "not-found", "a path of nobody's", "GET", unknown)
    plain = [route for route in dialect.routes if "{" not in route.path]
    for route in plain[:1]:
        methods = dialect.find(Call("GET", route.path))
        wrong = next(method for method in ("PATCH", "DELETE", "PUT", "POST", "GET") if method not in methods)
        yield from _refusal(dialect, "method-not-allowed", f"a method that {route.path} has not", wrong, route.path)
    for route in plain:
        if route.method == "GET" and _asks_for_credentials(dialect, route):
            yield from _refusal(dialect, "unauthenticated", f"no credentials at {route.path}", "GET", route.path)


def _asks_for_credentials(dialect: Dialect, route: Route) -> bool:
    refusal = dialect.refusals.get("unauthenticated")
    return refusal is not None and refusal.check in route.checks


def _refusal(dialect: Dialect, outcome: str, name: str, method: str, path: str) -> Iterator[Probe[ProbeRun]]:
    refusal = dialect.refusals.get(outcome)
    if refusal is not None:
        run = partial(_expect_refusal, refusal.status, refusal.evidence, method, path)
        yield Probe(f"{dialect.name}: {name}", (refusal.evidence.partition(" ")[0],), run)


def _expect_refusal(status: int, evidence: str, method: str, path: str, run: ProbeRun) -> None:
    reply = run.send(run.build(method, path))
    run.status(reply, status, evidence)
    for violation in run.dialect.error.violations(reply.document):
        run.that(False, reply, violation.pointer, evidence, expected=violation.expected, got=violation.got)
