"""Check this installation: schemas against their meta-schema, fixtures, action rows, documented examples."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from typing import Any

from mockserver import dialects
from mockserver.control.routes import routes
from mockserver.core import contracts
from mockserver.core.contracts import Contracts
from mockserver.openapi.examples import differences
from mockserver.world import fixtures as world


def configure(parser: argparse.ArgumentParser) -> None:
    """It has no options."""


def run(arguments: argparse.Namespace) -> int:
    """Print one line for each part; 0 when all hold, 1 when one does not."""
    loaded = contracts.load()
    bad = 0
    for name, check in CHECKS.items():
        problems = list(check(loaded))
        bad += len(problems)
        sys.stdout.write(f"{'FAILED' if problems else 'ok':6} {name}\n")
        sys.stdout.writelines(f"       {problem}\n" for problem in problems)
    return 1 if bad else 0


def schemas_are_valid(loaded: Contracts) -> Iterator[str]:
    """Every schema file is valid against the Draft 2020-12 meta-schema, and all its references resolve."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    for name, document in loaded.documents.items():
        try:
            Draft202012Validator.check_schema(document)
            for part in document.get("$defs", {}):
                loaded.of(name, part)
        except SchemaError as error:
            yield f"{name}.json: {error.message}"
        except ValueError as error:  # what jsonschema_rs raises for a reference that leads nowhere
            yield f"{name}.json: {error}"


def fixtures_are_valid(_: Contracts) -> Iterator[str]:
    """The shipped records keep their contracts."""
    try:
        world.load()
    except world.InvalidFixture as error:
        yield str(error)


def rows_are_schemas(loaded: Contracts) -> Iterator[str]:
    """Every row of an action table or a route table has its schema file, and every such file its row."""
    for dialect in dialects.load():
        rows = {action.key for action in dialect.actions.values()} | {route.key for route in dialect.routes}
        files = set(loaded.keys(f"{dialect.name}/")) - {f"{dialect.name}/http/error"}
        yield from _untied(rows, files)
    files = set(loaded.keys("control/")) - {"control/common", "control/error"}
    yield from _untied({route.key for route in routes()}, files)


def _untied(rows: set[str], files: set[str]) -> Iterator[str]:
    yield from (f"{key}: a row without a schema file" for key in sorted(rows - files))
    yield from (f"{key}.json: a schema file without a row" for key in sorted(files - rows))


def examples_hold(loaded: Contracts) -> Iterator[str]:
    """Every example keeps its contract, and a fresh world answers it as written."""
    for name, document in loaded.documents.items():
        for example in document.get("examples", ()):
            for part in ("request", "response"):
                yield from _breaks(loaded, name, part, example)
    yield from differences()


def _breaks(loaded: Contracts, name: str, part: str, example: dict[str, Any]) -> Iterator[str]:
    if part in example:
        for violation in loaded.of(name, part).violations(example[part]):
            yield f"{name}.json, example {example['name']}, {part}: {violation.sentence()}"


CHECKS: dict[str, Callable[[Contracts], Iterator[str]]] = {
    "schemas": schemas_are_valid,
    "fixtures": fixtures_are_valid,
    "rows and schema files": rows_are_schemas,
    "examples": examples_hold,
}
