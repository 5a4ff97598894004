"""How far a long run is: a bar where a person waits for it, a line each ten seconds where a log is kept."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

from mockserver.checks.sentences import one_line

SECONDS: Final = 10

Advance: TypeAlias = Callable[[int], object]
"""Told how much more is done."""


class LogLines:
    """Says how far a run is, at most once in SECONDS; ``clock`` counts seconds.

    ``what`` is done, ``total`` of it in all, or None when nobody knows, each worth ``unit`` of what ``name`` says.
    """

    def __init__(
        self, what: str, total: int | None, name: str, unit: int = 1, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._what, self._name, self._unit, self._clock = one_line(what), name, unit, clock
        self._total = "" if total is None else f" of {total // unit}"
        self._done = 0
        self._next = clock() + SECONDS

    def __call__(self, more: int) -> None:
        """Count, and say so when it is time."""
        self._done += more
        if self._clock() >= self._next:
            self._next = self._clock() + SECONDS
            sys.stderr.write(f"{self._what}: {self._done // self._unit}{self._total} {self._name}\n")
            sys.stderr.flush()


@contextmanager
def reading(what: str, total: int | None) -> Iterator[Advance]:
    """While ``total`` bytes are read."""
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn

    if sys.stderr.isatty():
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
        with _bar(what, total, columns) as advance:
            yield advance
    else:
        yield LogLines(what, total, "MB", 1_000_000)


@contextmanager
def counting(what: str, total: int | None, name: str) -> Iterator[Advance]:
    """While ``total`` things of a name are done."""
    if sys.stderr.isatty():
        with _bar(what, total, ()) as advance:
            yield advance
    else:
        yield LogLines(what, total, name)


@contextmanager
def _bar(what: str, total: int | None, columns: tuple[object, ...]) -> Iterator[Advance]:
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:  # type: ignore[arg-type]
        task = bar.add_task(escape(one_line(what)), total=total)
        yield lambda more: bar.advance(task, more)
