"""The routes of a dialect as OpenAPI operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from mockserver.action import ActionTable
from mockserver.contracts import Contracts
from mockserver.dialects.frame import Dialect, Route
from mockserver.openapi import actions
from mockserver.openapi.actions import EXECUTE_OKTOPOST, EXECUTE_REFOLD, FORM, JSON, slug
from mockserver.openapi.refusals import Refusals, success_headers
from mockserver.openapi.schemas import Schema, Schemas
from mockserver.sandbox import World

Operation = dict[str, Any]

_TOKEN_REFUSALS: Final = frozenset(("unauthenticated", "invalid-token"))
"""What a route that accepts a session token may answer to one."""


class Operations:
    """Makes the operations of one dialect; ``world`` gives the examples their ids."""

    def __init__(
        self,
        dialect: Dialect,
        table: ActionTable,
        *,
        contracts: Contracts,
        schemas: Schemas,
        refusals: Refusals,
        world: World,
    ) -> None:
        self._dialect = dialect
        self._table = table
        self._contracts = contracts
        self._schemas = schemas
        self._refusals = refusals
        self._world = world

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
        operation = self._head(route)
        body = self._body(route)
        if body:
            operation["requestBody"] = body
        document = self._schemas.ref(route.key, "/$defs/response")
        examples = {
            slug(example["name"]): {"summary": example["name"], "value": example["response"]}
            for example in self._file(route)["examples"]
            if "response" in example
        }
        operation["responses"] = self._responses(route, document, examples)
        return operation

    def _oktopost_actions(self, route: Route) -> Operation:
        integrations = self._world.credentials.integrations
        examples = list(actions.oktopost_examples(self._table, self._file(route)["examples"], integrations))
        requests = {name: {"summary": summary, "value": form} for name, summary, form, _ in examples}
        answers = {
            name: {"summary": summary, "value": {"Result": True, "IntegrationAction": result}}
            for name, summary, _, result in examples
            if result is not None
        }
        document = actions.oktopost_answer(self._table, self._schemas)
        return {
            **self._head(route),
            "requestBody": actions.oktopost_body(self._table, self._schemas, requests, integrations),
            "responses": self._responses(route, document, answers),
        }

    def _refold_actions(self, route: Route) -> Iterator[tuple[str, str, Operation]]:
        head = self._head(route)
        parameters = [parameter for parameter in head["parameters"] if parameter["in"] != "path"]
        documented = self._file(route)["examples"]
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

    # -- what all operations have -------------------------------------------------------------------------------

    def _file(self, route: Route) -> dict[str, Any]:
        return self._contracts.documents[route.key]

    def _request(self, route: Route) -> dict[str, Any]:
        parts: dict[str, Any] = self._file(route)["$defs"]["request"].get("properties", {})
        return parts

    def _head(self, route: Route) -> Operation:
        file = self._file(route)
        return {
            "operationId": route.key.rpartition("/")[2],
            "tags": [_tag(self._dialect, route.path)],
            "summary": file["title"],
            "description": f"{file['description']}\n\nSource: {file['source']}",
            "security": self._security(route),
            "parameters": [*self._parameters(route, "path"), *self._parameters(route, "query")],
            "x-action": route.key,
            "x-evidence": file["evidence"],
        }

    def _security(self, route: Route) -> list[dict[str, list[str]]]:
        if self._dialect.name == "oktopost":
            return [{"basic": []}]
        headers = self._request(route).get("headers", {}).get("properties", {})
        ways: list[dict[str, list[str]]] = []
        if "x-api-key" in headers:
            both: dict[str, list[str]] = {"apiKey": [], "linkedAccount": []}
            ways.append(both if "linked_account_id" in headers else {"apiKey": []})
        if _TOKEN_REFUSALS.intersection(self._named(route)):
            ways.append({"sessionToken": []})
        return ways

    def _parameters(self, route: Route, part: str) -> Iterator[dict[str, Any]]:
        declared = self._request(route).get(part, {})
        samples = self._samples() if part == "path" and route.method == "GET" else {}
        for name in declared.get("properties", {}):
            place = f"/$defs/request/properties/{part}/properties/{name}"
            schema = self._schemas.field(route.key, place)
            described = schema.pop("description", declared["properties"][name].get("description"))
            parameter = {"name": name, "in": part, "description": described, "schema": schema}
            if name in declared.get("required", ()):
                parameter["required"] = True
            if name in samples:
                parameter["example"] = samples[name]
            yield parameter

    def _samples(self) -> dict[str, str]:
        """What the default sandbox has, by the names of parameters of paths."""
        names = self._world.credentials
        action = next(iter(self._table.values()))
        integration, account = next(iter(names.integrations.values())), names.refold_linked_account
        return {"id": integration, "linked_account_id": account, "slug": action.app, "action_id": action.name}

    def _body(self, route: Route) -> Schema | None:
        request = self._file(route)["$defs"]["request"]
        for part, media_type in (("form", FORM), ("json", JSON)):
            if part in request.get("properties", {}):
                examples = {
                    slug(example["name"]): {"summary": example["name"], "value": example["request"][part]}
                    for example in self._file(route)["examples"]
                    if part in example.get("request", {})
                }
                media = {"schema": self._schemas.ref(route.key, f"/$defs/request/properties/{part}")}
                content = {media_type: {**media, **({"examples": examples} if examples else {})}}
                return {"required": part in request.get("required", ()), "content": content}
        return None

    def _named(self, route: Route) -> list[str]:
        named: list[str] = self._file(route)["route"].get("refusals", [])
        return named

    def _responses(self, route: Route, document: Schema, examples: Mapping[str, Any]) -> dict[str, Any]:
        media = {"schema": document, **({"examples": dict(examples)} if examples else {})}
        success = {
            "description": "Done.",
            "headers": success_headers(),
            "content": {JSON: media},
        }
        return {
            str(self._file(route)["route"]["success"]): success,
            **self._refusals.of_route(route.checks, self._named(route)),
        }


def _tag(dialect: Dialect, path: str) -> str:
    """The first step of a path that tells something: ``/api/v2/public/linked-account/{id}`` is linked-account."""
    steps = path.removeprefix(dialect.prefix).strip("/").split("/")
    return steps[1] if steps[0] == "public" else steps[0]
