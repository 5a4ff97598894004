"""Which exchanges of a recording count, and where the paths of the APIs lie behind a gateway."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec.structs import replace

from mockserver.checks.exchanges import Recorded
from mockserver.core.http import Call, bare


def select(
    exchanges: Iterable[Recorded], hosts: Collection[str], prefixes: Sequence[tuple[str, str]]
) -> Iterator[Recorded]:
    """The exchanges, of which those to other hosts are aside; each pair of ``prefixes`` is a path and what it means.

    ``hosts``: names with or without a port, none for any.
    """
    wanted = {host.lower() for host in hosts}
    for recorded in exchanges:
        host = recorded.call.headers.get("host", "").lower()
        if wanted and host not in wanted and bare(host) not in wanted and not recorded.unreadable:
            recorded.aside = "sent to a host that was not asked for"
        recorded.call = _moved(recorded.call, prefixes)
        yield recorded


def _moved(call: Call, prefixes: Sequence[tuple[str, str]]) -> Call:
    for before, after in prefixes:
        if call.path == before or call.path.startswith(f"{before}/"):
            return replace(call, path=after + call.path[len(before) :])
    return call
