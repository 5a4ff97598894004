"""Actions beside the documented ones, as a file declares them: recorded, or the answer of the vendor's own list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from mockserver.core.http import Malformed, load_json

_RECORDING = {"log", "entries", "request"}
"""What a recording begins with, and no list of applications."""


class Unusable(ValueError):
    """A file declares no actions; the text says which and why."""


class Declared(NamedTuple):
    """One action: its application, "" for any, its name, and the parameters that it asks for."""

    app: str
    name: str
    required: tuple[str, ...] = ()


class Catalogue:
    """Declared actions; what is told of one later counts."""

    def __init__(self, declared: Iterable[Declared] = ()) -> None:
        self._declared = {(one.app, one.name): one for one in declared}

    def find(self, app: str | None, name: str) -> Declared | None:
        """The action of an application, of any one where that is not known; None when it is not declared."""
        if app is None:
            return next((one for one in self._declared.values() if one.name == name), None)
        return self._declared.get((app, name)) or self._declared.get(("", name))


def read(path: Path) -> list[Declared] | None:
    """The actions of a file: the vendor's list, or an object of such lists by application; None for a recording."""
    try:
        document = load_json(path.read_bytes())
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror}") from None
    except Malformed:  # entries of a line each are no JSON, and a recording
        return None
    if isinstance(document, dict) and not _RECORDING & document.keys():
        return [one for app, listed in document.items() for one in _of_list(app, listed, path)]
    if isinstance(document, list) and not any(isinstance(one, dict) and "request" in one for one in document):
        return list(_of_list("", document, path))
    return None


def _of_list(app: str, listed: Any, path: Path) -> Iterator[Declared]:
    for entry in listed if isinstance(listed, list) else [listed]:
        one = declared(app, entry)
        if one is None:
            raise Unusable(f"{path} declares no action by {str(entry)[:80]!r}: it is a name, or has an action_id")
        yield one


def declared(app: str, entry: Any) -> Declared | None:
    """An action as a list names it, by a text or by an object with its parameters; None for what is none."""
    if isinstance(entry, str) and entry:
        return Declared(app, entry)
    if not isinstance(entry, dict) or not isinstance(entry.get("action_id"), str):
        return None
    return Declared(app, entry["action_id"], required(entry.get("parameters")))


def required(parameters: Any) -> tuple[str, ...]:
    """The names of those parameters that must be given."""
    listed = parameters if isinstance(parameters, list) else []
    return tuple(
        one["name"] for one in listed if isinstance(one, dict) and one.get("required") is True and "name" in one
    )
