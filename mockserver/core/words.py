"""Which texts hold a word: an index made once, asked by the beginnings of words."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import accumulate, chain, groupby, pairwise
from operator import itemgetter
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_LAST: Final = "\U0010ffff"
"""Sorts behind every character that a word can hold."""

_SPARSE: Final = 16
"""Words with fewer positions than this on average are sorted together; others are merged as they are asked for."""

_Range = tuple[int, int]


def words_of(text: str) -> list[str]:
    """The words of a text as a search compares them: letters and digits, lower case."""
    return _WORD.findall(text.lower())


class Words:
    """The positions of texts by their words.

    The words are sorted and lie beside the places at which their positions begin, so that a prefix is one stretch
    of words and one stretch of positions, and its size is known without a look at either.
    """

    __slots__ = ("_positions", "_starts", "_words")

    def __init__(self, texts: Iterable[str]) -> None:
        postings: defaultdict[str, list[int]] = defaultdict(list)
        for position, text in enumerate(texts):
            for word in set(words_of(text)):
                postings[word].append(position)
        self._words = sorted(postings)
        found = [postings[word] for word in self._words]
        self._starts = array("I", accumulate(map(len, found), initial=0))
        self._positions = array("I", chain.from_iterable(found))

    def having(self, prefixes: Sequence[str]) -> Iterator[int]:
        """The positions, ascending, of the texts in which every prefix (lower case) begins a word.

        Costs as much as the rarest of the prefixes has positions, or as many of them as are taken.
        """
        rarest, *others = sorted(map(self._range, prefixes), key=self._size)
        tests = [self._test(other, self._size(rarest)) for other in others]
        return (position for position in self._ascending(rarest) if all(test(position) for test in tests))

    def _range(self, prefix: str) -> _Range:
        first = bisect_left(self._words, prefix)
        return first, bisect_left(self._words, prefix + _LAST, first)

    def _size(self, found: _Range) -> int:
        return self._starts[found[1]] - self._starts[found[0]]

    def _ascending(self, found: _Range) -> Iterable[int]:
        first, last = found
        if self._size(found) < _SPARSE * (last - first):
            return sorted(self._all(found))
        return map(itemgetter(0), groupby(merge(*self._each(found))))

    def _test(self, found: _Range, questions: int) -> Callable[[int], bool]:
        """Whether a position is among those found: by bisection when few ask, else by a set made of them."""
        first, last = found
        if questions * (last - first) * 4 > self._size(found):
            return self._all(found).__contains__
        each = self._each(found)
        return lambda position: any(_holds(positions, position) for positions in each)

    def _all(self, found: _Range) -> set[int]:
        return set(self._positions[self._starts[found[0]] : self._starts[found[1]]])

    def _each(self, found: _Range) -> list[Sequence[int]]:
        starts = self._starts[found[0] : found[1] + 1]
        seen = memoryview(self._positions)
        return [seen[start:end] for start, end in pairwise(starts)]


def _holds(ascending: Sequence[int], position: int) -> bool:
    at = bisect_left(ascending, position)
    return at < len(ascending) and ascending[at] == position
