"""The routes of the control API as OpenAPI operations."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from mockserver.control.door import OPEN
from mockserver.control.frame import CODES, Route
from mockserver.control.routes import routes
from mockserver.openapi.parts import JSON, Operation, Parts, media
from mockserver.openapi.schemas import Schema, Schemas

_ALWAYS: Final = ("host-refused", "origin-refused", "server-error")
_NOWHERE: Final = ("method-not-allowed",)


class ControlOperations:
    """Makes the operations of the control API below ``prefix``."""

    def __init__(self, prefix: str, *, parts: Parts, schemas: Schemas) -> None:
        self._prefix = prefix
        self._parts = parts
        self._schemas = schemas
        self._error = schemas.ref("control/error", "/$defs/response")

    def all(self) -> Iterator[tuple[str, str, Operation]]:
        """Each operation with its path and its method."""
        for route in routes():
            yield f"{self._prefix}{route.path}", route.method.lower(), self._operation(route)

    def of_no_route(self) -> dict[str, Any]:
        """The responses to methods that nobody serves, for ``components/responses``."""
        return {f"control.{code}": self._response([code]) for code in _NOWHERE}

    def _operation(self, route: Route) -> Operation:
        key = route.key
        document = self._schemas.ref(key, "/$defs/response")
        success = self._parts.success(key, document, self._parts.answers(key), {})
        security: list[dict[str, list[str]]] = (
            [] if key in OPEN else [{"token": []}, {}]
        )  # on loopback no token is asked for
        head = self._parts.head(key, _tag(route.path), security)
        return {**head, **self._parts.body(key), "responses": {**success, **self._refusals(route)}}

    def _refusals(self, route: Route) -> dict[str, Any]:
        codes = [*_ALWAYS, "invalid-request", "too-large", *self._parts.refusals(route.key)]
        codes += [] if route.key in OPEN else ["token-required"]
        codes += ["not-found"] if "{" in route.path else []
        codes += ["wrong-content-type"] if route.takes_json else []
        statuses = sorted({CODES[code] for code in codes})
        return {str(status): self._response([code for code in codes if CODES[code] == status]) for status in statuses}

    def _response(self, codes: list[str]) -> Schema:
        examples = {
            name: document
            for name, document in self._parts.answers("control/error").items()
            if document["error"]["code"] in codes
        }
        phrase = HTTPStatus(CODES[codes[0]]).phrase
        return {"description": f"{phrase}: {', '.join(codes)}.", "content": {JSON: media(self._error, examples)}}


def _tag(path: str) -> str:
    """What a path is about: the sandboxes themselves, or what each of them has."""
    steps = [step for step in path.split("/") if step and not step.startswith("{")]
    return steps[1] if len(steps) > 1 and steps[0] == "sandboxes" else steps[0]
