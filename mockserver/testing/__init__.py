"""The public types and functions for tests; importing them loads nothing of the server.

Besides those that are named here there are the types of the vendors' clients.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mockserver.testing.calls import RecordedCall as RecordedCall
    from mockserver.testing.clients import *  # noqa: F403 - the vendors' types, whatever they are called
    from mockserver.testing.interception import Interception as Interception
    from mockserver.testing.matchers import Absent as Absent
    from mockserver.testing.protocol import Mockserver as Mockserver
    from mockserver.testing.protocol import MockserverFactory as MockserverFactory
    from mockserver.testing.unit import SandboxTestCase as SandboxTestCase
    from mockserver.testing.words import Action as Action
    from mockserver.testing.words import App as App
    from mockserver.testing.words import OtherHosts as OtherHosts
    from mockserver.testing.words import Outcome as Outcome
    from mockserver.testing.words import PlannableOutcome as PlannableOutcome
    from mockserver.testing.words import StrictMode as StrictMode
    from mockserver.testing.words import Table as Table

_MODULES = {
    "Absent": "matchers",
    "Action": "words",
    "App": "words",
    "Interception": "interception",
    "Mockserver": "protocol",
    "MockserverFactory": "protocol",
    "OtherHosts": "words",
    "Outcome": "words",
    "PlannableOutcome": "words",
    "RecordedCall": "calls",
    "SandboxTestCase": "unit",
    "StrictMode": "words",
    "Table": "words",
}
"""Where each lies: it is loaded when it is used, for the pytest plugin lies in this package and loads nothing."""

__all__ = list(_MODULES)


def __dir__() -> list[str]:
    return sorted(_MODULES)


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    if name[:1].isupper():
        from mockserver.testing.vendor import type_named

        return type_named(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
