"""Reading a world: the fixture folder that every sandbox begins with, held against the records' schemas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import orjson

from mockserver import contracts
from mockserver.memory import uncollected
from mockserver.resources import folder
from mockserver.sandbox import Credentials, Grant, World
from mockserver.store import Record, State, TableSpec

KEPT: Final = 10_000
"""Worlds of up to so many generated people are kept for the next sandbox that asks for them."""


class InvalidFixture(ValueError):
    """A fixture folder cannot be used; the text names the file, the place and what would be right."""


def load(fixtures: Path | None = None, *, populate: int = 0, seed: int = 0) -> World:
    """Read and validate a fixture folder (default: the shipped one), and add ``populate`` generated people.

    InvalidFixture when a file cannot be read or a record breaks its schema.
    """
    root = folder("fixtures") if fixtures is None else fixtures
    if not root.is_dir():
        raise InvalidFixture(f"{root} is not a folder that can be read")
    specs = tuple(table_specs())
    with uncollected():
        tables = {spec.name: _records(root / f"{spec.name}.json", spec) for spec in specs}
        sequences = _read(root / "sequences.json", {})
        if populate:
            from mockserver.population import extend

            extend(tables, sequences, seed=seed, people=populate)
        state = State.of(specs, tables, sequences)
    return World(specs, seed, state, tuple(_grants(tables["oktopost/account"])), _credentials(root), root, populate)


def variant(world: World, *, seed: int | None = None, populate: int = 0) -> World:
    """The same world with another seed, or with more people in it; the latest ones of few people are kept."""
    seed = world.seed if seed is None else seed
    if populate > KEPT:
        return load(world.folder, populate=populate, seed=seed)
    if populate:
        return _populated(world.folder, seed, populate)
    return world if seed == world.seed else replace(world, seed=seed)


@lru_cache(maxsize=8)
def _populated(fixtures: Path, seed: int, populate: int) -> World:
    return load(fixtures, populate=populate, seed=seed)


def table_specs() -> Iterator[TableSpec]:
    """Every kind of record, as its schema file declares it."""
    loaded = contracts.load()
    for key in loaded.keys("records/"):
        yield TableSpec.from_schema(key.removeprefix("records/"), loaded.documents[key])


def _read(path: Path, default: Any) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return default
    except OSError as error:
        raise InvalidFixture(f"{path} cannot be read: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise InvalidFixture(f"{path} is not valid JSON: {error}") from None


def _records(path: Path, spec: TableSpec) -> list[Record]:
    records = _read(path, [])
    if not isinstance(records, list):
        raise InvalidFixture(f"{path} must hold a JSON array of records")
    contract = contracts.load().record(spec.name)
    seen: set[Any] = set()
    for position, record in enumerate(records):
        if not contract.is_valid(record):
            broken = contract.violations(record)[0]
            raise InvalidFixture(f"{path}, record {position}: {broken.sentence()}")
        if record[spec.key] in seen:
            raise InvalidFixture(f"{path}, record {position}: the {spec.key} {record[spec.key]} stands twice")
        seen.add(record[spec.key])
    return records


def _grants(accounts: Iterable[Record]) -> Iterator[Grant]:
    for account in accounts:
        for key in account["keys"]:
            yield Grant(account["id"], key["key"], frozenset(key["permissions"]))


def _credentials(root: Path) -> Credentials:
    path = root / "credentials.json"
    held = _read(path, None)
    if held is None:
        held = _read(folder("fixtures") / "credentials.json", None)
    try:
        oktopost, refold = held["oktopost"], held["refold"]
        return Credentials(
            oktopost_account=oktopost["account_id"],
            oktopost_key=oktopost["api_key"],
            oktopost_readonly_key=oktopost["readonly_api_key"],
            integrations=oktopost["integrations"],
            refold_key=refold["api_key"],
            refold_org=refold["org_id"],
            refold_linked_account=refold["linked_account_id"],
            refold_session_token=refold["session_token"],
        )
    except (KeyError, TypeError) as error:
        raise InvalidFixture(f"{path}: the member {error} is missing") from None
