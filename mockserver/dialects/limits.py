"""The vendors' documented rate limits, by the sandbox's own clock; off unless the sandbox asks for them."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, ClassVar, Self

from msgspec import Struct
from msgspec.structs import replace

from mockserver.core.errors import Refused
from mockserver.core.store import WINDOWS, Store
from mockserver.sandboxes.sandbox import Sandbox


class Limits(Struct, frozen=True):
    """What one vendor documents.

    ``windows``: (calls, seconds), a call that would be one more within the seconds is refused; ``block``: seconds for
    which it then refuses everything, 0 for until the window has room; ``day``: calls from one midnight in ``zone`` to
    the next, None for any number; ``at_once``: calls that may be under way, of which only those are seen that a planned
    delay holds back. What is refused is ``outcome``, ``of_day`` or ``of_moment``; a call that comes to one of ``free``
    is none of the day's.
    """

    windows: Sequence[tuple[int, float]]
    block: float = 0.0
    day: int | None = None
    zone: timezone = UTC
    at_once: int | None = None
    outcome: str = "rate-limited"
    of_day: str = "rate-limited"
    of_moment: str = "rate-limited"
    free: Collection[str] = ()


class Tally(Struct, frozen=True):
    """The calls of one dialect that a sandbox has let through: when, since when it blocks, and how many today."""

    times: tuple[float, ...] = ()
    blocked: float | None = None
    day: date | None = None
    today: int = 0
    kind: ClassVar[str] = "calls"

    def as_json(self, was: Self | None) -> Any:
        """The tally as a document."""
        del was
        return [self.times, self.blocked, self.day and self.day.isoformat(), self.today]

    @classmethod
    def from_json(cls, document: Any, was: Self | None) -> Self:
        """The inverse of :meth:`as_json`."""
        del was
        times, blocked, day, today = document
        return cls(tuple(times), blocked, day and date.fromisoformat(day), today)


WINDOWS[Tally.kind] = Tally


def check(sandbox: Sandbox, name: str, documented: Limits, timer: Callable[[], float]) -> None:
    """Count a call under a name, a dialect's; Refused with the whole seconds to wait when it is one too many.

    The sandbox has its ``rate_limits`` on. ``timer`` tells the seconds in which delays pass. The libraries that do this
    read the machine's clock for everything; a sandbox's can be frozen or moved.
    """
    if documented.at_once is not None and sandbox.delayed:
        now = timer()
        sandbox.delayed = tuple(end for end in sandbox.delayed if end > now)
        if len(sandbox.delayed) >= documented.at_once:
            raise Refused(documented.of_moment, retry_after=max(1, math.ceil(min(sandbox.delayed) - now)))

    def count(store: Store) -> tuple[float, str]:
        wait, outcome, after = _counted(documented, store.state.windows.get(name, Tally()), store.clock.timestamp())
        store.set("windows", store.state.windows.set(name, after))
        return wait, outcome

    wait, outcome = sandbox.transact(count)
    if wait > 0:
        raise Refused(outcome, retry_after=max(1, math.ceil(wait)))


def hold_back(sandbox: Sandbox, documented: Limits | None, end: float) -> None:
    """A call is under way until a moment of the timer."""
    if documented is not None and documented.at_once is not None and sandbox.settings["rate_limits"]:
        sandbox.delayed = (*sandbox.delayed, end)


def give_back(sandbox: Sandbox, name: str, documented: Limits | None, outcome: str) -> None:
    """Take a call that came to this outcome from the day's, where such calls do not count."""
    if documented is None or outcome not in documented.free or not sandbox.settings["rate_limits"]:
        return

    def discount(store: Store) -> None:
        tally = store.state.windows.get(name)
        if tally is not None and tally.today:
            store.set("windows", store.state.windows.set(name, replace(tally, today=tally.today - 1)))

    sandbox.transact(discount)


def remaining(sandbox: Sandbox, name: str, documented: Limits) -> tuple[Sequence[int], int]:
    """How many calls are left in each window, and until midnight; all of them when nobody counts.

    ``documented`` has a day.
    """
    tally = sandbox.state.windows.get(name) if sandbox.settings["rate_limits"] else None
    if tally is None:
        return [calls for calls, _ in documented.windows], documented.day or 0
    now = sandbox.clock.timestamp()
    left = [
        max(0, calls - sum(moment > now - seconds for moment in tally.times)) for calls, seconds in documented.windows
    ]
    return left, (documented.day or 0) - tally.today


def _counted(limits: Limits, tally: Tally, now: float) -> tuple[float, str, Tally]:
    """The seconds that a call has to wait, 0 for one that is let through and counted; why; and the tally after it."""
    # A clock may be set back: what is ahead of it has not happened.
    if tally.blocked is not None and tally.blocked <= now < tally.blocked + limits.block:
        return tally.blocked + limits.block - now, limits.outcome, tally
    longest = max(seconds for _, seconds in limits.windows)
    times = tuple(moment for moment in tally.times if now - longest < moment <= now)
    for calls, seconds in limits.windows:
        within = [moment for moment in times if moment > now - seconds]
        if len(within) >= calls:
            wait = limits.block or within[-calls] + seconds - now
            return wait, limits.outcome, replace(tally, times=times, blocked=now if limits.block else None)
    today = datetime.fromtimestamp(now, limits.zone)
    counted = tally.today if tally.day == today.date() else 0
    if limits.day is not None and counted >= limits.day:
        midnight = datetime.combine(today.date() + timedelta(days=1), time(), limits.zone)
        return (midnight - today).total_seconds(), limits.of_day, replace(tally, times=times)
    return 0.0, "", Tally((*times, now), tally.blocked, today.date(), counted + 1)
