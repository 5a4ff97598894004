"""Other people's functions, replaced while a context lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

Seam = tuple[Any, str, Callable[[Any], Any]]
"""Where somebody else's code is entered: an owner, the name of its function, and what makes ours of the original."""


@contextmanager
def replaced(seams: Iterable[Seam]) -> Iterator[None]:
    """``owner.name`` replaced by ``make(original)`` at each seam while the context lasts.

    Others replace the same, and end in any order: what they put there stays, and what they bring back of ours does
    nothing any more.
    """
    ends = [_replace(*seam) for seam in seams]
    try:
        yield
    finally:
        for end in reversed(ends):
            end()


def _replace(owner: Any, name: str, make: Callable[[Any], Any]) -> Callable[[], None]:
    """Replace one function; answers what ends it."""
    original = getattr(owner, name)
    acts = make(original)

    def seam(*args: Any, **named: Any) -> Any:
        return acts(*args, **named)

    def end() -> None:
        nonlocal acts
        acts = original
        if getattr(owner, name) is seam:
            setattr(owner, name, original)

    setattr(owner, name, seam)
    return end
