"""Two recordings compared: what one server answers that the other does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any, Final

from msgspec import Struct, field

from mockserver.checks.answer_shapes import answer_shape
from mockserver.checks.conformance import Conformance
from mockserver.checks.exchanges import NotCovered, Recorded, join
from mockserver.checks.findings import DRIFTED, LONGEST, Finding, Verdict, state_of
from mockserver.checks.rules import CheckedExchange
from mockserver.checks.shapes import Shape
from mockserver.core.contracts import shown
from mockserver.core.errors import cut
from mockserver.core.http import Answer, Malformed, load_json
from mockserver.dialects.bodies import media_type

_NAMES: Final = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}

_BUSY: Final = frozenset((429, 503))
"""Statuses of a server that has no time, which says nothing of the request."""

_BEFORE_RECORDS: Final = frozenset((401, 405))
"""Statuses of refusals that come before any record is looked at."""


class Place(Struct):
    """What was seen at one place: the types there, how often it was there, and how many objects were."""

    types: set[str] = field(default_factory=set)
    seen: int = 0
    objects: int = 0


class Operation(Struct):
    """What was seen of one operation with one status.

    ``shape`` is what the contract lets its answers hold; ``media``: the media types that they came with.
    """

    key: str
    status: int
    shape: Shape
    places: dict[str, Place] = field(default_factory=lambda: defaultdict(Place))
    media: set[str] = field(default_factory=set)

    def always_has(self, pointer: str) -> bool:
        """Whether every object that could have a member had it."""
        parent = pointer.rpartition(".")[0]
        return parent in self.places and self.places[pointer].seen == self.places[parent].objects


class Said(Struct, frozen=True):
    """What the answer to one request says of its outcome.

    ``wrong``: whether the request itself decides it, because it breaks its contract; ``found``: whether the answer
    holds records, so that it rests on the data that were there; ``known``: whether the contract has a success of this
    status.
    """

    key: str
    call: str
    outcome: Mapping[str, Any]
    wrong: bool
    found: bool
    known: bool

    @property
    def status(self) -> int:
        """The HTTP status."""
        status: int = self.outcome["status"]
        return status


class Observations(Struct):
    """What was seen in one recording.

    ``answers``: for each request, by its digest, what its last answer of each status says.
    """

    operations: dict[tuple[str, int], Operation] = field(default_factory=dict)
    answers: dict[bytes, dict[int, Said]] = field(default_factory=lambda: defaultdict(dict))

    def keys(self) -> set[str]:
        """The operations that were seen at all."""
        return {key for key, _ in self.operations}


def observe(exchanges: Iterable[Recorded], conformance: Conformance) -> Observations:
    """What a recording shows; exchanges that no contract covers, or without an answer, show nothing."""
    seen = Observations()
    for recorded in exchanges:
        if recorded.answer is None or recorded.lost or recorded.call.method == "HEAD":
            continue
        try:
            checked = conformance.read(recorded)
        except NotCovered:
            continue
        try:
            document = load_json(recorded.answer.body)
        except Malformed:
            _note_answer(seen, checked, recorded.answer, None, "no JSON" if recorded.answer.body else "an empty body")
        else:
            conformance.learn(checked, document)
            _note_answer(seen, checked, recorded.answer, document)
    return seen


def _note_answer(
    seen: Observations, checked: CheckedExchange, answer: Answer, document: Any, no_json: str = ""
) -> None:
    """Note what one answer shows; ``no_json``: what it is where it is no document."""
    status, call = answer.status, checked.recorded.call
    if (checked.key, status) not in seen.operations:
        seen.operations[checked.key, status] = Operation(checked.key, status, answer_shape(checked, status, document))
    operation = seen.operations[checked.key, status]
    if no_json:
        operation.places[""].types.add(no_json)
    else:
        _note(operation.places, "", document)
    operation.media.update(media_type(value) for name, value in answer.headers if name == "content-type" and value)
    telling = {
        name: document[name] for name in checked.rules.telling if isinstance(document, dict) and name in document
    }
    seen.answers[_digest(checked)][status] = Said(
        checked.key,
        cut(f"{call.method} {call.path}", LONGEST),
        {"status": status, **telling},
        checked.problem is not None,
        status < 400 and _holds_data(checked, document),
        status in checked.route.successes,
    )


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
        for pointer, words, severity in _inside(old.operations[key, status], new.operations[key, status]):
            yield finding(key, f"answer {status}", pointer, words, severity)
    for digest in old.answers.keys() & new.answers.keys():
        for said, now in _pairs(old.answers[digest], new.answers[digest]):
            for name in _told_otherwise(said, now):
                words = shown(said.outcome[name]), shown(now.outcome.get(name))
                yield finding(said.key, f"{said.call}: answer", name, words, "error")


def _inside(had: Operation, has: Operation) -> Iterator[tuple[str, tuple[str, str], str]]:
    """The places at which the answers of an operation differ, what they were and are, and how much that weighs."""
    if had.media and has.media and had.media.isdisjoint(has.media):
        yield "content-type", (_one_of(had.media), _one_of(has.media)), "error"
    for pointer in sorted(had.places.keys() | has.places.keys()):
        severity = _severity(had, has, pointer)
        if severity:
            yield pointer, (_types(had, pointer), _types(has, pointer)), severity


def _pairs(before: Mapping[int, Said], after: Mapping[int, Said]) -> list[tuple[Said, Said]]:
    """The answers to one request that are compared: those of one status, or the last ones where they share none."""
    shared = before.keys() & after.keys()
    return [(before[status], after[status]) for status in sorted(shared)] or [
        ([*before.values()][-1], [*after.values()][-1])
    ]


def _told_otherwise(said: Said, now: Said) -> list[str]:
    """What the answers to one request say differently, unless it is other data that makes the difference."""
    if not {said.status, now.status}.isdisjoint(_BUSY) or not (said.wrong or _are_no_data(said, now)):
        return []
    return [name for name in said.outcome if said.outcome[name] != now.outcome.get(name)]


def _are_no_data(said: Said, now: Said) -> bool:
    """Whether no other records explain that a right request is answered otherwise."""
    was, status = said.status, now.status
    if was == status:
        return status in _BEFORE_RECORDS
    if was < 400 and status < 400:
        return not (said.known and now.known)
    return status >= 500 > was or not (said.found or now.found)


def _types(operation: Operation, pointer: str) -> str:
    if pointer not in operation.places:
        return "nothing"
    types = _one_of(operation.places[pointer].types)
    return types if not _is_member(pointer) or operation.always_has(pointer) else f"{types} or nothing"


def _is_member(pointer: str) -> bool:
    """Whether a place is a member of an object, not the document or an item of a list."""
    return bool(pointer) and not pointer.endswith("[]")


def _one_of(names: Iterable[str]) -> str:
    return " or ".join(sorted(names))


def _severity(old: Operation, new: Operation, pointer: str) -> str:
    """How much a difference at a place weighs; empty when there is none, or when other data explain it."""
    had, has = old.places.get(pointer), new.places.get(pointer)
    if had is not None and has is not None:
        added = has.types - had.types - _expected(old.shape, pointer)
        if added and had.types - {"null"}:
            return "error" if _declared(old.shape, pointer) else "warning"
        lacks = _is_member(pointer) and old.always_has(pointer) and not new.always_has(pointer)
        return "error" if lacks and _weight_of_gone(old.shape, pointer) == "error" else ""
    parent = pointer.rpartition(".")[0]
    if not _is_member(pointer) or parent not in old.places or parent not in new.places:
        return ""  # a list without items, or inside of what is told itself
    one, other = (old, new) if has is None else (new, old)
    if not one.always_has(pointer) or not other.places[parent].objects:
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


def _expected(shape: Shape, pointer: str) -> set[str]:
    """What the data of a place may always be: null, unless the contract has another type there."""
    found = _at(shape, pointer)
    return set() if found is not None and found.types is not None and "null" not in found.types else {"null"}


def _declared(shape: Shape, pointer: str) -> bool:
    """Whether the contract says which types a place has, or which values."""
    found = _at(shape, pointer)
    return found is not None and (found.types is not None or found.values is not None)


def _at(shape: Shape, pointer: str) -> Shape | None:
    found: Shape | None = shape
    for step in pointer.replace("[]", ".[]").split(".") if pointer else ():
        if found is None:
            return None
        found = found.items if step == "[]" else found.members.get(step)
    return found
