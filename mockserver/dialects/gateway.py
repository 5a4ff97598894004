"""One function from a call to its answer: host, cross-origin rules, dialect, diagnostics, journal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Final

from msgspec import Struct

from mockserver import __version__, dialects
from mockserver.core.errors import Refused
from mockserver.core.http import Answer, Call, bare, dump_json, is_loopback
from mockserver.core.offload import NeedsThread, require_thread
from mockserver.dialects.frame import JSON_TYPE, CallContext, Dialect, allowed
from mockserver.sandboxes.journal import Exchange, current_exchange
from mockserver.sandboxes.sandbox import Away, Sandbox, Sandboxes

EXPOSED: Final = (
    "retry-after, x-mock-request-id, x-mock-sandbox, x-mock-action, x-mock-outcome, x-mock-check, x-mock-hint, "
    "x-mock-evidence"
)

_CLOSED: Final = (("cache-control", "no-store"),)
_OPEN: Final = (*_CLOSED, ("access-control-allow-origin", "*"), ("access-control-expose-headers", EXPOSED))
"""What every answer has, and what it has besides for a page of another origin."""

_TOO_LARGE: Final = 413
_UNAVAILABLE: Final = 503
_UNREAD: Final[Mapping[int, str]] = {_TOO_LARGE: "body-too-large", _UNAVAILABLE: "unavailable"}
"""The outcome of a request that was not read to its end, by its status; every other one is an invalid request."""

_HINT_LENGTH: Final = 400
_PREFIX: Final = re.compile(r"(?:/[A-Za-z0-9._~-]+)+")
_UNSENDABLE: Final = re.compile(r"[\x00-\x1f\x7f]+")


class Options(Struct, frozen=True):
    """What a server is told at its start.

    ``cors``: ``any`` answers browsers of every origin, ``real`` only for the vendors that do so themselves; ``hosts``:
    further Host names that are answered; ``control``: where the control API lies; ``token``: what the control API asks
    for, None for nothing.
    """

    cors: str = "any"
    hosts: Sequence[str] = ()
    control: str = "/__mock__"
    token: str | None = None

    def __post_init__(self) -> None:
        """ValueError when the control API cannot lie where it is told to."""
        if not _PREFIX.fullmatch(self.control):
            raise ValueError(f"the control API lies below a path such as /__mock__, not {self.control!r}")
        for prefix in (prefix for dialect in dialects.load() for prefix in dialect.paths()):
            if f"{self.control}/".startswith(f"{prefix}/"):
                raise ValueError(f"{self.control} lies below {prefix}, which an API owns: choose another path")


class Gateway:
    """The whole server as a function; every door (Flask, the event loop, interception) calls ``respond``."""

    def __init__(self, sandboxes: Sandboxes, options: Options | None = None) -> None:
        self.sandboxes = sandboxes
        self.options = options or Options()
        self.dialects = dialects.load()
        self._hosts = frozenset(host.lower() for host in self.options.hosts)
        self._owners = tuple(dialect.owner for dialect in self.dialects)
        self._known_hosts: set[str] = set()
        self._is_open = self.options.cors == "any"

    @property
    def instance(self) -> str:
        """Another one after every start, unless its sandboxes outlived it; by it a page notices another server."""
        return self.sandboxes.instance

    def dialect_of(self, path: str) -> Dialect | None:
        """The dialect that answers for a path, known or not; None for a path of nobody's."""
        for dialect in self.dialects:
            if dialect.owns(path):
                return dialect
        return None

    def respond(self, call: Call, dialect: Dialect) -> Answer:
        """The answer to a call below a dialect's prefix, already in the journal.

        Raises nothing, but NeedsThread on the event loop: then ``respond_anew`` gives the answer.
        """
        exchange = Exchange(call, dialect=dialect.name)
        context = CallContext(
            self.sandboxes, call, exchange, dialect=dialect, owners=self._owners, control=self.options.control
        )
        try:
            if self.sandboxes.is_shared:
                require_thread()
                return self._respond_within(context)
            return self._respond(context, dialect)
        except NeedsThread as given_up:
            given_up.context = context
            raise

    def respond_anew(self, given_up: NeedsThread) -> Answer:
        """The answer to a call that was given up on the event loop; never raises."""
        context: CallContext = given_up.context
        if self.sandboxes.is_shared:
            return self._respond_within(context)
        context.begin_anew()
        return self._respond(context, context.dialect)

    def _respond_within(self, context: CallContext) -> Answer:
        """The answer to a call that counts as a whole; each time that it runs, nothing is known of it yet."""
        call, dialect = context.call, context.dialect

        def run() -> Answer:
            exchange = Exchange(call, dialect=dialect.name)
            return self._respond(replace(context, exchange=exchange, facts={}), dialect)

        try:
            return self.sandboxes.within(run)
        except Away as away:
            if self.sandboxes.is_within:
                raise
            return self.refuse_unread(call, _UNAVAILABLE, str(away))

    def refuse_away(self, call: Call, away: Away) -> Answer:
        """The answer to a request of any path that needs sandboxes which cannot be reached."""
        answer = self.refuse_unread(call, _UNAVAILABLE, str(away))
        if self.dialect_of(call.path) is None:
            answer = plain_error(_UNAVAILABLE, str(away), code="unavailable")
            answer.headers.append(("retry-after", "1"))
        return answer

    def _respond(self, context: CallContext, dialect: Dialect) -> Answer:
        started, call = perf_counter(), context.call
        if not self.is_host_allowed(call.headers.get("host", "")):
            return self._refuse_host(context, dialect)
        if call.method == "OPTIONS" and (self._is_open or dialect.cors) and _is_preflight(call):
            return preflight(call)
        token = current_exchange.set(context.exchange)
        try:
            answer = self._options(context, dialect) if call.method == "OPTIONS" else dialect.answer(context)
        finally:
            current_exchange.reset(token)
        sandbox = context.known_sandbox
        self._finish(context, answer, sandbox)
        if context.exchange.after is None:
            context.exchange.after = sandbox.state.tables
        duration = perf_counter() - started
        sandbox.journal.write(sandbox.id, sandbox.clock.timestamp(), duration, context.exchange, answer)
        return answer

    def respond_to_any(self, call: Call) -> Answer:
        """The answer to a call of any path."""
        dialect = self.dialect_of(call.path)
        return self.respond_to_stray(call, 404) if dialect is None else self.respond(call, dialect)

    def respond_to_stray(self, call: Call, status: int) -> Answer:
        """The answer for a path that neither an API nor the console owns, which pages of every origin may read too.

        A call that was meant for a vendor gets that vendor's words, and is told in the journal as any other.
        """
        dialect = self._meant(call)
        if dialect is not None:
            return self.respond(call, dialect)
        if call.method == "OPTIONS" and self._is_open and _is_preflight(call):
            return preflight(call)
        prefixes = " and ".join(
            f"{prefix}/ ({dialect.name})" for dialect in self.dialects for prefix in dialect.prefixes
        )
        answer = plain_error(status, f"{call.method} {call.path}: nothing is served here, only below {prefixes}")
        answer.headers += self._common(call)
        return answer

    def index(self, call: Call) -> Answer:
        """What is served and where, for a program that asks for no path: that it is answered says the server is up."""
        dialect = self._meant(call)
        if dialect is not None:
            return self.respond(call, dialect)
        control = self.options.control
        apis = {dialect.name: list(dialect.prefixes) for dialect in self.dialects}
        places = {"console": f"{control}/", "docs": f"{control}/docs", "openapi": "/openapi.json"}
        index = {"name": "mockserver", "version": __version__, "apis": apis, "control": control, **places}
        return Answer(200, dump_json(index), [JSON_TYPE, *self._common(call)])

    def dialect_of_host(self, host: str) -> Dialect | None:
        """The dialect of a vendor's own host; None for any other."""
        return dialects.of_host(bare(host))

    def _meant(self, call: Call) -> Dialect | None:
        """The dialect whose host or credential a call of nobody's path has."""
        of_host = self.dialect_of_host(call.headers.get("host", ""))
        owned = (dialect for dialect in self.dialects if dialect.owner(self.sandboxes, call.headers) is not None)
        return of_host or next(owned, None)

    def refuse_unread(self, call: Call, status: int, reason: str) -> Answer:
        """The answer to a request that was not read to its end, in the words of whoever owns its path.

        ``call`` is what is known of it. Nothing was done, and nothing is written in a journal.
        """
        dialect = self.dialect_of(call.path)
        if dialect is None:
            return plain_error(status, reason, code="too-large" if status == _TOO_LARGE else "invalid-request")
        context = CallContext(self.sandboxes, call, Exchange(call, dialect=dialect.name), dialect=dialect)
        refused = Refused(_UNREAD.get(status, "invalid-request"), reason=reason, retry_after=1)
        answer = dialect.refuse(refused, context, status=status)
        if status == _UNAVAILABLE and all(name != "retry-after" for name, _ in answer.headers):
            answer.headers.append(("retry-after", "1"))
        self._finish(context, answer, context.known_sandbox)
        return answer

    def is_host_allowed(self, host: str) -> bool:
        """Whether a Host header names this server: loopback, a vendor's host, or one that was allowed."""
        if host in self._known_hosts:
            return True
        allowed_now = self.is_own_host(host) or dialects.of_host(bare(host)) is not None
        if allowed_now and len(self._known_hosts) < 1_000:
            self._known_hosts.add(host)
        return allowed_now

    def is_own_host(self, host: str) -> bool:
        """Whether a Host header names this server as itself, as calls of the control API must."""
        return is_loopback(host) or bare(host) in self._hosts

    def _refuse_host(self, context: CallContext, dialect: Dialect) -> Answer:
        host = context.call.headers.get("host", "")
        answer = dialect.refuse(Refused("host-refused", host=host, bare=bare(host)), context)
        self._finish(context, answer, context.known_sandbox)
        return answer

    def _options(self, context: CallContext, dialect: Dialect) -> Answer:
        routes = dialect.find(context.call)
        if not routes:
            context.attribute()
            return dialect.refuse(dialect.not_found(context.call), context)
        return Answer(204, b"", [("allow", allowed(routes))])

    def _finish(self, context: CallContext, answer: Answer, sandbox: Sandbox) -> None:
        if answer.effect is not None and answer.effect.wire == "malformed-json":
            answer.body = answer.body[: len(answer.body) // 2]
        answer.headers += _diagnostics(context, sandbox)
        answer.headers += self._common(context.call, cors=context.dialect.cors)

    def _common(self, call: Call, *, cors: bool = False) -> Sequence[tuple[str, str]]:
        """What every answer has: a page of another origin, which says so, may read it; ``cors``: the vendor's own too.

        Of a call that was not read to its end no headers are known, and it may be a page's.
        """
        may_be_read = cors or self._is_open
        return _OPEN if may_be_read and ("origin" in call.headers or not call.headers) else _CLOSED


def credentials(url: str, sandbox: Sandbox) -> dict[str, dict[str, object]]:
    """Everything a client needs to speak to one sandbox, by dialect."""
    return {dialect.name: dict(dialect.access.describe(url, sandbox)) for dialect in dialects.load()}


def _diagnostics(context: CallContext, sandbox: Sandbox) -> list[tuple[str, str]]:
    exchange = context.exchange
    found = [
        ("x-mock-request-id", context.request_id()),
        ("x-mock-sandbox", sandbox.id),
        ("x-mock-action", exchange.action),
        ("x-mock-outcome", exchange.outcome),
    ]
    if exchange.failed is not None:
        found.append(("x-mock-check", exchange.failed))
        found.append(("x-mock-hint", sendable(exchange.hint or "")))
        found.append(("x-mock-evidence", exchange.evidence or ""))
    return found


def sendable(text: str) -> str:
    """A text as a header's value can hold it: one line of Latin-1, not too long."""
    line = _UNSENDABLE.sub(" ", text[: 2 * _HINT_LENGTH]).strip()
    if len(line) > _HINT_LENGTH:
        line = line[:_HINT_LENGTH] + "..."
    return line.replace("…", "...").encode("latin-1", "replace").decode("latin-1")


def _is_preflight(call: Call) -> bool:
    return "origin" in call.headers and "access-control-request-method" in call.headers


def preflight(call: Call) -> Answer:
    """Yes to whatever a browser asks before it sends a call of another origin."""
    headers = [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
        ("access-control-max-age", "600"),
        ("vary", "access-control-request-headers"),
    ]
    asked = call.headers.get("access-control-request-headers")
    if asked:
        headers.append(("access-control-allow-headers", sendable(asked)))
    if call.headers.get("access-control-request-private-network") == "true":
        headers.append(("access-control-allow-private-network", "true"))
    return Answer(204, b"", headers)


def plain_error(status: int, message: str, **more: str) -> Answer:
    """An error of no vendor's: paths that nobody owns."""
    return Answer(status, dump_json({"error": {"message": message, **more}}), [JSON_TYPE])
