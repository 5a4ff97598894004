"""The JSON Schemas of every request, answer and record, compiled once, and what a document breaks in them.

``jsonschema`` is the authority: it checks the schema files and explains violations. ``jsonschema_rs`` gives the
yes or no on every request, because it does so in a microsecond; a property-based test holds the two to the same
verdicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, reduce
from itertools import islice
from operator import getitem
from typing import TYPE_CHECKING, Any, Final, cast

import jsonschema_rs
import orjson

from mockserver.core.errors import MOST_VIOLATIONS, Violation, and_more, cut
from mockserver.core.resources import PACKAGES, schema_texts
from mockserver.core.schemas import ROOT, SchemaTree, escaped, target

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

    from mockserver.core.explanation import Explainer


class Contract:
    """One schema; ``name`` is its place in the tree (``DIALECT/http/error#/$defs/response``)."""

    def __init__(self, contracts: Contracts, name: str) -> None:
        self.name = name
        self._contracts = contracts

    @cached_property
    def is_valid(self) -> Callable[[Any], bool]:
        """Whether a document keeps the contract, in about a microsecond; compiled when first asked."""
        path, _, pointer = self.name.partition("#")
        reference = {"$ref": f"{ROOT}{path}.json#{pointer}"}
        return jsonschema_rs.Draft202012Validator(reference, registry=self._contracts.registry(path)).is_valid

    def violations(self, document: Any, most: int = MOST_VIOLATIONS) -> list[Violation]:
        """Where the document breaks this contract, deepest cause first; empty when it keeps it.

        The first ``most`` places, and one more that says so when they are not all: nothing is worked out beyond.
        """
        causes = _causes(self._contracts.explainer(self.name).iter_errors(document))
        found = [
            _explain(error, self._contracts.place(self.name, error.absolute_schema_path))
            for error in islice(causes, most)
        ]
        return found if next(causes, None) is None else [*found, and_more(self.name)]


class Contracts:
    """All schema files by their keys; ``texts`` are what stands in them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.documents: dict[str, dict[str, Any]] = {key: orjson.loads(text) for key, text in texts.items()}
        self._compiled: dict[tuple[str, str], Contract] = {}
        self._explainers: dict[str, Validator] = {}
        self.tree = SchemaTree(self.documents)

    def of(self, key: str, part: str) -> Contract:
        """The contract ``$defs.<part>`` of the schema file ``key``; KeyError when there is none."""
        found = self._compiled.get((key, part))
        if found is None:
            if part not in self.documents[key]["$defs"]:
                raise KeyError(f"{key}.json declares no $defs.{part}")
            found = self._compiled[key, part] = Contract(self, f"{key}#/$defs/{part}")
        return found

    def record(self, table: str) -> Contract:
        """The contract of a stored record."""
        found = self._compiled.get((table, ""))
        if found is None:
            found = self._compiled[table, ""] = Contract(self, f"records/{table}#")
        return found

    def registry(self, key: str) -> jsonschema_rs.Registry:
        """The files that the contracts of one need: all of them together take ten megabytes, and a while to read."""
        return jsonschema_rs.Registry([(f"{ROOT}{name}.json", self.documents[name]) for name in self.tree.closure(key)])

    def keys(self, *prefixes: str) -> list[str]:
        """The names of the schema files below any of the prefixes, sorted."""
        return [name for name in self.documents if name.startswith(prefixes)]

    def properties(self, key: str, *path: str) -> dict[str, Any]:
        """The declared properties of ``$defs.request`` (or of a part of it); empty when it declares none."""
        node: Any = self.documents[key]["$defs"]["request"]
        for step in path:
            node = node.get("properties", {}).get(step, {})
        while "$ref" in node and "properties" not in node:
            key, pointer = target(key, node["$ref"])
            node = reduce(getitem, pointer.split("/")[1:], self.documents[key])
        declared: dict[str, Any] = node.get("properties", {})
        return declared

    def place(self, name: str, steps: Iterable[str | int]) -> str:
        """Where a keyword stands, as ``file#pointer``: from the contract ``name`` along ``steps``, references followed.

        ``steps`` are those of a validation error of :meth:`explainer`, which leaves the references out. It ends where
        a shared definition begins: that one says nothing of the field that refers to it.
        """
        key, _, pointer = name.partition("#")
        found = self._place(key, pointer, tuple(steps))
        if found is None:
            raise LookupError(f"the contract {name} has nothing at {'/'.join(map(str, steps))}")
        return found

    def _place(self, key: str, pointer: str, steps: tuple[str | int, ...]) -> str | None:
        # A reference may have siblings with the name of the next step: each way is tried until one leads to the end.
        if not steps:
            return f"{key}#{pointer}"
        node, step = self.tree.at(key, pointer), steps[0]
        if (isinstance(node, dict) and step in node) or (isinstance(node, list) and int(step) < len(node)):
            found = self._place(key, f"{pointer}/{escaped(step)}", steps[1:])
            if found is not None:
                return found
        if isinstance(node, dict) and "$ref" in node:
            home, inner = target(key, node["$ref"])
            return f"{key}#{pointer}/$ref" if home == "shared" else self._place(home, inner, steps)
        return None

    def explainer(self, name: str) -> Validator:
        """The ``jsonschema`` validator of one contract."""
        if name not in self._explainers:
            path, _, pointer = name.partition("#")
            self._explainers[name] = self._explaining.validator(f"{path}.json#{pointer}")
        return self._explainers[name]

    @cached_property
    def _explaining(self) -> Explainer:
        # jsonschema takes 125 ms to import and is asked only when something is already wrong.
        from mockserver.core.explanation import Explainer

        return Explainer(self.tree, self.registry)


def load() -> Contracts:
    """The contracts of this installation and of its dialects, read once for each process."""
    return _load(tuple(PACKAGES))


@cache
def _load(packages: tuple[str, ...]) -> Contracts:
    del packages  # others have other files
    return Contracts(schema_texts())


def _causes(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    for error in errors:
        if error.context:
            yield from _causes(_nearest(error.context))
        else:
            yield error


def _nearest(errors: Sequence[ValidationError]) -> list[ValidationError]:
    """The errors of the alternative that a document comes nearest to: of the right type, and with the fewest errors."""
    branches: dict[Any, list[ValidationError]] = {}
    for error in errors:
        branches.setdefault(error.relative_schema_path[0], []).append(error)
    return min(branches.values(), key=lambda found: (any(_is_of_another_type(error) for error in found), len(found)))


def _is_of_another_type(error: ValidationError) -> bool:
    return error.validator == "type" and not error.relative_path


def _explain(error: ValidationError, place: str) -> Violation:
    pointer = pointer_of(error.absolute_path)
    keyword = str(error.validator)
    if keyword == "required":
        missing = _missing_name(error)
        return Violation(f"{pointer}.{missing}".lstrip("."), "a value", "nothing", keyword, place)
    expected = _expectation(keyword, error.validator_value)
    if keyword == "additionalProperties" and error.validator_value is False:
        extra, value = _undeclared_member(error)
        return Violation(f"{pointer}.{cut(extra)}".lstrip("."), expected, shown(value), keyword, place)
    return Violation(pointer, expected, shown(error.instance), keyword, place)


def _missing_name(error: ValidationError) -> str:
    # One error stands for one absent name, but says which only in its text: 'name' is a required property.
    return error.message.rpartition(" is a required property")[0].strip("'\"")


def _undeclared_member(error: ValidationError) -> tuple[str, Any]:
    # One error stands for all the members that are too many; the first of them is enough to act on.
    from mockserver.core.explanation import undeclared_members

    schema, record = cast("dict[str, Any]", error.schema), cast("dict[str, Any]", error.instance)
    return next(undeclared_members(schema, record))


def pointer_of(path: Any) -> str:
    """``leadIds[2]`` for the path ["leadIds", 2]."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{cut(step)}"
    return text.lstrip(".")


def shown(value: Any) -> str:
    """A short JSON text of a value, with its type when the text alone would not tell."""
    try:
        text = orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        text = repr(value)
    return cut(text)


_EXPECTATIONS: Final[Mapping[str, str]] = {
    "const": "exactly {}",
    "pattern": "text matching {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "minProperties": "at least {} members",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "format": "the format {}",
    "additionalProperties": "no undeclared member",
    "unevaluatedProperties": "no undeclared member",
    "oneOf": "exactly one of the documented shapes",
    "anyOf": "one of the documented shapes",
    "not": "something else",
}


def _expectation(keyword: str, value: Any) -> str:
    if keyword == "type":
        return " or ".join(value) if isinstance(value, list) else str(value)
    if keyword == "enum":
        return f"one of {', '.join(str(choice) for choice in value)}"
    if keyword in ("minProperties", "minItems") and value == 1:
        return "something in it"
    if keyword == "pattern" and value == "\\S":
        return "text that is not blank"
    text = _EXPECTATIONS.get(keyword, f"what {keyword} asks for")
    return text.format(shown(value)) if "{}" in text else text
