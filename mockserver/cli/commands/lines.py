"""A line on the terminal for each call: status, action, outcome, how long it took, where the console shows it."""

from __future__ import annotations

import threading
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Final, TextIO

from mockserver.sandboxes.journal import Entry

_WAITING: Final = 1_000
"""How many lines may wait for a terminal that is held; what comes then is told by its number alone."""


class CallLines:
    """Writes the lines in a thread of its own, so that no call waits for a terminal.

    ``console``: the address of the console.
    """

    def __init__(self, console: str, output: TextIO) -> None:
        self._console = console
        self._output = output
        self._waiting: SimpleQueue[Entry] = SimpleQueue()
        self._missed = 0
        threading.Thread(target=self._write, name="mockserver-lines", daemon=True).start()

    def note(self, entry: Entry) -> None:
        """Have a line written, soon."""
        if self._waiting.qsize() < _WAITING:
            self._waiting.put(entry)
        else:
            self._missed += 1

    def _write(self) -> None:
        with suppress(OSError, ValueError):  # the terminal is gone
            while True:
                lines = [line(self._waiting.get(), self._console)]
                with suppress(Empty):
                    while True:
                        lines.append(line(self._waiting.get_nowait(), self._console))
                if self._missed:
                    lines.append(f"... and {self._missed} more calls")
                    self._missed = 0
                self._output.write("".join(f"{one}\n" for one in lines))
                self._output.flush()


def line(entry: Entry, console: str) -> str:
    """``200 <dialect>/<app>/lead.create 1.3 ms  …/calls/12``; nothing of a call can steer the terminal."""
    seen = entry.exchange
    what = seen.action or f"{seen.dialect} {seen.call.method} {seen.call.path}"
    outcome = "" if seen.outcome == "ok" else f" {seen.outcome}"
    told = f"{entry.status or '---'} {what}{outcome} {entry.duration * 1000:.1f} ms"
    plain = "".join(letter if letter.isprintable() else "?" for letter in told)
    return f"{plain}  {console}/{entry.sandbox}/calls/{entry.number}"
