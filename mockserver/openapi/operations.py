"""The routes of a dialect as OpenAPI operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.dialects.frame import Dialect, Route
from mockserver.openapi.description import Description
from mockserver.openapi.parts import Operation, Parts
from mockserver.openapi.refusals import Refusals, success_headers
from mockserver.openapi.schemas import Schema, Schemas
from mockserver.sandboxes.sandbox import World


class Operations:
    """Makes the operations of one dialect; ``text_payloads``: JSON in a field of a form is described as its text."""

    def __init__(
        self,
        dialect: Dialect,
        description: Description,
        world: World,
        *,
        parts: Parts,
        schemas: Schemas,
        refusals: Refusals,
        text_payloads: bool = False,
    ) -> None:
        self.dialect = dialect
        self.world = world
        self.parts = parts
        self.schemas = schemas
        self.text_payloads = text_payloads
        self._description = description
        self._refusals = refusals

    def all(self) -> Iterator[tuple[str, str, Operation]]:
        """Each operation with its path and its method."""
        for route in self.dialect.routes:
            if route.executes and self._description.actions is not None:
                yield from self._description.actions(self, route)
            else:
                yield route.path, route.method.lower(), self._plain(route)

    def _plain(self, route: Route) -> Operation:
        document = self.schemas.ref(route.key, "/$defs/response")
        responses = self.responses(route, document, self.parts.answers(route.key))
        return {**self.head(route), **self.parts.body(route.key), "responses": responses}

    def head(self, route: Route) -> Operation:
        """An operation without its bodies."""
        security = self._description.security(route, self.parts)
        return self.parts.head(route.key, _tag(self.dialect, route.path), security)

    def responses(self, route: Route, document: Schema, examples: Mapping[str, Any]) -> dict[str, Any]:
        """The responses of an operation by status; ``document`` is the schema of a success."""
        success = self.parts.success(route.key, document, examples, success_headers())
        form = self._description.form(route)
        return {**success, **self._refusals.of_route(route.checks, self.parts.refusals(route.key), form)}


def _tag(dialect: Dialect, path: str) -> str:
    """The first step of a path that tells something: ``/api/v2/public/linked-account/{id}`` is linked-account."""
    prefix = max((prefix for prefix in dialect.prefixes if path.startswith(prefix)), key=len)
    steps = path.removeprefix(prefix).strip("/").split("/")
    return steps[1] if steps[0] == "public" else steps[0] or prefix.strip("/")
