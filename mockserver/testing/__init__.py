"""The types of the fixtures, for annotations; importing them loads nothing of the server."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mockserver.testing.clients import *  # noqa: F403 - the vendors' types, whatever they are called
    from mockserver.testing.protocol import Mockserver, MockserverFactory

__all__ = ["Mockserver", "MockserverFactory"]


def __getattr__(name: str) -> Any:
    """The types, loaded when they are used: the pytest plugin lies in this package and loads nothing.

    Besides those of the fixtures there are the types of the vendors' clients.
    """
    if name in __all__:
        from mockserver.testing import protocol

        return getattr(protocol, name)
    if name[:1].isupper():
        from mockserver.testing.vendor import type_named

        return type_named(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
