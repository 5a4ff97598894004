"""Where the schema files and the fixtures lie: inside an installed package, beside it in a checkout.

An installed package has its schema files in one, ``schemas.json``: the text of each by its key.
"""

import os
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import orjson

_PACKAGE = Path(__file__).resolve().parent.parent

PACKAGES: list[str] = []
"""The packages of the dialects, which may have such folders of their own; ``mockserver.dialects`` fills the list."""


def folder(name: str) -> Path:
    """The folder of that name; FileNotFoundError names the places where it was looked for."""
    places = [_PACKAGE / name, _PACKAGE.parent / name]
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(
        f"mockserver's folder '{name}' is neither {places[0]} nor {places[1]}: "
        "install the package again, or run it from a whole checkout"
    )


def folders(name: str) -> tuple[Path, ...]:
    """The folder of that name, and those of that name in the packages of the dialects."""
    return (folder(name), *_inner_folders(name, tuple(PACKAGES)))


def schema_texts() -> dict[str, str]:
    """The text of every schema file by its key, its path below ``schemas`` without ``.json``; read anew each time."""
    bundle = _PACKAGE / "schemas.json"
    texts: dict[str, str] = orjson.loads(bundle.read_bytes()) if bundle.is_file() else dict(_texts(folder("schemas")))
    for inside in _inner_folders("schemas", tuple(PACKAGES)):
        texts.update(_texts(inside))
    return texts


def _texts(root: Path) -> Iterator[tuple[str, str]]:
    # Every start reads them all: Path.rglob, a key made of each path and Path.read_text take twice as long.
    paths: dict[tuple[str, ...], Path] = {}
    for name, _, files in os.walk(root):
        inside = Path(name)
        beginning = inside.relative_to(root).parts
        paths |= {(*beginning, file): inside / file for file in files if file.endswith(".json")}
    for parts, path in sorted(paths.items()):
        yield "/".join(parts).removesuffix(".json"), path.read_bytes().decode()


@cache
def _inner_folders(name: str, packages: tuple[str, ...]) -> tuple[Path, ...]:
    inside = [Path(place) / name for package in packages for place in _places(package)]
    return tuple(place for place in inside if place.is_dir())


def _places(package: str) -> list[str]:
    spec = find_spec(package)
    return list(spec.submodule_search_locations or ()) if spec else []
