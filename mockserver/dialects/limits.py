"""The vendors' documented rate limits, by the sandbox's own clock; off unless the sandbox asks for them."""

from __future__ import annotations

import math
from typing import Final

from mockserver.core.errors import Refused
from mockserver.sandboxes.sandbox import Sandbox

WINDOWS: Final = {
    "oktopost": ((60, 60.0), (120, 5.0)),
    "refold": ((20, 1.0),),
}
"""For each dialect (calls, seconds): a call that would be one more within the seconds is refused."""


def check(sandbox: Sandbox, dialect: str) -> None:
    """Count a call; Refused ``rate-limited`` with the whole seconds to wait when it is one too many.

    A sliding window over the times of the calls let through. The libraries that do this read the machine's clock;
    a sandbox's can be frozen or moved.
    """
    if not sandbox.settings["rate_limits"]:
        return
    now = sandbox.clock.timestamp()
    with sandbox.lock:
        longest = max(seconds for _, seconds in WINDOWS[dialect])
        # A clock may be set back: what is ahead of it has not happened.
        times = [moment for moment in sandbox.windows.get(dialect, ()) if now - longest < moment <= now]
        for calls, seconds in WINDOWS[dialect]:
            within = [moment for moment in times if moment > now - seconds]
            if len(within) >= calls:
                wait = within[-calls] + seconds - now
                raise Refused("rate-limited", retry_after=max(1, math.ceil(wait)))
        sandbox.windows[dialect] = [*times, now]
