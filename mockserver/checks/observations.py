"""Two recordings compared: what one server answers that the other does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final

from mockserver.checks.conformance import Conformance
from mockserver.checks.exchanges import NotCovered, Recorded, join
from mockserver.checks.findings import DRIFTED, Finding, Verdict, state_of
from mockserver.checks.rules import CheckedExchange
from mockserver.core.contracts import shown
from mockserver.core.http import Malformed, load_json

_NAMES: Final = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}


@dataclass(slots=True)
class Operation:
    """What was seen of one operation with one status: the types at each place of the answers."""

    key: str
    status: int
    places: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@dataclass(slots=True)
class Observations:
    """What was seen in one recording.

    ``answers``: for each request, by its digest, what its answer says of the outcome.
    """

    operations: dict[tuple[str, int], Operation] = field(default_factory=dict)
    answers: dict[bytes, tuple[str, str, dict[str, Any]]] = field(default_factory=dict)

    def keys(self) -> set[str]:
        """The operations that were seen at all."""
        return {key for key, _ in self.operations}


def observe(exchanges: Iterable[Recorded], conformance: Conformance) -> Observations:
    """What a recording shows; exchanges that no contract covers, or without an answer, show nothing."""
    seen = Observations()
    for recorded in exchanges:
        if recorded.answer is None or recorded.lost:
            continue
        try:
            checked = conformance.read(recorded)
            document = load_json(recorded.answer.body)
        except (NotCovered, Malformed):
            continue
        conformance.learn(checked, document)
        status = recorded.answer.status
        operation = seen.operations.setdefault((checked.key, status), Operation(checked.key, status))
        _note(operation.places, "", document)
        telling = {
            name: document[name] for name in checked.rules.telling if isinstance(document, dict) and name in document
        }
        call = recorded.call
        seen.answers[_digest(checked)] = (checked.key, f"{call.method} {call.path}", {"status": status, **telling})
    return seen


def _digest(checked: CheckedExchange) -> bytes:
    call = checked.recorded.call
    parts = (call.method, call.path, call.query, *checked.rules.caller(call.headers))
    return blake2b("\n".join(parts).encode() + call.body, digest_size=16).digest()


def _note(places: dict[str, set[str]], pointer: str, value: Any) -> None:
    places[pointer].add(_type_of(value))
    if isinstance(value, dict):
        for name, inner in value.items():
            _note(places, join(pointer, name), inner)
    elif isinstance(value, list):
        for inner in value:
            _note(places, f"{pointer}[]", inner)


def _type_of(value: Any) -> str:
    return _NAMES.get(type(value), "number")


def compare(old: Observations, new: Observations, conformance: Conformance) -> Iterator[Verdict]:
    """One verdict for each operation: what is new (info), gone (warning), or changed its type or meaning (error)."""
    found: dict[str, list[Finding]] = {key: [] for key in sorted(old.keys() | new.keys())}
    for finding, key in _differences(old, new, conformance):
        found[key].append(finding)
    for key, findings in found.items():
        yield Verdict(key, key, state_of(tuple(findings)), tuple(findings))


def _differences(old: Observations, new: Observations, conformance: Conformance) -> Iterator[tuple[Finding, str]]:
    def finding(key: str, side: str, pointer: str, words: tuple[str, str], severity: str) -> tuple[Finding, str]:
        ground = conformance.scale.grounds.of_part(key, "response")
        return Finding(side, pointer, *words, ground, severity, DRIFTED), key

    before, after = old.keys(), new.keys()
    for key in sorted(before ^ after):
        gone = key in before
        words = ("the operation", "nothing like it") if gone else ("nothing like it", "the operation")
        yield finding(key, "operation", "", words, "warning" if gone else "info")
    for key, status in sorted(old.operations.keys() & new.operations.keys()):
        had, has = old.operations[key, status].places, new.operations[key, status].places
        for pointer in sorted(had.keys() | has.keys()):
            words = _types(had, pointer), _types(has, pointer)
            severity = _severity(had.get(pointer), has.get(pointer))
            if severity and _is_topmost(pointer, had, has):
                yield finding(key, f"answer {status}", pointer, words, severity)
    for digest in old.answers.keys() & new.answers.keys():
        key, call, before_said = old.answers[digest]
        after_said = new.answers[digest][2]
        for name in [name for name in before_said if before_said.get(name) != after_said.get(name)]:
            words = shown(before_said[name]), shown(after_said.get(name))
            yield finding(key, f"{call}: answer", name, words, "error")


def _types(places: Mapping[str, set[str]], pointer: str) -> str:
    return " or ".join(sorted(places[pointer])) if pointer in places else "nothing"


def _severity(before: set[str] | None, after: set[str] | None) -> str:
    """How much a difference of types weighs; empty when there is none."""
    if before is None:
        return "info"
    if after is None:
        return "warning"
    if after - before - {"null"} and before - {"null"}:
        return "error"
    return "warning" if after == {"null"} != before else ""


def _is_topmost(pointer: str, before: Mapping[str, set[str]], after: Mapping[str, set[str]]) -> bool:
    """Whether a place is not inside another one that is new or gone as well."""
    parent = pointer[:-2] if pointer.endswith("[]") else pointer.rpartition(".")[0]
    return not pointer or (parent in before and parent in after)
