"""The garbage collector, kept from looking again and again through many objects that all stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_MANY: Final = 50_000
"""So many new objects the collector takes some milliseconds to look through, in which no thread goes on."""

_is_settled = False


def settle() -> None:
    """What there is stays, in a process that does nothing else: the collector need never look through it."""
    global _is_settled  # noqa: PLW0603 - the collector, too, is one for the process
    _is_settled = True
    gc.freeze()


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: making millions of objects takes half the time.

    In a process that has settled, very many of them stay like those before.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if _is_settled and gc.get_count()[0] > _MANY:
            gc.freeze()
        if was_enabled:
            gc.enable()
