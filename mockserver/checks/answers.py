"""What a server answered, held against the contracts of the route and the action, and against the request itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, MutableMapping, Sequence
from functools import cache
from typing import Any, Final

from msgspec.structs import replace

from mockserver.checks.answer_shapes import answer_shape
from mockserver.checks.documents import repeated_members
from mockserver.checks.exchanges import join
from mockserver.checks.findings import Finding, Ground
from mockserver.checks.grounds import Scale, key_and_part
from mockserver.checks.promises import unpromised
from mockserver.checks.rules import CheckedExchange
from mockserver.core import contracts
from mockserver.core.contracts import Contract, shown
from mockserver.core.errors import MissingFields, Violation
from mockserver.core.http import Answer, Malformed, load_json
from mockserver.core.redaction import REDACTED
from mockserver.dialects.bodies import JSON, media_type
from mockserver.dialects.frame import Refusal, Route, is_empty

_HIDDEN: Final = shown(REDACTED)
"""How a violation shows a value that a journal or a recording has hidden: nothing can be said of it."""

_CLOSING: Final = ("additionalProperties", "unevaluatedProperties")
_LISTING: Final = ("enum", "const")
"""Keywords that no document stands behind: none closes its objects, and hardly one lists all values."""

_FIELD: Final = "{field}"
_LONGEST: Final = 2_000
"""The most characters of a refusal's text that is compared with ours: a pattern of several parts costs a lot more."""

_FIELDS: Final = re.compile(r"\{\w+\}")
_TELLING: Final = 10
"""The words of a refusal that are shorter may stand in any text."""


class AnswerChecks:
    """Holds answers; ``integrations`` grows by what lists of integrations tell.

    ``strict``: whether what no document declares is a warning, and not a mere information.
    """

    def __init__(self, scale: Scale, integrations: MutableMapping[str, str], *, strict: bool) -> None:
        self._undeclared = "warning" if strict else "info"
        self._scale = scale
        self._integrations = integrations
        self._contracts = contracts.load()

    def hold(self, checked: CheckedExchange, answer: Answer) -> None:
        """Note where an answer breaks the contracts of its route and of its action."""
        checked.findings.extend(self._status(checked, answer))
        bodiless = answer.status < 400 and _contract(checked.route, answer.status) is None
        kind = media_type(dict(answer.headers).get("content-type", JSON))
        opaque = bodiless or kind in checked.rules.opaque
        if checked.recorded.lost or checked.recorded.call.method == "HEAD" or opaque:
            return
        try:
            document = load_json(answer.body)
        except Malformed:
            text = shown(answer.body[:200].decode(errors="replace"))
            ground = self._of_status(checked, answer.status)
            checked.findings.append(self._scale.finding("response", "", "a JSON document", text, ground))
            return
        if kind != JSON and not kind.endswith("+json"):
            ground = self._of_status(checked, answer.status)
            checked.findings.append(self._scale.finding("response", "headers.content-type", JSON, kind, ground))
        if checked.recorded.partial:
            checked.findings.extend(self._unpromised(checked, answer.status, document))
            return
        check = self._failure if answer.status >= 400 else self._success
        checked.findings.extend(check(checked, answer, document))
        for name in repeated_members(answer.body):
            ground = self._of_status(checked, answer.status)
            finding = self._scale.finding("response", name, "one member of a name", "several", ground)
            checked.findings.append(replace(finding, severity="warning"))
        self.learn(checked, document)

    def _status(self, checked: CheckedExchange, answer: Answer) -> Iterator[Finding]:
        refused = {refusal.status for refusal in checked.dialect.refusals.values()}
        documented = {*checked.route.successes, *refused, *checked.rules.statuses}
        told = any((finding.side, finding.pointer) == ("response", "status") for finding in checked.findings)
        if answer.status not in documented and not told:
            expected = f"one of {', '.join(map(str, sorted(documented)))}"
            ground = self._of_status(checked, answer.status)
            yield self._scale.finding("response", "status", expected, str(answer.status), ground)

    def _of_status(self, checked: CheckedExchange, status: int) -> Ground:
        if status >= 400:
            key, _ = key_and_part(checked.dialect.error)
            return self._scale.grounds.of_part(key, checked.rules.error_part(checked.route, status))
        contract = _contract(checked.route, status) or checked.route.request
        return self._scale.grounds.of_part(*key_and_part(contract))

    def _success(self, checked: CheckedExchange, answer: Answer, document: Any) -> Iterator[Finding]:
        contract = _contract(checked.route, answer.status)
        if contract is not None:
            yield from self._violations(contract, document, open_values=checked.rules.open_values)
        if not isinstance(document, dict):
            return
        yield from self._breaches(checked, answer.status, document)
        member = checked.rules.result(document) if checked.actions else None
        if member is not None:
            result = document[member]
            readings = (list(self._violations(action.response, result, member)) for action in checked.actions)
            yield from min(readings, key=len)

    def _failure(self, checked: CheckedExchange, answer: Answer, document: Any) -> Iterator[Finding]:
        key, _ = key_and_part(checked.dialect.error)
        part = checked.rules.error_part(checked.route, answer.status)
        broken = list(self._violations(self._contracts.of(key, part), document))
        yield from broken
        if not broken:
            texts = checked.rules.texts(document)
            yield from self._wrongly_missing(checked, texts)
            yield from self._wrongly_numbered(checked, texts, answer.status)
            yield from self._breaches(checked, answer.status, document)

    def _unpromised(self, checked: CheckedExchange, status: int, document: Any) -> Iterator[Finding]:
        """What a client expects that no answer has."""
        for pointer, expected, got, shape in unpromised(answer_shape(checked, status, document), document):
            violation = Violation(pointer, expected, got, "", f"{shape.file}#{shape.pointer}")
            ground = self._scale.grounds.of_violation(checked.key, "response", violation)
            yield self._scale.finding("expected response", pointer, expected, got, ground)

    def _breaches(self, checked: CheckedExchange, status: int, document: Any) -> Iterator[Finding]:
        """What the vendor's own rules find."""
        for pointer, expected, got, statement in checked.rules.hold(checked, status, document):
            ground = self._scale.of_evidence(statement)
            yield self._scale.finding("response", pointer, expected, got, ground)

    def _wrongly_missing(self, checked: CheckedExchange, texts: Sequence[str]) -> Iterator[Finding]:
        """A field is called missing that the request has."""
        refusal = checked.dialect.refusals.get("missing-field")
        if refusal is None or _FIELD not in refusal.text:
            return
        pattern, payload = _naming(refusal), checked.payload if isinstance(checked.payload, dict) else {}
        given = {**(checked.context.exchange.form or {}), **payload}
        missing = checked.problem.fields if isinstance(checked.problem, MissingFields) else ()
        for text in texts:
            named = pattern.fullmatch(text)
            if named and named[1] not in missing and not is_empty(given.get(named[1])):
                ground = self._scale.grounds.of_statement(refusal.evidence.partition(" ")[0])
                expected = f"no complaint about {named[1]}, which the request has"
                yield self._scale.finding("response", "", expected, shown(text), ground)

    def _wrongly_numbered(self, checked: CheckedExchange, texts: Sequence[str], status: int) -> Iterator[Finding]:
        """An error in the words of one refusal has the status of another."""
        for text in (text for text in texts if len(text) <= _LONGEST):
            meant = [row for row in checked.dialect.refusals.values() if _wording(row.text).fullmatch(text)]
            if meant and status not in {row.status for row in meant}:
                ground = self._scale.of_evidence(meant[0].evidence)
                expected = f"{meant[0].status}, as the text says"
                yield self._scale.finding("response", "status", expected, str(status), ground)

    def _violations(
        self, contract: Contract, document: Any, prefix: str = "", open_values: Collection[str] = ()
    ) -> Iterator[Finding]:
        if contract.is_valid(document):
            return
        for violation in contract.violations(document):
            if violation.got != _HIDDEN:
                ground = self._scale.grounds.of_violation(*key_and_part(contract), violation)
                pointer = join(prefix, violation.pointer)
                finding = self._scale.finding("response", pointer, violation.expected, violation.got, ground)
                listed = pointer in open_values and violation.keyword in _LISTING
                undocumented = listed or violation.keyword in _CLOSING
                yield replace(finding, severity=self._undeclared) if undocumented else finding

    def learn(self, checked: CheckedExchange, document: Any) -> None:
        """Remember the applications of the integrations that an answer shows."""
        if isinstance(document, dict):
            self._integrations.update(checked.rules.learn(document))


def _contract(route: Route, status: int) -> Contract | None:
    """What a success keeps: of an undeclared status, what those of the route's usual one keep."""
    return route.successes.get(status, route.successes[route.status])


@cache
def _wording(text: str) -> re.Pattern[str]:
    """What the text of a refusal can be; nothing where it says no more than its reason."""
    pieces = [re.escape(piece) for piece in _FIELDS.split(text)]
    return re.compile(".+".join(pieces) if max(map(len, pieces)) >= _TELLING else "(?!)")


def _naming(refusal: Refusal) -> re.Pattern[str]:
    """The text of a refusal that names one missing field, with the field as its group."""
    before, _, after = refusal.text.partition(_FIELD)
    return re.compile(f"{re.escape(before)}(.+){re.escape(after)}")
