"""What a server answered, held against the contracts of the route and the action, and against the request itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from typing import Any, Final

from mockserver.checks.exchanges import Held, join
from mockserver.checks.findings import Finding, Ground
from mockserver.checks.grounds import Scale
from mockserver.core import contracts
from mockserver.core.contracts import shown
from mockserver.core.errors import MissingFields
from mockserver.core.http import Answer, Malformed, load_json
from mockserver.core.redaction import REDACTED
from mockserver.dialects.frame import is_empty
from mockserver.dialects.oktopost import routes as oktopost
from mockserver.dialects.refold import routes as refold

_HIDDEN: Final = shown(REDACTED)
"""How a violation shows a value that a journal or a recording has hidden: nothing can be said of it."""

_RESULT: Final[Mapping[str, str]] = {"oktopost": "IntegrationAction", "refold": "data"}
"""The member of an answer that holds an action's result."""

_FAILURE: Final[Mapping[str, str]] = {"oktopost": "O-06", "refold": "R-07"}
"""The statement on the failure envelope."""

_MISSING: Final[Mapping[str, tuple[str, re.Pattern[str]]]] = {
    "oktopost": ("O-07", re.compile(r"Missing required field: (.+)")),
    "refold": ("R-08", re.compile(r"Required parameter '(.+)' is missing")),
}
"""The statement on the text that names a missing field, and that text."""


class AnswerChecks:
    """Holds answers; ``integrations`` grows by what lists of integrations tell."""

    def __init__(self, scale: Scale, integrations: MutableMapping[str, str]) -> None:
        self._scale = scale
        self._integrations = integrations
        self._contracts = contracts.load()

    def hold(self, held: Held, answer: Answer) -> None:
        """Note where an answer breaks the contracts of its route and of its action."""
        held.findings.extend(self._status(held, answer))
        if held.recorded.lost or held.recorded.call.method == "HEAD":
            return
        try:
            document = load_json(answer.body)
        except Malformed:
            text = shown(answer.body[:200].decode(errors="replace"))
            ground = self._of_status(held, answer.status)
            held.findings.append(self._scale.finding("response", "", "a JSON document", text, ground))
            return
        check = self._failure if answer.status >= 400 else self._success
        held.findings.extend(check(held, answer, document))
        self.learn(held, document)

    def _status(self, held: Held, answer: Answer) -> Iterator[Finding]:
        documented = {200, *(refusal.status for refusal in held.dialect.refusals.values())}
        if answer.status not in documented:
            expected = f"one of {', '.join(map(str, sorted(documented)))}"
            ground = self._of_status(held, answer.status)
            yield self._scale.finding("response", "status", expected, str(answer.status), ground)

    def _of_status(self, held: Held, status: int) -> Ground:
        if status >= 400:
            return self._scale.grounds.of_statement(_FAILURE[held.dialect.name])
        return self._scale.grounds.of_part(held.route.key, "response")

    def _success(self, held: Held, _: Answer, document: Any) -> Iterator[Finding]:
        yield from self._violations(held.route.key, document)
        if not isinstance(document, dict) or not held.actions:
            return
        if document.get("node_status", "Success") != "Success" or document.get("success") is False:
            yield from self._errored(document)
            return
        member = _RESULT[held.dialect.name]
        if member in document:
            readings = (list(self._violations(action.key, document[member], member)) for action in held.actions)
            yield from min(readings, key=len)

    def _errored(self, document: Mapping[str, Any]) -> Iterator[Finding]:
        status = document.get("http_status")
        if isinstance(status, int) and status < 400:
            ground = self._scale.grounds.of_statement("R-13")
            expected = "the application's own status, 400 or above"
            yield self._scale.finding("response", "http_status", expected, str(status), ground)

    def _failure(self, held: Held, answer: Answer, document: Any) -> Iterator[Finding]:
        acts = held.route.key == "oktopost/http/execute_action"
        part = "action" if acts and answer.status != 405 else "response"
        broken = list(self._violations(f"{held.dialect.name}/http/error", document, part=part))
        yield from broken
        if broken:
            return
        texts = oktopost.error_texts(document) if held.dialect.name == "oktopost" else [document["message"]]
        yield from self._wrongly_missing(held, texts)
        if held.dialect.name == "refold":
            yield from self._disagreeing(answer.status, document)

    def _wrongly_missing(self, held: Held, texts: Sequence[str]) -> Iterator[Finding]:
        """A field is called missing that the request has."""
        statement, pattern = _MISSING[held.dialect.name]
        given = {**(held.visit.exchange.form or {}), **(held.payload if isinstance(held.payload, dict) else {})}
        missing = held.problem.fields if isinstance(held.problem, MissingFields) else ()
        for text in texts:
            named = pattern.fullmatch(text)
            if named and named[1] not in missing and not is_empty(given.get(named[1])):
                ground = self._scale.grounds.of_statement(statement)
                expected = f"no complaint about {named[1]}, which the request has"
                yield self._scale.finding("response", "", expected, shown(text), ground)

    def _disagreeing(self, status: int, document: Mapping[str, Any]) -> Iterator[Finding]:
        """The envelope repeats the status, as a number and as a word."""
        ground = self._scale.grounds.of_statement("R-07")
        told, word, due = document["status_code"], document["http_error_type"], refold.ERROR_TYPES.get(status)
        if told != status:
            yield self._scale.finding("response", "status_code", f"the HTTP status, {status}", str(told), ground)
        if due is not None and word not in (due, "EXTERNAL_API_ERROR"):
            yield self._scale.finding("response", "http_error_type", due, word, ground)

    def _violations(self, key: str, document: Any, prefix: str = "", part: str = "response") -> Iterator[Finding]:
        contract = self._contracts.of(key, part)
        if contract.is_valid(document):
            return
        for violation in contract.violations(document):
            if violation.got != _HIDDEN:
                ground = self._scale.grounds.of_violation(key, part, violation)
                pointer = join(prefix, violation.pointer)
                yield self._scale.finding("response", pointer, violation.expected, violation.got, ground)

    def learn(self, held: Held, document: Any) -> None:
        """Remember the applications of the integrations that an answer of Oktopost shows."""
        if held.dialect.name != "oktopost" or not isinstance(document, dict):
            return
        items = document.get("Items")
        for item in (*(items if isinstance(items, list) else ()), document.get("Integration")):
            if isinstance(item, dict) and isinstance(item.get("Id"), str) and isinstance(item.get("Type"), str):
                self._integrations[item["Id"]] = item["Type"]
