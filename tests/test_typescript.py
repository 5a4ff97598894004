"""A TypeScript client made from the documents compiles, refuses what they forbid, takes their examples, and works."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mockserver import openapi
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.conftest import Oktopost, Refold
from tests.npm import NEEDED, install, run

SOURCES = Path(__file__).parent / "typescript"

pytestmark = [pytest.mark.xdist_group("typescript"), NEEDED]


def examples(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each example of a document with the TypeScript type of the body that it is an example of."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            place = f'paths["{path}"]["{method}"]'
            bodies = {f'NonNullable<{place}["requestBody"]>': operation.get("requestBody", {})}
            bodies |= {f'{place}["responses"][{status}]': body for status, body in operation["responses"].items()}
            for kind, body in bodies.items():
                for media_type, media in body.get("content", {}).items():
                    for example in media.get("examples", {}).values():
                        told = document["components"]["examples"].get(
                            example.get("$ref", "").rpartition("/")[2], example
                        )
                        yield f'{kind}["content"]["{media_type}"]', told["value"]


def as_typescript(document: dict[str, Any]) -> str:
    """Each example as a constant of its type."""
    lines = [
        f"export const example{number}: {kind} = {json.dumps(value, ensure_ascii=False)};"
        for number, (kind, value) in enumerate(examples(document))
    ]
    return "\n".join(['import type { paths } from "./api.js";', *lines, ""])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the toolchain, the generated types, and every example as a typed constant, compiled."""
    folder = install(SOURCES, tmp_path_factory)
    document = openapi.describe(openapi.vendors(), world.load())
    (folder / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    run(["node_modules/.bin/openapi-typescript", "openapi.json", "--output", "api.ts"], folder)
    (folder / "examples.ts").write_text(as_typescript(document), encoding="utf-8")
    return folder


def test_the_client_compiles_and_takes_the_examples_and_refuses_what_is_wrong(project: Path) -> None:
    run(["node_modules/.bin/tsc", "--noEmit"], project)


def test_the_compiled_client_calls_both_apis(project: Path, server: Server, okto: Oktopost, refold: Refold) -> None:
    run(["node_modules/.bin/tsc"], project)
    printed = run(
        ["node", "built/client.js"],
        project,
        MOCK_URL=server.url,
        OKTOPOST_LOGIN=f"{okto.account}:{okto.key}",
        REFOLD_KEY=refold.key,
        LINKED_ACCOUNT=refold.linked_account,
    )
    assert json.loads(printed) == {
        "saved": True,
        "email": "typed@example.com",
        "errors": {"API": {"Error": "Authentication failed: invalid API credentials"}},
    }
