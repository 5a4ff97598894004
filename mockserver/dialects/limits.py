"""The vendors' documented rate limits, by the sandbox's own clock; off unless the sandbox asks for them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from mockserver.core.errors import Refused
from mockserver.core.store import Store
from mockserver.sandboxes.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Limits:
    """What one vendor documents.

    ``windows``: (calls, seconds), a call that would be one more within the seconds is refused; ``block``: seconds for
    which it then refuses everything, 0 for until the window has room; ``day``: calls from one midnight in UTC to the
    next, None for any number.
    """

    windows: Sequence[tuple[int, float]]
    block: float = 0.0
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """The calls of one dialect that a sandbox has let through: when, since when it blocks, and how many today."""

    times: tuple[float, ...] = ()
    blocked: float | None = None
    day: date | None = None
    today: int = 0


def check(sandbox: Sandbox, dialect: str, documented: Limits | None) -> None:
    """Count a call of a dialect; Refused ``rate-limited`` with the whole seconds to wait when it is one too many.

    The libraries that do this read the machine's clock; a sandbox's can be frozen or moved.
    """
    if documented is None or not sandbox.settings["rate_limits"]:
        return

    def count(store: Store) -> float:
        wait, after = _counted(documented, store.state.windows.get(dialect, Tally()), store.clock.timestamp())
        store.set("windows", store.state.windows.set(dialect, after))
        return wait

    wait = sandbox.transact(count)
    if wait > 0:
        raise Refused("rate-limited", retry_after=max(1, math.ceil(wait)))


def remaining(sandbox: Sandbox, dialect: str, documented: Limits) -> tuple[int, int]:
    """How many calls of a dialect are left in its first window, and until midnight; all of them when nobody counts.

    ``documented`` has a window and a day.
    """
    calls, seconds = documented.windows[0]
    tally = sandbox.state.windows.get(dialect) if sandbox.settings["rate_limits"] else None
    if tally is None:
        return calls, documented.day or 0
    now = sandbox.clock.timestamp()
    return max(0, calls - sum(moment > now - seconds for moment in tally.times)), (documented.day or 0) - tally.today


def _counted(limits: Limits, tally: Tally, now: float) -> tuple[float, Tally]:
    """The seconds that a call has to wait, 0 for one that is let through and counted; and the tally after it."""
    # A clock may be set back: what is ahead of it has not happened.
    if tally.blocked is not None and tally.blocked <= now < tally.blocked + limits.block:
        return tally.blocked + limits.block - now, tally
    longest = max(seconds for _, seconds in limits.windows)
    times = tuple(moment for moment in tally.times if now - longest < moment <= now)
    for calls, seconds in limits.windows:
        within = [moment for moment in times if moment > now - seconds]
        if len(within) >= calls:
            wait = limits.block or within[-calls] + seconds - now
            return wait, replace(tally, times=times, blocked=now if limits.block else None)
    today = datetime.fromtimestamp(now, UTC)
    counted = tally.today if tally.day == today.date() else 0
    if limits.day is not None and counted >= limits.day:
        midnight = datetime(today.year, today.month, today.day, tzinfo=UTC) + timedelta(days=1)
        return (midnight - today).total_seconds(), replace(tally, times=times)
    return 0.0, Tally((*times, now), tally.blocked, today.date(), counted + 1)
