"""Long calls, offloaded: what turns out to take long on the event loop is given up there and begun anew in a thread.

A call may be begun anew once it was let in and as long as nothing more of it is done: its function is pure.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from sys import modules
from typing import Any, Final, TypeVar

T = TypeVar("T")

_module: Final = cache(import_module)

_on_loop: Final[ContextVar[bool]] = ContextVar("on_loop", default=False)


class NeedsThread(BaseException):
    """A call on the event loop takes long; no error, so that nobody who catches errors keeps it.

    ``context``: what is known of the call by whoever begins it anew.
    """

    context: Any = None


def attempt(act: Callable[..., T], *given: Any) -> T | NeedsThread:
    """What something gives on the event loop; NeedsThread when it takes long, and then nothing is done."""
    token = _on_loop.set(True)
    try:
        return act(*given)
    except NeedsThread as given_up:
        return given_up
    finally:
        _on_loop.reset(token)


def on_loop() -> bool:
    """Whether others wait for this thread, so that what takes long is to be given up."""
    return _on_loop.get()


def require_thread() -> None:
    """NeedsThread on the loop: what follows may take long and is done in several steps, which cannot be taken back."""
    if _on_loop.get():
        raise NeedsThread


def load(name: str) -> Any:
    """A module that few calls need and that takes a tenth of a second to load; NeedsThread when it is to be loaded."""
    if name not in modules:
        require_thread()
    return _module(name)


def complete_here() -> None:
    """Something is done that would be done twice: from here on the call comes to its end where it is."""
    if _on_loop.get():
        _on_loop.set(False)
