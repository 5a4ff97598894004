"""Which route answers a path: patterns of segments, the more literal before the less, for each method by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from string import Formatter
from typing import Final, Generic, TypeAlias, TypeVar
from urllib.parse import unquote

from msgspec import Struct, field

T = TypeVar("T")

Found: TypeAlias = Mapping[str, tuple[T, tuple[str, ...]]]
"""For each method: the route, and the values of the path's parameters."""

_MOST_SEGMENTS: Final = 64
"""Paths with more segments are nobody's; looking for their routes would be work for nothing."""

_MOST_KNOWN: Final = 1_000
_LONGEST_KNOWN: Final = 200
"""What is found for so many paths up to this length is remembered: clients ask for the same ones again and again."""

_forgetting: Final = lru_cache(maxsize=_MOST_KNOWN)

_LONGEST_SEGMENT: Final = 100
_ALIKE: Final = 0.6


def suggest_path(path: str, patterns: Iterable[str]) -> str:
    """``did you mean PATTERN? `` for the pattern that differs from a path by one segment, or nothing.

    Of several, the one whose segment is spelt most alike is meant; none, when none is alike. A single one counts
    whatever the segment, but for the path's first.
    """
    from difflib import SequenceMatcher

    segments = path.split("/")
    if len(segments) > _MOST_SEGMENTS or max(map(len, segments)) > _LONGEST_SEGMENT:
        return ""
    near = []
    for pattern in dict.fromkeys(patterns):
        difference = _one_difference(segments, pattern.split("/"))
        if difference is not None:
            near.append((SequenceMatcher(None, *difference).ratio(), -pattern.count("{"), pattern))
    ratio, _, nearest = max(near, default=(0.0, 0, ""))
    is_meant = ratio >= _ALIKE or (len(near) == 1 and segments[:2] == nearest.split("/")[:2])
    return f"did you mean {nearest}? " if is_meant else ""


def _one_difference(given: Sequence[str], pattern: Sequence[str]) -> tuple[str, str] | None:
    """The one segment in which a path differs and what stands there in the pattern, "" for nothing; None for more."""
    at = 0
    while at < min(len(given), len(pattern)) and _fits(given[at], pattern[at]):
        at += 1
    more, served = given[at:], pattern[at:]
    if more and served and _all_fit(more[1:], served[1:]):
        return more[0], served[0]
    if more and _all_fit(more[1:], served):
        return more[0], ""
    if served and _all_fit(more, served[1:]):
        return "", served[0]
    return None


def _all_fit(given: Sequence[str], pattern: Sequence[str]) -> bool:
    return len(given) == len(pattern) and all(map(_fits, given, pattern))


def _fits(segment: str, pattern: str) -> bool:
    return _has_value(segment, *_ends(pattern)) if "{" in pattern else segment == pattern


def _ends(pattern: str) -> tuple[str, str]:
    """The fixed texts before and after the parameter of a segment."""
    before, _, rest = pattern.partition("{")
    return before, rest.partition("}")[2]


def _has_value(segment: str, before: str, after: str) -> bool:
    """Whether a segment begins and ends with the fixed texts and has something between them."""
    return len(segment) > len(before) + len(after) and segment.startswith(before) and segment.endswith(after)


def parameters_of(pattern: str) -> tuple[str, ...]:
    """The names of a pattern's parameters, in their order."""
    return tuple(name for _, name, _, _ in Formatter().parse(pattern) if name)


def split_path(path: str, raw: str = "") -> list[str]:
    """The segments of a path, decoded one by one where ``raw``, the path as it was sent, holds an escape.

    ``%2F`` stays inside its segment; a slash at the end counts for nothing.
    """
    segments = [unquote(segment) for segment in raw.split("/")] if raw else path.split("/")
    if len(segments) > 2 and not segments[-1]:
        segments.pop()
    return segments


class _Node(Struct, Generic[T]):
    """What follows after some segments."""

    literals: dict[str, _Node[T]] = field(default_factory=dict)
    patterns: list[tuple[str, str, _Node[T]]] = field(default_factory=list)
    routes: dict[str, T] = field(default_factory=dict)

    def child(self, segment: str) -> _Node[T]:
        """The node behind a segment of a pattern, made where there is none."""
        if "{" not in segment:
            return self.literals.setdefault(segment, _Node())
        before, after = _ends(segment)
        for known_before, known_after, node in self.patterns:
            if (known_before, known_after) == (before, after):
                return node
        node = _Node[T]()
        self.patterns.append((before, after, node))
        self.patterns.sort(key=lambda pattern: -len(pattern[0]) - len(pattern[1]))
        return node

    def walk(self, segments: Sequence[str]) -> Iterator[tuple[_Node[T], tuple[str, ...]]]:
        """The nodes at the end of the segments, the more literal first, with the values of their parameters."""
        waiting: list[tuple[_Node[T], int, tuple[str, ...]]] = [(self, 0, ())]
        while waiting:
            node, at, values = waiting.pop()
            if at == len(segments):
                yield node, values
                continue
            segment = segments[at]
            for before, after, behind in reversed(node.patterns):
                if _has_value(segment, before, after):
                    value = segment[len(before) : len(segment) - len(after)]
                    waiting.append((behind, at + 1, (*values, value)))
            literal = node.literals.get(segment)
            if literal is not None:
                waiting.append((literal, at + 1, values))


class Routes(Generic[T]):
    """The routes of one dialect by path and method.

    A pattern is ``/a/{b}/c``; a parameter takes a whole segment or the part of one between fixed texts
    (``/v{version}/{id}.json``). Where several patterns fit a path, each method goes to the most literal one that has
    it, so that ``/x/{id}`` may have methods that ``/x/describe`` has not.
    """

    def __init__(self) -> None:
        self._root = _Node[T]()
        self._found: Callable[[str], Found[T]] = _forgetting(self._walk_path)

    def add(self, method: str, pattern: str, route: T) -> None:
        """Have a route answer for a method below a pattern; ValueError when another one does already."""
        node = self._root
        for segment in pattern.split("/"):
            node = node.child(segment)
        if method in node.routes:
            raise ValueError(f"two routes for {method} {pattern}")
        node.routes[method] = route
        self._found = _forgetting(self._walk_path)

    def find(self, path: str, raw: str = "") -> Found[T]:
        """For each method that the path is served with: the route, and the values of the path's parameters."""
        return self._walk(split_path(path, raw)) if raw or len(path) > _LONGEST_KNOWN else self._found(path)

    def _walk_path(self, path: str) -> Found[T]:
        return self._walk(split_path(path))

    def _walk(self, segments: Sequence[str]) -> Found[T]:
        found: dict[str, tuple[T, tuple[str, ...]]] = {}
        if len(segments) <= _MOST_SEGMENTS:
            for node, values in self._root.walk(segments):
                for method, route in node.routes.items():
                    found.setdefault(method, (route, values))
        return found
