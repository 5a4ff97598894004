"""How each vendor speaks HTTP, a folder for each: action rows, routes, documented checks, envelopes, messages."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from mockserver import crm
from mockserver.core import resources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mockserver.core.action import Action
    from mockserver.core.outcomes import Outcome
    from mockserver.dialects.frame import Dialect

SETTINGS: Final[Mapping[str, Any]] = MappingProxyType({"strict": "warn", "rate_limits": False, "webhook_hosts": []})
"""What can be set whatever the vendor, with its defaults."""

PACKAGES = resources.PACKAGES
PACKAGES += [
    "mockserver.dialects.oktopost",
    "mockserver.dialects.refold",
    "mockserver.dialects.salesforce",
    "mockserver.dialects.hubspot",
    "mockserver.dialects.marketo",
]
"""Each has a module ``routes`` whose ``dialect()`` is the vendor's :class:`~mockserver.dialects.frame.Dialect`."""


def load() -> tuple[Dialect, ...]:
    """The dialects of this server, in the order of the list."""
    return _load(tuple(PACKAGES))


@cache
def _load(packages: tuple[str, ...]) -> tuple[Dialect, ...]:
    return tuple(import_module(f"{package}.routes").dialect() for package in packages)


def named(name: str) -> Dialect:
    """The dialect of a name; KeyError when there is none."""
    for dialect in load():
        if dialect.name == name:
            return dialect
    raise KeyError(name)


def settings() -> dict[str, Any]:
    """What can be set for a sandbox, with its defaults: what every dialect, each CRM and each vendor asks."""
    own = {name: value for dialect in load() for name, value in dialect.settings.items()}
    return {**SETTINGS, **own, **crm.SETTINGS}


def outcomes() -> Mapping[str, Outcome]:
    """Everything that a call can come to, by name: what all vendors have, and what only one has."""
    return _outcomes(load())


@cache
def _outcomes(loaded: tuple[Dialect, ...]) -> Mapping[str, Outcome]:
    return MappingProxyType({name: outcome for dialect in loaded for name, outcome in dialect.vocabulary.items()})


def actions() -> Iterator[Action]:
    """The actions of all dialects."""
    return (action for dialect in load() for action in dialect.actions.values())


def sections() -> dict[str, str]:
    """The titles of the statements by the first letter of their ids: each vendor's own, then what all share."""
    own = {letter: title for dialect in load() for letter, title in dialect.statements.items()}
    return {**own, "X": "What holds everywhere"}


def of_host(host: str) -> Dialect | None:
    """The dialect whose vendor answers at a host name, given in lower case and without a port."""
    name = host.removesuffix(".")  # which says of a name that it is whole, and is no part of it
    for dialect in load():
        if any(fnmatchcase(name, pattern) for pattern in dialect.hosts):
            return dialect
    return None
