"""Where the folders `schemas` and `fixtures` lie: inside an installed package, beside it in a checkout."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


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


PACKAGES: list[str] = []
"""The packages of the dialects, which may have such folders of their own; ``mockserver.dialects`` fills the list."""


def folders(name: str) -> tuple[Path, ...]:
    """The folder of that name, and those of that name in the packages of the dialects."""
    return _folders(name, tuple(PACKAGES))


def schema_file(key: str) -> Path:
    """The file of a schema in whichever of the folders holds it; FileNotFoundError when none does."""
    places = [place / f"{key}.json" for place in folders("schemas")]
    for place in places:
        if place.is_file():
            return place
    raise FileNotFoundError(f"there is no {' or '.join(map(str, places))}")


@cache
def _folders(name: str, packages: tuple[str, ...]) -> tuple[Path, ...]:
    inside = [Path(place) / name for package in packages for place in _places(package)]
    return (folder(name), *(place for place in inside if place.is_dir()))


def _places(package: str) -> list[str]:
    spec = find_spec(package)
    return list(spec.submodule_search_locations or ()) if spec else []
