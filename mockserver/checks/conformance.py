"""One exchange checked against the contracts of the dialects: what the client sent, and what the server made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from mockserver import dialects
from mockserver.checks import rules
from mockserver.checks.answers import AnswerChecks
from mockserver.checks.catalogue import Catalogue, Declared
from mockserver.checks.exchanges import NotCovered, Recorded
from mockserver.checks.findings import BROKEN, LONGEST, UNTRIED, Finding, Verdict, state_of
from mockserver.checks.grounds import Scale
from mockserver.checks.requests import RequestChecks
from mockserver.checks.rules import CheckedExchange, Rules
from mockserver.core import contracts
from mockserver.core.errors import Refused, cut
from mockserver.core.http import Call, Malformed, load_json
from mockserver.core.redaction import Redaction
from mockserver.dialects.frame import CallContext, Dialect, Route, allowed
from mockserver.sandboxes.journal import Exchange
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures as world

_NAME_LENGTH: Final = 200
"""How much of a call's path its verdict is named by."""


class Conformance:
    """Holds exchanges against the contracts, and learns from them which application is behind an integration.

    ``integrations``: the application of each integration id that is known beforehand; ``evidence``: the weakest
    evidence whose findings are errors, findings on weaker evidence are warnings; ``refused``: whether a request
    that breaks its contract is forgiven when the server refused it; ``strict``: whether undeclared members of an
    answer are warnings; ``actions``: what is declared beside the documented ones. ``successes`` counts the exchanges
    that were answered with one.
    """

    def __init__(
        self,
        *,
        integrations: Mapping[str, str] | None = None,
        evidence: str = "choice",
        refused: bool = False,
        strict: bool = False,
        actions: Iterable[Declared] = (),
    ) -> None:
        self.dialects = dialects.load()
        self._rules = {dialect.name: rules.of(dialect) for dialect in self.dialects}
        self.scale = Scale(contracts.load(), _speaking(self._rules.values()), evidence)
        self.integrations = dict(integrations or {})
        self.successes = 0
        self._catalogue = Catalogue(actions)
        self._requests = RequestChecks(self.scale, self.integrations, forgiving=refused)
        self._answers = AnswerChecks(self.scale, self.integrations, strict=strict)
        self.learn = self._answers.learn
        self._sandboxes = Sandboxes(world.load())

    def hold(self, recorded: Recorded) -> Verdict:
        """The verdict on one exchange."""
        redaction = Redaction()
        path = redaction.path(recorded.call.path)
        name = f"{recorded.name} {recorded.call.method} {path}".strip()[:_NAME_LENGTH]
        kind = f"{recorded.call.method} {path}".strip()[:_NAME_LENGTH]
        try:
            checked = self.read(recorded)
        except NotCovered as reason:
            return Verdict(name, "", UNTRIED, (), str(reason), recorded.where, recorded.line, kind)
        missing = recorded.lost or recorded.unread
        if checked.actions:
            name += f" {checked.actions[0].name}"
            kind += f" {checked.actions[0].name}"
        if recorded.answer is None:
            missing = "no answer was recorded"
        else:
            name += f" -> {recorded.answer.status}"
            self.successes += recorded.answer.status < 400
            if checked.problem is None or checked.problem.outcome != "method-not-allowed":
                self._answers.hold(checked, recorded.answer)
        findings = tuple(_without_secrets(recorded, checked.findings, redaction))
        state = state_of(findings)
        if missing and state != BROKEN:
            state = UNTRIED
        return Verdict(name, checked.key, state, findings, missing, recorded.where, recorded.line, kind)

    def read(self, recorded: Recorded) -> CheckedExchange:
        """An exchange with its route and its request checked; NotCovered when no contract covers it."""
        checked = self._find(recorded)
        self._requests.hold(checked)
        return checked

    def declared(self, exchanges: Iterable[Recorded]) -> Iterator[Declared]:
        """The actions that the answers of a recording list."""
        for recorded in exchanges:
            if recorded.answer is None or recorded.lost or recorded.answer.status >= 400:
                continue
            try:
                checked = self._find(recorded)
                yield from checked.rules.declare(checked, load_json(recorded.answer.body))
            except (NotCovered, Malformed):
                continue

    def _find(self, recorded: Recorded) -> CheckedExchange:
        call = recorded.call
        if recorded.unreadable:
            raise NotCovered(recorded.unreadable)
        if recorded.aside:
            raise NotCovered(recorded.aside)
        dialect = next((dialect for dialect in self.dialects if dialect.owns(call.path)), None)
        routes = dialect.find(call) if dialect is not None else {}
        if dialect is None or not routes:
            raise NotCovered("no contract covers this path")
        if call.method == "OPTIONS":
            raise NotCovered("a preflight, which the browser sends by itself")
        method = dialect.method(call)
        found = routes.get("GET" if method == "HEAD" else method)
        context = self._visit(call, dialect, *(found or next(iter(routes.values()))))
        checked = CheckedExchange(recorded, dialect, self._rules[dialect.name], context.route, context)
        checked.catalogue = self._catalogue
        if found is None:
            checked.problem = Refused("method-not-allowed", method=call.method, allowed=allowed(routes))
        return checked

    def _visit(self, call: Call, dialect: Dialect, route: Route, arguments: Sequence[str]) -> CallContext:
        context = CallContext(self._sandboxes, call, Exchange(call, dialect=dialect.name), arguments)
        context.dialect, context.route = dialect, route
        context.enter_sandbox(self._sandboxes.default)
        return context


def _speaking(all_rules: Iterable[Rules]) -> dict[str, list[str]]:
    """What the rules of all vendors say of the statements that speak of a part, by the part."""
    found: dict[str, list[str]] = {}
    for one in all_rules:
        for part, statements in one.speaking.items():
            found.setdefault(part, []).extend(statements)
    return found


def _without_secrets(recorded: Recorded, findings: Sequence[Finding], redaction: Redaction) -> Iterator[Finding]:
    """What was found, where it repeats what the exchange tells to be a secret elsewhere."""
    if not findings:
        return
    call, answer = recorded.call, recorded.answer
    redaction.headers(call.headers.items())
    redaction.query(call.query)
    redaction.body(call.body)
    if answer is not None:
        redaction.headers(answer.headers)
        redaction.body(answer.body)
    for finding in findings:
        yield replace(
            finding,
            pointer=cut(finding.pointer, LONGEST),
            expected=cut(redaction.hide(finding.expected), LONGEST),
            got=cut(redaction.hide(finding.got), LONGEST),
        )
