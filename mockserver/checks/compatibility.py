"""Two versions of the contract compared: what a client that keeps the old one will notice of the new one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from mockserver.checks.exchanges import join
from mockserver.checks.findings import DRIFTED, Finding, Verdict, state_of
from mockserver.checks.shapes import Shape, shape_of
from mockserver.checks.versions import Version
from mockserver.core.contracts import shown
from mockserver.core.schemas import nodes
from mockserver.core.statements import KINDS

_UPPER: Final = frozenset(("maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum"))
_LOWER: Final = frozenset(("minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum"))

PARTS: Final = ("request", "response")

_EVIDENCE: Final = "evidence"
_MOST_CALLS: Final = 5
"""How many of the calls that a shared change touches are named."""


class Change(Struct, frozen=True):
    """One difference between two versions.

    ``severity``: info for what is new or more lenient, warning for what is gone, error for what changed its type or
    meaning and for what an answer no longer has; everything but info is breaking. ``file`` and ``at``: where the schema
    of it stands, in the new version unless it is gone from there (``gone``).
    """

    side: str
    pointer: str
    before: str
    after: str
    severity: str
    file: str
    at: str
    gone: bool = False


def unmentioned(old: Version, new: Version, text: str) -> list[str]:
    """The schema files with a breaking change that a text does not name, each with its first such change."""
    found = {change.file: change for change in reversed(list(changes(old, new))) if is_breaking(change)}
    return [
        f"{file}: {change.side} {change.pointer}: {DRIFTED.format(expected=change.before, got=change.after)}"
        for file, change in sorted(found.items())
        if file not in text
    ]


def is_breaking(change: Change) -> bool:
    """Whether somebody who kept the old contract may break on the new one; what is said of it breaks nobody."""
    return change.severity != "info" and change.side != _EVIDENCE


def compare(old: Version, new: Version) -> Iterator[Verdict]:
    """One verdict for each schema file in which something changed, by the file's name, with the calls it touches."""
    files: dict[str, list[Change]] = {}
    calls: dict[str, dict[str, None]] = {}
    for change, key in _all(old, new):
        files.setdefault(change.file, [])
        if change not in files[change.file]:
            files[change.file].append(change)
        calls.setdefault(change.file, {})[_call(key, old, new)] = None
    for file, found in sorted(files.items()):
        told = _told_once(found)
        kind = "breaking" if any(map(is_breaking, told)) else "compatible"
        findings = tuple(_finding(change, old, new) for change in told)
        yield Verdict(f"{file} ({kind})", file, state_of(findings), findings, _touched([*calls[file]], file))


def _call(key: str, old: Version, new: Version) -> str:
    """What a client calls by a schema file: a method and a path, or the action that the file is of."""
    route = (new.documents.get(key) or old.documents[key]).get("route", {})
    return f"{route['method']} {route['path']}" if "method" in route and "path" in route else key


def _touched(calls: Sequence[str], file: str) -> str:
    """The calls of a change, where the file's name does not tell."""
    named = [call for call in calls if call != file]
    more = f" and {len(named) - _MOST_CALLS} more" if len(named) > _MOST_CALLS else ""
    return ", ".join(named[:_MOST_CALLS]) + more


def _finding(change: Change, old: Version, new: Version) -> Finding:
    ground = (old if change.gone else new).ground(change.file, change.at)
    return Finding(change.side, change.pointer, change.before, change.after, ground, change.severity, DRIFTED)


def changes(old: Version, new: Version) -> Iterator[Change]:
    """Every difference once, however many contracts share the definition that changed."""
    yield from _told_once(change for change, _ in _all(old, new))


def _told_once(found: Iterable[Change]) -> list[Change]:
    told: dict[tuple[str, ...], Change] = {}
    for change in found:
        told.setdefault((change.file, change.at, change.side, change.before, change.after), change)
    return list(told.values())


def _all(old: Version, new: Version) -> Iterator[tuple[Change, str]]:
    """Every difference with the file whose contract it was seen in."""
    for key in sorted({*old.documents, *new.documents}):
        if key not in new.documents:
            yield Change("file", "", "the file", "nothing", "warning", key, "", gone=True), key
        elif key not in old.documents:
            yield Change("file", "", "nothing", "a new file", "info", key, ""), key
        else:
            yield from ((change, key) for change in _file(key, old, new))


def _file(key: str, old: Version, new: Version) -> Iterator[Change]:
    before, after = old.documents[key], new.documents[key]
    if before == after and not any("$ref" in node for _, node in nodes(before)):
        return
    yield from _evidence(key, before, after)
    for member in ("method", "path", "success"):
        was, now = (document.get("route", {}).get(member) for document in (before, after))
        if was != now:
            yield Change("route", member, shown(was), shown(now), "error", key, "/route")
    if key.startswith("records/"):
        yield from differences("record", shape_of(old, key, ""), shape_of(new, key, ""))
    for part in PARTS:
        yield from _part(key, part, old, new)


def _evidence(key: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """What the documents are said to say: weaker evidence and lost one weigh more than stronger and new one."""
    had, has = (
        {one["id"]: (at, one) for at, one in enumerate(document.get(_EVIDENCE, ()))} for document in (before, after)
    )
    for statement in sorted(had.keys() | has.keys()):
        if statement not in has:
            at, entry = had[statement]
            yield Change(_EVIDENCE, statement, entry["kind"], "nothing", "warning", key, f"/evidence/{at}", gone=True)
            continue
        at, entry = has[statement]
        _, earlier = had.get(statement, (0, {}))
        was, now = earlier.get("kind", "nothing"), entry["kind"]
        weaker = was in KINDS and now in KINDS and KINDS.index(now) > KINDS.index(was)
        if was != now:
            yield Change(_EVIDENCE, statement, was, now, "warning" if weaker else "info", key, f"/evidence/{at}")
        elif earlier.get("statement") != entry.get("statement"):
            words = shown(earlier.get("statement")), shown(entry.get("statement"))
            yield Change(_EVIDENCE, statement, *words, "info", key, f"/evidence/{at}/statement")


def _statements(document: Mapping[str, Any]) -> dict[str, tuple[int, dict[str, str]]]:
    return {entry["id"]: (at, entry) for at, entry in enumerate(document.get(_EVIDENCE, ()))}


def _part(key: str, part: str, old: Version, new: Version) -> Iterator[Change]:
    pointer = f"/$defs/{part}"
    had, has = (part in version.documents[key].get("$defs", {}) for version in (old, new))
    if had and has:
        yield from differences(part, shape_of(old, key, pointer), shape_of(new, key, pointer))
    elif had:
        yield Change(part, "", "a contract", "nothing", "warning", key, pointer, gone=True)
    elif has:
        yield Change(part, "", "nothing", "a contract", "info", key, pointer)


def differences(side: str, old: Shape, new: Shape, pointer: str = "") -> Iterator[Change]:
    """What changed between two shapes, as somebody sees it who sends (request, record) or reads (response) it."""
    yield from _sets(side, old, new, pointer)
    for name in sorted({*old.limits, *new.limits}):
        yield from _limit(side, old, new, pointer, name)
    if old.closed != new.closed:
        words = ("other members", "no other members") if new.closed else ("no other members", "other members")
        yield _weigh(side, pointer, words, new, narrower=new.closed)
    yield from _members(side, old, new, pointer)
    if old.items is not None and new.items is not None:
        yield from differences(side, old.items, new.items, f"{pointer}[]")


def _sets(side: str, old: Shape, new: Shape, pointer: str) -> Iterator[Change]:
    for before, after in ((old.types, new.types), (old.values, new.values)):
        if before != after:
            narrower = before is None or (after is not None and after < before)
            wider = after is None or (before is not None and before < after)
            words = (_one_of(before), _one_of(after))
            if narrower == wider:
                yield Change(side, pointer, *words, "error", new.file, new.pointer)
            else:
                yield _weigh(side, pointer, words, new, narrower=narrower)


def _one_of(names: frozenset[str] | None) -> str:
    return "anything" if names is None else " or ".join(sorted(names))


def _limit(side: str, old: Shape, new: Shape, pointer: str, name: str) -> Iterator[Change]:
    before, after = old.limits.get(name), new.limits.get(name)
    if before == after:
        return
    words = (f"{name} {shown(before)}" if before is not None else f"no {name}",
             f"{name} {shown(after)}" if after is not None else f"no {name}")  # fmt: skip
    if before is None or after is None:
        yield _weigh(side, pointer, words, new, narrower=before is None)
    elif name in _UPPER | _LOWER:
        yield _weigh(side, pointer, words, new, narrower=(after > before) == (name in _LOWER))
    else:
        yield Change(side, pointer, *words, "error", new.file, new.pointer)


def _members(side: str, old: Shape, new: Shape, pointer: str) -> Iterator[Change]:
    for name in sorted({*old.members, *new.members}):
        place, before, after = join(pointer, name), old.members.get(name), new.members.get(name)
        if before is None and after is not None:
            yield Change(side, place, "nothing", "a new member", "info", after.file, after.pointer)
        elif after is None and before is not None:
            severity = "error" if side == "response" else "warning"
            yield Change(side, place, "a member", "nothing", severity, before.file, before.pointer, gone=True)
        elif before is not None and after is not None:
            yield from differences(side, before, after, place)
    for name in sorted(old.required ^ new.required):
        words = ("may be absent", "required") if name in new.required else ("required", "may be absent")
        if name in new.members or name in new.required:
            yield _weigh(side, join(pointer, name), words, new, narrower=name in new.required)


def _weigh(side: str, pointer: str, words: tuple[str, str], new: Shape, *, narrower: bool) -> Change:
    """A sender breaks on what is asked of him in addition, a reader on what he could not get before."""
    breaks = narrower if side != "response" else not narrower
    return Change(side, pointer, *words, "error" if breaks else "info", new.file, new.pointer)
