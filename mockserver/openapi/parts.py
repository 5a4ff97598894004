"""What every route's schema file tells of its operation, whoever answers the route."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from mockserver.core.contracts import Contracts
from mockserver.openapi.schemas import Schema, Schemas

Operation = dict[str, Any]

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
XML: Final = "text/xml"


class Parts:
    """Reads operations from schema files; ``samples`` are values of path parameters that the default sandbox has."""

    def __init__(self, contracts: Contracts, schemas: Schemas, samples: Mapping[str, str]) -> None:
        self._documents = contracts.documents
        self._schemas = schemas
        self._samples = samples

    def file(self, key: str) -> dict[str, Any]:
        """The schema file of a route."""
        return self._documents[key]

    def request(self, key: str) -> dict[str, Any]:
        """The parts of a route's request: path, query, headers, form, json."""
        parts: dict[str, Any] = self.file(key)["$defs"]["request"].get("properties", {})
        return parts

    def refusals(self, key: str) -> list[str]:
        """The outcomes that the file says this route has and others have not."""
        named: list[str] = self.file(key)["route"].get("refusals", [])
        return named

    def head(self, key: str, tag: str, security: list[dict[str, list[str]]]) -> Operation:
        """An operation without its bodies."""
        file = self.file(key)
        return {
            "operationId": key.rpartition("/")[2],
            "tags": [tag],
            "summary": file["title"],
            "description": f"{file['description']}\n\nSource: {file['source']}",
            "security": security,
            "parameters": [*self._parameters(key, "path"), *self._parameters(key, "query")],
            "x-action": key,
            **({"x-aliases": file["route"]["aliases"]} if "aliases" in file["route"] else {}),
            **({"x-evidence": file["evidence"]} if "evidence" in file else {}),
        }

    def _parameters(self, key: str, part: str) -> Iterator[dict[str, Any]]:
        declared = self.request(key).get(part, {})
        samples = self._samples if part == "path" and self.file(key)["route"]["method"] == "GET" else {}
        for name in declared.get("properties", {}):
            schema = self._schemas.field(key, f"/$defs/request/properties/{part}/properties/{name}")
            described = schema.pop("description", declared["properties"][name].get("description"))
            parameter = {"name": name, "in": part, "schema": schema}
            if described:
                parameter["description"] = described
            if name in declared.get("required", ()):
                parameter["required"] = True
            if name in samples:
                parameter["example"] = samples[name]
            yield parameter

    def body(self, key: str) -> dict[str, Schema]:
        """The member ``requestBody`` of a route that takes one, else nothing."""
        request = self.file(key)["$defs"]["request"]
        for part, media_type in (("form", FORM), ("json", JSON), ("xml", XML)):
            if part in request.get("properties", {}):
                schema = self._schemas.ref(key, f"/$defs/request/properties/{part}")
                examples = {
                    example["name"]: example["request"][part]
                    for example in self.file(key).get("examples", ())
                    if part in example.get("request", {})
                }
                required = part in request.get("required", ()) or "required" in request["properties"][part]
                return {"requestBody": {"required": required, "content": {media_type: media(schema, examples)}}}
        return {}

    def answers(self, key: str) -> dict[str, Any]:
        """The documents of a route's examples by their names."""
        examples = self.file(key).get("examples", ())
        return {example["name"]: example["response"] for example in examples if "response" in example}

    def success(self, key: str, document: Schema, examples: Mapping[str, Any], headers: Schema) -> dict[str, Any]:
        """The response of a route that does what it is asked, by its status."""
        declared = self.file(key)["route"]["success"]
        named = {str(declared): "response"} if isinstance(declared, int) else declared
        return {status: self._success(key, name, document, examples, headers) for status, name in named.items()}

    def _success(
        self, key: str, name: str | None, document: Schema, examples: Mapping[str, Any], headers: Schema
    ) -> dict[str, Any]:
        answer = {"description": "Done.", **({"headers": headers} if headers else {})}
        if name is None:
            return answer
        own = name == "response"
        schema = document if own else self._schemas.ref(key, f"/$defs/{name}")
        kind = self.file(key)["route"].get("media", JSON)
        return {**answer, "content": {kind: media(schema, examples if own else {})}}


def media(schema: Schema, examples: Mapping[str, Any]) -> dict[str, Any]:
    """One media type of a body; ``examples`` are values by their names for people."""
    shown = {slug(name): {"summary": name, "value": value} for name, value in examples.items()}
    return {"schema": schema, **({"examples": shown} if shown else {})}


def example_name(example: Mapping[str, Any]) -> str:
    """An example's name for people, which says when it stands in the documentation."""
    return f"{example['name']} (as documented)" if example.get("documented") else str(example["name"])


def slug(text: str) -> str:
    """``A new lead`` as ``a-new-lead``."""
    return "-".join(re.findall(r"[0-9A-Za-z.]+", text[:1].lower() + text[1:]))
