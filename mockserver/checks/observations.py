"""Two recordings compared: what one server answers that the other does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final

from mockserver.checks.answer_shapes import answer_shape
from mockserver.checks.conformance import Conformance
from mockserver.checks.exchanges import NotCovered, Recorded, join
from mockserver.checks.findings import DRIFTED, LONGEST, Finding, Verdict, state_of
from mockserver.checks.rules import CheckedExchange
from mockserver.checks.shapes import Shape
from mockserver.core.contracts import shown
from mockserver.core.errors import cut
from mockserver.core.http import Malformed, load_json

_NAMES: Final = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}


@dataclass(slots=True)
class Place:
    """What was seen at one place: the types there, how often it was there, and how many objects were."""

    types: set[str] = field(default_factory=set)
    seen: int = 0
    objects: int = 0


@dataclass(slots=True)
class Operation:
    """What was seen of one operation with one status; ``shape`` is what the contract lets its answers hold."""

    key: str
    status: int
    shape: Shape
    places: dict[str, Place] = field(default_factory=lambda: defaultdict(Place))


@dataclass(frozen=True, slots=True)
class Said:
    """What the answer to one request says of its outcome.

    ``wrong``: whether the request itself decides it, because it breaks its contract; ``found``: whether the answer
    holds records, so that it rests on the data that were there.
    """

    key: str
    call: str
    outcome: Mapping[str, Any]
    wrong: bool
    found: bool


@dataclass(slots=True)
class Observations:
    """What was seen in one recording.

    ``answers``: for each request, by its digest, what its answer says.
    """

    operations: dict[tuple[str, int], Operation] = field(default_factory=dict)
    answers: dict[bytes, Said] = field(default_factory=dict)

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
        if (checked.key, status) not in seen.operations:
            seen.operations[checked.key, status] = Operation(
                checked.key, status, answer_shape(checked, status, document)
            )
        _note(seen.operations[checked.key, status].places, "", document)
        telling = {
            name: document[name] for name in checked.rules.telling if isinstance(document, dict) and name in document
        }
        call = recorded.call
        about = cut(f"{call.method} {call.path}", LONGEST)
        wrong, found = checked.problem is not None, status < 400 and _holds_data(checked, document)
        seen.answers[_digest(checked)] = Said(checked.key, about, {"status": status, **telling}, wrong, found)
    return seen


def _digest(checked: CheckedExchange) -> bytes:
    call = checked.recorded.call
    parts = (call.method, call.path, call.query, *checked.rules.caller(call.headers))
    return blake2b("\n".join(parts).encode() + call.body, digest_size=16).digest()


def _holds_data(checked: CheckedExchange, document: Any) -> bool:
    """Whether an answer tells of any record, beside what says how the call went."""
    member = checked.rules.result(document) if isinstance(document, dict) else None
    if member is not None:
        return _tells(document[member])
    return _tells({name: value for name, value in document.items() if name not in checked.rules.telling}
                  if isinstance(document, dict) else document)  # fmt: skip


def _tells(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_tells, value.values()))
    if isinstance(value, list):
        return bool(value)
    return not isinstance(value, bool) and bool(value)


def _note(places: dict[str, Place], pointer: str, value: Any) -> None:
    place = places[pointer]
    place.types.add(_type_of(value))
    place.seen += 1
    if isinstance(value, dict):
        place.objects += 1
        for name, inner in value.items():
            _note(places, join(pointer, cut(name, LONGEST)), inner)
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
        had, has = old.operations[key, status], new.operations[key, status]
        for pointer in sorted(had.places.keys() | has.places.keys()):
            severity = _severity(had, has, pointer)
            if severity:
                words = _types(had.places, pointer), _types(has.places, pointer)
                yield finding(key, f"answer {status}", pointer, words, severity)
    for digest in old.answers.keys() & new.answers.keys():
        said, now = old.answers[digest], new.answers[digest]
        for name in _told_otherwise(said, now):
            words = shown(said.outcome[name]), shown(now.outcome.get(name))
            yield finding(said.key, f"{said.call}: answer", name, words, "error")


def _told_otherwise(said: Said, now: Said) -> list[str]:
    """What the answers to one request say differently, unless it is other data that makes the difference."""
    if not said.wrong and (said.found or now.found or said.outcome["status"] == now.outcome["status"]):
        return []
    return [name for name in said.outcome if said.outcome[name] != now.outcome.get(name)]


def _types(places: Mapping[str, Place], pointer: str) -> str:
    return " or ".join(sorted(places[pointer].types)) if pointer in places else "nothing"


def _severity(old: Operation, new: Operation, pointer: str) -> str:
    """How much a difference at a place weighs; empty when there is none, or when other data explain it."""
    had, has = old.places.get(pointer), new.places.get(pointer)
    if had is not None and has is not None:
        added = has.types - had.types - {"null"}
        if not added or not had.types - {"null"}:
            return ""
        return "error" if _declared(old.shape, pointer) else "warning"
    parent = pointer.rpartition(".")[0]
    if pointer.endswith("[]") or parent not in old.places or parent not in new.places:
        return ""  # a list without items, or inside of what is told itself
    one, other = (old, new) if has is None else (new, old)
    if one.places[pointer].seen < one.places[parent].objects or not other.places[parent].objects:
        return ""  # some had it and some had not
    return _weight_of_new(old.shape, parent) if had is None else _weight_of_gone(old.shape, pointer)


def _weight_of_new(shape: Shape, parent: str) -> str:
    """A new member is told, unless the names there are data themselves."""
    inside = _at(shape, parent)
    return "" if inside is not None and not inside.members and not inside.closed else "info"


def _weight_of_gone(shape: Shape, pointer: str) -> str:
    """A member that was always there breaks where the contract says that it always is."""
    parent, _, name = pointer.rpartition(".")
    inside = _at(shape, parent)
    return "error" if inside is not None and name in inside.required else "warning"


def _declared(shape: Shape, pointer: str) -> bool:
    """Whether the contract says which types a place has."""
    found = _at(shape, pointer)
    return found is not None and found.types is not None


def _at(shape: Shape, pointer: str) -> Shape | None:
    found: Shape | None = shape
    for step in pointer.replace("[]", ".[]").split(".") if pointer else ():
        if found is None:
            return None
        found = found.items if step == "[]" else found.members.get(step)
    return found
