"""What a vendor's folder says to the tests of its clients: the module ``testing`` there, and what holds without one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from mockserver import dialects
from mockserver.dialects.frame import Dialect


class Vendor(Struct, frozen=True):
    """One vendor in a test's hand.

    ``client(**members)``: the fixture's attribute, of what the control API says of the sandbox's credentials;
    ``carried_out``: the statements about request and envelope that every action which is carried out rests on.
    """

    client: Callable[..., Any] = SimpleNamespace
    carried_out: Sequence[str] = ()


def of(dialect: Dialect) -> Vendor:
    """What a dialect's folder says, or the defaults."""
    module = dialect.part("testing")
    return Vendor() if module is None else module.VENDOR


def client(dialect: Dialect, described: Mapping[str, Any], url: str) -> Any:
    """How to reach a sandbox by one vendor's API, with addresses at ``url`` in place of the server's own."""
    there = urlsplit(described["base_url"])
    begin = f"{there.scheme}://{there.netloc}"
    members = {
        name: f"{url}{value[len(begin) :]}" if isinstance(value, str) and value.startswith(begin) else value
        for name, value in described.items()
    }
    return of(dialect).client(**members)


def type_named(name: str) -> Any:
    """The class of that name in the folders of the vendors; AttributeError when there is none."""
    for dialect in dialects.load():
        module = dialect.part("testing")
        if hasattr(module, name):
            return getattr(module, name)
    raise AttributeError(f"no vendor's client is called {name!r}")
