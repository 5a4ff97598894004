"""Recorded exchanges as Pact files, one for each vendor: what a consumer relies on, for the verifiers of Pact."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, quote

from mockserver.checks.answer_shapes import ANYTHING, answer_shape
from mockserver.checks.conformance import Conformance
from mockserver.checks.exchanges import Recorded
from mockserver.checks.findings import KEPT
from mockserver.checks.rules import CheckedExchange
from mockserver.checks.shapes import Shape, type_names
from mockserver.control.pact import CREDENTIALS, FAULT, FRESH, expression_of
from mockserver.core.explanation import matcher
from mockserver.core.http import Call, Malformed, load_json
from mockserver.core.redaction import REDACTED, Redaction
from mockserver.dialects.bodies import JSON, media_type
from mockserver.dialects.frame import Dialect
from mockserver.sandboxes.sandbox import Sandbox

_SENT: Final = ("content-type", "accept")
"""The headers of a request that an interaction keeps beside the credentials."""

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ANY: Final = {"match": "type"}
_TYPES: Final[Mapping[str, str]] = {"integer": "integer", "number": "number", "boolean": "boolean"}

State = dict[str, Any]
"""A provider state: its name, and the parameters if it has some."""


class LeftOut(Exception):
    """An exchange makes no interaction; the text says why."""


class Pacts:
    """The pacts of one consumer: ``interactions`` with each vendor, and ``count``, how many those are together."""

    def __init__(self, consumer: str, conformance: Conformance, sandbox: Sandbox) -> None:
        self._consumer = consumer
        self._conformance = conformance
        self._sandbox = sandbox
        self.interactions: dict[str, list[dict[str, Any]]] = {}
        self.count = 0

    def add(self, recorded: Recorded, states: Iterable[State] = ()) -> None:
        """An exchange that kept its contracts; ``states``: what was set before it. LeftOut for one that makes none."""
        verdict = self._conformance.hold(recorded)
        if verdict.state != KEPT:
            raise LeftOut(verdict.reason or f"it is {verdict.state}")
        checked = self._conformance.read(recorded)
        interaction = self._interaction(checked, [*states, *_fault(checked)])
        self.extend({checked.dialect.name: [interaction]})

    def extend(self, interactions: Mapping[str, list[dict[str, Any]]]) -> None:
        """Interactions with each vendor, behind those that there are."""
        for provider, more in interactions.items():
            self.interactions.setdefault(provider, []).extend(more)
            self.count += len(more)

    def write(self, folder: Path) -> list[Path]:
        """A file for each vendor that was called; answers where they are. OSError when one cannot be written."""
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for provider, interactions in self.interactions.items():
            document = {
                "consumer": {"name": self._consumer},
                "provider": {"name": provider},
                "interactions": list(_told_apart(interactions)),
                "metadata": {"pactSpecification": {"version": "4.0"}},
            }
            path = folder / f"{self._consumer}-{provider}.pact.json"
            path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            written.append(path)
        return written

    def _interaction(self, checked: CheckedExchange, states: list[State]) -> dict[str, Any]:
        recorded = checked.recorded
        answer = recorded.answer
        if answer is None or answer.status == 401:
            raise LeftOut("its answer rests on credentials that are refused, which no state gives")
        call = recorded.call
        action = f" {checked.actions[0].name}" if checked.actions else ""
        description = f"{call.method} {call.path}{action} -> {answer.status}"
        request = self._request(checked.dialect, call)
        return {
            "type": "Synchronous/HTTP",
            "description": description,
            "pending": False,
            "providerStates": [*states, {"name": CREDENTIALS}],
            "request": request,
            "response": _response(checked),
        }

    def _request(self, dialect: Dialect, call: Call) -> dict[str, Any]:
        redaction = Redaction()
        query, body = redaction.query(call.query), redaction.body(call.body).decode(errors="replace")
        if REDACTED in redaction.path(call.path) + query + body or quote(REDACTED) in query + body:
            raise LeftOut("its request holds a secret")
        opened = [name for name in dialect.access.call(self._sandbox).headers if name not in ("host", "content-type")]
        headers = {name: [call.headers[name]] for name in _SENT if name in call.headers}
        request: dict[str, Any] = {
            "method": call.method,
            "path": quote(call.path),
            "headers": {**headers, **{name: ["given by the provider state"] for name in opened}},
            "matchingRules": {"header": {name: _rule({"match": "regex", "regex": ".+"}) for name in opened}},
            "generators": {"header": {name: _injected(dialect, name) for name in opened}},
        }
        for name, value in parse_qsl(query, keep_blank_values=True):
            request.setdefault("query", {}).setdefault(name, []).append(value)
        if body:
            request["body"] = _body(body, call.headers.get("content-type", ""))
        return request


def _told_apart(interactions: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The interactions, those of one description counted, because it is by that name that a verifier knows one."""
    seen = Counter[str]()
    for interaction in interactions:
        name = interaction["description"]
        seen[name] += 1
        yield interaction if seen[name] == 1 else {**interaction, "description": f"{name} ({seen[name]})"}


def _injected(dialect: Dialect, header: str) -> dict[str, str]:
    expression = f"${{{expression_of(dialect.name, header)}}}"
    return {"type": "ProviderState", "expression": expression, "dataType": "STRING"}


def _fault(checked: CheckedExchange) -> Iterator[State]:
    """What let a call fail that was in order."""
    if checked.recorded.planned is not None:
        yield {"name": FAULT, "params": {**checked.recorded.planned, "times": 1}}


def fresh() -> State:
    """The state in which every recording begins."""
    return {"name": FRESH}


def _body(text: str, content_type: str) -> dict[str, Any]:
    if media_type(content_type) == JSON:
        try:
            return {"content": load_json(text), "contentType": JSON, "encoded": False}
        except Malformed:
            pass
    return {"content": text, "contentType": media_type(content_type) or "text/plain", "encoded": False}


def _response(checked: CheckedExchange) -> dict[str, Any]:
    answer = checked.recorded.answer
    if answer is None:
        raise LeftOut("no answer was recorded")
    response: dict[str, Any] = {"status": answer.status}
    if answer.body:
        document = _example([load_json(Redaction().body(answer.body))])
        rules = {
            "$": _rule(_ANY),
            **dict(_rules(answer_shape(checked, answer.status, document), document, "$")),
        }
        response["headers"] = {"content-type": [JSON]}
        response["body"] = {"content": document, "contentType": JSON, "encoded": False}
        response["matchingRules"] = {"body": rules, "header": {"content-type": _rule(_ANY)}}
    return response


def _example(values: list[Any]) -> Any:
    """One value that stands for all: the items of a list as one, with the members that all of them have."""
    first = values[0]
    if isinstance(first, dict) and all(isinstance(value, dict) for value in values):
        found = {name: [value[name] for value in values if name in value] for name in first}
        return {name: _example(inner) for name, inner in found.items() if _are_alike(inner, len(values))}
    if isinstance(first, list) and all(isinstance(value, list) for value in values):
        items = [item for value in values for item in value]
        return [_example(items)] if items and _are_alike(items, len(items)) else []
    return first


def _are_alike(values: list[Any], count: int) -> bool:
    """Whether as many values as there should be are there, and of one type."""
    return len(values) == count and len({min(type_names(value)) for value in values}) == 1


# -- matchers --------------------------------------------------------------------------------------------------


def _rules(shape: Shape, value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The matchers below the one of the whole, which asks for equal types: where the schemas say more than that."""
    if isinstance(value, dict):
        for name, inner in value.items():
            place = f"{path}.{name}" if _PLAIN.fullmatch(name) else f"{path}['{name}']"
            if "'" not in name:
                yield from _rules(shape.members.get(name, ANYTHING), inner, place)
    elif isinstance(value, list):
        yield path, _rule({"match": "type", "min": 0})
        if value:
            yield from _rules(shape.items or ANYTHING, value[0], f"{path}[*]")
    elif value is not None:
        matcher = _matcher(shape, value)
        if matcher != _ANY:
            yield path, _rule(matcher)


def _matcher(shape: Shape, value: Any) -> dict[str, Any]:
    if shape.values is not None:
        return _one_of([json.loads(one) for one in sorted(shape.values)], value)
    pattern = shape.limits.get("pattern")
    if isinstance(value, str) and isinstance(pattern, str) and matcher(pattern)(value):
        return {"match": "regex", "regex": _whole(pattern)}
    types = [name for name in _TYPES if shape.types == frozenset([name])]
    return {"match": _TYPES[types[0]]} if types else _ANY


def _whole(pattern: str) -> str:
    """A pattern as Pact matches it: against the whole text, where JSON Schema looks for it anywhere in it."""
    is_whole = pattern.startswith("^") and pattern.endswith("$") and "|" not in pattern
    return pattern if is_whole else f"[\\s\\S]*(?:{pattern})[\\s\\S]*"


def _one_of(values: list[Any], value: Any) -> dict[str, Any]:
    """A matcher of a list of values; where they are no texts, the type is all that can be asked for."""
    if len(values) == 1:
        return {"match": "equality"}
    texts = [one for one in values if isinstance(one, str)]
    if not isinstance(value, str) or value not in texts:
        return _ANY
    return {"match": "regex", "regex": f"^(?:{'|'.join(map(re.escape, texts))})$"}


def _rule(matcher: dict[str, Any]) -> dict[str, Any]:
    return {"combine": "AND", "matchers": [matcher]}
