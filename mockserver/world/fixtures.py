"""Reading a world: the fixture folder that every sandbox begins with, held against the records' schemas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

import orjson
from msgspec.structs import replace

from mockserver import dialects
from mockserver.core import contracts
from mockserver.core.memory import uncollected
from mockserver.core.resources import folders
from mockserver.core.shape import Shape
from mockserver.core.store import Record, State, TableSpec
from mockserver.sandboxes.sandbox import World

KEPT: Final = 10_000
"""Worlds of up to so many generated people are kept for the next sandbox that asks for them."""


class InvalidFixture(ValueError):
    """A fixture folder cannot be used; the text names the file, the place and what would be right."""


def load(fixtures: Path | None = None, *, populate: int = 0, seed: int = 0, shape: Shape | None = None) -> World:
    """Read and validate a fixture folder (default: the shipped one), and add ``populate`` generated people.

    ``shape``: an organisation's own fields and objects, which win over those of the folder.

    InvalidFixture when a file cannot be read or a record breaks its schema.
    """
    roots = folders("fixtures") if fixtures is None else (fixtures,)
    root = roots[0]
    if not root.is_dir():
        raise InvalidFixture(f"{root} is not a folder that can be read")
    specs = tuple(table_specs())
    with uncollected():
        specs = tuple(chain.from_iterable(_with_family(roots, spec) for spec in specs))
        known = [spec for spec in specs if spec.family is None]
        tables = {spec.name: _records(_found(roots, f"{spec.name}.json"), spec) for spec in known}
        sequences = {name: last for one in roots for name, last in _read(one / "sequences.json", {}).items()}
        settings = dialects.settings()
        if shape is not None:
            settings |= shape.settings
            for name, declared in shape.records.items():
                key = next(spec.key for spec in known if spec.name == name)
                tables[name] = [*(one for one in tables[name] if one[key] not in declared), *declared.values()]
        if populate:
            from mockserver.world.population import extend

            extend(tables, sequences, seed=seed, people=populate)
        state = State.of(specs, tables, sequences, settings=settings)
    access = {dialect.name: dialect.access.credentials for dialect in dialects.load()}
    return World(tuple(known), seed, state, _names(root), access, root, populate, shape)


def variant(world: World, *, seed: int | None = None, populate: int = 0) -> World:
    """The same world with another seed, or with more people in it; the latest ones of few people are kept."""
    seed = world.seed if seed is None else seed
    if populate > KEPT:
        return load(world.folder, populate=populate, seed=seed, shape=world.shape)
    if populate:
        return _populated(world.folder, seed, populate, world.shape)
    return world if seed == world.seed else replace(world, seed=seed)


def variant_of(world: World, seed: int, people: int) -> World:
    """The same, by what a sandbox that outlived its process tells of its world."""
    return variant(world, seed=seed, populate=people)


@lru_cache(maxsize=8)
def _populated(fixtures: Path, seed: int, populate: int, shape: Shape | None) -> World:
    return load(fixtures, populate=populate, seed=seed, shape=shape)


def table_specs() -> Iterator[TableSpec]:
    """Every kind of record, as its schema file declares it."""
    loaded = contracts.load()
    for key in loaded.keys("records/"):
        yield TableSpec.from_schema(key.removeprefix("records/"), loaded.documents[key])


def _with_family(roots: Sequence[Path], spec: TableSpec) -> Iterator[TableSpec]:
    """A table, or of a family also those that the folders have a file of."""
    yield spec
    folder = spec.name.partition("/")[0]
    if spec.family is not None:
        found = {f"{folder}/{path.stem}" for root in roots for path in (root / folder).glob("*.json")}
        yield from (spec.named(name) for name in sorted(found) if spec.covers(name))


def _read(path: Path, default: Any) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return default
    except OSError as error:
        raise InvalidFixture(f"{path} cannot be read: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise InvalidFixture(f"{path} is not valid JSON: {error}") from None


def _found(roots: Sequence[Path], name: str) -> Path:
    """The file of that name in the first folder that has it."""
    return next((root / name for root in roots if (root / name).is_file()), roots[0] / name)


def _records(path: Path, spec: TableSpec) -> list[Record]:
    records = _read(path, [])
    if not isinstance(records, list):
        raise InvalidFixture(f"{path} must hold a JSON array of records")
    contract = contracts.load().record(spec.schema)
    seen: set[Any] = set()
    for position, record in enumerate(records):
        if not contract.is_valid(record):
            broken = contract.violations(record)[0]
            raise InvalidFixture(f"{path}, record {position}: {broken.sentence()}")
        if record[spec.key] in seen:
            raise InvalidFixture(f"{path}, record {position}: the {spec.key} {record[spec.key]} stands twice")
        seen.add(record[spec.key])
    return records


def _names(root: Path) -> dict[str, Any]:
    """The ready-made names of each dialect; those that a folder leaves out are the package's own."""
    path = root / "credentials.json"
    own = {
        dialect: names for one in folders("fixtures") for dialect, names in _read(one / "credentials.json", {}).items()
    }
    given = _read(path, {})
    for dialect, names in given.items():
        if dialect not in own:
            raise InvalidFixture(f"{path}: there is no API {dialect}, only {', '.join(own)}")
        missing = own[dialect].keys() - names.keys()
        if missing:
            raise InvalidFixture(f"{path}: the member {dialect}.{min(missing)} is missing")
    return {**own, **given}
