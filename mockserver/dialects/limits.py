"""The vendors' documented rate limits, by the sandbox's own clock; off unless the sandbox asks for them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mockserver.core.errors import Refused
from mockserver.sandboxes.sandbox import Sandbox


def check(sandbox: Sandbox, dialect: str, windows: Sequence[tuple[int, float]]) -> None:
    """Count a call of a dialect; Refused ``rate-limited`` with the whole seconds to wait when it is one too many.

    ``windows`` are (calls, seconds): a call that would be one more within the seconds is refused.
    A sliding window over the times of the calls let through. The libraries that do this read the machine's clock;
    a sandbox's can be frozen or moved.
    """
    if not windows or not sandbox.settings["rate_limits"]:
        return
    now = sandbox.clock.timestamp()
    with sandbox.lock:
        longest = max(seconds for _, seconds in windows)
        # A clock may be set back: what is ahead of it has not happened.
        times = [moment for moment in sandbox.windows.get(dialect, ()) if now - longest < moment <= now]
        for calls, seconds in windows:
            within = [moment for moment in times if moment > now - seconds]
            if len(within) >= calls:
                wait = within[-calls] + seconds - now
                raise Refused("rate-limited", retry_after=max(1, math.ceil(wait)))
        sandbox.windows[dialect] = [*times, now]
