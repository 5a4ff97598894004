"""How a vendor's calls name their sandbox, and what people and clients are told of its credentials."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from mockserver.core.http import Call
from mockserver.sandboxes.sandbox import Sandbox, World


class Line(Struct, frozen=True):
    """One line of what people read of a sandbox's credentials: pairs of a value and what it is.

    ``title`` stands before the line; empty for the first one, which has the vendor's name there.
    """

    facts: Sequence[tuple[str, str]]
    title: str = ""


def _line_of_members(described: Mapping[str, Any]) -> Iterable[Line]:
    """All members that are texts, but where the API is."""
    yield Line([(value, name) for name, value in described.items() if isinstance(value, str) and name != "base_url"])


class Access(Struct, frozen=True):
    """How a vendor's calls name their sandbox, and what a client has to know to make one.

    ``credentials(world, suffix)``: each credential that names a sandbox, with what it grants;
    ``describe(url, sandbox)``: the members that the control API, the plugin and the console show, ``base_url`` among
    them; ``variables``: the environment variable of a member, as ``mockserver run`` sets it; ``call(sandbox)``: one
    that succeeds; ``execute(sandbox, app, action, payload)``: the call of an action with the text of its payload;
    ``url``: where the vendor serves, as its clients know it; ``lines(described)``: what people read of the members;
    ``table(world)``: the rows of the README's table of credentials, two cells of Markdown each; without it the members
    stand there by their names.
    """

    credentials: Callable[[World, str], Iterable[tuple[Hashable, Any]]]
    describe: Callable[[str, Sandbox], Mapping[str, Any]]
    variables: Mapping[str, str]
    call: Callable[[Sandbox], Call]
    execute: Callable[[Sandbox, str, str, str], Call] | None = None
    url: str = ""
    lines: Callable[[Mapping[str, Any]], Iterable[Line]] = _line_of_members
    table: Callable[[World], Iterable[tuple[str, str]]] | None = None
