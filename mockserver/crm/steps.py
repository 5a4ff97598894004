"""How much one call may look at, counted in steps: the comparison of one value of a record is one, half a microsecond.

Steps are counted before they are taken, from what is asked and how many records there are, so that the same question
over the same records always ends the same way, whatever the machine. On the event loop (:mod:`mockserver.core.offload`)
a call is given up long before it has none left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from mockserver.core.errors import CrmError
from mockserver.core.offload import NeedsThread, on_loop

T = TypeVar("T")

MOST: Final = 500_000
"""The steps of one call, about a quarter of a second."""

PATIENCE: Final = 4_000
"""The steps of a call on the event loop, about two milliseconds."""

CHARACTERS: Final = 256
"""So many comparisons of characters count as one step."""


class Steps:
    """The steps that a call has left; ``refuse`` makes the application's own error for when there are none."""

    __slots__ = ("_least", "_refuse", "left")

    def __init__(self, refuse: Callable[[], CrmError], most: int | None = None) -> None:
        self._refuse = refuse
        self.left = MOST if most is None else most
        self._least = max(0, self.left - PATIENCE) if on_loop() else 0

    def take(self, count: int) -> None:
        """Use up some; CrmError when there are not so many."""
        self.left -= count
        if self.left < self._least:
            raise self._refuse() if self.left < 0 else NeedsThread

    def each(self, items: Iterable[T], count: int) -> Iterator[T]:
        """The items, each of which takes ``count`` steps; an item is not looked at once there are too few."""
        for item in items:
            self.left -= count
            if self.left < self._least:
                raise self._refuse() if self.left < 0 else NeedsThread
            yield item
