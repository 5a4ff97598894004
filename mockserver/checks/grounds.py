"""From a violation to the statement behind it, and to the line of the schema file that asks for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from mockserver.checks.findings import Finding, Ground
from mockserver.core.contracts import Contract, Contracts
from mockserver.core.errors import Problem, Violation
from mockserver.core.redaction import Redaction
from mockserver.core.resources import PACKAGES, schema_texts
from mockserver.core.statements import KINDS
from mockserver.dialects.frame import CallContext, Dialect, evidence_of

if TYPE_CHECKING:
    from yaml import Node


class Grounds:
    """The evidence of all schema files by the statement's id and by the file.

    ``speaking``: by a part's name, the statements that speak of that part in any file which gives evidence for them.
    """

    def __init__(self, contracts: Contracts, speaking: Mapping[str, Collection[str]]) -> None:
        self._documents = contracts.documents
        self._speaks = speaking
        self._by_id: dict[str, list[tuple[str, int]]] = {}
        self._known: dict[tuple[str, int, str, str | None], Ground] = {}
        for key, document in contracts.documents.items():
            for index, entry in enumerate(document.get("evidence", ())):
                self._by_id.setdefault(entry["id"], []).append((key, index))

    def ids(self) -> list[str]:
        """Every statement that some schema file gives evidence for, sorted."""
        return sorted(self._by_id)

    def of_statement(self, statement: str, kind: str | None = None) -> Ground:
        """The ground of a statement: its strongest evidence, or that of ``kind``; KeyError for an unknown id."""
        key, index = min(self._by_id[statement], key=lambda entry: self._rank(entry, kind))
        return self._ground(key, index, f"/evidence/{index}")

    def of_violation(self, key: str, part: str, violation: Violation) -> Ground:
        """The ground of a violation of ``$defs.<part>`` of the schema file ``key``."""
        index = self._speaking(key, part)
        file, _, pointer = violation.schema.partition("#")
        return self._ground(key, index, pointer, file or key)

    def of_file(self, key: str) -> Ground:
        """The ground of a schema file as a whole: the statement that it names first."""
        return self.of_statement(self._documents[key]["evidence"][0]["id"])

    def of_part(self, key: str, part: str) -> Ground:
        """The ground of ``$defs.<part>`` as a whole."""
        return self._ground(key, self._speaking(key, part), f"/$defs/{part}")

    def _rank(self, entry: tuple[str, int], kind: str | None) -> tuple[bool, int]:
        found = self._documents[entry[0]]["evidence"][entry[1]]["kind"]
        return found != kind and kind is not None, KINDS.index(found)

    def _speaking(self, key: str, part: str) -> int:
        """Which evidence of a file speaks of a part: as a rule the first, but of an action's result the weakest.

        The documents say what an action takes and hardly ever what it answers: those shapes are our choice.
        """
        evidence = self._documents[key]["evidence"]
        for index, entry in enumerate(evidence):
            if entry["id"] in self._speaks.get(part, ()):
                return index
        if part != "response" or "/http/" in key:
            return 0
        own = [index for index, entry in enumerate(evidence) if entry["id"] == evidence[0]["id"]]
        return max(own, key=lambda index: KINDS.index(evidence[index]["kind"]))

    def _ground(self, key: str, index: int, pointer: str, file: str | None = None) -> Ground:
        place = (key, index, pointer, file)
        if place not in self._known:
            self._known[place] = self._read(*place)
        return self._known[place]

    def _read(self, key: str, index: int, pointer: str, file: str | None) -> Ground:
        document = self._documents[key]
        entry = document["evidence"][index]
        place = file or key
        return Ground(
            entry["id"],
            entry["kind"],
            entry["statement"],
            document.get("source", "").partition(". ")[0],
            f"{place}.json",
            line_of(place, pointer),
        )


class Scale:
    """Makes findings, each as heavy as what it rests on; ``weakest`` is the kind of evidence that still breaks."""

    def __init__(self, contracts: Contracts, speaking: Mapping[str, Collection[str]], weakest: str) -> None:
        self.grounds = Grounds(contracts, speaking)
        self._strength = KINDS.index(weakest)

    def finding(self, side: str, pointer: str, expected: str, got: str, ground: Ground) -> Finding:
        """An error, or a warning when the evidence is weaker than what breaks."""
        severity = "error" if KINDS.index(ground.kind) <= self._strength else "warning"
        return Finding(side, pointer, expected, Redaction().echo(pointer, got), ground, severity)

    def of_refusal(self, dialect: Dialect, problem: Problem, context: CallContext) -> Ground:
        """The ground on which a problem refuses a call."""
        refusal = dialect.refusals.get(problem.outcome) or dialect.refusals["server-error"]
        return self.of_evidence(evidence_of(refusal, problem, context))

    def of_evidence(self, evidence: str) -> Ground:
        """The ground that a statement's id gives, or the id with the kind of the evidence: ``O-12 documented``."""
        statement, _, kind = evidence.partition(" ")
        return self.grounds.of_statement(statement, kind or None)


def key_and_part(contract: Contract) -> tuple[str, str]:
    """The schema file of a contract, and which of its ``$defs`` it is."""
    key, _, part = contract.name.partition("#/$defs/")
    return key, part


def line_of(key: str, pointer: str) -> int:
    """The line, from 1, where the member of a JSON pointer stands in a schema file; 1 when it has no such place."""
    return _lines(key).get(pointer, 1)


@cache
def _lines(key: str) -> dict[str, int]:
    return places(_texts(tuple(PACKAGES))[key])


@cache
def _texts(packages: tuple[str, ...]) -> dict[str, str]:
    del packages  # others have other files
    return schema_texts()


def places(text: str) -> dict[str, int]:
    """The line, from 1, of every JSON pointer of a text."""
    # JSON is YAML, and YAML's parser remembers where it found everything.
    from yaml import CSafeLoader, compose

    root = compose(text, CSafeLoader)
    return {} if root is None else dict(_places(root, ""))


def _places(node: Node, pointer: str) -> Iterator[tuple[str, int]]:
    from yaml import MappingNode, SequenceNode

    if isinstance(node, MappingNode):
        for key, value in node.value:
            place = f"{pointer}/{key.value.replace('~', '~0').replace('/', '~1')}"
            yield place, key.start_mark.line + 1
            yield from _places(value, place)
    elif isinstance(node, SequenceNode):
        for index, value in enumerate(node.value):
            yield f"{pointer}/{index}", value.start_mark.line + 1
            yield from _places(value, f"{pointer}/{index}")
