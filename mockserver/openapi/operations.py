"""The routes of a dialect as OpenAPI operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from mockserver.action import ActionTable
from mockserver.dialects.frame import Dialect, Route
from mockserver.openapi import actions
from mockserver.openapi.actions import EXECUTE_OKTOPOST, EXECUTE_REFOLD
from mockserver.openapi.parts import Operation, Parts
from mockserver.openapi.refusals import Refusals, success_headers
from mockserver.openapi.schemas import Schema, Schemas

_TOKEN_REFUSALS: Final = frozenset(("unauthenticated", "invalid-token"))
"""What a route that accepts a session token may answer to one."""


class Operations:
    """Makes the operations of one dialect; ``integrations`` are ids by application, for the examples."""

    def __init__(
        self,
        dialect: Dialect,
        table: ActionTable,
        *,
        parts: Parts,
        schemas: Schemas,
        refusals: Refusals,
        integrations: Mapping[str, str],
    ) -> None:
        self._dialect = dialect
        self._table = table
        self._parts = parts
        self._schemas = schemas
        self._refusals = refusals
        self._integrations = integrations

    def all(self) -> Iterator[tuple[str, str, Operation]]:
        """Each operation with its path and its method."""
        for route in self._dialect.routes:
            if route.key == EXECUTE_REFOLD:
                yield from self._refold_actions(route)
            elif route.key == EXECUTE_OKTOPOST:
                yield route.path, route.method.lower(), self._oktopost_actions(route)
            else:
                yield route.path, route.method.lower(), self._plain(route)

    def _plain(self, route: Route) -> Operation:
        document = self._schemas.ref(route.key, "/$defs/response")
        responses = self._responses(route, document, self._parts.answers(route.key))
        return {**self._head(route), **self._parts.body(route.key), "responses": responses}

    def _oktopost_actions(self, route: Route) -> Operation:
        documented = self._parts.file(route.key)["examples"]
        examples = list(actions.oktopost_examples(self._table, documented, self._integrations))
        requests = {name: form for name, form, _ in examples}
        answers = {
            name: {"Result": True, "IntegrationAction": result} for name, _, result in examples if result is not None
        }
        document = actions.oktopost_answer(self._table, self._schemas)
        return {
            **self._head(route),
            "requestBody": actions.oktopost_body(self._table, self._schemas, requests, self._integrations),
            "responses": self._responses(route, document, answers),
        }

    def _refold_actions(self, route: Route) -> Iterator[tuple[str, str, Operation]]:
        head = self._head(route)
        parameters = [parameter for parameter in head["parameters"] if parameter["in"] != "path"]
        documented = self._parts.file(route.key)["examples"]
        for action in self._table.values():
            path = route.path.replace("{slug}", action.app).replace("{action_id}", action.name)
            document = actions.refold_answer(action, self._schemas)
            operation = {
                **head,
                "operationId": f"{action.app}_{action.name}",
                "tags": [action.app],
                "summary": action.schema["name"],
                "description": action.schema["description"],
                "parameters": parameters,
                "requestBody": actions.refold_body(action, self._schemas, documented),
                "responses": self._responses(route, document, actions.refold_examples(action, documented)),
                "x-action": action.key,
                "x-evidence": action.schema["evidence"],
            }
            yield path, route.method.lower(), operation

    def _head(self, route: Route) -> Operation:
        return self._parts.head(route.key, _tag(self._dialect, route.path), self._security(route))

    def _security(self, route: Route) -> list[dict[str, list[str]]]:
        if self._dialect.name == "oktopost":
            return [{"basic": []}]
        headers = self._parts.request(route.key).get("headers", {}).get("properties", {})
        ways: list[dict[str, list[str]]] = []
        if "x-api-key" in headers:
            both: dict[str, list[str]] = {"apiKey": [], "linkedAccount": []}
            ways.append(both if "linked_account_id" in headers else {"apiKey": []})
        if _TOKEN_REFUSALS.intersection(self._parts.refusals(route.key)):
            ways.append({"sessionToken": []})
        return ways

    def _responses(self, route: Route, document: Schema, examples: Mapping[str, Any]) -> dict[str, Any]:
        success = self._parts.success(route.key, document, examples, success_headers())
        return {**success, **self._refusals.of_route(route.key, route.checks, self._parts.refusals(route.key))}


def _tag(dialect: Dialect, path: str) -> str:
    """The first step of a path that tells something: ``/api/v2/public/linked-account/{id}`` is linked-account."""
    steps = path.removeprefix(dialect.prefix).strip("/").split("/")
    return steps[1] if steps[0] == "public" else steps[0]
