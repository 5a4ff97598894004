"""What a vendor's part of an OpenAPI document says that its routes do not: one value in each dialect's folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from mockserver.dialects.frame import Dialect, Route
from mockserver.openapi.parts import Operation, Parts
from mockserver.openapi.refusals import Reword
from mockserver.sandboxes.sandbox import World


class Description(Struct, frozen=True):
    """One vendor.

    ``servers``: its own; ``schemes``: the ways to authenticate, with the default sandbox's ``credentials`` for each;
    ``security(route, parts)``: which of them a route takes; ``samples``: what the default sandbox has, by the names of
    parameters of paths; ``actions(operations, route)``: the operations (path, method, operation) of the route that
    executes actions; ``extras``: components that no message refers to; ``forms``: further forms of the vendor's
    refusals, by what ends the names of their examples, and ``form(route)``: the one that a route answers in.
    """

    title: str
    servers: Sequence[str] = ()
    schemes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    credentials: Callable[[World], Mapping[str, str]] = lambda _: {}
    security: Callable[[Route, Parts], list[dict[str, list[str]]]] = lambda _route, _parts: []
    samples: Callable[[World], Mapping[str, str]] = lambda _: {}
    actions: Callable[[Any, Route], Iterator[tuple[str, str, Operation]]] | None = None
    extras: Sequence[str] = ()
    forms: Mapping[str, Reword] = field(default_factory=dict)
    form: Callable[[Route], str] = lambda _: ""


def of(dialect: Dialect) -> Description:
    """The description in a dialect's folder, or one with nothing but its title."""
    module = dialect.part("openapi")
    return Description(dialect.title) if module is None else module.DESCRIPTION
