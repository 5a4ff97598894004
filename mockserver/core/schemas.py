"""The tree of schema files: what stands at a place of one, and where a reference leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urldefrag, urljoin

if TYPE_CHECKING:
    from referencing import Registry

ROOT: Final = "file:///schemas/"
"""The base of the files' addresses, of a scheme that urllib joins; nothing is read from there."""


class SchemaTree:
    """Schema files by their keys: paths below the folder ``schemas``, without ``.json``."""

    def __init__(self, documents: Mapping[str, Any]) -> None:
        self.documents = documents
        self._leads_to: dict[str, frozenset[str]] = {}

    def closure(self, key: str) -> set[str]:
        """The keys of the files that one leads to by its references, its own among them."""
        found, waiting = {key}, [key]
        while waiting:
            new = self._direct(waiting.pop()) - found
            found |= new
            waiting += new
        return found

    def _direct(self, key: str) -> frozenset[str]:
        if key not in self._leads_to:
            references = (node.get("$ref") for _, node in nodes(self.documents[key]))
            files = {reference.partition("#")[0] for reference in references if isinstance(reference, str)}
            named = {target(key, file)[0] for file in files}
            self._leads_to[key] = frozenset(named & self.documents.keys())
        return self._leads_to[key]

    @cached_property
    def files(self) -> dict[str, dict[str, Any]]:
        """The files by their addresses.

        Without ``$schema``: at one, jsonschema goes on with its own validator of that draft, and a keyword of ours
        would be lost.
        """
        return {
            f"{ROOT}{key}.json": {member: value for member, value in document.items() if member != "$schema"}
            for key, document in self.documents.items()
        }

    @cached_property
    def registry(self) -> Registry[Any]:
        """The files as ``referencing`` and ``jsonschema`` take them; 40 ms to import, so made when first asked for."""
        from referencing import Registry
        from referencing.jsonschema import DRAFT202012

        return Registry().with_resources(
            (address, DRAFT202012.create_resource(document)) for address, document in self.files.items()
        )

    def at(self, key: str, pointer: str = "") -> Any:
        """What stands at a JSON pointer of a file; LookupError when there is nothing."""
        from referencing.exceptions import Unresolvable

        try:
            return self.registry.resolver().lookup(f"{ROOT}{key}.json#{pointer}").contents
        except Unresolvable as error:
            raise LookupError(f"{key}.json has nothing at {pointer or 'its root'}") from error


def target(key: str, reference: str) -> tuple[str, str]:
    """The file and the pointer that a reference in the file ``key`` leads to."""
    if reference.startswith("#"):
        return key, reference[1:]
    address, pointer = urldefrag(urljoin(f"{ROOT}{key}.json", reference))
    return address.removeprefix(ROOT).removesuffix(".json"), pointer


def nodes(document: Any) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Every object of a JSON document, behind the steps that lead to it."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    while waiting:
        steps, node = waiting.pop()
        if isinstance(node, dict):
            yield steps, node
        members = node.items() if isinstance(node, dict) else enumerate(node)
        waiting += [((*steps, step), inner) for step, inner in members if isinstance(inner, (dict, list))]


def escaped(step: str | int) -> str:
    """One step of a JSON pointer."""
    return str(step).replace("~", "~0").replace("/", "~1")
