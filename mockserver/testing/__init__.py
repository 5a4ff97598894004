"""The types of the fixtures, for annotations; importing them loads nothing of the server."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mockserver.testing.protocol import Mockserver, MockserverFactory, Oktopost, Refold

__all__ = ["Mockserver", "MockserverFactory", "Oktopost", "Refold"]


def __getattr__(name: str) -> object:
    """The types, loaded when they are used: the pytest plugin lies in this package and loads nothing."""
    if name in __all__:
        from mockserver.testing import protocol

        return getattr(protocol, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
