"""Other people's functions, replaced while a context lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def replaced(owner: Any, name: str, make: Callable[[Any], Any]) -> Iterator[None]:
    """``owner.name`` replaced by ``make(original)`` while the context lasts.

    Others replace the same, and end in any order: what they put there stays, and what they bring back of ours does
    nothing any more.
    """
    original = getattr(owner, name)
    made = make(original)
    lasts = True

    def seam(*args: Any, **named: Any) -> Any:
        return (made if lasts else original)(*args, **named)

    setattr(owner, name, seam)
    try:
        yield
    finally:
        lasts = False
        if getattr(owner, name) is seam:
            setattr(owner, name, original)
