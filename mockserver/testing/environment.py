"""The environment variables by which an application finds its sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from mockserver import dialects
from mockserver.core.errors import did_you_mean

_PROXIES: Final = frozenset(("http_proxy", "https_proxy", "all_proxy"))


def names() -> list[str]:
    """The names of the variables of all dialects."""
    return [name for dialect in dialects.load() for name in dialect.access.variables]


def variables(clients: Callable[[str], Any], own: Mapping[str, str] | None = None) -> dict[str, str]:
    """The variables of a sandbox; ``clients`` gives the one of a dialect, ``own`` the application's own names."""
    return {
        (own or {}).get(name, name): getattr(clients(dialect.name), member)
        for dialect in dialects.load()
        for name, member in dialect.access.variables.items()
    }


def past_proxies(url: str, environ: Mapping[str, str]) -> dict[str, str]:
    """What lets clients find the server at ``url`` themselves where the environment names a proxy; else nothing."""
    if not any(name.lower() in _PROXIES and value for name, value in environ.items()):
        return {}
    host = urlsplit(url).hostname or ""
    named = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    names = [name for name in (part.strip() for part in named.split(",")) if name]
    value = ",".join([*names, *([] if host in names else [host])])
    return {"NO_PROXY": value, "no_proxy": value}


def read_names(lines: Iterable[str]) -> dict[str, str]:
    """The application's own names, from lines such as ``VENDOR_API_KEY = CRM_KEY``; ValueError names the line."""
    known = names()
    read = {}
    for line in lines:
        ours, equals, theirs = (part.strip() for part in line.partition("="))
        if not equals or not theirs:
            raise ValueError(f"{line!r} is not of the form {next(iter(known), 'NAME')} = CRM_KEY")
        if ours not in known:
            raise ValueError(f"{line!r}: {did_you_mean(ours, known)}the names are {', '.join(known)}")
        read[ours] = theirs
    return read
