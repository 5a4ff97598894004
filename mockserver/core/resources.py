"""Where the folders `schemas` and `fixtures` lie: inside an installed package, beside it in a checkout."""

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
