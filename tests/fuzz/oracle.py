"""What no input may cost: processor time, memory, a traceback."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SECONDS: Final = 1.5
"""Processor time that any input may take, beside what its bytes are worth; a plain call takes 0.001."""

SECONDS_A_MEGABYTE: Final = 4.0

MEMORY: Final = 24 * 1024 * 1024
"""Bytes that may be held at once because of any input, beside what its own bytes are worth."""

MEMORY_A_BYTE: Final = 60
"""A parsed JSON array of small numbers takes about as much for each byte of its text."""


@contextmanager
def bounded(size: int) -> Iterator[None]:
    """Hold what happens inside, in all threads, to the time and the memory that an input of ``size`` bytes may cost."""
    gc.collect()
    tracemalloc.start()
    started = time.process_time()
    try:
        yield
        seconds, peak = time.process_time() - started, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert seconds < SECONDS + SECONDS_A_MEGABYTE * size / 1_000_000, f"{size} bytes took {seconds:.2f} s"
    assert peak < MEMORY + MEMORY_A_BYTE * size, f"{size} bytes took {peak >> 20} MiB of memory"
