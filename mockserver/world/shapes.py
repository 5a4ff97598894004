"""The shape of somebody's own organisation: its fields and objects, read from what its teams already have.

A folder holds answers of the vendors' own APIs as JSON, metadata as XML, and recordings (HAR) of either. Which file is
what, its contents say and, where they do not, its path. What cannot be taken is listed, never passed over.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from xml.parsers.expat import ExpatError

from mockserver.core.shape import Shape, Source
from mockserver.core.store import Store
from mockserver.world import tables

_KINDS: Final = (".json", ".xml", ".object", ".har")
_LARGEST: Final = 64 * 1024 * 1024


class InvalidShape(ValueError):
    """A folder cannot be used as a shape; the text names the file and what would be right."""


def read(folder: Path) -> Shape:
    """What the files of a folder say; InvalidShape when it, or a file of it, cannot be read."""
    if not folder.is_dir():
        raise InvalidShape(f"{folder} is not a folder that can be read")
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    shape = combine(source for name, path in paths.items() for source in _sources(path, name))
    for name, path in paths.items():
        if path.suffix not in _KINDS:
            shape.leave_out(name, f"a shape is read from {', '.join(_KINDS)}")
    return shape


def combine(sources: Iterable[Source]) -> Shape:
    """What several documents say together; later ones win."""
    shape = Shape()
    given = list(sources)
    for source in given:
        if any(owner.take_shape(source, shape) for owner in tables.all_owners()):
            shape.taken.append(source.path)
        else:
            shape.leave_out(source.path, "neither a description of an object nor anything else that is known here")
    for owner in tables.all_owners():
        owner.finish_shape(shape)
    return shape


def declare(store: Store, shape: Shape) -> None:
    """Let a sandbox have a shape; what it declared before under the same keys is replaced."""
    for table, records in shape.records.items():
        for key, record in records.items():
            known = store.get(table, key)
            if known is None:
                store.insert(table, record)
            elif known != record:
                store.replace(table, record)
    if shape.settings:
        store.set("settings", {**store.settings, **shape.settings})


def _sources(path: Path, name: str) -> Iterator[Source]:
    if path.suffix not in _KINDS:
        return
    if path.stat().st_size > _LARGEST:
        raise InvalidShape(f"{name} has {path.stat().st_size} bytes; a file of a shape has {_LARGEST} at most")
    try:
        if path.suffix in (".xml", ".object"):
            import xmltodict

            yield Source(name, xmltodict.parse(path.read_bytes()))
        elif path.suffix == ".har":
            yield from _recorded(json.loads(path.read_text(encoding="utf-8-sig")))
        else:
            yield Source(name, json.loads(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise InvalidShape(f"{name} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError, ExpatError) as error:
        raise InvalidShape(f"{name} is neither JSON nor the XML of metadata: {error}") from None


def _recorded(har: Any) -> Iterator[Source]:
    """The JSON answers with status 200 of a recording."""
    for entry in har["log"]["entries"] if isinstance(har, Mapping) and "log" in har else ():
        response = entry["response"]
        content = response.get("content", {})
        text = content.get("text", "")
        if content.get("encoding") == "base64":
            text = b64decode(text).decode("utf-8-sig", "replace")
        if response.get("status") == 200 and text.lstrip()[:1] in ("{", "["):
            yield Source(urlsplit(entry["request"]["url"]).path, json.loads(text))
