"""Several processes that answer on one port: a parent starts them, starts each again that ends, and stops them all."""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Final

_log: Final = logging.getLogger("mockserver")

Work = Callable[[int, Callable[[], None]], None]
"""What a worker does: (its place, what to call once it answers). It ends at SIGTERM."""

_AT_ONCE: Final = 1.0
_MOST_FAILURES: Final = 10
"""So many workers in a row may end within so many seconds of their start."""

_PATIENCE: Final = 5.0
"""Seconds beyond the grace period that workers have to end."""


class CannotWork(RuntimeError):
    """Workers end as soon as they start."""


class Workers:
    """``count`` processes that do the same work. Only for systems that fork; the parent must have no other thread."""

    def __init__(self, count: int, work: Work, *, grace: float) -> None:
        self._count = count
        self._work = work
        self._grace = grace
        self._places: dict[int, int] = {}
        self._began = [0.0] * count
        self._failures = 0

    def run(self, ready: Callable[[], None]) -> None:
        """Work until SIGINT or SIGTERM; ``ready`` is called once all answer. CannotWork when they do not."""
        watched = {signal.SIGCHLD, signal.SIGINT, signal.SIGTERM}
        before = signal.pthread_sigmask(signal.SIG_BLOCK, watched)
        # A parent that is killed closes its end of the pipe, by which its workers know.
        self._lifeline, held = os.pipe()
        gc.freeze()  # what was made so far stays, and is not copied for a look at it
        try:
            for place in range(self._count):
                self._begin(place, held, before)
            ready()
            while signal.sigwait(watched) == signal.SIGCHLD:
                self._begin_again(held, before)
        finally:
            self._stop()
            os.close(held)
            os.close(self._lifeline)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _begin(self, place: int, held: int, mask: set[signal.Signals] | set[int]) -> None:
        """Start a worker, and wait until it answers."""
        answers, told = os.pipe()
        self._began[place] = time.monotonic()
        process = os.fork()
        if process == 0:
            os.close(held)
            os.close(answers)
            self._be_worker(place, told, mask)
        os.close(told)
        self._places[process] = place
        os.read(answers, 1)  # nothing, when it ended
        os.close(answers)

    def _be_worker(self, place: int, told: int, mask: set[signal.Signals] | set[int]) -> None:
        status = 1
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            threading.Thread(target=_end_with, args=(self._lifeline,), daemon=True).start()
            self._work(place, lambda: os.close(told))
            status = 0
        except BaseException:  # noqa: BLE001 - whatever it is, this process ends here
            _log.exception("a worker failed")
        finally:
            os._exit(status)

    def _begin_again(self, held: int, mask: set[signal.Signals] | set[int]) -> None:
        for place in self._ended():
            is_early = time.monotonic() - self._began[place] < _AT_ONCE
            self._failures = self._failures + 1 if is_early else 0
            if self._failures > _MOST_FAILURES:
                raise CannotWork("the workers end as soon as they start: see the log")
            _log.warning("worker %d ended; another one takes its place", place + 1)
            self._begin(place, held, mask)

    def _ended(self) -> list[int]:
        """The places whose worker is gone."""
        found = []
        while self._places:
            process, _ = os.waitpid(-1, os.WNOHANG)
            if process == 0:
                break
            if process in self._places:
                found.append(self._places.pop(process))
        return found

    def _stop(self) -> None:
        """Let each answer what it has begun; who takes longer than the grace period is killed."""
        self._tell(signal.SIGTERM)
        end = time.monotonic() + self._grace + _PATIENCE
        while self._places and (left := end - time.monotonic()) > 0:
            self._ended()
            if self._places:
                signal.sigtimedwait({signal.SIGCHLD}, left)
        self._tell(signal.SIGKILL)
        while self._places:
            process, _ = os.waitpid(-1, 0)
            self._places.pop(process, None)

    def _tell(self, number: int) -> None:
        for process in self._places:
            os.kill(process, number)


def _end_with(lifeline: int) -> None:
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
