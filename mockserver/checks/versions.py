"""A version of the contract: the schema files of a folder, or of a revision that git knows."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
from msgspec import Struct, field

from mockserver.checks.findings import Ground
from mockserver.checks.grounds import places
from mockserver.core.schemas import SchemaTree


class NoVersion(ValueError):
    """There are no schema files at a place; the text says which and why."""


class Version(Struct, dict=True):
    """The schema files by their path without ``.json``; ``texts`` are what ``documents`` were read from."""

    name: str
    documents: Mapping[str, dict[str, Any]]
    texts: Mapping[str, str]
    _places: dict[str, dict[str, int]] = field(default_factory=dict)

    @cached_property
    def tree(self) -> SchemaTree:
        """Its files with their references."""
        return SchemaTree(self.documents)

    def line(self, key: str, pointer: str) -> int:
        """The line of a place in a file; 1 when there is none."""
        if key not in self.texts:
            return 1
        if key not in self._places:
            self._places[key] = places(self.texts[key])
        return self._places[key].get(pointer, 1)

    def ground(self, key: str, pointer: str) -> Ground:
        """What a change at a place touches: the first statement of its file."""
        document = self.documents.get(key, {})
        first: dict[str, str] = next(iter(document.get("evidence", ())), {})
        return Ground(
            first.get("id", "X-01"),
            first.get("kind", "choice"),
            first.get("statement", document.get("description", key)),
            document.get("source", "").partition(". ")[0],
            f"{key}.json",
            self.line(key, pointer),
        )


def of_folder(root: Path) -> Version:
    """The schema files below a folder, or below its ``schemas``; NoVersion when there are none."""
    below = root / "schemas" if (root / "schemas").is_dir() else root
    found = ((path.relative_to(below).as_posix(), path.read_bytes()) for path in sorted(below.rglob("*.json")))
    return _version(str(root), found)


def of_revision(revision: str, repository: Path) -> Version:
    """The schema files of a revision; NoVersion when git does not know it or it has none."""
    command = ["git", "-C", str(repository), "archive", "--format=tar", revision, "--", "schemas"]
    try:
        done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - a fixed program, no shell
    except FileNotFoundError:
        raise NoVersion(
            f"{revision} is no file, folder or URL, and git, which could know it, is not installed"
        ) from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise NoVersion(f"{revision} is no file, folder, URL or revision with schemas: {said[-1]}") from None
    return _version(revision, _members(done.stdout))


def _members(archive: bytes) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar.getmembers():
            stream = tar.extractfile(member)
            if stream is not None and member.name.endswith(".json"):
                yield member.name.removeprefix("schemas/"), stream.read()


def _version(name: str, files: Iterator[tuple[str, bytes]]) -> Version:
    texts, documents = {}, {}
    for path, content in files:
        key = path.removesuffix(".json")
        try:
            document = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise NoVersion(f"{name}: {path} is not JSON: {error}") from None
        if isinstance(document, dict):
            texts[key], documents[key] = content.decode(), document
    if not any("$defs" in document for document in documents.values()):
        raise NoVersion(f"{name} has no schema files")
    return Version(name, documents, texts)
