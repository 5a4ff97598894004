"""Calls in a hurry: what takes long is given up on a thread that others wait for, and begun anew on another.

A call may be begun anew once it was let in and as long as nothing more of it is done: its function is pure.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from importlib import import_module
from sys import modules
from typing import Any, Final, TypeVar

T = TypeVar("T")

_is_hurried: Final[ContextVar[bool]] = ContextVar("hurried", default=False)


class Lengthy(BaseException):
    """A call in a hurry takes long; no error, so that nobody who catches errors keeps it.

    ``visit``: what is known of the call by whoever begins it anew.
    """

    visit: Any = None


def hurry(act: Callable[..., T], *given: Any) -> T | Lengthy:
    """What something done in a hurry gives; Lengthy when it takes long, and then nothing is done."""
    token = _is_hurried.set(True)
    try:
        return act(*given)
    except Lengthy as lengthy:
        return lengthy
    finally:
        _is_hurried.reset(token)


def is_hurried() -> bool:
    """Whether what takes long is to be given up now."""
    return _is_hurried.get()


def leave() -> None:
    """Lengthy in a hurry: what follows may take long and is done in several steps, which cannot be taken back."""
    if _is_hurried.get():
        raise Lengthy


def load(name: str) -> Any:
    """A module that takes a tenth of a second to load and that few calls need; Lengthy when it is not yet loaded."""
    if name not in modules:
        leave()
    return import_module(name)


def stay() -> None:
    """Something is done that would be done twice: from here on the call comes to its end where it is."""
    if _is_hurried.get():
        _is_hurried.set(False)
