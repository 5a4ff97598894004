"""Event loops of threads of our own."""

from __future__ import annotations

import asyncio
import time
from functools import partial


def steady_loop() -> asyncio.AbstractEventLoop:
    """An event loop whose time goes on where a test has frozen Python's clocks, as freezegun does."""
    loop = asyncio.new_event_loop()
    if hasattr(time, "clock_gettime"):
        loop.time = partial(time.clock_gettime, time.CLOCK_MONOTONIC)  # type: ignore[method-assign] # as an attribute
    return loop
